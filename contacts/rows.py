"""A message and what was read in it, as rows of the store."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any, NamedTuple

from contacts.addresses import is_relay
from contacts.bounces import FIELD as BOUNCED
from contacts.events import invited
from contacts.newcomers import is_relayed
from contacts.people import Roster
from domain import Direction, Due, Mailbox, Message, Reading
from store.models import MentionRow, MessageRow, SignalRow

TRIES = 3  # at the words of a message, before nothing is made of them


class Place(NamedTuple):
    """Where a mail lies, and what the server tells of it there; an import knows the folder only."""

    folder: str
    uidvalidity: int | None = None
    uid: int | None = None
    size: int | None = None
    arrived_at: datetime | None = None
    server_id: str = ""


@dataclass(slots=True)
class Filed:
    """One mail on its way into the store, with every place it lies at."""

    message: Message
    places: list[Place]
    direction: Direction = Direction.INBOUND
    is_believed: bool = True  # nothing speaks against the sender, or it answers our own mail
    is_sent: bool = False  # the server says that the account's owner sent it
    copies: int = 0  # the same content again in this batch


def message_values(mail: Filed, number: int, account_id: int, thread_id: int) -> dict[str, Any]:
    """The row of a new message as it is before its words are read."""
    message = mail.message
    has_words = message.kind.is_read or message.invitation is not None
    return {
        "id": number,
        "account_id": account_id,
        "thread_id": thread_id,
        "message_id": message.message_id,
        "content_key": message.content_key,
        "at": message.date,
        "direction": mail.direction.value,
        "kind": message.kind.value,
        "kind_reason": message.kind_reason,
        "from_name": message.sender.name,
        "from_address": message.sender.address,
        "subject": message.subject,
        "in_reply_to": " ".join(message.in_reply_to),
        "own_words": message.own_words,
        "signature": message.signature,
        "size_bytes": message.size_bytes,
        "suspicion": message.suspicion,
        "is_encrypted": message.is_encrypted,
        "is_degraded": message.is_degraded,
        "is_forward": message.is_forward,
        "to_read": TRIES if has_words else 0,
    }


def apply_reading(row: MessageRow, reading: Reading | None) -> None:
    """Write what was read into a message's row, in place of what stood there."""
    if reading is None:
        return
    row.language = reading.language
    row.sentiment_label = reading.sentiment.label.value if reading.sentiment else None
    row.sentiment_score = reading.sentiment.score if reading.sentiment else None
    row.sentiment_evidence = reading.sentiment.evidence if reading.sentiment else ""
    row.strain_value = reading.strain.value if reading.strain else None
    row.strain_score = reading.strain.score if reading.strain else None
    row.strain_evidence = reading.strain.evidence if reading.strain else ""
    row.is_mere_closing = reading.is_mere_closing
    row.has_question_mark = reading.has_question_mark
    row.contact_took_place = reading.contact_took_place
    row.read_by = reading.made_by
    row.mentions = [
        MentionRow(text=m.text, start=m.start, end=m.end, source=m.source, made_by=m.made_by)
        for m in reading.mentions
    ]
    row.signals = [
        SignalRow(
            type=s.type.value,
            evidence=s.evidence,
            start=s.start,
            end=s.end,
            about_name=s.about or "",
            due_on=_day(s.due),
            due_at=_moment(s.due),
            topic=s.topic.value if s.topic else None,
            value=s.value,
            is_call=s.is_call,
            is_conditional=s.is_conditional,
            made_by=s.made_by,
        )
        for s in reading.signals or ()
    ]


def _day(due: Due | None) -> date | None:
    return due if due is not None and not isinstance(due, datetime) else None


def _moment(due: Due | None) -> datetime | None:
    return due if isinstance(due, datetime) else None


def participant_values(message: Message, number: int, roster: Roster) -> list[dict[str, Any]]:
    """The rows of the people of a new message, with their contacts where they have one."""
    groups: list[tuple[str, Sequence[Mailbox]]] = [
        ("from", (message.sender,)),
        ("to", message.to),
        ("cc", message.cc),
        ("forwarded", message.forwarded_from),
        (BOUNCED, [Mailbox("", address) for address in message.bounced]),
    ]
    organizers, attendees, answers = invited(message)
    groups += [("organizer", organizers), ("attendee", attendees)]
    rows: list[dict[str, Any]] = []
    for kind, people in groups:
        for person in people:
            found = roster.at(person.address)
            is_through_relay = is_relayed(message) if kind == "from" else is_relay(person.address)
            if found is None and kind != BOUNCED and is_through_relay:
                through = message.relay_address if kind == "from" else ""
                found = roster.whose(person.name, relay_address=through)
            rows.append({
                "message_id": number,
                "field": kind,
                "position": len(rows),
                "name": person.name,
                "address": person.address,
                "contact_id": found.id if found and kind != BOUNCED else None,
                "answer": answers.get(person.address, "") if kind == "attendee" else "",
            })  # fmt: skip
    return rows
