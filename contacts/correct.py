"""What a person knows better: roles, stages and talks written down by hand; they win from then on."""

from __future__ import annotations

from datetime import datetime
from typing import Literal

from sqlalchemy import delete
from sqlalchemy.orm import Session

from contacts.inference import judge_stages
from contacts.people import Roster
from domain import Role, Stage
from errors import NotFound
from store.models import ContactRow, LogRow, StageRow

LogKind = Literal["call", "meeting", "note"]


def set_role(session: Session, contact_id: int, role: Role | None) -> None:
    """Settle the role; None lets the evidence speak again with the next mail."""
    _contact(session, contact_id).role_by_hand = role.value if role else None
    session.flush()
    judge_stages(session, Roster(session), [contact_id])


def set_stage(session: Session, contact_id: int, stage: Stage | None, *, at: datetime, why: str = "") -> None:
    """Settle the stage from `at` on, aware; somebody with a stage is a candidate.

    None takes back every stage set by hand, and the evidence speaks again.
    """
    contact = _contact(session, contact_id)
    if stage is None:
        session.execute(delete(StageRow).where(StageRow.contact_id == contact_id, StageRow.by_hand.is_(True)))
    else:
        roles = {contact.role_by_hand} if contact.role_by_hand else {contact.role, contact.also_role}
        if Role.CANDIDATE.value not in roles:
            contact.role_by_hand = Role.CANDIDATE.value
        session.add(
            StageRow(
                contact_id=contact_id, stage=stage.value, at=at, evidence=why or "set by hand", by_hand=True
            )
        )
    session.flush()
    judge_stages(session, Roster(session), [contact_id])


def log(session: Session, contact_id: int, kind: LogKind, text: str = "", *, at: datetime) -> int:
    """Write down a call, a meeting or a note; a note is no touch. The id of the entry."""
    _contact(session, contact_id)
    row = LogRow(contact_id=contact_id, at=at, kind=kind, text=text)
    session.add(row)
    session.flush()
    return row.id


def _contact(session: Session, contact_id: int) -> ContactRow:
    found = session.get(ContactRow, contact_id)
    if found is None:
        raise NotFound(f"there is no contact c-{contact_id}.")
    return found
