"""Pay ranges over what many people told."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest

from domain import DetailKind, Topic
from reports.market import amount, bar, pay_in_words, ranges, told
from store.views import MarketFact

START = datetime(2026, 1, 5, tzinfo=UTC)


def fact(words: str, who: int, *, day: int = 0, around: str = "") -> MarketFact:
    at = START + timedelta(days=day)
    return MarketFact(Topic.PAY, words, words, who, f"Person {who}", at, f"<{who}.{day}@x>", "Pay", around)


def test_one_person_counts_once_with_what_they_said_last() -> None:
    (one,) = ranges(told([fact("€50k", 1, day=1), fact("€60k", 1, day=9), fact("€55k", 2, day=3)], {}))
    assert (one.low, one.high, one.people, one.median) == (55_000, 60_000, 2, None)
    assert one.newest == START + timedelta(days=9)


def test_a_median_needs_five_people_and_quartiles_eight() -> None:
    facts = [fact(f"€{50 + i}k", i) for i in range(8)]
    (five,), (eight,) = ranges(told(facts[:5], {})), ranges(told(facts, {}))
    assert (five.median, five.quartiles) == (52_000, None)
    assert (eight.median, eight.quartiles) == (53_500, (51_750, 55_250))


def test_jobs_places_currencies_and_periods_are_kept_apart() -> None:
    found = ranges(told([
        fact("€50k", 1, around="Welders in Bremen get €50k"),
        fact("€52k", 2, around="Welders in Bremen get €52k"),
        fact("€45k", 3, around="Welders in Leer get €45k"),
        fact("£45k", 4, around="Welders in Hull get £45k"),
        fact("€30 an hour", 5, around="Welders in Bremen take €30 an hour"),
    ], {}))  # fmt: skip
    assert [(one.job, one.place, one.currency, one.period, one.people) for one in found] == [
        ("welder", "Bremen", "EUR", "year", 2),
        ("welder", "Bremen", "EUR", "hour", 1),
        ("welder", "Hull", "GBP", "year", 1),
        ("welder", "Leer", "EUR", "year", 1),
    ]


def test_job_and_place_of_the_person_stand_in_where_the_words_name_none() -> None:
    known = {1: ((DetailKind.TITLE, "Plant Engineer"), (DetailKind.PLACE, "Ulm"))}
    (one,) = ranges(told([fact("I am at €70k", 1)], known))
    assert (one.job, one.place) == ("plant engineer", "Ulm")


@pytest.mark.parametrize(
    ("value", "words"), [(45, "45"), (1250.5, "1,250.50"), (52_500, "52.5k"), (1_200_000, "1.2m")]
)
def test_amounts_are_short(value: float, words: str) -> None:
    assert amount(value) == words


def test_a_range_in_words() -> None:
    assert pay_in_words("EUR", 50_000, 60_000, "year") == "EUR 50k to 60k a year"
    assert pay_in_words("", 45, 45, "hour") == "45 an hour"


def test_bars_stand_on_one_scale() -> None:
    low, high = (
        ranges(told([fact(f"€{50 + i}k", i) for i in range(5)], {})),
        ranges(told([fact("€90k", 9)], {})),
    )
    scale = (50_000.0, 90_000.0)
    first, second = (bar(one, scale, is_plain=True) for one in (*low, *high))
    assert first == "|-+-|"
    assert second == " " * 39 + "|"
