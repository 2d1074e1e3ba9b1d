"""Whether the author is, or hints at being, worried, frustrated, overlooked or losing interest.

People wrap it: "going well, but", "not complaining, just saying", "I haven't heard since". Single hints weigh
little, several kinds of hints in one mail weigh much.
"""

from __future__ import annotations

from spacy.tokens import Doc

from domain import Direction, Passage, Sentiment, SentimentLabel, Strain
from nlp.sentiment import felt

_DECIDES = 1.0
_FURTHER = 0.6  # what a further kind of hint adds, as a part of its own weight


def find_strain(doc: Doc, passage: Passage, sentiment: Sentiment) -> Strain:
    """Strain with a score from 0 to 1 (0.5 decides) and the sentence that shows it most."""
    best: dict[str, float] = {}
    shown, evidence = 0.0, ""
    for sentence in felt(doc):
        here = 0.0
        for heard in sentence.heard:
            weight = heard.family.strain
            if passage.direction is Direction.OUTBOUND:
                weight *= heard.family.outbound
            best[heard.family.name] = max(best.get(heard.family.name, 0.0), weight)
            here += weight
        if here > shown:
            shown, evidence = here, sentence.text
    top = max(best.values(), default=0.0)
    total = top + _FURTHER * (sum(best.values()) - top)
    if sentiment.label is SentimentLabel.POSITIVE:
        total -= 0.2
    value = total >= _DECIDES
    return Strain(value, round(min(1.0, total / 2), 3) if total > 0 else 0.0, evidence if value else "")
