"""Side by side: the same work done by both, in turns, and how often the other takes longer."""

from __future__ import annotations

import os
import statistics
import subprocess
import sys
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path

ROOT = Path(__file__).parent.parent


@dataclass(frozen=True)
class Row:
    """One comparison: seconds of our side and of the other, over `number` units of work."""

    what: str
    ours: float
    theirs: float
    number: int
    unit: str

    @property
    def ratio(self) -> float:
        """How many times faster we are."""
        return self.theirs / self.ours


@dataclass(frozen=True)
class Figure:
    """One thing measured that has no other side."""

    what: str
    value: str


def timed(work: Callable[[], object]) -> float:
    """Seconds of one run."""
    began = time.perf_counter()
    work()
    return time.perf_counter() - began


def compare(
    what: str,
    ours: Callable[[], object],
    theirs: Callable[[], object],
    *,
    rounds: int,
    number: int,
    unit: str = "mails",
    warm_up: bool = True,
) -> Row:
    """Medians of alternating rounds, after one round that does not count."""
    if warm_up:
        ours()
        theirs()
    pairs = [(timed(ours), timed(theirs)) for _ in range(rounds)]
    return Row(
        what, statistics.median(p[0] for p in pairs), statistics.median(p[1] for p in pairs), number, unit
    )


def process(*arguments: str) -> str:
    """Run Python with these arguments, with compiled modules as an installation has them; what it printed."""
    environment = {name: value for name, value in os.environ.items() if name != "PYTHONDONTWRITEBYTECODE"}
    done = subprocess.run(
        [sys.executable, *arguments],
        cwd=ROOT, check=True, stdout=subprocess.PIPE, text=True, env=environment,
    )  # fmt: skip
    return done.stdout


def comparisons(rows: Sequence[Row]) -> str:
    """A table of comparisons as Markdown."""
    lines = ["| what | keepwarm | the other | ratio |", "| --- | ---: | ---: | ---: |"]
    for row in rows:
        ours, theirs = (f"{row.number / t:,.0f} {row.unit}/s" for t in (row.ours, row.theirs))
        if row.number == 1:
            ours, theirs = f"{row.ours * 1000:.0f} ms", f"{row.theirs * 1000:.0f} ms"
        lines.append(f"| {row.what} | {ours} | {theirs} | {row.ratio:.1f} x |")
    return "\n".join(lines) + "\n"


def figures(rows: Sequence[Figure]) -> str:
    """A table of figures as Markdown."""
    lines = ["| what | measured |", "| --- | ---: |", *(f"| {row.what} | {row.value} |" for row in rows)]
    return "\n".join(lines) + "\n"
