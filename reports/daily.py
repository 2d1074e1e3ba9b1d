"""The daily note: what has a date today or tomorrow, and nothing else; most days there is none."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from enum import StrEnum
from zoneinfo import ZoneInfo

from domain import Contact, Due, Exchange, Flag, Reason, Relationship, SignalSeen
from warmth.days import BusinessCalendar
from warmth.interviews import interviews, is_interview
from warmth.policy import Policy
from warmth.rules.call_owed import is_asked_for, is_promised
from warmth.rules.promise_overdue import is_promise
from warmth.story import Story


class Dated(StrEnum):
    """What has a date."""

    INTERVIEW = "interview"
    CALL = "call"
    MEETING = "meeting"
    PROMISE = "promise"


@dataclass(frozen=True, slots=True)
class Appointment:
    """Something with a date; `words` say it. `is_unprepared`: nothing was sent to prepare an interview."""

    contact: Contact
    what: Dated
    due: Due
    words: str
    is_unprepared: bool = False


@dataclass(frozen=True, slots=True)
class DailyNote:
    """What has a date today or tomorrow, in its order."""

    as_of: datetime
    zone: ZoneInfo
    today: tuple[Appointment, ...]
    tomorrow: tuple[Appointment, ...]
    account: str = ""

    @property
    def day(self) -> date:
        """Whose note it is."""
        return self.as_of.date()

    @property
    def is_empty(self) -> bool:
        """Whether there is nothing to tell."""
        return not self.today and not self.tomorrow


def note_of(
    flags: Sequence[Flag],
    relationships: Sequence[Relationship],
    *,
    policy: Policy,
    calendar: BusinessCalendar,
    as_of: datetime,
    account: str = "",
) -> DailyNote:
    """The note of the day of `as_of` (aware, in the user's zone). `flags` are those that are open."""
    unprepared = {f.finding.contact.id for f in flags if f.finding.reason is Reason.PREP_OWED}
    today = as_of.date()
    days: dict[date, list[Appointment]] = {today: [], today + timedelta(days=1): []}
    for relationship in relationships:
        story = Story(relationship, policy=policy, calendar=calendar, now=as_of)
        is_unprepared = relationship.contact.id in unprepared
        for found in _appointments(story, is_unprepared=is_unprepared):
            at = calendar.day_of(found.due) if isinstance(found.due, datetime) else found.due
            if at in days and not (isinstance(found.due, datetime) and found.due < as_of):
                days[at].append(found)
    first, second = (tuple(sorted(found, key=_order)) for found in days.values())
    zone = as_of.tzinfo if isinstance(as_of.tzinfo, ZoneInfo) else ZoneInfo("UTC")
    return DailyNote(as_of, zone, first, second, account)


def _appointments(story: Story, *, is_unprepared: bool) -> Iterator[Appointment]:
    contact = story.contact
    told = interviews(story) if story.is_candidate else []
    for one in told:
        quote = one.evidence[-1].quote if one.evidence else ""
        yield Appointment(contact, Dated.INTERVIEW, one.due, quote, is_unprepared=is_unprepared)
    starts = {one.start for one in told}
    for meeting in story.meetings:
        if meeting.start not in starts and not (is_interview(meeting) and story.is_candidate):
            yield Appointment(contact, Dated.MEETING, meeting.start, meeting.summary)
    yield from _calls(story)
    yield from _promises(story)


def _calls(story: Story) -> Iterator[Appointment]:
    """Calls with a named time, as the newest mail that names one says; none once the two have talked."""
    named = [
        (exchange, signal)
        for exchange in story.exchanges
        for signal in exchange.signals
        if (is_asked_for(exchange, signal) or is_promised(exchange, signal))
        and signal.due is not None
        and (story.last_talk_at is None or exchange.at > story.last_talk_at)
    ]
    if named:
        newest = named[-1][0].at
        yield from _once(story, Dated.CALL, [pair for pair in named if pair[0].at == newest])


def _promises(story: Story) -> Iterator[Appointment]:
    """What the newest mail to them promised for a day; a later mail is taken to have kept it."""
    newest = story.last_sent_at
    yield from _once(
        story,
        Dated.PROMISE,
        [
            (e, s)
            for e in story.sent
            if e.at == newest
            for s in e.signals
            if is_promise(s) and s.due is not None
        ],
    )


def _once(story: Story, what: Dated, named: Sequence[tuple[Exchange, SignalSeen]]) -> Iterator[Appointment]:
    seen = set()
    for _, signal in named:
        if signal.due is not None and signal.due not in seen:
            seen.add(signal.due)
            yield Appointment(story.contact, what, signal.due, signal.evidence)


def _order(one: Appointment) -> tuple[bool, str, str]:
    """Those with an hour first, in their order."""
    has_hour = isinstance(one.due, datetime)
    return not has_hour, one.due.isoformat(), one.contact.name
