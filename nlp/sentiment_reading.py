"""What is felt in each sentence of a mail: families of expressions heard by rule, and the model's guess.

Sentiment and strain both judge from this, so it is made once and kept on the `doc`.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from domain import Direction, Passage
from nlp.sentences import sentences, written
from nlp.sentiment_model import Guess, buckets, feelings_model, guess
from nlp.sentiment_phrases import Heard, phrasebook, plain
from nlp.text import Doc

_KEPT = "keepwarm.feelings"
_TRUST = 2.0  # how much a guess counts beside the rules; chosen on invented mail that neither had seen
_LONGEST = 2_000  # characters of one sentence that are read; longer ones are pasted tables or noise


@dataclass(frozen=True, slots=True)
class Felt:
    """One sentence: its own text, its plain words, what is heard in it and what it sounds like.

    `with_next` is the guess for this sentence and the next one read together.
    """

    text: str
    plain: str
    heard: tuple[Heard, ...]
    guess: Guess
    with_next: Guess


def felt(doc: Doc, passage: Passage) -> tuple[Felt, ...]:
    """What is felt in each sentence of `doc`, in order."""
    kept: tuple[Felt, ...] | None = doc.user_data.get(_KEPT)
    if kept is None:
        kept = _listen(doc, is_outbound=passage.direction is Direction.OUTBOUND)
        doc.user_data[_KEPT] = kept
    return kept


def _listen(doc: Doc, *, is_outbound: bool) -> tuple[Felt, ...]:
    whole = written(doc)
    texts = [text for s in sentences(doc) if (text := whole[s.start_char : s.end_char].strip())]
    words = [plain(text[:_LONGEST]) for text in texts]
    heard = [tuple(phrasebook().hear(said)) for said in words]
    guesses, pairs = guess(
        feelings_model(),
        [
            buckets(said.split(), {h.family.name for h in here}, is_outbound=is_outbound)
            for said, here in zip(words, heard, strict=True)
        ],
    )
    return tuple(map(Felt, texts, words, heard, guesses, [*pairs, Guess()]))


def weigh(weights: Sequence[float], further: float) -> float:
    """Several weights together: the strongest counts in full, the others by the part `further`."""
    top = max(weights, default=0.0)
    return top + further * (sum(weights) - top)


def second_opinion(guess: float, *, doubt: float) -> float:
    """What a guess adds to, or below `doubt` takes from, a weight that decides at 1."""
    return _TRUST * (guess - doubt)
