"""Places in a kept sentence where days are counted ("26 days ago"): filled in whenever it is read.

So a flag that stands says what is right today, without being judged anew every day.
"""

from __future__ import annotations

import re
from datetime import date, datetime
from functools import lru_cache
from zoneinfo import ZoneInfo

# Two letters of the private use area, which no mail program writes, hold the day, its zone and the form.
_OPEN, _CLOSE = "\ue000", "\ue001"
_PLACE = re.compile(rf"{_OPEN}(\d{{4}}-\d\d-\d\d) ([\w/+-]{{1,64}}) (number|days){_CLOSE}")


def number_of_days_since(day: date, zone: ZoneInfo) -> str:
    """A place for the number of calendar days since `day` in that zone: "41"."""
    return _place(day, zone, "number")


def days_since(day: date, zone: ZoneInfo) -> str:
    """The same with its word: "1 day", "41 days"."""
    return _place(day, zone, "days")


def filled(text: str, now: datetime) -> str:
    """The text with every place filled in; `now` is aware."""
    if _OPEN not in text:
        return text
    return _PLACE.sub(lambda found: _counted(found, now), text)


def _place(day: date, zone: ZoneInfo, form: str) -> str:
    return f"{_OPEN}{day.isoformat()} {zone.key} {form}{_CLOSE}"


def _counted(found: re.Match[str], now: datetime) -> str:
    since, zone, form = found.groups()
    count = (now.astimezone(_zone(zone)).date() - date.fromisoformat(since)).days
    if form == "number":
        return str(count)
    return "1 day" if count == 1 else f"{count} days"


@lru_cache(maxsize=32)
def _zone(name: str) -> ZoneInfo:
    return ZoneInfo(name)
