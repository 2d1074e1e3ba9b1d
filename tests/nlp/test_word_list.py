"""A list of words by their checksums knows its own words and, but for chance, no others."""

from __future__ import annotations

import random
import string
from pathlib import Path

from nlp.word_list import WordList

_NAMES = Path(__file__).parents[2] / "nlp" / "data" / "birth_names.txt"


def test_every_word_of_the_file_is_on_the_list() -> None:
    names = WordList(_NAMES)
    assert all(name in names for name in _NAMES.read_text(encoding="ascii").split())


def test_strange_words_are_not() -> None:
    names, letters = WordList(_NAMES), random.Random(7)
    strange = ["".join(letters.choices(string.ascii_lowercase, k=14)) for _ in range(20_000)]
    assert sum(word in names for word in strange) < 5
