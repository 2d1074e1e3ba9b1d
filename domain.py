"""The words of the product as frozen dataclasses and enums; they travel between rooms and know no library."""

from __future__ import annotations

from bisect import bisect_right
from dataclasses import dataclass, field, replace
from datetime import UTC, date, datetime
from enum import StrEnum
from operator import itemgetter
from typing import NamedTuple

# --------------------------------------------------------------------------- a message


class Direction(StrEnum):
    """`outbound` is written by the recruiter, from one of the account's own addresses."""

    INBOUND = "inbound"
    OUTBOUND = "outbound"


class Kind(StrEnum):
    """What sort of mail it is; only `personal` and `invitation` say something about a relationship."""

    PERSONAL = "personal"
    BULK = "bulk"
    AUTOMATIC = "automatic"
    BOUNCE = "bounce"
    INVITATION = "invitation"

    @property
    def is_read(self) -> bool:
        """Whether mentions, sentiment and signals are looked for in it."""
        return self in (Kind.PERSONAL, Kind.INVITATION)


@dataclass(frozen=True, slots=True)
class Mailbox:
    """A display name and an address (RFC 5322 `mailbox`): lower-case; the name may be empty."""

    name: str
    address: str


@dataclass(frozen=True, slots=True)
class Attachment:
    """An attached file as the structure names it; its content is never kept. `size` in bytes."""

    name: str
    content_type: str
    size: int


@dataclass(frozen=True, slots=True)
class Invitation:
    """A calendar event carried by a message. Times are aware; an all-day event starts at local midnight."""

    uid: str
    method: str  # REQUEST, REPLY, CANCEL, COUNTER, PUBLISH
    status: str  # CONFIRMED, TENTATIVE, CANCELLED or ""
    sequence: int
    start: datetime
    end: datetime | None
    summary: str
    organizer: Mailbox | None
    attendees: tuple[Mailbox, ...] = ()
    answers: tuple[tuple[str, str], ...] = ()  # address and PARTSTAT of attendees who have answered
    recurrence: datetime | None = None  # which date of a series this one stands for; None = all of it
    repeats: tuple[datetime, ...] = ()  # the later dates of a series, as far as they are worked out

    @property
    def is_cancelled(self) -> bool:
        """The event will not take place."""
        return self.method == "CANCEL" or self.status == "CANCELLED"


@dataclass(frozen=True, slots=True)
class Message:
    """One mail after reading: decoded, sorted into its kind, with the author's own words apart.

    `message_id` keeps its angle brackets and is empty where the mail has none. `content_key` is the hex
    SHA-256 over From, To, Cc, Date and normalised text: what makes two copies one mail, whatever their ids,
    and two mails with one id two. `date` is aware and follows the dating rule of `faults.md`.
    """

    message_id: str
    content_key: str
    date: datetime
    sender: Mailbox
    to: tuple[Mailbox, ...]
    cc: tuple[Mailbox, ...]
    subject: str
    in_reply_to: tuple[str, ...]
    references: tuple[str, ...]
    kind: Kind
    kind_reason: str
    own_words: str
    signature: str
    size_bytes: int
    suspicion: str = ""  # why the sender is doubted; empty = nothing speaks against them
    is_encrypted: bool = False
    is_degraded: bool = False  # only the headers could be read
    is_forward: bool = False
    forwarded_from: tuple[Mailbox, ...] = ()  # authors of the mail forwarded inside
    relay: str = ""  # the platform that passed it on for `sender`, who then may have no address
    relay_address: str = ""  # where answers reach the sender through it
    attachments: tuple[Attachment, ...] = ()
    invitation: Invitation | None = None
    more_invitations: tuple[Invitation, ...] = ()  # where one mail carries several events
    other_names: tuple[str, ...] = ()  # ids this mail had or has elsewhere, and of its conversation there
    bounced: tuple[str, ...] = ()  # addresses a delivery report says were not reached
    bounced_message_ids: tuple[str, ...] = ()  # the mail that did not arrive

    @property
    def is_verified(self) -> bool:
        """Nothing speaks against the sender being who the mail says."""
        return not self.suspicion


# --------------------------------------------------------------------------- what it says


class SentimentLabel(StrEnum):
    """The author's feeling about the job, the process or the people."""

    NEGATIVE = "negative"
    NEUTRAL = "neutral"
    POSITIVE = "positive"


