"""When something is due: the time that words name, read against the message's own date and zone.

What comes back is a date where no hour is named, else an aware date-time in the anchor's zone.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import date, datetime, time, timedelta
from functools import cache, partial
from typing import Literal

from domain import Due
from nlp.clock import Clock, find_clocks
from nlp.clock_zones import without_zone, zone_told
from nlp.day_pairs import settle
from nlp.days import Days, find_days
from nlp.periods import Period, last_business_day

Prefer = Literal["promise", "not_now", "event", "past"]

_JOIN = re.compile(
    r"[\s,;:@|()–—-]*(?:(?:at|from|around|about|after|before|by|on|for|is|say|kl|um|until|till|sharp|"
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
_AFTER = re.compile(
    r"\b(?:after|past|beyond|not before the end of|until after|once)\s(?:the\s)?$", re.IGNORECASE
)
_UNTIL_END = re.compile(
    r"\b(?:until|till|til|before|not before|after|past|through)\s(?:at\sleast\s)?(?:the\s)?$", re.IGNORECASE
)
_HALVES = re.compile(r"\b(?:afternoon|evening|tonight|arvo)\b", re.IGNORECASE)
_TONIGHT = re.compile(r"\b(?:evening|tonight)\b", re.IGNORECASE)
_THEN_MORNING = re.compile(r"\s(?:in the|this|tomorrow) morning\b", re.IGNORECASE)
_EVENING = 17  # hours
_MORNING_AT = re.compile(r"\bmorning,?(?:\s(?:at|from|around|about|before|by))?\s?$", re.IGNORECASE)
_LABEL = re.compile(r"(?:^|\n)[*•\s-]{0,3}(?:time|start|starts|hour|uhrzeit|heure)\s?:\s?$", re.IGNORECASE)
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

    @property
    def day(self) -> date:
        """The day of it."""
        return self.due.date() if isinstance(self.due, datetime) else self.due


def resolve(text: str, *, anchor: datetime, prefer: Prefer = "promise") -> Due | None:
    """The first time that the text names, None where it names none.

    `anchor` is the message's date, aware, in the zone of its reader. `prefer` says what a vague period
    means: its last business day ("promise"), its first day ("not_now", "event"), or that the past is
    allowed ("past").
    """
    named = find_times(text, anchor=anchor, prefer=prefer)
    return named[0].due if named else None


def find_times(text: str, *, anchor: datetime, prefer: Prefer = "promise", earlier: str = "") -> list[Named]:
    """Every time that the text names, in order; a day and the hour beside it are one.

    A time that the text takes back ("not Tuesday but Wednesday") is left out. `earlier`: what was written
    before it, for "the day after" and "that evening".
    """
    look = partial(find_days, anchor=anchor, past=prefer == "past", again=prefer == "not_now")
    days = [d for d in look(text) if not _INSTANT.fullmatch(text[d.start : d.end])]
    days = settle(days, text, earlier=cache(partial(_last_day, earlier, look)))
    clocks = [
        c
        for c in find_clocks(text)
        if not any(d.start < c.end and c.start < d.end and (c.is_weak or d.end - d.start > 7) for d in days)
    ]
    return _without_taken_back(_named(days, clocks, text, anchor, prefer), text, prefer)


def _last_day(text: str, look: Callable[[str], list[Days]]) -> Days | None:
    """The last day or moment of a day that the text names."""
    return next((d for d in reversed(look(text[-_LOOK_BACK:])) if d.is_exact and d.moment is None), None)


_LOOK_BACK = 600  # characters before a sentence in which the day may stand that it counts from


def _named(days: list[Days], clocks: list[Clock], text: str, anchor: datetime, prefer: Prefer) -> list[Named]:
    """Each day with the hour that belongs to it, and the hours left over."""
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
    return _at_same_hour(sorted(_with_labelled_hour(named, text), key=lambda n: n.start), text)


def _with_labelled_hour(named: list[Named], text: str) -> list[Named]:
    """One moment of what stands on two lines: "Date: 5 March", "Time: 10am"."""
    if len(named) != 2:
        return named
    at, clock = sorted(named, key=lambda n: n.has_day, reverse=True)
    if (
        at.has_clock
        or not at.is_exact
        or clock.has_day
        or isinstance(at.due, datetime)
        or not isinstance(clock.due, datetime)
        or not _LABEL.search(text[: clock.start][-14:])
    ):
        return named
    due = datetime.combine(at.due, clock.due.timetz())
    return [Named(at.start, at.end, due, True, True)]


def _at_same_hour(named: list[Named], text: str) -> list[Named]:
    """The hour of the time before, where a day has it too: "Monday at three, Ida on Friday, same hour"."""
    told: list[Named] = []
    for time_ in named:
        before = told[-1].due if told and told[-1].has_clock else None
        same = _SAME_HOUR.match(text, time_.end)
        if same and isinstance(before, datetime) and time_.is_exact and not time_.has_clock:
            due = datetime.combine(time_.day, before.timetz())
            time_ = replace(time_, end=same.end(), due=due, has_clock=True)
        told.append(time_)
    return told


_SAME_HOUR = re.compile(
    r"[\s,(–—-]{1,3}(?:also\s)?(?:at\s)?(?:the\s)?same\s(?:hour|time)(?!\szone)\b", re.IGNORECASE
)


def _without_taken_back(named: list[Named], text: str, prefer: Prefer) -> list[Named]:
    """Less the times that are named to say it is another one."""
    kept: list[Named] = []
    for index, time_ in enumerate(named):
        before = text[max(0, time_.start - 60) : time_.start]
        if _RATHER_THAN.search(before):
            if kept and not kept[-1].has_clock and time_.has_clock:
                kept[-1] = _with_hour_of(time_, kept[-1])
            continue
        if prefer != "not_now" and _IS_NOT.search(before):
            continue
        if index + 1 < len(named):
            between = text[time_.end : named[index + 1].start]
            if _NO_SORRY.match(between) and time_.has_clock:
                named[index + 1] = _with_hour_of(time_, named[index + 1])
            if (
                _NO_SORRY.match(between)
                or (_MOVED_FROM.search(before) and _TO.fullmatch(between))
                or (_WAS_TO_BE.search(before) and _IS_NOW.fullmatch(between))
            ):
                continue
        kept.append(time_)
    return kept


def _with_hour_of(mistaken: Named, meant: Named) -> Named:
    """The day that was meant, at the hour that was said before: "ten on Tuesday, sorry, Wednesday"."""
    if meant.has_clock or not meant.is_exact or not isinstance(mistaken.due, datetime):
        return meant
    return replace(meant, due=datetime.combine(meant.day, mistaken.due.timetz()), has_clock=True)


_RATHER_THAN = re.compile(
    r"\b(?:rather than|instead of|as opposed to|except(?: for)?|excluding|other than|apart from|all but"
    r"|(?:(?<=week\s)|(?<=days\s)|(?<=day\s))bar)"
    r"\s(?:on\s|at\s|the\s)*$",
    re.IGNORECASE,
)
_IS_NOT = re.compile(
    r"(?<!why\s)(?<!if\s)\b(?:not|isn't|no longer)\s(?:on\s|at\s|the\s|for\s)*$", re.IGNORECASE
)
_MOVED_FROM = re.compile(
    r"\b(?:moved?|moving|changed?|pushed|shift(?:ed)?|rescheduled?|postponed?|switch(?:ed)?|brought|put|swap(?:ped)?"
    r"|slipped|bumped|slid)\b[^.;!?]{0,30}\bfrom\s(?:the\s)?$",
    re.IGNORECASE,
)
_WAS_TO_BE = re.compile(r"\b(?:was|were|originally|previously|initially)\s(?:[\w-]+\s){0,5}$", re.IGNORECASE)
_IS_NOW = re.compile(r"[\s,][^.;!?\n]{0,40}\bnow\b[^.;!?\n]{0,24}", re.IGNORECASE)
_TO = re.compile(r"[\s,]+(?:to|till|until|on to|onto)\s(?:the\s)?", re.IGNORECASE)
_NO_SORRY = re.compile(
    r"[\s,.(–—-]{1,4}(?:no|oops|sorry|correction|i\smean|i\smeant|make\sthat|scratch\sthat|wait)\b[^.!?;]{0,24}$",
    re.IGNORECASE,
)


def _is_week_edge(found: Days) -> bool:
    return found.period.last == found.period.first


def _beside(
    found: Days, clocks: list[Clock], text: str, behind: int, ahead: int, used: set[int]
) -> Clock | None:
    """The clock time that belongs to this day: right after it, or right before it."""
    free = [c for c in clocks if c.start not in used]
    after = [c for c in free if found.end <= c.start <= ahead and c.start - found.end <= _FAR_APART]
    before = [c for c in reversed(free) if behind <= c.start and c.end <= found.start]
    for clock in after:
        between = text[found.end : clock.start]
        if _JOIN.fullmatch(between) or _NEXT_LINE.fullmatch(between):
            return clock
    for clock in before:
        between = text[clock.end : found.start]
        if _JOIN.fullmatch(without_zone(between)) or _NEXT_LINE.fullmatch(between):
            return clock
    for clock in after:
        if not clock.is_weak and not _ENDS_A_CLAUSE.search(text[found.end : clock.start]):
            return clock
    loose = (c for c in before if not c.is_weak and _ON_DAY.fullmatch(text[c.end : found.start]))
    return next(loose, None)


_FAR_APART = 32  # characters between a day and its hour
_ENDS_A_CLAUSE = re.compile(r"[.!?;\n]")


def _combine(at: date, clock: Clock, text: str, anchor: datetime) -> datetime:
    """Day and hour in the anchor's zone; an hour told in a zone of its own is converted."""
    hour = _half_of_day(clock, text)
    zone = zone_told(text, clock.end)
    if zone is not None:
        return datetime.combine(at, hour, zone).astimezone(anchor.tzinfo)
    return datetime.combine(at, hour, anchor.tzinfo)


