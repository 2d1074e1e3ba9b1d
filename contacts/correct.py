"""What a person knows better: role, stage, name, addresses and talks set by hand; they win from then on.

So does what a person says of the results of language in a message: the message is read again, and their
word put over what was read.
"""

from __future__ import annotations

from collections.abc import Collection, Sequence
from datetime import datetime
from typing import Literal

from sqlalchemy import select
from sqlalchemy.orm import Session

from contacts.account import AccountProfile
from contacts.corrections import places_of
from contacts.inference import judge_stages
from contacts.names import name_key
from contacts.people import Roster
from contacts.referrals import recognise_referred
from contacts.words import Reader, read_words
from domain import Contact, Correction, Corrects, Kind, Role, Stage
from errors import NotFound, UsageError
from store import contacts_edit, corrections
from store.database import Database
from store.models import MentionRow, MessageRow

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


def correct_words(
    database: Database,
    account: AccountProfile,
    message: int,
    said: Sequence[Correction],
    *,
    reader: Reader,
    now: datetime,
) -> set[int]:
    """Keep what a person said of a message (the store's number) and put it in force; the contacts concerned.

    Raises `UsageError` where nothing is read in the message, or it does not hold the words that are named.
    """
    with database.write() as session:
        row = session.get_one(MessageRow, message)
        for one in said:
            _must_fit(row, one)
        corrections.add(session, message, said, at=now)
    return _read_again(database, account, [message], reader=reader)


def take_back_words(
    database: Database, account: AccountProfile, made: Sequence[corrections.Made], *, reader: Reader
) -> set[int]:
    """Forget corrections of one account's mail: it says again what is read in it; the contacts concerned."""
    with database.write() as session:
        corrections.remove(session, [one.correction.id for one in made if one.correction.id is not None])
    return _read_again(database, account, {one.message for one in made}, reader=reader)


def _read_again(
    database: Database, account: AccountProfile, messages: Collection[int], *, reader: Reader
) -> set[int]:
    with database.write() as session:
        account_id = session.get_one(MessageRow, next(iter(messages))).account_id
        named = select(MentionRow.contact_id).where(MentionRow.message_id.in_(messages))
        before = {contact for contact in session.scalars(named) if contact is not None}
    return before | read_words(database, account, account_id, messages, reader=reader, also=before)


def _must_fit(row: MessageRow, said: Correction) -> None:
    if not Kind(row.kind).is_read or row.is_encrypted or row.is_degraded:
        why = "it is encrypted" if row.is_encrypted else f"it is {row.kind}"
        raise UsageError(f"nothing is read in this message: {why}.", where=f"m-{row.id}")
    if said.evidence and said.evidence not in row.own_words:
        raise UsageError("the words do not stand in what its author wrote.", where=f"m-{row.id}")
    if said.what is Corrects.PERSON and said.is_so and not places_of(said.said, row.own_words):
        raise UsageError("the name does not stand in what its author wrote.", where=f"m-{row.id}")


def _id(contact: Contact) -> int:
    if contact.id is None:
        raise NotFound(f"nobody called {contact.name!r} has a record yet.")
    return contact.id
