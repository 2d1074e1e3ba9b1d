"""The line to an IMAP server: verified before a password is sent, never waiting or swallowing without end.

imaplib reads what it is told to read. Here every answer has an allowance of bytes, checked before memory is
taken for it, and every command a deadline kept from outside: a socket's timeout starts anew with each byte.
"""

from __future__ import annotations

import imaplib
import socket
import ssl
import threading
import time
import zlib
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import imap_tools

from config import Account
from errors import CertificateRefused, ConfigurationError
from ingest.bell import Bell
from ingest.imap_stream import HungUp, Stream, TooMuch
from ingest.own_machine import is_own_machine

LITERAL_BYTES = 16 * 1024 * 1024  # one literal; what we ask for is far smaller
ANSWER_BYTES = 64 * 1024 * 1024  # everything sent in answer to one command
LOOK_SECONDS = 60.0  # between looks at the clock where nothing is waited for


@dataclass(frozen=True, slots=True)
class Patience:
    """How long is waited, in seconds: for a sign of life, and for a whole command."""

    silence_seconds: float = 30
    command_seconds: float = 60
    bytes_a_second: float = 20_000  # the slowest line on which mail is still read


class Watch:
    """Hangs up when the time is over, from a thread of its own, and remembers why a line was given up.

    One thread a line: to start one for each command takes longer than many a command.
    """

    def __init__(self) -> None:
        self.sock: socket.socket | None = None
        self.is_expired = False
        self.too_much = ""  # what the server sent beyond measure; imaplib's own errors do not tell
        self._deadline: float | None = None
        self._wakes_at = 0.0
        self._is_watching = self._is_over = False
        self._changed = threading.Condition()

    @contextmanager
    def within(self, seconds: float) -> Iterator[None]:
        """What is done inside is cut off after `seconds`; `is_expired` then tells why it failed."""
        before = self._deadline
        deadline = time.monotonic() + seconds
        with self._changed:
            self._deadline = deadline if before is None else min(before, deadline)
            if not self._is_watching:
                self._is_watching, self._is_over = True, False
                threading.Thread(target=self._keep_time, daemon=True).start()
            elif self._deadline < self._wakes_at:
                self._changed.notify()
        try:
            yield
        finally:
            self._deadline = before

    def end(self) -> None:
        """There is nothing more to watch."""
        with self._changed:
            self._is_over = True
            self._changed.notify()

    def _keep_time(self) -> None:
        """Sleep from deadline to deadline; one that was met in time is noticed on waking."""
        with self._changed:
            while not self._is_over:
                now = time.monotonic()
                if self._deadline is not None and self._deadline <= now:
                    self.hang_up()
                    break
                self._wakes_at = now + LOOK_SECONDS if self._deadline is None else self._deadline
                self._changed.wait(self._wakes_at - now)
            self._is_watching = False

    def hang_up(self) -> None:
        """Cut the line, from whichever thread: what is read from it fails now."""
        self.is_expired = True
        if self.sock is not None:
            try:
                # Below TLS: SSLSocket.shutdown would pull the TLS state from under the reading thread.
                socket.socket.shutdown(self.sock, socket.SHUT_RDWR)
            except OSError:
                pass  # the other side was quicker


