"""Signs of life to a dead-man's switch (healthchecks.io and its kin): nothing but the address is called.

Each goes out on a thread of its own, one at a time, so that a switch that hangs holds up nothing.
"""

from __future__ import annotations

import logging
import threading
import time
import urllib.error
import urllib.request
from http.client import HTTPException
from typing import Any

import config

SECONDS = 10.0  # for an answer; the next sign comes in minutes

_log = logging.getLogger(__name__)


class Ping:
    """Says "it lives" at `url` every few minutes, `url/fail` while something ails, `url/start` at the start.

    Without a url it says nothing.
    """

    def __init__(self, settings: config.Ping) -> None:
        self._url = settings.url.rstrip("/")
        self._pause = settings.every_minutes * 60.0
        self._told_at: float | None = None
        self._was_well = True
        self._thread: threading.Thread | None = None
        self._is_unheard = False

    def started(self) -> None:
        """The service has started."""
        self._send("/start")

    def tell(self, *, is_well: bool) -> None:
        """How it goes now; told when it is time, or when it has changed."""
        now = time.monotonic()
        is_time = self._told_at is None or now - self._told_at >= self._pause
        if (is_time or is_well != self._was_well) and self._send("" if is_well else "/fail"):
            self._told_at, self._was_well = now, is_well

    def wait(self) -> None:
        """Until the last sign is out, or was in vain."""
        if self._thread is not None:
            self._thread.join()

    def _send(self, what: str) -> bool:
        """Whether it is on its way; False while an earlier one still is."""
        if not self._url or (self._thread is not None and self._thread.is_alive()):
            return False
        self._thread = threading.Thread(target=self._call, args=[self._url + what], name="ping", daemon=True)
        self._thread.start()
        return True

    def _call(self, url: str) -> None:
        request = urllib.request.Request(url, headers={"User-Agent": "keepwarm"})  # noqa: S310  checked in config
        try:
            with urllib.request.build_opener(_NoDetour).open(request, timeout=SECONDS) as answer:
                answer.read(1024)
        except (OSError, HTTPException, ValueError) as error:
            said = f"HTTP {error.code}" if isinstance(error, urllib.error.HTTPError) else type(error).__name__
            _log.log(
                logging.DEBUG if self._is_unheard else logging.WARNING,
                "the dead-man's switch did not take it error=%s", said,
            )  # fmt: skip
            self._is_unheard = True
        else:
            self._is_unheard = False


class _NoDetour(urllib.request.HTTPRedirectHandler):
    """Goes nowhere else: the address is a secret, and the way there might lose its TLS."""

    def redirect_request(self, *_: Any) -> None:
        """No."""
