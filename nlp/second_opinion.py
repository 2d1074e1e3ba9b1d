"""What the second ear adds where no rule spoke: a type it is very sure of, whose sentence, and about whom.

The rules come first. Of a type that they found nowhere in the mail, the sentence that sounds most like it is
believed from a probability on that was chosen on mail held out of training; a question or a condition never
is, and no ending beside another that a rule found. What a rule found but no sentence sounds like is doubted.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Sequence
from dataclasses import dataclass

import numpy as np

from domain import Direction, SignalType, Topic
from nlp.about import People
from nlp.signal_model import signal_model
from nlp.utterances import NAME, Utterance

_ENDINGS = frozenset(
    {
        SignalType.WITHDREW,
        SignalType.OFFER_DECLINED,
        SignalType.NOT_SELECTED,
        SignalType.OFFER_ACCEPTED,
        SignalType.OFFER_MADE,
    }
)
BY_RECRUITER = frozenset({SignalType.FEEDBACK_GIVEN, SignalType.INTERVIEW_PREP})
TO_RECRUITER = frozenset(
    {SignalType.REFERRAL, SignalType.MARKET_FACT, SignalType.NOT_NOW, SignalType.CALL_REQUEST}
)
_ASKING = frozenset({SignalType.QUESTION, SignalType.CALL_REQUEST})
_FROM_US = frozenset({SignalType.PROMISE, *BY_RECRUITER, *_ASKING, *TO_RECRUITER})  # nobody else acts
_SUPPOSED = re.compile(
    r"\b(?:if|unless|whether|in case)\b|\bshould (?:you|they|he|she|we|i)\b|\b(?:hope|hoping|wish|imagine)\b"
)
_ME = re.compile(r"\b(?:i|me|my|mine|myself|i'm|i've|i'd|i'll|im|ive)\b")
_YOU = re.compile(r"\b(?:you|your|yours|you're|you've|u|ur)\b")
_THIRD = re.compile(r"\b(?:he|she|him|her|his|he's|she's)\b")
_WHO = re.compile(rf"{NAME}+")
_TOPICS = (
    (Topic.NOTICE, re.compile(r"\bnotice\b|\bgarden(?:ing)? leave\b|\bbuy-?out\b")),
    (
        Topic.PAY,
        re.compile(r"[€£$]|\d ?k\b|\b(?:pay|pays|paid|salar\w+|wages?|rates?|bonus\w*|earn\w*|ctc)\b"),
    ),
    (Topic.PROCESS, re.compile(r"\b(?:rounds?|interviews?|process|stages?|tests?|panel|references)\b")),
    (Topic.LOCATION, re.compile(r"\b(?:remote\w*|hybrid|office|on-?site|commut\w+|visa|relocat\w+)\b")),
    (Topic.SCHEDULE, re.compile(r"\b(?:shifts?|rota|roster|nights|weekends?|hours|overtime|holidays?)\b")),
    (Topic.TEAM, re.compile(r"\b(?:team|headcount|turnover|attrition|staff|colleagues)\b")),
    (Topic.COMPETITION, re.compile(r"\b(?:competit\w+|rivals?|poach\w*|headhunt\w*|market)\b")),
)


@dataclass(frozen=True, slots=True)
class Opinion:
    """A type heard in a sentence, whom it is about (None = the correspondent) and how sure."""

    type: SignalType
    utterance: Utterance
    about: str | None
    probability: float


def second_opinions(
    said: Sequence[Utterance],
    people: People,
    found: Collection[SignalType],
    near: Collection[SignalType],
) -> tuple[list[Opinion], set[SignalType]]:
    """What is heard beside the types `found` by rule, and which of those sound like nothing of the kind.

    At most one sentence a type is heard. `near` are the types that the mail is about anyway, so that less is
    needed to believe them.
    """
    ear = signal_model()
    outbound = people.passage.direction is Direction.OUTBOUND
    sounds = ear.hear([u.low for u in said], is_outbound=outbound)
    if not len(sounds):
        return [], set()
    limits = [
        min(limit, near_limit) if kind in near else limit
        for kind, limit, near_limit in zip(ear.heads, ear.thresholds, ear.near, strict=True)
    ]
    loudest = sounds.max(axis=0)
    heard: list[Opinion] = []
    for head in np.flatnonzero(loudest >= limits):
        kind = ear.heads[head]
        if kind in found or kind in (TO_RECRUITER if outbound else BY_RECRUITER):
            continue
        sure = [i for i in (-sounds[:, head]).argsort() if sounds[i, head] >= limits[head]]
        opinions = (_opinion(kind, said[i], people, float(sounds[i, head])) for i in sure)
        heard += [opinion for opinion in opinions if opinion is not None][:1]
    endings = [o for o in heard if o.type in _ENDINGS]
    if endings:
        best = None if _ENDINGS & set(found) else max(endings, key=lambda o: o.probability)
        heard = [o for o in heard if o.type not in _ENDINGS or o is best]
    doubted = {ear.heads[head] for head in np.flatnonzero(loudest < ear.doubts)} & set(found)
    return heard, doubted if sounds.any(axis=1).all() else set()  # a sentence of one word is not judged


def _opinion(kind: SignalType, utterance: Utterance, people: People, probability: float) -> Opinion | None:
    low = utterance.low
    if kind not in _ASKING and (low.rstrip().endswith("?") or _is_supposed(kind, low)):
        return None
    if kind is SignalType.REFERRAL:
        named = people.within(utterance.start, utterance.end)
        return Opinion(kind, utterance, named[0].text, probability) if named else None
    if kind in _FROM_US:
        return Opinion(kind, utterance, None, probability)
    is_told, about = _whom(kind, utterance, people)
    return Opinion(kind, utterance, about, probability) if is_told else None


def _is_supposed(kind: SignalType, low: str) -> bool:
    return (kind in _ENDINGS or kind is SignalType.STARTED) and _SUPPOSED.search(low) is not None


def _whom(kind: SignalType, utterance: Utterance, people: People) -> tuple[bool, str | None]:
    """Whether it can be told whom it is about, and who: the one who acts, or whom the employer means."""
    low = utterance.low
    outbound = people.passage.direction is Direction.OUTBOUND
    named = people.within(utterance.start, utterance.end)
    spoken = _YOU if outbound else _ME
    if kind is SignalType.NOT_SELECTED and len(named) > 1:
        return False, None  # one of them was taken
    if spoken.search(low) and not (named and not outbound and kind is SignalType.NOT_SELECTED):
        return not (outbound and kind in (SignalType.WITHDREW, SignalType.OFFER_DECLINED) and named), None
    if named:
        return True, named[0].text
    pronoun = _THIRD.search(low)
    if pronoun is not None:
        about = people.third(utterance, pronoun.span())
        return about is not None, about
    if outbound:
        return kind in (SignalType.NOT_SELECTED, SignalType.OFFER_MADE), None
    return True, people.third(utterance, None) if people.others else None


def topic_of(low: str) -> Topic:
    """What a fact of the market is about, by its words."""
    return next((topic for topic, words in _TOPICS if words.search(low)), Topic.OTHER)
