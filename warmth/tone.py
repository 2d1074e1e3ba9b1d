"""How the newest message sounds beside the person's own usual tone: dry people are dry, and not worried.

The modified z-score of Iglewicz and Hoaglin (How to Detect and Handle Outliers, 1993): the distance from the
median of the person's own earlier messages, in units of their own spread (1.4826 times the median absolute
deviation, which one bad day does not move). They call 3.5 and more an outlier.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from statistics import median

from config import Tone
from domain import Exchange

_AS_STANDARD_DEVIATION = 1.4826
Sound = tuple[float, float] | None  # scores of sentiment and strain
_LEAST_SPREAD = 0.1  # of scores from -1 to 1: below it the scores themselves are no surer


@dataclass(frozen=True, slots=True)
class Beside:
    """The newest message beside those before it: how far below their usual tone, how far above their strain.

    Both in robust standard deviations, at least 0; `messages` is how many were compared with.
    """

    below_tone: float
    above_strain: float
    messages: int


def sound_of(message: Exchange) -> Sound:
    """How a message sounds, None in a language that no model covers."""
    if message.sentiment is None or message.strain is None:
        return None
    return message.sentiment.score, message.strain.score


def beside_usual(sounds: Sequence[Sound], settings: Tone) -> Beside | None:
    """The newest of a person's messages (oldest first) beside their own last ones.

    None while they are too few; messages in a language that no model covers are no part of it.
    """
    if not sounds or sounds[-1] is None:
        return None
    *before, (tone, strain) = [sound for sound in sounds if sound][-1 - settings.last_messages :]
    if len(before) < settings.from_messages:
        return None
    return Beside(
        below_tone=max(0.0, -distance(tone, [each for each, _ in before])),
        above_strain=max(0.0, distance(strain, [each for _, each in before])),
        messages=len(before),
    )


def distance(score: float, usual: Sequence[float]) -> float:
    """How far a score lies from the usual ones (not empty), in robust standard deviations."""
    middle = median(usual)
    spread = max(median(abs(each - middle) for each in usual), _LEAST_SPREAD)
    return (score - middle) / (_AS_STANDARD_DEVIATION * spread)


def is_unlike_them(sounds: Sequence[Sound], settings: Tone) -> bool:
    """Whether the newest message sounds strained for this person, though it would not for others.

    Two hints are asked for, because one is chance too often: a tone below their own, and words in which
    strain is at least thinkable.
    """
    beside = beside_usual(sounds, settings)
    if beside is None or beside.below_tone < settings.unusual_from:
        return False
    newest = sounds[-1]
    return newest is not None and newest[1] >= settings.strain_thinkable_from


def tone_in_words(sounds: Sequence[Sound], settings: Tone) -> str:
    """What to show: "below their usual tone (of their last 12 messages)"; empty where nothing is unusual."""
    beside = beside_usual(sounds, settings)
    if beside is None:
        return ""
    told = []
    if beside.below_tone >= settings.unusual_from:
        told.append("below their usual tone")
    if beside.above_strain >= settings.unusual_from:
        told.append("more strained than they usually sound")
    return f"{', '.join(told)} (of their last {beside.messages} messages)" if told else ""
