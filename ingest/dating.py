"""When a mail was written: its Date where that can be believed, else when it arrived.

A Date counts unless it is missing, unreadable, before 1990 or more than a day after arrival. Arrival is the
server's INTERNALDATE or the mbox From line; where neither is known, the newest Received field, which the
receiving server wrote. File times and the present moment never date a mail.
"""

from __future__ import annotations

import re
from datetime import UTC, datetime, timedelta, timezone
from email.utils import parsedate_tz

EARLIEST = datetime(1990, 1, 1, tzinfo=UTC)
LATEST_AFTER_ARRIVAL = timedelta(days=1)
_FROM_LINE_DATE = re.compile(
    r"(?:[A-Za-z]{3},?\s+)?([A-Za-z]{3})\s+(\d{1,2})\s+(\d{1,2}:\d{2}(?::\d{2})?)\s+"
    r"(?:([A-Z]{1,5}|[+-]\d{4})\s+)?(\d{4})(?:\s+([+-]\d{4}))?"
)


def read_date(text: str) -> datetime | None:
    """An RFC 5322 date, or one that only resembles it, aware (UTC without a zone); None if unreadable."""
    stripped = text.strip()[:200]
    try:
        parts = parsedate_tz(stripped)
    except (ValueError, IndexError, TypeError, OverflowError):
        parts = None
    if parts is not None:
        try:
            seconds = parts[9] or 0
            zone = UTC if abs(seconds) >= 86_400 or not seconds else timezone(timedelta(seconds=seconds))
            return datetime(*parts[:6], tzinfo=zone)
        except (ValueError, OverflowError):
            return None
    try:
        found = datetime.fromisoformat(stripped)
    except ValueError:
        return None
    return found if found.tzinfo else found.replace(tzinfo=UTC)


def read_from_line(line: str) -> datetime | None:
    """The arrival time in an mbox From line; UTC where it names no zone."""
    found = _FROM_LINE_DATE.search(line[-80:])
    if found is None:
        return None
    month, day, time, zone, year, late_zone = found.groups()
    return read_date(f"{day} {month} {year} {time} {late_zone or zone or '+0000'}")


def arrival_told(received: list[str]) -> datetime | None:
    """The moment the newest Received field names."""
    for one in received[:1]:
        found = read_date(one.rpartition(";")[2])
        if found is not None and found >= EARLIEST:
            return found
    return None


def believed(written: datetime | None, arrived: datetime | None) -> datetime | None:
    """The date to keep; None where nothing dates the mail."""
    if written is None or written < EARLIEST:
        return arrived
    if arrived is not None and written > arrived + LATEST_AFTER_ARRIVAL:
        return arrived
    return written
