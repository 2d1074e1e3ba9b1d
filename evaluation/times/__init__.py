"""Short mail by five invented hands, labelled only with the signals that have a time and with their `due`.

A row of `<file>.tsv`: when and in which zone it was written, who writes (`in`, `out`), signals, text.
`interview_scheduled=2026-09-22T14:30`: an hour of that zone; a date alone: an hour of it is right too;
`=A|B`: either is right, `-` among them: none; a signal without `=` names no time. Of a signal told twice both
times are wanted. A British agency owner, an Indian recruiter, an American nurse, a German engineer and an
Australian tradesman wrote them before they were ever measured, half of them beside other dates. Of `second`
74 of 89 heard (.831; of all told .627) were right when it was read blind; now both only measure progress.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime
from pathlib import Path
from zoneinfo import ZoneInfo

from domain import Direction, Due, Passage, SignalType

DATED = (
    SignalType.INTERVIEW_SCHEDULED,
    SignalType.PROMISE,
    SignalType.CALL_REQUEST,
    SignalType.STARTED,
    SignalType.NOT_NOW,
)
_FOLDER = Path(__file__).parent
_WAYS = {"in": Direction.INBOUND, "out": Direction.OUTBOUND}


@dataclass(frozen=True)
class Told:
    """A signal with the times that are right for it; None among them: no time."""

    type: SignalType
    dues: tuple[date | datetime | None, ...]

    def accepts(self, due: Due | None, zone: ZoneInfo) -> bool:
        """Whether a due is right; where a day is told, an hour of that day is right too."""
        if not isinstance(due, datetime):
            return due in self.dues
        local = due.astimezone(zone).replace(tzinfo=None)
        return local in self.dues or local.date() in self.dues


@dataclass(frozen=True)
class Dated:
    """One mail with its labels."""

    where: str
    written: datetime
    zone: ZoneInfo
    direction: Direction
    told: tuple[Told, ...]
    text: str

    @property
    def passage(self) -> Passage:
        """The mail as the language room is given it, nobody known beforehand."""
        return Passage(text=self.text, date=self.written, direction=self.direction)


def dated_mail(name: str) -> Iterator[Dated]:
    """The mails of one file. Raises `ValueError` naming the row where one is not well-formed."""
    lines = (_FOLDER / f"{name}.tsv").read_text("utf-8").splitlines()
    for number, line in enumerate(lines, start=1):
        try:
            yield _mail(f"{name} {number}", line)
        except (KeyError, ValueError) as error:
            raise ValueError(f"{name}.tsv, mail {number}: {error}") from error


def _mail(where: str, line: str) -> Dated:
    written, way, signals, text = line.split("\t")
    at, _, place = written.partition(" ")
    zone = ZoneInfo(place)
    told = () if signals == "-" else tuple(_told(signal) for signal in signals.split(","))
    return Dated(
        where,
        datetime.fromisoformat(at).replace(tzinfo=zone),
        zone,
        _WAYS[way],
        told,
        text.replace("\\n", "\n"),
    )


def _told(signal: str) -> Told:
    kind, _, dues = signal.partition("=")
    return Told(SignalType(kind), tuple(_due(due) for due in dues.split("|")) if dues else (None,))


def _due(written: str) -> date | datetime | None:
    if written == "-":
        return None
    return datetime.fromisoformat(written) if "T" in written else date.fromisoformat(written)
