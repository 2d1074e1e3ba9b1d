"""What a person sets by hand about a contact; it wins over everything read."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import Literal

from sqlalchemy import delete, select, update
from sqlalchemy.orm import Session

import errors
from domain import Role, Stage
from store import tombstones
from store.accounts import own_addresses
from store.models import AddressRow, ContactRow, LogRow, ParticipantRow, StageRow


def set_role(session: Session, contact_id: int, role: Role | None) -> None:
    """The role by hand; None gives the word back to the mail."""
    _row(session, contact_id).role_by_hand = role.value if role else None
    session.flush()


def set_stage(session: Session, contact_id: int, stage: Stage, *, at: datetime, evidence: str = "") -> None:
    """The stage by hand; it holds until another is set by hand, or `clear_stage`."""
    _row(session, contact_id)
    session.add(StageRow(contact_id=contact_id, stage=stage.value, at=at, evidence=evidence, by_hand=True))
    session.flush()


def clear_stage(session: Session, contact_id: int) -> None:
    """Forget every stage set by hand; the mail tells it again."""
    _row(session, contact_id)
    session.execute(delete(StageRow).where(StageRow.contact_id == contact_id, StageRow.by_hand.is_(True)))


def stages_by_hand(session: Session, contact_id: int) -> list[list[str]]:
    """Every stage set by hand, oldest first: the word, the moment and the reason, as JSON takes it."""
    rows = session.scalars(
        select(StageRow)
        .where(StageRow.contact_id == contact_id, StageRow.by_hand.is_(True))
        .order_by(StageRow.at, StageRow.id)
    )
    return [[row.stage, row.at.isoformat(), row.evidence] for row in rows]


def restore_stages(session: Session, contact_id: int, held: Sequence[Sequence[str]]) -> None:
    """Let the stages set by hand be these."""
    clear_stage(session, contact_id)
    for stage, at, evidence in held:
        set_stage(session, contact_id, Stage(stage), at=datetime.fromisoformat(at), evidence=evidence)


def add_address(session: Session, contact_id: int, address: str) -> None:
    """Another address of the contact; stored mail that carries it becomes theirs.

    Raises `UsageError` where it is the recruiter's own or belongs to somebody else.
    """
    row = _row(session, contact_id)
    wanted = address.strip().lower()
    if "@" not in wanted:
        raise errors.UsageError(f"{wanted!r} is no e-mail address.")
    if wanted in own_addresses(session):
        raise errors.UsageError(f"{wanted} is your own address.")
    if tombstones.erased_among(session, [wanted]):
        raise errors.UsageError(
            "the bearer of this address was erased.",
            mend="To let them in again: keepwarm contacts readmit ADDRESS",
        )
    owner = session.scalar(select(AddressRow.contact_id).where(AddressRow.address == wanted))
    if owner not in (None, contact_id):
        raise errors.UsageError(
            f"{wanted} belongs to c-{owner}.",
            mend=f"If they are one person: keepwarm contacts merge c-{row.id} c-{owner}",
        )
    if owner is None:
        session.add(AddressRow(contact_id=contact_id, address=wanted))
        session.flush()
        session.execute(
            update(ParticipantRow)
            .where(ParticipantRow.address == wanted, ParticipantRow.contact_id.is_(None))
            .values(contact_id=contact_id)
        )


def remove_address(session: Session, contact_id: int, address: str) -> None:
    """Take back an address that was added; mail that carries it is nobody's again."""
    session.execute(
        delete(AddressRow).where(AddressRow.contact_id == contact_id, AddressRow.address == address)
    )
    session.execute(
        update(ParticipantRow)
        .where(ParticipantRow.address == address, ParticipantRow.contact_id == contact_id)
        .values(contact_id=None)
    )


def rename(session: Session, contact_id: int, name: str, *, name_key: str, by: str = "hand") -> None:
    """Another name; `name_key` is its folded form, as the linking makes it, `by` who says it."""
    row = _row(session, contact_id)
    row.name, row.name_key, row.name_by = name.strip(), name_key, by
    session.flush()


def mute(session: Session, contact_id: int, since: datetime | None) -> datetime | None:
    """Nothing is judged of them from then on; None ends that. What it was before."""
    row = _row(session, contact_id)
    before, row.muted_at = row.muted_at, since
    session.flush()
    return before


def log(
    session: Session, contact_id: int, kind: Literal["call", "meeting", "note"], text: str, *, at: datetime
) -> None:
    """A call or meeting that took place, or a note, which is no touch."""
    _row(session, contact_id)
    session.add(LogRow(contact_id=contact_id, at=at, kind=kind, text=text))
    session.flush()


def _row(session: Session, contact_id: int) -> ContactRow:
    row = session.get(ContactRow, contact_id)
    if row is None:
        raise errors.NotFound(
            f"there is no contact c-{contact_id}.", mend="`keepwarm contacts list` shows them."
        )
    return row
