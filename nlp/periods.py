"""Stretches of time that people name: a week, March, the second quarter, spring.

Each is a first and a last day. What a vague period means is ruled in `nlp.dates`: its last business day
in a promise, its first day when somebody says when to come back.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta, tzinfo

MONTHS = {
    name: number
    for number, names in enumerate(
        (
            "january jan", "february feb", "march mar", "april apr", "may", "june jun", "july jul",
            "august aug", "september sept sep", "october oct", "november nov", "december dec",
        ),
        start=1,
    )
    for name in names.split()
}  # fmt: skip
MONTHS |= {
    name: number
    for number, names in enumerate(
        (
            "januar janvier enero gennaio januari janeiro stycznia",
            "februar février fevrier febrero febbraio "
            "februari fevereiro lutego", "märz maerz mars marzo maart março marca",
            "avril abril aprile kwietnia",
            "mai mayo maggio mei maio maja", "juni juin junio giugno junho czerwca",
            "juli juillet julio luglio julho lipca", "août aout agosto augustus sierpnia",
            "septembre septiembre settembre setembro września", "oktober octobre octubre ottobre outubro",
            "novembre noviembre novembro listopada", "dezember décembre decembre diciembre dicembre dezembro",
        ),
        start=1,
    )
    for name in names.split()
}  # fmt: skip

_SOUTH = (
    "Australia/", "Antarctica/", "Pacific/Auckland", "Pacific/Fiji", "America/Sao_Paulo",
    "America/Argentina/",
    "America/Buenos_Aires", "America/Santiago", "America/Montevideo", "America/Asuncion", "America/Bahia",
    "America/Fortaleza", "America/Recife", "Africa/Johannesburg", "Africa/Harare", "Africa/Windhoek",
    "Africa/Maputo", "Africa/Gaborone", "NZ",
)  # fmt: skip
_MONTH_FIRST = (
    "America/New_York", "America/Chicago", "America/Denver", "America/Los_Angeles", "America/Phoenix",
    "America/Anchorage", "America/Detroit", "America/Boise", "America/Indiana/", "America/Kentucky/",
    "America/North_Dakota/", "America/Juneau", "Pacific/Honolulu", "US/",
)  # fmt: skip
_FISCAL_STARTS = {
    "Australia/": 7, "Europe/London": 4, "Asia/Kolkata": 4, "Asia/Calcutta": 4, "Pacific/Auckland": 4,
    "Asia/Tokyo": 4, "Asia/Singapore": 4, "Africa/Johannesburg": 3,
}  # fmt: skip
_SEASON_STARTS = {"spring": 3, "summer": 6, "autumn": 9, "fall": 9, "winter": 12}


@dataclass(frozen=True, slots=True)
class Period:
    """From the first to the last day, both included."""

    first: date
    last: date

    @property
    def is_day(self) -> bool:
        """It is one single day."""
        return self.first == self.last


def zone_name(zone: tzinfo | None) -> str:
    """The IANA name of a zone, empty for a bare offset."""
    return str(getattr(zone, "key", ""))


def is_south(zone: tzinfo | None) -> bool:
    """Seasons are those of the southern hemisphere there."""
    return zone_name(zone).startswith(_SOUTH)


def is_month_first(zone: tzinfo | None) -> bool:
    """3/4 means 4 March there (the United States)."""
    return zone_name(zone).startswith(_MONTH_FIRST)


def fiscal_start(zone: tzinfo | None) -> int | None:
    """The month in which tax and business years begin there; None where each has its own."""
    name = zone_name(zone)
    return next((month for place, month in _FISCAL_STARTS.items() if name.startswith(place)), None)


def day(at: date) -> Period:
    """A single day."""
    return Period(at, at)


def week_of(at: date) -> Period:
    """Monday to Sunday."""
    monday = at - timedelta(days=at.weekday())
    return Period(monday, monday + timedelta(days=6))


def months(year: int, month: int, count: int = 1) -> Period:
    """`count` whole months from the one given; a month past December runs into the next year."""
    first = add_months(date(year, 1, 1), month - 1)
    return Period(first, add_months(first, count) - timedelta(days=1))


def add_months(at: date, count: int) -> date:
    """The same day `count` months later, or the last day of that month where it has no such day."""
    index = at.year * 12 + at.month - 1 + count
    year, month = index // 12, index % 12 + 1
    last = (date(year + (month == 12), month % 12 + 1, 1) - timedelta(days=1)).day
    return date(year, month, min(at.day, last))


def season(name: str, year: int, zone: tzinfo | None) -> Period:
    """Three whole months, as the weather service counts them."""
    start = _SEASON_STARTS[name]
    return months(year, (start + 5) % 12 + 1 if is_south(zone) else start, 3)


def last_business_day(period: Period) -> date:
    """The last Monday-to-Friday day of the period; its last day where it has none."""
    at = period.last
    while at.weekday() > 4 and at > period.first:
        at -= timedelta(days=1)
    return at if at.weekday() <= 4 else period.last
