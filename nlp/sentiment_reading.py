"""What is felt in a mail: families of expressions heard by rule beside what the ear hears.

Sentiment and strain both judge from this, so it is made once and kept on the `doc`.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cache
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
_NOTHING: Weights = dict.fromkeys(FEELINGS, 0.0)


@dataclass(frozen=True, slots=True)
class Told:
    """What rules hear in one sentence, and how that weighs, by feeling."""

    heard: Sequence[Heard]
    weights: Weights


@dataclass(frozen=True, slots=True)
class Mood:
    """What was listened to; what rules hear in its sentences, by their index, and how all of that weighs."""

    message: Listened
    told: Mapping[int, Told]
    rules: Weights

    def probability(self, feeling: str) -> float:
        """From 0 to 1; half and more decides."""
        sounds = self.message.heard.mail[_places()].tolist()
        heard = [*sounds, *(self.rules[each] for each in FEELINGS), 1.0]
        scale = ear().scales[FEELINGS.index(feeling)].tolist()
        odds = sum(weight * value for weight, value in zip(scale, heard, strict=True))
        return 1 / (1 + exp(-min(max(odds, -_SUREST), _SUREST)))

    def strongest(self, feeling: str) -> str:
        """The sentence that shows a feeling most, by how it sounds (log-odds) and what rules hear in it."""
        shown: list[float] = self.message.heard.alone[:, _places()[FEELINGS.index(feeling)]].tolist()
        for index, told in self.told.items():
            shown[index] += told.weights[feeling]
        return self.message.said[shown.index(max(shown))].text


@cache
def _places() -> list[int]:
    """Where the feelings stand among what the ear hears."""
    return [ear().heads.index(feeling) for feeling in FEELINGS]


def mood_of(doc: Doc, passage: Passage) -> Mood:
    """What is felt in each sentence of `doc` and in all of it."""
    kept: Mood | None = doc.user_data.get(_KEPT)
    if kept is None:
        message = listened(doc, passage)
        kept = doc.user_data[_KEPT] = Mood(message, *hear_rules(message.said, passage.direction))
    return kept


def hear_rules(said: Sequence[Utterance], direction: Direction) -> tuple[Mapping[int, Told], Weights]:
    """What rules hear in the sentences, by their index, and how that weighs in all, by feeling."""
    is_outbound = direction is Direction.OUTBOUND
    found: dict[int, Told] = {}
    kinds: dict[str, float] = {}
    for index, utterance in enumerate(said):
        words = plain(utterance.text[:_LONGEST])
        heard = phrasebook().hear(words)
        if not heard:
            continue
        hints = {h.family.name: h.family.strain * (h.family.outbound if is_outbound else 1.0) for h in heard}
        for kind, weight in hints.items():
            kinds[kind] = max(kinds.get(kind, 0.0), weight)
        weights = {
            AGAINST: _weight(heard, -1, is_outbound=is_outbound),
            TOWARDS: _gladness(heard, words, is_outbound=is_outbound),
            STRAINED: sum(hints.values()),
        }
        found[index] = Told(heard, weights)
    if not found:
        return found, _NOTHING
    return found, {
        AGAINST: _weigh([told.weights[AGAINST] for told in found.values()], _FURTHER),
        TOWARDS: _weigh([told.weights[TOWARDS] for told in found.values()], _FURTHER),
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
