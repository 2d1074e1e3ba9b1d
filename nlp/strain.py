"""Whether the author is, or hints at being, worried, frustrated, overlooked or losing interest.

People wrap it: "going well, but", "not complaining, just saying", "I haven't heard since". Single hints weigh
little, several kinds of hints in one mail weigh much.
"""

from __future__ import annotations

from domain import Passage, Strain
from nlp.ear import STRAINED
from nlp.sentiment_reading import mood_of
from nlp.text import Doc

_DECIDES = 0.5


def find_strain(doc: Doc, passage: Passage) -> Strain:
    """Strain, its probability (from a half on it is strain) and the sentence that shows it most."""
    mood = mood_of(doc, passage)
    if not mood.message.said:
        return Strain(value=False, score=0.0)
    score = mood.probability(STRAINED)
    is_strained = score >= _DECIDES
    return Strain(is_strained, round(score, 3), mood.strongest(STRAINED) if is_strained else "")
