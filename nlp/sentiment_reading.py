"""What is felt in a mail: families of expressions heard by rule beside what the ear hears.

Sentiment and strain both judge from this, so it is made once and kept on the `doc`.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from math import exp

from domain import Direction, Passage
from nlp.ear import AGAINST, FEELINGS, STRAINED, TOWARDS, ear
from nlp.listening import Listened, listened
from nlp.sentiment_phrases import Heard, phrasebook, plain
from nlp.text import Doc
from nlp.utterances import Utterance

_KEPT = "keepwarm.mood"
_LONGEST = 2_000  # characters of one sentence that are read; longer ones are pasted tables or noise
_FURTHER = 0.35  # what a second feeling of the same sign adds, as a part of its own weight
_FURTHER_HINT = 0.6  # what a further kind of hint adds
_EXCLAIMED = 0.2
_SUREST = 30.0  # log-odds beyond which nothing is told apart


Weights = Mapping[str, float]  # by feeling


@dataclass(frozen=True, slots=True)
class Felt:
    """One sentence: its text, what rules hear in it and weigh, and how it sounds (log-odds), by feeling."""

    text: str
    heard: tuple[Heard, ...]
    rules: Weights
    sounds: Weights

    def shows(self, feeling: str) -> float:
        """How much this sentence shows of a feeling, beside the other sentences."""
        return self.rules[feeling] + self.sounds[feeling]


@dataclass(frozen=True, slots=True)
class Mood:
    """The sentences of a mail, in order; of all of it how rules weigh and how it sounds, by feeling."""

    sentences: tuple[Felt, ...]
    rules: Weights
    sounds: Weights

    def probability(self, feeling: str) -> float:
        """From 0 to 1; half and more decides."""
        heard = [*(self.sounds[each] for each in FEELINGS), *(self.rules[each] for each in FEELINGS), 1.0]
        scale = ear().scales[FEELINGS.index(feeling)]
        odds = sum(float(weight) * value for weight, value in zip(scale, heard, strict=True))
        return 1 / (1 + exp(-min(max(odds, -_SUREST), _SUREST)))

    def strongest(self, feeling: str) -> str:
        """The sentence that shows a feeling most."""
        return max(self.sentences, key=lambda sentence: sentence.shows(feeling)).text


def mood_of(doc: Doc, passage: Passage) -> Mood:
    """What is felt in each sentence of `doc` and in all of it."""
    kept: Mood | None = doc.user_data.get(_KEPT)
    if kept is None:
        kept = doc.user_data[_KEPT] = read_mood(listened(doc, passage), passage.direction)
    return kept


def read_mood(message: Listened, direction: Direction) -> Mood:
    """What is felt in a message that was listened to."""
    sentences, rules = hear_rules(message.said, direction)
    heads = [ear().heads.index(feeling) for feeling in FEELINGS]
    alone = message.heard.alone[:, heads].tolist()
    felt = tuple(
        Felt(utterance.text, heard, weights, dict(zip(FEELINGS, sounds, strict=True)))
        for utterance, (heard, weights), sounds in zip(message.said, sentences, alone, strict=True)
    )
    return Mood(felt, rules, dict(zip(FEELINGS, message.heard.mail[heads].tolist(), strict=True)))


def hear_rules(
    said: Sequence[Utterance], direction: Direction
) -> tuple[list[tuple[tuple[Heard, ...], Weights]], Weights]:
    """What rules hear in each sentence and how they weigh each feeling, there and in all."""
    is_outbound = direction is Direction.OUTBOUND
    found: list[tuple[tuple[Heard, ...], Weights]] = []
    kinds: dict[str, float] = {}
    for utterance in said:
        words = plain(utterance.text[:_LONGEST])
        heard = tuple(phrasebook().hear(words))
        hints = {h.family.name: h.family.strain * (h.family.outbound if is_outbound else 1.0) for h in heard}
        for kind, weight in hints.items():
            kinds[kind] = max(kinds.get(kind, 0.0), weight)
        weights = {
            AGAINST: _weight(heard, -1, is_outbound=is_outbound),
            TOWARDS: _gladness(heard, words, is_outbound=is_outbound),
            STRAINED: sum(hints.values()),
        }
        found.append((heard, weights))
    return found, {
        AGAINST: _weigh([weights[AGAINST] for _, weights in found], _FURTHER),
        TOWARDS: _weigh([weights[TOWARDS] for _, weights in found], _FURTHER),
        STRAINED: _weigh(list(kinds.values()), _FURTHER_HINT),
    }


def _weight(heard: Sequence[Heard], sign: int, *, is_outbound: bool) -> float:
    """How much of a feeling of one sign the rules hear in a sentence."""
    weights = [h.family.sentiment * sign * (h.family.outbound if is_outbound else 1.0) for h in heard]
    return _weigh([weight for weight in weights if weight > 0], _FURTHER)


def _gladness(heard: Sequence[Heard], words: str, *, is_outbound: bool) -> float:
    weight = _weight(heard, +1, is_outbound=is_outbound)
    return weight + _EXCLAIMED if weight and "!" in words else weight


def _weigh(weights: Sequence[float], further: float) -> float:
    """Several weights together: the strongest counts in full, the others by the part `further`."""
    top = max(weights, default=0.0)
    return top + further * (sum(weights) - top)
