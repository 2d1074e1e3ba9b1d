"""Several records made one person's: everything that points to the others points to the one that stays."""

from __future__ import annotations

from collections.abc import Sequence

from sqlalchemy import delete, select, update
from sqlalchemy.orm import Session

from store.models import (
    AddressRow,
    ChangeRow,
    ContactRow,
    CorrectionRow,
    DetailRow,
    FlagRow,
    LogRow,
    MentionRow,
    ParticipantRow,
    ProcessRow,
    SignalRow,
    StageRow,
)

_POINTING = (
    AddressRow,
    ParticipantRow,
    MentionRow,
    SignalRow,
    ProcessRow,
    CorrectionRow,
    StageRow,
    LogRow,
    DetailRow,
    ChangeRow,
)


def merge(session: Session, keeper: ContactRow, others: Sequence[ContactRow]) -> None:
    """Give `keeper` all that belongs to `others`, and take their records away.

    What was set by hand for the others holds where nothing was set for the keeper. Judge roles and stages
    anew afterwards.
    """
    if not others:
        return
    session.flush()
    ids = [row.id for row in others]
    for table in _POINTING:
        session.execute(update(table).where(table.contact_id.in_(ids)).values(contact_id=keeper.id))
    _move_flags(session, keeper.id, ids)
    for row in others:
        keeper.role_by_hand = keeper.role_by_hand or row.role_by_hand
        keeper.created_at = min(keeper.created_at, row.created_at)
        if row.is_in_address_book and not keeper.is_in_address_book:
            keeper.name, keeper.name_key, keeper.role = row.name, row.name_key, row.role
            keeper.is_in_address_book = True
    session.flush()
    session.execute(delete(ContactRow).where(ContactRow.id.in_(ids)))
    for row in others:
        session.expunge(row)
    session.expire(keeper, ["addresses"])


def _move_flags(session: Session, keeper: int, others: Sequence[int]) -> None:
    """Keep each flag's life; of two with the same evidence the keeper's stays."""
    held = {
        (flag.about_name, flag.reason, flag.evidence_key)
        for flag in session.scalars(select(FlagRow).where(FlagRow.contact_id == keeper))
    }
    for flag in session.scalars(select(FlagRow).where(FlagRow.contact_id.in_(others)).order_by(FlagRow.id)):
        key = (flag.about_name, flag.reason, flag.evidence_key)
        if key in held:
            session.delete(flag)
        else:
            held.add(key)
            flag.contact_id = keeper
    session.flush()
