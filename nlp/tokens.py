"""Cuts text into words as spaCy's tokenizer does, asking it only about those that are more than letters.

A word of mere letters is one word to every rule of the tokenizer, but for its list of special cases; a mark
behind it is cut off first. All others are asked about once.
"""

from __future__ import annotations

import re
from functools import lru_cache
from itertools import pairwise
from typing import TYPE_CHECKING

from nlp.sentences import sentence_starts
from nlp.text import Sentence, Text

if TYPE_CHECKING:
    from spacy.language import Language

_KEPT = 500  # words between two spaces of which is kept how they are cut
_CUT_OFF = frozenset(",?!;:")  # behind letters always a word of their own; a full stop behind a small one
_PIECE = re.compile(r"\s+|\S+")


class Cutter:
    """Makes a `Text` of a string, by the tokenizer of one pipeline."""

    def __init__(self, nlp: Language) -> None:
        self._nlp = nlp
        self._special = frozenset(nlp.tokenizer.rules)  # type: ignore[union-attr]  # spaCy's own
        self._cut = lru_cache(maxsize=_KEPT)(self._tokenized)

    def __call__(self, text: str) -> Text:
        """The text in words and sentences."""
        words: list[str] = []
        offsets: list[int] = []
        for piece in _PIECE.finditer(text):
            at, whole = piece.start(), piece[0]
            if whole.isspace():
                is_behind_word = at > 0 and whole[0] == " "  # that blank belongs to the word
                if len(whole) > is_behind_word:
                    words.append(whole[is_behind_word:])
                    offsets.append(at + is_behind_word)
                continue
            if whole.isalpha() and whole not in self._special:
                words.append(whole)
                offsets.append(at)
                continue
            for word in self._cut(whole):
                words.append(word)
                offsets.append(at)
                at += len(word)
        cut = Text(text, words, offsets)
        starts = [*sentence_starts(text, words, offsets), len(words)]
        cut.sentences = tuple(
            Sentence(offsets[first], cut.end(behind - 1), first, behind) for first, behind in pairwise(starts)
        )
        return cut

    def _tokenized(self, word: str) -> tuple[str, ...]:
        letters, last = word[:-1], word[-1]
        if letters.isalpha() and self._special.isdisjoint((letters, word)):
            is_cut_off = last in _CUT_OFF or (last == "." and "a" <= letters[-1] <= "z")
            if is_cut_off:
                return letters, last
        return tuple(token.text for token in self._nlp.make_doc(word))
