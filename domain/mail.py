"""A message as it is read from a mailbox, and what tells mails apart on a server."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum


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
