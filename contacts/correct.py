"""What a person knows better: role, stage, name, addresses and talks set by hand; they win from then on."""

from __future__ import annotations

from datetime import datetime
from typing import Literal

from sqlalchemy.orm import Session

from contacts.inference import judge_stages
from contacts.names import name_key
from contacts.people import Roster
from contacts.referrals import recognise_referred
from domain import Contact, Role, Stage
from errors import NotFound
from store import contacts_edit

AUTO = "auto"  # gives the word back to the mail


def correct(
    session: Session,
    contact: Contact,
    *,
    role: str | None = None,
    stage: str | None = None,
    name: str | None = None,
    add_address: str | None = None,
    now: datetime,
    why: str = "",
) -> None:
    """Settle what is given, words of `Role` and `Stage` or `auto`; `now` is aware.

    Somebody who gets a stage is a candidate.
    """
    contact_id = _id(contact)
    if role:
        contacts_edit.set_role(session, contact_id, None if role == AUTO else Role(role))
    if stage == AUTO:
        contacts_edit.clear_stage(session, contact_id)
    elif stage:
        is_candidate = Role.CANDIDATE in (contact.roles or {contact.role})
        if role is None and not is_candidate:
            contacts_edit.set_role(session, contact_id, Role.CANDIDATE)
        contacts_edit.set_stage(session, contact_id, Stage(stage), at=now, evidence=why or "set by hand")
    if name:
        contacts_edit.rename(session, contact_id, name, name_key=name_key(name))
    if add_address:
        contacts_edit.add_address(session, contact_id, add_address)
    session.flush()
    roster = Roster(session)
    if name or add_address:
        recognise_referred(session, roster, [contact_id])
    judge_stages(session, roster, [contact_id])


def log(
    session: Session, contact: Contact, kind: Literal["call", "meeting", "note"], text: str, *, at: datetime
) -> None:
    """Write down a call or a meeting that took place, or a note, which is no touch."""
    contacts_edit.log(session, _id(contact), kind, text, at=at)


def _id(contact: Contact) -> int:
    if contact.id is None:
        raise NotFound(f"nobody called {contact.name!r} has a record yet.")
    return contact.id
