"""A replay in words: lines that fit a screen, rules side by side, and what the figures do not say."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta

import pytest

from domain import Reason
from reports.backtest import WIDEST_BAR, bar, rules, share, stretches, told
from warmth.backtest import Backtest, LeftOut, Week
from warmth.hindsight import Score

SCORE = Score(alarms=10, right=6, late=1, fell_silent=8, days_of_warning=120.0, days_of_silence=60.0)
FIRST = date(2026, 1, 7)  # a Wednesday


def replayed(weeks: int) -> Backtest:
    """A replay of so many weeks with two flags raised in each, and one more open each week."""
    monday = FIRST - timedelta(days=2)
    return Backtest(
        first=FIRST,
        last=monday + timedelta(days=7 * weeks - 1),
        silence_days=180,
        weeks=tuple(
            Week(
                monday + timedelta(weeks=number),
                {Reason.GOING_COLD: 1, Reason.REPLY_OWED: 1},
                {Reason.GOING_COLD: number + 1},
                fixed_raised=1,
            )
            for number in range(weeks)
        ),
        people=12,
        silences=40,
        fell_silent=8,
        going_cold=SCORE,
        own_limit=SCORE,
        any_reason=SCORE,
        fixed=SCORE,
        named_before=3,
        as_loud=(48, SCORE),
        as_loud_as_own=(38, SCORE),
        left_out=LeftOut(1, 2, 3),
    )


@pytest.mark.parametrize(
    ("weeks", "unit", "lines", "first"),
    [(40, "week", 40, "2026-W02"), (61, "month", 15, "2026-01"), (300, "year", 6, "2026")],
)
def test_a_long_period_is_told_in_longer_stretches(weeks: int, unit: str, lines: int, first: str) -> None:
    named, found = stretches(replayed(weeks))
    assert (named, len(found), found[0].name) == (unit, lines, first)
    assert sum(one.raised for one in found) == 2 * weeks
    assert sum(one.cold for one in found) == sum(one.fixed for one in found) == weeks
    assert found[-1].open == weeks


def test_the_rule_that_is_as_loud_stands_beside_the_others() -> None:
    named = ["going_cold", "own limit", "any reason", "45 days", "48 days", "38 days"]
    assert [one.name for one in rules(replayed(40))] == named
    alike = replace(replayed(40), as_loud=(45, SCORE), as_loud_as_own=(45, SCORE))
    assert len(rules(alike)) == 4


def test_the_words_say_who_was_sooner_and_how_few_they_are() -> None:
    found = replace(replayed(40), going_cold=replace(SCORE, days_of_silence=46.0))
    text = " ".join(told(found))
    assert "14 days sooner than the rule of 45 days" in text
    assert "8 is few: one relationship more or less moves a share by 12 points." in text
    assert "3 of these people had been named for another reason" in text


def test_where_nobody_fell_silent_no_share_is_told() -> None:
    (text,) = told(replace(replayed(40), fell_silent=0))
    assert "nothing to warn of" in text
    assert share(None) == "-"


def test_a_period_that_is_too_short_says_so() -> None:
    (text,) = told(replayed(20))
    assert "shorter than 180 days" in text


def test_a_bar_is_seen_for_anything_above_nothing() -> None:
    assert [bar(number, 100, is_plain=True) for number in (0, 1, 100)] == ["", "#", "#" * WIDEST_BAR]
