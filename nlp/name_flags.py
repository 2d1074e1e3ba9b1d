"""What the name lists tell about a word, as flags that the recogniser of persons reads beside its shape.

A word never seen in training is still known to be a given name, a word of firms or a mere word.
"""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from typing import TYPE_CHECKING

from spacy.util import registry

from nlp.name_words import WORDS
from nlp.names import fold, is_first_name, is_word_when_small

if TYPE_CHECKING:
    from spacy.language import Language

_PLACES_AND_THINGS = WORDS.places | WORDS.place_words | WORDS.things | WORDS.organisation_words
_CALLS = WORDS.greetings | WORDS.titles | WORDS.honorifics | WORDS.vocatives
FLAGS = ("FLAG20", "FLAG21", "FLAG22", "FLAG23", "FLAG24")


NAME_FLAGS = "keepwarm.name_flags.v1"


def register_name_flags() -> None:
    """Makes the flags known to spaCy, so that a pipeline's configuration may ask for them."""
    registry.callbacks.register(NAME_FLAGS, func=lambda: _with_flags)


def _with_flags(nlp: Language) -> Language:
    """The pipeline, its vocabulary with the flags; runs when it is created."""
    for flag, tells in zip(FLAGS, _TELLS, strict=True):
        nlp.vocab.add_flag(tells, flag_id=int(flag.removeprefix("FLAG")))
    return nlp


def _is_given(text: str) -> bool:
    low = fold(text)
    return is_first_name(low) and not is_word_when_small(low)


def _is_given_and_word(text: str) -> bool:
    low = fold(text)
    return is_first_name(low) and is_word_when_small(low)


def _is_among(words: frozenset[str], text: str) -> bool:
    return fold(text) in words


_TELLS: tuple[Callable[[str], bool], ...] = (
    _is_given,
    _is_given_and_word,
    partial(_is_among, _PLACES_AND_THINGS),
    partial(_is_among, WORDS.never),
    partial(_is_among, _CALLS),
)
