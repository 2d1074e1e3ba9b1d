"""Feasts that people name instead of a date are where the calendars have them."""

from __future__ import annotations

from datetime import date

import holidays
import pytest

from evaluation.build_feasts import TARGET, lines
from nlp.feasts import feast

AMERICAN = {"labor day": "Labor Day", "memorial day": "Memorial Day", "thanksgiving": "Thanksgiving"}


def test_the_kept_feasts_by_the_moon_are_those_of_the_library() -> None:
    assert TARGET.read_text(encoding="ascii").splitlines() == lines()


@pytest.mark.parametrize(("name", "called"), AMERICAN.items())
def test_american_feasts_are_those_of_the_library(name: str, called: str) -> None:
    for year in range(2000, 2061):
        kept = holidays.country_holidays("US", years=year, observed=False, language="en_US")
        found = feast(name, year)
        assert found is not None
        assert found.first == min(kept.get_named(called)), year


@pytest.mark.parametrize(
    ("name", "first", "last"),
    [
        ("diwali", date(2026, 11, 8), date(2026, 11, 8)),
        ("deepavali", date(2024, 10, 31), date(2024, 10, 31)),
        ("lunar new year", date(2026, 2, 17), date(2026, 2, 17)),
        ("chinese new year", date(2025, 1, 29), date(2025, 1, 29)),
        ("thanksgiving", date(2026, 11, 26), date(2026, 11, 29)),
        ("easter", date(2026, 4, 3), date(2026, 4, 6)),
    ],
)
def test_a_feast_is_one_day_or_those_people_have_off(name: str, first: date, last: date) -> None:
    found = feast(name, first.year)
    assert found is not None
    assert (found.first, found.last) == (first, last)


def test_years_nobody_has_worked_out_have_no_feast_by_the_moon() -> None:
    assert feast("diwali", 1850) is None
    assert feast("lunar new year", 9999) is None
