"""Calendar events between the mail they came in and their rows in the store."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from datetime import UTC, datetime

from domain import Invitation, Mailbox, Message
from store.models import EventRow


def events_of(message: Message) -> tuple[Invitation, ...]:
    """Every event that a mail carries."""
    return ((message.invitation,) if message.invitation else ()) + message.more_invitations


def event_rows(message: Message, message_id: int) -> list[EventRow]:
    """The rows of a stored message's events."""
    return [
        EventRow(
            message_id=message_id,
            uid=event.uid,
            method=event.method,
            status=event.status,
            sequence=event.sequence,
            start=event.start,
            end=event.end,
            summary=event.summary,
            recurrence=event.recurrence,
            repeats=[start.astimezone(UTC).isoformat() for start in event.repeats],
        )
        for event in events_of(message)
    ]


def invited(message: Message) -> tuple[tuple[Mailbox, ...], tuple[Mailbox, ...], Mapping[str, str]]:
    """Who organizes and who is invited, over all events of a mail, and what each address answered."""
    events = events_of(message)
    organizers = dict.fromkeys(event.organizer for event in events if event.organizer)
    attendees = dict.fromkeys(attendee for event in events for attendee in event.attendees)
    return tuple(organizers), tuple(attendees), dict(answer for event in events for answer in event.answers)


def invitations(
    rows: Iterable[EventRow], *, organizers: Sequence[Mailbox], attendees: Sequence[Mailbox]
) -> tuple[Invitation, ...]:
    """A stored message's events as they were read, in their order."""
    return tuple(
        Invitation(
            uid=row.uid,
            method=row.method,
            status=row.status,
            sequence=row.sequence,
            start=row.start,
            end=row.end,
            summary=row.summary,
            organizer=next(iter(organizers), None),
            attendees=tuple(attendees),
            recurrence=row.recurrence,
            repeats=tuple(datetime.fromisoformat(start) for start in row.repeats),
        )
        for row in sorted(rows, key=lambda row: row.id)
    )
