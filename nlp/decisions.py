"""Outcomes by who decides about what: the candidate about the job, the employer about the candidate."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

from domain import Direction, Passage, SignalType
from nlp.about import People
from nlp.rules import Rule, rules
from nlp.utterances import NAME, Utterance

_ACTOR = re.compile(
    rf"{NAME}+|\b(?:i|we|me|my|our|us|mine|im|ill|ive|you|your|yours|he|she|him|her|his|hers)\b"
    r"|\b(?:the|this|that) (?:\w+ )?(?:candidate|applicant|gentleman|lady|guy|profile|person)\b"
)
_FIRST = frozenset({"i", "we", "me", "my", "our", "us", "mine", "im", "ill", "ive"})
_SECOND = frozenset({"you", "your", "yours"})
_YOU = re.compile(r"\b(?:you|your|you're|you've)\b")
_OUR_OFFER = re.compile(
    r"\b(?:the|your|their|this|his|her|our|client's|kind|good|lovely|generous|fair) "
    r"(?:(?!other|counter)\w+ ){0,2}?"
    r"(?:offers?|contract|proposal|package)\b|\boffer(?:ed)? (?:received|is|was|letter|everything|you)\b"
    r"|\b(?:made|offered) (?:me|him|her|us)\b"
)
_PROCESS = re.compile(
    r"\b(?:interviews?|process|applications?|rounds?|stages?|candida(?:ture|cy)|vacancy|shortlist|assessment"
    r"|case study|considered|consideration|the running|put forward|trial|final|selection|participation)\b"
)
_JOB_ITSELF = re.compile(
    r"\b(?:accept\w*|sign\w*|offers?|contract|join\w*|declin\w*|counter\w*|yes)\b|turn\w* .*down"
)
_NO_JOB_YET = re.compile(r"\b(?:opportunity|go(?:ing)? (?:ahead|through)|proceed\w*|this one)\b")
_STEPS_OUT = re.compile(
    r"\b(?:withdr\w+|pull\w* out|drop\w* out|bow\w* out|back\w* out|opt\w* out|step\w*"
    r"|application|candida\w+|process)\b"
)
_DECIDES = re.compile(
    r"(?: has| have|'s|'ve)? ?"
    r"(?:given|gave|gone|went|chosen|chose|picked|hired|filled|decided|appointed|settled)\b"
)
_BY_CANDIDATE = {
    "turned_down": SignalType.OFFER_DECLINED,
    "stepped_out": SignalType.WITHDREW,
}
_BY_EMPLOYER = {"refused": SignalType.NOT_SELECTED, "offered": SignalType.OFFER_MADE}


@dataclass(frozen=True, slots=True)
class Outcome:
    """An outcome in a sentence, with the offsets in it. `about`: a name, None = the correspondent.

    `is_plain`: said of somebody in so many words, so it holds whatever the mail sounds like.
    """

    type: SignalType
    start: int
    end: int
    about: str | None = None
    is_plain: bool = False


def find_refusal_by_name(utterance: Utterance, people: People) -> Iterator[Outcome]:
    """The hiring side says no to somebody it names: never the candidate's own decision."""
    match = rules("employer_decides")["refused_named"].find(utterance.low)
    if match is None and people.passage.direction is Direction.INBOUND:
        match = rules("endings")["refused_first"].find(utterance.low)
    if match is not None:
        yield from to_whom(SignalType.NOT_SELECTED, match, utterance, people)


def find_told_decision(utterance: Utterance, people: People) -> Iterator[Outcome]:
    """The candidate's decision in freer words than the whole phrases know."""
    for name, kind in _BY_CANDIDATE.items():
        for match in rules("endings")[name].find_all(utterance.low):
            found = list(by_whom(kind, match, utterance, people))
            if found:
                yield from found
                return


def find_told_ending(utterance: Utterance, people: People) -> Iterator[Outcome]:
    """What the employer decided, or a yes to it, in freer words."""
    match = rules("endings")["took_it"].find(utterance.low)
    if match is not None:
        found = list(by_whom(SignalType.OFFER_ACCEPTED, match, utterance, people))
        if found:
            yield from found
            return
    for name, kind in _BY_EMPLOYER.items():
        for match in rules("endings")[name].find_all(utterance.low):
            found = list(to_whom(kind, match, utterance, people))
            if found:
                yield from found
                return


def find_refusal(utterance: Utterance, people: People) -> Iterator[Outcome]:
    """The employer's no to you, to me, or to the one the mail is about."""
    match = rules("employer_decides")["refused"].find(utterance.low)
    if match is not None:
        yield from to_whom(SignalType.NOT_SELECTED, match, utterance, people)


def find_made(utterance: Utterance, people: People) -> Iterator[Outcome]:
    """An offer, made or told."""
    match = rules("employer_decides")["made"].find(utterance.low)
    if match is not None:
        yield from to_whom(SignalType.OFFER_MADE, match, utterance, people)


