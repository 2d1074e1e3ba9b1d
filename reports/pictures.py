"""What the drawings show, in numbers: bars of the weeks, and a strip of contact cut into weeks.

The page draws them as SVG, the e-mail as cells of a table.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from domain import Direction
from reports.model import Person, WeekCount, WeeklyReport
from reports.words import short_day, tone

STRIP_WEEKS = 26  # as many cells as weeks: a phone shows them, each wide enough to see


@dataclass(frozen=True, slots=True)
class Bar:
    """One week of a chart. `share` of the highest bar, from 0 to 1."""

    label: str
    number: int
    share: float
    is_now: bool


@dataclass(frozen=True, slots=True)
class Week:
    """One week of a strip. `tone` is "good", "even", "low" or empty where they wrote nothing readable."""

    they: bool
    you: bool
    is_silent: bool  # since the last contact
    tone: str


def needed(report: WeeklyReport) -> list[Bar]:
    """How many people needed you, week by week."""
    return _bars(report, lambda week: week.needed)


def in_touch(report: WeeklyReport) -> list[Bar]:
    """With how many people you were in touch, week by week."""
    return _bars(report, lambda week: week.in_touch)


def _bars(report: WeeklyReport, number: Callable[[WeekCount], int]) -> list[Bar]:
    highest = max(map(number, report.weeks), default=0) or 1
    return [
        Bar(short_day(week.monday), number(week), number(week) / highest, week.monday == report.monday)
        for week in report.weeks
    ]


def weeks_of(person: Person) -> list[Week]:
    """The strip of a person, half a year in weeks, the oldest first."""
    they, you, tones = set[int](), set[int](), dict[int, list[float]]()
    for mark in person.strip:
        (they if mark.direction is Direction.INBOUND else you).add(_week(mark.position))
    for feeling in person.feelings:
        tones.setdefault(_week(feeling.position), []).append(feeling.score)
    silent_from = STRIP_WEEKS if person.silent_from is None else _week(person.silent_from)
    return [
        Week(n in they, n in you, n > silent_from, _tone(tones[n]) if n in tones else "")
        for n in range(STRIP_WEEKS)
    ]


def _tone(scores: list[float]) -> str:
    return tone(sum(scores) / len(scores))


def _week(position: float) -> int:
    return min(int(position * STRIP_WEEKS), STRIP_WEEKS - 1)
