"""Starts and new employers, told in freer words than the phrases of `nlp.careers`.

A start with a day in its sentence is dated; one that only says "day two here" is not. Who moves is the one
the words name or point to, else the correspondent.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import date, datetime, timedelta

from domain import Due, Passage, SignalType
from nlp.about import People
from nlp.careers import Told
from nlp.dates import Named, find_times
from nlp.rules import rules
from nlp.utterances import Utterance

_TALKERS = frozenset({"", "i", "i'm", "im", "me", "we", "you", "u"})
_AGREED = re.compile(
    r"\b(?:yes|accept\w*|signed|took (?:it|the job)|taken (?:it|the job)|got (?:it|the job)|offer|contract"
    r"|start date|notice|joining)\b"
)
_PAST = re.compile(
    r"\b(?:was|were|began|begun|started|been|since|yesterday|yest|reported|kicked|took|joined|entered|resumed"
    r"|did|had|got|went|behind|last)\b"
)
_LONGEST_START_DAYS = 150  # who has been there longer tells of a job, not of a start
_NEAR = 80  # characters after the words within which their day stands


def find_begun(utterance: Utterance, people: People, *, anchor: datetime) -> Told | None:
    """The start in the new job: words that tell it alone, or that a day in the sentence makes certain."""
    table, low = rules("moves"), utterance.low
    begun = table["begun"].find(low)
    match = begun or table["begins"].find(low)
    if match is None:
        return None
    times = find_times(utterance.text, anchor=anchor, prefer="past" if _PAST.search(low) else "event")
    times = [t for t in times if t.is_exact]
    due = _day_of(times, match)
    if begun is None and due is None:
        return None
    if due is not None and _as_day(due) < anchor.date() - timedelta(days=_LONGEST_START_DAYS):
        return None
    is_told, about = _whom(match, utterance, people)
    return Told(match.start(), match.end(), about, due) if is_told else None


def find_plain_moves(
    utterance: Utterance, people: People, *, anchor: datetime
) -> Iterator[tuple[SignalType, Told]]:
    """Moves told in so many words, which hold whatever the mail sounds like; a start only with its day."""
    table, low = rules("moves"), utterance.low
    match = table["moved_plainly"].find(low) or table["left_for"].find(low)
    if match is not None:
        is_told, about = _whom(match, utterance, people)
        if is_told:
            yield SignalType.JOB_CHANGE, Told(match.start(), match.end(), about)
    match = table["wanted"].find(low)
    if match is not None and _is_agreed(people.passage):
        times = [t for t in find_times(utterance.text, anchor=anchor, prefer="event") if t.is_exact]
        due = _day_of(times, match)
        is_told, about = _whom(match, utterance, people)
        if is_told and due is not None:
            yield SignalType.STARTED, Told(match.start(), match.end(), about, due)


def _is_agreed(passage: Passage) -> bool:
    """Whether the mail tells of a yes, so that the day somebody is wanted in is the first in the job."""
    return _AGREED.search(f"{passage.subject}\n{passage.text}".lower()) is not None


def _day_of(times: list[Named], match: re.Match[str]) -> Due | None:
    """The first day within or after the words, else the last before them."""
    after = [t for t in times if match.start() <= t.start < match.end() + _NEAR]
    before = [t for t in times if t.start < match.start()]
    best = after[:1] or before[-1:]
    return best[0].due if best else None


def _as_day(due: Due) -> date:
    return due.date() if isinstance(due, datetime) else due


def find_moved(utterance: Utterance, people: People) -> Told | None:
    """Another employer or another title."""
    match = rules("moves")["moved"].find(utterance.low)
    if match is None:
        return None
    is_told, about = _whom(match, utterance, people)
    return Told(match.start(), match.end(), about) if is_told else None


def _whom(match: re.Match[str], utterance: Utterance, people: People) -> tuple[bool, str | None]:
    """Whether somebody is meant, and the name; None where it is the correspondent."""
    at = match.span("who")
    word = match["who"] or ""
    if word in _TALKERS:
        return True, None
    about = people.pointed_to(utterance, at)
    return about is not None, about
