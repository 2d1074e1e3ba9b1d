"""What was set by hand of people, as it stood at a moment: what was said later is unsaid again.

A role, a stage, or that nothing is judged of somebody counts from the moment it was said. On a day before
any mailbox was read here nobody could say anything, so of such a day all that was ever said holds. What was
taken back was never said.
"""

from __future__ import annotations

from collections.abc import Collection, Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from domain import Stage, StageChange
from store.bulk import among
from store.models import AccountRow, ChangeRow

_H = ChangeRow.__table__.c

ROLE, STAGE, MUTED = "role", "stage", "muted"
Stood = dict[str, Any]  # by what was set later: the value it took the place of


def unsaid(
    session: Session, *, as_of: datetime, contact_ids: Collection[int] | None = None
) -> dict[int, Stood]:
    """Of whom something was set later than the moment, with what it was then; of these people, or of all."""
    session.flush()  # tables are read past the objects of this session
    first_read = session.connection().scalar(select(func.min(AccountRow.__table__.c.first_read_at)))
    if first_read is None or as_of < first_read:
        return {}
    query = (
        select(_H.contact_id, _H.what, _H.before)
        .where(_H.at > as_of, _H.what.in_((ROLE, STAGE, MUTED)))
        .order_by(_H.at.desc(), _H.id.desc())
    )
    if contact_ids is not None:
        query = query.where(among(session, _H.contact_id, contact_ids))
    found: dict[int, Stood] = {}
    for contact_id, what, before in session.connection().execute(query):
        found.setdefault(contact_id, {})[what] = before  # the first of those that came later is read last
    return found


def stages_said(held: Sequence[Sequence[str]], *, as_of: datetime) -> list[StageChange]:
    """Stages set by hand, as a change holds them, that were reached by the moment; oldest first."""
    said = [
        StageChange(Stage(word), datetime.fromisoformat(at), evidence, "", by_hand=True)
        for word, at, evidence in held
    ]
    return sorted((one for one in said if one.at <= as_of), key=lambda one: one.at)


def in_force(read: Sequence[StageChange], said: Sequence[StageChange]) -> tuple[StageChange, ...]:
    """The history of stages, oldest first: what was read counts until the first that was set by hand."""
    first = min((one.at for one in said), default=None)
    return (*(one for one in read if first is None or one.at < first), *said)
