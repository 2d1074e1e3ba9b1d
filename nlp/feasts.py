"""The feasts that people name instead of a date: Easter, Christmas, Diwali, Thanksgiving, the new year."""

from __future__ import annotations

from datetime import date, timedelta
from functools import cache
from pathlib import Path

from dateutil.easter import easter
from dateutil.relativedelta import MO, TH, relativedelta

from nlp.periods import Period, day

_KEPT = Path(__file__).parent / "data" / "feasts.txt"
_FIXED = {
    "fool": (4, 1), "patrick": (3, 17), "hallow": (10, 31), "valentine": (2, 14), "boxing": (12, 26),
    "bonfire": (11, 5), "fawkes": (11, 5),
}  # fmt: skip
_BY_THE_MOON = {"diwali": 0, "deepavali": 0, "chinese": 1, "lunar": 1}  # columns of the kept feasts
_BY_WEEKDAY = {  # month, the day from which on the weekday counts, the weekday, days people have off
    "thanksgiving": (11, 1, TH(+4), 4), "labor day": (9, 1, MO(+1), 1), "memorial day": (5, 31, MO(-1), 1),
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
    if name in _BY_WEEKDAY:
        month, at, weekday, days = _BY_WEEKDAY[name]
        first = date(year, month, at) + relativedelta(weekday=weekday)
        return Period(first, first + timedelta(days=days - 1))
    column = _BY_THE_MOON.get(name.partition(" ")[0])
    if column is not None:
        kept = _kept().get(year)
        return None if kept is None else day(kept[column])
    fixed = next((day(date(year, *at)) for word, at in _FIXED.items() if word in name), None)
    if fixed is not None:
        return fixed
    if name in ("holidays", "festive season", "holiday season"):
        return Period(date(year, 12, 24), date(year + 1, 1, 1))
    if name.startswith("new year"):
        return day(date(year, 12, 31) if name.endswith("eve") else date(year, 1, 1))
    return None


@cache
def _kept() -> dict[int, list[date]]:
    """The feasts by the moon, year by year."""
    rows = (line.split() for line in _KEPT.read_text(encoding="ascii").splitlines())
    return {int(year): [date(int(year), int(at[:2]), int(at[2:])) for at in days] for year, *days in rows}
