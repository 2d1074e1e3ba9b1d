"""A time is read against the message's own date and zone, forward where the future is meant."""

from __future__ import annotations

from datetime import date, datetime
from zoneinfo import ZoneInfo

import pytest

from nlp.dates import Prefer, find_times, resolve

LONDON = ZoneInfo("Europe/London")
TUESDAY = datetime(2026, 3, 31, 9, 40, tzinfo=LONDON)


def at(day: int, month: int, hour: int, minute: int = 0, year: int = 2026) -> datetime:
    """A date-time in London."""
    return datetime(year, month, day, hour, minute, tzinfo=LONDON)


@pytest.mark.parametrize(
    ("text", "due"),
    [
        ("by Thursday", date(2026, 4, 2)),
        ("tomorrow", date(2026, 4, 1)),
        ("tmrw", date(2026, 4, 1)),
        ("the day after tomorrow", date(2026, 4, 2)),
        ("tonight", date(2026, 3, 31)),
        ("by EOD", date(2026, 3, 31)),
        ("by the end of the week", date(2026, 4, 3)),
        ("by the end of next week", date(2026, 4, 10)),
        ("next week", date(2026, 4, 10)),
        ("by the end of April", date(2026, 4, 30)),
        ("by the end of May", date(2026, 5, 29)),
        ("in Q2", date(2026, 6, 30)),
        ("before the weekend", date(2026, 4, 3)),
        ("in two weeks", date(2026, 4, 14)),
        ("within two business days", date(2026, 4, 2)),
        ("in a fortnight", date(2026, 4, 14)),
        ("by the 16th", date(2026, 4, 16)),
        ("first thing Monday", date(2026, 4, 6)),
        ("next Thursday", date(2026, 4, 9)),
        ("Friday next week", date(2026, 4, 10)),
        ("a week on Thursday", date(2026, 4, 9)),
        ("CW 42", date(2026, 10, 16)),
        ("in 20 minutes", at(31, 3, 10)),
        ("at 3", at(31, 3, 15)),
        ("by 3pm today", at(31, 3, 15)),
        ("within 24 hours", at(1, 4, 9, 40)),
    ],
)
def test_a_promise_is_due_on_the_last_business_day_of_what_it_names(text: str, due: date) -> None:
    assert resolve(text, anchor=TUESDAY, prefer="promise") == due


@pytest.mark.parametrize(
    ("text", "due"),
    [
        ("in May", date(2026, 5, 1)),
        ("ask me again in March", date(2027, 3, 1)),
        ("until spring", date(2027, 3, 1)),
        ("until the autumn", date(2026, 9, 1)),
        ("not before January", date(2027, 1, 1)),
        ("after February", date(2027, 3, 1)),
        ("not before Q4", date(2026, 10, 1)),
        ("in the new year", date(2027, 1, 1)),
        ("after Easter", date(2026, 4, 7)),
        ("after the summer", date(2026, 9, 1)),
        ("mid-May", date(2026, 5, 15)),
        ("early next year", date(2027, 1, 1)),
        ("next year", date(2027, 1, 1)),
        ("in 2028", date(2028, 1, 1)),
        ("until the end of August", date(2026, 9, 1)),
        ("in six months", date(2026, 9, 30)),
        ("until next July", date(2026, 7, 1)),
        ("after the 15th of June", date(2026, 6, 16)),
    ],
)
def test_a_not_now_is_due_on_the_first_day_of_what_it_names(text: str, due: date) -> None:
    assert resolve(text, anchor=TUESDAY, prefer="not_now") == due


@pytest.mark.parametrize(
    ("text", "due"),
    [
        ("Thursday at 10am", at(2, 4, 10)),
        ("Thursday, 14 May, 3 pm", at(14, 5, 15)),
        ("on 16/09 at 14:30", at(16, 9, 14, 30)),
        ("12.05.2026 um 14 Uhr", at(12, 5, 14)),
        ("2026-05-04", date(2026, 5, 4)),
        ("May 11 at 2pm", at(11, 5, 14)),
        ("the 21st at quarter past two", at(21, 4, 14, 15)),
        ("half past three tomorrow", at(1, 4, 15, 30)),
        ("half five on Friday", at(3, 4, 17, 30)),
        ("noon on Wednesday", at(1, 4, 12)),
        ("14h30 on Monday", at(6, 4, 14, 30)),
        ("9-10am on Tuesday", at(7, 4, 9)),
        ("Monday the 20th at 7.30pm", at(20, 4, 19, 30)),
        ("3pm CET on Thursday", at(2, 4, 14)),
        ("tomorrow after 3", at(1, 4, 15)),
    ],
)
def test_an_hour_beside_a_day_makes_one_moment_in_the_readers_zone(text: str, due: date) -> None:
    assert resolve(text, anchor=TUESDAY, prefer="event") == due


@pytest.mark.parametrize(
    ("text", "due"),
    [
        ("it was yesterday", date(2026, 3, 30)),
        ("on Monday", date(2026, 3, 30)),
        ("on 1 March", date(2026, 3, 1)),
    ],
)
def test_the_past_is_found_where_it_may_be_meant(text: str, due: date) -> None:
    assert resolve(text, anchor=TUESDAY, prefer="past") == due


def test_numbers_are_day_first_except_in_the_united_states() -> None:
    chicago = TUESDAY.astimezone(ZoneInfo("America/Chicago"))
    assert resolve("on 06/07/2026", anchor=TUESDAY, prefer="event") == date(2026, 7, 6)
    assert resolve("on 06/07/2026", anchor=chicago, prefer="event") == date(2026, 6, 7)
    assert resolve("on 23/07/2026", anchor=chicago, prefer="event") == date(2026, 7, 23)


def test_spring_begins_in_september_in_the_south() -> None:
    sydney = TUESDAY.astimezone(ZoneInfo("Australia/Sydney"))
    assert resolve("until spring", anchor=sydney, prefer="not_now") == date(2026, 9, 1)


@pytest.mark.parametrize("prefer", ["promise", "not_now", "event", "past"])
@pytest.mark.parametrize(
    "text",
    [
        "I may start",
        "we march on",
        "2 rounds of 45 minutes",
        "24/7 support",
        "for 3 people",
        "version 2.10",
        "at 12 weeks",
        "",
    ],
)
def test_words_and_numbers_that_are_no_time_name_none(text: str, prefer: Prefer) -> None:
    assert resolve(text, anchor=TUESDAY, prefer=prefer) is None


def test_every_time_of_a_sentence_is_found_in_order() -> None:
    named = find_times("Monday at 9 or Wednesday 4pm", anchor=TUESDAY, prefer="event")
    assert [n.due for n in named] == [at(6, 4, 9), at(1, 4, 16)]


def test_the_hour_keeps_its_meaning_over_a_change_of_the_clocks() -> None:
    before = datetime(2026, 10, 23, 10, tzinfo=LONDON)
    due = resolve("Monday at 9am", anchor=before, prefer="event")
    assert due == datetime(2026, 10, 26, 9, tzinfo=LONDON)
    assert isinstance(due, datetime)
    assert due.utcoffset() != before.utcoffset()
