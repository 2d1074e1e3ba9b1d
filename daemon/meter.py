"""How far the reading of an account has come: mails done and mails expected, all folders together."""

from __future__ import annotations

from typing import Protocol

from daemon.imports import Progress
from ingest.sync import Batch


class Gauge(Progress, Protocol):
    """A progress whose end may move: how many mails there are is known better as the folders are opened."""

    def expect(self, total: int) -> None:
        """The piece is so long after all."""


class Silent:
    """A progress that tells nothing."""

    def start(self, what: str, total: int | None) -> None:
        """A new piece of work."""

    def expect(self, total: int) -> None:
        """The piece is so long after all."""

    def advance(self, steps: int = 1) -> None:
        """So many mails more are done."""


class Meter:
    """Tells a gauge of one account."""

    def __init__(self, gauge: Gauge, account: str) -> None:
        self._gauge, self._account = gauge, account
        self._done = self._expected = 0

    def expect(self, batch: Batch) -> None:
        """A batch has come: itself, and what is left after it."""
        total = self._done + _number(batch) + batch.remaining + batch.elsewhere
        if total and not self._expected:
            self._gauge.start(self._account, total)
        elif total != self._expected:
            self._gauge.expect(total)
        self._expected = total

    def advance(self, batch: Batch) -> None:
        """The batch is kept."""
        self._done += _number(batch)
        self._gauge.advance(_number(batch))


def _number(batch: Batch) -> int:
    """Mails that a batch settles."""
    return len(batch.mails) + len(batch.gone) + len(batch.recognised)
