"""What became of the reports: one row for each account, kind and period, so that a week has one report.

A row is written before the mail leaves and marked after it. One that stands at `sending` was interrupted: the
mail may have left or not, which a look into the mailbox tells, because its Message-ID is fixed.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from sqlalchemy import or_, select
from sqlalchemy.orm import Session

import errors
from store.models import MessageRow, OutboxRow, ReferenceRow


class OutboxState(StrEnum):
    """Where a report is on its way."""

    WAITING = "waiting"  # not tried yet, or refused before it could have left
    SENDING = "sending"  # being sent, or interrupted then
    SENT = "sent"
    SKIPPED = "skipped"  # nothing was due, and nothing is sent then


@dataclass(frozen=True, slots=True)
class Parcel:
    """A report on its way. `said` is why the last attempt failed, empty otherwise."""

    id: int
    account: str
    kind: str
    period: str
    message_id: str
    state: OutboxState
    attempts: int = 0
    attempted_at: datetime | None = None
    settled_at: datetime | None = None
    said: str = ""

    @property
    def is_settled(self) -> bool:
        """Whether nothing is left to do for this period."""
        return self.state in (OutboxState.SENT, OutboxState.SKIPPED)


def ensure(session: Session, account: str, kind: str, period: str, *, message_id: str) -> Parcel:
    """The parcel of that period, made where there is none; one that is there keeps its Message-ID."""
    query = select(OutboxRow).where(
        OutboxRow.account == account, OutboxRow.kind == kind, OutboxRow.period == period
    )
    row = session.scalar(query)
    if row is None:
        row = OutboxRow(
            account=account,
            kind=kind,
            period=period,
            message_id=message_id,
            state=OutboxState.WAITING.value,
            attempts=0,
            said="",
        )
        session.add(row)
        session.flush()
    return _plain(row)


def newest(session: Session, account: str, kind: str) -> Parcel | None:
    """The parcel of the newest period of an account."""
    query = (
        select(OutboxRow)
        .where(OutboxRow.account == account, OutboxRow.kind == kind)
        .order_by(OutboxRow.period.desc())
        .limit(1)
    )
    row = session.scalar(query)
    return None if row is None else _plain(row)


def begin(session: Session, parcel_id: int, *, now: datetime, message_id: str) -> Parcel:
    """It is about to leave under this id; from here on only a look tells whether it did."""
    row = _row(session, parcel_id)
    row.message_id = message_id
    row.state, row.attempted_at, row.attempts, row.said = OutboxState.SENDING.value, now, row.attempts + 1, ""
    session.flush()
    return _plain(row)


def settle(session: Session, parcel_id: int, *, now: datetime, is_sent: bool = True) -> Parcel:
    """It was sent, or found not to be needed."""
    row = _row(session, parcel_id)
    row.state = (OutboxState.SENT if is_sent else OutboxState.SKIPPED).value
    row.settled_at, row.said = now, ""
    session.flush()
    return _plain(row)


def give_back(session: Session, parcel_id: int, *, said: str = "") -> Parcel:
    """It certainly did not leave; another attempt is free to be made."""
    row = _row(session, parcel_id)
    row.state, row.settled_at, row.said = OutboxState.WAITING.value, None, said
    session.flush()
    return _plain(row)


def note(session: Session, parcel_id: int, *, said: str) -> None:
    """Why nobody knows whether it left."""
    _row(session, parcel_id).said = said
    session.flush()


def has_come_back(session: Session, message_id: str) -> bool:
    """Whether a mail of this id was read in a mailbox, also under a server's own id for it."""
    other = select(ReferenceRow.message_id).where(
        ReferenceRow.target == message_id, ReferenceRow.position < 0
    )
    query = select(MessageRow.id).where(or_(MessageRow.message_id == message_id, MessageRow.id.in_(other)))
    return session.scalar(query.limit(1)) is not None


def _row(session: Session, parcel_id: int) -> OutboxRow:
    row = session.get(OutboxRow, parcel_id)
    if row is None:
        raise errors.NotFound("there is no such report in the outbox.")
    return row


def _plain(row: OutboxRow) -> Parcel:
    return Parcel(
        id=row.id,
        account=row.account,
        kind=row.kind,
        period=row.period,
        message_id=row.message_id,
        state=OutboxState(row.state),
        attempts=row.attempts,
        attempted_at=row.attempted_at,
        settled_at=row.settled_at,
        said=row.said,
    )
