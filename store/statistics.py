"""How much is stored."""

from __future__ import annotations

from collections.abc import Collection
from datetime import datetime

from sqlalchemy import Select, func, select
from sqlalchemy.orm import Session

from domain import FlagState
from store.models import FlagRow, MessageRow


def number_of_messages(
    session: Session, *, as_of: datetime, account_ids: Collection[int] | None = None
) -> int:
    """How many messages there are up to a moment, in all or in these accounts."""
    query = select(func.count()).select_from(MessageRow).where(MessageRow.at <= as_of)
    return session.scalar(_within(query, account_ids)) or 0


def newest_message_at(session: Session, *, as_of: datetime) -> datetime | None:
    """When the newest message up to a moment was written; None where there is none."""
    return session.scalar(select(func.max(MessageRow.at)).where(MessageRow.at <= as_of))


def number_stored(session: Session) -> int:
    """How many messages there are."""
    return session.scalar(select(func.count()).select_from(MessageRow)) or 0


def open_flags_by_reason(session: Session) -> dict[str, int]:
    """How many flags are open, by reason."""
    rows = session.execute(
        select(FlagRow.reason, func.count())
        .where(FlagRow.state == FlagState.OPEN.value)
        .group_by(FlagRow.reason)
    )
    return {row[0]: row[1] for row in rows}


def number_waiting(session: Session, *, account_ids: Collection[int] | None = None) -> int:
    """How many messages are stored and wait for their words to be read, in all or in these accounts."""
    query = select(func.count()).where(MessageRow.to_read > 0)
    return session.scalar(_within(query, account_ids)) or 0


def _within(query: Select[int], account_ids: Collection[int] | None) -> Select[int]:
    return query if account_ids is None else query.where(MessageRow.account_id.in_(account_ids))


def number_unread(session: Session) -> int:
    """How many messages the language room failed on again and again: stored, with nothing read in them."""
    return session.scalar(select(func.count()).where(MessageRow.to_read < 0)) or 0


def number_read_otherwise(session: Session, version: str) -> int:
    """How many messages another version of the reader has read."""
    otherwise = select(func.count()).where(MessageRow.read_by.not_in(("", version)))
    return session.scalar(otherwise) or 0


def senders_by_reason(session: Session, reason: str) -> dict[str, int]:
    """From which addresses the mail came that is of its kind for this reason, and how much of it."""
    rows = session.execute(
        select(MessageRow.from_address, func.count())
        .where(MessageRow.kind_reason == reason)
        .group_by(MessageRow.from_address)
    )
    return {row[0]: row[1] for row in rows}
