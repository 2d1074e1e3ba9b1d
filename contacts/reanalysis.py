"""A newer reader over what is stored: words are read again, and people, roles and stages follow.

What was set by hand stays. Each batch is read before its transaction opens.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Sequence

from sqlalchemy import delete, select
from sqlalchemy.orm import Session

from contacts.account import AccountProfile
from contacts.events import invitations
from contacts.intake import Reader
from contacts.linking import load_messages
from contacts.people import Roster
from contacts.reading import passage_of, with_calendar
from contacts.rows import apply_reading
from contacts.understanding import understand
from domain import Attachment, Direction, Kind, Mailbox, Message, Passage, Reading
from store import accounts
from store.database import Database
from store.models import AttachmentRow, EventRow, MessageRow, ProcessRow, ReferenceRow

BATCH = 300  # messages read and written at once
_READ = tuple(kind.value for kind in Kind if kind.is_read)


def reanalyze(
    database: Database,
    account: AccountProfile,
    *,
    reader: Reader,
    version: str,
    advance: Callable[[int], None] = lambda _: None,
) -> set[int]:
    """Read again every message of the account that `version` has not read; the contacts concerned.

    `version` is what the reader writes as `made_by`; `advance` is told how many messages are done.
    """
    concerned: set[int] = set()
    with database.read() as session:
        stored = next((a for a in accounts.accounts(session) if a.name == account.name), None)
        if stored is None:
            return concerned
        ids = session.scalars(
            select(MessageRow.id)
            .where(
                MessageRow.account_id == stored.id,
                MessageRow.kind.in_(_READ),
                MessageRow.is_encrypted.is_(False),
                MessageRow.is_degraded.is_(False),
                MessageRow.read_by != version,
            )
            .order_by(MessageRow.at, MessageRow.id)
        ).all()
    for first in range(0, len(ids), BATCH):
        some = ids[first : first + BATCH]
        readings = _read(database, account, some, reader)
        with database.write() as session:
            concerned |= _write(session, account, stored.id, readings)
        advance(len(some))
    return concerned


def _read(
    database: Database, account: AccountProfile, ids: Sequence[int], reader: Reader
) -> dict[int, tuple[Message, Reading]]:
    with database.read() as session:
        messages = _messages(session, ids)
        roster = Roster(session)
    wanted: list[tuple[int, Passage]] = []
    for id_, (message, direction) in messages.items():
        passage = passage_of(message, direction, account, roster)
        if passage is not None:
            wanted.append((id_, passage))
    readings = reader.read([passage for _, passage in wanted])
    return {id_: (messages[id_][0], reading) for (id_, _), reading in zip(wanted, readings, strict=True)}


def _write(
    session: Session,
    account: AccountProfile,
    account_id: int,
    readings: dict[int, tuple[Message, Reading]],
) -> set[int]:
    rows = load_messages(session, readings.keys())
    before = {signal.contact_id for row in rows for signal in row.signals if signal.contact_id is not None}
    session.execute(delete(ProcessRow).where(ProcessRow.message_id.in_(list(readings))))
    for row in rows:
        message, reading = readings[row.id]
        apply_reading(row, with_calendar(message, reading))
        session.add_all(
            ProcessRow(message_id=row.id, evidence=one.evidence, about_name=one.about or "")
            for one in reading.in_process
        )
    session.flush()
    return understand(session, account, account_id, Roster(session), rows, set(), also=before)


def _messages(session: Session, ids: Collection[int]) -> dict[int, tuple[Message, Direction]]:
    """Stored messages as ingest made them, as far as reading needs it."""
    attachments: dict[int, list[Attachment]] = {}
    for file in session.scalars(select(AttachmentRow).where(AttachmentRow.message_id.in_(ids))):
        held = attachments.setdefault(file.message_id, [])
        held.append(Attachment(file.name, file.content_type, file.size))
    references: dict[int, list[str]] = {}
    for reference in session.scalars(
        select(ReferenceRow).where(ReferenceRow.message_id.in_(ids)).order_by(ReferenceRow.position)
    ):
        references.setdefault(reference.message_id, []).append(reference.target)
    events: dict[int, list[EventRow]] = {}
    for event in session.scalars(select(EventRow).where(EventRow.message_id.in_(ids))):
        events.setdefault(event.message_id, []).append(event)
    return {
        row.id: (
            _message(row, attachments.get(row.id, []), references.get(row.id, []), events.get(row.id, [])),
            Direction(row.direction),
        )
        for row in load_messages(session, ids)
    }


def _message(
    row: MessageRow, attachments: Sequence[Attachment], references: Sequence[str], events: Sequence[EventRow]
) -> Message:
    people: dict[str, list[Mailbox]] = {}
    for participant in row.participants:
        people.setdefault(participant.field, []).append(Mailbox(participant.name, participant.address))
    told = invitations(events, organizers=people.get("organizer", ()), attendees=people.get("attendee", ()))
    return Message(
        message_id=row.message_id,
        content_key=row.content_key,
        date=row.at,
        sender=Mailbox(row.from_name, row.from_address),
        to=tuple(people.get("to", ())),
        cc=tuple(people.get("cc", ())),
        subject=row.subject,
        in_reply_to=tuple(row.in_reply_to.split()),
        references=tuple(references),
        kind=Kind(row.kind),
        kind_reason=row.kind_reason,
        own_words=row.own_words,
        signature=row.signature,
        size_bytes=row.size_bytes,
        suspicion=row.suspicion,
        is_forward=row.is_forward,
        forwarded_from=tuple(people.get("forwarded", ())),
        attachments=tuple(attachments),
        invitation=told[0] if told else None,
        more_invitations=told[1:],
    )
