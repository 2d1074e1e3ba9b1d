"""Conversations: their messages and the contacts in them."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from store.models import ContactRow, MessageRow, ParticipantRow, ThreadRow


@dataclass(frozen=True, slots=True)
class ThreadMember:
    """A contact in a conversation."""

    id: int
    name: str


@dataclass(frozen=True, slots=True)
class StoredThread:
    """A conversation, shown as `t-<id>`; messages oldest first, contacts in the order they came in."""

    id: int
    subject: str
    message_ids: tuple[str, ...]
    contacts: tuple[ThreadMember, ...]
    last_at: datetime


def threads(
    session: Session,
    *,
    as_of: datetime,
    contact_id: int | None = None,
    thread_id: int | None = None,
) -> list[StoredThread]:
    """The conversations as far as they had come at the moment, the one with the newest message last."""
    told = (
        select(MessageRow.thread_id, MessageRow.id, MessageRow.message_id, MessageRow.at, ThreadRow.subject)
        .join(ThreadRow, ThreadRow.id == MessageRow.thread_id)
        .where(MessageRow.at <= as_of)
        .order_by(MessageRow.at, MessageRow.id)
    )
    met = (
        select(MessageRow.thread_id, ContactRow.id, ContactRow.name)
        .join(ParticipantRow, ParticipantRow.message_id == MessageRow.id)
        .join(ContactRow, ContactRow.id == ParticipantRow.contact_id)
        .where(
            MessageRow.at <= as_of,
            MessageRow.thread_id.is_not(None),
            ParticipantRow.field.in_(("from", "to", "cc")),
        )
        .order_by(MessageRow.at, MessageRow.id, ParticipantRow.id)
    )
    if thread_id is not None:
        told, met = told.where(ThreadRow.id == thread_id), met.where(MessageRow.thread_id == thread_id)
    members: dict[int, dict[int, ThreadMember]] = {}
    for thread, person, name in session.execute(met):
        members.setdefault(thread or 0, {}).setdefault(person, ThreadMember(person, name))
    message_ids: dict[int, list[str]] = {}
    heads: dict[int, tuple[str, datetime]] = {}
    for thread, _, message_id, at, subject in session.execute(told):
        message_ids.setdefault(thread or 0, []).append(message_id)
        heads[thread or 0] = (subject, at)
    found = [
        StoredThread(
            id=thread,
            subject=subject,
            message_ids=tuple(message_ids[thread]),
            contacts=tuple(members.get(thread, {}).values()),
            last_at=last_at,
        )
        for thread, (subject, last_at) in heads.items()
        if contact_id is None or contact_id in members.get(thread, {})
    ]
    return sorted(found, key=lambda thread: (thread.last_at, thread.id))
