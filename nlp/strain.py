"""Whether the author is, or hints at being, worried, frustrated, overlooked or losing interest.

People wrap it: "going well, but", "not complaining, just saying", "I haven't heard since". Single hints weigh
little, several kinds of hints in one mail weigh much.
"""

from __future__ import annotations

from collections.abc import Sequence
from operator import attrgetter

from domain import Direction, Passage, Sentiment, Strain
from nlp.sentiment_reading import Felt, Scale, mood_of, weigh
from nlp.text import Doc

STRAINED = Scale(most=0.5, whole=0.6, rules=0.8, bias=0.4)
FURTHER = 0.6  # what a further kind of hint adds, as a part of its own weight
_DECIDES = 0.5


def find_strain(doc: Doc, passage: Passage, sentiment: Sentiment) -> Strain:  # noqa: ARG001
    """Strain with its probability from 0 to 1 (half and more is strain) and the sentence that shows it most.

    `sentiment` is part of the interface; the families behind it carry their own strain, so it adds nothing.
    """
    mood = mood_of(doc, passage)
    if not mood.sentences:
        return Strain(value=False, score=0.0)
    score = STRAINED.probability(mood, attrgetter("strained"), weigh(hints(mood.sentences, passage), FURTHER))
    if score < _DECIDES:
        return Strain(value=False, score=round(score, 3))
    shown = [
        sentence.guess.strained + sum(_weights(sentence, passage).values()) for sentence in mood.sentences
    ]
    return Strain(value=True, score=round(score, 3), evidence=mood.sentences[shown.index(max(shown))].text)


def hints(sentences: Sequence[Felt], passage: Passage) -> list[float]:
    """How much each kind of hint weighs that the rules hear in a mail, each kind once."""
    kinds: dict[str, float] = {}
    for sentence in sentences:
        for kind, weight in _weights(sentence, passage).items():
            kinds[kind] = max(kinds.get(kind, 0.0), weight)
    return list(kinds.values())


def _weights(sentence: Felt, passage: Passage) -> dict[str, float]:
    is_outbound = passage.direction is Direction.OUTBOUND
    return {
        heard.family.name: heard.family.strain * (heard.family.outbound if is_outbound else 1.0)
        for heard in sentence.heard
    }
