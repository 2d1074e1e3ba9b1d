"""Meetings of recruiter and contact, as the newest word on each calendar event tells them."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass, field
from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session, aliased

from domain import Kind, Meeting
from store.exchanges import answers_to_our_own
from store.models import EventRow, MessageRow, ParticipantRow

_INVITED = ("organizer", "attendee")
_PROPOSALS = ("REPLY", "COUNTER", "DECLINECOUNTER", "REFRESH")  # they answer an event and do not change it


@dataclass(slots=True)
class _Version:
    """An event as one message told it."""

    message: int
    account_id: int
    message_id: str
    told_at: datetime
    sequence: int
    start: datetime
    end: datetime | None
    summary: str
    is_cancelled: bool
    people: set[int] = field(default_factory=set)
    addresses: set[str] = field(default_factory=set)


def meetings(
    session: Session, ids: Collection[int], *, as_of: datetime, own: Mapping[int, frozenset[str]]
) -> dict[int, tuple[Meeting, ...]]:
    """The meetings of the recruiter with each of these people, as told up to the moment, by their start.

    The highest sequence of an event counts, among equals the one told last. It is called off by a
    cancellation of that sequence or told after it. A mail that is doubted, or bounced, tells of nothing.
    """
    wanted = frozenset(ids)
    events: dict[tuple[int, str], list[_Version]] = {}
    for uid, version in _versions(session, ids, as_of):
        events.setdefault((version.account_id, uid), []).append(version)
    found: dict[int, list[Meeting]] = {}
    for (account_id, _), versions in events.items():
        planned = [version for version in versions if not version.is_cancelled]
        newest = max(planned or versions, key=lambda version: (version.sequence, version.told_at))
        calls_off = [
            version
            for version in versions
            if version.is_cancelled
            and (version.sequence >= newest.sequence or version.told_at >= newest.told_at)
        ]
        if newest.addresses.isdisjoint(own.get(account_id, frozenset())):
            continue  # a meeting of others
        last = calls_off[-1] if calls_off else newest
        meeting = Meeting(
            last.message_id, last.told_at, newest.start, newest.end, newest.summary, bool(calls_off)
        )
        for contact_id in newest.people & wanted:
            found.setdefault(contact_id, []).append(meeting)
    return {
        contact_id: tuple(sorted(of_one, key=lambda meeting: (meeting.start, meeting.message_id)))
        for contact_id, of_one in found.items()
    }


def _versions(session: Session, ids: Collection[int], as_of: datetime) -> list[tuple[str, _Version]]:
    """Every word on the events that these people stand in, oldest first."""
    theirs = aliased(EventRow)
    their_uids = (
        select(theirs.uid)
        .join(ParticipantRow, ParticipantRow.message_id == theirs.message_id)
        .where(ParticipantRow.contact_id.in_(ids))
        .distinct()
    )
    rows = session.execute(
        select(
            MessageRow.id,
            MessageRow.account_id,
            MessageRow.message_id,
            MessageRow.at,
            MessageRow.suspicion,
            EventRow.uid,
            EventRow.method,
            EventRow.status,
            EventRow.sequence,
            EventRow.start,
            EventRow.end,
            EventRow.summary,
        )
        .join(EventRow, EventRow.message_id == MessageRow.id)
        .where(
            EventRow.uid.in_(their_uids),
            EventRow.method.not_in(_PROPOSALS),
            MessageRow.at <= as_of,
            MessageRow.kind.in_((Kind.INVITATION.value, Kind.PERSONAL.value)),
            MessageRow.is_bounced.is_(False),
        )
        .order_by(MessageRow.at, MessageRow.id)
    ).all()
    doubted = [row.id for row in rows if row.suspicion]
    believed = set(session.scalars(answers_to_our_own(doubted))) if doubted else set()
    found = [
        (
            row.uid,
            _Version(
                message=row.id,
                account_id=row.account_id,
                message_id=row.message_id,
                told_at=row.at,
                sequence=row.sequence,
                start=row.start,
                end=row.end,
                summary=row.summary,
                is_cancelled=row.method == "CANCEL" or row.status == "CANCELLED",
            ),
        )
        for row in rows
        if not row.suspicion or row.id in believed
    ]
    _fill_in_people(session, [version for _, version in found])
    return found


def _fill_in_people(session: Session, versions: list[_Version]) -> None:
    """Who takes part: organizer and attendees; the sender organizes what names no organizer."""
    heads: dict[int, dict[str, list[tuple[str, int | None]]]] = {}
    messages = sorted({version.message for version in versions})
    for first in range(0, len(messages), 1000):
        rows = session.execute(
            select(
                ParticipantRow.message_id,
                ParticipantRow.field,
                ParticipantRow.address,
                ParticipantRow.contact_id,
            ).where(
                ParticipantRow.message_id.in_(messages[first : first + 1000]),
                ParticipantRow.field.in_((*_INVITED, "from", "to")),
            )
        )
        for message, where, address, contact_id in rows:
            heads.setdefault(message, {}).setdefault(where, []).append((address, contact_id))
    for version in versions:
        head = heads.get(version.message, {})
        organizers = head.get("organizer") or head.get("from", [])
        attendees = head.get("attendee") or head.get("to", [])
        for address, contact_id in (*organizers, *attendees):
            version.addresses.add(address)
            if contact_id is not None:
                version.people.add(contact_id)
