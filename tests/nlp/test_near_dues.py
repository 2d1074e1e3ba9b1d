"""A signal heard in one sentence is dated there, in the next one or in the one before."""

from __future__ import annotations

from datetime import date, datetime
from zoneinfo import ZoneInfo

import pytest

from domain import Due, SignalType
from nlp.near_dues import come_back_on, due_near, start_day
from nlp.utterances import Utterance

LONDON = ZoneInfo("Europe/London")
WEDNESDAY = datetime(2026, 9, 16, 10, tzinfo=LONDON)


def said(*sentences: str) -> list[Utterance]:
    """The sentences as rules are given them."""
    starts = [sum(len(s) + 1 for s in sentences[:i]) for i in range(len(sentences))]
    return [
        Utterance(text, start, text.lower(), (), is_first_of_line=False, in_list=False)
        for text, start in zip(sentences, starts, strict=True)
    ]


@pytest.mark.parametrize(
    ("kind", "sentences", "due"),
    [
        (
            SignalType.CALL_REQUEST,
            ("Could you ring me?", "I'm free tomorrow at 3."),
            datetime(2026, 9, 17, 15, tzinfo=LONDON),
        ),
        (SignalType.CALL_REQUEST, ("Could you ring me?", "The interview is tomorrow at 3."), None),
        (SignalType.PROMISE, ("Leave it with me.", "You'll have an answer by Friday."), date(2026, 9, 18)),
        (SignalType.PROMISE, ("Leave it with me.", "The sun is out on Friday."), None),
        (SignalType.STARTED, ("It's done!", "I start on Monday."), date(2026, 9, 21)),
        (SignalType.INTERVIEW_SCHEDULED, ("You're seeing the partners.", "On Monday, in Leeds."), None),
        (
            SignalType.INTERVIEW_SCHEDULED,
            ("They'll interview you on Tuesday.", "They begin at 9."),
            datetime(2026, 9, 22, 9, tzinfo=LONDON),
        ),
        (
            SignalType.INTERVIEW_SCHEDULED,
            ("You're seeing the partners.", "Monday at 10, in Leeds."),
            datetime(2026, 9, 21, 10, tzinfo=LONDON),
        ),
    ],
)
def test_the_sentence_beside_it_dates_a_signal_only_where_it_speaks_of_it(
    kind: SignalType, sentences: tuple[str, ...], due: Due | None
) -> None:
    text = " ".join(sentences)
    assert due_near(kind, said(*sentences), 0, anchor=WEDNESDAY, text=text) == due


@pytest.mark.parametrize(
    ("sentences", "own", "due"),
    [
        (("I'm too busy to look.", "Try me in January?"), None, date(2027, 1, 1)),
        (("The bonus is paid at the end of December.", "From January I'm free."), date(2026, 12, 31),
         date(2027, 1, 1)),
        (("Ask me again in November.", "My bonus is paid in October."), date(2026, 11, 1), date(2026, 11, 1)),
        (("I'm not looking.", "Shall we speak on Friday?"), None, None),
    ],
)  # fmt: skip
def test_the_time_that_is_asked_for_is_when_to_come_back(
    sentences: tuple[str, ...], own: date | None, due: date | None
) -> None:
    assert come_back_on(said(*sentences), 0, anchor=WEDNESDAY, own=own) == due


@pytest.mark.parametrize(
    ("text", "due"),
    [
        ("She signs this afternoon and comes to you on 18 October.", date(2026, 10, 18)),
        ("Accepted on Monday, joining 1 October.", date(2026, 10, 1)),
        ("Since the 1st I'm employed by the museum.", date(2026, 9, 1)),
        ("No date yet.", None),
    ],
)
def test_a_start_is_on_the_day_that_follows_its_words(text: str, due: date | None) -> None:
    assert start_day(text, anchor=WEDNESDAY) == due
