"""Interviews that nobody calls so: a day, an hour and somebody of the hiring side."""

from __future__ import annotations

from datetime import datetime
from zoneinfo import ZoneInfo

import pytest
import spacy

from domain import Direction, Passage, Signal, SignalType
from nlp.sentences import SENTENCES
from nlp.signals import find_signals

LONDON = ZoneInfo("Europe/London")
WEDNESDAY = datetime(2026, 4, 8, 10, 15, tzinfo=LONDON)
IN, OUT = Direction.INBOUND, Direction.OUTBOUND
_PIPELINE = spacy.blank("en")
_PIPELINE.add_pipe(SENTENCES)


def interviews(text: str, direction: Direction) -> list[Signal]:
    passage = Passage(text=text, date=WEDNESDAY, direction=direction)
    found = find_signals(_PIPELINE(text), passage, (), by_rules_alone=True)
    return [s for s in found.signals if s.type is SignalType.INTERVIEW_SCHEDULED]


@pytest.mark.parametrize(
    ("text", "direction", "day", "hour"),
    [
        ("They can see you on Tuesday at 11am.", OUT, 14, 11),
        ("The owner wants to meet you on Monday at 4pm, above the bakery.", OUT, 13, 16),
        ("You're booked in with the site manager, Friday at 10am.", OUT, 10, 10),
        ("They have moved you to Thursday 16 April at 3pm.", OUT, 16, 15),
        ("It's about the night porter job. Tuesday 14 April, 9:30, staff entrance.", OUT, 14, 9),
        ("I'm seeing their finance director on Thursday at 2pm, wish me luck!", IN, 9, 14),
        ("They want me in on Friday 17 April at 12.", IN, 17, 12),
        ("We can do your candidate on Monday at 3pm, by video.", IN, 13, 15),
    ],
)
def test_who_is_seen_on_a_day_at_an_hour_has_an_interview(
    text: str, direction: Direction, day: int, hour: int
) -> None:
    """Neither "interview" nor a word like it stands in these."""
    (signal,) = interviews(text, direction)
    assert isinstance(signal.due, datetime)
    assert (signal.due.astimezone(LONDON).day, signal.due.astimezone(LONDON).hour) == (day, hour)


@pytest.mark.parametrize(
    ("text", "direction"),
    [
        ("I'll ring you on Friday at 10am about the role.", OUT),
        ("You start at the bakery on Monday at 6am, ask for the owner.", OUT),
        ("Timesheets for the client by Friday at 5pm, please.", OUT),
        ("Could they see you on Tuesday at 11am?", OUT),
        ("They can't make Tuesday at 11am, so it's off.", OUT),
        ("How about Tuesday at 11am with the manager.", OUT),
        ("Please call me on Friday at 4pm about the job.", IN),
        ("I met their director yesterday at 3pm.", IN),
        ("The dentist is seeing me on Friday at 9am.", IN),
        ("Our team meeting moves to Friday at 2pm.", IN),
        ("Choir is on Wednesday 15 April at 6pm, in the small hall.", IN),
        ("The manager of the pool says Monday at 7am works.", IN),
        ("I phone you on Friday at 6pm, when you are home from the client.", OUT),
        ("Your first shift for the client is Monday 13 April at 22.00, ask for the foreman.", OUT),
        ("Just confirming your start date at the hospital as Tuesday 5 May at 8.30am.", OUT),
    ],
)
def test_other_days_and_hours_set_no_interview(text: str, direction: Direction) -> None:
    """Calls, starts, limits, questions, refusals, the past and everybody's errands."""
    assert interviews(text, direction) == []


def test_a_bare_day_and_hour_is_an_interview_only_in_mail_about_a_job() -> None:
    """The same line in a mail about nothing of the kind stays silent."""
    line = "Tuesday 14 April, 9:30, side door."
    assert interviews(f"They liked your portfolio. {line}", OUT)
    assert not interviews(f"The lamp can be fetched. {line}", OUT)


def test_a_place_with_a_day_and_an_hour_is_an_interview_where_the_mail_prepares_for_one() -> None:
    """It is told in a fragment, and what follows says what to expect."""
    line = "Hi, Harlow in Crewe, Thursday 16 April at 10."
    (signal,) = interviews(f"{line} They will ask why you left, and he watches how you drive.", OUT)
    assert signal.due == datetime(2026, 4, 16, 10, tzinfo=LONDON)
    assert not interviews(f"{line} The lamp is there.", OUT)


def test_advice_on_other_work_prepares_nobody() -> None:
    """List mail is full of questions, examples and research."""
    text = (
        "The package reads both kinds of file. The date column comes first. Most people sort it before. "
        "Please have an example ready when you post. The archive holds more. The index is new. "
        "The second column is free."
    )
    passage = Passage(text=text, date=WEDNESDAY, direction=OUT)
    found = find_signals(_PIPELINE(text), passage, (), by_rules_alone=True)
    assert SignalType.INTERVIEW_PREP not in {s.type for s in found.signals}


def test_fault_found_with_other_work_is_no_feedback() -> None:
    """A long mail that judges a thing and gives advice on it speaks of no candidate."""
    text = (
        "Your call is missing the second argument. The page on formats explains it. I suggest reading it."
        " The loop is slow. Try to keep it short. It would help to have the data. The archive has more."
    )
    passage = Passage(text=text, date=WEDNESDAY, direction=OUT)
    found = find_signals(_PIPELINE(text), passage, (), by_rules_alone=True)
    assert SignalType.FEEDBACK_GIVEN not in {s.type for s in found.signals}
