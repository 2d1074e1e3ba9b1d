"""The people with a record, as `domain.Contact`: role, stage and addresses as they stood at a moment."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import ColumnElement, Select, and_, func, null, select, union
from sqlalchemy.orm import Session

from domain import Contact, Role, Stage, StageChange
from store import hands
from store.bulk import among
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

_A = AddressRow.__table__.c
_C = ContactRow.__table__.c
_M = MessageRow.__table__.c
_S = StageRow.__table__.c
_STAGE = (_S.contact_id, _S.stage, _S.at, _S.evidence, _S.by_hand)
_PERSON = (
    _C.id, _C.name, _C.role, _C.also_role, _C.role_by_hand, _C.is_in_address_book, _C.created_at, _C.muted_at,
)  # fmt: skip

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


def known(
    session: Session, ids: Collection[int], *, as_of: datetime, is_brief: bool = False
) -> dict[int, Known]:
    """Those of these people who were known at the moment, by id; at most `BATCH` at once.

    Known is who stands in the address book, or was seen in mail, logged or staged by then. The day on which
    a record was made does not count for mail read later than it was written. Role and stage set by hand
    are those that had been said by then (`hands`); who is muted now is muted on every day.

    Where it `is_brief`, only the newest stages are told, and not which mail proves them.
    """
    session.flush()  # tables are read past the objects of this session
    rows = (
        session.connection().execute(select(*_PERSON).where(among(session, _C.id, ids)).order_by(_C.id)).all()
    )
    doubtful = [row.id for row in rows if not row.is_in_address_book and row.created_at > as_of]
    seen = _seen(session, doubtful, as_of) if doubtful else set()
    unknown = set(doubtful) - seen
    addresses = _addresses(session, ids)
    unsaid = hands.unsaid(session, as_of=as_of, contact_ids=ids)
    stages = _stages(session, ids, as_of, unsaid, is_brief=is_brief)
    found: dict[int, Known] = {}
    for id_, name, role, also_role, by_hand, _, _, muted_at in rows:
        if id_ in unknown:
            continue
        then = unsaid.get(id_, {})
        said = then.get(hands.ROLE, by_hand)
        roles = roles_of(role, also_role, said)
        changes = stages.get(id_, ())
        if Role.CANDIDATE in roles:
            proof = stage_in_force(changes)
            stage = proof.stage if proof else Stage.LEAD
        else:  # what mail told of somebody who is none by now belongs to the days before
            changes = tuple(one for one in changes if one.by_hand)
            proof = stage = None
        contact = Contact(
            id_,
            name,
            addresses.get(id_, ()),
            _ROLES[said or role],
            roles,
            stage,
            proof,
            is_muted=muted_at is not None or then.get(hands.MUTED) is not None,
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


def colleagues(session: Session, ids: Collection[int], *, as_of: datetime) -> frozenset[int]:
    """Which of these people were the recruiter's own colleagues at the moment."""
    unsaid = hands.unsaid(session, as_of=as_of, contact_ids=ids)
    roles = select(_C.id, _C.role, _C.role_by_hand).where(among(session, _C.id, ids))
    return frozenset(
        id_
        for id_, role, by_hand in session.connection().execute(roles)
        if (unsaid.get(id_, {}).get(hands.ROLE, by_hand) or role) == Role.COLLEAGUE.value
    )


def _addresses(session: Session, ids: Collection[int]) -> Mapping[int, tuple[str, ...]]:
    found: dict[int, tuple[str, ...]] = {}
    for contact_id, address in session.connection().execute(
        select(_A.contact_id, _A.address)
        .where(among(session, _A.contact_id, ids), _A.is_relay.is_(False))
        .order_by(_A.id)
    ):
        found[contact_id] = (*found.get(contact_id, ()), address)
    return found


def _stages(
    session: Session,
    ids: Collection[int],
    as_of: datetime,
    unsaid: Mapping[int, hands.Stood],
    *,
    is_brief: bool,
) -> Mapping[int, tuple[StageChange, ...]]:
    wanted = and_(among(session, _S.contact_id, ids), _S.at <= as_of)
    rows = session.connection().execute(_newest_stages(wanted) if is_brief else _stages_with_proof(wanted))
    read: dict[int, list[StageChange]] = {}
    said: dict[int, list[StageChange]] = {}
    for contact_id, stage, at, evidence, by_hand, message_id in rows:
        change = StageChange(_STAGES[stage], at, evidence, message_id or "", by_hand)
        (said if by_hand else read).setdefault(contact_id, []).append(change)
    for contact_id, then in unsaid.items():
        if hands.STAGE in then:
            said[contact_id] = hands.stages_said(then[hands.STAGE], as_of=as_of)
    return {
        contact_id: hands.in_force(read.get(contact_id, ()), said.get(contact_id, ()))
        for contact_id in {*read, *said}
    }


def _stages_with_proof(wanted: ColumnElement[bool]) -> Select[Any]:
    return (
        select(*_STAGE, _M.message_id)
        .outerjoin(MessageRow.__table__, _M.id == _S.message_id)
        .where(wanted)
        .order_by(_S.at, _S.id)
    )


def _newest_stages(wanted: ColumnElement[bool]) -> Select[Any]:
    """Of everybody the newest that was read, and the newest set by hand."""
    order = func.row_number().over(
        partition_by=(_S.contact_id, _S.by_hand), order_by=(_S.at.desc(), _S.id.desc())
    )
    ranked = select(*_STAGE, null().label("proof"), order.label("rank")).where(wanted).subquery().c
    return select(*(column for column in ranked if column is not ranked.rank)).where(ranked.rank == 1)


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
