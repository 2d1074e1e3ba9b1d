"""The review at the prompt: one letter each, and no answer that is lost or guessed."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime
from zoneinfo import ZoneInfo

import pytest

from domain import Contact, Evidence, Finding, Flag, FlagState, Reason, Role, Urgency, WaitingOn
from review.prompt import describe, until, walk

ZONE = ZoneInfo("America/New_York")
NOW = datetime(2026, 3, 2, 9, 0, tzinfo=ZONE)


def flag(number: int) -> Flag:
    contact = Contact(number, "Ana Petrov", ("ana@mail.example",), Role.CANDIDATE)
    proof = Evidence("<1@mail.example>", NOW, "News?", "Is there any news?")
    finding = Finding(
        contact, Reason.REPLY_OWED, NOW, Urgency.SOON, WaitingOn.RECRUITER, "Ana waits.", (proof,)
    )
    return Flag(number, finding, FlagState.OPEN, NOW)


class Diary:
    """Writes down what was decided."""

    def __init__(self) -> None:
        self.entries: list[tuple[str, int, object]] = []

    def done(self, flag: Flag) -> None:
        self.entries.append(("done", flag.id, None))

    def called(self, flag: Flag, note: str) -> None:
        self.entries.append(("called", flag.id, note))

    def snooze(self, flag: Flag, until: datetime) -> None:
        self.entries.append(("snooze", flag.id, until))

    def dismiss(self, flag: Flag) -> None:
        self.entries.append(("dismiss", flag.id, None))


def reviewed(number: int, answers: list[str]) -> tuple[Diary, str, list[str]]:
    diary = Diary()
    said: list[str] = []
    typed: Iterator[str] = iter(answers)
    tally = walk(
        [flag(n) for n in range(1, number + 1)],
        actions=diary, ask=lambda _: next(typed, "q"), say=said.append, now=NOW,
    )  # fmt: skip
    return diary, str(tally), said


def test_each_letter_does_what_it_says() -> None:
    diary, tally, _ = reviewed(5, ["w", "c", "spoke", "s", "2w", "d", ""])
    assert diary.entries == [
        ("done", 1, None),
        ("called", 2, "spoke"),
        ("snooze", 3, datetime(2026, 3, 16, 9, 0, tzinfo=ZONE)),
        ("dismiss", 4, None),
    ]
    assert tally == "1 done, 1 called, 1 snoozed, 1 dismissed; 1 left."


def test_an_unknown_letter_is_asked_again() -> None:
    diary, _, said = reviewed(1, ["z", "W"])
    assert diary.entries == [("done", 1, None)]
    assert any("one of the letters" in line for line in said)


def test_a_day_in_the_past_is_asked_again() -> None:
    diary, _, said = reviewed(1, ["s", "2026-03-01", "someday", "2026-03-09"])
    assert diary.entries == [("snooze", 1, datetime(2026, 3, 9, 9, 0, tzinfo=ZONE))]
    assert sum("no day in the future" in line for line in said) == 2


def test_q_ends_it_and_keeps_what_was_decided() -> None:
    diary, tally, _ = reviewed(3, ["w", "q"])
    assert diary.entries == [("done", 1, None)]
    assert tally.endswith("2 left.")


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("3d", "2026-03-05T09:00:00-05:00"),
        ("1w", "2026-03-09T09:00:00-04:00"),
        ("1m", "2026-04-01T09:00:00-04:00"),
        ("2026-03-20", "2026-03-20T09:00:00-04:00"),
        ("0d", None),
        ("yesterday", None),
        ("", None),
    ],
)
def test_a_snoozed_flag_returns_on_a_morning(text: str, expected: str | None) -> None:
    found = until(text, NOW)
    assert (found.isoformat() if found else None) == expected


def test_a_flag_shows_why_since_when_whose_turn_and_the_words() -> None:
    told = describe(flag(3), ZONE)
    for expected in (
        "Ana Petrov",
        "You owe a reply",
        "Mon 2 Mar 2026",
        "waiting on you",
        "Is there any news?",
        "f-3",
    ):
        assert expected in told
