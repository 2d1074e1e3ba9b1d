"""Stored messages with all that was read in them, as they are shown."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import ColumnElement, select, union
from sqlalchemy.orm import Session

import errors
from domain import (
    Correction,
    Direction,
    Due,
    Kind,
    Mailbox,
    Sentiment,
    SentimentLabel,
    SignalType,
    Strain,
    Topic,
)
from store import corrections
from store.models import (
    AccountRow,
    AttachmentRow,
    ContactRow,
    FolderRow,
    LocationRow,
    MentionRow,
    MessageRow,
    ParticipantRow,
    ProcessRow,
    SignalRow,
)

BATCH = 500


@dataclass(frozen=True, slots=True)
class ShownMention:
    """A name in a message; `contact_id` and `name` are the contact's, None where nobody fits."""

    text: str
    start: int
    end: int
    contact_id: int | None
    name: str | None
    source: str = "own_words"
    is_own: bool = False  # the recruiter
    made_by: str = ""


@dataclass(frozen=True, slots=True)
class ShownSignal:
    """A signal; `about` is the name of whom it concerns, None where that is open."""

    type: SignalType
    about: str | None
    contact_id: int | None
    evidence: str
    start: int
    end: int
    due: Due | None = None
    topic: Topic | None = None
    value: str = ""
    is_call: bool = False
    is_conditional: bool = False
    made_by: str = ""


@dataclass(frozen=True, slots=True)
class StoredMessage:
    """A message with its reading. `id` is shown as `m-<id>`, `thread_id` as `t-<id>`; times are in UTC.

    `mentions` are those in the own words, `other_mentions` those in names of attachments and forwarded mail.
    `signals`, `sentiment` and `strain` are None where no model reads the language. `in_process` are words
    that say that an application is in, `took_place` those that say that the two spoke or met. `corrections`
    are in force already.
    """

    id: int
    message_id: str
    account: str
    folder: str
    thread_id: int | None
    date: datetime
    direction: Direction
    kind: Kind
    kind_reason: str
    sender: Mailbox
    to: tuple[Mailbox, ...]
    cc: tuple[Mailbox, ...]
    subject: str
    own_words: str
    signature: str
    language: str
    suspicion: str
    is_encrypted: bool
    is_degraded: bool
    is_forward: bool
    is_bounced: bool
    mentions: tuple[ShownMention, ...]
    other_mentions: tuple[ShownMention, ...]
    sentiment: Sentiment | None
    strain: Strain | None
    signals: tuple[ShownSignal, ...] | None
    attachments: tuple[str, ...]
    in_process: tuple[str, ...] = ()
    took_place: str = ""
    is_mere_closing: bool = False
    read_by: str = ""
    corrections: tuple[Correction, ...] = ()


def messages(
    session: Session,
    *,
    as_of: datetime | None = None,
    since: datetime | None = None,
    contact_id: int | None = None,
    thread_id: int | None = None,
    account: str | None = None,
    kind: Kind | None = None,
    limit: int | None = None,
) -> Iterator[StoredMessage]:
    """The messages that fit every filter, oldest first; with `limit` the newest that many.

    `contact_id`: those the contact stands in as sender, recipient, mention or subject of a signal.
    """
    query = select(MessageRow.id).join(AccountRow, AccountRow.id == MessageRow.account_id)
    for condition in _conditions(as_of, since, contact_id, thread_id, account, kind):
        query = query.where(condition)
    if limit is None:
        ids = list(session.scalars(query.order_by(MessageRow.at, MessageRow.id)))
    else:
        newest = query.order_by(MessageRow.at.desc(), MessageRow.id.desc()).limit(max(limit, 0))
        ids = list(session.scalars(newest))[::-1]
    yield from in_order(session, ids)


def in_order(session: Session, ids: Sequence[int]) -> Iterator[StoredMessage]:
    """These messages in this order, however many."""
    for first in range(0, len(ids), BATCH):
        yield from by_ids(session, ids[first : first + BATCH])


