"""Whether the author is, or hints at being, worried, frustrated, overlooked or losing interest.

People wrap it: "going well, but", "not complaining, just saying", "I haven't heard since". Single hints weigh
little, several kinds of hints in one mail weigh much.
"""

from __future__ import annotations

from domain import Direction, Passage, Sentiment, Strain
from nlp.sentiment_reading import felt, second_opinion, weigh
from nlp.text import Doc

_DECIDES = 1.0
_FURTHER = 0.6  # what a further kind of hint adds, as a part of its own weight
_SURE = 0.85  # what no rule supports is believed from here on: a false alarm costs trust
_DOUBT = 0.25  # a guess below this speaks against what the rules heard


def find_strain(doc: Doc, passage: Passage, sentiment: Sentiment) -> Strain:  # noqa: ARG001
    """Strain with a score from 0 to 1 (0.5 and more is strain) and the sentence that shows it most.

    `sentiment` is part of the interface; the families behind it carry their own strain, so it adds nothing.
    """
    sentences = felt(doc, passage)
    if not sentences:
        return Strain(value=False, score=0.0)
    kinds: dict[str, float] = {}
    shown: list[float] = []
    for sentence in sentences:
        here = sentence.guess.strained
        for heard in sentence.heard:
            weight = heard.family.strain
            if passage.direction is Direction.OUTBOUND:
                weight *= heard.family.outbound
            kinds[heard.family.name] = max(kinds.get(heard.family.name, 0.0), weight)
            here += weight
        shown.append(here)
    guessed = max(max(s.guess.strained, s.with_next.strained) for s in sentences)
    total = weigh(list(kinds.values()), _FURTHER) + second_opinion(guessed, doubt=_DOUBT)
    value = total >= _DECIDES and (bool(kinds) or guessed >= _SURE)
    evidence = sentences[shown.index(max(shown))].text if value else ""
    return Strain(value, round(max(0.0, min(1.0, total / 2)), 3), evidence)
