"""What was set by hand about a contact, with what it was before: to show, and to take back."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import delete, select
from sqlalchemy.orm import Session

from store.bulk import among
from store.models import ChangeRow


@dataclass(frozen=True, slots=True)
class Change:
    """One thing set by hand; what is set with one command has one moment. Values are as JSON has them."""

    id: int
    at: datetime
    what: str
    before: Any
    after: Any


def note(session: Session, contact_id: int, what: str, *, before: Any, after: Any, at: datetime) -> None:
    """Write down that something was set."""
    if before != after:
        session.add(ChangeRow(contact_id=contact_id, at=at, what=what, before=before, after=after))
        session.flush()


def of(session: Session, contact_id: int) -> list[Change]:
    """Everything that was set of a contact and not taken back, oldest first."""
    rows = session.scalars(select(ChangeRow).where(ChangeRow.contact_id == contact_id).order_by(ChangeRow.id))
    return [Change(row.id, row.at, row.what, row.before, row.after) for row in rows]


def last(session: Session, contact_id: int) -> list[Change]:
    """What was set last, all of one command, newest first."""
    held = of(session, contact_id)
    return [one for one in reversed(held) if one.at == held[-1].at]


def forget(session: Session, changes: Collection[Change]) -> None:
    """They were taken back."""
    session.execute(delete(ChangeRow).where(among(session, ChangeRow.id, [one.id for one in changes])))
