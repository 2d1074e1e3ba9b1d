"""A mail's text in words, as a pipeline's tokenizer cuts them, and in sentences."""

from __future__ import annotations

from itertools import pairwise
from typing import TYPE_CHECKING, cast

from nlp.sentences import sentence_starts
from nlp.text import Sentence, Text
from nlp.tokenizer import Tokenizer

if TYPE_CHECKING:
    from spacy.language import Language


class Cutter:
    """Makes a `Text` of a string, by the tokenizer of one pipeline."""

    def __init__(self, nlp: Language) -> None:
        self._tokenizer = cast("Tokenizer", nlp.tokenizer)

    def __call__(self, text: str) -> Text:
        """The text in words and sentences."""
        words, offsets = self._tokenizer.words(text)
        cut = Text(text, words, offsets)
        starts = [*sentence_starts(text, words, offsets), len(words)]
        cut.sentences = tuple(
            Sentence(offsets[first], cut.end(behind - 1), first, behind) for first, behind in pairwise(starts)
        )
        return cut
