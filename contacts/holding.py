"""Holds: somebody must not be erased, or may be although the settings would keep them."""

from __future__ import annotations

from collections.abc import Collection
from datetime import datetime

from sqlalchemy import select, update
from sqlalchemy.orm import Session

from config import Retention
from contacts.people import chunks
from contacts.retention import Hold, Kept, is_held, least_until
from domain import Contact
from errors import NotFound, UsageError
from store.activity import last_activity
from store.lookup import contacts
from store.models import ContactRow


def set_hold(
    session: Session, contact: Contact, hold: Hold, *, until: datetime | None = None, why: str = ""
) -> None:
    """Hold somebody, release them, or leave it to the settings again."""
    if contact.id is None:
        raise NotFound(f"nobody called {contact.name!r} has a record yet.")
    values = {"hold": hold.value, "held_until": until, "hold_why": why}
    session.execute(update(ContactRow).where(ContactRow.id == contact.id).values(values))


def kept(session: Session, people: Collection[Contact], *, now: datetime) -> list[Kept]:
    """These people with their last activity and their holds."""
    by_id = {one.id: one for one in people if one.id is not None}
    active = last_activity(session, now=now, contact_ids=by_id)
    found = []
    for some in chunks(sorted(by_id)):
        for id_, hold, until, why in session.execute(
            select(ContactRow.id, ContactRow.hold, ContactRow.held_until, ContactRow.hold_why).where(
                ContactRow.id.in_(some)
            )
        ):
            found.append(Kept(by_id[id_], active[id_], Hold(hold), until, why))
    return found


def everybody(session: Session, *, now: datetime) -> list[Kept]:
    """Everybody with a record."""
    return kept(session, contacts(session, as_of=now), now=now)


def refuse_held(session: Session, contact: Contact, terms: Retention, *, now: datetime) -> None:
    """Raise `UsageError` where somebody may not be erased yet, saying until when and how to release them."""
    (one,) = kept(session, [contact], now=now)
    mend = f"To erase them all the same, first: keepwarm contacts release c-{contact.id}"
    if is_held(one, now=now):
        until = f"until {one.held_until:%d %b %Y}" if one.held_until else "until they are released"
        raise UsageError(f"they are held {until}.", where=f"c-{contact.id}", mend=mend)
    least = least_until(one, terms)
    if least is not None and least > now:
        months = terms.keep_at_least_months
        raise UsageError(
            f"records are kept for {months} months after the last activity, here until {least:%d %b %Y}"
            " (retention.keep_at_least_months).",
            where=f"c-{contact.id}",
            mend=mend,
        )
