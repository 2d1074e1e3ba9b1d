"""Who is to be judged: those whose relationship has changed, and those whose time has come.

Each contact holds by which policy and calendar they were judged, when, and when to look again. Whatever
changes a relationship empties the first (see `marks`). Who is about to be judged is claimed first and settled
afterwards, so that a change that comes in between is not taken for judged.
"""

from __future__ import annotations

import secrets
from collections.abc import Collection, Mapping
from datetime import datetime
from itertools import pairwise
from typing import Any

from sqlalchemy import ColumnElement, CompoundSelect, and_, bindparam, or_, select, true, union_all, update
from sqlalchemy.orm import Session

from domain import FlagState
from store.bulk import among
from store.columns import UtcDateTime
from store.models import ContactRow, FlagRow

_C = ContactRow.__table__.c
_F = FlagRow.__table__.c


def is_anybody_due(session: Session, *, now: datetime, judged_by: Collection[str]) -> bool:
    """Whether there is anybody whom `claim` would find."""
    return session.connection().scalar(_due(now, judged_by).limit(1)) is not None


def claim(
    session: Session, *, now: datetime, judged_by: Collection[str], contact_ids: Collection[int] | None = None
) -> tuple[str, list[int]]:
    """Those to be judged, ascending, and the word by which `settle` knows them again.

    They have changed, or the time has come to look again, or they were judged otherwise than by one of
    `judged_by`, or by a clock that was ahead, or a flag of theirs has slept long enough. With `contact_ids`
    exactly these.
    """
    word = secrets.token_hex(8)
    wanted = _C.id.in_(_due(now, judged_by)) if contact_ids is None else among(session, _C.id, contact_ids)
    session.connection().execute(update(ContactRow).where(wanted).values(judged_by=word))
    claimed = select(_C.id).where(_C.judged_by == word).order_by(_C.id)
    return word, list(session.connection().scalars(claimed))


def settle(
    session: Session, word: str, judged: Collection[tuple[int, str, datetime | None]], *, now: datetime
) -> dict[int, str]:
    """Keep by what each claimed contact was judged, and when to look again; not of whom changed since.

    Whose judgement was kept, and by what.
    """
    held = set(
        session.connection().scalars(select(_C.id).where(_C.judged_by == word).with_for_update()).all()
    )
    settled: dict[int, str] = {}
    to_look_again: list[dict[str, Any]] = []
    for_good: dict[str, list[int]] = {}  # most are, and all of them by a few words
    for id_, by, again in judged:
        if id_ not in held:
            continue
        settled[id_] = by
        if again is None:
            for_good.setdefault(by, []).append(id_)
        else:
            to_look_again.append({"who": id_, "by": by, "look_again": again})
    claimed = update(ContactRow).where(_C.judged_by == word)
    if to_look_again:
        look_again = bindparam("look_again", type_=UtcDateTime())
        session.connection().execute(
            claimed.where(_C.id == bindparam("who")).values(
                judged_by=bindparam("by"), judged_at=now, look_again_at=look_again
            ),
            to_look_again,
        )
    for by, ids in for_good.items():
        session.connection().execute(
            claimed.where(among(session, _C.id, ids)).values(judged_by=by, judged_at=now, look_again_at=None)
        )
    return settled


def keep(session: Session, settled: Mapping[int, str]) -> None:
    """Whoever was settled in this transaction stays so: that flags of theirs changed is what was found."""
    touched = session.connection().scalars(select(_C.id).where(_C.judged_by == "")).all()
    rows = [{"who": id_, "by": settled[id_]} for id_ in touched if id_ in settled]
    if rows:
        kept = update(ContactRow).where(_C.id == bindparam("who")).values(judged_by=bindparam("by"))
        session.connection().execute(kept, rows)


def _due(now: datetime, judged_by: Collection[str]) -> CompoundSelect[int]:
    """The numbers of all who are due, a query for each way to be so: then an index finds the few of many."""
    has_slept = and_(_F.state == FlagState.SNOOZED.value, _F.snoozed_until <= now)
    return union_all(
        select(_C.id).where(_is_none_of(judged_by)),
        select(_C.id).where(_C.judged_by.in_(judged_by), _C.look_again_at <= now),
        select(_C.id).where(_C.judged_at > now),
        select(_F.contact_id).where(has_slept, _F.contact_id.is_not(None)),
    )


def _is_none_of(judged_by: Collection[str]) -> ColumnElement[bool]:
    """Whether somebody was judged otherwise: no index tells what is unequal, but what lies between.

    All are hexadecimal, which every database sorts alike.
    """
    words = sorted(judged_by)
    if not words:
        return true()
    between = (and_(_C.judged_by > one, _C.judged_by < other) for one, other in pairwise(words))
    return or_(_C.judged_by < words[0], *between, _C.judged_by > words[-1])