def _half_of_day(clock: Clock, text: str) -> time:
    """The hour in the half of the day that the words beside it tell."""
    hour = clock.at
    if (
        1 <= hour.hour <= (11 if _TONIGHT.search(text[max(0, clock.start - 24) : clock.end + 16]) else 7)
        and _HALVES.search(text[max(0, clock.start - 24) : clock.end + 16])
        and not re.search("am", text[clock.start : clock.end], re.IGNORECASE)
    ):
        return time(hour.hour + 12, hour.minute)
    is_morning = _THEN_MORNING.match(text, clock.end) or _MORNING_AT.search(text[: clock.start][-16:])
    is_early = hour.hour >= _EVENING and text.startswith(" start", clock.end)  # work starts at 6.30
    if clock.is_guess and 13 <= hour.hour <= 19 and (is_morning or is_early):
        return time(hour.hour - 12, hour.minute)
    return hour


def _today_at(clock: Clock, text: str, anchor: datetime, prefer: Prefer) -> Named:
    """A time without a day: today, or tomorrow where that has passed."""
    at = _combine(anchor.date(), clock, text, anchor)
    if at <= anchor and prefer != "past":
        at = _combine(anchor.date() + timedelta(days=1), clock, text, anchor)
    return Named(clock.start, clock.end, at, True, True, has_day=False)


