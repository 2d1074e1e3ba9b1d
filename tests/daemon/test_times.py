"""Due times: across weeks, zones, summer time and clocks that jump."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest

from daemon import times

BERLIN = ZoneInfo("Europe/Berlin")
MONDAY_8 = datetime(2026, 3, 2, 8, tzinfo=BERLIN)


def report(now: datetime) -> datetime:
    return times.next_report(now, BERLIN, weekday="monday", hour=8)


def test_the_report_comes_on_its_weekday_and_hour() -> None:
    assert report(MONDAY_8 - timedelta(minutes=1)) == MONDAY_8
    assert report(MONDAY_8) == MONDAY_8 + timedelta(days=7)
    assert report(MONDAY_8 + timedelta(days=3)) == MONDAY_8 + timedelta(days=7)


@pytest.mark.parametrize(("hours", "weeks"), [(0, 0), (-1, -1), (24 * 6 + 23, 0), (24 * 7, 1)])
def test_the_week_to_be_told_of_is_that_of_the_last_time_for_a_report(hours: int, weeks: int) -> None:
    last = times.last_report(MONDAY_8 + timedelta(hours=hours), BERLIN, weekday="monday", hour=8)
    assert last == MONDAY_8 + timedelta(weeks=weeks)


@pytest.mark.parametrize("hour", range(4))
def test_an_hour_that_comes_twice_or_never_still_has_one_report(hour: int) -> None:
    for change in (datetime(2026, 3, 29, tzinfo=BERLIN), datetime(2026, 10, 25, tzinfo=BERLIN)):
        moment, told = (change - timedelta(days=1)).astimezone(UTC), set()
        for _ in range(3 * 24 * 4):
            told.add(times.last_report(moment, BERLIN, weekday="sunday", hour=hour).astimezone(UTC))
            due = times.next_report(moment, BERLIN, weekday="sunday", hour=hour)
            assert due.astimezone(UTC) > moment
            moment += timedelta(minutes=15)
        assert len(told) == 2  # the Sunday before and this one


def test_the_report_keeps_its_local_hour_over_summer_time() -> None:
    after = report(datetime(2026, 3, 24, 12, tzinfo=BERLIN))
    assert (after.hour, after.astimezone(UTC).hour) == (8, 6)
    assert report(datetime(2026, 3, 18, 12, tzinfo=BERLIN)).astimezone(UTC).hour == 7


def test_a_daily_job_comes_at_its_hour_also_on_the_day_the_clocks_change() -> None:
    before = datetime(2026, 3, 28, 10, tzinfo=BERLIN)
    assert times.next_day_at(before, BERLIN, 9) == datetime(2026, 3, 29, 9, tzinfo=BERLIN)


def test_a_clock_set_back_is_noticed() -> None:
    now, day = MONDAY_8, timedelta(days=1)
    assert times.was_clock_ahead(now + timedelta(minutes=5), now + timedelta(minutes=1), now, day)
    assert times.was_clock_ahead(now + timedelta(days=400), None, now, day)
    assert not times.was_clock_ahead(now + timedelta(minutes=5), now, now, day)


@pytest.mark.parametrize(("failures", "least", "most"), [(0, 5, 6), (1, 10, 11), (3, 40, 44), (20, 60, 66)])
def test_failures_in_a_row_are_tried_more_and_more_seldom(failures: int, least: int, most: int) -> None:
    again = times.retry_at(MONDAY_8, first=timedelta(minutes=5), failures=failures)
    assert timedelta(minutes=least) <= again - MONDAY_8 <= timedelta(minutes=most)


def test_the_time_that_a_server_names_is_obeyed() -> None:
    again = times.retry_at(MONDAY_8, first=timedelta(minutes=5), failures=0, named_seconds=7200)
    assert again - MONDAY_8 >= timedelta(hours=2)
