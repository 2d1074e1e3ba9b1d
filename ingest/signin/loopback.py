"""Where the browser comes back to: a listener on this machine that waits for one answer, and no other."""

from __future__ import annotations

import queue
import threading
from collections.abc import Callable
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from urllib.parse import parse_qs, urlsplit

_PAGE = """<!doctype html>
<html lang="en"><meta charset="utf-8"><title>keepwarm</title>
<p style="font: 1.2rem/1.5 sans-serif; margin: 4rem auto; max-width: 32rem">{}</p>
"""
_DONE = "keepwarm has its answer. You can close this window; the terminal says how it went."
_STRANGE = "This is no answer to the sign-in that keepwarm waits for."


class _Server(ThreadingHTTPServer):
    daemon_threads = True

    def handle_error(self, *_: object) -> None:
        """A browser that hangs up is no error worth a traceback on the terminal."""


class Loopback:
    """Listens on 127.0.0.1 from the start; a context manager. A port that is not named is any free one."""

    def __init__(self, redirect_uri: str) -> None:
        wanted = urlsplit(redirect_uri)
        self._answers: queue.SimpleQueue[str] = queue.SimpleQueue()
        self.is_answer: Callable[[str], bool] = lambda _url: False
        # A thread each: browsers open a second connection on suspicion and say nothing on it.
        self._server = _Server(("127.0.0.1", wanted.port or 0), self._handler(wanted.path or "/"))
        self.redirect_uri = f"http://{wanted.hostname}:{self._server.server_port}{wanted.path}"
        self._thread = threading.Thread(target=self._server.serve_forever, args=(0.05,), daemon=True)
        self._thread.start()

    def wait(self, seconds: float) -> str | None:
        """The address with the answer; None where none came in time."""
        try:
            return self._answers.get(timeout=seconds)
        except queue.Empty:
            return None

    def __enter__(self) -> Loopback:
        return self

    def __exit__(self, *_: object) -> None:
        self._server.shutdown()
        self._server.server_close()
        self._thread.join()

    def _handler(self, path: str) -> type[BaseHTTPRequestHandler]:
        loopback = self

        class Handler(BaseHTTPRequestHandler):
            timeout = 10  # seconds of silence on one connection

            def do_GET(self) -> None:
                asked = urlsplit(self.path)
                names = parse_qs(asked.query).keys()
                # Others may knock here too, and are not let in.
                is_taken = asked.path == path and bool({"code", "error"} & names)
                is_taken = is_taken and loopback.is_answer(self.path)
                try:
                    self._show(is_taken)
                finally:
                    if is_taken:
                        loopback._answers.put(self.path)

            def _show(self, is_taken: bool) -> None:
                page = _PAGE.format(_DONE if is_taken else _STRANGE).encode()
                self.send_response(200 if is_taken else 404)
                self.send_header("Content-Type", "text/html; charset=utf-8")
                self.send_header("Content-Length", str(len(page)))
                self.send_header("Cache-Control", "no-store")
                self.send_header("Referrer-Policy", "no-referrer")
                self.send_header("Connection", "close")
                self.end_headers()
                self.wfile.write(page)

            def log_message(self, format: str, *args: object) -> None:  # noqa: A002  http.server's
                """Nothing is logged: the address holds the answer."""

        return Handler
