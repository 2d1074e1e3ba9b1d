"""How an author feels is read as a recruiter would read it."""

from __future__ import annotations

import contextlib
import csv
import itertools
import mailbox
import os
from datetime import UTC, datetime
from pathlib import Path

import pytest
import spacy
from spacy.language import Language

from domain import Direction, Passage, Sentiment, SentimentLabel
from evaluation.feelings.lines import invented
from nlp.sentences import SENTENCES
from nlp.sentiment import feel
from nlp.sentiment_phrases import compile_phrasebook, phrasebook, plain

NEGATIVE, NEUTRAL, POSITIVE = SentimentLabel.NEGATIVE, SentimentLabel.NEUTRAL, SentimentLabel.POSITIVE


@pytest.fixture(scope="module")
def nlp() -> Language:
    language = spacy.blank("en")
    language.add_pipe(SENTENCES)
    return language


def mood(nlp: Language, text: str, direction: Direction = Direction.INBOUND) -> Sentiment:
    return feel(nlp(text), Passage(text, datetime(2026, 3, 2, tzinfo=UTC), direction))


@pytest.mark.parametrize(
    "text",
    [
        "Thanks, that works for me. Best, see you on Tuesday.",
        "Many thanks for your message, please find my CV attached.",
        "I'm looking forward to meeting you on Wednesday.",
        "",
        "   \n ",
    ],
)
def test_courtesies_alone_are_neutral(nlp: Language, text: str) -> None:
    assert mood(nlp, text).label is NEUTRAL


def test_a_polite_no_is_neutral(nlp: Language) -> None:
    text = "I have decided to withdraw. I liked the team a lot and you were great to work with."
    assert mood(nlp, text).label is NEUTRAL


def test_a_recruiter_who_tells_bad_news_is_neutral(nlp: Language) -> None:
    text = "Unfortunately they went with another applicant. They thought your presentation was solid."
    assert mood(nlp, text, Direction.OUTBOUND).label is NEUTRAL


def test_a_recruiter_who_is_sorry_for_herself_is_negative(nlp: Language) -> None:
    text = "They chose somebody else. I feel terrible about how this was handled."
    assert mood(nlp, text, Direction.OUTBOUND).label is NEGATIVE


@pytest.mark.parametrize(
    "text",
    [
        "Honestly, I am furious. Nobody at reception knew that I was coming.",
        "We were let down by the last two people you sent.",
        "This is completely unacceptable.",
        "i'm so fed up with these forms",
    ],
)
def test_anger_and_disappointment_are_negative(nlp: Language, text: str) -> None:
    assert mood(nlp, text).label is NEGATIVE


@pytest.mark.parametrize(
    "text",
    [
        "I'm thrilled, thank you for making this happen!",
        "We absolutely loved meeting her, the whole team was blown away.",
        "Yes!! I accept the job 🎉",
        "My new colleagues are wonderful and I could not be happier.",
    ],
)
def test_joy_and_warm_praise_are_positive(nlp: Language, text: str) -> None:
    assert mood(nlp, text).label is POSITIVE


@pytest.mark.parametrize(
    "text", ["I'm not angry about it.", "Don't worry, I am not disappointed at all.", "No, I wasn't upset."]
)
def test_a_denied_feeling_is_none(nlp: Language, text: str) -> None:
    assert mood(nlp, text).label is not NEGATIVE


def test_the_evidence_is_the_sentence_that_decided(nlp: Language) -> None:
    text = "Hi Zoe,\n\nthe contract came today. I am so disappointed by page four. See you Monday."
    felt = mood(nlp, text)
    assert felt.evidence == "I am so disappointed by page four."
    assert felt.evidence in text
    assert -1 <= felt.score < 0


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("I can’t, we’re DONE!!", " i can not , we are done !! "),
        ("I can`t wait", " i can not wait "),
        ("Sooooo happy :-) thx", " so happy 🙂 thanks "),
        ("He said: wait =(", " he said : wait 🙁 "),
        ("", "  "),
    ],
)
def test_plain_words_spell_out_contractions_and_what_is_drawn(text: str, words: str) -> None:
    assert plain(text) == words


def test_a_phrase_with_an_unknown_class_is_refused() -> None:
    with pytest.raises(ValueError, match="no such class"):
        compile_phrasebook([{"anger": {"phrases": ["<nobody> shouts"]}}])


def test_a_phrase_without_a_word_to_find_it_by_is_refused() -> None:
    with pytest.raises(ValueError, match="no word"):
        compile_phrasebook([{"anger": {"phrases": ["* *"]}}])


@pytest.mark.parametrize("unit", ["i am ", "not so very ", "but ", "( ", "still no ", "a", "!", "i am very "])
def test_hostile_repetition_is_heard_without_harm(unit: str) -> None:
    sentence = plain(unit * 500)
    assert isinstance(phrasebook().hear(sentence), list)


def test_held_out_mail_is_read_well(nlp: Language) -> None:
    lines = [line for line in invented() if line.is_held_out]
    pairs = [(line.sentiment, str(mood(nlp, line.text, line.direction).label)) for line in lines]
    for label in SentimentLabel:
        hits = sum(right == said == label for right, said in pairs)
        # the lowest are the negative ones, since lines came in that tell a grievance by its facts alone
        assert 2 * hits / sum((right == label) + (said == label) for right, said in pairs) > 0.75
    neutral = [
        (line.strain, said) for line, (right, said) in zip(lines, pairs, strict=True) if right == NEUTRAL
    ]
    calm = [said for is_strained, said in neutral if not is_strained]
    assert calm.count("negative") / len(calm) <= 0.02
    assert [said for _, said in neutral].count("negative") / len(neutral) <= 0.09


@pytest.mark.data
def test_public_rejection_letters_are_not_called_glad(nlp: Language) -> None:
    data = os.environ["KEEPWARM_DATA"]
    with (Path(data) / "recruiting" / "rejections.csv").open(encoding="utf-8") as file:
        letters = [row["Email"] for row in csv.DictReader(file) if row["Status"] == "reject"]
    labels = [mood(nlp, letter, Direction.OUTBOUND).label for letter in letters]
    assert labels.count(NEUTRAL) / len(labels) > 0.9
    assert labels.count(POSITIVE) / len(labels) < 0.05


@pytest.mark.data
def test_ordinary_public_mail_is_rarely_called_negative(nlp: Language) -> None:
    data = os.environ["KEEPWARM_DATA"]
    archive = Path(data) / "mailboxes" / "maven-dev" / "maven-dev-2017-11-mboxvm.mbox"
    with contextlib.closing(mailbox.mbox(archive, create=False)) as box:
        texts = [
            str(part.get_payload())
            for message in itertools.islice(box, 150)
            for part in message.walk()
            if part.get_content_type() == "text/plain"
        ]
    assert texts
    own = ["\n".join(row for row in text.splitlines() if not row.startswith(">"))[:3000] for text in texts]
    labels = [mood(nlp, text).label for text in own]
    assert labels.count(NEGATIVE) / len(labels) < 0.1