def find_accepted(utterance: Utterance, people: People) -> Iterator[Outcome]:
    """The candidate takes the job."""
    match = rules("candidate_decides")["accepted"].find(utterance.low)
    if match is not None:
        yield from by_whom(SignalType.OFFER_ACCEPTED, match, utterance, people)


def find_decided_against(utterance: Utterance, people: People) -> Iterator[Outcome]:
    """The candidate says no: to the offer on the table, or to the process that is going on."""
    table = rules("candidate_decides")
    for name in ("declined", "withdrew"):
        first = table[name].find(utterance.low)
        for match in _again(first, table[name], utterance):
            kind = decided_kind(name, match.group(), people.passage)
            found = list(by_whom(kind, match, utterance, people))
            if found:
                yield from found
                return
    if people.passage.direction is Direction.INBOUND and not people.others:
        plain = table["plain_no"].find(utterance.low)
        if plain is not None and _OUR_OFFER.search(words_around(people.passage)):
            yield Outcome(SignalType.OFFER_DECLINED, plain.start(), plain.end())


def _again(first: re.Match[str] | None, rule: Rule, utterance: Utterance) -> Iterator[re.Match[str]]:
    """The first match, and the others only if that one says nothing about a candidate."""
    if first is not None:
        yield first
        yield from rule.find_all(utterance.low)


def words_around(passage: Passage) -> str:
    """Subject and own words, for rules that look at the whole mail."""
    return f"{passage.subject}\n{passage.text}".lower().replace("’", "'")


def decided_kind(table: str, said: str, passage: Passage) -> SignalType:
    """A plain no belongs to what is going on: the offer on the table or the process."""
    around = words_around(passage)
    offer, process = _OUR_OFFER.search(around), _PROCESS.search(around)
    if table == "declined":
        turned = not offer and (_NO_JOB_YET.search(said) or (process and not _JOB_ITSELF.search(said)))
        return SignalType.WITHDREW if turned else SignalType.OFFER_DECLINED
    if offer and not process and not _STEPS_OUT.search(said):
        return SignalType.OFFER_DECLINED
    return SignalType.WITHDREW


def _actor(match: re.Match[str]) -> tuple[tuple[int, int] | None, str]:
    """Where the person of the words stands, and the word; nothing where it is left out."""
    if "who" in match.re.groupindex:
        at = match.span("who")
        return (at, match["who"]) if match["who"] else (None, "")
    found = _ACTOR.search(match.group())
    if found is None:
        return None, ""
    return (match.start() + found.start(), match.start() + found.end()), found.group()


def _alone(word: str) -> str:
    """The pronoun that the words are; nothing where they say more ("our man" is not "we")."""
    return "" if " " in word else word


def by_whom(
    kind: SignalType, match: re.Match[str], utterance: Utterance, people: People
) -> Iterator[Outcome]:
    """The candidate acts: the author, the one written to, or a third person."""
    outbound = people.passage.direction is Direction.OUTBOUND
    at, word = _actor(match)
    first = _alone(word)
    if first in _FIRST and outbound and "who" in match.re.groupindex and first not in ("i", "we"):
        return
    if (first in _FIRST and outbound) or (first in _SECOND and not outbound):
        return
    if at is None and outbound:
        inside = people.within(utterance.start, utterance.end)
        if not inside and kind is not SignalType.OFFER_ACCEPTED:
            return
        yield Outcome(kind, match.start(), match.end(), inside[0].text if inside else None)
        return
    if at is None or first in _FIRST or first in _SECOND:
        yield Outcome(kind, match.start(), match.end())
        return
    about = people.pointed_to(utterance, at)
    if about is not None:
        yield Outcome(kind, match.start(), match.end(), about)


def to_whom(
    kind: SignalType, match: re.Match[str], utterance: Utterance, people: People
) -> Iterator[Outcome]:
    """The employer acts on the one written to, the author, or a third person."""
    outbound = people.passage.direction is Direction.OUTBOUND
    at, word = _actor(match) if "who" in match.re.groupindex else (None, "")
    first = _alone(word)
    about: str | None
    if first in _FIRST:
        if not outbound:
            yield Outcome(kind, match.start(), match.end())
        return
    if first in _SECOND:
        if outbound or not people.others:
            yield Outcome(kind, match.start(), match.end())
        return
    if at is not None:
        about = people.pointed_to(utterance, at)
        if about is None:
            return
    elif outbound and (_YOU.search(people.passage.text.lower()) or not people.others):
        about = None
    else:
        about = _one_meant(match, utterance, people)
    yield Outcome(kind, match.start(), match.end(), about)


def _one_meant(match: re.Match[str], utterance: Utterance, people: People) -> str | None:
    """The person of the mail whom the words leave out; who acts in them is of the hiring side."""
    inside = people.within(utterance.start, utterance.end)
    acting = [
        *people.within(utterance.start + match.start(), utterance.start + match.end()),
        *(m for m in inside if _DECIDES.match(utterance.low, m.end - utterance.start)),
    ]
    left = [mention for mention in inside if mention not in acting]
    if not acting or left:
        return left[0].text if left else people.third(utterance, None)
    found = people.before(utterance.start)
    return found.text if found is not None else people.in_subject()
