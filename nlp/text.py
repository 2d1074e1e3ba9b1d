"""A text in words and sentences: what spaCy's `Doc` is elsewhere, without its vocabulary.

Reading mail needs where words and sentences begin and little more. Making a `Doc` of each mail would take
longer than all that is read from it, so only what the recogniser is asked about becomes one.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any

import spacy.tokens


@dataclass(frozen=True, slots=True)
class Sentence:
    """A sentence from `start_char` to `end_char` of the text, the words `first` to before `behind`."""

    start_char: int
    end_char: int
    first: int
    behind: int


@dataclass(frozen=True, slots=True)
class Entity:
    """What a recogniser found from `start_char` to `end_char` of the text."""

    start_char: int
    end_char: int
    label_: str


@dataclass(slots=True)
class Text:
    """One text. `words` are as spaCy cuts them, white space beyond one blank among them; each at its offset.

    `ents` is None until a recogniser has read.
    """

    text: str
    words: Sequence[str]
    offsets: Sequence[int]
    sentences: tuple[Sentence, ...] = ()
    entities: Sequence[Entity] | None = None
    user_data: dict[str, Any] = field(default_factory=dict)

    @property
    def ents(self) -> Sequence[Entity]:
        """What a recogniser found."""
        return self.entities or ()

    def has_annotation(self, attribute: str) -> bool:
        """Whether a recogniser has read it; asked as of spaCy, by `ENT_IOB`."""
        return attribute == "ENT_IOB" and self.entities is not None

    def end(self, word: int) -> int:
        """Where a word ends."""
        return self.offsets[word] + len(self.words[word])

    def is_followed_by_blank(self, word: int) -> bool:
        """Whether a blank follows a word, which belongs to no word."""
        return self.text.startswith(" ", self.end(word))


Doc = spacy.tokens.Doc | Text
