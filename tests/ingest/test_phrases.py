"""Phrases are found as if each were tried in turn, the longest first."""

from __future__ import annotations

import random
import re

import pytest

from ingest.memory import MOST_CHARACTERS, remembered
from ingest.phrases import alternatives, words


@pytest.mark.parametrize("phrases", [("p.s", "p", "ps", "p.s.:", "a*b", "a"), ("best",), ("", "a")])
def test_the_longest_phrase_is_found(phrases: tuple[str, ...]) -> None:
    pattern = re.compile(alternatives(phrases))
    for phrase in phrases:
        found = pattern.match(f"{phrase}!")
        assert found is not None
        assert found[0] == phrase


@pytest.mark.parametrize("key", ["legal", "odds", "notices", "devices", "banners"])
def test_phrases_that_share_a_beginning_are_found_as_if_tried_in_turn(key: str) -> None:
    phrases = words("footers", key)
    in_turn = re.compile("|".join(map(re.escape, phrases)))
    together = re.compile(alternatives(phrases))
    chance = random.Random(7)
    for _ in range(300):
        pieces = [chance.choice(phrases)[: chance.randint(1, 30)] for _ in range(8)]
        text = chance.choice(["", " "]).join(pieces)
        assert together.findall(text) == in_turn.findall(text), text


def test_what_is_remembered_is_asked_once_and_long_texts_each_time() -> None:
    asked: list[str] = []

    @remembered
    def is_loud(text: str, mark: str, *, twice: bool = False) -> bool:
        asked.append(text)
        return text.endswith(mark * (1 + twice))

    assert [is_loud("no!", "!"), is_loud("no!", "!"), is_loud("no!", "!", twice=True)] == [True, True, False]
    assert asked == ["no!", "no!"]
    long = "a" * (MOST_CHARACTERS + 1)
    assert [is_loud(long, "!"), is_loud(long, "!")] == [False, False]
    assert asked[2:] == [long, long]
