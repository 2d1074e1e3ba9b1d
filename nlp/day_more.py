"""Rarer ways to name days: week commencing, the week after next, numbers in words, other languages' days."""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import date, datetime, timedelta
from typing import Protocol

from nlp.day_words import NUMBERED, WEEKDAYS
from nlp.feasts import feast
from nlp.periods import (
    MONTHS,
    Period,
    add_months,
    day,
    fiscal_start,
    last_business_day,
    months,
    week_of,
)
from nlp.seen_from import SeenFrom

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
    past: bool

    def _ahead(self, month: int, at: int) -> date: ...
    def _next_weekday(self, weekday: int) -> date: ...
    def _from_day(self, named: str) -> date: ...
    def _year_of(self, text: str | None) -> int | None: ...


class More:
    """Each method reads one way of saying it; None where the words name no day after all."""

    def __init__(self, reader: Reading) -> None:
        self.reader, self.part, self.seen = reader, reader.part, reader.seen
        self.now = reader.today

    def _foreign_date(self) -> Period:
        month, at = MONTHS[self.part["mo20"]], int(self.part["d20"])
        if "y20" in self.part:
            return day(date(int(self.part["y20"]), month, at))
        return day(self.reader._ahead(month, at))

    def _foreign_weekday(self) -> Period:
        return day(self.reader._next_weekday(WEEKDAYS[self.part["wd20"]]))

    def _foreign_relative(self) -> Period:
        return day(self.now + timedelta(days=_SHIFTS[self.part["rel20"]]))

    def _foreign_month(self) -> Period | None:
        return self.seen.named(_english(MONTHS[self.part["mo22"]]))

    def _foreign_season(self) -> Period | None:
        return self.seen.named(_SEASONS[self.part["sn22"]])

    def _school_year(self) -> Period:
        return day(self.seen.coming(lambda y: months(y, 9)).first)

    def _bank_holiday(self) -> Period | None:
        """The next Monday off: Easter Monday, the first and last of May, the last of August, Christmas."""
        said = self.part["bank"]
        name = "easter" if "easter" in said else ""
        options = [d for y in (self.now.year, self.now.year + 1) for d in _mondays_off(y, name)]
        monday = next(d for d in options if d >= self.now)
        if self.reader.past:
            options += _mondays_off(self.now.year - 1, name)
            monday = min(options, key=lambda d: abs((d - self.now).days))
        return day(monday + timedelta(days=1)) if said.startswith("after") else Period(monday, monday)

    def _week_from(self) -> Period | None:
        at = int(self.part.get("wcd") or self.part["wcd2"])
        name = self.part.get("wcm") or self.part.get("wcm2")
        if name or "wcn" in self.part:
            month = MONTHS[name] if name else int(self.part["wcn"])
            first = self.reader._ahead(month, at)
        else:
            start = self.now.replace(day=1)
            first = next(
                d
                for d in (add_months(start, s) + timedelta(days=at - 1) for s in (0, 1, 2))
                if d >= self.now - timedelta(days=6)
            )
        return week_of(first)

    def _nth_weekday(self) -> Period | None:
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

    def _numbered(self) -> Period | None:
        index = next(i for i in "123" if f"num{i}" in self.part)
        at = NUMBERED[self.part[f"num{index}"]]
        if index != "3":
            return day(self.reader._ahead(MONTHS[self.part[f"nmo{index}"]], at))
        start = self.now.replace(day=1)
        steps = (-1, 0) if self.reader.past else (0, 1)
        options = [add_months(start, s) + timedelta(days=at - 1) for s in steps]
        if self.reader.past:
            return day(next(d for d in reversed(options) if d <= self.now or d is options[0]))
        return day(next((d for d in options if d >= self.now), options[-1]))

    def _of_month(self) -> Period | None:
        """The 5th of next month; "the first of the month" is the coming one."""
        at = int(self.part["d31"]) if "d31" in self.part else NUMBERED[self.part["num31"]]
        which = self.part["of31"]
        whole = self.seen.named("month", which)
        if whole is None or not 1 <= at <= 31:
            return None
        got = whole.first + timedelta(days=at - 1)
        if which == "the" and got < self.now and not self.reader.past:
            got = add_months(got, 1)
        return day(got)

    def _first_of_year(self) -> Period:
        return day(date(self.now.year + 1, 1, 1))

    def _yule(self) -> Period:
        return self.seen.coming(lambda y: Period(date(y, 12, 27), date(y, 12, 31)))

    def _week_after(self) -> Period:
        weeks = 2 if "next" in self.part["weekafter"] else 1
        return week_of(self.now + timedelta(weeks=weeks))

    def _hour(self) -> datetime:
        first, _, more = self.part["half30"].partition("hour")
        return self.reader.anchor + timedelta(minutes=(30 if "half" in first else 60) + 30 * ("half" in more))

    def _in_the_morning(self) -> Period | None:
        """Tomorrow, but "eleven in the morning" is an hour."""
        before = self.reader.text[max(0, self.reader.match.start() - 10) : self.reader.match.start()]
        return None if _HOUR_BEFORE.search(before) else day(self.now + timedelta(days=1))

    def _today(self) -> Period:
        return day(self.now)

    def _next_days(self) -> Period:
        """The next few days, or weeks where it says "week or two"."""
        if "runof" in self.part:
            count = 2 if self.part["rundays"].endswith("two") else 1
            if self.part["runof"] == "month":
                return day(add_months(self.now, count))
            return day(self.now + timedelta(days=count * (7 if self.part["runof"] == "week" else 1)))
        return day(self.now + timedelta(days=2 if "two" in self.part["rundays"] else 3))

    def _fortnight(self) -> Period:
        return day(self.now + timedelta(days=14))

    def _midweek(self) -> Period:
        return day(_on_or_after(self.now, 2))

    def _before_it_is_out(self) -> Period | None:
        name = self.part.get("outof") or self.part.get("outof2") or "week"
        if name == "day":
            return day(self.now)
        whole = self.seen.named(name)
        if whole is None:
            return None
        return day(whole.first + timedelta(days=4)) if name == "week" else whole

    def _day_week(self) -> Period:
        return day(self.now + timedelta(days=8 if self.part["relweek"] == "tomorrow" else 7))

    def _fortnight_on(self) -> Period:
        return day(self.reader._from_day(self.part["fnday"]) + timedelta(days=14))

    def _week_ago(self) -> Period:
        weekday = WEEKDAYS[self.part["agoday"]]
        days = 7 if self.part["agoweek"] == "week" else 14
        return day(self.now - timedelta(days=(self.now.weekday() - weekday) % 7 + days))

    def _after_next(self) -> Period:
        """The Monday after next, the Monday before last."""
        weekday = WEEKDAYS[self.part["wd24"]]
        if self.part["after24"] == "after next":
            return day(week_of(self.now).first + timedelta(days=14 + weekday))
        return day(self.now - timedelta(days=((self.now.weekday() - weekday) % 7 or 7) + 7))

    def _edge_day(self) -> Period | None:
        """The first or last day, or working day, of a month or the year."""
        *which, name = self.part["edgein"].split()
        whole = self.seen.named(name, "".join(which))
        if whole is None:
            return None
        if (
            self.part["edgeday"] == "first"
            and not which
            and name in ("month", "year")
            and not self.reader.past
        ):
            whole = self.seen.named(name, "next") or whole
        if self.part["edgeday"] == "last":
            return day(last_business_day(whole) if "edgework" in self.part else whole.last)
        weekend = max(0, 7 - whole.first.weekday()) if whole.first.weekday() > 4 else 0
        return day(whole.first + timedelta(days=weekend if "edgework" in self.part else 0))

    def _fiscal_year(self) -> Period | None:
        """The new tax or business year, in the countries that all keep the same; or the end of the old."""
        start = fiscal_start(self.reader.anchor.tzinfo)
        if start is None:
            return None
        first = self.seen.coming(lambda y: day(date(y, start, 1))).first
        return day(first - timedelta(days=1)) if "fiscalend" in self.part else day(first)

    def _half_year(self) -> Period:
        return day(add_months(self.now, 6))

    def _this_time(self) -> Period:
        said = self.part["timenext"]
        if "week" in said:
            return day(self.now + timedelta(days=7))
        return day(add_months(self.now, 12 if "year" in said else 1))

    def _quarter_next_year(self) -> Period | None:
        return self.seen.named(f"q{self.part['qn9']}", year=self.now.year + 1)

    def _half_of(self) -> Period | None:
        of = self.part["hof"]
        year = int(of) if of.isdigit() else self.now.year + of.startswith("next")
        return self.seen.named("h1" if self.part["hno"] == "first" else "h2", year=year)

    def _later_this_year(self) -> Period:
        start = 7 if self.now.month < 7 else min(self.now.month + 1, 12)
        return Period(date(self.now.year, start, 1), date(self.now.year, 12, 31))

    def _end_of_month(self) -> Period | None:
        whole = self.seen.named(self.part.get("endmonth") or self.part["endmonth2"])
        return None if whole is None else Period(whole.last - timedelta(days=4), whole.last)

    def _post(self) -> Period | None:
        name = self.part["postseason"]
        whole = self.seen.named(name) if name == "summer" else self.seen.coming(lambda y: _feast(name, y))
        return None if whole is None else day(whole.last + timedelta(days=1))

    def _month_and_year(self) -> Period | None:
        """In April 27: nobody says "in" of a day."""
        return self.seen.named(self.part["mo23"], year=2000 + int(self.part["y23"]))

    def _weekday_and_number(self) -> Period:
        """Thursday 16, where the 16th is a Thursday; else the number is no day."""
        weekday, at = WEEKDAYS[self.part["wd23"]], int(self.part["d23"])
        start = self.now.replace(day=1)
        steps = (0, -1) if self.reader.past else (0, 1, 2)
        options = (add_months(start, s) + timedelta(days=at - 1) for s in steps)
        named = next(
            (
                d
                for d in options
                if d.weekday() == weekday
                and (d <= self.now or not self.reader.past)
                and (d >= self.now or self.reader.past)
            ),
            None,
        )
        return day(self.reader._next_weekday(weekday) if named is None else named)

    def _bare_month(self) -> Period | None:
        return self.seen.named(self.part.get("saymonth") or self.part["maymonth"])

    def _bare_season(self) -> Period | None:
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


