"""Days that lean on one another: one told twice, a day of a week named before, the day after it."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import replace
from datetime import date, timedelta

from nlp.day_words import WEEKDAYS
from nlp.days import Days
from nlp.periods import Period, add_months, day, week_of

_LONG_DAY = "monday|tuesday|wednesday|thursday|friday|saturday|sunday"
_UNIT = rf"(?:day|morning|afternoon|evening|night|{_LONG_DAY})"
_AFTER_IT = re.compile(
    rf"\b(?:the\s(?:very\s)?(?P<unit>{_UNIT})\s(?P<side>after|before|following|prior)\b"
    rf"|the\s(?P<side2>following|next|previous)\s(?P<unit2>{_UNIT})\b"
    rf"|(?:on\s)?the\s(?P<unit5>{_LONG_DAY})\sof\s(?P<that>(?:that|the\ssame)\sweek)\b"
    rf"|(?:the\s)?(?P<same>same)\s(?P<unit4>{_UNIT})\b"
    rf"|that\s(?:same\s)?(?P<unit3>{_UNIT})\b"
    r"|(?P<straight>(?:straight|right|directly|immediately|just)\safter(?:wards?)?)(?=\s*(?:[.,;!?)]|$)))",
    re.IGNORECASE,
)
_LEAN = ("after", "before", "following", "prior", "next", "previous", "same", "that ")
_THAT_DAY = re.compile(r"that\s", re.IGNORECASE)
_ENDS = re.compile(
    r"\s*(?:[.,;:!?)–-]|$)|\s(?:at|with|and|for|in|so|to|or|by|when|if|i|we|you|is|works|would)\b",
    re.IGNORECASE,
)  # what follows where the day before it is the one that was named last
_FROM = re.compile(r"\s(?:the\s|on\s)?", re.IGNORECASE)  # "the Monday after Thanksgiving"
_BRACKET = re.compile(r"[\s,]{0,2}\(?(?:the\s|on\s|that is |i\.e\.\s?)?", re.IGNORECASE)
_LIKELY = re.compile(
    r"[\s,(-]{1,3}"
    r"(?:(?:probably|maybe|perhaps|likely|most likely|say|possibly|ideally|on)\s(?:on\s|the\s)?)?",
    re.IGNORECASE,
)
_LONG_DAYS = 7  # a stretch of more is a month, a season or a year
_NARROWING = re.compile(
    r"\s?[,(–—-]\s?(?:(?:from|say|so|that is|i\.e\.|ideally|probably|maybe|perhaps|on|around|about|the)"
    r"\s){0,3}",
    re.IGNORECASE,
)
_A_WEEKDAY = re.compile(
    r"(?:\s(?:it\sis|that\sis|it['’]s))?[\s,(–-]{1,3}(?:(?:which|that)(?:['’]s|\sis)\s)?(?:an?|on)\s",
    re.IGNORECASE,
)  # "the first of June it is, a Monday"
_SHORT = re.compile(r"[\s,]{1,2}(?:(?:by|at|in|before)\s(?:the\s)?)?", re.IGNORECASE)
_PART = re.compile(
    r"(?:by\s|at\s)?(?:the\s)?(?:lunch.?time|(?:tea|dinner|home).?time|end\sof\s(?:the\s)?(?:day|play)"
    r"|close\sof\s(?:play|business)|eod|cob|cop)|first\sthing.*|in\sthe\smorning|before\s(?:i|we)\s.*",
    re.IGNORECASE,
)
_WEEKDAY = re.compile(
    rf"(?:on\s|this\s|next\s|last\s)?(?:{_LONG_DAY}|mon|tues?|weds?|thurs?|thu|fri)", re.IGNORECASE
)
_BARE = re.compile(
    r"(?:(?:on|by|until|till|before|from|and|to)\s)?(?:the\s)?(\d{1,2})(?:st|nd|rd|th)", re.IGNORECASE
)
_SENTENCE_END = re.compile(r"[.!?\n]\s")


def settle(days: list[Days], text: str, *, earlier: Callable[[], Days | None]) -> list[Days]:
    """The days as they are meant together; `earlier` gives the last day of the text before, if asked."""
    kept: list[Days] = []
    for found in _with_counted(days, text, earlier):
        together = _together(kept[-1], found, text) if kept and kept[-1].moment is None else None
        if together is None or found.moment is not None:
            kept.append(found)
        else:
            kept[-1] = together
    return kept


def _together(before: Days, found: Days, text: str) -> Days | None:
    """Both as one day: "Thursday (5 March)", "next week, probably Wednesday", "Friday by close of play"."""
    between = text[before.end : found.start]
    words = text[found.start : found.end]
    is_weekday = _WEEKDAY.fullmatch(words) is not None
    if found.is_exact and _BRACKET.fullmatch(between):
        is_told = before.is_exact and _WEEKDAY.fullmatch(text[before.start : before.end]) is not None
        same_weekday = before.period.first.weekday() == found.period.first.weekday()
        is_that = _THAT_DAY.match(text, before.start) is not None  # "that evening, the 20th"
        if before.period == found.period or (is_told and same_weekday and not is_weekday) or is_that:
            return replace(found, start=before.start)
    if (
        before.is_exact
        and is_weekday
        and before.period.first.weekday() == found.period.first.weekday()
        and _A_WEEKDAY.fullmatch(between)
    ):
        return replace(before, end=found.end)
    if _narrows(before.period, found, between):
        return replace(found, start=before.start)
    week = before.period
    if (week.last - week.first).days == 6 and found.is_exact and _LIKELY.fullmatch(between):
        is_likely = is_weekday or between.strip(" ,(-") != ""
        at = week.first + timedelta(days=found.period.first.weekday())
        return replace(found, start=before.start, period=day(at)) if is_likely else None
    if before.is_exact and _SHORT.fullmatch(between) and _PART.fullmatch(words):
        return replace(before, end=found.end)
    return None


def _narrows(whole: Period, found: Days, between: str) -> bool:
    """The exact day of a longer stretch: "in the new year, from the 4th of January"."""
    return (
        (whole.last - whole.first).days > _LONG_DAYS
        and found.is_exact
        and found.moment is None
        and whole.first <= found.period.first <= whole.last
        and _NARROWING.fullmatch(between) is not None
    )


def _with_counted(days: list[Days], text: str, earlier: Callable[[], Days | None]) -> list[Days]:
    """With the days that are counted from another one: the day after, that evening, the Monday before."""
    days = _in_later_month(days, text)
    lower = text.lower()
    if not any(words in lower for words in _LEAN):
        return days
    for match in _AFTER_IT.finditer(text):
        over = next((d for d in days if d.start < match.end() and match.start() < d.end), None)
        if over is not None and over.end - over.start > match.end() - match.start():
            continue  # the day after tomorrow
        ahead = next((d for d in days if _FROM.fullmatch(text[match.end() : d.start])), None)
        if match["side"] and ahead is not None:
            base: Days | None = ahead
        elif not match["side"] or _ENDS.match(text, match.end()):
            base = next((d for d in reversed(days) if d.end <= match.start()), None) or earlier()
            ahead = None
        else:
            continue
        if base is None or base.moment is not None or (ahead is None and not base.is_exact):
            continue
        at = _counted(match, base.period)
        end = ahead.end if ahead is not None else match.end()
        days = [d for d in days if d is not over and d is not ahead]
        days = sorted([*days, Days(match.start(), end, day(at))], key=lambda d: d.start)
    return days


def _counted(match: re.Match[str], base: Period) -> date:
    unit = (match["unit"] or match["unit2"] or match["unit3"] or match["unit4"] or "day").lower()
    side = (match["side"] or match["side2"] or "same").lower()
    if match["that"]:
        return week_of(base.first).first + timedelta(days=WEEKDAYS[match["unit5"].lower()])
    if side in ("before", "previous", "prior"):
        at = base.first - timedelta(days=1)
        return at - timedelta(days=(at.weekday() - WEEKDAYS[unit]) % 7) if unit in WEEKDAYS else at
    at = base.last + timedelta(days=0 if side == "same" else 1)
    return at + timedelta(days=(WEEKDAYS[unit] - at.weekday()) % 7) if unit in WEEKDAYS else at


def _in_later_month(days: list[Days], text: str) -> list[Days]:
    """The 14th, said in one sentence after "13 September", is not the 14th of this month."""
    kept: list[Days] = []
    for found in days:
        before = kept[-1] if kept else None
        bare = _BARE.fullmatch(text[found.start : found.end])
        if (
            bare is not None
            and before is not None
            and before.is_exact
            and before.moment is None
            and found.period.last < before.period.first
            and not _SENTENCE_END.search(text[before.end : found.start])
        ):
            first = before.period.first
            at = first.replace(day=1) + timedelta(days=int(bare[1]) - 1)
            found = replace(found, period=day(at if at >= first else add_months(at, 1)))
        kept.append(found)
    return kept
