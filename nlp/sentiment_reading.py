"""What is felt in a mail: families of expressions heard by rule, and the model's guesses.

Sentiment and strain both judge from this, so it is made once and kept on the `doc`.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from math import exp, log

from domain import Direction, Passage
from nlp.linear_model import LinearModel
from nlp.sentences import sentences, written
from nlp.sentiment_model import Guess, Guesses, buckets, feelings_model, guess
from nlp.sentiment_phrases import Heard, phrasebook, plain
from nlp.text import Doc

KEPT = "keepwarm.feelings"  # where the mood of a doc is kept
_LONGEST = 2_000  # characters of one sentence that are read; longer ones are pasted tables or noise
_SUREST = 1e-4  # no guess is nearer to 0 or 1 than this


@dataclass(frozen=True, slots=True)
class Felt:
    """One sentence: its own text, its plain words, what is heard in it and what it sounds like."""

    text: str
    plain: str
    heard: tuple[Heard, ...]
    guess: Guess


@dataclass(frozen=True, slots=True)
class Mood:
    """The sentences of a mail, in order, and all that it sounds like."""

    sentences: tuple[Felt, ...]
    guesses: Guesses

    def most(self, of: Callable[[Guess], float]) -> float:
        """The strongest guess over sentences, alone or with the next one."""
        return max((of(each) for each in (*self.guesses.alone, *self.guesses.paired)), default=0.0)


@dataclass(frozen=True, slots=True)
class Scale:
    """How rules and guesses make one probability; `python -m evaluation.feelings.weigh` fits it.

    `most` and `whole` multiply the log-odds of the strongest sentence and of the whole mail, `rules` the
    weight of what the rules heard.
    """

    most: float
    whole: float
    rules: float
    bias: float

    def probability(self, mood: Mood, of: Callable[[Guess], float], heard: float) -> float:
        """From 0 to 1; half and more decides."""
        odds = self.most * _log_odds(mood.most(of)) + self.whole * _log_odds(of(mood.guesses.whole))
        return 1 / (1 + exp(-(odds + self.rules * heard + self.bias)))


def mood_of(doc: Doc, passage: Passage) -> Mood:
    """What is felt in each sentence of `doc` and in all of it."""
    kept: Mood | None = doc.user_data.get(KEPT)
    if kept is None:
        kept = listen(doc, passage, feelings_model())
        doc.user_data[KEPT] = kept
    return kept


def listen(doc: Doc, passage: Passage, model: LinearModel) -> Mood:
    """What is felt in `doc` when this model guesses."""
    is_outbound = passage.direction is Direction.OUTBOUND
    whole = written(doc)
    texts = [text for s in sentences(doc) if (text := whole[s.start_char : s.end_char].strip())]
    words = [plain(text[:_LONGEST]) for text in texts]
    heard = [tuple(phrasebook().hear(said)) for said in words]
    guesses = guess(
        model,
        [
            buckets(said.split(), {h.family.name for h in here}, is_outbound=is_outbound)
            for said, here in zip(words, heard, strict=True)
        ],
    )
    return Mood(tuple(map(Felt, texts, words, heard, guesses.alone)), guesses)


def weigh(weights: Sequence[float], further: float) -> float:
    """Several weights together: the strongest counts in full, the others by the part `further`."""
    top = max(weights, default=0.0)
    return top + further * (sum(weights) - top)


def _log_odds(probability: float) -> float:
    sure = min(max(probability, _SUREST), 1 - _SUREST)
    return log(sure / (1 - sure))
