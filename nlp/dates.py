"""When something is due: the time that words name, read against the message's own date and zone.

What comes back is a date where no hour is named, else an aware date-time in the anchor's zone.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, replace
from datetime import date, datetime, time, timedelta
from typing import Literal
from zoneinfo import ZoneInfo

from domain import Due
from nlp.clock import Clock, find_clocks
from nlp.days import Days, find_days
from nlp.periods import Period, day, last_business_day

Prefer = Literal["promise", "not_now", "event", "past"]

_ZONES = {
    "gmt": "Etc/GMT", "utc": "Etc/UTC", "bst": "Europe/London", "cet": "Europe/Paris", "cest": "Europe/Paris",
    "et": "America/New_York", "est": "America/New_York", "edt": "America/New_York", "ct": "America/Chicago",
    "cst": "America/Chicago", "cdt": "America/Chicago", "mt": "America/Denver", "mst": "America/Denver",
    "pt": "America/Los_Angeles", "pst": "America/Los_Angeles", "pdt": "America/Los_Angeles",
    "ist": "Asia/Kolkata", "sgt": "Asia/Singapore", "jst": "Asia/Tokyo", "aest": "Australia/Brisbane",
    "gst": "Asia/Dubai",
}  # fmt: skip
_ZONE = re.compile(r"\s?\(?(?P<zone>[A-Z]{2,4}|[a-z]{3,4})\b")
_JOIN = re.compile(
    r"[\s,;:@|(–—-]*(?:(?:at|from|around|about|after|before|by|on|for|is|kl|um|until|till|sharp|"
    r"in the|the|starting"
    r"|morning|afternoon|evening|first thing|noted|which is)\b[\s,:@|(–—-]*){0,3}$",
    re.IGNORECASE,
)
_NEXT_LINE = re.compile(
    r"(?:\sit\sis|\sit's)?[\s.;,|-]{0,3}(?:time|start|hour|uhrzeit|heure|date|day|when)?"
    r"\s?:?\s?(?:at\s|@\s?)?",
    re.IGNORECASE,
)  # "Thursday it is. 2pm", "Date: 5 March. Time: 10am"
_ON_DAY = re.compile(
    r"\s[^.!?;,:\n\d]{2,45}\s(?:on|this|next)\s(?:the\s)?", re.IGNORECASE
)  # "at 10 with Ida on "
_CITY = re.compile(
    r"\s?\(?(?P<city>uk|london|british|irish|dublin|paris|berlin|german|french|spanish|madrid"
    r"|new york|india|indian|"
    r"singapore|dubai|polish|warsaw) time\b",
    re.IGNORECASE,
)
_CITY_ZONES = {
    "uk": "Europe/London", "london": "Europe/London", "british": "Europe/London", "irish": "Europe/Dublin",
    "dublin": "Europe/Dublin", "new york": "America/New_York", "india": "Asia/Kolkata",
    "indian": "Asia/Kolkata", "singapore": "Asia/Singapore", "dubai": "Asia/Dubai",
}  # fmt: skip
_AFTER = re.compile(
    r"\b(?:after|past|beyond|not before the end of|until after|once)\s(?:the\s)?$", re.IGNORECASE
)
_UNTIL_END = re.compile(
    r"\b(?:until|till|til|before|not before|after|past|through)\s(?:at\sleast\s)?(?:the\s)?$", re.IGNORECASE
)
_HALVES = re.compile(r"\b(?:afternoon|evening|tonight|arvo)\b", re.IGNORECASE)
_TONIGHT = re.compile(r"\b(?:evening|tonight)\b", re.IGNORECASE)
_INSTANT = re.compile(r"\b(?:just now|right now)\b", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Named:
    """A time named in a text. `is_exact`: it is one day or moment, not a stretch like "next week"."""

    start: int
    end: int
    due: Due
    is_exact: bool
    has_clock: bool
    has_day: bool = True  # False where only an hour was named


def resolve(text: str, *, anchor: datetime, prefer: Prefer = "promise") -> Due | None:
    """The first time that the text names, None where it names none.

    `anchor` is the message's date, aware, in the zone of its reader. `prefer` says what a vague period
    means: its last business day ("promise"), its first day ("not_now", "event"), or that the past is
    allowed ("past").
    """
    named = find_times(text, anchor=anchor, prefer=prefer)
    return named[0].due if named else None


def find_times(text: str, *, anchor: datetime, prefer: Prefer = "promise") -> list[Named]:
    """Every time that the text names, in order; a day and the hour beside it are one."""
    days = [
        d
        for d in find_days(text, anchor=anchor, past=prefer == "past", again=prefer == "not_now")
        if not _INSTANT.fullmatch(text[d.start : d.end])
    ]
    clocks = [
        c
        for c in find_clocks(text)
        if not any(d.start < c.end and c.start < d.end and (c.is_weak or d.end - d.start > 7) for d in days)
    ]
    days = _one_day_told_twice(days, text)
    named: list[Named] = []
    used: set[int] = set()
    for index, found in enumerate(days):
        if found.moment is not None:
            named.append(Named(found.start, found.end, found.moment.astimezone(anchor.tzinfo), True, True))
            continue
        ahead = days[index + 1].start if index + 1 < len(days) else len(text)
        behind = days[index - 1].end if index else 0
        clock = _beside(found, clocks, text, behind, ahead, used)
        if clock is not None and (found.is_exact or _is_week_edge(found)):
            used.add(clock.start)
            due = _combine(found.period.first, clock, text, anchor)
            named.append(Named(min(found.start, clock.start), max(found.end, clock.end), due, True, True))
        else:
            named.append(
                Named(found.start, found.end, _day_meant(found, text, prefer), found.is_exact, False)
            )
    named += [_today_at(c, text, anchor, prefer) for c in clocks if c.start not in used and not c.is_weak]
    return sorted(named, key=lambda n: n.start)


def _one_day_told_twice(days: list[Days], text: str) -> list[Days]:
    """One day for "Thursday (5 March)"; in "next week, probably Wednesday" the second tells the first."""
    kept: list[Days] = []
    for found in days:
        if kept and found.moment is None and kept[-1].moment is None:
            before, between = kept[-1], text[kept[-1].end : found.start]
            if before.period == found.period and found.is_exact and _BRACKET.fullmatch(between):
                kept[-1] = replace(found, start=before.start)
                continue
            week = before.period
            if (week.last - week.first).days == 6 and found.is_exact and _LIKELY.fullmatch(between):
                at = week.first + timedelta(days=found.period.first.weekday())
                kept[-1] = replace(found, start=before.start, period=day(at))
                continue
        kept.append(found)
    return kept


_BRACKET = re.compile(r"[\s,]{0,2}\(?(?:the\s|on\s|that is |i\.e\.\s?)?", re.IGNORECASE)
_LIKELY = re.compile(
    r"[\s,(-]{1,3}(?:probably|maybe|perhaps|likely|most likely|say|possibly|ideally|on)\s(?:on\s)?",
    re.IGNORECASE,
)


def _is_week_edge(found: Days) -> bool:
    return found.period.last == found.period.first


def _beside(
    found: Days, clocks: list[Clock], text: str, behind: int, ahead: int, used: set[int]
) -> Clock | None:
    """The clock time that belongs to this day: right after it, or right before it."""
    free = [c for c in clocks if c.start not in used]
    for clock in free:
        if found.end <= clock.start <= ahead and clock.start - found.end <= 32:
            between = text[found.end : clock.start]
            if _JOIN.fullmatch(between) or _NEXT_LINE.fullmatch(between):
                return clock
            if not clock.is_weak and not re.search(r"[.!?;\n]", between):
                return clock
    for clock in reversed(free):
        if (
            behind <= clock.start
            and clock.end <= found.start
            and (
                _JOIN.fullmatch(_without_zone(text[clock.end : found.start]))
                or _NEXT_LINE.fullmatch(text[clock.end : found.start])
                or (not clock.is_weak and _ON_DAY.fullmatch(text[clock.end : found.start]))
            )
        ):
            return clock
    return None


def _without_zone(between: str) -> str:
    match = _ZONE.match(between)
    return between[match.end() :] if match and match["zone"].lower() in _ZONES else between


def _combine(at: date, clock: Clock, text: str, anchor: datetime) -> datetime:
    """Day and hour in the anchor's zone; an hour told in a zone of its own is converted."""
    match = _ZONE.match(text, clock.end)
    name = match["zone"] if match else ""
    if name.lower() in _ZONES and (name.isupper() or len(name) > 2):
        there = datetime.combine(at, clock.at, ZoneInfo(_ZONES[name.lower()]))
        return there.astimezone(anchor.tzinfo)
    city = _CITY.match(text, clock.end)
    if city is not None:
        zone = ZoneInfo(_CITY_ZONES.get(city["city"].lower(), "Europe/Paris"))
        return datetime.combine(at, clock.at, zone).astimezone(anchor.tzinfo)
    hour = clock.at
    if (
        1 <= hour.hour <= (11 if _TONIGHT.search(text[max(0, clock.start - 24) : clock.end + 16]) else 7)
        and _HALVES.search(text[max(0, clock.start - 24) : clock.end + 16])
        and not re.search("am", text[clock.start : clock.end], re.IGNORECASE)
    ):
        hour = time(hour.hour + 12, hour.minute)
    return datetime.combine(at, hour, anchor.tzinfo)


