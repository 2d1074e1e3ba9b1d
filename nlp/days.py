"""Days and stretches of days in a text: `Thursday week`, `12 March`, `the 16th`, `in two weeks`.

A day without a year or month is looked for ahead of the anchor, or near it where the past is allowed.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from nlp.day_more import MORE, More
from nlp.day_stretches import STRETCHES, Stretches
from nlp.day_words import COUNTS, WEEKDAYS, days_named
from nlp.periods import MONTHS, Period, add_months, day, is_month_first, months, week_of
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
        past = past or _SINCE.search(text[max(0, match.start() - 10) : match.start()]) is not None
        self.match, self.text, self.anchor, self.past = match, text, anchor, past
        self.today = anchor.date()
        self.seen = SeenFrom(self.today, anchor.tzinfo, past, again)
        self.part = {key: value.lower() for key, value in match.groupdict().items() if value is not None}

    def read(self) -> Days | None:
        for key in self.part:
            if key in _WAYS or key in MORE or key in STRETCHES:
                try:
                    got = self._read(key)
                except (ValueError, OverflowError):  # 31 February, a year past 9999
                    return None
                if got is None:
                    return None
                if isinstance(got, datetime):
                    return Days(self.match.start(), self.match.end(), day(got.date()), moment=got)
                return Days(self.match.start(), self.match.end(), got, is_exact=got.is_day)
        return None

    def _read(self, key: str) -> Period | datetime | None:
        if key in _WAYS:
            return _WAYS[key](self)
        return MORE[key](More(self)) if key in MORE else STRETCHES[key](Stretches(self))

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
        if text is None or text == "next year":
            return None if text is None else self.today.year + 1
        return int(text) if len(text) == 4 else 2000 + int(text.removeprefix("'"))

    def _iso(self) -> Period:
        return day(date.fromisoformat(self.part["iso"]))

    def _written(self) -> Period | None:
        index = "1" if "mo1" in self.part else "2"
        month, at = MONTHS[self.part[f"mo{index}"]], int(self.part[f"d{index}"])
        year = self._year_of(self.part.get(f"y{index}"))
        return day(date(year, month, at) if year else self._ahead(month, at))

    def _numbers(self) -> Period | None:
        index = next(i for i in (1, 4, 6, 8, 10, 12, 14) if f"n{i}" in self.part)
        first, second = int(self.part[f"n{index}"]), int(self.part[f"n{index + 1}"])
        dotted = index in (6, 14) or self.part.get("sep") == "."
        month_first = second > 12 or (first <= 12 and not dotted and self._is_month_first())
        if first <= 12 and second <= 12 and not dotted and (weekday := self._weekday_beside(f"n{index}")):
            told = self._numbered(index, month_first)
            other = self._numbered(index, not month_first)
            return day(other if told.weekday() != weekday[0] == other.weekday() else told)
        return day(self._numbered(index, month_first))

    def _numbered(self, index: int, month_first: bool) -> date:
        first, second = int(self.part[f"n{index}"]), int(self.part[f"n{index + 1}"])
        month, at = (first, second) if month_first else (second, first)
        if index == 1:
            year = int(self.part["n3"])
            return date(year if year > 99 else 2000 + year, month, at)
        return self._ahead(month, at)

    def _is_month_first(self) -> bool:
        """As another date of the same text tells, else as the country writes."""
        told = {int(m[1]) > 12 for m in _IN_NUMBERS.finditer(self.text) if int(m[1]) > 12 or int(m[2]) > 12}
        return not told.pop() if len(told) == 1 else is_month_first(self.anchor.tzinfo)

    def _weekday_beside(self, group: str) -> tuple[int] | None:
        """The weekday right before the numbers, which tells what they mean: Fri 10/4."""
        at = self.match.start(group)
        named = _BESIDE.search(self.text[max(0, at - 14) : at].lower())
        return (WEEKDAYS[named[1]],) if named else None

    def _day_of_month(self) -> Period | None:
        at = int(self.part["d8"])
        if not 1 <= at <= 31:
            return None
        start = date(self.today.year, self.today.month, 1)
        weekday = WEEKDAYS.get(self.part.get("wd8", ""))
        is_far = self.seen.again and weekday is not None  # "Monday the 14th" puts off to the first such day
        steps = (-1, 0, 1) if self.past else range(12) if is_far else (0, 1, 2)
        options = [
            m + timedelta(days=at - 1)
            for m in (add_months(start, s) for s in steps)
            if at <= months(m.year, m.month).last.day
        ]
        if weekday is not None:
            options = [d for d in options if d.weekday() == weekday] or options
        if self.past:
            if _SINCE.search(self.text[: self.match.start()][-10:]):
                options = [d for d in options if d <= self.today] or options
            return day(min(options, key=lambda d: abs((d - self.today).days)))
        return day(next((d for d in options if d >= self.today), options[-1]))

    # ------------------------------------------------------------------ around today

    def _relative(self) -> Period:
        said = self.part["rel"]
        for word, shift in (
            ("day after tom", 2), ("overmorrow", 2), ("day before yest", -2), ("last night", -1),
        ):  # fmt: skip
            if word in said:
                return day(self.today + timedelta(days=shift))
        if said.startswith("y"):
            return day(self.today - timedelta(days=1))
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
            self.part.get("wd6")
            or self.part.get("wd7")
            or self.part.get("wd9")
            or self.part.get("wd10")
            or self.part["wd11"]
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
        if after.startswith("in "):  # Thursday in two weeks
            return day(self._next_weekday(weekday) + timedelta(days=7 * COUNTS[after.split()[1]]))
        if after == "fortnight":
            return day(self._next_weekday(weekday) + timedelta(days=14))
        weeks = 0 if "this" in after else -1 if "last" in after else 1
        return day(week_of(self.today).first + timedelta(days=7 * weeks + weekday))

    def _from_day(self, named: str) -> date:
        """The day that weeks are counted from."""
        if named in WEEKDAYS:
            return self._next_weekday(WEEKDAYS[named])
        return self.today + timedelta(days={"yesterday": -1, "tomorrow": 1}.get(named, 0))

    def _week_on(self) -> Period:
        named = self.part["wd3"]
        start = self._from_day(named)
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
        lasts = ("min", "h") if self.seen.again else ("min", "h", "y")
        if self.part.get("within") in ("after", "for", "over") and unit.startswith(lasts):
            return None  # "for 20 minutes", "after 21 years" is how long, not when
        if unit.startswith("h") and count >= 24 and self.part.get("within") == "within":
            return self.anchor + timedelta(hours=count)
        got = self._shift(count, unit)
        upto = "two" if "ortwo" in self.part else self.part.get("upto", "so")
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


_WAYS: dict[str, Callable[[_Reader], Period | datetime | None]] = {
    "iso": _Reader._iso, "mo1": _Reader._written, "mo2": _Reader._written,
    **dict.fromkeys(("n1", "n4", "n6", "n8", "n10", "n12", "n14"), _Reader._numbers),
    "rel": _Reader._relative, "wd3": _Reader._week_on, "wd4": _Reader._weekday_week,
    "wd5": _Reader._weekday_week, "d8": _Reader._day_of_month,
    **dict.fromkeys(("wd6", "wd7", "wd9", "wd10", "wd11"), _Reader._weekday),
    "halfyear": _Reader._half_year, "count": _Reader._count, "count2": _Reader._count,
    "count3": _Reader._ago,
}  # fmt: skip
_IN_NUMBERS = re.compile(r"(?<![\w/.-])(\d{1,2})[/-](\d{1,2})(?:[/-]\d{2,4})?(?![\w/-])")
_SINCE = re.compile(r"\bsince\s(?:on\s|the\s)?$", re.IGNORECASE)
_BESIDE = re.compile(
    r"\b(mon(?:day)?|tue(?:s|sday)?|wed(?:s|nesday)?|thu(?:rs?|rsday)?|fri(?:day)?|sat(?:urday)?|sun(?:day)?)"
    r"\.?,?\s\(?(?:the\s)?$"
)


def _is_leap(year: int) -> bool:
    return year % 4 == 0 and (year % 100 != 0 or year % 400 == 0)
