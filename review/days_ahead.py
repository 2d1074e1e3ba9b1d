"""The day until which something is put off, as a person types it: 'monday', '2w', '9 March', a date."""

from __future__ import annotations

import re
from datetime import date, datetime, time, timedelta

from nlp.days import find_days

UNITS = {"d": 1, "w": 7, "m": 30}
MORNING = time(9)
EXAMPLES = "monday, 3d, 2w, 1m, 9 March or 2026-03-09"
_SPAN = re.compile(r"(?:in\s+)?(\d{1,3})\s*([dwm])?")
_SMALL_WORDS = re.compile(r"^(?:until|till|on|the)\s+", re.IGNORECASE)


def until(text: str, now: datetime) -> datetime | None:
    """The morning (09:00) of that day in the zone of `now`; None where the words name no day ahead.

    Of a longer time ("next week", "in March") it is the first day that is still ahead.
    """
    said = _SMALL_WORDS.sub("", text.strip())
    on = _counted(said, now) or _named(said, now)
    if on is None:
        return None
    at = datetime.combine(on, MORNING, tzinfo=now.tzinfo)
    return at if at > now else None


def _counted(said: str, now: datetime) -> date | None:
    span = _SPAN.fullmatch(said.lower())
    return now.date() + timedelta(days=int(span[1]) * UNITS[span[2] or "d"]) if span else None


def _named(said: str, now: datetime) -> date | None:
    """What mail may say of a time, where it is all that was typed."""
    for words in (said, f"in {said}"):
        found = find_days(words, anchor=now)
        if len(found) == 1 and (found[0].start, found[0].end) == (0, len(words)):
            return max(found[0].period.first, min(now.date() + timedelta(days=1), found[0].period.last))
    return None
