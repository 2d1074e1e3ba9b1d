"""How much is stored."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from domain import Kind
from store.models import MessageRow


def number_of_messages(session: Session, *, as_of: datetime) -> int:
    """How many messages there are up to a moment."""
    return session.scalar(select(func.count()).select_from(MessageRow).where(MessageRow.at <= as_of)) or 0


def number_unread(session: Session) -> int:
    """How many messages of people the language room failed on: stored, with nothing read in them."""
    read = [kind.value for kind in Kind if kind.is_read]
    query = select(func.count()).where(
        MessageRow.kind.in_(read),
        MessageRow.is_encrypted.is_(False),
        MessageRow.is_degraded.is_(False),
        MessageRow.own_words != "",
        MessageRow.read_by == "",
    )
    return session.scalar(query) or 0
