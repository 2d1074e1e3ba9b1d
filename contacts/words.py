"""What stored mail says: its words are read, and links, roles and stages follow; one transaction a batch.

All mail is stored before its words are read, so that whatever goes wrong with them loses no mail: it waits,
and is tried again. The words are read before the transaction opens.
"""

from __future__ import annotations

from collections.abc import Collection, Sequence
from typing import Protocol

from sqlalchemy import delete, select
from sqlalchemy.orm import Session

from contacts.account import AccountProfile
from contacts.corrections import put_right
from contacts.events import invitations
from contacts.identifying import Identified, identify
from contacts.linking import load_messages
from contacts.people import Roster, chunks
from contacts.reading import passage_of, with_calendar
from contacts.reducing import keep_evidence
from contacts.rows import apply_reading
from contacts.seeing import see_anew
from contacts.understanding import understand
from domain import Attachment, Correction, Direction, Kind, Mailbox, Message, Passage, Reading
from store import accounts, corrections
from store.database import Database
from store.models import AttachmentRow, EventRow, MessageRow, ParticipantRow, ProcessRow, ReferenceRow


class Reader(Protocol):
    """What reads own words; `nlp.pipeline.Reader` is one."""

    def read(self, passages: Sequence[Passage]) -> list[Reading]:
        """One reading for each passage, in their order."""
        ...


def read_words(
    database: Database,
    account: AccountProfile,
    account_id: int,
    ids: Collection[int],
    *,
    reader: Reader,
    newly: Collection[int] | None = None,
    also: Collection[int] = (),
    is_settled_next: bool = False,
) -> set[int]:
    """Read the words of stored messages, keep what they say, and judge whom it concerns: those contacts.

    `newly` are people who have a record because of these messages; where None is given, those of whom no
    words have been read before. `also` are judged whatever is said. What the reader fails at waits for
    another try, and keeps what another reader found in it.
    """
    if not ids:
        return set()
    with database.read() as session:
        messages = _messages(session, ids)
        roster = Roster(session)
    passages: dict[int, Passage] = {}
    for id_, (message, direction) in messages.items():
        if passage := passage_of(message, direction, account, roster):
            passages[id_] = passage
    readings = dict(zip(passages, reader.read(list(passages.values())), strict=True))
    with database.write() as session:
        # What was changed meanwhile, because somebody was erased, is read another time.
        rows = [r for r in load_messages(session, messages) if r.own_words == messages[r.id][0].own_words]
        failed = [row for row in rows if row.id in readings and not readings[row.id].made_by]
        for row in failed:
            row.to_read = row.to_read - 1 if row.to_read > 1 else -1
        kept = {row.id for row in failed if row.read_by}
        before = {s.contact_id for row in rows for s in row.signals if s.contact_id is not None}
        if newly is None:
            newly = () if is_settled_next else _unheard_of(session, rows)
        for some in chunks(messages.keys() - kept):
            session.execute(delete(ProcessRow).where(ProcessRow.message_id.in_(some)))
        said = corrections.of_messages(session, messages)
        for row in rows:
            if row.id not in kept:
                _keep(session, row, messages[row.id][0], readings.get(row.id), said.get(row.id, ()))
        accounts.count_unsettled(session, account_id, len(rows))
        session.flush()
        roster, known = Roster(session), Identified()
        if not is_settled_next:
            roster, known = _identify(session, roster, rows)
        concerned = understand(
            session,
            account,
            account_id,
            roster,
            rows,
            known.now(newly),
            also=known.now({*before, *also}),
            is_settled_next=is_settled_next,
        )
        concerned |= see_anew(session, known.kept) if known.kept else set()
        if not account.keeps_words:
            keep_evidence(session, list(messages))
        return concerned


def _identify(session: Session, roster: Roster, rows: Sequence[MessageRow]) -> tuple[Roster, Identified]:
    """Who of those in these messages is somebody known by another address."""
    present = {p.contact_id for row in rows for p in row.participants if p.contact_id is not None}
    if not present:
        return roster, Identified()
    found = identify(session, roster, present, at=max(row.at for row in rows))
    if not found.joined:
        return roster, found
    for row in rows:
        session.refresh(row, ["participants", "mentions", "signals"])
    return Roster(session), found


def _keep(
    session: Session,
    row: MessageRow,
    message: Message,
    reading: Reading | None,
    said: Sequence[Correction],
) -> None:
    told = with_calendar(message, reading)
    if told is not None:
        told = put_right(told, message.own_words, said)
    apply_reading(row, told)
    if reading is None or reading.made_by:
        row.to_read = 0
    session.add_all(
        ProcessRow(message_id=row.id, evidence=one.evidence, about_name=one.about or "")
        for one in (told.in_process if told else ())
    )


def _unheard_of(session: Session, rows: Sequence[MessageRow]) -> set[int]:
    """The people in these messages of whom no words have been read."""
    present = {p.contact_id for row in rows for p in row.participants if p.contact_id is not None}
    heard: set[int | None] = set()
    for some in chunks(sorted(present)):
        heard |= set(
            session.scalars(
                select(ParticipantRow.contact_id)
                .join(MessageRow, MessageRow.id == ParticipantRow.message_id)
                .where(ParticipantRow.contact_id.in_(some), MessageRow.read_by != "")
                .distinct()
            )
        )
    return present - heard


def _messages(session: Session, ids: Collection[int]) -> dict[int, tuple[Message, Direction]]:
    """Stored messages as ingest made them, as far as reading needs it."""
    attachments: dict[int, list[Attachment]] = {}
    for file in session.scalars(select(AttachmentRow).where(AttachmentRow.message_id.in_(ids))):
        held = attachments.setdefault(file.message_id, [])
        held.append(Attachment(file.name, file.content_type, file.size))
    references: dict[int, list[str]] = {}
    for reference in session.scalars(
        select(ReferenceRow)
        .where(ReferenceRow.message_id.in_(ids), ReferenceRow.position >= 0)
        .order_by(ReferenceRow.position)
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
        is_encrypted=row.is_encrypted,
        is_degraded=row.is_degraded,
        is_forward=row.is_forward,
        forwarded_from=tuple(people.get("forwarded", ())),
        attachments=tuple(attachments),
        invitation=told[0] if told else None,
        more_invitations=told[1:],
    )
