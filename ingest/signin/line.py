"""The line to an authorization server: verified before a secret is sent, cut when it takes too long."""

from __future__ import annotations

import socket
import ssl
import threading
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from typing import TYPE_CHECKING, Any

from errors import CertificateRefused, ServerBusy, ServerUnreachable, SignInNeeded

if TYPE_CHECKING:
    import httpx2

INSTALL = "Run: pip install 'keepwarm[oauth]' (with pipx: pipx inject keepwarm authlib httpx2)."
TOO_MANY = 429
SILENCE_SECONDS = 30
ANSWER_SECONDS = 60  # all of it: a server that drips would never be silent


@contextmanager
def session(where: str) -> Iterator[httpx2.Client]:
    """A session for one question; what goes wrong inside is told as `ServerUnreachable`.

    Raises `SignInNeeded` where the library is not installed, and `CertificateRefused`.
    """
    try:
        import httpx2
    except ImportError:
        raise not_installed(where) from None
    deadline = _Deadline()
    try:
        with (
            deadline,
            httpx2.Client(
                timeout=SILENCE_SECONDS,
                verify=ssl.create_default_context(),
                event_hooks={"request": [deadline.watch], "response": [_refuse_if_busy]},
            ) as opened,
        ):
            yield opened
    except httpx2.HTTPStatusError as error:
        status = error.response.status_code
        wait = _retry_after(error.response.headers.get("Retry-After", ""))
        kind = ServerBusy if wait is not None or status == TOO_MANY else ServerUnreachable
        raise kind(
            f"the authorization server has no time (HTTP {status}).",
            where=where,
            mend="keepwarm tries again later.",
            retry_after_seconds=wait,
        ) from None
    except httpx2.HTTPError as error:
        raise _unreachable(error, where, is_late=deadline.is_over) from None
    except (ValueError, httpx2.InvalidURL):
        raise ServerUnreachable(
            "the authorization server gives an answer that cannot be read.", where=where
        ) from None


def _refuse_if_busy(response: httpx2.Response) -> None:
    # Whatever the body says: some put an error of OAuth into it, some a page, some nothing.
    if response.status_code == TOO_MANY or response.is_server_error:
        response.raise_for_status()


def not_installed(where: str) -> SignInNeeded:
    """The extra is missing; the command that installs it."""
    return SignInNeeded("the libraries for OAuth are not installed.", where=where, mend=INSTALL)


class _Deadline:
    """Cuts the line from outside: a socket's own timeout starts anew with each byte."""

    def __init__(self) -> None:
        self.is_over = False
        self._sock: socket.socket | None = None
        self._timer = threading.Timer(ANSWER_SECONDS, self._cut)
        self._timer.daemon = True

    def watch(self, request: httpx2.Request) -> None:
        """Learn of the socket as soon as there is one, and of the one that TLS puts in its place."""

        def trace(event: str, about: dict[str, Any]) -> None:
            if event.endswith(("connect_tcp.complete", "start_tls.complete")):
                self._sock = about["return_value"].get_extra_info("socket")

        request.extensions = {**request.extensions, "trace": trace}

    def _cut(self) -> None:
        self.is_over = True
        if self._sock is not None:
            with suppress(OSError):  # the other side was quicker
                # Below TLS, whose state belongs to the thread that reads.
                socket.socket.shutdown(self._sock, socket.SHUT_RDWR)

    def __enter__(self) -> _Deadline:
        self._timer.start()
        return self

    def __exit__(self, *_: object) -> None:
        self._timer.cancel()


def _retry_after(told: str) -> float | None:
    return float(told) if told.isdigit() else None


def _unreachable(error: Exception, where: str, *, is_late: bool) -> ServerUnreachable:
    cause: BaseException | None = error
    while cause is not None and not isinstance(cause, ssl.SSLCertVerificationError):
        cause = cause.__cause__ or cause.__context__
    if cause is not None:
        return CertificateRefused(
            f"the authorization server could not prove who it is ({cause.verify_message.rstrip('.')});"
            " no secret was sent.",
            where=where,
        )
    if is_late:
        return ServerUnreachable("the authorization server did not finish its answer in time.", where=where)
    return ServerUnreachable(
        f"no connection to the authorization server ({type(error).__name__}).", where=where
    )
