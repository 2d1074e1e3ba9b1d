"""How a relationship stands: what happened between two people, and the flags that come of it."""

from __future__ import annotations

from bisect import bisect_right
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from enum import StrEnum
from operator import itemgetter
from typing import NamedTuple

from domain.mail import Direction, Kind
from domain.people import Contact, StageChange, Warmth
from domain.reading import Due, Sentiment, SignalType, Strain, Topic


@dataclass(frozen=True, slots=True)
class SignalSeen:
    """A signal as it concerns one contact: by them (`by_contact`), or about them (`about_contact`)."""

    type: SignalType
    evidence: str
    due: Due | None = None
    by_contact: bool = False
    about_contact: bool = True
    is_call: bool = False
    is_conditional: bool = False
    topic: Topic | None = None
    value: str = ""


@dataclass(frozen=True, slots=True)
class Exchange:
    """One message as one contact sees it; the raw material of every judgement.

    `is_touch` follows the definition in `relationships.md`. `is_addressed`: the contact (or, inbound, the
    recruiter) stands in To. `signals` hold every signal of the message that this contact wrote, received or
    that is about them; those about another person carry `about_contact=False`. `was_answered_by_colleague`
    marks a colleague's answer with the recruiter in copy.
    """

    message_id: str
    at: datetime
    direction: Direction
    kind: Kind
    subject: str
    is_touch: bool
    is_addressed: bool = True
    is_mere_closing: bool = False
    has_question_mark: bool = False
    language_covered: bool = True
    sentiment: Sentiment | None = None
    strain: Strain | None = None
    signals: tuple[SignalSeen, ...] = ()
    quote: str = ""  # a short piece of own words to show as evidence
    contact_took_place: str = ""
    by_colleague: bool = False


class Past(NamedTuple):
    """A plain message of long ago, of which nothing counts any more but that it was a touch.

    `sound` is how it sounded where it was understood: the scores of sentiment and strain.
    """

    at: datetime
    by_contact: bool
    sound: tuple[float, float] | None = None


@dataclass(frozen=True, slots=True)
class Meeting:
    """A calendar event with both as participants, in its newest version; a touch at its start, once past."""

    message_id: str
    told_at: datetime
    start: datetime
    end: datetime | None
    summary: str
    is_cancelled: bool = False


@dataclass(frozen=True, slots=True)
class LogEntry:
    """A call or meeting noted by hand. `kind` is `call`, `meeting` or `note`; a note is no touch."""

    at: datetime
    kind: str
    text: str = ""


@dataclass(frozen=True, slots=True)
class Relationship:
    """All that is known of one contact at one moment, oldest first; what `warmth` judges.

    `about` are messages between others that concern this contact (a client tells of a rejection): their
    signals count, they are no touches. `stages` are all stage changes up to the moment. `started_on` is the
    start date in the new job where told.
    """

    contact: Contact
    account: str = ""
    exchanges: tuple[Exchange, ...] = ()
    about: tuple[Exchange, ...] = ()
    meetings: tuple[Meeting, ...] = ()
    log: tuple[LogEntry, ...] = ()
    stages: tuple[StageChange, ...] = ()
    past: tuple[Past, ...] = ()  # touches that are not among the exchanges, where only a judgement is wanted
    more_at: datetime | None = None  # when more will be known: the first mail dated later, or what else is


@dataclass(frozen=True, slots=True)
class History:
    """A relationship up to a moment, and how its meetings stood at moments before.

    An invitation may be moved or called off, so what was known earlier is no part of what is known now.
    `meetings` say from when on they stood so, oldest first; with none there never was one.
    """

    relationship: Relationship
    meetings: tuple[tuple[datetime, tuple[Meeting, ...]], ...] = ()

    def at(self, moment: datetime) -> Relationship:
        """The relationship with its meetings as they stood then; later mail is still in it."""
        if not self.meetings:
            return self.relationship
        place = bisect_right(self.meetings, moment, key=itemgetter(0))
        return replace(self.relationship, meetings=self.meetings[place - 1][1] if place else ())


@dataclass(frozen=True, slots=True)
class Referral:
    """A person pointed to as a possible candidate; `person.id` is None while nobody of that name is known.

    `contacted_at`: the first outbound message to them, or their own first message, after the referral.
    """

    person: Contact
    referrer: Contact
    at: datetime
    message_id: str
    subject: str
    evidence: str
    contacted_at: datetime | None = None


class Reason(StrEnum):
    """Why a relationship needs a person now."""

    REPLY_OWED = "reply_owed"
    CALL_OWED = "call_owed"
    PROMISE_OVERDUE = "promise_overdue"
    PREP_OWED = "prep_owed"
    FEEDBACK_OWED = "feedback_owed"
    CHECK_IN_DUE = "check_in_due"
    STRAINED = "strained"
    SECOND_LOOK = "second_look"
    REFERRAL_OPEN = "referral_open"
    GOING_COLD = "going_cold"


class Urgency(StrEnum):
    """`now`: a time runs out within a business day, or a client or an offer is at risk."""

    NOW = "now"
    SOON = "soon"
    NORMAL = "normal"


class WaitingOn(StrEnum):
    """Whose turn it is."""

    RECRUITER = "recruiter"
    CONTACT = "contact"
    NOBODY = "nobody"


@dataclass(frozen=True, slots=True)
class Evidence:
    """A message that proves a flag, with the words."""

    message_id: str
    date: datetime
    subject: str
    quote: str


@dataclass(frozen=True, slots=True)
class Finding:
    """A flag as judged, before it has a number. The same evidence never raises a dismissed one again."""

    contact: Contact
    reason: Reason
    since: datetime
    urgency: Urgency
    waiting_on: WaitingOn
    explanation: str
    evidence: tuple[Evidence, ...] = ()
    occasion: str = ""  # tells apart what the same messages prove at different times ("day 60")
    lasting: str = ""  # the explanation with places where days are counted, for keeping; empty: it has none

    @property
    def evidence_key(self) -> str:
        """What identifies this finding over time: the ids of the messages that prove it, and the occasion.

        A logged call, or a message without an id, stands with its moment in UTC.
        """
        parts = sorted(e.message_id or e.date.astimezone(UTC).isoformat() for e in self.evidence)
        return " ".join([*parts, self.occasion] if self.occasion else parts)


@dataclass(frozen=True, slots=True)
class Standing:
    """How one contact stands at a moment: warmth with its words, last touch, rhythm and findings."""

    contact: Contact
    warmth: Warmth
    last_touch: datetime | None
    touches: int
    cadence_days: float | None
    rhythm: str  # "you usually talk every 9 days; it has been 41", empty where nothing is known
    findings: tuple[Finding, ...] = ()
    tone: str = ""  # "below their usual tone (of their last 12 messages)", empty where nothing is unusual
    look_again: datetime | None = None  # until then time alone changes nothing; None: it never will


class FlagState(StrEnum):
    """Where a flag is in its life."""

    OPEN = "open"
    SATISFIED = "satisfied"  # what it asked for has happened
    DONE = "done"
    DISMISSED = "dismissed"
    SNOOZED = "snoozed"


@dataclass(frozen=True, slots=True)
class Flag:
    """A finding with its number and its life. `id` is shown as `f-<id>`."""

    id: int
    finding: Finding
    state: FlagState
    opened_at: datetime
    closed_at: datetime | None = None
    snoozed_until: datetime | None = None
