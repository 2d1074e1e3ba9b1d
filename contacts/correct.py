"""What a person knows better: role, stage, name, addresses and talks set by hand; they win from then on.

So does what a person says of the results of language in a message: the message is read again, and their
word put over what was read.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from datetime import datetime
from typing import Any, Literal

from sqlalchemy import select
from sqlalchemy.orm import Session

from contacts.account import AccountProfile
from contacts.corrections import places_of
from contacts.inference import judge_stages
from contacts.muting import hear_again
from contacts.names import name_key
from contacts.people import Roster
from contacts.referrals import recognise_referred
from contacts.words import Reader, read_words
from domain import Contact, Correction, Corrects, DetailKind, Kind, Role, Stage
from errors import NotFound, UsageError
from store import changes, contacts_edit, corrections
from store import details as stored
from store.database import Database
from store.models import ContactRow, MentionRow, MessageRow

AUTO = "auto"  # gives the word back to the mail
_ADDRESS = "address"


def correct(
    session: Session,
    contact: Contact,
    *,
    role: str | None = None,
    stage: str | None = None,
    name: str | None = None,
    add_address: str | None = None,
    details: Mapping[DetailKind, Sequence[str] | None] = {},
    now: datetime,
    at: datetime | None = None,
    why: str = "",
) -> None:
    """Settle what is given, words of `Role` and `Stage` or `auto`; `now` is aware.

    `at` is when the stage was reached. Of `details` an empty list says that there is none, and None lets the
    address book speak again. Somebody who gets a stage is a candidate. `take_back` undoes it.
    """
    contact_id = _id(contact)
    before = _settled(session, contact_id)
    if role:
        contacts_edit.set_role(session, contact_id, None if role == AUTO else Role(role))
    if stage == AUTO:
        contacts_edit.clear_stage(session, contact_id)
    elif stage:
        is_candidate = Role.CANDIDATE in (contact.roles or {contact.role})
        if role is None and not is_candidate:
            contacts_edit.set_role(session, contact_id, Role.CANDIDATE)
        contacts_edit.set_stage(
            session, contact_id, Stage(stage), at=at or now, evidence=why or "set by hand"
        )
    if name == AUTO:
        _name_from_mail(session, contact_id)
    elif name:
        contacts_edit.rename(session, contact_id, name, name_key=name_key(name))
    for kind, values in details.items():
        stored.set_by_hand(session, contact_id, kind, values)
    after = _settled(session, contact_id)
    for what in before:
        changes.note(session, contact_id, what, before=before[what], after=after[what], at=now)
    if add_address:
        contacts_edit.add_address(session, contact_id, add_address)
        changes.note(session, contact_id, _ADDRESS, before=None, after=add_address.strip().lower(), at=now)
    _judge_anew(session, contact_id)


def take_back(
    session: Session, contact: Contact, which: Sequence[changes.Change] | None = None
) -> list[changes.Change]:
    """Undo what was set last by hand of a contact, or these changes; what that was, nothing where it is gone.

    What was set of the same later stands.
    """
    contact_id = _id(contact)
    undone = changes.last(session, contact_id) if which is None else list(which)
    for one in undone:
        _restore(session, contact_id, one)
        changes.forget(session, contact_id, one)
    if undone:
        _judge_anew(session, contact_id)
    return undone


def _settled(session: Session, contact_id: int) -> dict[str, Any]:
    """What a person may have settled of a contact, as JSON takes it."""
    row = session.get(ContactRow, contact_id)
    held: dict[str, Any] = {
        "role": row.role_by_hand if row else None,
        "stage": contacts_edit.stages_by_hand(session, contact_id),
        "name": [row.name, row.name_by] if row else None,
    }
    known = stored.of(session, [contact_id]).get(contact_id, stored.NOTHING)
    for kind in DetailKind:
        values = [value for one, value in known.details if one is kind]
        held[kind.value] = [values, kind in known.by_hand]
    return held


def _restore(session: Session, contact_id: int, change: changes.Change) -> None:
    match change.what:
        case "address":
            contacts_edit.remove_address(session, contact_id, change.after)
            return
        case "stage":
            held = contacts_edit.stages_by_hand(session, contact_id)
            contacts_edit.restore_stages(session, contact_id, changes.without(change, held))
            return
    if changes.is_overtaken(session, contact_id, change):
        return
    match change.what:
        case "role":
            contacts_edit.set_role(session, contact_id, Role(change.before) if change.before else None)
        case "name":
            name, by = change.before
            contacts_edit.rename(session, contact_id, name, name_key=name_key(name), by=by)
        case "muted":
            since = datetime.fromisoformat(change.before) if change.before else None
            contacts_edit.mute(session, contact_id, since)
            if since is None:
                hear_again(session, contact_id)
        case kind:
            values, by_hand = change.before
            stored.set_by_hand(session, contact_id, DetailKind(kind), values if by_hand else None)
            if not by_hand:
                stored.add(session, [(contact_id, DetailKind(kind), value) for value in values])


def _name_from_mail(session: Session, contact_id: int) -> None:
    """The name that stands above their mail, from now on too."""
    roster = Roster(session)
    name = roster.usual_name(roster.people[contact_id])
    contacts_edit.rename(session, contact_id, name, name_key=name_key(name), by="mail")


def _judge_anew(session: Session, contact_id: int) -> None:
    session.flush()
    roster = Roster(session)
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
    return read_again(database, account, [message], reader=reader)


def take_back_words(
    database: Database, account: AccountProfile, made: Sequence[corrections.Made], *, reader: Reader
) -> set[int]:
    """Forget corrections of one account's mail: it says again what is read in it; the contacts concerned."""
    with database.write() as session:
        corrections.remove(session, [one.correction.id for one in made if one.correction.id is not None])
    return read_again(database, account, {one.message for one in made}, reader=reader)


def read_again(
    database: Database, account: AccountProfile, messages: Collection[int], *, reader: Reader
) -> set[int]:
    """Let messages of one account say what is read in them and what stands corrected; whom that concerns."""
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
