"""`make bench`: keepwarm beside what it would otherwise be built from, in one run, medians of five.

    python -m benchmarks.run [--rounds N] [--write]

Times differ from machine to machine; only the ratios are claims. The rounds of both sides alternate, so that
a machine that slows down slows both.
"""

from __future__ import annotations

import argparse
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

from benchmarks import sides

RESULTS = Path(__file__).parent / "RESULTS.md"


@dataclass(frozen=True)
class Row:
    """One comparison: our side, the other side, and how often the other takes longer."""

    what: str
    ours: float
    theirs: float
    number: int
    unit: str

    @property
    def ratio(self) -> float:
        """How many times faster we are."""
        return self.theirs / self.ours


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
    unit: str,
) -> Row:
    """Medians of alternating rounds, after one round that does not count."""
    ours()
    theirs()
    pairs = [(timed(ours), timed(theirs)) for _ in range(rounds)]
    return Row(
        what, statistics.median(p[0] for p in pairs), statistics.median(p[1] for p in pairs), number, unit
    )


def table(rows: list[Row]) -> str:
    """All comparisons as Markdown."""
    lines = ["| what | keepwarm | the other | ratio |", "| --- | ---: | ---: | ---: |"]
    for row in rows:
        ours, theirs = (f"{row.number / t:,.0f} {row.unit}/s" for t in (row.ours, row.theirs))
        if row.number == 1:
            ours, theirs = f"{row.ours * 1000:.0f} ms", f"{row.theirs * 1000:.0f} ms"
        lines.append(f"| {row.what} | {ours} | {theirs} | {row.ratio:.1f} x |")
    head = f"{datetime.now(UTC).date()}, Python {sys.version.split()[0]}, medians of alternating rounds."
    return head + "\n\n" + "\n".join(lines) + "\n"


def main() -> int:
    """Run every comparison and print the table."""
    parser = argparse.ArgumentParser()
    parser.add_argument("--rounds", type=int, default=5)
    parser.add_argument("--write", action="store_true", help="put the table into benchmarks/RESULTS.md")
    asked = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        mails = sides.mails(Path(folder))
        texts = sides.texts(mails)
        n = len(mails)
        rows = [
            compare(
                "a mail to kind, addresses and own words; beside Python's parser (policy.default)",
                lambda: sides.read_ours(mails), lambda: sides.read_default(mails),
                rounds=asked.rounds, number=n, unit="mails",
            ),
            compare(
                "the same beside imap-tools' MailMessage",
                lambda: sides.read_ours(mails), lambda: sides.read_imap_tools(mails),
                rounds=asked.rounds, number=n, unit="mails",
            ),
            compare(
                "own words and all language steps; beside the small spaCy model in full over the whole text",
                sides.ours_in_language(mails), sides.full_model(texts),
                rounds=asked.rounds, number=n, unit="mails",
            ),
            compare(
                "`keepwarm --help`, whole process; beside importing spaCy",
                lambda: process("-m", "cli", "--help"), lambda: process("-c", "import spacy"),
                rounds=asked.rounds, number=1, unit="runs",
            ),
        ]  # fmt: skip
    printed = table(rows)
    print(printed)
    if asked.write:
        head = "# Benchmarks\n\n`make bench` prints this table; only the ratios are claims.\n\n"
        RESULTS.write_text(head + printed, encoding="utf-8")
    return 0


def process(*arguments: str) -> None:
    """Run Python with these arguments and wait."""
    subprocess.run(
        [sys.executable, *arguments], cwd=RESULTS.parent.parent, check=True, stdout=subprocess.DEVNULL
    )


if __name__ == "__main__":
    raise SystemExit(main())
