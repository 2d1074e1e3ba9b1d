"""How much silence a relationship bears: the formula, the band and the words."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from config import Rhythm
from warmth.rhythm import ALIVE_STILL, alive, allowed_silence, in_words, silence_until

PRIOR = Rhythm()


def days(*gaps: int) -> list[date]:
    """Contact-days with these gaps between them."""
    found = [date(2026, 1, 5)]
    for gap in gaps:
        found.append(found[-1] + timedelta(days=gap))
    return found


def test_the_chance_follows_the_formula_of_the_design() -> None:
    # By hand: a/(b+x) = .09/4.64; (14+60)/(14+30) = 1.6818; to the power 4.4 = 9.848
    assert alive(PRIOR, repeats=4, last_day=30, age_days=60) == pytest.approx(
        1 / (1 + 0.09 / 4.64 * 9.848), abs=1e-4
    )


def test_three_contact_days_are_no_rhythm_and_the_cadence_counts() -> None:
    allowed = allowed_silence(days(2, 2), cadence_days=21, prior=PRIOR)
    assert (allowed.days, allowed.is_own) == (21, False)


def test_people_who_talk_every_other_day_are_missed_before_the_cadence_is_over() -> None:
    assert allowed_silence(days(2, 2, 2, 2, 2), cadence_days=21, prior=PRIOR).days < 14


def test_people_who_meet_once_a_month_are_not_missed_after_a_month() -> None:
    assert allowed_silence(days(30, 30, 30, 30), cadence_days=21, prior=PRIOR).days > 30


def test_a_rhythm_never_leaves_the_band_between_half_and_double_the_cadence() -> None:
    assert allowed_silence(days(*[1] * 30), cadence_days=30, prior=PRIOR).days == 15
    assert allowed_silence(days(90, 90, 90, 90), cadence_days=14, prior=PRIOR).days == 28


def test_the_words_tell_the_usual_gap_and_the_silence() -> None:
    allowed = allowed_silence(days(9, 9, 9), cadence_days=21, prior=PRIOR)
    assert in_words(allowed, "41") == "you usually talk every 9 days; it has been 41"
    assert in_words(allowed, "1") == "you usually talk every 9 days; the last time was yesterday"
    assert in_words(allowed, "0") == "you usually talk every 9 days; the last time was today"
    assert in_words(allowed_silence(days(9), cadence_days=21, prior=PRIOR), "41") == ""
    assert in_words(None, "41") == ""


repeats_and_day = st.integers(3, 200).flatmap(lambda x: st.tuples(st.just(x), st.integers(x, x * 60)))


@given(repeats_and_day)
def test_after_the_allowed_silence_the_chance_is_the_threshold(pair: tuple[int, int]) -> None:
    repeats, last_day = pair
    silence = silence_until(PRIOR, repeats=repeats, last_day=last_day)
    age = last_day + silence
    assert alive(PRIOR, repeats=repeats, last_day=last_day, age_days=age) == pytest.approx(ALIVE_STILL)


@given(repeats_and_day, st.integers(0, 400))
def test_the_chance_only_falls_while_nobody_speaks(pair: tuple[int, int], more: int) -> None:
    repeats, last_day = pair
    now = alive(PRIOR, repeats=repeats, last_day=last_day, age_days=last_day)
    later = alive(PRIOR, repeats=repeats, last_day=last_day, age_days=last_day + more)
    assert later <= now


@given(st.lists(st.integers(1, 90), min_size=3, max_size=40), st.sampled_from([2, 4, 7, 14, 21, 30, 60, 90]))
def test_whatever_the_gaps_the_allowed_silence_stays_in_its_band(gaps: list[int], cadence: int) -> None:
    allowed = allowed_silence(days(*gaps), cadence_days=cadence, prior=PRIOR)
    assert cadence / 2 <= allowed.days <= cadence * 2
