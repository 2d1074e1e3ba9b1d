"""A real SMTP server on loopback (aiosmtpd) with TLS and logins, and with faults put in by name."""

from __future__ import annotations

import asyncio
import base64
import contextlib
import socket
import ssl
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from email.message import Message
from pathlib import Path
from typing import Any, Literal

from aiosmtpd.controller import Controller
from aiosmtpd.smtp import SMTP, AuthResult, Envelope, LoginPassword, Session

from config import Smtp
from tests.servers import certificates

USER, PASSWORD, TOKEN = "dana@agency.example", "pässwort 7", "ya29.token"
Security = Literal["tls", "starttls", "none"]


@dataclass
class Post:
    """What arrives; `faults` maps a step (`MAIL`, `RCPT`, `DATA`) to what the server does there."""

    mails: list[Envelope] = field(default_factory=list)
    logins: list[str] = field(default_factory=list)
    faults: dict[str, str | Callable[[SMTP], str]] = field(default_factory=dict)
    wants_login: bool = True

    def contents(self) -> list[bytes]:
        """The bytes of what was taken."""
        return [mail.content for mail in self.mails if isinstance(mail.content, bytes)]

    async def handle_MAIL(  # noqa: N802  the library calls it so
        self, server: SMTP, session: Session, envelope: Envelope, address: str, options: list[str]
    ) -> str:
        """MAIL FROM."""
        if self.wants_login and not session.authenticated:
            return "530 5.7.0 Authentication required"
        envelope.mail_from = address
        return await self._answer("MAIL", server)

    async def handle_RCPT(  # noqa: N802
        self, server: SMTP, session: Session, envelope: Envelope, address: str, options: list[str]
    ) -> str:
        """RCPT TO."""
        envelope.rcpt_tos.append(address)
        return await self._answer("RCPT", server)

    async def handle_DATA(self, server: SMTP, session: Session, envelope: Envelope) -> str:  # noqa: N802
        """The mail is here; a fault called `DATA` refuses it, `TAKEN` comes after it was taken."""
        answer = await self._answer("DATA", server)
        if answer.startswith("250"):
            self.mails.append(envelope)
            answer = await self._answer("TAKEN", server)
        return answer

    async def auth_XOAUTH2(self, server: SMTP, args: list[str]) -> AuthResult:  # noqa: N802
        """A bearer token."""
        told = args[1] if len(args) > 1 else ""
        self.logins.append("token")
        if base64.b64decode(told).decode() == f"user={USER}\x01auth=Bearer {TOKEN}\x01\x01":
            return AuthResult(success=True, auth_data=USER)
        await server.push("334 eyJzdGF0dXMiOiI0MDEifQ==")
        await server._reader.readline()
        return AuthResult(success=False, handled=False)

    def authenticate(
        self, server: SMTP, session: Session, envelope: Envelope, mechanism: str, data: Any
    ) -> AuthResult:
        """A password."""
        self.logins.append(mechanism)
        is_right = isinstance(data, LoginPassword) and (data.login, data.password) == (
            USER.encode(),
            PASSWORD.encode(),
        )
        return AuthResult(success=is_right, handled=False, auth_data=USER)

    async def _answer(self, step: str, server: SMTP) -> str:
        fault = self.faults.get(step, "250 OK")
        if fault == "sleep":
            await asyncio.sleep(20)
            return "250 OK"
        if fault == "die":
            server.transport.abort()  # type: ignore[union-attr]
            return "250 OK"
        return fault if isinstance(fault, str) else fault(server)


@dataclass(frozen=True)
class Running:
    """A server at work."""

    post: Post
    settings: Smtp


@contextlib.contextmanager
def running(
    folder: Path, security: Security = "tls", *, names: str = "DNS:localhost,IP:127.0.0.1", days: int = 30,
    offers_starttls: bool = True, wants_login: bool = True, mechanisms: tuple[str, ...] = ("LOGIN", "PLAIN"),
) -> Iterator[Running]:  # fmt: skip
    """A server with a certificate of its own; `names` and `days` make one that is wrong."""
    ca = certificates.make_ca(folder)
    certificate, key = certificates.make_server(folder, names=names, days=days)
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(certificate, key)
    post = Post(wants_login=wants_login)
    kinds = {"LOGIN", "PLAIN", "XOAUTH2"}
    controller = Controller(
        post,
        hostname="127.0.0.1",
        port=_free_port(),
        ssl_context=context if security == "tls" else None,
        tls_context=context if security == "starttls" and offers_starttls else None,
        authenticator=post.authenticate,
        auth_require_tls=security == "starttls",
        auth_exclude_mechanism=sorted(kinds - set(mechanisms)),
    )
    controller.start()
    try:
        yield Running(
            post,
            Smtp(host="localhost", port=controller.port, security=security, ca_file=str(ca), username=USER),
        )
    finally:
        controller.stop()


def parsed(content: bytes) -> Message:
    """A mail as its reader's program sees it."""
    from email import message_from_bytes
    from email.policy import default

    return message_from_bytes(content, policy=default)


def _free_port() -> int:
    with socket.socket() as found:
        found.bind(("127.0.0.1", 0))
        port: int = found.getsockname()[1]
        return port
