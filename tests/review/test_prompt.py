"""The review at the prompt: words first, one answer each, and none that is lost or guessed."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime

import pytest

from domain import Clue, Flag, Ground, Reason
from reports.flag_told import describe
from review.days_ahead import until
from review.prompt import Walk
from review.questions import open_questions
from store import pairs
from tests.review.conftest import NOW, ZONE, Sitting


def walked(sitting: Sitting, flags: list[Flag], answers: list[str]) -> tuple[str, str]:
    """What it says was decided, and all that it said."""
    said: list[str] = []
    typed: Iterator[str] = iter(answers)
    walk = Walk(
        sitting.desk, flags, ask=lambda _: next(typed, "q"), say=said.append, zone=ZONE,
        asked=open_questions(sitting.desk),
    )  # fmt: skip
    return str(walk.run()), "\n".join(said)


def states(sitting: Sitting, flags: list[Flag]) -> list[str]:
    return [sitting.desk.flag(one.id).state.value for one in flags]


def test_each_letter_or_word_does_what_it_says(sitting: Sitting) -> None:
    wanted = ("reply_owed", "call_owed", "going_cold", "second_look", "strained", "prep_owed")
    flags = [sitting.flag(reason) for reason in wanted]
    answers = ["w", "called", "spoke", "s", "2w", "dismiss", "not-strained", "wrong person", ""]
    tally, _ = walked(sitting, flags, answers)
    assert states(sitting, flags) == ["done", "done", "snoozed", "dismissed", "dismissed", "dismissed"]
    assert tally == "1 written to, 1 called, 1 snoozed, 1 dismissed, 1 not strained, 1 wrong person; 0 left."
    assert [row["text"] for row in sitting.everything()["log_entries"]] == ["spoke"]


def test_what_is_undone_is_asked_again(sitting: Sitting) -> None:
    before = sitting.everything()
    flags = sitting.desk.open_flags()
    tally, said = walked(sitting, flags, ["d", "w", "u", "u", "u", "", "b", "q"])
    assert tally == sitting.unchanged
    assert said.count(f"1 of {len(flags)}\n{flags[0].finding.contact.name}") == 3
    assert "Nothing was done yet" in said
    assert sitting.everything() == before


def test_what_is_no_answer_is_asked_again(sitting: Sitting) -> None:
    flags = [sitting.flag("reply_owed")]
    tally, said = walked(sitting, flags, ["z", "s", "2026-03-01", "someday", "2026-03-09"])
    assert "one of the words or letters" in said
    assert said.count("no day in the future") == 2
    assert tally == "1 snoozed; 0 left."


def test_a_list_is_chosen_from_by_number(sitting: Sitting) -> None:
    flags = [sitting.flag("reply_owed"), sitting.flag("call_owed")]
    tally, said = walked(sitting, flags, ["m", "9", "m", "1", "g", "3", "", "q"])
    assert "1: wants an answer" in said
    assert "3: interviewing" in said
    assert tally == "1 misread, 1 stage; 1 left."


def test_the_thread_and_the_letter_are_words_without_drawing(sitting: Sitting) -> None:
    flags = [sitting.flag("reply_owed")]
    _, said = walked(sitting, flags, ["t", "o", "h", "q"])
    assert "Proof: has Bianca said anything about my application?" in said
    assert "They last wrote Thu 26 Feb 2026" in said
    assert "Subject: Re: Fennel Foods" in said
    assert not [c for c in said if "\u2500" <= c <= "\u259f" or c in "\x1b\r\x08"]


def test_q_ends_it_and_keeps_what_was_decided(sitting: Sitting) -> None:
    flags = sitting.desk.open_flags()
    tally, _ = walked(sitting, flags, ["d", "q"])
    assert states(sitting, flags)[:2] == ["dismissed", "open"]
    assert tally.endswith(f"{len(flags) - 1} left.")


def test_questions_follow_the_flags(sitting: Sitting) -> None:
    one, other = sitting.desk.contact("Grace Tan"), sitting.desk.contact("Hannah Voss")
    assert one.id is not None
    assert other.id is not None
    with sitting.database.write() as session:
        grounds = [Ground(Clue.PHONE, "both sign with one phone number")]
        pairs.ask(session, one.id, other.id, score=0.6, grounds=grounds, at=NOW)
    tally, said = walked(sitting, [], ["x", "no"])
    assert "both sign with one phone number" in said
    assert tally == "1 question answered; 0 left."
    assert open_questions(sitting.desk) == []


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("3d", "2026-03-07"),
        ("1w", "2026-03-11"),
        ("1m", "2026-04-03"),
        ("2026-03-20", "2026-03-20"),
        ("monday", "2026-03-09"),
        ("until Wednesday", "2026-03-11"),
        ("tomorrow", "2026-03-05"),
        ("two weeks", "2026-03-18"),
        ("next week", "2026-03-09"),
        ("in april", "2026-04-01"),
        ("9 March", "2026-03-09"),
        ("0d", None),
        ("today", None),
        ("yesterday", None),
        ("2026-03-01", None),
        ("when she is back from monday", None),
        ("", None),
    ],
)
def test_a_day_in_plain_words_is_its_morning(text: str, expected: str | None) -> None:
    found = until(text, NOW)
    wanted = datetime.fromisoformat(f"{expected}T09:00").replace(tzinfo=ZONE) if expected else None
    assert found == wanted


def test_a_flag_shows_why_since_when_whose_turn_and_the_words(sitting: Sitting) -> None:
    flag = sitting.flag("reply_owed")
    told = describe(flag, ZONE)
    assert flag.finding.reason is Reason.REPLY_OWED
    for expected in (
        "Tobias Renner (candidate, in process)",
        "You owe a reply",
        "Mon 2 Mar 2026",
        "waiting on you",
        "has Bianca said anything",
        f"f-{flag.id}",
    ):
        assert expected in told
