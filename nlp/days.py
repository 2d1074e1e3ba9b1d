"""Days and stretches of days in a text: `Thursday week`, `12 March`, `the 16th`, `in two weeks`.

A day without a year or month is looked for ahead of the anchor, or near it where the past is allowed.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from nlp.day_more import more_ways
from nlp.day_words import COUNTS, MONTH_LEAD, ORDINALS, SEASONS, WEEKDAYS, days_named
from nlp.periods import (
    MONTHS,
    Period,
    add_months,
    day,
    feast,
    is_month_first,
    months,
    week_of,
)
from nlp.seen_from import SeenFrom


@dataclass(frozen=True, slots=True)
class Days:
    """A day or stretch of days in a text. `moment` is set for "in 20 minutes", which is no day."""

    start: int
    end: int
    period: Period
    moment: datetime | None = None
    is_exact: bool = True  # names one day
    is_part_of_day: str = ""  # morning, afternoon, evening


def find_days(text: str, *, anchor: datetime, past: bool = False, again: bool = False) -> list[Days]:
    """Every day or stretch of days in the text, in order; ahead of the anchor unless the past is allowed.

    `again`: a month or season that is running means the next one ("ask me again in March", said in March).
    """
    found = []
    for match in days_named(text):
        days = _Reader(match, text, anchor, past, again).read()
        if days is not None:
            found.append(days)
    return found


class _Reader:
    """Turns one match into days; each method reads one way of saying it."""

    def __init__(self, match: re.Match[str], text: str, anchor: datetime, past: bool, again: bool) -> None:
        self.match, self.text, self.anchor, self.past = match, text, anchor, past
        self.today = anchor.date()
        self.seen = SeenFrom(self.today, anchor.tzinfo, past, again)
        self.part = {key: value.lower() for key, value in match.groupdict().items() if value is not None}

    def read(self) -> Days | None:
        ways: tuple[tuple[str, Callable[[], Period | datetime | None]], ...] = (
            *more_ways(self),
            ("iso", self._iso), ("mo1", self._written), ("mo2", self._written), ("n1", self._numbers),
            ("n4", self._numbers), ("n6", self._numbers), ("n8", self._numbers), ("n10", self._numbers),
            ("rel", self._relative), ("wd3", self._week_on),
            ("wd4", self._weekday_week), ("wd5", self._weekday_week), ("d8", self._day_of_month),
            ("wd6", self._weekday), ("wd7", self._weekday), ("wd9", self._weekday), ("wd10", self._weekday),
            ("halfyear", self._half_year),
            ("count", self._count), ("count2", self._count), ("count3", self._ago), ("edge", self._edge),
            ("newyear", self._new_year), ("eow", self._end), ("unit10", self._unit),
            ("weekend", self._weekend), ("q", self._quarter),
            ("h", self._half), ("feast", self._feast), ("hols", self._holidays), ("season", self._season),
            ("cw", self._calendar_week), ("mo11", self._month), ("y12", self._year),
        )  # fmt: skip
        for key, way in ways:
            if key in self.part:
                try:
                    got = way()
                except (ValueError, OverflowError):  # 31 February, a year past 9999
                    return None
                if got is None:
                    return None
                if isinstance(got, datetime):
                    return Days(self.match.start(), self.match.end(), day(got.date()), moment=got)
                return Days(self.match.start(), self.match.end(), got, is_exact=got.is_day)
        return None

    # ------------------------------------------------------------------ dates

    def _ahead(self, month: int, at: int) -> date:
        """That day in the year that the reading wants."""
        here = date(self.today.year, month, at) if not (month == 2 and at == 29) else None
        if here is None:
            year = next(y for y in range(self.today.year, self.today.year + 9) if _is_leap(y))
            return date(year, 2, 29)
        if self.past:
            around = [here.replace(year=here.year + step) for step in (-1, 0, 1)]
            return min(around, key=lambda d: abs((d - self.today).days))
        if here >= self.today - timedelta(days=45 if month != self.today.month else 20):
            return here
        return here.replace(year=here.year + 1)

    def _year_of(self, text: str | None) -> int | None:
        return None if text is None else (2000 + int(text[1:]) if text.startswith("'") else int(text))

    def _iso(self) -> Period:
        return day(date.fromisoformat(self.part["iso"]))

    def _written(self) -> Period | None:
        index = "1" if "mo1" in self.part else "2"
        month, at = MONTHS[self.part[f"mo{index}"]], int(self.part[f"d{index}"])
        year = self._year_of(self.part.get(f"y{index}"))
        return day(date(year, month, at) if year else self._ahead(month, at))

    def _numbers(self) -> Period | None:
        index = next(i for i in (1, 4, 6, 8, 10) if f"n{i}" in self.part)
        first, second = int(self.part[f"n{index}"]), int(self.part[f"n{index + 1}"])
        dotted = index == 6 or self.part.get("sep") == "."
        month_first = second > 12 or (first <= 12 and not dotted and is_month_first(self.anchor.tzinfo))
        month, at = (first, second) if month_first else (second, first)
        if index == 1:
            year = int(self.part["n3"])
            return day(date(year if year > 99 else 2000 + year, month, at))
        return day(self._ahead(month, at))

    def _day_of_month(self) -> Period | None:
        at = int(self.part["d8"])
        if not 1 <= at <= 31:
            return None
        start = date(self.today.year, self.today.month, 1)
        steps = (-1, 0, 1) if self.past else (0, 1, 2)
        options = [
            m + timedelta(days=at - 1)
            for m in (add_months(start, s) for s in steps)
            if at <= months(m.year, m.month).last.day
        ]
        weekday = WEEKDAYS.get(self.part.get("wd8", ""))
        if weekday is not None:
            options = [d for d in options if d.weekday() == weekday] or options
        if self.past:
            return day(min(options, key=lambda d: abs((d - self.today).days)))
        return day(next((d for d in options if d >= self.today), options[-1]))

    # ------------------------------------------------------------------ around today

    def _relative(self) -> Period:
        said = self.part["rel"]
        for word, shift in (
            ("day after tom", 2), ("overmorrow", 2), ("day before yest", -2), ("yesterday", -1),
            ("last night", -1),
        ):  # fmt: skip
            if word in said:
                return day(self.today + timedelta(days=shift))
        is_tomorrow = said.removeprefix("first thing ").startswith(("tom", "tmr", "tmw", "2mo"))
        return day(self.today + timedelta(days=1 if is_tomorrow else 0))

    def _next_weekday(self, weekday: int) -> date:
        """The next such day after today (the last one where the past is meant)."""
        ahead = (weekday - self.today.weekday()) % 7
        if self.past:
            return self.today - timedelta(days=(self.today.weekday() - weekday) % 7)
        return self.today + timedelta(days=ahead or 7)

    def _weekday(self) -> Period:
        weekday = WEEKDAYS[
            self.part.get("wd6") or self.part.get("wd7") or self.part.get("wd9") or self.part["wd10"]
        ]
        which = self.part.get("which6", "")
        in_this_week = week_of(self.today).first + timedelta(days=weekday)
        if which == "next":
            return day(in_this_week + timedelta(days=7))
        if which in ("last", "past"):
            return day(in_this_week - timedelta(days=7) if in_this_week >= self.today else in_this_week)
        if which == "this" and (self.past or in_this_week >= self.today):
            return day(in_this_week)
        return day(self._next_weekday(weekday))

    def _weekday_week(self) -> Period:
        """Thursday week (British), Friday next week, next week Tuesday."""
        weekday = WEEKDAYS[self.part.get("wd4") or self.part["wd5"]]
        after = self.part.get("after4") or self.part["which5"] + " week"
        if after == "week":
            return day(self._next_weekday(weekday) + timedelta(days=7))
        if after == "fortnight":
            return day(self._next_weekday(weekday) + timedelta(days=14))
        weeks = 0 if "this" in after else 1
        return day(week_of(self.today).first + timedelta(days=7 * weeks + weekday))

    def _week_on(self) -> Period:
        named = self.part["wd3"]
        start = (
            self.today + timedelta(days=named == "tomorrow")
            if named in ("today", "tomorrow")
            else self._next_weekday(WEEKDAYS[named])
        )
        weeks = COUNTS.get(self.part.get("weeks", "one")) or int(self.part["weeks"])
        return day(start + timedelta(days=7 * weeks))

    # ------------------------------------------------------------------ counting

    def _number(self, key: str) -> int:
        said = self.part[key]
        return COUNTS[said] if said in COUNTS else int(said)

    def _shift(self, count: int, unit: str, sign: int = 1) -> Period | datetime:
        count *= sign
        if unit.startswith("min"):
            return self.anchor + timedelta(minutes=count)
        if unit.startswith("h"):
            return self.anchor + timedelta(hours=count)
        if unit.startswith(("business", "working")):
            at, step = self.today, 1 if count > 0 else -1
            while count:
                at += timedelta(days=step)
                count -= step if at.weekday() <= 4 else 0
            return day(at)
        if unit == "day":
            return day(self.today + timedelta(days=count))
        if unit.startswith("w"):
            return day(self.today + timedelta(weeks=count))
        if unit == "fortnight":
            return day(self.today + timedelta(weeks=2 * count))
        per = {"month": 1, "quarter": 3}.get(unit, 12)
        return day(add_months(self.today, per * count))

    def _count(self) -> Period | datetime | None:
        key = "count" if "count" in self.part else "count2"
        unit = self.part["unit" if key == "count" else "unit2"]
        count = self._number(key)
        if (
            key == "count"
            and re.search(r"another\s|next\s", self.match.group().lower())
            and self.part.get("within") == "after"
        ):
            return None
        if self.part.get("within") in ("after", "for", "over") and unit.startswith(("min", "h")):
            return None  # "for 20 minutes" is how long, not when
        if unit.startswith("h") and count >= 24 and self.part.get("within") == "within":
            return self.anchor + timedelta(hours=count)
        got = self._shift(count, unit)
        upto = self.part.get("upto", "so")
        if upto != "so" and isinstance(got, Period):  # "in two or three days"
            most = self._shift(COUNTS[upto] if upto in COUNTS else int(upto), unit)
            return Period(got.first, most.last) if isinstance(most, Period) and most.last > got.first else got
        if "half" in self.part and unit.startswith("y") and isinstance(got, Period):
            return day(add_months(got.first, 6))
        return got

    def _ago(self) -> Period | None:
        got = self._shift(self._number("count3"), self.part["unit3"], -1)
        return got if isinstance(got, Period) else day(got.date())

    def _half_year(self) -> Period:
        return day(add_months(self.today, 6))

    # ------------------------------------------------------------------ stretches

    def _edge(self) -> Period | None:
        """The end, the beginning or the middle of a period."""
        edge, name = self.part["edge"], self.part["edge_of"]
        year = int(self.part["edge_year"]) if "edge_year" in self.part else None
        whole = self.seen.named(name, self.part.get("edge_which", ""), year)
        if whole is None:
            return None
        length = (whole.last - whole.first).days + 1
        if name == "week":
            monday = whole.first
            return (
                Period(monday, monday + timedelta(days=1))
                if re.match("(?:the )?(?:beg|start|early)", edge)
                else (
                    day(monday + timedelta(days=2))
                    if "mid" in edge
                    else Period(monday + timedelta(days=4), monday + timedelta(days=4))
                )
            )
        if "week" in edge:
            number = next((n for word, n in ORDINALS.items() if word in edge), 0)
            start = (
                whole.first + timedelta(days=7 * (number - 1)) if number else whole.last - timedelta(days=6)
            )
            return Period(start, start + timedelta(days=6))
        if re.search("beg|start|early|first", edge):
            return Period(whole.first, whole.first + timedelta(days=max(length // 3 - 1, 0)))
        if "mid" in edge:
            at = whole.first + timedelta(days=length // 2 if length > 31 else 14)
            return Period(at, at + timedelta(days=max(length // 6, 1)))
        if "second half" in edge:
            return Period(whole.first + timedelta(days=length // 2), whole.last)
        if edge.startswith("late") or "latter" in edge:
            return Period(whole.last - timedelta(days=max(length // 3 - 1, 0)), whole.last)
        return day(whole.last) if length < 8 else Period(whole.last - timedelta(days=4), whole.last)

    def _end(self) -> Period | None:
        said = self.part["eow"]
        name = (
            "week"
            if said in ("eow", "week's end")
            else "quarter"
            if "q" in said
            else "year"
            if "year" in said
            else "month"
        )
        whole = self.seen.named(name)
        if whole is None:
            return None
        return (
            day(whole.first + timedelta(days=4))
            if name == "week"
            else Period(whole.last - timedelta(days=4), whole.last)
        )

    def _new_year(self) -> Period:
        return months(self.today.year + (self.today.month > 2), 1)

    def _unit(self) -> Period | None:
        which, name = self.part["which10"], self.part["unit10"]
        if which == "in the":
            return self.seen.named(name) if name in SEASONS.split("|") else None
        if name == "weekend":
            saturday = week_of(self.today).first + timedelta(
                days=5 + (7 if "next" in which else -7 if which == "last" else 0)
            )
            return Period(saturday, saturday + timedelta(days=1))
        if which in ("coming", "the coming"):
            which = "next" if name in ("week", "month", "quarter", "year") else "this"
        whole = self.seen.named(name, which)
        if whole is not None and which == "later this":
            return Period(max(self.today, whole.first), whole.last)
        return whole

    def _weekend(self) -> Period:
        saturday = week_of(self.today).first + timedelta(days=5)
        return Period(saturday, saturday + timedelta(days=1))

    def _quarter(self) -> Period | None:
        number = int(self.part["qn"]) if "qn" in self.part else ORDINALS.get(self.part["qo"], 4)
        return self.seen.named(f"q{number}", year=int(self.part["qy"]) if "qy" in self.part else None)

    def _half(self) -> Period | None:
        return self.seen.named(
            f"h{self.part['hn']}", year=int(self.part["hy"]) if "hy" in self.part else None
        )

    def _feast(self) -> Period | None:
        name = "new year" if self.part["feast"].startswith("new year") else self.part["feast"]
        if feast(name, self.today.year) is None:
            return None
        if "fy" in self.part:
            return feast(name, int(self.part["fy"]))
        return self.seen.coming(lambda y: feast(name, y) or day(self.today))

    def _holidays(self) -> Period | None:
        month = self.today.month
        if "holiday" in self.part["hols"] and month in (1, 10, 11, 12):
            return self.seen.coming(lambda y: feast("holidays", y) or day(self.today))
        return None

    def _season(self) -> Period | None:
        before = self.text[max(0, self.match.start() - 12) : self.match.start()]
        if (
            self.part["sn"] == "fall"
            and not self.match.group().lower().startswith("the")
            and not MONTH_LEAD.search(before)
        ):
            return None
        if (
            not self.match.group().lower().startswith("the")
            and not MONTH_LEAD.search(before)
            and "sy" not in self.part
        ):
            return None
        return self.seen.named(self.part["sn"], year=int(self.part["sy"]) if "sy" in self.part else None)

    def _calendar_week(self) -> Period | None:
        number = int(self.part["cw"])
        if not 1 <= number <= 53 or (self.match.group().lower().startswith("week") and number < 10):
            return None
        monday = date.fromisocalendar(self.today.year, number, 1)
        if monday + timedelta(days=6) < self.today and not self.past:
            monday = date.fromisocalendar(self.today.year + 1, number, 1)
        return Period(monday, monday + timedelta(days=6))

    def _month(self) -> Period | None:
        """A bare month wants a preposition before it: "march" and "may" are also verbs."""
        before = self.text[max(0, self.match.start() - 14) : self.match.start()]
        if "y11" not in self.part and not MONTH_LEAD.search(before):
            return None
        return self.seen.named(self.part["mo11"], year=self._year_of(self.part.get("y11")))

    def _year(self) -> Period | None:
        return months(int(self.part["y12"]), 1, 12)


def _is_leap(year: int) -> bool:
    return year % 4 == 0 and (year % 100 != 0 or year % 400 == 0)
