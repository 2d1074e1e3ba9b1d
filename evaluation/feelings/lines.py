"""The invented lines with their labels; every third line of a block is held out from training and tuning."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from domain import Direction


@dataclass(frozen=True, slots=True)
class Line:
    """One invented mail."""

    text: str
    sentiment: str
    strain: bool
    direction: Direction
    is_held_out: bool


def invented(folder: Path = Path(__file__).parent) -> Iterator[Line]:
    """All invented lines of the folder's text files; ` // ` stands for a line break."""
    for page in sorted(folder.glob("*.txt")):
        sentiment, strain, direction, count = "", False, Direction.INBOUND, 0
        for row in page.read_text("utf-8").splitlines():
            if row.startswith("["):
                sentiment, mark, way = row.strip("[]").split(", ")
                strain, direction, count = mark == "strain", Direction(way), 0
            elif row and not row.startswith("#"):
                count += 1
                yield Line(row.replace(" // ", "\n"), sentiment, strain, direction, count % 3 == 0)
