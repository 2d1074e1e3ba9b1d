"""Business days: what counts, what comes in outside them, and clocks that change."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from config import Absence, Account, Settings
from errors import ConfigurationError
from tests.warmth.desk import BERLIN, at, away
from warmth.days import BusinessCalendar

GERMANY = BusinessCalendar(BERLIN, "DE")
moments = st.datetimes(datetime(2024, 1, 1), datetime(2027, 12, 31), timezones=st.just(UTC))  # noqa: DTZ001


def test_two_business_days_later_is_the_same_local_time_two_business_days_later() -> None:
    assert GERMANY.add_business_days(at("2026-03-10 16:20"), 2) == at("2026-03-12 16:20")


def test_friday_afternoon_and_two_business_days_is_tuesday_afternoon() -> None:
    assert GERMANY.add_business_days(at("2026-03-13 16:20"), 2) == at("2026-03-17 16:20")


def test_mail_of_a_saturday_night_counts_from_monday_nine() -> None:
    assert GERMANY.add_business_days(at("2026-03-14 23:10"), 0) == at("2026-03-16 09:00")
    assert GERMANY.add_business_days(at("2026-03-14 23:10"), 1) == at("2026-03-17 09:00")


def test_an_early_mail_of_a_business_day_counts_from_its_own_hour() -> None:
    assert GERMANY.add_business_days(at("2026-03-16 03:00"), 1) == at("2026-03-17 03:00")


def test_easter_is_skipped_in_germany() -> None:
    assert GERMANY.add_business_days(at("2026-04-02 11:00"), 1) == at("2026-04-07 11:00")


def test_a_holiday_of_one_state_counts_only_there() -> None:
    womens_day = date(2027, 3, 8)
    assert BusinessCalendar(BERLIN, "DE").is_business_day(womens_day)
    assert not BusinessCalendar(BERLIN, "DE-BE").is_business_day(womens_day)


def test_easter_monday_is_no_business_day_for_a_recruiter_who_says_gb_but_one_in_scotland() -> None:
    easter_monday = date(2026, 4, 6)
    assert not BusinessCalendar("Europe/London", "GB").is_business_day(easter_monday)
    assert BusinessCalendar("Europe/London", "GB-SCT").is_business_day(easter_monday)


def test_the_week_is_monday_to_friday_also_where_the_weekend_once_was_friday() -> None:
    dubai = BusinessCalendar("Asia/Dubai", "AE")
    assert dubai.is_business_day(date(2026, 2, 6))  # Friday
    assert not dubai.is_business_day(date(2026, 2, 8))  # Sunday


def test_without_a_country_no_holiday_is_known() -> None:
    assert BusinessCalendar("Europe/Berlin").is_business_day(date(2026, 12, 25))


def test_days_on_which_the_recruiter_is_away_do_not_count() -> None:
    calendar = away("2026-03-11", "2026-03-17")
    assert calendar.add_business_days(at("2026-03-10 15:00"), 2) == at("2026-03-19 15:00")
    assert calendar.add_business_days(at("2026-03-12 15:00"), 1) == at("2026-03-19 09:00")


def test_a_day_without_an_hour_ends_at_its_own_midnight() -> None:
    assert GERMANY.deadline(date(2026, 3, 12)) == at("2026-03-13 00:00")
    assert GERMANY.deadline(at("2026-03-12 15:00")) == at("2026-03-12 15:00")
    assert GERMANY.beginning(date(2026, 3, 1)) == at("2026-03-01 00:00")


def test_one_business_day_across_the_change_of_the_clocks_keeps_the_wall_clock() -> None:
    friday, monday = at("2026-03-27 16:00"), at("2026-03-30 16:00")
    due = GERMANY.add_business_days(friday, 1)
    assert due == monday
    assert due - friday.astimezone(UTC) == timedelta(hours=71)


def test_an_hour_that_the_clocks_skip_is_read_as_they_stood_before() -> None:
    new_york = BusinessCalendar(ZoneInfo("America/New_York"))
    assert new_york.start_of_day(date(2026, 3, 8)) == datetime(2026, 3, 8, 5, tzinfo=UTC)
    santiago = BusinessCalendar(ZoneInfo("America/Santiago"))  # its clocks change at midnight
    assert santiago.end_of_day(date(2025, 9, 6)) == datetime(2025, 9, 7, 4, tzinfo=UTC)


def test_a_flag_that_holds_from_a_saturday_is_first_raised_on_monday() -> None:
    assert GERMANY.first_raised(at("2026-03-14 08:00")) == at("2026-03-16 00:00")
    assert GERMANY.first_raised(at("2026-03-13 08:00")) == at("2026-03-13 08:00")


def test_an_unknown_country_is_a_configuration_error() -> None:
    with pytest.raises(ConfigurationError, match="XX"):
        BusinessCalendar("Europe/Berlin", "XX").is_business_day(date(2026, 3, 11))


def test_an_unknown_time_zone_is_a_configuration_error() -> None:
    with pytest.raises(ConfigurationError, match="Mars/Olympus"):
        BusinessCalendar("Mars/Olympus")


def test_an_account_overrides_zone_country_and_absences() -> None:
    settings = Settings(
        timezone="Europe/Berlin",
        country="DE",
        accounts={
            "ray": Account(
                address="ray@desk.example",
                timezone="America/Denver",
                country="US",
                absences=[Absence(first=date(2026, 7, 6), last=date(2026, 7, 10))],
            )
        },
    )
    own, shared = BusinessCalendar.of(settings, "ray"), BusinessCalendar.of(settings)
    assert (own.zone.key, shared.zone.key) == ("America/Denver", "Europe/Berlin")
    assert not own.is_business_day(date(2026, 7, 3))  # Independence Day, observed
    assert not own.is_business_day(date(2026, 7, 8))
    assert shared.is_business_day(date(2026, 7, 8))


@given(moments, st.integers(0, 30))
def test_what_is_due_never_lies_before_its_beginning_and_falls_on_a_business_day(
    moment: datetime, count: int
) -> None:
    due = GERMANY.add_business_days(moment, count)
    assert due >= moment - timedelta(hours=1)
    assert GERMANY.is_business_day(GERMANY.day_of(due))


@given(moments, moments, st.integers(0, 10))
def test_an_earlier_beginning_is_never_due_later(one: datetime, other: datetime, count: int) -> None:
    first, last = sorted((one, other))
    assert GERMANY.add_business_days(first, count) <= GERMANY.add_business_days(last, count)


@given(st.dates(date(2020, 1, 1), date(2030, 12, 31)))
def test_after_the_business_day_before_comes_none_before_the_day(day: date) -> None:
    before = GERMANY.business_day_before(day)
    assert before < day <= GERMANY.next_business_day(before)
    assert GERMANY.is_business_day(before)
