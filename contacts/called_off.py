"""Which invitations came to nothing: the event was cancelled, or somebody invited declined it."""

from __future__ import annotations

from collections.abc import Collection

from sqlalchemy import and_, or_, select
from sqlalchemy.orm import Session, aliased

from contacts.people import chunks
from store.accounts import own_addresses
from store.models import EventRow, MessageRow, ParticipantRow

Off = frozenset[tuple[int, int | None]]  # message and contact; None: for everybody


def called_off(session: Session, invitations: Collection[int]) -> Off:
    """Those of these messages whose event does not take place, and for whom.

    What one date of a series says touches no other; the last answer of each person counts, and an answer to
    an older state of the event does not.
    """
    own = own_addresses(session)
    off: set[tuple[int, int | None]] = set()
    answers: dict[tuple[int, int | None], str] = {}
    planned, told = aliased(EventRow), aliased(EventRow)
    first, later = aliased(MessageRow), aliased(MessageRow)
    for some in chunks(sorted(invitations)):
        rows = session.execute(
            select(
                planned.message_id,
                told.method,
                ParticipantRow.contact_id,
                ParticipantRow.address,
                ParticipantRow.answer,
            )
            .join(first, first.id == planned.message_id)
            .join(told, (told.uid == planned.uid) & (told.sequence >= planned.sequence))
            .join(later, (later.id == told.message_id) & (later.account_id == first.account_id))
            .outerjoin(
                ParticipantRow,
                and_(
                    told.method == "REPLY",
                    ParticipantRow.message_id == later.id,
                    ParticipantRow.field == "attendee",
                    ParticipantRow.answer != "",
                ),
            )
            .where(
                planned.message_id.in_(some),
                planned.uid != "",
                planned.recurrence.is_(None),
                told.recurrence.is_(None),
                later.at >= first.at,
                later.suspicion == "",
                or_(told.method.in_(("CANCEL", "REPLY")), told.status == "CANCELLED"),
            )
            .order_by(later.at, later.id)
        )
        for message, method, contact, address, answer in rows:
            if method != "REPLY":
                off.add((message, None))
            elif answer and (contact is not None or address in own):
                answers[(message, None if address in own else contact)] = answer
    off |= {who for who, answer in answers.items() if answer == "DECLINED"}
    return frozenset(off)
