"""One relationship made ready to be judged: what was known at that moment, sorted by what the rules ask for.

Whatever lies after the moment is left out, so that any past day can be asked about. The moment itself is
hidden: a rule can only ask whether another one has come. So a judgement changes when one of those that it
asked for comes, and at no other time; the first of them is when to look again.
"""

from __future__ import annotations

import math
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from functools import cached_property
from operator import itemgetter

from domain import (
    Direction,
    Due,
    Evidence,
    Exchange,
    Finding,
    Kind,
    LogEntry,
    Meeting,
    Reason,
    Relationship,
    Role,
    SignalSeen,
    SignalType,
    Stage,
    StageChange,
    Urgency,
    WaitingOn,
)
from store import day_counts
from warmth import wording
from warmth.days import BusinessCalendar
from warmth.evidence import is_strained
from warmth.policy import Policy
from warmth.tone import Sound, sound_of

A_MOMENT = timedelta(microseconds=1)
TALKS = ("call", "meeting")  # kinds of log entries that are touches
A_LETTER_BEGINS = 40  # characters of a first sentence that is more than a word of thanks


@dataclass(frozen=True, slots=True)
class Touch:
    """A contact between the two, with the message, meeting or log entry it was."""

    at: datetime  # UTC
    source: Exchange | Meeting | LogEntry


@dataclass(frozen=True, slots=True)
class Reached:
    """The stage somebody is in and the moment it was first told."""

    stage: Stage
    at: datetime | None  # None: nothing tells, a lead by default
    told_by: StageChange | None = None


@dataclass(frozen=True, slots=True)
class Told:
    """A signal together with the message that carries it."""

    exchange: Exchange
    signal: SignalSeen
    is_between_others: bool = False  # the contact neither wrote nor received that message

    @property
    def at(self) -> datetime:
        """When it was written."""
        return self.exchange.at