class SignalType(StrEnum):
    """What a message says that matters later."""

    QUESTION = "question"
    CALL_REQUEST = "call_request"
    PROMISE = "promise"
    INTERVIEW_SCHEDULED = "interview_scheduled"
    INTERVIEW_PREP = "interview_prep"
    OFFER_MADE = "offer_made"
    OFFER_ACCEPTED = "offer_accepted"
    OFFER_DECLINED = "offer_declined"
    WITHDREW = "withdrew"
    NOT_SELECTED = "not_selected"
    FEEDBACK_GIVEN = "feedback_given"
    STARTED = "started"
    NOT_NOW = "not_now"
    REFERRAL = "referral"
    JOB_CHANGE = "job_change"
    MARKET_FACT = "market_fact"


class Topic(StrEnum):
    """What a market fact is about."""

    PAY = "pay"
    NOTICE = "notice"
    LOCATION = "location"
    SCHEDULE = "schedule"
    PROCESS = "process"
    TEAM = "team"
    COMPETITION = "competition"
    OTHER = "other"


Due = date | datetime  # a bare date means "that day"; a date-time is aware


@dataclass(frozen=True, slots=True)
class Mention:
    """A person's name. `start` and `end` are character offsets into the own words (-1 elsewhere)."""

    text: str
    start: int
    end: int
    source: str = "own_words"  # own_words, attachment, forwarded
    made_by: str = ""  # the component that found it, with its version


@dataclass(frozen=True, slots=True)
class Sentiment:
    """The label, a score from -1 to 1 and the sentence that decided it."""

    label: SentimentLabel
    score: float
    evidence: str = ""


@dataclass(frozen=True, slots=True)
class Strain:
    """Whether the author hints at worry or losing interest; `score` from 0 to 1, with the sentence."""

    value: bool
    score: float
    evidence: str = ""


@dataclass(frozen=True, slots=True)
class Signal:
    """One thing said. `about` is the name in the text it concerns; None = whoever the author writes with.

    Where somebody else is meant whom the text does not name, `about` has the words for them ("she").
    `start` and `end` are offsets of the evidence in the own words. `is_call` marks a promised call,
    `is_conditional` a promise tied to an event ("as soon as I hear"), which raises nothing.
    """

    type: SignalType
    evidence: str
    start: int = -1
    end: int = -1
    about: str | None = None
    due: Due | None = None
    topic: Topic | None = None
    value: str = ""
    is_call: bool = False
    is_conditional: bool = False
    made_by: str = ""


@dataclass(frozen=True, slots=True)
class Passage:
    """What the language room is given to read: the own words and what is known around them.

    `date` is aware, in the account's zone. `known_names` are full names from headers, thread and
    address book (evidence for mentions); `author` and `addressees` are display names.
    """

    text: str
    date: datetime
    direction: Direction
    kind: Kind = Kind.PERSONAL
    subject: str = ""
    author: str = ""
    addressees: tuple[str, ...] = ()
    known_names: tuple[str, ...] = ()
    signature: str = ""
    attachment_names: tuple[str, ...] = ()
    forwarded_names: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Reading:
    """What one passage says. `sentiment`, `strain` and `signals` are None where no model covers the language.

    `in_process` is the evidence that an application or a CV is in, with the name it concerns (None = the
    correspondent). `contact_took_place` are words that say a call or meeting happened. `role_hints` are
    words that tell on which side the author or addressee stands.
    """

    language: str  # ISO 639-1, "und" where unknown
    mentions: tuple[Mention, ...] = ()
    sentiment: Sentiment | None = None
    strain: Strain | None = None
    signals: tuple[Signal, ...] | None = None
    in_process: tuple[InProcess, ...] = ()
    contact_took_place: str = ""
    is_mere_closing: bool = False  # "thanks, see you then": wants no answer
    has_question_mark: bool = False
    made_by: str = ""  # pipeline name and version


@dataclass(frozen=True, slots=True)
class InProcess:
    """Words that say somebody's application is in; `about` as in `Signal`."""

    evidence: str
    about: str | None = None


class Corrects(StrEnum):
    """Which result of language a person put right."""

    SENTIMENT = "sentiment"
    STRAIN = "strain"
    SIGNAL = "signal"
    PERSON = "person"
    CLOSING = "closing"


IN_PROCESS, TOOK_PLACE = "in_process", "took_place"  # told by words like signals, and none


@dataclass(frozen=True, slots=True)
class Correction:
    """What a person said of one result of language in a message; it wins over every reading.

    `said` is the label of the sentiment, the type of the signal (or `in_process`, `took_place`), or the name
    as it stands in the text; `is_so` whether it is there. `contact_id` and `contact_name` tell whom the name
    or signal is about, `is_own` that it is the recruiter. `evidence` are the words that tell the signal,
    empty where all of its type are meant. `id` is shown as `k-<id>`, None before it is stored.
    """

    what: Corrects
    said: str
    is_so: bool = True
    evidence: str = ""
    contact_id: int | None = None
    contact_name: str = ""
    is_own: bool = False
    due: Due | None = None
    id: int | None = None


