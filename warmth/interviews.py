"""Which interviews stand for a candidate: set, told again, moved or called off."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import datetime

from domain import Due, Evidence, Kind, Meeting, SignalType
from warmth.evidence import evidence_of
from warmth.story import Story, Told

# Only for calendar entries whose text said nothing; what mail says is read by the language room.
INTERVIEW_WORDS = re.compile(
    r"\b(?:interviews?|interviewing|on-?site|final round|panel|assessment cent(?:re|er)"
    r"|vorstellungsgespräch\w*|entretien\w*|entrevista\w*|colloquio\w*|sollicitatiegesprek\w*)\b",
    re.IGNORECASE,
)


@dataclass(slots=True)
class Interview:
    """One interview as it stands now. `set_at` is when it was first set, also where it was moved since."""

    due: Due
    start: datetime  # UTC; of a day without an hour, when business begins
    over_at: datetime  # UTC; when it has begun, or that day has ended
    set_at: datetime
    told_last_at: datetime
    evidence: list[Evidence] = field(default_factory=list)


@dataclass(frozen=True, slots=True)
class _Telling:
    at: datetime
    due: Due
    evidence: Evidence
    by_contact: bool = False


def is_interview(meeting: Meeting) -> bool:
    """Whether a calendar entry is named like an interview."""
    return INTERVIEW_WORDS.search(meeting.summary) is not None


def interviews(story: Story) -> list[Interview]:
    """The interviews that still stand, past ones included, in the order in which they were set.

    A time told again is the same interview. Another time, told before the first has come, moves it; two
    times in one message are two interviews. A calendar entry that was moved or cancelled takes its time back.
    """
    standing: list[Interview] = []
    for telling in sorted(_tellings(story), key=lambda t: t.at):
        same = next((i for i in standing if _is_same(story, i, telling)), None)
        if same is not None:
            _tell_again(story, same, telling)
            continue
        new = _interview(story, telling)
        moved = [i for i in standing if i.told_last_at < telling.at < i.over_at]
        if moved:
            new.set_at = min(i.set_at for i in moved)
            standing = [i for i in standing if i not in moved]
        standing.append(new)
    return standing


def _tellings(story: Story) -> list[_Telling]:
    found = [telling for t in story.told(SignalType.INTERVIEW_SCHEDULED) for telling in _told(story, t)]
    known = {story.calendar.beginning(telling.due) for telling in found}
    found += [
        _Telling(m.told_at, m.start, evidence_of(m))
        for m in story.meetings
        if m.start not in known and is_interview(m)
    ]
    return found


def _told(story: Story, told: Told) -> Iterator[_Telling]:
    """What one signal tells; an invitation's own time wins over what its text was read to say."""
    due = told.signal.due
    entry = _calendar_entry(story, told)
    if entry is not None:
        if entry.is_cancelled:
            return
        due = entry.start
    elif due is None or _is_taken_back(story, told, due):
        return
    proof = evidence_of(told.exchange, told.signal.evidence)
    yield _Telling(told.at, due, proof, by_contact=told.signal.by_contact)


def _calendar_entry(story: Story, told: Told) -> Meeting | None:
    if told.exchange.kind is not Kind.INVITATION or not told.exchange.message_id:
        return None
    told_there = [m for m in story.all_meetings if m.message_id == told.exchange.message_id]
    due = told.signal.due
    at_that_time = [m for m in told_there if isinstance(due, datetime) and m.start == due]
    return next(iter(at_that_time or told_there), None)


def _is_taken_back(story: Story, told: Told, due: Due) -> bool:
    start = story.calendar.beginning(due)
    at_that_time = [m for m in story.all_meetings if m.start == start]
    if any(not m.is_cancelled for m in at_that_time):
        return False
    if any(m.told_at > told.at for m in at_that_time):
        return True
    # The calendar holds the newest version: an invitation whose time is no longer in it has been moved.
    is_theirs = told.exchange.kind is Kind.INVITATION and not told.is_between_others
    return is_theirs and any(m.told_at > told.at for m in story.all_meetings)


def _interview(story: Story, telling: _Telling) -> Interview:
    calendar, due = story.calendar, telling.due
    if isinstance(due, datetime):
        start = over_at = calendar.beginning(due)
    else:
        start, over_at = calendar.opening(due), calendar.end_of_day(due)
    return Interview(due, start, over_at, telling.at, telling.at, [telling.evidence])


def _is_same(story: Story, interview: Interview, telling: _Telling) -> bool:
    one, other = interview.due, telling.due
    if not isinstance(one, datetime) or not isinstance(other, datetime):
        return _day(story, one) == _day(story, other)
    if one == other:
        return True
    # "Thursday at 14:00 suits me": who confirms names the weekday, and that may be read as the wrong week.
    here, there = story.calendar.local(one), story.calendar.local(other)
    is_confirmed = telling.by_contact and telling.at < interview.over_at
    return is_confirmed and (here.weekday(), here.time()) == (there.weekday(), there.time())


def _tell_again(story: Story, interview: Interview, telling: _Telling) -> None:
    interview.told_last_at = telling.at
    if isinstance(telling.due, datetime) and not isinstance(interview.due, datetime):
        interview.due = telling.due
        interview.start = interview.over_at = story.calendar.beginning(telling.due)


def _day(story: Story, due: Due) -> object:
    return story.calendar.day_of(due) if isinstance(due, datetime) else due
