"""Periods as seen from one day: which March, which spring, which quarter is meant."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, timedelta, tzinfo

from nlp.day_words import SEASONS
from nlp.periods import MONTHS, Period, add_months, is_south, months, season, week_of

_TOO_NEAR = 15  # days


@dataclass(frozen=True, slots=True)
class SeenFrom:
    """The day on which something was written, with its zone.

    `past`: what lies behind may be meant; `again`: a period that is running means the next one.
    """

    today: date
    zone: tzinfo | None
    past: bool = False
    again: bool = False

    def coming(self, make: Callable[[int], Period]) -> Period:
        """The period of that kind in the year that the reading wants."""
        year = self.today.year
        if self.past:
            begun = [p for p in (make(year - 1), make(year)) if p.first <= self.today]
            return begun[-1] if begun else make(year)
        options = [make(y) for y in (year - 1, year, year + 1, year + 2)]
        return next(p for p in options if (p.first > self.today if self.again else p.last >= self.today))

    def named(self, name: str, which: str = "", year: int | None = None) -> Period | None:
        """A week, month, quarter, year, March, Q2, spring or H1; None for a word that is none."""
        shift = (
            1
            if which in ("next", "the next", "the following", "early next")
            else (-1 if which == "last" else 0)
        )
        if name == "week":
            return week_of(self.today + timedelta(weeks=shift))
        if name == "month":
            at = add_months(self.today.replace(day=1), shift)
            return months(at.year, at.month)
        if name == "quarter":
            at = add_months(date(self.today.year, (self.today.month - 1) // 3 * 3 + 1, 1), 3 * shift)
            return months(at.year, at.month, 3)
        if name == "year":
            return months(self.today.year + shift, 1, 12)
        if name == "new year":
            return months(self.today.year + 1, 1)
        if name[0] in "qh" and name[1:].isdigit():
            size = 3 if name[0] == "q" else 6
            start = (int(name[1:]) - 1) * size + 1
            return months(year, start, size) if year else self.coming(lambda y: months(y, start, size))
        if name.isdigit():
            return months(int(name), 1, 12)
        if name in MONTHS:
            month = MONTHS[name]
            if year:
                return months(year, month)
            got = self.coming(lambda y: months(y, month))
            is_here = got.first <= self.today + timedelta(days=_TOO_NEAR)  # nobody calls that "next July"
            return months(got.first.year + 1, month) if which == "next" and is_here else got
        if name in SEASONS.split("|"):
            if name == "fall" and is_south(self.zone) and not which:
                return None
            zone = self.zone
            got = season(name, year, zone) if year else self.coming(lambda y: season(name, y, zone))
            is_running = got.first <= self.today
            return (
                season(name, got.first.year + 1, zone) if which == "next" and is_running and not year else got
            )
        return None
