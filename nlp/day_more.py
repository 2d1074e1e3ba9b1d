"""Rarer ways to name days: week commencing, the week after next, numbers in words, other languages' days."""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import date, datetime, timedelta
from typing import Protocol

from nlp.day_words import NUMBERED, WEEKDAYS
from nlp.periods import MONTHS, Period, add_months, day, feast, months, week_of
from nlp.seen_from import SeenFrom

Way = tuple[str, Callable[[], "Period | datetime | None"]]
_SEASONS = {
    "herbst": "autumn", "otoño": "autumn", "automne": "autumn", "autunno": "autumn", "sommer": "summer",
    "frühling": "spring", "frühjahr": "spring", "primavera": "spring", "printemps": "spring",
}  # fmt: skip
_HOUR_BEFORE = re.compile(
    r"(?:\d|one|two|three|four|five|six|seven|eight|nine|ten|eleven|twelve|clock|thirty)\s$", re.IGNORECASE
)
_SHIFTS = {
    "übermorgen": 2, "gestern": -1, "heute": 0, "morgen": 1, "demain": 1, "aujourd'hui": 0, "mañana": 1,
    "hoy": 0, "domani": 1, "oggi": 0,
}  # fmt: skip


class Reading(Protocol):
    """What these ways need of the reader of one match."""

    today: date
    anchor: datetime
    text: str
    match: re.Match[str]
    part: dict[str, str]
    seen: SeenFrom

    def _ahead(self, month: int, at: int) -> date: ...
    def _next_weekday(self, weekday: int) -> date: ...


def more_ways(reader: Reading) -> tuple[Way, ...]:
    """The groups of the pattern and what reads them."""
    ways = _More(reader)
    return (
        ("d20", ways.foreign_date),
        ("wd20", ways.foreign_weekday),
        ("rel20", ways.foreign_relative),
        ("mo22", ways.foreign_month),
        ("sn22", ways.foreign_season),
        ("school", ways.school_year),
        ("bank", ways.bank_holiday),
        ("wcd", ways.week_from),
        ("wcd2", ways.week_from),
        ("nth", ways.nth_weekday),
        ("num1", ways.numbered),
        ("num2", ways.numbered),
        ("num3", ways.numbered),
        ("weekafter", ways.week_after),
        ("half30", ways.hour),
        ("firstthing", ways.in_the_morning),
        ("rundays", ways.next_days),
        ("fort", ways.fortnight),
        ("midweek", ways.midweek),
        ("out", ways.before_it_is_out),
        ("meal", ways.today),
        ("relweek", ways.day_week),
        ("fnon", ways.fortnight_on),
        ("agoday", ways.week_ago),
        ("halfyear2", ways.half_year),
        ("timenext", ways.this_time),
        ("qnext", ways.quarter_next_year),
        ("hno", ways.half_of),
        ("laterin", ways.later_this_year),
        ("endmonth", ways.end_of_month),
        ("postseason", ways.post),
        ("saymonth", ways.bare_month),
        ("maymonth", ways.bare_month),
        ("bareseason", ways.bare_season),
    )


