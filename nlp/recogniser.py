"""The entity recogniser, asked only about the sentences in which its word decides.

Rules settle nearly every name of a mail by themselves; on recruiting mail the recogniser's word decides in
one word of twenty. Reading only those, and of their sentences only what stands near words that may be names,
gives the same mentions and takes a twentieth of its time.
"""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections.abc import Iterator, Sequence
from itertools import pairwise
from typing import TYPE_CHECKING

from spacy.tokens import Doc

from domain import Passage
from nlp.mentions import doubts
from nlp.text import Entity, Text

if TYPE_CHECKING:
    from spacy.language import Language

_BATCH = 1000  # words read at once: many short excerpts are twice as fast together, more cost memory
_NEAR = 3  # words read on each side of one that may be a name: two that the recogniser sees, and one more

Asked = tuple[Text, list[int]]  # a text and which of its words are read


def recognise(nlp: Language, read: Sequence[tuple[Text, Passage]]) -> int:
    """Gives each text in doubt the entities of what is doubtful in it.

    Returns how many texts were.
    """
    asked: list[Asked] = []
    for text, passage in read:
        if offsets := doubts(text, passage):
            asked.append((text, _around(text, offsets)))
    for batch in _batches(asked):
        # spaCy's parser reads a quarter of a batch at once
        excerpts = nlp.pipe([_excerpt(nlp, text, words) for text, words in batch], batch_size=4 * len(batch))
        for (text, words), excerpt in zip(batch, excerpts, strict=True):
            text.entities = [
                Entity(text.offsets[words[e.start]], text.end(words[e.end - 1]), e.label_)
                for e in excerpt.ents
            ]
    return len(asked)


def _batches(asked: Sequence[Asked]) -> Iterator[list[Asked]]:
    batch: list[Asked] = []
    count = 0
    for each in asked:
        if batch and count + len(each[1]) > _BATCH:
            yield batch
            batch, count = [], 0
        batch.append(each)
        count += len(each[1])
    if batch:
        yield batch


def _around(text: Text, offsets: set[int]) -> list[int]:
    """Of the sentences in doubt, one behind the other, the words that may be names and those next to them."""
    doubtful = sorted(bisect_right(text.offsets, offset) - 1 for offset in offsets)
    words: list[int] = []
    at = 0
    for sentence in text.sentences:
        if at == len(doubtful):
            break
        if sentence.behind > doubtful[at]:
            words += range(sentence.first, sentence.behind)
            at = bisect_left(doubtful, sentence.behind, at)
    asked = set(doubtful)
    near: set[int] = set()
    for k, word in enumerate(words):
        if word in asked or text.words[word][0].isupper():
            near.update(range(k - _NEAR, k + _NEAR + 1))
    return [word for k, word in enumerate(words) if k in near]


def _excerpt(nlp: Language, text: Text, words: Sequence[int]) -> Doc:
    """A text of these words alone, its sentences as they were."""
    firsts = {sentence.first for sentence in text.sentences}
    return Doc(
        nlp.vocab,
        words=[text.words[i] for i in words],
        spaces=[text.is_followed_by_blank(i) for i in words],
        sent_starts=[i in firsts or i - 1 != before for before, i in pairwise([-1, *words])],
    )
