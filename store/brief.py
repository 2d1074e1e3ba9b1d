"""What passed with many people, as briefly as judging needs it: most old mail matters only by its moment.

Of a contact's mail the newest is read in full, and whatever says something that still counts; of the rest
the moment is enough, who wrote it, and how it sounded. Two indexes hold what tells a plain mail from others.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from operator import itemgetter
from typing import Any

from sqlalchemy import and_, func, or_, select
from sqlalchemy.orm import Session

from domain import Direction, Kind, Past, SignalType
from store.bulk import among
from store.exchanges import HEADERS
from store.models import AddressRow, MessageRow, ParticipantRow, SignalRow, StageRow

# Asked, promised or told in passing: what is newer than the last answer is read in full anyway.
_MATTERS_WHILE_NEW = (
    SignalType.QUESTION,
    SignalType.PROMISE,
    SignalType.MARKET_FACT,
    SignalType.JOB_CHANGE,
    SignalType.REFERRAL,
)
_INBOUND, _PERSONAL = Direction.INBOUND.value, Kind.PERSONAL.value

_A = AddressRow.__table__.c
_M = MessageRow.__table__.c
_P = ParticipantRow.__table__.c
_S = SignalRow.__table__.c
_T = StageRow.__table__.c
_COLUMNS = (
    _P.contact_id, _P.field, _M.id, _M.at, _M.direction, _M.kind, _M.sentiment_label,
    _M.sentiment_score, _M.strain_value, _M.strain_score,
    or_(_M.suspicion != "", _M.contact_took_place != ""),
)  # fmt: skip


@dataclass(slots=True)
class Brief:
    """What is to be read in full, by the message's number, and the rest by contact, oldest first."""

    in_full: set[int] = field(default_factory=set)
    past: dict[int, tuple[Past, ...]] = field(default_factory=dict)


def brief(
    session: Session,
    ids: Collection[int],
    *,
    as_of: datetime,
    own: Mapping[int, frozenset[str]],
    many_recipients: int,
) -> Brief:
    """What passed with each of these people up to the moment."""
    rows = (
        session.connection()
        .execute(
            select(*_COLUMNS)
            .join(MessageRow.__table__, _M.id == _P.message_id)
            .where(
                among(session, _P.contact_id, ids),
                _P.field.in_(HEADERS),
                _M.at <= as_of,
                _M.kind.in_((Kind.PERSONAL.value, Kind.INVITATION.value)),
                _M.is_bounced.is_(False),
            )
        )
        .all()
    )
    mail: dict[int, dict[int, Any]] = {}
    twice: set[int] = set()
    for row in rows:
        held = mail.setdefault(row[0], {})
        if row[2] in held:
            twice.add(row[2])  # in To and invited, say
        held[row[2]] = row
    found = Brief(in_full=twice | _of_signals_and_stages(session, ids))
    everything = {message for held in mail.values() for message in held}
    crowded, copied = _in_company(session, everything, many_recipients)
    found.in_full |= _that_say_something(session, everything)
    ours = _with_own_addresses(session, own)
    plain: dict[int, list[Any]] = {}
    for contact_id, held in mail.items():
        kept = plain[contact_id] = []
        newest: dict[str, Any] = {}  # of their plain mail, and of the recruiter's
        for row in sorted(held.values(), key=itemgetter(3, 2)):  # by date, then by number
            (_, where, id_, _, direction, kind, label, _, strain, _, is_special) = row
            if direction == _INBOUND:
                is_plain = where == "from" and id_ not in copied
            else:
                is_plain = where == "to" and id_ not in crowded
            is_read = label is not None or strain is not None
            if is_plain and is_read and not is_special and kind == _PERSONAL and contact_id not in ours:
                kept.append(row)
                newest[direction] = row
            else:
                found.in_full.add(id_)
        found.in_full.update(row[2] for row in newest.values())
        answer = newest.get(Direction.OUTBOUND.value)
        found.in_full.update(row[2] for row in kept if answer is None or row[3] >= answer[3])
    for contact_id, held_plain in plain.items():
        past = tuple(_past(row) for row in held_plain if row[2] not in found.in_full)
        if past:
            found.past[contact_id] = past
    return found


def _past(row: Any) -> Past:
    at, direction, label, tone, strained, strain = row[3], row[4], row[6], row[7], row[8], row[9]
    is_heard = label is not None and strained is not None
    return Past(at, direction == _INBOUND, (tone or 0.0, strain or 0.0) if is_heard else None)


def _in_company(
    session: Session, messages: Collection[int], many_recipients: int
) -> tuple[frozenset[int], frozenset[int]]:
    """Which messages have more in To than so many, and which have a Cc; few of many."""
    rows = session.connection().execute(
        select(_P.message_id, _P.field)
        .where(among(session, _P.message_id, messages), _P.field.in_(("to", "cc")))
        .group_by(_P.message_id, _P.field)
        .having(or_(_P.field == "cc", func.count() > many_recipients))
    )
    found: dict[str, set[int]] = {"to": set(), "cc": set()}
    for id_, where in rows:
        found[where].add(id_)
    return frozenset(found["to"]), frozenset(found["cc"])


def _that_say_something(session: Session, messages: Collection[int]) -> set[int]:
    """Those with a signal that counts however old it is."""
    passing = [kind.value for kind in _MATTERS_WHILE_NEW]
    counts = or_(_S.type.not_in(passing), and_(_S.type == SignalType.PROMISE.value, _S.is_call))
    return set(
        session.connection().scalars(
            select(_S.message_id).where(among(session, _S.message_id, messages), counts)
        )
    )


def _of_signals_and_stages(session: Session, ids: Collection[int]) -> set[int]:
    """Messages that say something about these people, whoever they passed between."""
    passing = [kind.value for kind in _MATTERS_WHILE_NEW]
    found = set(
        session.connection().scalars(
            select(_S.message_id).where(
                among(session, _S.contact_id, ids), or_(_S.type.not_in(passing), _S.is_call)
            )
        )
    )
    proofs = select(_T.message_id).where(among(session, _T.contact_id, ids), _T.message_id.is_not(None))
    return found | set(session.connection().scalars(proofs))


def _with_own_addresses(session: Session, own: Mapping[int, frozenset[str]]) -> frozenset[int]:
    """People with a record to whom an address belongs that is the recruiter's by now."""
    addresses = sorted({address for some in own.values() for address in some})
    query = select(_A.contact_id).where(among(session, _A.address, addresses))
    return frozenset(session.connection().scalars(query))
