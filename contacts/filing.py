"""A batch of read mail written into the store: messages, people, threads, places."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from sqlalchemy import select
from sqlalchemy.orm import Session

from contacts.account import AccountProfile
from contacts.conversations import assign_threads, reference_targets
from contacts.events import event_rows
from contacts.names import name_key, shown_name
from contacts.newcomers import newcomers
from contacts.people import Person, Roster, chunks, is_better_name, is_other_name
from contacts.rows import Filed, Place, message_row
from contacts.understanding import understand
from store.models import (
    AttachmentRow,
    ContactRow,
    LocationRow,
    MessageRow,
    ProcessRow,
    ReferenceRow,
)


def known_content(session: Session, account_id: int, mails: Sequence[Filed]) -> dict[str, int]:
    """Those of the mails that are stored, by their content."""
    found: dict[str, int] = {}
    for some in chunks([mail.message.content_key for mail in mails]):
        rows = session.execute(
            select(MessageRow.content_key, MessageRow.id).where(
                MessageRow.account_id == account_id, MessageRow.content_key.in_(some)
            )
        )
        found.update((row.content_key, row.id) for row in rows)
    return found


def file_batch(
    session: Session,
    account: AccountProfile,
    account_id: int,
    mails: Sequence[Filed],
    *,
    folder_ids: Mapping[str, int],
) -> tuple[int, int, set[int]]:
    """How many were stored, how many known, and the contacts concerned."""
    known = known_content(session, account_id, mails)
    fresh = [mail for mail in mails if mail.message.content_key not in known]
    concerned: set[int] = set()
    ids = dict(known)
    if fresh:
        roster = Roster(session)
        newly, earlier, renamed = _meet(roster, account, fresh)
        rows = _write(session, account, account_id, roster, fresh)
        for person in renamed:
            roster.rename(person, roster.usual_name(person))
        ids.update({row.content_key: row.id for row in rows})
        concerned = understand(session, account, account_id, roster, rows, newly, also=earlier)
    _place(session, [(ids[mail.message.content_key], mail.places) for mail in mails], folder_ids)
    copies = sum(mail.copies for mail in mails)
    return len(fresh), len(mails) - len(fresh) + copies, concerned


def _meet(
    roster: Roster, account: AccountProfile, mails: Sequence[Filed]
) -> tuple[set[int], set[int], list[Person]]:
    """Give everybody who deserves it a record.

    The ids of the new people, of those known whose mail goes further back than was known, and the people
    who write under more than one full name.
    """
    rows: dict[str, ContactRow] = {}
    earlier: set[int] = set()
    renamed: dict[int, Person] = {}
    for mail in sorted(mails, key=lambda m: m.message.date):
        for person in newcomers(mail.message, mail.direction, account, is_believed=mail.is_believed):
            known = roster.at(person.address) if person.address else roster.only_one_named(person.name)
            if known:
                if roster.seen(known, mail.message.date):
                    earlier.add(known.id)
                name = shown_name(person.name)
                # People know their own names best; a book knows better still.
                writes_it = person.address in ("", mail.message.sender.address)
                if known.is_in_address_book or not writes_it:
                    continue
                if is_other_name(name, known.name):
                    renamed[known.id] = known
                elif is_better_name(name, known.name, known.addresses):
                    roster.rename(known, name)
                continue
            key = person.address or f"name {name_key(person.name)}"
            row = rows.get(key)
            if row is None:
                rows[key] = roster.add(person.name, person.address, at=mail.message.date)
            elif is_better_name(shown_name(person.name), row.name, [a.address for a in row.addresses]):
                row.name = shown_name(person.name)
                row.name_key = name_key(row.name)
    roster.keep(list(rows.values()))
    return {row.id for row in rows.values()}, earlier, list(renamed.values())


def _write(
    session: Session, account: AccountProfile, account_id: int, roster: Roster, mails: Sequence[Filed]
) -> list[MessageRow]:
    threads = assign_threads(session, account_id, [mail.message for mail in mails], account)
    rows = [
        message_row(mail, account_id, thread, roster) for mail, thread in zip(mails, threads, strict=True)
    ]
    session.add_all(rows)
    session.flush()
    for row, mail in zip(rows, mails, strict=True):
        session.add_all(
            ReferenceRow(message_id=row.id, target=target, position=i)
            for i, target in enumerate(reference_targets(mail.message))
        )
        session.add_all(
            AttachmentRow(message_id=row.id, name=a.name, content_type=a.content_type, size=a.size)
            for a in mail.message.attachments
        )
        session.add_all(event_rows(mail.message, row.id))
        if mail.reading:
            session.add_all(
                ProcessRow(message_id=row.id, evidence=one.evidence, about_name=one.about or "")
                for one in mail.reading.in_process
            )
    session.flush()
    return rows


def _place(
    session: Session, placed: Sequence[tuple[int, Sequence[Place]]], folder_ids: Mapping[str, int]
) -> None:
    """Note where each message lies, each place once."""
    wanted = {
        (message_id, folder_ids[folder], uidvalidity, uid)
        for message_id, places in placed
        for folder, uidvalidity, uid in places
    }
    known: set[tuple[int, int, int | None, int | None]] = set()
    for some in chunks(sorted({message_id for message_id, _, _, _ in wanted})):
        known |= {
            (row.message_id, row.folder_id, row.uidvalidity, row.uid)
            for row in session.execute(
                select(
                    LocationRow.message_id, LocationRow.folder_id, LocationRow.uidvalidity, LocationRow.uid
                ).where(LocationRow.message_id.in_(some))
            )
        }
    session.add_all(
        LocationRow(message_id=message_id, folder_id=folder, uidvalidity=uidvalidity, uid=uid)
        for message_id, folder, uidvalidity, uid in sorted(
            wanted - known, key=lambda w: (w[0], w[1], w[2] or 0, w[3] or 0)
        )
    )
    session.flush()
