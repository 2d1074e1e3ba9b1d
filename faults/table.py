"""What a case has shown, and the table of all cases."""

from __future__ import annotations

import sys
from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import UTC, datetime


@dataclass
class Row:
    """One case: how often it was tried, and what went wrong. `slowest` in seconds, of one try.

    `lost` and `doubled` count mails (or places of mails), `crashed` tries that ended in anything but what the
    case allows. `notes` say what the numbers leave open; `remark` stands in the table.
    """

    case: str
    tried: int = 0
    lost: int = 0
    doubled: int = 0
    crashed: int = 0
    slowest: float = 0.0
    remark: str = ""
    notes: list[str] = field(default_factory=list)

    @property
    def is_clean(self) -> bool:
        """Nothing went wrong, and something was tried."""
        return self.tried > 0 and not (self.lost or self.doubled or self.crashed)

    def add(self, other: Row) -> None:
        """Take in the numbers of another worker."""
        self.tried += other.tried
        self.lost += other.lost
        self.doubled += other.doubled
        self.crashed += other.crashed
        self.slowest = max(self.slowest, other.slowest)
        self.notes += other.notes


def line(row: Row) -> str:
    """One line of the table."""
    what = f"{row.case} ({row.remark})" if row.remark else row.case
    numbers = " | ".join(f"{n:,}" for n in (row.tried, row.lost, row.doubled, row.crashed))
    return f"| {what} | {numbers} | {row.slowest:.2f} s |"


def table(rows: Iterable[Row]) -> str:
    """All cases as Markdown, dated."""
    head = [
        "| case | tried | lost | doubled | crashed | slowest |",
        "| --- | ---: | ---: | ---: | ---: | ---: |",
    ]
    dated = f"{datetime.now(UTC).date()}, Python {sys.version.split()[0]}."
    return f"{dated}\n\n" + "\n".join([*head, *map(line, rows)]) + "\n"
