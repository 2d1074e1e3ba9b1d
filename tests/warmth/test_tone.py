"""A message is heard beside the person's own earlier ones."""

from __future__ import annotations

from collections.abc import Sequence

import pytest

from config import Settings
from domain import Reason, Sentiment, SentimentLabel, Strain
from tests.warmth.desk import POLICY, Desk
from warmth.tone import beside_usual, distance, sound_of

CHEERFUL = [0.7, 0.6, 0.8, 0.7, 0.75, 0.65, 0.7]
TONE = Settings().tone


def wrote(desk: Desk, day: int, score: float, strain: float = 0.05) -> Desk:
    label = SentimentLabel.POSITIVE if score >= 0.5 else SentimentLabel.NEUTRAL
    return desk.wrote(
        f"2026-03-{day:02}", sentiment=Sentiment(label, score, ""), strain=Strain(value=False, score=strain)
    ).got(f"2026-03-{day:02} 15:00")


def after(scores: Sequence[float], last: float, strain: float) -> Desk:
    """Someone who wrote with these scores, a day each, and today unanswered with the last."""
    desk = Desk(policy=POLICY)
    for day, score in enumerate(scores, start=1):
        wrote(desk, day, score)
    return desk.wrote(
        "2026-03-10",
        sentiment=Sentiment(SentimentLabel.NEUTRAL, last, ""),
        strain=Strain(value=False, score=strain),
        is_mere_closing=True,
    )


def test_a_flat_mail_of_somebody_cheerful_that_hints_at_strain_is_strained() -> None:
    found = after(CHEERFUL, -0.1, 0.4).finding(Reason.STRAINED, "2026-03-12")
    assert "less happy than usual" in found.explanation


def test_a_flat_mail_without_another_hint_is_shown_and_raises_nothing() -> None:
    standing = after(CHEERFUL, -0.1, 0.1).standing("2026-03-12")
    assert standing.tone == "below their usual tone (of their last 7 messages)"
    assert [f.reason for f in standing.findings] == []


def test_a_hint_of_strain_in_somebodys_usual_tone_raises_nothing() -> None:
    assert after(CHEERFUL, 0.6, 0.4).reasons("2026-03-12") == set()


def test_who_is_always_dry_is_not_strained_by_being_dry() -> None:
    standing = after([-0.2, -0.1, -0.15, -0.2, -0.1, -0.2, -0.15], -0.2, 0.4).standing("2026-03-12")
    assert "below" not in standing.tone
    assert standing.findings == ()


def test_few_messages_are_no_usual_tone() -> None:
    standing = after(CHEERFUL[: TONE.from_messages - 1], -0.3, 0.4).standing("2026-03-12")
    assert standing.tone == ""
    assert standing.findings == ()


def test_words_more_strained_than_usual_are_shown() -> None:
    assert "more strained than they usually sound" in after(CHEERFUL, 0.7, 0.6).standing("2026-03-12").tone


def test_only_the_last_messages_are_the_usual_tone() -> None:
    settings = TONE.model_copy(update={"last_messages": 6})
    desk = after([*CHEERFUL[:3], 0, 0, 0, 0, 0, 0], 0.0, 0.1)
    beside = beside_usual([sound_of(one) for one in desk.exchanges[::2]], settings)
    assert beside is not None
    assert beside.messages == 6
    assert beside.below_tone == 0


def test_a_message_in_an_unread_language_has_no_tone() -> None:
    desk = after(CHEERFUL, -0.3, 0.4)
    desk.wrote("2026-03-11", language_covered=False, sentiment=None, strain=None)
    assert desk.standing("2026-03-13").tone == ""


def test_one_bad_day_moves_the_usual_tone_no_further() -> None:
    assert distance(-0.1, CHEERFUL) == pytest.approx(distance(-0.1, [*CHEERFUL[:-1], -1.0]), rel=0.3)
