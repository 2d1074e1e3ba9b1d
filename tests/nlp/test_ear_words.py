"""The ear hears words, not spellings, and another word where one is denied."""

from __future__ import annotations

import pytest

from nlp.ear_words import denied, word, words
from nlp.utterances import NAME, PROPER


@pytest.mark.parametrize(
    ("low", "heard"),
    [
        ("i can't say, but didnt ask", ["i", "can", "not", "say", "but", "did", "not", "ask"]),
        ("she isn't in, it's 10:30?", ["she", "is", "not", "in", "it", "s", "§n4", "?"]),
        (f"{NAME * 9} of {PROPER * 4}", ["§name", "of", "§proper"]),
        ("", []),
    ],
)
def test_a_sentence_is_heard_in_plain_words(low: str, heard: list[str]) -> None:
    assert words(low) == heard


def test_a_sentence_is_heard_to_its_limit() -> None:
    assert len(words("can't " * 500)) == 60


def test_the_three_words_behind_a_not_are_denied() -> None:
    sentence = "this is not what we had in mind".split()
    told = [each for each, is_denied in zip(sentence, denied(sentence), strict=False) if is_denied]
    assert told == ["what", "we", "had"]


def test_nothing_is_denied_without_a_not() -> None:
    sentence = ["good", "news"]
    assert not any(is_denied for _, is_denied in zip(sentence, denied(sentence), strict=False))


def test_a_denied_word_is_itself_and_brings_something_else() -> None:
    said, taken_back = (word("interested", False, is_denied) for is_denied in (False, True))
    assert said.name == taken_back.name
    assert not set(said.alone.tolist()) & set(taken_back.alone.tolist())
