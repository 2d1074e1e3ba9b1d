"""A mail handed to an SMTP server: verified before a secret is sent, and never unknowingly twice.

Until the last line of the mail has begun to leave, whatever goes wrong means that it was not sent. From there
to the server's answer nobody knows: that is told as `DeliveryUnclear`.
"""

from __future__ import annotations

import base64
import re
import smtplib
import socket
import ssl
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from email.message import EmailMessage
from email.policy import SMTP as AS_SENT

from config import Smtp
from errors import (
    CertificateRefused,
    ConfigurationError,
    DeliveryUnclear,
    KeepwarmError,
    MailRefused,
    ServerBusy,
    ServerUnreachable,
    SignInNeeded,
)
from ingest.imap_errors import named_wait_seconds, shown
from ingest.own_machine import is_own_machine
from ingest.signin.credentials import Credentials

HELLO = "[127.0.0.1]"  # the machine's own name is nobody's business, and looking it up may take a minute
SIGNED_IN, GO_ON, SEND_IT, ACCEPTED = 235, 334, 354, 250


@dataclass(frozen=True, slots=True)
class Patience:
    """How long is waited, in seconds: for a word, for the answer to the mail itself, for all of it."""

    silence: float = 30
    answer: float = 120  # scanners look at a mail before the server answers
    whole: float = 240  # a server that drips a byte now and then is never silent


def send(
    message: EmailMessage,
    *,
    sender: str,
    recipient: str,
    server: Smtp,
    username: str,
    credentials: Credentials | None,
    patience: Patience | None = None,
    should_stop: Callable[[], bool] = lambda: False,
) -> None:
    """Hand the mail over. Without `credentials` nobody signs in, as on a server that relays for its network.

    Raises `DeliveryUnclear`, and where it was certainly not sent `MailRefused`, `SignInNeeded`,
    `ServerUnreachable` and `CertificateRefused`. `should_stop` breaks it off.
    """
    patience = patience or Patience()
    where = _refuse_unsafe(server)
    payload = _payload(message)
    with _Guard(patience.whole, should_stop) as guard, _told_in_our_words(guard, where):
        line = _Line(server, guard, patience)
        try:
            _open(line, server)
            _sign_in(line, username, credentials, where)
            _hand_over(line, sender, recipient, payload, guard, where, patience)
            guard.is_done = True
        finally:
            with suppress(
                OSError, smtplib.SMTPException
            ):  # it has been taken or not; a farewell changes nothing
                if guard.is_done:
                    line.quit()
            line.close()


def try_out(
    server: Smtp, *, username: str, credentials: Credentials | None, patience: Patience | None = None
) -> None:
    """Sign in and say goodbye; no mail is sent. Raises as `send` does."""
    patience = patience or Patience()
    where = _refuse_unsafe(server)
    with _Guard(patience.whole, lambda: False) as guard, _told_in_our_words(guard, where):
        line = _Line(server, guard, patience)
        try:
            _open(line, server)
            _sign_in(line, username, credentials, where)
            line.quit()
        finally:
            line.close()


def _refuse_unsafe(server: Smtp) -> str:
    """The server's name, where it has one and may be spoken to."""
    if not server.host:
        raise ConfigurationError("nothing says which server sends the report.", where="smtp.host")
    if server.security == "none" and not is_own_machine(server.host):
        said = (
            'security = "none" is for this machine only: the password and the report would be open to read.'
        )
        raise ConfigurationError(said, where="smtp.security")
    return server.host