def by_ids(session: Session, ids: Sequence[int]) -> list[StoredMessage]:
    """These messages in this order; at most `BATCH`."""
    rows = session.execute(
        select(MessageRow.__table__, AccountRow.name.label("account"))
        .join(AccountRow, AccountRow.id == MessageRow.account_id)
        .where(MessageRow.id.in_(ids))
    ).all()
    details = _Details(session, ids)
    found = {row.id: details.of(row) for row in rows}
    return [found[id_] for id_ in ids if id_ in found]


def find(session: Session, asked: str) -> StoredMessage:
    """The message that "m-12", "12" or a Message-ID means; raises `NotFound`."""
    text = asked.strip()
    number = text.lower().removeprefix("m-")
    if number.isascii() and number.isdigit() and len(number) < 18:
        ids = [int(number)]
    else:
        named = MessageRow.message_id.in_((text, f"<{text.strip('<>')}>"))
        ids = list(session.scalars(select(MessageRow.id).where(named).limit(BATCH)))
    found = by_ids(session, ids)
    if len(found) > 1:
        listed = ", ".join(f"m-{one.id} ({one.account})" for one in found)
        raise errors.NotFound(f"{len(found)} messages have that id.", mend=f"Say which: {listed}.")
    if not found:
        raise errors.NotFound(f"there is no message {asked!r}.", mend="`keepwarm messages` shows them.")
    return found[0]


def _conditions(
    as_of: datetime | None,
    since: datetime | None,
    contact_id: int | None,
    thread_id: int | None,
    account: str | None,
    kind: Kind | None,
) -> Iterator[ColumnElement[bool]]:
    if as_of is not None:
        yield MessageRow.at <= as_of
    if since is not None:
        yield MessageRow.at >= since
    if thread_id is not None:
        yield MessageRow.thread_id == thread_id
    if account is not None:
        yield AccountRow.name == account
    if kind is not None:
        yield MessageRow.kind == kind.value
    if contact_id is not None:
        theirs = [
            select(rows.message_id).where(rows.contact_id == contact_id)
            for rows in (ParticipantRow, MentionRow, SignalRow)
        ]
        yield MessageRow.id.in_(union(*theirs))


