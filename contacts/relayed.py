"""Answers to mail that a platform passed on: written to an address that is nobody's, they are to its author.

Where the platform made the address for one person, the address tells. Where it did not, what the mail answers
does, whichever of the two was read first.
"""

from __future__ import annotations

from collections.abc import Sequence

from sqlalchemy import select, update
from sqlalchemy.orm import Session, aliased

from contacts.addresses import is_relay
from contacts.people import chunks
from domain import Direction, Message
from store.models import MessageRow, ParticipantRow, ReferenceRow


def is_through_platform(message: Message) -> bool:
    """Whether a platform passed the mail on, or is to."""
    return bool(message.relay) or any(is_relay(person.address) for person in message.to)


def find_addressees(session: Session, account_id: int, message_ids: Sequence[int]) -> set[int]:
    """Name the people whom answers through a platform went to, among these messages or to them."""
    author = aliased(ParticipantRow)
    answered = aliased(MessageRow)
    found: dict[int, int] = {}
    for some in chunks(message_ids):
        for among in (MessageRow.id, answered.id):
            rows = session.execute(
                select(ParticipantRow.id, ParticipantRow.address, author.contact_id)
                .join(MessageRow, MessageRow.id == ParticipantRow.message_id)
                .join(ReferenceRow, ReferenceRow.message_id == MessageRow.id)
                .join(
                    answered,
                    (answered.message_id == ReferenceRow.target) & (answered.account_id == account_id),
                )
                .join(author, (author.message_id == answered.id) & (author.field == "from"))
                .where(
                    among.in_(some),
                    MessageRow.account_id == account_id,
                    MessageRow.direction == Direction.OUTBOUND.value,
                    ParticipantRow.field == "to",
                    ParticipantRow.contact_id.is_(None),
                    ReferenceRow.position >= 0,
                    answered.from_address == "",
                    author.contact_id.is_not(None),
                )
                .order_by(ReferenceRow.position)
            )
            found.update((id_, who) for id_, address, who in rows if who is not None and is_relay(address))
    for participant, contact_id in found.items():
        session.execute(
            update(ParticipantRow).where(ParticipantRow.id == participant).values(contact_id=contact_id)
        )
    return set(found.values())
