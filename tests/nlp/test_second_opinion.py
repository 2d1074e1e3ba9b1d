"""The second ear adds what no rule said, never against a rule's ending, a question or a condition."""

from __future__ import annotations

from datetime import UTC, datetime

import spacy

from domain import Direction, Mention, Passage, SignalType
from nlp.about import people
from nlp.second_opinion import Opinion, second_opinions
from nlp.sentences import SENTENCES
from nlp.signal_model import rows, signal_model
from nlp.utterances import utterances


def hear(text: str, *, outbound: bool = False, found: frozenset[SignalType] = frozenset()) -> list[Opinion]:
    pipeline = spacy.blank("en")
    pipeline.add_pipe(SENTENCES)
    passage = Passage(
        text, datetime(2026, 4, 8, 10, tzinfo=UTC), Direction.OUTBOUND if outbound else Direction.INBOUND
    )
    mentions: list[Mention] = []
    said = utterances(pipeline(text), mentions)
    return second_opinions(said, people(passage, mentions), found, ())[0]


def test_a_change_of_employer_is_heard_with_the_correspondent() -> None:
    heard = hear("I left the hospital in May and joined a clinic as head nurse.")
    assert [(o.type, o.about) for o in heard] == [(SignalType.JOB_CHANGE, None)]


def test_what_a_rule_found_is_not_heard_twice() -> None:
    text = "I left the hospital in May and joined a clinic as head nurse."
    assert not hear(text, found=frozenset({SignalType.JOB_CHANGE}))


def test_ordinary_mail_sounds_like_nothing() -> None:
    assert not hear("The minutes of the meeting are attached.\n\nLunch is at noon in the canteen.")


def test_a_withdrawal_in_a_question_or_a_condition_is_not_believed() -> None:
    for text in ("Would it be bad to withdraw my application?", "If it drags on I withdraw my application."):
        assert SignalType.WITHDREW not in {o.type for o in hear(text)}


def test_an_empty_mail_and_one_word_are_not_judged() -> None:
    assert hear("") == []
    assert rows(["yes"], is_outbound=False) == [[]]


def test_every_head_has_its_limits() -> None:
    ear = signal_model()
    assert len(ear.heads) == len(ear.thresholds) == len(ear.near) == len(ear.doubts)
    assert ear.model.weights.shape[1] == len(ear.heads)
