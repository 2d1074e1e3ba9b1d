"""Pay in people's words: amounts, ranges, currencies, periods; and what only looks like pay."""

from __future__ import annotations

import pytest

from nlp.pay import Pay, job_in, pay_in, place_in


@pytest.mark.parametrize(
    ("text", "low", "high", "currency", "period"),
    [
        ("We have between 55 and 60 k€.", 55_000, 60_000, "EUR", "year"),
        ("£55k-60k for the right one", 55_000, 60_000, "GBP", "year"),
        ("70–75K OTE", 70_000, 75_000, "", "year"),
        ("the base of 21.000", 21_000, 21_000, "", "year"),
        ("€65.000 a year", 65_000, 65_000, "EUR", "year"),
        ("1,250.50 USD a week", 1250.5, 1250.5, "USD", "week"),
        ("we pay 3.200 EUR im Monat", 3200, 3200, "EUR", "month"),
        ("CHF 120'000", 120_000, 120_000, "CHF", "year"),
        ("45 000 euros", 45_000, 45_000, "EUR", "year"),
        ("450-500 a day", 450, 500, "", "day"),
        ("$45 an hour", 45, 45, "USD", "hour"),
        ("900 to 1k a day", 900, 1000, "", "day"),
        ("my current ctc is 24 lpa", 2_400_000, 2_400_000, "INR", "year"),
        ("19.5 lakhs fixed", 1_950_000, 1_950_000, "INR", "year"),
        ("Right now I earn 95k basic plus 2% on everything above target.", 95_000, 95_000, "", "year"),
    ],
)
def test_an_amount_is_read(text: str, low: float, high: float, currency: str, period: str) -> None:
    assert pay_in(text) == [Pay(low, high, currency, period)]


@pytest.mark.parametrize(
    "text",
    [
        "I'm at 118 base plus 10%",
        "the base is 20k under what I make today",
        "about AED 15,000 a month below my present one",
        "a bonus of 5k",
        "a raise of 3%",
        "since 2019 nothing has moved",
        "three months' notice",
        "we are 1,200 people",
    ],
)
def test_what_is_no_pay_is_left_out(text: str) -> None:
    assert pay_in(text) == []


def test_two_statements_are_two() -> None:
    assert [pay.low for pay in pay_in("nurses get £31,000, seniors £38,500")] == [31_000, 38_500]


@pytest.mark.parametrize(
    ("text", "job", "place"),
    [
        ("Senior planners in Leeds get £55k", "senior planner", "Leeds"),
        ("40k for a data engineer in New York", "data engineer", "New York"),
        ("a Head of Planning around Stoke-on-Trent wants 90k", "head of planning", "Stoke-on-Trent"),
        ("Calder pays its analysts 46,000", "analyst", ""),
        ("We lead the market with 50k since January", "", ""),
        ("in March it was 50k", "", ""),
    ],
)
def test_job_and_place_are_those_of_the_words(text: str, job: str, place: str) -> None:
    assert (job_in(text), place_in(text)) == (job, place)
