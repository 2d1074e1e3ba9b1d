"""The weekly report as data: frozen, in the order in which it is told; every rendering reads only this."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from zoneinfo import ZoneInfo

from domain import Contact, Direction, Flag, Reason, Topic


@dataclass(frozen=True, slots=True)
class Mark:
    """One day of contact on a strip; `position` from 0 (half a year ago) to 1 (today)."""

    on: date
    position: float
    direction: Direction


@dataclass(frozen=True, slots=True)
class Feeling:
    """The tone of one of their messages; `score` from -1 to 1."""

    on: date
    position: float
    score: float


@dataclass(frozen=True, slots=True)
class Person:
    """Somebody who needs a person now: reasons with proof, the two last dates, one next step."""

    contact: Contact
    flags: tuple[Flag, ...]
    next_step: str
    they_wrote: datetime | None
    you_wrote: datetime | None
    rhythm: str
    strip: tuple[Mark, ...]
    feelings: tuple[Feeling, ...]
    tone: str = ""
    silent_from: float | None = None  # where on the strip the last day of contact lies


@dataclass(frozen=True, slots=True)
class WonBack:
    """Somebody who needed you a week ago and with whom you are in touch again."""

    contact: Contact
    reasons: tuple[Reason, ...]
    touched: datetime


@dataclass(frozen=True, slots=True)
class Fact:
    """What somebody taught about the market this week. `words` are theirs, `value` the number or name."""

    contact: Contact
    topic: Topic
    words: str
    told: datetime
    value: str = ""


@dataclass(frozen=True, slots=True)
class Newcomer:
    """Somebody with whom the first mail passed this week."""

    contact: Contact
    met: datetime
    wrote_first: bool


@dataclass(frozen=True, slots=True)
class Sleeper:
    """A dormant relationship worth a thought."""

    contact: Contact
    last: datetime
    touches: int


@dataclass(frozen=True, slots=True)
class WeekCount:
    """A week in two numbers: people who needed you at its start, and people you were in touch with."""

    monday: date
    needed: int
    in_touch: int


@dataclass(frozen=True, slots=True)
class UnreadMailbox:
    """A mailbox that is not read any more. `since` is the last time it was, None if it never was."""

    name: str
    since: datetime | None
    needs_sign_in: bool


@dataclass(frozen=True, slots=True)
class MailboxState:
    """How the mailboxes are read: the last time, what could not be read, what is still to come."""

    last_read: datetime | None
    quarantined: int
    messages: int
    unread: tuple[UnreadMailbox, ...] = ()
    missing: int = 0  # messages the server announced and did not hand over; they are asked for again
    waiting: int = 0  # messages that are stored and whose words are still to be read


@dataclass(frozen=True, slots=True)
class WeeklyReport:
    """Everything the report tells, in its order. `account` is empty where all that is stored is told of."""

    as_of: datetime
    zone: ZoneInfo
    monday: date
    people: tuple[Person, ...]
    also: tuple[Flag, ...]
    won_back: tuple[WonBack, ...]
    facts: tuple[Fact, ...]
    newcomers: tuple[Newcomer, ...]
    dormant: tuple[Sleeper, ...]
    weeks: tuple[WeekCount, ...]
    state: MailboxState
    account: str = ""

    @property
    def week(self) -> str:
        """The ISO week, as in 2026-W10."""
        return iso_week(self.monday)

    @property
    def needed(self) -> int:
        """How many people need somebody."""
        return len(self.people) + len({_whose(flag) for flag in self.also})

    @property
    def is_quiet(self) -> bool:
        """Whether nobody is waiting and every mailbox is read."""
        return not self.people and not self.state.unread


def iso_week(day: date) -> str:
    """The ISO week of a day, as in 2026-W10."""
    year, number, _ = day.isocalendar()
    return f"{year}-W{number:02}"


def _whose(flag: Flag) -> object:
    contact = flag.finding.contact
    return contact.id if contact.id is not None else contact.name
