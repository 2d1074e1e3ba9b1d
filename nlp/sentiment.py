"""How the author feels about the job, the process or the people, as a recruiter would read it.

Courtesies are neutral. A polite no is neutral, however warm its thanks. What is said after a "but" counts
more than what is said before it.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from spacy.tokens import Doc

from domain import Direction, Passage, Sentiment, SentimentLabel
from nlp.sentiment_phrases import Heard, phrasebook, plain

_KEPT = "keepwarm.feelings"
_DECIDES = 1.0
_LONGEST = 2_000  # characters of one sentence that are read; longer ones are pasted tables or noise


@dataclass(frozen=True, slots=True)
class Felt:
    """One sentence: its own text, its plain words and what is heard in it."""

    text: str
    plain: str
    heard: tuple[Heard, ...]


def felt(doc: Doc) -> tuple[Felt, ...]:
    """What is heard in each sentence; kept on the `doc`, so that sentiment and strain listen once."""
    kept: tuple[Felt, ...] | None = doc.user_data.get(_KEPT)
    if kept is None:
        book = phrasebook()
        sentences = (sent.text.strip() for sent in doc.sents) if len(doc) else ()
        said = ((text, plain(text[:_LONGEST])) for text in sentences if text)
        kept = tuple(Felt(text, words, tuple(book.hear(words))) for text, words in said)
        doc.user_data[_KEPT] = kept
    return kept


def feel(doc: Doc, passage: Passage) -> Sentiment:
    """The author's feeling, a score from -1 to 1 and the sentence that decided it."""
    sentences = felt(doc)
    against = [_weight(s, passage, -1) for s in sentences]
    towards = [_weight(s, passage, +1) for s in sentences]
    bad, good = _together(against), _together(towards)
    if bad >= _DECIDES and bad >= 0.75 * good:
        label, evidence = SentimentLabel.NEGATIVE, sentences[against.index(max(against))].text
    elif good >= _DECIDES:
        label, evidence = SentimentLabel.POSITIVE, sentences[towards.index(max(towards))].text
    else:
        label, evidence = SentimentLabel.NEUTRAL, ""
    return Sentiment(label, round(max(-1.0, min(1.0, (good - bad) / 2)), 3), evidence)


def _weight(sentence: Felt, passage: Passage, sign: int) -> float:
    """How much of a feeling of one sign a sentence holds."""
    weights: list[float] = []
    for heard in sentence.heard:
        weight = heard.family.sentiment * sign
        if weight <= 0:
            continue
        if passage.direction is Direction.OUTBOUND:
            weight *= heard.family.outbound
        weights.append(weight)
    total = _together(weights)
    if sign > 0 and total and "!" in sentence.plain:
        total += 0.2
    return total


def _together(weights: Sequence[float]) -> float:
    """The strongest counts in full, the others add a little."""
    if not weights:
        return 0.0
    top = max(weights)
    return top + 0.35 * (sum(weights) - top)
