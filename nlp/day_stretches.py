"""Stretches of days: the end of a month, next week, a season, a quarter, a feast, a week by its number."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import replace
from datetime import date, datetime, timedelta

from nlp.day_more import Reading
from nlp.day_words import MONTH_LEAD, ORDINALS, SEASONS
from nlp.feasts import feast
from nlp.periods import Period, day, months, week_of


class Stretches:
    """Each method reads one way of saying it; None where the words name no time after all."""

    def __init__(self, reader: Reading) -> None:
        self.reader, self.part, self.seen = reader, reader.part, reader.seen
        self.now = reader.today

    def _edge(self) -> Period | None:
        """The end, the beginning or the middle of a period."""
        edge, name = self.part["edge"], self.part["edge_of"]
        year = self.reader._year_of(self.part.get("edge_year"))
        which = self.part.get("edge_which", "")
        whole = self.seen.named(name, which, year)
        if whole is None:
            return None
        got = _edge_of(edge, name, whole)
        if (
            got.last < self.now
            and not self.reader.past
            and which in ("", "the")
            and name in ("week", "month")
        ):
            coming = self.seen.named(name, "next")  # its beginning is over: that of the next one
            return got if coming is None else _edge_of(edge, name, coming)
        return got

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
        return months(self.now.year + (self.now.month > 2), 1)

    def _unit(self) -> Period | None:
        which, name = self.part["which10"], self.part["unit10"]
        if which == "in the":
            return self.seen.named(name) if name in SEASONS.split("|") else None
        if name == "weekend":
            saturday = week_of(self.now).first + timedelta(
                days=5 + (7 if "next" in which else -7 if which == "last" else 0)
            )
            return Period(saturday, saturday + timedelta(days=1))
        if which in ("coming", "the coming"):
            which = "next" if name in ("week", "month", "quarter", "year") else "this"
        seen = replace(self.seen, again=False) if which == "this" else self.seen
        whole = seen.named(name, which)
        if whole is not None and which == "later this":
            return Period(max(self.now, whole.first), whole.last)
        return whole

    def _weekend(self) -> Period:
        saturday = week_of(self.now).first + timedelta(days=5)
        return Period(saturday, saturday + timedelta(days=1))

    def _quarter(self) -> Period | None:
        number = int(self.part["qn"]) if "qn" in self.part else ORDINALS.get(self.part["qo"], 4)
        return self.seen.named(f"q{number}", year=int(self.part["qy"]) if "qy" in self.part else None)

    def _half(self) -> Period | None:
        return self.seen.named(
            f"h{self.part['hn']}", year=int(self.part["hy"]) if "hy" in self.part else None
        )

    def _feast(self) -> Period | None:
        name = self.part["feast"]
        if feast(name, self.now.year) is None:
            return None
        if "fy" in self.part:
            return feast(name, int(self.part["fy"]))
        return self.seen.coming(lambda y: feast(name, y) or day(self.now))

    def _holidays(self) -> Period | None:
        said = self.part["hols"]
        is_winter = self.now.month in (1, 10, 11, 12)
        if said != "break" and (is_winter or said.startswith(("christmas", "xmas", "festive"))):
            return self.seen.coming(lambda y: feast("holidays", y) or day(self.now))
        return None

    def _season(self) -> Period | None:
        before = self.reader.text[max(0, self.reader.match.start() - 12) : self.reader.match.start()]
        if (
            self.part["sn"] == "fall"
            and not self.reader.match.group().lower().startswith("the")
            and not MONTH_LEAD.search(before)
        ):
            return None
        if (
            not self.reader.match.group().lower().startswith("the")
            and not MONTH_LEAD.search(before)
            and "sy" not in self.part
        ):
            return None
        return self.seen.named(self.part["sn"], year=self.reader._year_of(self.part.get("sy")))

    def _calendar_week(self) -> Period | None:
        number = int(self.part["cw"])
        if not 1 <= number <= 53 or (self.reader.match.group().lower().startswith("week") and number < 10):
            return None
        monday = date.fromisocalendar(self.now.year, number, 1)
        if monday + timedelta(days=6) < self.now and not self.reader.past:
            monday = date.fromisocalendar(self.now.year + 1, number, 1)
        return Period(monday, monday + timedelta(days=6))

    def _month(self) -> Period | None:
        """A bare month wants a preposition before it: "march" and "may" are also verbs."""
        text, start = self.reader.text, self.reader.match.start()
        before = text[max(0, start - 14) : start]
        if "y11" not in self.part and not MONTH_LEAD.search(before):
            is_spoken_of = self.seen.again and self.part["mo11"] != "may" and text[start].isupper()
            if not is_spoken_of or _OWNED.search(before) or not _OF_A_MONTH.match(text, start):
                return None
        seen = replace(self.seen, again=False) if before.endswith("rest of ") else self.seen
        return seen.named(self.part["mo11"], year=self.reader._year_of(self.part.get("y11")))

    def _year(self) -> Period | None:
        return months(int(self.part["y12"]), 1, 12)


def _edge_of(edge: str, name: str, whole: Period) -> Period:
    """The beginning, a half, a week or the end of the period."""
    length = (whole.last - whole.first).days + 1
    is_first = re.search("beg|start|early|first", edge) is not None
    if name == "week":
        if "half" in edge:
            at = whole.first + timedelta(days=0 if is_first else 2)
            return Period(at, at + timedelta(days=2))
        if is_first:
            return Period(whole.first, whole.first + timedelta(days=1))
        return day(whole.first + timedelta(days=2 if "mid" in edge else 4))
    if "week" in edge:
        number = next((n for word, n in ORDINALS.items() if word in edge), 0)
        weeks = _working_weeks(whole)
        return weeks[min(number, len(weeks)) - 1]
    if "first half" in edge:
        return Period(whole.first, whole.first + timedelta(days=length // 2 - 1))
    if is_first:
        return Period(whole.first, whole.first + timedelta(days=max(length // 3 - 1, 0)))
    if "mid" in edge:
        at = whole.first + timedelta(days=length // 2 if length > 31 else 14)
        return Period(at, at + timedelta(days=max(length // 6, 1)))
    if "second half" in edge:
        return Period(whole.first + timedelta(days=length // 2), whole.last)
    if edge.startswith("late") or "latter" in edge:
        return Period(whole.last - timedelta(days=max(length // 3 - 1, 0)), whole.last)
    return day(whole.last) if length < 8 else Period(whole.last - timedelta(days=4), whole.last)


def _working_weeks(whole: Period) -> list[Period]:
    """Monday to Friday of each week that has most of its working days in the period, cut to it."""
    weeks = []
    monday = week_of(whole.first).first
    while monday <= whole.last:
        friday = monday + timedelta(days=4)
        if whole.first <= monday + timedelta(days=2) <= whole.last:
            weeks.append(Period(max(monday, whole.first), min(friday, whole.last)))
        monday += timedelta(days=7)
    return weeks


_OWNED = re.compile(r"\b(?:my|the|our|your|his|her|their|last|every|each)\s$", re.IGNORECASE)
_OF_A_MONTH = re.compile(
    r"(?:jan|feb|july?\b|aug|sept?|oct|nov|dec)\w*\s(?:is|would|will|could|might|works|suits|looks|sounds|may)\b"
    r"|march\s(?:is|would|could|might|works|suits|looks|sounds)\b"
    r"|\w+(?:'s\b(?:\s(?:the|when)\b|\sbetter|\smore|\sfine|\sgood)|\s(?:i|i'd|i'll|we|we'd|we'll|at|onwards?|or|maybe|perhaps"
    r"|then|earliest)\b|\s*(?:[,.;!?)]|$))",
    re.IGNORECASE,
)  # what a month is followed by where it is the month that is spoken of

STRETCHES: dict[str, Callable[[Stretches], Period | datetime | None]] = {
    "edge": Stretches._edge, "newyear": Stretches._new_year, "eow": Stretches._end, "unit10": Stretches._unit,
    "weekend": Stretches._weekend, "q": Stretches._quarter, "h": Stretches._half, "feast": Stretches._feast,
    "hols": Stretches._holidays, "season": Stretches._season, "cw": Stretches._calendar_week,
    "mo11": Stretches._month, "y12": Stretches._year,
}  # fmt: skip