# --------------------------------------------------------------------------- who it is


class Role(StrEnum):
    """On which side a contact stands."""

    CANDIDATE = "candidate"
    CLIENT = "client"
    COLLEAGUE = "colleague"
    OTHER = "other"


class Stage(StrEnum):
    """Where a candidate stands, from the newest evidence that tells it."""

    LEAD = "lead"
    IN_PROCESS = "in_process"
    INTERVIEWING = "interviewing"
    OFFERED = "offered"
    PLACED = "placed"
    DECLINED = "declined"
    REJECTED = "rejected"


class DetailKind(StrEnum):
    """What else is known of a person, beside name, addresses and role; from an address book, or by hand."""

    ORGANISATION = "organisation"
    TITLE = "title"
    PHONE = "phone"
    PLACE = "place"
    LINK = "link"
    NOTE = "note"


class Warmth(StrEnum):
    """How a relationship feels from outside; shown, never a flag."""

    NEW = "new"
    WARM = "warm"
    COOLING = "cooling"
    COLD = "cold"
    DORMANT = "dormant"


@dataclass(frozen=True, slots=True)
class StageChange:
    """A stage reached, with its proof. `by_hand` wins over everything inferred, whatever its age."""

    stage: Stage
    at: datetime
    evidence: str = ""
    message_id: str = ""
    by_hand: bool = False


@dataclass(frozen=True, slots=True)
class Contact:
    """A person. `id` is shown as `c-<id>`; a referred person without a record has None and no addresses.

    `roles` has more than one member where a person is candidate and client at once; `role` is the one shown.
    """

    id: int | None
    name: str
    addresses: tuple[str, ...] = ()
    role: Role = Role.OTHER
    roles: frozenset[Role] = frozenset()
    stage: Stage | None = None
    stage_evidence: StageChange | None = None
    is_muted: bool = False  # nothing is judged of them


class Clue(StrEnum):
    """What speaks for two records being one person, or against it."""

    NAME = "name"
    PHONE = "phone"
    SIGNATURE = "signature"
    OWN_WORDS = "own_words"
    REPLY = "reply"
    FORWARD = "forward"
    EMPLOYER = "employer"
    ADDRESS = "address"
    TURN = "turn"
    RELAY = "relay"
    BOOK = "address_book"
    TWO_LINES = "two_lines"
    OTHER_NAME = "other_name"
    LOOKALIKE = "lookalike"


class MergedBy(StrEnum):
    """Who says that two records are one person."""

    HAND = "hand"
    BOOK = "address_book"
    EVIDENCE = "evidence"


@dataclass(frozen=True, slots=True)
class Ground:
    """Why two records may be one person, in plain words; `message_id` is the mail that shows it."""

    clue: Clue
    words: str
    message_id: str = ""


@dataclass(frozen=True, slots=True)
class Merged:
    """A record that became part of a contact's. `score` is None where a person or a book said so."""

    was: int  # the number it had
    name: str
    addresses: tuple[str, ...]
    at: datetime
    by: MergedBy
    score: float | None
    grounds: tuple[Ground, ...] = ()


@dataclass(frozen=True, slots=True)
class Question:
    """Whether two contacts are one person; shown as `q-<id>`. `score` is how likely, from 0 to 1."""

    id: int
    one: Contact
    other: Contact
    score: float
    grounds: tuple[Ground, ...]
    asked_at: datetime


# --------------------------------------------------------------------------- how it stands


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


@dataclass(frozen=True, slots=True)
class Quarantined:
    """A message that could not be read; its raw bytes are kept. `where` names file or folder and UID."""

    where: str
    reason: str
    raw: bytes = field(repr=False, default=b"")
    folder: str = ""
    uid: int | None = None


@dataclass(frozen=True, slots=True)
class Look:
    """What tells a mail on a server apart without fetching it. `size` in bytes; `arrived_at` is aware.

    `message_id` keeps its angle brackets and is empty where the mail has none.
    """

    uid: int
    message_id: str = ""
    size: int | None = None
    arrived_at: datetime | None = None


@dataclass(frozen=True, slots=True)
class Listing:
    """Which UIDs above a mark lie in a folder; one that is not among them has left it."""

    above: int
    uids: frozenset[int] = field(repr=False)
