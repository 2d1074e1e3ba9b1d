"""Dates and stretches of time as a colleague would say them, in the account's own time."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, datetime

from domain import Due
from warmth.days import BusinessCalendar

# Not strftime: its names follow the machine's locale, and the same flag must read the same everywhere.
WEEKDAYS = ("Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday")
MONTHS = (
    "January", "February", "March", "April", "May", "June",
    "July", "August", "September", "October", "November", "December",
)  # fmt: skip


def day(moment: date | datetime, calendar: BusinessCalendar, now: datetime) -> str:
    """A day as in "Wednesday 11 March"; with the year where it is not this one."""
    on = calendar.day_of(moment) if isinstance(moment, datetime) else moment
    said = f"{WEEKDAYS[on.weekday()]} {on.day} {MONTHS[on.month - 1]}"
    return said if on.year == calendar.day_of(now).year else f"{said} {on.year}"


def time(due: Due, calendar: BusinessCalendar, now: datetime) -> str:
    """A time as in "Friday 19 June, 15:00", or the day alone where no hour was named."""
    said = day(due, calendar, now)
    return f"{said}, {calendar.local(due):%H:%M}" if isinstance(due, datetime) else said


def days(count: int) -> str:
    """A number of days: "1 day", "26 days"."""
    return "1 day" if count == 1 else f"{count} days"


def several(words: Sequence[str]) -> str:
    """Words in a row: "Monday and Friday", "Monday, Tuesday and Friday"."""
    return words[0] if len(words) == 1 else f"{', '.join(words[:-1])} and {words[-1]}"
