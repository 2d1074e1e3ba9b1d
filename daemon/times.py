"""When each job of the service is due next: pure, in the user's zone, the clock may have jumped."""

from __future__ import annotations

import random
from datetime import UTC, datetime, time, timedelta, tzinfo

WEEKDAYS = ("monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday")
LONGEST_BACKOFF = timedelta(hours=1)
LONGEST_WITHOUT_NETWORK = timedelta(minutes=15)  # whoever opens the laptop again soon has the mail


def next_day_at(now: datetime, zone: tzinfo, hour: int) -> datetime:
    """The next moment at which a day's `hour` strikes in the zone, after `now`."""
    local = now.astimezone(zone)
    at = _at(local, zone, hour, days=0)
    return at if _is_after(at, now) else _at(local, zone, hour, days=1)


def next_report(now: datetime, zone: tzinfo, *, weekday: str, hour: int) -> datetime:
    """The next moment for the weekly report, after `now`."""
    local = now.astimezone(zone)
    days = (WEEKDAYS.index(weekday) - local.weekday()) % 7
    at = _at(local, zone, hour, days=days)
    return at if _is_after(at, now) else _at(local, zone, hour, days=days + 7)


def last_report(now: datetime, zone: tzinfo, *, weekday: str, hour: int) -> datetime:
    """The last moment for the weekly report, at or before `now`: its week is the one to be told of."""
    local = now.astimezone(zone)
    days = (local.weekday() - WEEKDAYS.index(weekday)) % 7
    at = _at(local, zone, hour, days=-days)
    return _at(local, zone, hour, days=-days - 7) if _is_after(at, now) else at


def was_clock_ahead(due_at: datetime, started_at: datetime | None, now: datetime, longest: timedelta) -> bool:
    """Whether a job's times can only come from a clock that has been set back since."""
    return due_at - now > longest or (started_at is not None and started_at > now)


def retry_at(
    now: datetime,
    *,
    first: timedelta,
    failures: int,
    longest: timedelta = LONGEST_BACKOFF,
    named_seconds: float | None = None,
) -> datetime:
    """When to try again: after `first`, and twice as long with each of the `failures` before in a row.

    The time that a server named is obeyed, however long.
    """
    wait = min(first * (1 << min(failures, 10)), max(longest, first))
    if named_seconds is not None:
        wait = max(wait, timedelta(seconds=named_seconds))
    # Many mailboxes behind one server must not come back in the same second.
    return now + wait * (1 + 0.1 * random.random())  # noqa: S311


def _at(local: datetime, zone: tzinfo, hour: int, *, days: int) -> datetime:
    return datetime.combine(local.date() + timedelta(days=days), time(hour), tzinfo=zone)


def _is_after(at: datetime, now: datetime) -> bool:
    # In UTC: moments of one zone are compared by their faces, and one hour a year has the same face twice.
    return at.astimezone(UTC) > now.astimezone(UTC)