class _Guard:
    """Cuts the line from outside, when its time is over or the service ends."""

    def __init__(self, seconds: float, should_stop: Callable[[], bool]) -> None:
        self.is_handed_over = self.is_done = self.is_over = False
        self._sock: socket.socket | None = None
        self._finished = threading.Event()
        self._seconds, self._should_stop = seconds, should_stop
        self._thread = threading.Thread(target=self._watch, name="smtp-guard", daemon=True)

    def watch(self, sock: socket.socket) -> None:
        """Know which line to cut."""
        self._sock = sock

    def __enter__(self) -> _Guard:
        self._thread.start()
        return self

    def __exit__(self, *_: object) -> None:
        self._finished.set()

    def _watch(self) -> None:
        left = self._seconds
        while left > 0 and not self._should_stop():
            if self._finished.wait(min(left, 0.5)):
                return
            left -= 0.5
        self.is_over = True
        if self._sock is not None:
            with suppress(OSError):  # the other side was quicker
                # Below TLS, whose state belongs to the thread that reads.
                socket.socket.shutdown(self._sock, socket.SHUT_RDWR)


class _Line(smtplib.SMTP):
    """A connection whose socket the guard knows from its first byte."""

    def __init__(self, server: Smtp, guard: _Guard, patience: Patience) -> None:
        self._guard, self._server = guard, server
        self.tls = ssl.create_default_context()
        if server.ca_file:
            try:
                self.tls.load_verify_locations(server.ca_file)
            except (OSError, ssl.SSLError) as error:
                said = f"the certificate cannot be read ({error.strerror or 'it is none'})."
                raise ConfigurationError(said, where="smtp.ca_file") from None
        super().__init__(server.host, server.port, local_hostname=HELLO, timeout=patience.silence)

    def _get_socket(self, host: str, port: int, timeout: float) -> socket.socket:
        sock = socket.create_connection((host, port), timeout)
        self._guard.watch(sock)
        if self._server.security != "tls":
            return sock
        secured = self.tls.wrap_socket(sock, server_hostname=host)
        self._guard.watch(secured)
        return secured


def _open(line: _Line, server: Smtp) -> None:
    """Say hello, and make the line secure where it is not yet: a server that cannot is not spoken to."""
    line.ehlo()
    if server.security != "starttls":
        return
    if not line.has_extn("starttls"):
        raise ServerUnreachable(
            "the server offers no STARTTLS; no password was sent.",
            where=server.host,
            mend='Where it speaks TLS from the first byte: port = 465, security = "tls".',
        )
    code, said = line.starttls(context=line.tls)
    if code != 220:
        raise ServerUnreachable(f"the server refused STARTTLS ({shown(said)}).", where=server.host)
    line.ehlo()


def _sign_in(line: _Line, username: str, credentials: Credentials | None, where: str) -> None:
    if credentials is None:
        return
    secret = credentials.secret()
    code, said = _offer(line, username, credentials.kind, secret, where)
    if code == 535 and (other := credentials.renew(secret)) is not None:
        secret = other
        code, said = _offer(line, username, credentials.kind, secret, where)
    if code == SIGNED_IN:
        return
    told = f"{code} {shown(said, secret=secret)}"
    if 400 <= code < 500:
        raise _busy(told, where)
    raise SignInNeeded(
        f"the server refused the login ({told}).",
        where=where,
        mend="Check [smtp] or how the account signs in.",
    )


def _offer(line: _Line, username: str, kind: str, secret: str, where: str) -> tuple[int, bytes]:
    offered = set(line.esmtp_features.get("auth", "").upper().split())
    if any(c < " " or c == "\x7f" for c in username + secret):
        raise SignInNeeded("the username or the secret has a control character.", where=where)
    if kind == "token":
        if "XOAUTH2" not in offered:
            mend = "Use a password in [smtp]."
            raise SignInNeeded("the server takes no OAuth tokens.", where=where, mend=mend)
        bearer = _base64(f"user={username}\x01auth=Bearer {secret}\x01\x01")
        code, said = line.docmd("AUTH", f"XOAUTH2 {bearer}")
        return line.docmd("") if code == GO_ON else (code, said)  # after its reason the server says its no
    if "PLAIN" in offered:
        plain = _base64(f"\0{username}\0{secret}")
        return line.docmd("AUTH", f"PLAIN {plain}")
    if "LOGIN" in offered:
        code, said = line.docmd("AUTH", f"LOGIN {_base64(username)}")
        return line.docmd(_base64(secret)) if code == GO_ON else (code, said)
    raise SignInNeeded("the server takes no password.", where=where, mend="Where it offers OAuth, set oauth.")