def _today_at(clock: Clock, text: str, anchor: datetime, prefer: Prefer) -> Named:
    """A time without a day: today, or tomorrow where that has passed."""
    at = _combine(anchor.date(), clock, text, anchor)
    if at <= anchor and prefer != "past":
        at = _combine(anchor.date() + timedelta(days=1), clock, text, anchor)
    return Named(clock.start, clock.end, at, True, True, has_day=False)


def _day_meant(found: Days, text: str, prefer: Prefer) -> date:
    """One day for a stretch of days, as the use wants it."""
    period = found.period
    words = text[found.start : found.end].lower()
    before = text[max(0, found.start - 24) : found.start]
    if prefer == "promise":
        if words.startswith("after the weekend"):
            return period.last + timedelta(days=1)
        if words.startswith("before the weekend"):
            return period.first - timedelta(days=1)
        if re.search(r"\b(?:before|ahead of)\s(?:the\s)?$", before, re.IGNORECASE) and not period.is_day:
            return last_business_day(
                Period(period.first - timedelta(days=3), period.first - timedelta(days=1))
            )
        return period.first if period.is_day else last_business_day(period)
    if prefer == "not_now":
        ends = "end of" in words or words.startswith("eo")
        if ends and _UNTIL_END.search(before):
            return period.last + timedelta(days=1)
        if _AFTER.search(before) or (
            words.startswith("after ")
            and not words[6:7].isdigit()
            and not _COUNTED.match(words)
            and not _SHIFTED.match(words)
        ):
            return period.last + timedelta(days=1)
        return last_business_day(period) if ends else period.first
    return period.first


_SHIFTED = re.compile(
    r"after (?:the )?(?:summer|christmas|xmas|easter|next|coming|may|bank|long)\b", re.IGNORECASE
)  # read as the day after already
_COUNTED = re.compile(
    r"after (?:about |around |another |at least )?(?:an? |one|two|three|four|five|six|\d)", re.IGNORECASE
)


__all__ = ["Named", "Prefer", "day", "find_times", "resolve"]
