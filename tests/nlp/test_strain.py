"""Strain is heard inside polite words, and not where there is none."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest
import spacy
from spacy.language import Language

from domain import Direction, Passage, Strain
from evaluation.feelings.lines import invented
from nlp.sentences import SENTENCES
from nlp.strain import find_strain


@pytest.fixture(scope="module")
def nlp() -> Language:
    language = spacy.blank("en")
    language.add_pipe(SENTENCES)
    return language


def strain(nlp: Language, text: str, direction: Direction = Direction.INBOUND) -> Strain:
    doc = nlp(text)
    passage = Passage(text, datetime(2026, 3, 2, tzinfo=UTC), direction)
    return find_strain(doc, passage)


@pytest.mark.parametrize(
    "text",
    [
        "The new job is great, but I haven't sold a single licence in ten weeks.",
        "I haven't heard anything since the second interview, did I say something wrong?",
        "It's been very quiet on your side. I don't want to be a nuisance, I just wonder where I stand.",
        "I'm starting to wonder whether it was a mistake to leave my old firm.",
        "We were promised three profiles by Monday and still have none.",
        "Not complaining, but I come home exhausted every night.",
        "I was told it would be fully remote, and now they want me in four days a week.",
        "Honestly I'm a bit anxious about Thursday, everything depends on it.",
        "My landlord keeps asking and I still have no contract in my hands.",
        "Everyone is lovely. It's just that I feel a bit forgotten in the corner.",
    ],
)
def test_strain_is_heard_inside_polite_words(nlp: Language, text: str) -> None:
    found = strain(nlp, text)
    assert found.value
    assert found.evidence
    assert found.evidence in text
    assert 0.5 <= found.score <= 1


@pytest.mark.parametrize(
    "text",
    [
        "Thursday at ten works, see you there.",
        "No worries at all, take your time.",
        "My notice period is three months and my current salary is 54k.",
        "Is there any news about the date?",
        "I have to decline, the commute would be too long. Thank you for your help.",
        "",
    ],
)
def test_plain_mail_shows_no_strain(nlp: Language, text: str) -> None:
    assert not strain(nlp, text).value


def test_a_recruiter_without_news_is_not_strained(nlp: Language) -> None:
    text = "Hi Omar, I haven't heard back from the client yet, I will chase them tomorrow."
    assert not strain(nlp, text, Direction.OUTBOUND).value


def test_a_recruiter_who_is_angry_herself_is_strained(nlp: Language) -> None:
    text = "They moved the interview again. I am furious with them."
    assert strain(nlp, text, Direction.OUTBOUND).value


def test_held_out_mail_is_read_well(nlp: Language) -> None:
    pairs = [
        (line.strain, strain(nlp, line.text, line.direction).value) for line in invented() if line.is_held_out
    ]
    hits = sum(right and said for right, said in pairs)
    assert hits / sum(said for _, said in pairs) > 0.85
    # lines of strain that only facts tell came in later: of these most are missed
    assert hits / sum(right for right, _ in pairs) > 0.65


def test_a_formula_of_regret_is_no_strain(nlp: Language) -> None:
    text = "I'm afraid the room is taken until noon, so let's say one o'clock."
    assert not strain(nlp, text).value


def test_several_weak_hints_are_strain_together(nlp: Language) -> None:
    weak = "I know you're busy."
    more = "I know you're busy. The other firm wants my answer by Friday and my visa expires in May."
    assert not strain(nlp, weak).value
    assert strain(nlp, more).score > strain(nlp, weak).score
