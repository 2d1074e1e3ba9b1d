"""The feasts that people name instead of a date: Easter, Christmas, Diwali, Thanksgiving, the new year."""

from __future__ import annotations

from datetime import date, timedelta

from dateutil.easter import easter

from nlp.periods import Period, day

_FIXED = {
    "fool": (4, 1), "patrick": (3, 17), "hallow": (10, 31), "valentine": (2, 14), "boxing": (12, 26),
    "bonfire": (11, 5), "fawkes": (11, 5),
}  # fmt: skip
_DIWALI = (
    "1019 1107 1027 1114 1104 1024 1112 1031 1020 1108 1029 1017 1105 1026 1114 1102 1022 1110 1030".split()
)
_LUNAR_YEAR = (
    "0128 0216 0205 0125 0212 0201 0122 0210 0129 0217 0206 0126 0213 0203 0123 0211 0131 0219 0208".split()
)
_BY_THE_MOON = {"diwali": _DIWALI, "deepavali": _DIWALI, "chinese": _LUNAR_YEAR, "lunar": _LUNAR_YEAR}
_CYCLE_STARTS = 2017  # month and day from then on; after 19 years the moon is where it was, or a day off


def feast(name: str, year: int) -> Period | None:
    """The feast of that name in that year, None where it is not known."""
    if name == "easter":
        sunday = easter(year)
        return Period(sunday - timedelta(days=2), sunday + timedelta(days=1))
    if name in ("christmas", "xmas"):
        return Period(date(year, 12, 25), date(year, 12, 26))
    if name in ("christmas eve", "xmas eve"):
        return day(date(year, 12, 24))
    if name == "thanksgiving":
        first = date(year, 11, 1)
        thursday = first + timedelta(days=(3 - first.weekday()) % 7 + 21)
        return Period(thursday, thursday + timedelta(days=3))
    if name == "labor day":
        return day(_monday_from(date(year, 9, 1)))
    if name == "memorial day":
        return day(_monday_from(date(year, 5, 25)))
    moon = _BY_THE_MOON.get(name.partition(" ")[0])
    if moon is not None:
        at = moon[(year - _CYCLE_STARTS) % len(moon)]
        return day(date(year, int(at[:2]), int(at[2:])))
    fixed = next((day(date(year, *at)) for word, at in _FIXED.items() if word in name), None)
    if fixed is not None:
        return fixed
    if name in ("holidays", "festive season", "holiday season"):
        return Period(date(year, 12, 24), date(year + 1, 1, 1))
    if name.startswith("new year"):
        return day(date(year, 12, 31) if name.endswith("eve") else date(year, 1, 1))
    return None


def _monday_from(at: date) -> date:
    return at + timedelta(days=-at.weekday() % 7)
