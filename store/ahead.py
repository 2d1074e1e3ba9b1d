"""What is dated later than a moment: when more will be known of somebody, though nothing new is stored."""

from __future__ import annotations

from collections.abc import Collection, Iterable
from datetime import datetime
from typing import Any

from sqlalchemy import CompoundSelect, func, select, union_all
from sqlalchemy.orm import Session, aliased

from store.bulk import among
from store.models import (
    AccountRow,
    ContactRow,
    EventRow,
    LogRow,
    MessageRow,
    ParticipantRow,
    SignalRow,
    StageRow,
)

_C = ContactRow.__table__.c
_M = MessageRow.__table__.c


def first_known(session: Session, ids: Collection[int], *, after: datetime) -> dict[int, datetime]:
    """When more will be known of people of whom nothing is known at the moment."""
    found = of_people(session, ids, after=after)
    mail = of_mail(session, after=after)
    keep_first(found, ((id_, mail[id_]) for id_ in ids if id_ in mail))
    return found


def of_mail(session: Session, *, after: datetime) -> dict[int, datetime]:
    """By contact the date of the first mail that concerns them and is dated after the moment."""
    accounts = select(AccountRow.__table__.c.id)  # the index of dates goes by account
    later = session.connection().execute(
        select(_M.id, _M.at).where(
            _M.account_id.in_(list(session.connection().scalars(accounts))), _M.at > after
        )
    )
    dates: dict[int, datetime] = dict(later.all())
    if not dates:
        return {}
    told, same = aliased(EventRow), aliased(EventRow)
    concerned: CompoundSelect[Any] = union_all(
        *(
            select(rows.message_id, rows.contact_id).where(among(session, rows.message_id, dates))
            for rows in (ParticipantRow, SignalRow, StageRow)
        ),
        select(told.message_id, ParticipantRow.contact_id)
        .join(same, same.uid == told.uid)
        .join(ParticipantRow, ParticipantRow.message_id == same.message_id)
        .where(among(session, told.message_id, dates)),
    )
    found: dict[int, datetime] = {}
    keep_first(
        found, ((who, dates[message]) for message, who in session.execute(concerned) if who is not None)
    )
    return found


def of_people(session: Session, ids: Collection[int], *, after: datetime) -> dict[int, datetime]:
    """By contact the first stage or log entry dated after the moment, or when their record was made."""
    found: dict[int, datetime] = {}
    for rows in (StageRow, LogRow):
        c = rows.__table__.c
        first = select(c.contact_id, func.min(c.at)).where(among(session, c.contact_id, ids), c.at > after)
        keep_first(found, session.connection().execute(first.group_by(c.contact_id)))
    made = select(_C.id, _C.created_at).where(among(session, _C.id, ids), _C.created_at > after)
    keep_first(found, session.connection().execute(made))
    return found


def keep_first(found: dict[int, datetime], more: Iterable[tuple[int, datetime]]) -> None:
    """Add to `found`; of two moments of somebody the earlier stays."""
    for id_, at in more:
        if id_ not in found or at < found[id_]:
            found[id_] = at