def _day_meant(found: Days, text: str, prefer: Prefer) -> date:
    """One day for a stretch of days, as the use wants it."""
    words = text[found.start : found.end].lower()
    before = text[max(0, found.start - 24) : found.start].lower()
    if prefer == "promise":
        return _promised(found.period, words, before)
    if prefer == "not_now":
        return _put_off(found.period, words, before)
    return found.period.first


def _promised(period: Period, words: str, before: str) -> date:
    """Its last business day; before a stretch: the last one before it."""
    if words.startswith("after the weekend"):
        return period.last + timedelta(days=1)
    if words.startswith(("before the weekend", "by the weekend")):
        return period.first - timedelta(days=1)
    if not period.is_day and _BEFORE.search(before):
        return last_business_day(Period(period.first - timedelta(days=3), period.first - timedelta(days=1)))
    if period.is_day or (_BY.search(before) and _FEASTS.fullmatch(words)):
        return period.first
    return last_business_day(period)


def _put_off(period: Period, words: str, before: str) -> date:
    """Its first day; after it, or until its end: the day that follows."""
    ends = _ENDS.search(words) is not None
    if (
        (ends and _UNTIL_END.search(before))
        or _AFTER.search(before)
        or (_NOT_IN_IT.search(before) and words.startswith("this "))
        or (before.endswith(("through ", "through the ", "rest of ", "all of ")) and not period.is_day)
        or words.startswith(("once ", "when ", "through ", "last day", "the last day"))
        or (
            words.startswith("after ")
            and not words[6:7].isdigit()
            and not _COUNTED.match(words)
            and not _SHIFTED.match(words)
        )
    ):
        return period.last + timedelta(days=1)
    return last_business_day(period) if ends else period.first


_BEFORE = re.compile(r"\b(?:before|ahead of)\s(?:the\s)?$")
_BY = re.compile(r"\bby\s$")
_FEASTS = re.compile(r"easter|christmas|xmas|thanksgiving|new year")
_ENDS = re.compile(r"\bend\b|^eo")
_NOT_IN_IT = re.compile(r"\b(?:not|no|nothing|none|never)\s(?:\w+\s){0,3}$")
_SHIFTED = re.compile(
    r"after (?:the )?(?:summer|christmas|xmas|easter|diwali|deepavali|thanksgiving|labor|memorial|chinese"
    r"|lunar|next|coming|may|bank|long)\b"
)  # read as the day after already
_COUNTED = re.compile(r"after (?:about |around |another |at least )?(?:an? |one|two|three|four|five|six|\d)")


__all__ = ["Named", "Prefer", "find_times", "resolve"]
