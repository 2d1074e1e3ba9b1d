"""People of whom nothing is judged: what was read of their feelings and intentions goes, and none is kept."""

from __future__ import annotations

from collections.abc import Collection
from datetime import datetime

from sqlalchemy import Select, delete, or_, select, update
from sqlalchemy.orm import Session

from contacts.rows import TRIES
from domain import Contact
from errors import NotFound
from store import changes, contacts_edit
from store.bulk import among
from store.models import ContactRow, MessageRow, ParticipantRow, ProcessRow, SignalRow, StageRow


def mute(session: Session, contact: Contact, *, now: datetime) -> bool:
    """Judge nothing of somebody from now on, and forget what was read of them; mail itself stays.

    False, and nothing happens, where they are muted already.
    """
    contact_id = _id(contact)
    if muted_among(session, [contact_id]):
        return False
    _set(session, contact_id, now, now=now)
    silence(session, [contact_id])
    return True


def unmute(session: Session, contact: Contact, *, now: datetime) -> bool:
    """Judge somebody again; the words of their mail wait to be read again. False where they are not muted."""
    contact_id = _id(contact)
    if not muted_among(session, [contact_id]):
        return False
    _set(session, contact_id, None, now=now)
    hear_again(session, contact_id)
    return True


def hear_again(session: Session, contact_id: int) -> None:
    """Let the words of their mail wait to be read: what had been read was forgotten."""
    whole = (MessageRow.id.in_(_mail_of([contact_id])), MessageRow.is_evidence_only.is_(False))
    session.execute(update(MessageRow).where(*whole).values(to_read=TRIES))


def _id(contact: Contact) -> int:
    if contact.id is None:
        raise NotFound(f"nobody called {contact.name!r} has a record yet.")
    return contact.id


def _set(session: Session, contact_id: int, since: datetime | None, *, now: datetime) -> None:
    before = contacts_edit.mute(session, contact_id, since)
    moments = [at.isoformat() if at else None for at in (before, since)]
    changes.note(session, contact_id, "muted", before=moments[0], after=moments[1], at=now)


def muted_among(session: Session, contact_ids: Collection[int]) -> set[int]:
    """Those of these people of whom nothing is judged."""
    is_one = among(session, ContactRow.id, sorted(contact_ids))
    return set(session.scalars(select(ContactRow.id).where(ContactRow.muted_at.is_not(None), is_one)))


def silence(session: Session, contact_ids: Collection[int]) -> None:
    """Forget what was read of these people: feelings, signals of theirs, and what others tell of them."""
    ids = sorted(contact_ids)
    for some in (ids[first : first + 500] for first in range(0, len(ids), 500)):
        theirs = _mail_of(some, only_written=True)
        session.execute(
            update(MessageRow)
            .where(MessageRow.id.in_(theirs))
            .values(
                sentiment_label=None,
                sentiment_score=None,
                sentiment_evidence="",
                strain_value=None,
                strain_score=None,
                strain_evidence="",
            )
        )
        for told in (SignalRow, ProcessRow):
            is_theirs = or_(told.message_id.in_(theirs), told.contact_id.in_(some))
            session.execute(delete(told).where(is_theirs))
        session.execute(delete(StageRow).where(StageRow.contact_id.in_(some), StageRow.by_hand.is_(False)))
    session.expire_all()


def _mail_of(contact_ids: Collection[int], *, only_written: bool = False) -> Select[int]:
    named = select(ParticipantRow.message_id).where(ParticipantRow.contact_id.in_(contact_ids))
    return named.where(ParticipantRow.field == "from") if only_written else named
