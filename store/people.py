"""The people with a record, as `domain.Contact`: role, stage and addresses as they stood at a moment."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import select, union
from sqlalchemy.orm import Session

from domain import Contact, Role, Stage, StageChange
from store.models import (
    AddressRow,
    ContactRow,
    LogRow,
    MentionRow,
    MessageRow,
    ParticipantRow,
    SignalRow,
    StageRow,
)

BATCH = 1000  # people at a time: parameters of one IN list, and what is held in memory

_ROLES = {role.value: role for role in Role}
_STAGES = {stage.value: stage for stage in Stage}


@dataclass(frozen=True, slots=True)
class Known:
    """A person with the history of their stages, oldest first."""

    contact: Contact
    stages: tuple[StageChange, ...]


def batches(ids: Collection[int], size: int = BATCH) -> Iterable[list[int]]:
    """The ids in order, some at a time."""
    wanted = sorted(set(ids))
    return [wanted[first : first + size] for first in range(0, len(wanted), size)]


def every_id(session: Session) -> list[int]:
    """The ids of everybody with a record."""
    return list(session.scalars(select(ContactRow.id).order_by(ContactRow.id)))


def known(session: Session, ids: Collection[int], *, as_of: datetime) -> dict[int, Known]:
    """Those of these people who were known at the moment, by id; at most `BATCH` at once.

    Known is who stands in the address book, or was seen in mail, logged or staged by then. The day on which
    a record was made does not count for mail read later than it was written.
    """
    rows = session.execute(
        select(
            ContactRow.id,
            ContactRow.name,
            ContactRow.role,
            ContactRow.also_role,
            ContactRow.role_by_hand,
            ContactRow.is_in_address_book,
            ContactRow.created_at,
            ContactRow.muted_at,
        )
        .where(ContactRow.id.in_(ids))
        .order_by(ContactRow.id)
    ).all()
    doubtful = [row.id for row in rows if not row.is_in_address_book and row.created_at > as_of]
    seen = _seen(session, doubtful, as_of) if doubtful else set()
    unknown = set(doubtful) - seen
    addresses = _addresses(session, ids)
    stages = _stages(session, ids, as_of)
    found: dict[int, Known] = {}
    for id_, name, role, also_role, by_hand, _, _, muted_at in rows:
        if id_ in unknown:
            continue
        roles = roles_of(role, also_role, by_hand)
        changes = stages.get(id_, ())
        proof = stage_in_force(changes) if Role.CANDIDATE in roles else None
        stage = proof.stage if proof else Stage.LEAD if Role.CANDIDATE in roles else None
        contact = Contact(
            id_,
            name,
            addresses.get(id_, ()),
            _ROLES[by_hand or role],
            roles,
            stage,
            proof,
            is_muted=muted_at is not None,
        )
        found[id_] = Known(contact, changes)
    return found


def roles_of(role: str, also_role: str | None, by_hand: str | None) -> frozenset[Role]:
    """The roles in force; what a person set by hand wins."""
    if by_hand:
        return frozenset({_ROLES[by_hand]})
    return frozenset(_ROLES[word] for word in (role, also_role) if word)


def stage_in_force(changes: Iterable[StageChange]) -> StageChange | None:
    """The newest change; one made by hand wins over everything inferred, whatever its age."""
    newest: StageChange | None = None
    for change in changes:
        if newest is None or (change.by_hand, change.at) >= (newest.by_hand, newest.at):
            newest = change
    return newest


def colleagues(session: Session) -> frozenset[int]:
    """The ids of the recruiter's own colleagues."""
    return frozenset(
        id_
        for id_, role, by_hand in session.execute(
            select(ContactRow.id, ContactRow.role, ContactRow.role_by_hand).where(
                (ContactRow.role == Role.COLLEAGUE.value) | (ContactRow.role_by_hand == Role.COLLEAGUE.value)
            )
        )
        if (by_hand or role) == Role.COLLEAGUE.value
    )


def _addresses(session: Session, ids: Collection[int]) -> Mapping[int, tuple[str, ...]]:
    found: dict[int, tuple[str, ...]] = {}
    for contact_id, address in session.execute(
        select(AddressRow.contact_id, AddressRow.address)
        .where(AddressRow.contact_id.in_(ids), AddressRow.is_relay.is_(False))
        .order_by(AddressRow.id)
    ).all():
        found[contact_id] = (*found.get(contact_id, ()), address)
    return found


def _stages(session: Session, ids: Collection[int], as_of: datetime) -> Mapping[int, tuple[StageChange, ...]]:
    rows = session.execute(
        select(
            StageRow.contact_id,
            StageRow.stage,
            StageRow.at,
            StageRow.evidence,
            MessageRow.message_id,
            StageRow.by_hand,
        )
        .outerjoin(MessageRow, MessageRow.id == StageRow.message_id)
        .where(StageRow.contact_id.in_(ids), StageRow.at <= as_of)
        .order_by(StageRow.at, StageRow.id)
    ).all()
    found: dict[int, list[StageChange]] = {}
    for contact_id, stage, at, evidence, message_id, by_hand in rows:
        change = StageChange(_STAGES[stage], at, evidence, message_id or "", by_hand)
        found.setdefault(contact_id, []).append(change)
    return {contact_id: tuple(changes) for contact_id, changes in found.items()}


def _seen(session: Session, ids: Collection[int], as_of: datetime) -> set[int]:
    """Who of these was met by then: in headers or words of mail, in a log entry or a stage."""
    in_mail = [
        select(rows.contact_id)
        .join(MessageRow, MessageRow.id == rows.message_id)
        .where(rows.contact_id.in_(ids), MessageRow.at <= as_of)
        for rows in (ParticipantRow, MentionRow, SignalRow)
    ]
    by_hand = [
        select(rows.contact_id).where(rows.contact_id.in_(ids), rows.at <= as_of)
        for rows in (LogRow, StageRow)
    ]
    return {id_ for id_ in session.scalars(union(*in_mail, *by_hand)) if id_ is not None}