class _More:
    """Each method reads one way of saying it; None where the words name no day after all."""

    def __init__(self, reader: Reading) -> None:
        self.reader, self.part, self.seen = reader, reader.part, reader.seen
        self.now = reader.today

    def foreign_date(self) -> Period:
        month, at = MONTHS[self.part["mo20"]], int(self.part["d20"])
        if "y20" in self.part:
            return day(date(int(self.part["y20"]), month, at))
        return day(self.reader._ahead(month, at))

    def foreign_weekday(self) -> Period:
        return day(self.reader._next_weekday(WEEKDAYS[self.part["wd20"]]))

    def foreign_relative(self) -> Period:
        return day(self.now + timedelta(days=_SHIFTS[self.part["rel20"]]))

    def foreign_month(self) -> Period | None:
        return self.seen.named(_english(MONTHS[self.part["mo22"]]))

    def foreign_season(self) -> Period | None:
        return self.seen.named(_SEASONS[self.part["sn22"]])

    def school_year(self) -> Period:
        return day(self.seen.coming(lambda y: months(y, 9)).first)

    def bank_holiday(self) -> Period | None:
        """The next Monday off: Easter Monday, the first and last of May, the last of August, Christmas."""
        said = self.part["bank"]
        name = "easter" if "easter" in said else ""
        options = [d for y in (self.now.year, self.now.year + 1) for d in _mondays_off(y, name)]
        monday = next(d for d in options if d >= self.now)
        return day(monday + timedelta(days=1)) if said.startswith("after") else Period(monday, monday)

    def week_from(self) -> Period | None:
        at = int(self.part.get("wcd") or self.part["wcd2"])
        name = self.part.get("wcm") or self.part.get("wcm2")
        if name:
            first = self.reader._ahead(MONTHS[name], at)
        else:
            start = self.now.replace(day=1)
            first = next(
                d
                for d in (add_months(start, s) + timedelta(days=at - 1) for s in (0, 1, 2))
                if d >= self.now - timedelta(days=6)
            )
        return week_of(first)

    def nth_weekday(self) -> Period | None:
        name = self.part["nthmonth"]
        whole = (
            self.seen.named("month", "next" if "next" in name else "")
            if "month" in name
            else self.seen.named(name)
        )
        if whole is None:
            return None
        weekday = WEEKDAYS[self.part["nthday"]]
        if self.part["nth"] == "last":
            return day(whole.last - timedelta(days=(whole.last.weekday() - weekday) % 7))
        number = {"first": 0, "1st": 0, "second": 1, "2nd": 1, "third": 2, "3rd": 2}.get(self.part["nth"], 3)
        first = whole.first + timedelta(days=(weekday - whole.first.weekday()) % 7)
        return day(first + timedelta(days=7 * number))

    def numbered(self) -> Period | None:
        index = next(i for i in "123" if f"num{i}" in self.part)
        at = NUMBERED[self.part[f"num{index}"]]
        if index != "3":
            return day(self.reader._ahead(MONTHS[self.part[f"nmo{index}"]], at))
        start = self.now.replace(day=1)
        options = [add_months(start, s) + timedelta(days=at - 1) for s in (0, 1)]
        return day(next((d for d in options if d >= self.now), options[-1]))

    def week_after(self) -> Period:
        weeks = 2 if "next" in self.part["weekafter"] else 1
        return week_of(self.now + timedelta(weeks=weeks))

    def hour(self) -> datetime:
        return self.reader.anchor + timedelta(minutes=30 if "half" in self.part["half30"] else 60)

    def in_the_morning(self) -> Period | None:
        """Tomorrow, but "eleven in the morning" is an hour."""
        before = self.reader.text[max(0, self.reader.match.start() - 10) : self.reader.match.start()]
        return None if _HOUR_BEFORE.search(before) else day(self.now + timedelta(days=1))

    def today(self) -> Period:
        return day(self.now)

    def next_days(self) -> Period:
        return day(self.now + timedelta(days=2 if "two" in self.part["rundays"] else 3))

    def fortnight(self) -> Period:
        return day(self.now + timedelta(days=14))

    def midweek(self) -> Period:
        return day(_on_or_after(self.now, 2))

    def before_it_is_out(self) -> Period | None:
        name = self.part.get("outof") or self.part.get("outof2") or "week"
        if name == "day":
            return day(self.now)
        whole = self.seen.named(name)
        if whole is None:
            return None
        return day(whole.first + timedelta(days=4)) if name == "week" else whole

    def day_week(self) -> Period:
        return day(self.now + timedelta(days=8 if self.part["relweek"] == "tomorrow" else 7))

    def fortnight_on(self) -> Period:
        named = self.part["fnday"]
        start = (
            self.now + timedelta(days=named == "tomorrow")
            if named in ("today", "tomorrow")
            else self.reader._next_weekday(WEEKDAYS[named])
        )
        return day(start + timedelta(days=14))

    def week_ago(self) -> Period:
        weekday = WEEKDAYS[self.part["agoday"]]
        return day(self.now - timedelta(days=(self.now.weekday() - weekday) % 7 + 7))

    def half_year(self) -> Period:
        return day(add_months(self.now, 6))

    def this_time(self) -> Period:
        said = self.part["timenext"]
        if "week" in said:
            return day(self.now + timedelta(days=7))
        return day(add_months(self.now, 12 if "year" in said else 1))

    def quarter_next_year(self) -> Period | None:
        return self.seen.named(f"q{self.part['qn9']}", year=self.now.year + 1)

    def half_of(self) -> Period | None:
        of = self.part["hof"]
        year = int(of) if of.isdigit() else self.now.year + of.startswith("next")
        return self.seen.named("h1" if self.part["hno"] == "first" else "h2", year=year)

    def later_this_year(self) -> Period:
        start = 7 if self.now.month < 7 else min(self.now.month + 1, 12)
        return Period(date(self.now.year, start, 1), date(self.now.year, 12, 31))

    def end_of_month(self) -> Period | None:
        whole = self.seen.named(self.part["endmonth"])
        return None if whole is None else Period(whole.last - timedelta(days=4), whole.last)

    def post(self) -> Period | None:
        name = self.part["postseason"]
        whole = self.seen.named(name) if name == "summer" else self.seen.coming(lambda y: _feast(name, y))
        return None if whole is None else day(whole.last + timedelta(days=1))

    def bare_month(self) -> Period | None:
        return self.seen.named(self.part.get("saymonth") or self.part["maymonth"])

    def bare_season(self) -> Period | None:
        return self.seen.named(self.part["bareseason"])


def _feast(name: str, year: int) -> Period:
    return feast(name, year) or day(date(year, 12, 25))


def _english(number: int) -> str:
    return next(name for name, month in MONTHS.items() if month == number)


def _on_or_after(at: date, weekday: int) -> date:
    return at + timedelta(days=(weekday - at.weekday()) % 7)


def _mondays_off(year: int, name: str) -> list[date]:
    easter_monday = _feast("easter", year).last
    if name == "easter":
        return [easter_monday]
    last = [date(year, 5, 31), date(year, 8, 31)]
    ends = [d - timedelta(days=d.weekday()) for d in last]
    return [easter_monday, _on_or_after(date(year, 5, 1), 0), *ends, date(year, 12, 28)]
