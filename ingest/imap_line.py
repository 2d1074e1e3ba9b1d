"""The line to an IMAP server: verified before a password is sent, never waiting or swallowing without end.

imaplib reads what it is told to read. Here every answer has an allowance of bytes, checked before memory is
taken for it, and every command a deadline kept from outside: a socket's timeout starts anew with each byte.
"""

from __future__ import annotations

import imaplib
import ipaddress
import socket
import ssl
import threading
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path

import imap_tools

from config import Account
from errors import ConfigurationError

LITERAL_BYTES = 16 * 1024 * 1024  # one literal; what we ask for is far smaller
ANSWER_BYTES = 64 * 1024 * 1024  # everything sent in answer to one command


@dataclass(frozen=True, slots=True)
class Patience:
    """How long is waited, in seconds: for a sign of life, and for a whole command."""

    silence_seconds: float = 30
    command_seconds: float = 60
    bytes_a_second: float = 20_000  # the slowest line on which mail is still read


class Watch:
    """Hangs up when the time is over, from a thread of its own, and remembers why a line was given up."""

    def __init__(self) -> None:
        self.sock: socket.socket | None = None
        self.is_expired = False
        self.too_much = ""  # what the server sent beyond measure; imaplib's own errors do not tell

    @contextmanager
    def within(self, seconds: float) -> Iterator[None]:
        """What is done inside is cut off after `seconds`; `is_expired` then tells why it failed."""
        timer = threading.Timer(seconds, self._hang_up)
        timer.daemon = True
        timer.start()
        try:
            yield
        finally:
            timer.cancel()

    def _hang_up(self) -> None:
        self.is_expired = True
        if self.sock is not None:
            try:
                # Below TLS: SSLSocket.shutdown would pull the TLS state from under the reading thread.
                socket.socket.shutdown(self.sock, socket.SHUT_RDWR)
            except OSError:
                pass  # the other side was quicker


class _Measured(imaplib.IMAP4):
    """imaplib with an allowance; `watch` learns of the socket before the first byte is read."""

    watch: Watch
    tls: ssl.SSLContext | None
    allowance: int = ANSWER_BYTES

    def __init__(
        self, host: str, port: int, timeout: float, watch: Watch, tls: ssl.SSLContext | None
    ) -> None:
        self.watch, self.tls = watch, tls
        super().__init__(host, port, timeout)

    def _create_socket(self, timeout: float | None) -> socket.socket:
        plain = socket.create_connection((self.host, self.port), timeout)
        self.watch.sock = plain
        if self.tls is None:
            return plain
        return self._secure(plain, self.tls)

    def _secure(self, plain: socket.socket, tls: ssl.SSLContext) -> ssl.SSLSocket:
        """TLS over the connection, its handshake under the same watch."""
        secured = tls.wrap_socket(plain, server_hostname=self.host, do_handshake_on_connect=False)
        self.watch.sock = secured
        try:
            secured.do_handshake()
        except BaseException:
            secured.close()
            raise
        return secured

    def start_tls(self, tls: ssl.SSLContext) -> None:
        """STARTTLS, or no connection at all: anybody between could have cut the offer out."""
        self.starttls(_Securing(self, tls))
        # What was sent ahead in the clear must not be taken for an answer of the secured line.
        self.untagged_responses.clear()

    def read(self, size: int) -> bytes:
        """`size` bytes of a literal, if that many may come."""
        if size > min(LITERAL_BYTES, self.allowance):
            raise self._beyond_measure(f"a literal of {size} bytes")
        self.allowance -= size
        return super().read(size)

    def readline(self) -> bytes:
        """One line, if it may be that long."""
        line = super().readline()
        if len(line) > self.allowance:
            raise self._beyond_measure("an answer without end")
        self.allowance -= len(line)
        return line

    def _beyond_measure(self, what: str) -> imaplib.IMAP4.abort:
        self.watch.too_much = what
        return self.abort(what)


@dataclass(frozen=True, slots=True)
class _Securing:
    """Stands in for the context that imaplib's STARTTLS wraps its socket with."""

    client: _Measured
    tls: ssl.SSLContext

    def wrap_socket(self, sock: socket.socket, server_hostname: str) -> ssl.SSLSocket:
        return self.client._secure(sock, self.tls)


class Mailbox(imap_tools.BaseMailBox):
    """imap-tools' mailbox over a measured line. Not signed in yet; use it within `watch`."""

    client: _Measured

    def __init__(self, account: Account, silence_seconds: float, watch: Watch) -> None:
        self._account = account
        self._silence_seconds = silence_seconds
        self.watch = watch
        super().__init__()

    def _get_mailbox_client(self) -> _Measured:
        account = self._account
        tls = None if account.security == "none" else tls_context(account)
        at_once = tls if account.security == "tls" else None
        client = _Measured(account.host, account.port, self._silence_seconds, self.watch, at_once)
        if account.security == "starttls" and tls is not None:
            try:
                client.start_tls(tls)
            except BaseException:
                with suppress(OSError):
                    client.shutdown()
                raise
        return client

    def hang_up(self) -> None:
        """Close the line without a word; never fails."""
        try:
            self.client.shutdown()
        except OSError:
            pass


def tls_context(account: Account) -> ssl.SSLContext:
    """A context that verifies certificate and host against the system's CAs and the account's `ca_file`."""
    context = ssl.create_default_context()
    context.minimum_version = ssl.TLSVersion.TLSv1_2
    if account.ca_file:
        try:
            context.load_verify_locations(Path(account.ca_file).expanduser())
        except (OSError, ssl.SSLError):
            raise ConfigurationError(
                f"the file {account.ca_file} holds no certificates that can be read.",
                where="ca_file",
                mend="Name a PEM file with the certificate of the server's CA.",
            ) from None
    return context


def refuse_open_lines(account: Account) -> None:
    """Raise `ConfigurationError` where a password would travel unprotected, or no server is named."""
    if not account.host:
        raise ConfigurationError("no server is named.", where="host", mend="Set host, or run keepwarm init.")
    if account.security == "none" and not _is_loopback(account.host):
        raise ConfigurationError(
            f'security = "none" would send the password unprotected to {account.host}.',
            where="security",
            mend='Use "tls" or "starttls"; "none" is for this machine itself only.',
        )


def _is_loopback(host: str) -> bool:
    if host.lower().rstrip(".") == "localhost":
        return True
    try:
        return ipaddress.ip_address(host.strip("[]")).is_loopback
    except ValueError:
        return False
