"""How much is stored."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from store.models import MessageRow


def number_of_messages(session: Session, *, as_of: datetime) -> int:
    """How many messages there are up to a moment."""
    return session.scalar(select(func.count()).select_from(MessageRow).where(MessageRow.at <= as_of)) or 0
