"""Short mail invented by several hands, each mail labelled whole: models learn from it, rules are held to it.

A row of `<writer>.tsv`: who writes (`in`, `out`), the signals (with `=due` where a time is named, and the two
words `in_process` and `took_place`), the feeling, strain, the persons named in order, the own words. Every
mail counts as written on Wednesday 8 April 2026 at 10:15 in London. No rule is written for every third row,
and no model learns from every sixth; leaving a writer out tells what to expect of strangers.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime
from functools import cached_property
from pathlib import Path
from zoneinfo import ZoneInfo

from domain import IN_PROCESS, TOOK_PLACE, Direction, Passage, SentimentLabel, SignalType

WRITTEN = datetime(2026, 4, 8, 10, 15, tzinfo=ZoneInfo("Europe/London"))
KINDS = (*(kind.value for kind in SignalType), IN_PROCESS, TOOK_PLACE)
_FOLDER = Path(__file__).parent
_WAYS = {"in": Direction.INBOUND, "out": Direction.OUTBOUND}
_FEELINGS = {
    "neg": SentimentLabel.NEGATIVE,
    "neu": SentimentLabel.NEUTRAL,
    "pos": SentimentLabel.POSITIVE,
}


@dataclass(frozen=True)
class Row:
    """One mail with all its labels; `dues` has a date or a local date-time for signals that name one."""

    writer: str
    number: int
    direction: Direction
    signals: frozenset[str]
    dues: dict[str, date | datetime]
    feeling: SentimentLabel
    strain: bool
    names: tuple[str, ...]
    text: str

    @property
    def is_held_out(self) -> bool:
        """Whether no author of rules may see its errors."""
        return self.number % 3 == 0

    @property
    def is_exam(self) -> bool:
        """Whether no model may learn from it either."""
        return self.number % 6 == 0

    @property
    def where(self) -> str:
        """The writer and the number of the mail."""
        return f"{self.writer} {self.number}"

    @cached_property
    def spans(self) -> tuple[tuple[int, int], ...]:
        """Where the persons are named."""
        found, at = [], 0
        for name in self.names:
            start = self.text.index(name, at)
            at = start + len(name)
            found.append((start, at))
        return tuple(found)

    @property
    def passage(self) -> Passage:
        """The mail as the language room is given it, nobody known beforehand."""
        return Passage(text=self.text, date=WRITTEN, direction=self.direction)


def invented(folder: Path = _FOLDER) -> Iterator[Row]:
    """All rows of all writers. Raises `ValueError` naming the row where one is not well-formed."""
    for page in sorted(folder.glob("*.tsv")):
        lines = [line for line in page.read_text("utf-8").splitlines() if line and line[0] != "#"]
        for number, line in enumerate(lines, start=1):
            try:
                yield _row(page.stem, number, line)
            except (KeyError, ValueError) as error:
                raise ValueError(f"{page.name}, mail {number}: {error}") from error


def _row(writer: str, number: int, line: str) -> Row:
    way, signals, feeling, strain, names, text = line.split("\t")
    told = [] if signals == "-" else [signal.partition("=") for signal in signals.split(",")]
    if unknown := {kind for kind, _, _ in told} - set(KINDS):
        raise ValueError(f"no such signal: {', '.join(sorted(unknown))}")
    row = Row(
        writer=writer,
        number=number,
        direction=_WAYS[way],
        signals=frozenset(kind for kind, _, _ in told),
        dues={kind: _due(due) for kind, _, due in told if due},
        feeling=_FEELINGS[feeling],
        strain={"strain": True, "-": False}[strain],
        names=() if names == "-" else tuple(names.split(";")),
        text=text.replace("\\n", "\n"),
    )
    _ = row.spans  # a name that does not stand in the text is found out here
    return row


def _due(written: str) -> date | datetime:
    return datetime.fromisoformat(written) if "T" in written else date.fromisoformat(written)
