"""What a message says: mentions, feelings and signals, and what a person put right about them."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum

from domain.mail import Direction, Kind


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
