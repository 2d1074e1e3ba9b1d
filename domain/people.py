"""Who it is: people with their roles and stages, and who may be the same person."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum


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
