"""A batch of read mail written into the store: messages, people, threads, places."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from sqlalchemy import delete, select
from sqlalchemy.orm import Session

from contacts.account import AccountProfile
from contacts.addresses import is_relay
from contacts.bounces import mark_bounced
from contacts.conversations import assign_threads, reference_targets
from contacts.events import event_rows, invited
from contacts.names import name_key, shown_name
from contacts.newcomers import newcomers
from contacts.people import Person, Roster, chunks, is_better_name, is_other_name
from contacts.relayed import find_addressees, is_through_platform
from contacts.rows import Filed, Place, message_values, participant_values
from store.bulk import add_rows, among, new_ids
from store.models import (
    AttachmentRow,
    ContactRow,
    LocationRow,
    MessageRow,
    ParticipantRow,
    ReferenceRow,
)


def known_content(session: Session, account_id: int, mails: Sequence[Filed]) -> dict[str, int]:
    """Those of the mails that are stored, by their content."""
    rows = session.execute(
        select(MessageRow.content_key, MessageRow.id).where(
            MessageRow.account_id == account_id,
            among(session, MessageRow.content_key, [mail.message.content_key for mail in mails]),
        )
    )
    return {row.content_key: row.id for row in rows}


@dataclass(frozen=True, slots=True)
class Kept:
    """What became of a batch: the numbers of the new messages, how many were known, and who is concerned.

    `earlier` are people whose mail goes further back than was known, `newly` those who have a record now.
    """

    ids: tuple[int, ...]
    known: int
    contacts: frozenset[int] = frozenset()
    newly: frozenset[int] = frozenset()
    earlier: frozenset[int] = frozenset()


def file_batch(
    session: Session,
    account: AccountProfile,
    account_id: int,
    mails: Sequence[Filed],
    *,
    folder_ids: Mapping[str, int],
) -> Kept:
    """Write what is new of a batch, and the places of all of it. What the words say is read afterwards."""
    known = known_content(session, account_id, mails)
    fresh = [mail for mail in mails if mail.message.content_key not in known]
    ids = dict(known)
    numbers: list[int] = []
    present: set[int] = set()
    newly: set[int] = set()
    earlier: set[int] = set()
    if fresh:
        roster = _roster(session, fresh)
        newly, earlier, renamed = _meet(roster, account, fresh)
        numbers, present = _write(session, account, account_id, roster, fresh)
        for person in renamed:
            roster.rename(person, roster.usual_name(person))
        ids.update((mail.message.content_key, number) for mail, number in zip(fresh, numbers, strict=True))
        mark_bounced(session, account_id, numbers)
        if any(is_through_platform(mail.message) for mail in fresh):
            present |= find_addressees(session, account_id, numbers)
    _note_other_names(session, known, mails)
    _place(session, [(ids[mail.message.content_key], mail.places) for mail in mails], folder_ids)
    return Kept(
        ids=tuple(numbers),
        known=len(mails) - len(fresh) + sum(mail.copies for mail in mails),
        contacts=frozenset(present | newly),
        newly=frozenset(newly),
        earlier=frozenset(earlier),
    )


def _roster(session: Session, mails: Sequence[Filed]) -> Roster:
    """Everybody with a record whom these mails name in their headers."""
    addresses: set[str] = set()
    relayed: set[str] = set()
    for message in (mail.message for mail in mails):
        organizers, attendees, _ = invited(message)
        for person in (
            message.sender, *message.to, *message.cc, *message.forwarded_from, *organizers, *attendees
        ):  # fmt: skip
            addresses.add(person.address)
            if not person.address or is_relay(person.address):
                relayed.add(person.name)
        addresses.add(message.relay_address)
    return Roster.of(session, addresses=addresses - {""}, names=relayed)


def _meet(
    roster: Roster, account: AccountProfile, mails: Sequence[Filed]
) -> tuple[set[int], set[int], list[Person]]:
    """Give everybody who deserves it a record.

    The ids of the new people, of those known whose mail goes further back than was known, and the people
    who write under more than one full name.
    """
    rows: dict[str, ContactRow] = {}
    reached: list[tuple[Person | ContactRow, str]] = []
    earlier: set[int] = set()
    renamed: dict[int, Person] = {}
    for mail in sorted(mails, key=lambda m: m.message.date):
        for person in newcomers(mail.message, mail.direction, account, is_believed=mail.is_believed):
            known = roster.whose(person.name, address=person.address, relay_address=person.relay_address)
            if known and person.relay_address:
                reached.append((known, person.relay_address))
            if known:
                if roster.seen(known, mail.message.date):
                    earlier.add(known.id)
                name = shown_name(person.name)
                # People know their own names best; a book knows better still.
                writes_it = person.address in ("", mail.message.sender.address)
                if known.is_name_fixed or not writes_it:
                    continue
                if is_other_name(name, known.name):
                    renamed[known.id] = known
                elif is_better_name(name, known.name, known.addresses):
                    roster.rename(known, name)
                continue
            key = person.address or f"name {name_key(person.name)}"
            row = rows.get(key)
            if row is None:
                row = rows[key] = roster.add(person.name, person.address, at=mail.message.date)
            elif is_better_name(shown_name(person.name), row.name, [a.address for a in row.addresses]):
                row.name = shown_name(person.name)
                row.name_key = name_key(row.name)
            if person.relay_address:
                reached.append((row, person.relay_address))
    roster.keep(list(rows.values()))
    for somebody, relay_address in reached:
        roster.reach(somebody.id, relay_address)
    return {row.id for row in rows.values()}, earlier, list(renamed.values())


def _write(
    session: Session, account: AccountProfile, account_id: int, roster: Roster, mails: Sequence[Filed]
) -> tuple[list[int], set[int]]:
    """The numbers of the new messages, and the contacts in their headers."""
    messages = [mail.message for mail in mails]
    threads = assign_threads(session, account_id, messages, account)
    numbers = new_ids(session, MessageRow, len(mails))
    add_rows(
        session,
        MessageRow,
        [
            message_values(mail, number, account_id, thread)
            for mail, number, thread in zip(mails, numbers, threads, strict=True)
        ],
    )
    numbered = list(zip(numbers, messages, strict=True))
    people = [row for number, message in numbered for row in participant_values(message, number, roster)]
    add_rows(session, ParticipantRow, people)
    add_rows(
        session,
        ReferenceRow,
        [
            {"message_id": number, "target": target, "position": position}
            for number, message in numbered
            for position, target in (
                *enumerate(reference_targets(message)),
                *((-1 - i, name) for i, name in enumerate(message.other_names)),
            )
        ],
    )
    add_rows(
        session,
        AttachmentRow,
        [
            {"message_id": number, "name": file.name, "content_type": file.content_type, "size": file.size}
            for number, message in numbered
            for file in message.attachments
        ],
    )
    session.add_all(row for number, message in numbered for row in event_rows(message, number))
    session.flush()
    return numbers, {row["contact_id"] for row in people if row["contact_id"] is not None}


def _note_other_names(session: Session, known: Mapping[str, int], mails: Sequence[Filed]) -> None:
    """What copies of stored mail are called: a server may have given one of them another id."""
    named = {
        known[mail.message.content_key]: {mail.message.message_id, *mail.message.other_names} - {""}
        for mail in mails
        if mail.message.content_key in known
    }
    for some in chunks(sorted(named)):
        for id_, told in session.execute(
            select(MessageRow.id, MessageRow.message_id).where(MessageRow.id.in_(some))
        ):
            named[id_].discard(told)
    named = {id_: names for id_, names in named.items() if names}
    positions: dict[int, int] = {}
    for some in chunks(sorted(named)):
        for id_, target, position in session.execute(
            select(ReferenceRow.message_id, ReferenceRow.target, ReferenceRow.position).where(
                ReferenceRow.message_id.in_(some), ReferenceRow.position < 0
            )
        ):
            named[id_].discard(target)
            positions[id_] = min(position, positions.get(id_, 0))
    add_rows(
        session,
        ReferenceRow,
        [
            {"message_id": id_, "target": name, "position": positions.get(id_, 0) - number}
            for id_, names in named.items()
            for number, name in enumerate(sorted(names), 1)
        ],
    )


def _place(
    session: Session, placed: Sequence[tuple[int, Sequence[Place]]], folder_ids: Mapping[str, int]
) -> None:
    """Note where each message lies, each place once; a UID's place belongs to the mail read there last."""
    wanted = {
        (folder_ids[place.folder], place.uidvalidity, place.uid, None if place.uid else message_id): (
            message_id,
            place,
        )
        for message_id, places in placed
        for place in places
    }
    known: dict[tuple[int, int | None, int | None, int | None], tuple[int, int]] = {}
    columns = (
        LocationRow.id, LocationRow.message_id, LocationRow.folder_id,
        LocationRow.uidvalidity, LocationRow.uid,
    )  # fmt: skip
    by_folder: dict[tuple[int, int | None], list[int]] = {}
    for folder, uidvalidity, uid, _ in wanted:
        if uid:
            by_folder.setdefault((folder, uidvalidity), []).append(uid)
    conditions = [
        (LocationRow.folder_id == folder)
        & (LocationRow.uidvalidity == uidvalidity)
        & among(session, LocationRow.uid, uids)
        for (folder, uidvalidity), uids in by_folder.items()
    ]
    if imported := [message_id for _, _, _, message_id in wanted if message_id]:
        conditions.append(among(session, LocationRow.message_id, imported) & LocationRow.uid.is_(None))
    for condition in conditions:
        for id_, message_id, folder, uidvalidity, uid in session.execute(select(*columns).where(condition)):
            known[folder, uidvalidity, uid, None if uid else message_id] = (id_, message_id)
    superseded = [
        known[key][0]
        for key, (message_id, _) in wanted.items()
        if key in known and known[key][1] != message_id
    ]
    if superseded:
        session.execute(delete(LocationRow).where(among(session, LocationRow.id, superseded)))
    add_rows(
        session,
        LocationRow,
        [
            {
                "message_id": message_id,
                "folder_id": key[0],
                "uidvalidity": place.uidvalidity,
                "uid": place.uid,
                "size": place.size,
                "arrived_at": place.arrived_at,
                "server_id": place.server_id,
            }
            for key, (message_id, place) in wanted.items()
            if key not in known or known[key][1] != message_id
        ],
    )
