"""Of whom anything recent is on file: of everybody else nothing can be found, and nothing be waited for.

Most people of a recruiter's many years are silent for good. That is told from the dates of mail, stages and
appointments alone, which indexes hold; none of their mail is read.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import Select, Text, cast, func, or_, select
from sqlalchemy.orm import Session

from store.models import AccountRow, EventRow, LogRow, MessageRow, ParticipantRow, SignalRow, StageRow

_M = MessageRow.__table__.c
_P = ParticipantRow.__table__.c
_S = SignalRow.__table__.c
_E = EventRow.__table__.c


@dataclass(frozen=True, slots=True)
class Since:
    """From when on it counts that there was a touch, and that a stage was reached or a time was named."""

    touched: datetime
    settled: datetime  # not later than `touched`


def awake(session: Session, since: Since) -> frozenset[int]:
    """Whoever may have changed since, or has something ahead; rather too many than too few."""
    found: set[int | None] = set()
    for query in _queries(session, since):
        found.update(session.connection().scalars(query).all())
    return frozenset(id_ for id_ in found if id_ is not None)


def _queries(session: Session, since: Since) -> Iterator[Select[Any]]:
    accounts = list(session.scalars(select(AccountRow.id)))  # the index of dates goes by account
    recent = select(_M.id).where(_M.account_id.in_(accounts), _M.at >= since.touched)
    names_a_time = or_(_S.due_at >= since.settled, _S.due_on >= since.settled.date())
    timed = select(_S.message_id).where(names_a_time)
    # What others hear of a meeting later, they hear under its UID.
    ahead = or_(
        _E.start >= since.touched, _E.recurrence.is_not(None), func.length(cast(_E.repeats, Text)) > len("[]")
    )
    same = EventRow.__table__.alias()
    met = select(same.c.message_id).where(same.c.uid.in_(select(_E.uid).where(ahead)))
    for messages in (recent, timed, met):
        yield select(_P.contact_id).where(_P.message_id.in_(messages)).distinct()
    yield select(_S.contact_id).where(or_(_S.message_id.in_(recent), names_a_time)).distinct()
    yield select(StageRow.contact_id).where(StageRow.at >= since.settled).distinct()
    yield select(LogRow.contact_id).where(LogRow.at >= since.touched).distinct()