class _Details:
    """What hangs on a batch of messages, read with one query a kind."""

    def __init__(self, session: Session, ids: Sequence[int]) -> None:
        self._people = _grouped(
            session.execute(
                select(
                    ParticipantRow.message_id,
                    ParticipantRow.field,
                    ParticipantRow.name,
                    ParticipantRow.address,
                    ParticipantRow.contact_id,
                    ContactRow.name.label("contact_name"),
                )
                .outerjoin(ContactRow, ContactRow.id == ParticipantRow.contact_id)
                .where(ParticipantRow.message_id.in_(ids))
                .order_by(ParticipantRow.position, ParticipantRow.id)
            ).all()
        )
        self._mentions = _grouped(
            session.execute(
                select(MentionRow.__table__, ContactRow.name.label("contact_name"))
                .outerjoin(ContactRow, ContactRow.id == MentionRow.contact_id)
                .where(MentionRow.message_id.in_(ids))
                .order_by(MentionRow.start, MentionRow.id)
            ).all()
        )
        self._signals = _grouped(
            session.execute(
                select(SignalRow.__table__, ContactRow.name.label("contact_name"))
                .outerjoin(ContactRow, ContactRow.id == SignalRow.contact_id)
                .where(SignalRow.message_id.in_(ids))
                .order_by(SignalRow.id)
            ).all()
        )
        self._processes = _grouped(
            session.execute(
                select(ProcessRow.message_id, ProcessRow.evidence)
                .where(ProcessRow.message_id.in_(ids))
                .order_by(ProcessRow.id)
            ).all()
        )
        self._corrections = corrections.of_messages(session, ids)
        self._attachments = _grouped(
            session.execute(
                select(AttachmentRow.message_id, AttachmentRow.name)
                .where(AttachmentRow.message_id.in_(ids))
                .order_by(AttachmentRow.id)
            ).all()
        )
        self._folders = _grouped(
            session.execute(
                select(LocationRow.message_id, FolderRow.name)
                .join(FolderRow, FolderRow.id == LocationRow.folder_id)
                .where(LocationRow.message_id.in_(ids))
                .order_by(LocationRow.id)
            ).all()
        )

    def of(self, row: Any) -> StoredMessage:
        """The message of a row."""
        people = self._people.get(row.id, [])
        mentions = [_mention(found) for found in self._mentions.get(row.id, [])]
        signals = self._signals.get(row.id, [])
        is_uncovered = row.sentiment_label is None and row.strain_value is None and Kind(row.kind).is_read
        folders = self._folders.get(row.id, [])
        return StoredMessage(
            id=row.id,
            message_id=row.message_id,
            account=row.account,
            folder=folders[0].name if folders else "",
            thread_id=row.thread_id,
            date=row.at,
            direction=Direction(row.direction),
            kind=Kind(row.kind),
            kind_reason=row.kind_reason,
            sender=Mailbox(row.from_name, row.from_address),
            to=tuple(Mailbox(one.name, one.address) for one in people if one.field == "to"),
            cc=tuple(Mailbox(one.name, one.address) for one in people if one.field == "cc"),
            subject=row.subject,
            own_words=row.own_words,
            signature=row.signature,
            language=row.language,
            suspicion=row.suspicion,
            is_encrypted=row.is_encrypted,
            is_degraded=row.is_degraded,
            is_forward=row.is_forward,
            is_bounced=row.is_bounced,
            mentions=tuple(one for one in mentions if one.source == "own_words"),
            other_mentions=tuple(one for one in mentions if one.source != "own_words"),
            sentiment=_sentiment(row),
            strain=_strain(row),
            signals=None
            if is_uncovered and not signals
            else tuple(_signal(one, row, people) for one in signals),
            attachments=tuple(one.name for one in self._attachments.get(row.id, [])),
            in_process=tuple(one.evidence for one in self._processes.get(row.id, [])),
            took_place=row.contact_took_place,
            is_mere_closing=row.is_mere_closing,
            read_by=row.read_by,
            corrections=self._corrections.get(row.id, ()),
        )


def _grouped(rows: Sequence[Any]) -> dict[int, list[Any]]:
    found: dict[int, list[Any]] = {}
    for row in rows:
        found.setdefault(row.message_id, []).append(row)
    return found


def _mention(row: Any) -> ShownMention:
    return ShownMention(
        row.text, row.start, row.end, row.contact_id, row.contact_name, row.source, row.is_own, row.made_by
    )


def _signal(signal: Any, message: Any, people: list[Any]) -> ShownSignal:
    about, contact_id = signal.contact_name or signal.about_name or None, signal.contact_id
    if about is None:  # whoever the author writes with
        where = "from" if message.direction == Direction.INBOUND.value else "to"
        partners = [one for one in people if one.field == where and one.contact_id is not None]
        if len(partners) == 1:
            about, contact_id = partners[0].contact_name, partners[0].contact_id
    return ShownSignal(
        type=SignalType(signal.type),
        about=about,
        contact_id=contact_id,
        evidence=signal.evidence,
        start=signal.start,
        end=signal.end,
        due=signal.due_at or signal.due_on,
        topic=Topic(signal.topic) if signal.topic else None,
        value=signal.value,
        is_call=signal.is_call,
        is_conditional=signal.is_conditional,
        made_by=signal.made_by,
    )


def _sentiment(row: Any) -> Sentiment | None:
    if row.sentiment_label is None:
        return None
    return Sentiment(SentimentLabel(row.sentiment_label), row.sentiment_score or 0.0, row.sentiment_evidence)


def _strain(row: Any) -> Strain | None:
    if row.strain_value is None:
        return None
    return Strain(row.strain_value, row.strain_score or 0.0, row.strain_evidence)
