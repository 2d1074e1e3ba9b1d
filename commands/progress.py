"""What long work tells of itself: a bar on a terminal, a line a minute elsewhere, nothing with `-q`."""

from __future__ import annotations

import os
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import click

from commands.app import App
from commands.display import console
from commands.harmless import safe


class Progress:
    """What a long work tells of itself; silent unless a subclass shows it."""

    def start(self, what: str, total: int | None) -> None:
        """A new piece of work; `total` steps, None where nobody knows."""

    def expect(self, total: int) -> None:
        """The piece of work is so long after all."""

    def advance(self, steps: int = 1) -> None:
        """So many steps more are done."""

    def beside(self) -> Progress:
        """Another one, for work that goes on at the same time."""
        return self


@contextmanager
def progress(app: App, unit: str = "messages") -> Iterator[Progress]:
    """A bar with the time left on a terminal, a line a minute elsewhere, nothing with `-q`."""
    if app.quiet:
        yield Progress()
        return
    if not sys.stderr.isatty() or app.plain or os.environ.get("TERM") == "dumb":
        yield _Lines(unit)
        return
    from rich.progress import BarColumn, DownloadColumn, MofNCompleteColumn, TextColumn, TimeRemainingColumn
    from rich.progress import Progress as Bars

    amount = (DownloadColumn(),) if unit == "bytes" else (MofNCompleteColumn(), TextColumn(unit))
    bars = Bars(
        TextColumn("{task.description}", markup=False), BarColumn(), *amount,
        TimeRemainingColumn(), console=console(app, stderr=True), transient=True,
    )  # fmt: skip
    with bars:
        yield _Bar(bars)


class _Bar(Progress):
    def __init__(self, bars: Any) -> None:
        self._bars = bars
        self._task: Any = None

    def start(self, what: str, total: int | None) -> None:
        self._task = self._bars.add_task(safe(what), total=total)

    def expect(self, total: int) -> None:
        if self._task is not None:
            self._bars.update(self._task, total=total)

    def beside(self) -> Progress:
        return _Bar(self._bars)

    def advance(self, steps: int = 1) -> None:
        if self._task is not None:
            self._bars.advance(self._task, steps)


class _Lines(Progress):
    EVERY_SECONDS = 60.0

    def __init__(self, unit: str) -> None:
        self._unit, self._what, self._done, self._told = unit, "", 0, 0.0
        self._total: int | None = None
        self._began = 0.0

    def start(self, what: str, total: int | None) -> None:
        self._what, self._done, self._total = safe(what), 0, total
        self._told = self._began = time.monotonic()

    def expect(self, total: int) -> None:
        self._total = total

    def beside(self) -> Progress:
        return _Lines(self._unit)

    def advance(self, steps: int = 1) -> None:
        self._done += steps
        if time.monotonic() - self._told >= self.EVERY_SECONDS:
            self._told = time.monotonic()
            click.echo(f"{self._what}: {self._amount()}{self._left()}", err=True)

    def _amount(self) -> str:
        of = "" if self._total is None else " of "
        if self._unit == "bytes":
            total = "" if self._total is None else f"{self._total / 1e6:.0f}"
            return f"{self._done / 1e6:.0f}{of}{total} MB"
        return f"{self._done}{of}{'' if self._total is None else self._total} {self._unit}"

    def _left(self) -> str:
        if self._total is None or not 0 < self._done < self._total:
            return ""
        seconds = (time.monotonic() - self._began) * (self._total - self._done) / self._done
        return f", about {max(round(seconds / 60), 1)} min left"