def _hand_over(
    line: _Line,
    sender: str,
    recipient: str,
    payload: bytes,
    guard: _Guard,
    where: str,
    patience: Patience,
) -> None:
    size = f" SIZE={len(payload)}" if line.has_extn("size") else ""
    _want(line.docmd("MAIL", f"FROM:<{sender}>{size}"), (ACCEPTED,), where)
    _want(line.docmd("RCPT", f"TO:<{recipient}>"), (ACCEPTED, 251), where)
    _want(line.docmd("DATA"), (SEND_IT,), where)
    guard.is_handed_over = True
    if line.sock is not None:
        line.sock.settimeout(patience.answer)
    line.send(payload)
    answer = line.getreply()
    guard.is_handed_over = False
    _want(answer, (ACCEPTED,), where)


def _want(answer: tuple[int, bytes], good: tuple[int, ...], where: str) -> None:
    code, said = answer
    if code in good:
        return
    told = f"{code} {shown(said)}"
    if 400 <= code < 500:
        raise _busy(told, where)
    if code == 530:
        raise SignInNeeded(f"the server wants a login ({told}).", where=where, mend="Name one in [smtp].")
    if code < 0:
        raise ServerUnreachable("the server hung up or gave an answer that cannot be read.", where=where)
    raise MailRefused(f"the server does not take the report ({told}).", where=where)


def _busy(told: str, where: str) -> ServerUnreachable:
    """Not now: greylisting, a full queue, too much at once."""
    wait = named_wait_seconds(told)
    kind = ServerUnreachable if wait is None else ServerBusy
    return kind(
        f"the server puts the report off ({told}).",
        where=where,
        mend="keepwarm tries again later.",
        retry_after_seconds=wait,
    )


@contextmanager
def _told_in_our_words(guard: _Guard, where: str) -> Iterator[None]:
    try:
        yield
    except KeepwarmError:
        raise
    except ssl.SSLCertVerificationError as error:
        raise CertificateRefused(
            f"the server could not prove who it is ({error.verify_message.rstrip('.')});"
            " no password and no word of the report was sent.",
            where=where,
            mend="Check smtp.host; where the server has a CA of its own, name it in smtp.ca_file.",
        ) from None
    except (smtplib.SMTPException, OSError, ValueError) as error:
        if guard.is_handed_over:
            raise DeliveryUnclear(
                "the line broke after the report was handed over; whether it left is not known.",
                where=where,
                mend="keepwarm looks into the mailbox before it tries again.",
            ) from None
        raise _unreachable(error, guard, where) from None


def _unreachable(error: Exception, guard: _Guard, where: str) -> ServerUnreachable:
    if guard.is_over:
        return ServerUnreachable("the server did not finish in time; the report was not sent.", where=where)
    if isinstance(error, smtplib.SMTPResponseException):
        said = f"the server has no time ({error.smtp_code} {shown(error.smtp_error)})."
        return ServerUnreachable(said, where=where)
    if isinstance(error, ssl.SSLError):
        return ServerUnreachable("no secure line came about (TLS failed); no password was sent.", where=where)
    if isinstance(error, smtplib.SMTPServerDisconnected):
        return ServerUnreachable("the server hung up; the report was not sent.", where=where)
    told = getattr(error, "strerror", None) or type(error).__name__
    return ServerUnreachable(f"no connection ({told}).", where=where)


def _payload(message: EmailMessage) -> bytes:
    """The mail as it goes over the line: CRLF alone ends lines, dots are doubled, and one ends it all."""
    try:
        written = message.as_bytes(policy=AS_SENT)
    except UnicodeEncodeError:
        raise MailRefused("an address has letters that a mail server may not take.") from None
    lines = re.sub(rb"\r\n|\r|\n", b"\r\n", written)
    return re.sub(rb"(?m)^\.", b"..", lines).removesuffix(b"\r\n") + b"\r\n.\r\n"


def _base64(text: str) -> str:
    return base64.b64encode(text.encode()).decode()
