"""Endings told of somebody in so many words, as in a status mail, and offers that somebody has in hand.

They hold whatever the rest of the mail sounds like: among five candidates and the weather, each line is about
its own person.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import replace

from domain import Direction, Passage, SignalType
from nlp.about import People
from nlp.decisions import Outcome, by_whom, decided_kind, to_whom, words_around
from nlp.rules import rules
from nlp.utterances import Utterance

_OF_AN_OFFER = re.compile(
    r"\b(?:offer\w*|contract|salary|gross|basic|bonus|base|conclu\w+|signatur\w+|sign\b|answer|accept|reply"
    r"|decid\w+|director|chosen|choice|appoint\w*|hire[sd]?|terms from|the (?:job|role|post|position))\b"
    r"|[£$€₦₹]|\b\d{2,3} ?k\b"
)
_AFTER_A_YES = re.compile(
    r"\b(?:accepted|said yes|signed|starts?|starting|started|joins|joining|references?|background check"
    r"|start date|first (?:day|shift|week)|onboarding|visa|permit|rejected|unsuccessful"
    r"|not (?:been )?selected)\b"
)
_TO_CANDIDATE = re.compile(
    r"\byour (?:interview\w*|profile|application|cv|candida\w+|portfolio|experience|answers?|presentation"
    r"|designs?)\b|\byou (?:were|came|did|spoke|interviewed)\b|\bsorry (?:to (?:tell|say|write)|for you)\b"
    r"|\bgutted\b|\bnext time\b"
)


def find_plain(utterance: Utterance, people: People) -> list[Outcome]:
    """What is said of somebody in so many words, one outcome for each of those named."""
    found = [
        *_delivered(utterance, people),
        *_refused(utterance, people),
        *_said_no(utterance, people),
        *_withdrawn(utterance, people),
    ]
    return [replace(outcome, is_plain=True) for outcome in found]


def _delivered(utterance: Utterance, people: People) -> Iterator[Outcome]:
    """An offer that somebody has in hand: by its name, or a letter in a mail that speaks of a job."""
    table = rules("deliveries")
    match = table["offer_paper"].find(utterance.low)
    if match is None:
        paper = table["paper"].find(utterance.low)
        match = paper if paper is not None and _speaks_of_an_offer(people.passage) else None
    if match is not None:
        is_outbound = people.passage.direction is Direction.OUTBOUND
        for outcome in to_whom(SignalType.OFFER_MADE, match, utterance, people):
            if not is_outbound or outcome.about is None:  # to the client who made it, it is no news
                yield outcome


def _speaks_of_an_offer(passage: Passage) -> bool:
    """Whether a letter sent in this mail can be an offer: a job, money or an answer, and no yes before."""
    around = words_around(passage)
    return _OF_AN_OFFER.search(around) is not None and _AFTER_A_YES.search(around) is None


def _refused(utterance: Utterance, people: People) -> Iterator[Outcome]:
    """The hiring side's no to those it names, or the job gone to another."""
    table = rules("plainly")
    match = table["refused"].find(utterance.low) if people.passage.direction is Direction.INBOUND else None
    if match is not None:
        yield from _each(SignalType.NOT_SELECTED, match, utterance, people)
        return
    match = table["job_gone"].find(utterance.low)
    if match is not None:
        yield from to_whom(SignalType.NOT_SELECTED, match, utterance, people)


def _said_no(utterance: Utterance, people: People) -> Iterator[Outcome]:
    """A candidate's no that the recruiter passes on; said to the candidate it would be the client's."""
    passage = people.passage
    if passage.direction is not Direction.OUTBOUND:
        return
    match = rules("plainly")["said_no"].find(utterance.low)
    if match is not None and _TO_CANDIDATE.search(words_around(passage)) is None:
        kind = decided_kind("declined", match.group(), passage)
        yield from _each(kind, match, utterance, people)


def _withdrawn(utterance: Utterance, people: People) -> Iterator[Outcome]:
    """Those who are out by their own will."""
    match = rules("plainly")["withdrawn"].find(utterance.low)
    if match is not None:
        yield from _each(SignalType.WITHDREW, match, utterance, people) or by_whom(
            SignalType.WITHDREW, match, utterance, people
        )


def _each(kind: SignalType, match: re.Match[str], utterance: Utterance, people: People) -> list[Outcome]:
    """One outcome for each of those whom the words name."""
    start, end = match.span("who")
    named = people.within(utterance.start + start, utterance.start + end)
    return [Outcome(kind, match.start(), match.end(), mention.text) for mention in named]