class MeasuredIMAP(imaplib.IMAP4):
    """imaplib with an allowance; `watch` learns of the socket before the first byte is read."""

    watch: Watch
    tls: ssl.SSLContext | None
    stream: Stream
    _deflater: zlib._Compress | None = None

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
        try:
            self.starttls(_Securing(self, tls))
        except imaplib.IMAP4.error as error:
            if "STARTTLS" in self.capabilities and isinstance(error, self.abort):
                raise
            raise CertificateRefused(
                "the server does not change to TLS (STARTTLS); no password was sent.",
                where=self.host,
                mend='Most servers offer security = "tls" with port 993.',
            ) from None

    def open(self, host: str = "", port: int = 143, timeout: float | None = None) -> None:
        """Connect; what comes is read through `stream`."""
        super().open(host, port, timeout)
        self.listen(self.sock)

    def listen(self, sock: socket.socket) -> None:
        """Read from this socket from now on; what came before over another one is forgotten."""
        self.stream = Stream(sock, allowance=ANSWER_BYTES, literal_bytes=LITERAL_BYTES)

    @property
    def allowance(self) -> int:
        """How many bytes may still be read."""
        return self.stream.allowance

    @allowance.setter
    def allowance(self, most: int) -> None:
        self.stream.allowance = most

    @property
    def received_bytes(self) -> int:
        """What the server has sent over the wire."""
        return self.stream.received_bytes

    def read(self, size: int) -> bytes:
        """`size` bytes of a literal, if that many may come."""
        with self.in_imaplibs_words():
            return self.stream.read(size)

    def readline(self) -> bytes:
        """One line, if it may be that long."""
        with self.in_imaplibs_words():
            return self.stream.readline()

    def has_something(self, within_seconds: float, bell: Bell | None = None) -> bool:
        """Whether a line, or the end of all, can be read now or soon; nothing is lost by asking."""
        with self.in_imaplibs_words():
            return self.stream.has_something(within_seconds, bell)

    def capability(self) -> tuple[str, list[Any]]:
        """What the server can do; asked only where its welcome has not told, for that is a round trip."""
        told: list[Any] = self.untagged_responses.pop("CAPABILITY", [])
        return ("OK", told) if told else super().capability()

    def goodbye(self) -> None:
        """Tell the server that nothing more is wanted, and do not wait for its answer."""
        self.send(b"BYE LOGOUT\r\n")

    def send(self, data: Any) -> None:
        """Send, compressed where that is agreed."""
        if self._deflater is not None:
            data = self._deflater.compress(data) + self._deflater.flush(zlib.Z_SYNC_FLUSH)
        super().send(data)

    def compress(self) -> bool:
        """Ask for DEFLATE in both directions (RFC 4978); whether the server does it."""
        try:
            if self.xatom("COMPRESS", "DEFLATE")[0] != "OK":
                return False
        except self.abort:
            raise
        except self.error:  # the server offers what it does not know
            return False
        self.stream.inflate()
        self._deflater = zlib.compressobj(zlib.Z_DEFAULT_COMPRESSION, zlib.DEFLATED, -zlib.MAX_WBITS)
        return True

    @contextmanager
    def in_imaplibs_words(self) -> Iterator[None]:
        """What goes wrong with `stream`, raised as imaplib raises it."""
        try:
            yield
        except TooMuch as problem:
            raise self._beyond_measure(str(problem)) from None
        except zlib.error:
            raise self.abort("what came cannot be inflated") from None
        except HungUp:
            raise self.abort("socket error: EOF") from None

    def _beyond_measure(self, what: str) -> imaplib.IMAP4.abort:
        self.watch.too_much = what
        return self.abort(what)


@dataclass(frozen=True, slots=True)
class _Securing:
    """Stands in for the context that imaplib's STARTTLS wraps its socket with."""

    client: MeasuredIMAP
    tls: ssl.SSLContext

    def wrap_socket(self, sock: socket.socket, server_hostname: str) -> ssl.SSLSocket:
        if self.client.has_something(0):
            # The server has nothing to say before we begin with TLS; whoever did speaks in the clear.
            raise CertificateRefused(
                "something was sent in the clear behind STARTTLS; no password was sent.",
                where=self.client.host,
                mend='Somebody may be in between: use security = "tls" with port 993.',
            )
        # What was sent ahead in the clear must not be taken for an answer of the secured line.
        self.client.untagged_responses.clear()
        secured = self.client._secure(sock, self.tls)
        self.client.listen(secured)
        return secured


class Mailbox(imap_tools.BaseMailBox):
    """imap-tools' mailbox over a measured line. Not signed in yet; use it within `watch`."""

    client: MeasuredIMAP

    def __init__(self, account: Account, silence_seconds: float, watch: Watch) -> None:
        self._account = account
        self._silence_seconds = silence_seconds
        self.watch = watch
        super().__init__()

    def _get_mailbox_client(self) -> MeasuredIMAP:
        account = self._account
        tls = None if account.security == "none" else tls_context(account)
        at_once = tls if account.security == "tls" else None
        client = MeasuredIMAP(account.host, account.port, self._silence_seconds, self.watch, at_once)
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
        self.watch.end()
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
    if account.security == "none" and not is_own_machine(account.host):
        raise ConfigurationError(
            f'security = "none" would send the password unprotected to {account.host}.',
            where="security",
            mend='Use "tls" or "starttls"; "none" is for this machine itself only.',
        )


def wants_compression(account: Account) -> bool:
    """Whether the line is to be compressed: within one machine it only costs."""
    return account.compress == "always" or (account.compress == "auto" and not is_own_machine(account.host))
