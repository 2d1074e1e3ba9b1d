"""What was set by hand about a contact, with what it was before: to show, and to take back."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import delete, select
from sqlalchemy.orm import Session

from store.hands import STAGE
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
    found: list[Change] = []
    for one in reversed(of(session, contact_id)):
        # one command sets a thing once; with --as-of two commands may have one moment
        if found and (one.at != found[0].at or one.what in {other.what for other in found}):
            break
        found.append(one)
    return found


def forget(session: Session, contact_id: int, change: Change) -> None:
    """It was taken back: what was set of the same later took the place of what had been there before it."""
    later = select(ChangeRow).where(
        ChangeRow.contact_id == contact_id, ChangeRow.what == change.what, ChangeRow.id > change.id
    )
    rows = list(session.scalars(later.order_by(ChangeRow.id)))
    if change.what == STAGE:
        for row in rows:
            row.before, row.after = (without(change, held) for held in (row.before, row.after))
    elif rows:
        rows[0].before = change.before
    session.execute(delete(ChangeRow).where(ChangeRow.id == change.id))


def is_overtaken(session: Session, contact_id: int, change: Change) -> bool:
    """Whether the same was set again later, so that there is nothing to put back."""
    later = select(ChangeRow.id).where(
        ChangeRow.contact_id == contact_id, ChangeRow.what == change.what, ChangeRow.id > change.id
    )
    return session.scalar(later.limit(1)) is not None


def without(change: Change, held: Sequence[Any]) -> list[Any]:
    """Stages set by hand, as if a change of them had never been made; oldest first."""
    kept = [one for one in held if one in change.before or one not in change.after]
    kept += [one for one in change.before if one not in change.after and one not in kept]
    return sorted(kept, key=lambda one: datetime.fromisoformat(one[1]))