MORE: dict[str, Callable[[More], Period | datetime | None]] = {
    "d20": More._foreign_date,
    "wd20": More._foreign_weekday,
    "rel20": More._foreign_relative,
    "mo22": More._foreign_month,
    "sn22": More._foreign_season,
    "school": More._school_year,
    "bank": More._bank_holiday,
    "wcd": More._week_from,
    "wcd2": More._week_from,
    "nth": More._nth_weekday,
    "num1": More._numbered,
    "num2": More._numbered,
    "num3": More._numbered,
    "weekafter": More._week_after,
    "half30": More._hour,
    "firstthing": More._in_the_morning,
    "rundays": More._next_days,
    "fort": More._fortnight,
    "midweek": More._midweek,
    "out": More._before_it_is_out,
    "meal": More._today,
    "relweek": More._day_week,
    "fnon": More._fortnight_on,
    "agoday": More._week_ago,
    "halfyear2": More._half_year,
    "timenext": More._this_time,
    "qnext": More._quarter_next_year,
    "hno": More._half_of,
    "laterin": More._later_this_year,
    "endmonth": More._end_of_month,
    "postseason": More._post,
    "saymonth": More._bare_month,
    "maymonth": More._bare_month,
    "bareseason": More._bare_season,
    "d31": More._of_month,
    "num31": More._of_month,
    "newyear2": More._first_of_year,
    "endmonth2": More._end_of_month,
    "yule": More._yule,
    "mo23": More._month_and_year,
    "wd23": More._weekday_and_number,
    "wd24": More._after_next,
    "edgeday": More._edge_day,
    "fiscal": More._fiscal_year,
}  # the groups of the pattern and what reads them
