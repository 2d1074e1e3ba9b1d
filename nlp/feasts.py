"""The feasts that people name instead of a date: Easter, Christmas, Diwali, Thanksgiving, the new year."""

from __future__ import annotations

from datetime import date, timedelta
from functools import lru_cache

from dateutil.easter import easter

from nlp.periods import Period, day

_FIXED = {
    "fool": (4, 1), "patrick": (3, 17), "hallow": (10, 31), "valentine": (2, 14), "boxing": (12, 26),
    "bonfire": (11, 5), "fawkes": (11, 5),
}  # fmt: skip
_MOVING = {  # the first word of a name, a country that keeps the feast, and what it is called there
    "diwali": ("SG", "Diwali"), "deepavali": ("SG", "Diwali"), "chinese": ("SG", "Chinese New Year"),
    "lunar": ("SG", "Chinese New Year"), "thanksgiving": ("US", "Thanksgiving"), "labor": ("US", "Labor Day"),
    "memorial": ("US", "Memorial Day"),
}  # fmt: skip


def feast(name: str, year: int) -> Period | None:
    """The feast of that name in that year, None where it is not known."""
    if name == "easter":
        sunday = easter(year)
        return Period(sunday - timedelta(days=2), sunday + timedelta(days=1))
    if name in ("christmas", "xmas"):
        return Period(date(year, 12, 25), date(year, 12, 26))
    if name in ("christmas eve", "xmas eve"):
        return day(date(year, 12, 24))
    moving = _MOVING.get(name.partition(" ")[0])
    if moving is not None:
        first = _kept_on(*moving, year)
        lasts = timedelta(days=3 if name == "thanksgiving" else 0)
        return None if first is None else Period(first, first + lasts)
    fixed = next((day(date(year, *at)) for word, at in _FIXED.items() if word in name), None)
    if fixed is not None:
        return fixed
    if name in ("holidays", "festive season", "holiday season"):
        return Period(date(year, 12, 24), date(year + 1, 1, 1))
    if name.startswith("new year"):
        return day(date(year, 12, 31) if name.endswith("eve") else date(year, 1, 1))
    return None


@lru_cache(maxsize=64)
def _kept_on(country: str, name: str, year: int) -> date | None:
    """The first day of a public holiday, None in years for which nobody has worked it out."""
    import holidays  # only when a feast is named: the package is slow to import

    kept = holidays.country_holidays(country, years=year, observed=False, language="en_US")
    return min(kept.get_named(name), default=None)
