"""The way in, with the real model: batches, limits, languages and hostile text."""

from __future__ import annotations

import logging
import random
import string
from datetime import UTC, datetime

import pytest

from domain import Direction, Passage, Reading
from nlp import model, pipeline
from nlp.mentions import find_mentions
from nlp.pipeline import Reader
from nlp.tokenizer import Tokenizer

NOON = datetime(2026, 3, 2, 12, tzinfo=UTC)


@pytest.fixture(scope="module")
def reader() -> Reader:
    return pipeline.load()


def passage(text: str, **more: object) -> Passage:
    return Passage(text=text, date=NOON, direction=Direction.INBOUND, **more)  # type: ignore[arg-type]


def names(reading: Reading) -> list[str]:
    return [mention.text for mention in reading.mentions]


def test_readings_come_back_in_the_order_of_their_passages(reader: Reader) -> None:
    people = ["Oona", "Gustav", "Melissa", "Ibrahim"] * 60
    texts = [f"Hi {name},\n\nThank you for the call yesterday." for name in people]
    texts[7] = "Hola Lucas, muchas gracias por la llamada, te escribo el lunes con mi respuesta."
    readings = reader.read([passage(text) for text in texts])
    assert [names(reading) for reading in readings] == [
        [name] if i != 7 else ["Lucas"] for i, name in enumerate(people)
    ]


def test_mail_in_another_language_keeps_names_and_turn_but_is_not_felt(reader: Reader) -> None:
    [reading] = reader.read(
        [
            passage(
                "Hallo Frau Brandner, vielen Dank für das Gespräch. Wann höre ich von Ihnen? "
                "Ich bin sehr enttäuscht.",
                known_names=("Ilse Brandner",),
            )
        ]
    )
    assert reading.language == "de"
    assert (reading.sentiment, reading.strain, reading.signals) == (None, None, None)
    assert names(reading) == ["Brandner"]
    assert reading.has_question_mark
    assert reading.made_by == reader.version


def test_an_empty_text_is_read_and_says_nothing(reader: Reader) -> None:
    [reading] = reader.read([passage("")])
    assert reading.mentions == ()
    assert reading.made_by


@pytest.mark.parametrize(
    "bomb",
    [
        "(" * 100_000,
        "([{<" * 25_000,
        "a" * 100_000,
        "a@" * 50_000,
        "Dana " * 20_000,
        "D." * 50_000,
        "\n" * 100_000,
        "?!" * 50_000,
        "-" * 99_999 + "x",
        "von " * 25_000,
        "O'" * 50_000,
        "Hi " * 30_000,
        "http://" * 14_000,
        "🙏" * 50_000,
        "\ud800" * 1_000,
        "&amp;" * 20_000,
        "A-" * 50_000,
        "thanks for " * 10_000,
        "1. " * 30_000,
        "...,,,;;;" * 11_000,
    ],
    ids=lambda bomb: bomb[:5].encode("ascii", "replace").decode(),
)
def test_hostile_text_is_read_to_its_end(reader: Reader, bomb: str) -> None:
    first, last = reader.read([passage(bomb), passage("Regards to Melissa Brandt from all of us.")])
    assert first.made_by
    assert names(last) == ["Melissa Brandt"]


def test_offsets_refer_to_the_own_words_as_they_were(reader: Reader) -> None:
    text = f"Hi\u00a0Oona,\r\n\r\n{'=' * 500} {'x' * 300}\u200b\n\nPlease ask Gustav Lindqvist\u2028about it."
    [reading] = reader.read([passage(text)])
    assert [text[m.start : m.end] for m in reading.mentions] == ["Oona", "Gustav Lindqvist"]


def test_only_the_first_20000_characters_are_read(reader: Reader) -> None:
    text = "All is well. " * 1_600 + "Ask Melissa Brandt."
    [reading] = reader.read([passage(text)])
    assert reading.mentions == ()


def test_one_passage_that_breaks_a_rule_costs_no_other_and_no_word_is_logged(
    reader: Reader, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    find = find_mentions

    def fails_on_secret(doc, passage):  # type: ignore[no-untyped-def]
        if "Quillon" in passage.text:
            raise ValueError(passage.text)
        return find(doc, passage)

    monkeypatch.setattr(pipeline, "find_mentions", fails_on_secret)
    with caplog.at_level(logging.DEBUG):
        good, bad, better = reader.read(
            [passage("Hi Oona, is it on?"), passage("Quillon asks: why?"), passage("Hi Gustav, no.")]
        )
    assert (names(good), names(better)) == (["Oona"], ["Gustav"])
    assert (bad.made_by, bad.sentiment, bad.has_question_mark) == ("", None, True)
    assert "Quillon" not in caplog.text
    assert "ValueError" in caplog.text


def test_a_text_the_model_cannot_read_costs_no_other(reader: Reader, monkeypatch: pytest.MonkeyPatch) -> None:
    words = Tokenizer.words

    def fails_on_secret(tokenizer: Tokenizer, text: str) -> tuple[list[str], list[int]]:
        if "Zwillonby" in text:
            raise RuntimeError(text)
        return words(tokenizer, text)

    monkeypatch.setattr(Tokenizer, "words", fails_on_secret)
    texts = ["Hi Oona, all well.", "Zwillonby-7", "Hi Gustav, all well."]
    readings = reader.read([passage(text) for text in texts])
    assert [names(reading) for reading in readings] == [["Oona"], [], ["Gustav"]]
    assert [bool(reading.made_by) for reading in readings] == [True, False, True]


def test_words_of_one_batch_are_forgotten_after_it(reader: Reader) -> None:
    strings = reader._nlp.vocab.strings
    before = len(strings)
    dice = random.Random(7)
    noise = [
        " ".join("".join(dice.choices(string.ascii_lowercase, k=9)) for _ in range(60)) for _ in range(200)
    ]
    reader.read([passage(f"Please read this: {text}") for text in noise])
    assert len(strings) - before < 100


def test_the_version_names_the_model_and_the_rules(reader: Reader) -> None:
    assert "keepwarm_en 1" in reader.version
    assert f"rules {model.RULES}" in reader.version


def test_asking_the_recogniser_only_in_doubt_finds_what_asking_always_finds(reader: Reader) -> None:
    texts = [
        "My former colleague Ingeborg Stapelfeldt may fit better. We use Jenkins. Ask Quillon about Danfoss.",
        "Yesterday Giulia resigned; today Marco Bellini follows. Hope Adeyemi stays. So does Rook.",
        "Hi Gustav,\n\nThe panel is Zarathon Vex, Milly, Ipswich Water and Bexley.\n\nAsk Orla or Thandeka.",
        "met bexley and talked to milly. zarathon was there too, i think",
        "Nothing about anybody here.",
    ]
    readings = reader.read([passage(text) for text in texts])
    for text, reading in zip(texts, readings, strict=True):
        assert reading.mentions == find_mentions(reader._nlp(text), passage(text))
