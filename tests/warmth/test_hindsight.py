"""Histories whose outcome is known: right, late and false alarms, unforetold silence, what is left out."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta
from zoneinfo import ZoneInfo

import pytest

from warmth.days import BusinessCalendar
from warmth.hindsight import Lesson, Score, Silence, Steps, as_loud_as, score, score_fixed, silences

CALENDAR = BusinessCalendar(ZoneInfo("Europe/Berlin"))
BEGAN = date(2026, 3, 2)  # a Monday
DAYS = 100  # of silence after which a relationship has fallen silent
STEPS = Steps.over(date(2026, 1, 1), date(2026, 12, 31), weekly=False)


def after(days: int) -> date:
    """So many days into the silence."""
    return BEGAN + timedelta(days=days)


def lesson(ended: int | None, warned: int | None) -> Lesson:
    """A silence that ended after so many days, or never, with a warning after so many."""
    silence = Silence(BEGAN, after(ended) if ended is not None else None, was_alive=True)
    day = after(warned) if warned is not None else None
    return Lesson(silence, silence.lasted_to(after(DAYS)), day, day, CALENDAR)


def scored(*lessons: Lesson) -> Score:
    return score(((one, one.going_cold) for one in lessons), silence_days=DAYS)


def test_a_right_warning_counts_the_days_it_came_before() -> None:
    found = scored(lesson(None, 20))
    assert (found.alarms, found.right, found.late) == (1, 1, 0)
    assert (found.precision, found.recall) == (1, 1)
    assert (found.days_of_warning, found.days_of_silence) == (80, 20)


def test_a_late_warning_is_right_and_yet_not_in_time() -> None:
    found = scored(lesson(None, 50), lesson(None, 51))
    assert (found.alarms, found.right, found.late) == (2, 2, 1)
    assert (found.precision, found.recall) == (1, 0.5)


def test_a_false_alarm_costs_precision_only() -> None:
    found = scored(lesson(30, 20), lesson(None, 20))
    assert (found.precision, found.recall) == (0.5, 1)
    assert found.days_of_silence == 20


def test_silence_nobody_warned_of_costs_recall_only() -> None:
    found = scored(lesson(None, None), lesson(None, 20))
    assert (found.precision, found.recall) == (1, 0.5)


def test_without_alarms_or_silences_there_is_nothing_to_divide() -> None:
    assert scored(lesson(10, None)) == Score(0, 0, 0, 0, None, None)
    assert scored().precision is None
    assert scored().recall is None


def test_contact_on_the_last_day_comes_in_time() -> None:
    assert not lesson(DAYS, None).fell_silent
    assert lesson(DAYS + 1, None).fell_silent


def test_a_relationship_is_alive_after_enough_days_of_contact_within_a_year() -> None:
    days = [date(2024, 1, 1), date(2026, 1, 5), date(2026, 1, 12), date(2026, 1, 19), date(2026, 1, 26)]
    found = list(silences(days, wrote_on=days[0]))
    assert [one.was_alive for one in found] == [False, False, False, False, True]
    assert [one.ended for one in found] == [*days[1:], None]


def test_before_they_have_written_no_silence_is_theirs() -> None:
    days = [date(2026, 1, day) for day in (5, 6, 7, 8)]
    assert [one.began.day for one in silences(days, wrote_on=date(2026, 1, 7))] == [7, 8]
    assert list(silences(days, wrote_on=None)) == []


def test_a_flag_warns_from_the_day_after_the_last_contact_until_the_next() -> None:
    silence = Silence(BEGAN, after(10), was_alive=True)
    first = STEPS.days.index(BEGAN)
    everywhere = [(0, len(STEPS.days))]
    assert STEPS.first_in(everywhere, silence, after(DAYS)) == after(1)
    assert STEPS.first_in([(0, first + 1)], silence, after(DAYS)) is None
    assert STEPS.first_in([(first + 9, first + 12)], silence, after(DAYS)) == after(9)
    assert STEPS.first_in([(first + 10, first + 30)], silence, after(DAYS)) is None


def test_a_flag_that_comes_when_the_relationship_has_fallen_silent_warns_of_nothing() -> None:
    silence = Silence(BEGAN, None, was_alive=True)
    first = STEPS.days.index(BEGAN)
    assert STEPS.first_in([(first + DAYS - 1, first + 200)], silence, after(DAYS)) == after(DAYS - 1)
    assert STEPS.first_in([(first + DAYS, first + 200)], silence, after(DAYS)) is None


def test_the_fixed_rule_speaks_on_the_first_business_day_after_its_days() -> None:
    found = score_fixed([lesson(None, None)], 45, steps=STEPS, silence_days=DAYS)
    assert found.days_of_silence == 46  # Friday 17 April
    found = score_fixed([lesson(None, None)], 46, steps=STEPS, silence_days=DAYS)
    assert found.days_of_silence == 49  # not on Saturday 18 April, but on Monday


def test_the_fixed_rule_keeps_quiet_where_somebody_wrote_in_time() -> None:
    found = [
        score_fixed([lesson(ended, None)], 45, steps=STEPS, silence_days=DAYS).alarms for ended in (46, 47)
    ]
    assert found == [0, 1]


@pytest.mark.parametrize(("alarms", "days"), [(1, 78), (2, 58), (3, 38), (4, 17)])
def test_the_rule_that_is_as_loud_raises_as_many_alarms(alarms: int, days: int) -> None:
    lessons = [lesson(ended, None) for ended in (20, 40, 60, 80)]
    found = as_loud_as(alarms, lessons, steps=STEPS, silence_days=DAYS)
    assert found is not None
    number, judged = found
    assert (number, judged.alarms) == (days, alarms)
    louder = score_fixed(lessons, number + 1, steps=STEPS, silence_days=DAYS)
    assert louder.alarms < alarms


def test_nothing_is_as_loud_as_more_alarms_than_silences() -> None:
    assert as_loud_as(2, [lesson(40, None)], steps=STEPS, silence_days=DAYS) is None


def test_the_day_before_the_period_is_only_where_it_begins() -> None:
    assert Steps.over(date(2026, 3, 3), date(2026, 3, 4), weekly=False).days == (
        date(2026, 3, 2),
        date(2026, 3, 3),
        date(2026, 3, 4),
    )


def test_looking_weekly_looks_on_sundays_and_on_the_last_day() -> None:
    days = Steps.over(date(2026, 3, 3), date(2026, 3, 18), weekly=True).days
    assert days == (date(2026, 3, 2), date(2026, 3, 8), date(2026, 3, 15), date(2026, 3, 18))


@pytest.mark.parametrize(
    ("going_cold", "other", "was_named"), [(60, 4, True), (20, 20, False), (None, 4, False)]
)
def test_going_cold_waits_while_another_flag_names_them(
    going_cold: int | None, other: int, was_named: bool
) -> None:
    one = replace(lesson(None, going_cold), any_reason=after(other))
    assert one.was_named_before is was_named
