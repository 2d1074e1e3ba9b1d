"""What the second ear adds where no rule spoke: a type it is very sure of, whose sentence, and about whom.

The rules come first. Of a type that they found nowhere in the mail, the sentence that sounds most like it is
believed where the mail sounds like it beyond a limit that was chosen on the mail of strangers; a question or
a condition never is, and no ending beside another that a rule found. What a rule found in a mail that sounds
like nothing of the kind is doubted.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Sequence
from dataclasses import dataclass

import numpy as np

from domain import IN_PROCESS, TOOK_PLACE, Direction, InProcess, SignalType, Topic
from nlp.about import People
from nlp.ear import Heard, ear
from nlp.interviews import sets_none
from nlp.utterances import NAME, Utterance

_TYPES = frozenset(kind.value for kind in SignalType)
_TRIED = 2  # sentences that may be the one, the likeliest first
_LIKELY = 0.0  # log-odds that another than the likeliest must have by itself
ENDINGS = frozenset(
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
_OF_RECRUITER = frozenset({SignalType.PROMISE})  # heard of the recruiter, who must keep it; of others by rule
_ASKING = frozenset({SignalType.QUESTION, SignalType.CALL_REQUEST})
_FROM_US = frozenset({SignalType.PROMISE, *BY_RECRUITER, *_ASKING, *TO_RECRUITER})  # nobody else acts
_SUPPOSED = re.compile(
    r"\b(?:if|unless|whether|in case)\b|\bshould (?:you|they|he|she|we|i)\b|\b(?:hope|hoping|wish|imagine)\b"
)
_WITH_OTHERS = re.compile(
    r"\b(?:spoke|spoken|talked|chatted|met|called|rang|had)\b.{0,20}\b(?:to|with|up with)? ?"
    r"(?:my|him|her|them|the|a|some|other|another)\b"
)
_I_CALL = re.compile(r"\b(?:i|we)(?:'ll| will| shall| am going to)\b.{0,20}\b(?:call|ring|phone|buzz|bell)\b")
_IS_SOMEWHERE = re.compile(
    r"\b(?:i|we)(?:'ll|'m| will| am| shall)\b.{0,40}\bbe (?:back|in|at|out|off|away|around|here|there|on)\b"
    r"|^(?:(?:i|we)(?:'ll| will| shall) )?be (?:back|in|at|out|off|away|around|here|there)\b"
)
_EVER_SINCE = re.compile(
    r"\b(?:from|since|after)\b.{0,14}\b(?:first (?:day|week|shift|morning)|day one|week one|the start"
    r"|beginning|started|joined|began|arrived|came)\b"
    r"|\b(?:through|after|finish\w*|done with|end(?:ed)? of|past|complet\w+|surviv\w+|over)\b.{0,12}"
    r"\bfirst (?:few |couple of |two |three )?(?:days?|weeks?|months?|quarter|year|shifts?)\b"
)  # looks back on a start that is known
_NOT = re.compile(r"\b(?:not|never|no|nothing)\b|n't\b")
_US = re.compile(r"\b(?:i|we|i'll|we'll|i'm|we're|i've|i'd|let me|leave it|will)\b")
_ME = re.compile(r"\b(?:i|me|my|mine|myself|i'm|i've|i'd|i'll|im|ive)\b")
_YOU = re.compile(r"\b(?:you|your|yours|you're|you've|u|ur)\b")
_THIRD = re.compile(r"\b(?:he|she|him|her|his|he's|she's)\b")
_WHO = re.compile(rf"{NAME}+")
_THE_OFFER = re.compile(r"\b(?:the|an|their|our|written|formal|verbal|final)\b.{0,30}\boffer\b")
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
    """A type heard in a sentence, and whom it is about (None = the correspondent)."""

    type: SignalType
    utterance: Utterance
    about: str | None


def second_opinions(
    said: Sequence[Utterance], people: People, found: Collection[SignalType], heard: Heard
) -> list[Opinion]:
    """What is heard beside the types `found` by rule: at most one sentence a type, the likeliest."""
    model = ear()
    outbound = people.passage.direction is Direction.OUTBOUND
    opinions: list[Opinion] = []
    sure: dict[SignalType, float] = {}
    for head in np.flatnonzero(heard.mail >= model.believed):
        if model.heads[head] not in _TYPES:
            continue
        kind = SignalType(model.heads[head])
        if kind in found or kind in (TO_RECRUITER if outbound else BY_RECRUITER | _OF_RECRUITER):
            continue
        ranked = [i for i in (-heard.alone[:, head]).argsort() if _says_something(said[i])][:_TRIED]
        likely = [i for n, i in enumerate(ranked) if n == 0 or heard.alone[i, head] >= _LIKELY]
        told = (_opinion(kind, said[i], people) for i in likely)
        opinion = next((opinion for opinion in told if opinion is not None), None)
        if opinion is not None:
            opinions.append(opinion)
            sure[kind] = float(heard.mail[head] - model.believed[head])
    endings = [o.type for o in opinions if o.type in ENDINGS]
    if endings:
        best = None if ENDINGS & set(found) else max(endings, key=lambda kind: sure[kind])
        opinions = [o for o in opinions if o.type not in ENDINGS or o.type is best]
    return opinions


def _says_something(utterance: Utterance) -> bool:
    """Whether it can prove anything: "So:" borrows what the sentences beside it say."""
    return not utterance.low.rstrip().endswith((":", ","))


def doubted(heard: Heard) -> frozenset[str]:
    """The types, `in_process` and `took_place` that the mail sounds nothing like, whatever rules may find."""
    if not heard.is_telling:
        return frozenset()
    model = ear()
    return frozenset(model.heads[head] for head in np.flatnonzero(heard.loudest < model.doubted))


def process_heard(said: Sequence[Utterance], people: People, heard: Heard) -> list[InProcess]:
    """What is heard to prove that an application is in."""
    utterance = _loudest(IN_PROCESS, said, heard)
    if utterance is None or utterance.low.rstrip().endswith("?") or _NOT.search(utterance.low):
        return []
    is_told, about = _whom(None, utterance, people)
    return [InProcess(utterance.text, about)] if is_told else []


def talk_heard(said: Sequence[Utterance], heard: Heard) -> str:
    """The words that are heard to say that the two spoke or met."""
    utterance = _loudest(TOOK_PLACE, said, heard)
    if utterance is None or utterance.low.rstrip().endswith("?") or _WITH_OTHERS.search(utterance.low):
        return ""
    return utterance.text


def _loudest(head: str, said: Sequence[Utterance], heard: Heard) -> Utterance | None:
    """The sentence that sounds most like it, where the mail is believed to say it."""
    number = ear().heads.index(head)
    if not said or heard.mail[number] < ear().believed[number]:
        return None
    return said[int(heard.alone[:, number].argmax())]


def _opinion(kind: SignalType, utterance: Utterance, people: People) -> Opinion | None:
    low = utterance.low
    if kind not in _ASKING and (low.rstrip().endswith("?") or _is_supposed(kind, low)):
        return None
    if kind is SignalType.CALL_REQUEST and _I_CALL.search(low):
        return None
    if kind is SignalType.INTERVIEW_SCHEDULED and sets_none(low):
        return None
    if kind in (SignalType.STARTED, SignalType.JOB_CHANGE) and _EVER_SINCE.search(low):
        return None
    if kind is SignalType.PROMISE and _IS_SOMEWHERE.search(low):
        return None
    if kind is SignalType.PROMISE and (_US.search(low) is None or _THIRD.match(low)):
        return None
    if kind is SignalType.REFERRAL:
        named = people.within(utterance.start, utterance.end)
        return Opinion(kind, utterance, named[0].text) if named else None
    if kind in _FROM_US:
        return Opinion(kind, utterance, None)
    is_told, about = _whom(kind, utterance, people)
    return Opinion(kind, utterance, about) if is_told else None


def _is_supposed(kind: SignalType, low: str) -> bool:
    return (kind in ENDINGS or kind is SignalType.STARTED) and _SUPPOSED.search(low) is not None


def _whom(kind: SignalType | None, utterance: Utterance, people: People) -> tuple[bool, str | None]:
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
        return True, people.third(utterance, pronoun.span()) or pronoun.group()
    if outbound and kind is SignalType.OFFER_MADE:
        return _THE_OFFER.search(low) is not None, None
    if outbound:  # the recruiter neither steps out nor turns down an offer herself
        return kind not in (SignalType.WITHDREW, SignalType.OFFER_DECLINED), None
    return True, people.third(utterance, None) if people.others else None


def topic_of(low: str) -> Topic:
    """What a fact of the market is about, by its words."""
    return next((topic for topic, words in _TOPICS if words.search(low)), Topic.OTHER)
