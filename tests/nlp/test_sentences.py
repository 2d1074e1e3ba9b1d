"""Sentences of mail, found without any trained model."""

from __future__ import annotations

import pytest
import spacy
from spacy.language import Language

from nlp.sentences import SENTENCES


@pytest.fixture(scope="module")
def blank() -> Language:
    nlp = spacy.blank("en")
    nlp.add_pipe(SENTENCES)
    return nlp


def sentences(nlp: Language, text: str) -> list[str]:
    return [sentence.text.strip() for sentence in nlp(text).sents]


def test_a_greeting_on_its_own_line_is_a_sentence(blank: Language) -> None:
    assert sentences(blank, "Hi Oona,\n\nIs the role still open? I hope so.") == [
        "Hi Oona,",
        "Is the role still open?",
        "I hope so.",
    ]


def test_a_line_that_the_mail_program_wrapped_goes_on(blank: Language) -> None:
    text = (
        "The second conversation with the hiring team went rather well and they\n"
        "want to see references before the end of the month, so please send two\n"
        "of them."
    )
    assert len(sentences(blank, text)) == 1


def test_short_lines_and_list_items_are_sentences_of_their_own(blank: Language) -> None:
    text = "Still missing:\n- a CV in English\n- two references\n1. the signed form\nthanks\nring me"
    assert sentences(blank, text) == [
        "Still missing:",
        "- a CV in English",
        "- two references",
        "1. the signed form",
        "thanks",
        "ring me",
    ]


@pytest.mark.parametrize(
    "text",
    [
        "It pays 4.5 million, e.g. in Texas",
        "Meet Dr. Okonkwo and J. P. Lindqvist of Harrow Ltd. today",
        "Let us say 9 a.m. Friday then",
        "The site is https://jobs.example/a.b?c=1 as before",
        "She asked (really?) for more",
    ],
)
def test_abbreviations_decimals_initials_and_addresses_do_not_end_a_sentence(
    blank: Language, text: str
) -> None:
    assert sentences(blank, text) == [text]


def test_an_emoji_ends_a_sentence_and_belongs_to_it(blank: Language) -> None:
    assert sentences(blank, "Great news 🎉 When do I start? 😊 See you :) Bye") == [
        "Great news 🎉",
        "When do I start? 😊",
        "See you :)",
        "Bye",
    ]


def test_small_letters_after_a_full_stop_begin_a_sentence(blank: Language) -> None:
    assert sentences(blank, "got it. can you ring me later? thx") == [
        "got it.",
        "can you ring me later?",
        "thx",
    ]


def test_a_paragraph_on_one_long_line_ends_with_its_line(blank: Language) -> None:
    long = "We talked about the team and the budget and the many ways in which the plant has changed " * 2
    assert len(sentences(blank, f"{long}\nNext topic\n{long}")) == 3


@pytest.mark.parametrize("text", ["", "\n\n", " ", "\n\nHello", "...", "🙏", "?\n!\n."])
def test_any_text_has_its_sentences_and_none_is_lost(blank: Language, text: str) -> None:
    assert "".join(sentence.text_with_ws for sentence in blank(text).sents) == text