class Story:
    """A relationship at a moment, with its policy and calendar; what a rule reads."""

    def __init__(
        self, relationship: Relationship, *, policy: Policy, calendar: BusinessCalendar, now: datetime
    ) -> None:
        self.contact = relationship.contact
        self.policy = policy
        self.calendar = calendar
        self.look_again: datetime | None = None  # the first moment asked for that lies ahead
        self._now = now.astimezone(UTC)
        self._relationship = relationship
        self._past = tuple(one for one in relationship.past if self.has_come(one.at))
        if relationship.more_at is not None:
            self.has_come(relationship.more_at)
        self.exchanges = self._up_to_now(relationship.exchanges)
        self.about = self._up_to_now(relationship.about)

    # ------------------------------------------------------------------ when it is

    def has_come(self, moment: datetime) -> bool:
        """Whether it is that late; while it is not, there is reason to look again then."""
        if moment <= self._now:
            return True
        if self.look_again is None or moment < self.look_again:
            self.look_again = moment
        return False

    def day_has_come(self, day: date) -> bool:
        """Whether it is that day, or later, in the account's zone."""
        return self.has_come(self.calendar.start_of_day(day))

    def _up_to_now(self, exchanges: tuple[Exchange, ...]) -> tuple[Exchange, ...]:
        known = [e for e in exchanges if self.has_come(e.at)]
        known.sort(key=lambda e: (e.at, e.message_id))
        return tuple(known)

    # ------------------------------------------------------------------ in words

    def day(self, on: date | datetime) -> str:
        """A day as in "Wednesday 11 March"; with the year where it is not this one."""
        return wording.day(on, self.calendar, self._now_for_years())

    def time(self, due: Due) -> str:
        """A time as in "Friday 19 June, 15:00", or the day alone where no hour was named."""
        return wording.time(due, self.calendar, self._now_for_years())

    def days_since(self, day: date) -> str:
        """A number of days, as in "26 days", that is right whenever the explanation is read."""
        return day_counts.days_since(day, self.calendar.zone)

    def number_of_days_since(self, day: date) -> str:
        """The same without the word."""
        return day_counts.number_of_days_since(day, self.calendar.zone)

    def filled(self, text: str) -> str:
        """A text with its days counted."""
        return day_counts.filled(text, self._now)

    def _now_for_years(self) -> datetime:
        self.day_has_come(date(self.calendar.day_of(self._now).year + 1, 1, 1))
        return self._now

    # ------------------------------------------------------------------ who

    @cached_property
    def is_candidate(self) -> bool:
        """Whether the rules for candidates apply; one person may be client as well."""
        return Role.CANDIDATE in self.contact.roles or self.contact.role is Role.CANDIDATE

    @cached_property
    def is_client(self) -> bool:
        """Whether the rules for clients apply."""
        return Role.CLIENT in self.contact.roles or self.contact.role is Role.CLIENT

    @property
    def name(self) -> str:
        """How the person is called in an explanation."""
        return self.contact.name or next(iter(self.contact.addresses), "somebody")

    # ------------------------------------------------------------------ where they stand

    @cached_property
    def reached(self) -> Reached | None:
        """The candidate's stage: what a person set by hand wins, else the newest evidence. None for others.

        A stage told again ("as you know, she withdrew") keeps its first date; long afterwards it is another
        no, unless the recruiter merely mentions it to others.
        """
        if not self.is_candidate:
            return None
        changes = self.stage_changes
        by_hand = [c for c in changes if c.by_hand]
        if by_hand:
            last = by_hand[-1]
            first = next(c for c in changes if c.stage is last.stage)
            left_it = any(c.stage is not last.stage and c.at > first.at for c in changes)
            return _reached(last if left_it else first)
        if not changes:
            return self._stage_of_contact()
        first = changes[-1]
        for change in reversed(changes):
            if change.stage is not first.stage:
                break
            if first.at - change.at > self.policy.lapse and first.message_id not in self._mentioned_to_others:
                break
            first = change
        return _reached(first)

    def _stage_of_contact(self) -> Reached:
        shown = self.contact.stage_evidence
        if self.contact.stage is None or (shown is not None and not self.has_come(shown.at)):
            return Reached(Stage.LEAD, None)
        return _reached(shown) if shown is not None else Reached(self.contact.stage, None)

    @property
    def stage(self) -> Stage | None:
        """The candidate's stage, None for anybody else."""
        return self.reached.stage if self.reached else None

    @cached_property
    def is_at_risk(self) -> bool:
        """An offer is out, or a client's latest message is strained: waiting costs more here."""
        if self.stage is Stage.OFFERED:
            return True
        return self.is_client and bool(self.written) and is_strained(self.written[-1])

    @cached_property
    def stage_changes(self) -> tuple[StageChange, ...]:
        """The stages told, oldest first."""
        known = (c for c in self._relationship.stages if self.has_come(c.at))
        return tuple(sorted(known, key=lambda c: c.at))

    def stage_told_after(self, moment: datetime, stages: Iterable[Stage]) -> bool:
        """Whether one of these stages was told after `moment`."""
        wanted = frozenset(stages)
        return any(c.stage in wanted and c.at > moment for c in self.stage_changes)

    # ------------------------------------------------------------------ what passed between them

    @cached_property
    def written(self) -> tuple[Exchange, ...]:
        """Personal messages by the contact to the recruiter."""
        return tuple(
            e
            for e in self.exchanges
            if e.direction is Direction.INBOUND
            and e.kind is Kind.PERSONAL
            and e.is_touch
            and not e.by_colleague
        )

    @cached_property
    def _mentioned_to_others(self) -> frozenset[str]:
        return frozenset(e.message_id for e in self.about if e.direction is Direction.OUTBOUND)

    @cached_property
    def sent(self) -> tuple[Exchange, ...]:
        """What the recruiter sent to them: personal messages that arrived, and invitations."""
        return tuple(
            e
            for e in self.exchanges
            if e.direction is Direction.OUTBOUND
            and not e.by_colleague
            and (e.is_touch or e.kind is Kind.INVITATION)
        )

    @cached_property
    def received_ids(self) -> frozenset[str]:
        """The recruiter's messages that they can have read, those in copy included."""
        copied = (e for e in self.exchanges if e.direction is Direction.OUTBOUND and not e.is_addressed)
        return frozenset(e.message_id for e in (*self.sent, *copied))

    def was_sent_unread_words(self, since: datetime) -> bool:
        """Whether a letter went to them in a language no model reads: nobody knows what it says.

        A line or two is none, and neither is a bare attachment or invitation: they explain nothing.
        """
        return any(
            e.at >= since
            and not e.language_covered
            and e.kind is Kind.PERSONAL
            and len(e.quote) >= A_LETTER_BEGINS
            for e in self.sent
        )

    @cached_property
    def meetings(self) -> tuple[Meeting, ...]:
        """Meetings known of and not called off, past and to come."""
        return tuple(m for m in self.all_meetings if not m.is_cancelled)

    @cached_property
    def all_meetings(self) -> tuple[Meeting, ...]:
        """Meetings known of, those called off included."""
        return tuple(m for m in self._relationship.meetings if self.has_come(m.told_at))

    @cached_property
    def talks(self) -> tuple[Touch, ...]:
        """Calls and meetings that took place: logged, past in the calendar, or told in words; oldest first.

        Words tell of a time before them, so they never settle what the same message asks for.
        """
        found = [Touch(e.at, e) for e in self._relationship.log if e.kind in TALKS and self.has_come(e.at)]
        found += [Touch(m.start, m) for m in self.meetings if self.has_come(m.start)]
        found += [
            Touch(e.at - A_MOMENT, e) for e in self.exchanges if e.contact_took_place and not e.by_colleague
        ]
        return tuple(sorted(found, key=lambda touch: touch.at))

    @cached_property
    def touches(self) -> tuple[Touch, ...]:
        """Every contact between the two, oldest first; those long past may be known by their moment only."""
        found = [Touch(e.at, e) for e in self.exchanges if e.is_touch and not e.by_colleague]
        found += self.talks
        return tuple(sorted(found, key=lambda touch: touch.at))

    @property
    def number_of_touches(self) -> int:
        """How often there was contact."""
        return len(self._past) + len(self.touches)

    @property
    def has_written(self) -> bool:
        """Whether the contact has written at all."""
        return bool(self.written) or any(one.by_contact for one in self._past)

    @cached_property
    def sounds(self) -> list[Sound]:
        """How each of their messages sounded, oldest first."""
        heard = [(one.at, one.sound) for one in self._past if one.by_contact]
        heard += [(one.at, sound_of(one)) for one in self.written]
        heard.sort(key=itemgetter(0))
        return [sound for _, sound in heard]

    @cached_property
    def last_touch(self) -> Touch | None:
        """The newest contact."""
        return self.touches[-1] if self.touches else None

    @cached_property
    def last_sent_at(self) -> datetime | None:
        """When the recruiter last wrote to them."""
        return self.sent[-1].at if self.sent else None

    @cached_property
    def last_talk_at(self) -> datetime | None:
        """When the two last spoke."""
        return self.talks[-1].at if self.talks else None

    def contact_days(self, since: datetime | None) -> list[date]:
        """The distinct days of contact from the day of `since` on, oldest first."""
        moments = [one.at for one in self._past] + [touch.at for touch in self.touches]
        if since is not None:
            first = self.calendar.start_of_day(self.calendar.day_of(since))
            moments = [at for at in moments if at >= first]
        return sorted({self.calendar.day_of(at) for at in moments})

    def touched_since(self, moment: datetime) -> bool:
        """Whether there was any contact at or after `moment`."""
        return self.last_touch is not None and self.last_touch.at >= moment

    # ------------------------------------------------------------------ what was said

    @cached_property
    def _told(self) -> dict[SignalType, list[Told]]:
        found: dict[SignalType, list[Told]] = {}
        for messages, is_between_others in ((self.exchanges, False), (self.about, True)):
            for message in messages:
                for signal in message.signals:
                    if signal.about_contact:
                        found.setdefault(signal.type, []).append(Told(message, signal, is_between_others))
        return found

    def told(self, *types: SignalType) -> list[Told]:
        """Signals of these types that are about the contact, oldest first, whoever wrote them."""
        found = [told for type_ in types for told in self._told.get(type_, ())]
        return sorted(found, key=lambda told: told.at)

    @cached_property
    def quiet_from(self) -> date | None:
        """The day of the last contact."""
        return self.calendar.day_of(self.last_touch.at) if self.last_touch is not None else None

    def is_quiet_for_more_than(self, days: float) -> bool:
        """Whether more calendar days than these have passed since the last contact."""
        if self.quiet_from is None:
            return False
        return self.day_has_come(self.quiet_from + timedelta(days=math.floor(days) + 1))

    # ------------------------------------------------------------------ what is found

    def finding(
        self,
        reason: Reason,
        *,
        since: datetime,
        explanation: str,
        evidence: Iterable[Evidence],
        urgency: Urgency = Urgency.NORMAL,
        waiting_on: WaitingOn = WaitingOn.RECRUITER,
        occasion: str = "",
    ) -> Finding:
        """What a rule has found; whether its business day has come is for the judgement to say.

        `explanation` may count days from one on, as `days_since` does.
        """
        return Finding(
            contact=self.contact,
            reason=reason,
            since=self.calendar.local(since),
            urgency=urgency,
            waiting_on=waiting_on,
            explanation=self.filled(explanation),
            evidence=tuple(evidence),
            occasion=occasion,
            lasting=explanation,
        )


def _reached(change: StageChange) -> Reached:
    return Reached(change.stage, change.at.astimezone(UTC), change)
