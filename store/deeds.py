"""What was done with flags, kept so that each deed can be taken back and everything stands as before."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import asdict, dataclass
from datetime import date, datetime
from typing import Any

from sqlalchemy import delete, select
from sqlalchemy.orm import Session

from domain import Reason
from store import changes
from store.bulk import among
from store.changes import Change
from store.models import AccountRow, CorrectionRow, DeedRow, FlagMarkRow, FlagRow, LogRow, MessageRow

Life = list[str | None]  # state, opened_at, closed_at, snoozed_until
_TIMES = ("opened_at", "closed_at", "snoozed_until")


@dataclass(frozen=True)
class Stood:
    """How things stood: the lives of flags by id, what was set and logged of a contact and put right."""

    contact_id: int | None
    messages: tuple[int, ...]
    lives: Mapping[int, Life]
    log: tuple[int, ...]
    changes: tuple[Change, ...]
    corrections: tuple[dict[str, Any], ...]


@dataclass(frozen=True)
class ByHand:
    """What a deed wrote down: numbers of log entries, its corrections, and those that stood in their place.

    What it set of the contact is kept with the contact (`store.changes`), here only the numbers.
    """

    contact_id: int | None = None
    messages: tuple[int, ...] = ()
    log: tuple[int, ...] = ()
    changes: tuple[list[Any], ...] = ()  # number and moment of each
    corrections: tuple[list[Any], ...] = ()  # number and moment of each: their words stay where they are
    replaced: tuple[dict[str, Any], ...] = ()


@dataclass(frozen=True)
class Deed:
    """Something done with a flag; `flags` are the lives it changed: before (None: not there) and after."""

    id: int
    flag_id: int
    what: str
    at: datetime
    flags: Mapping[int, tuple[Life | None, Life]]
    by_hand: ByHand


def standing(session: Session, contact_id: int | None, *, messages: Collection[int] = ()) -> Stood:
    """How things stand now. Where words of messages are put right, anybody's flag may change."""
    log = select(LogRow.id).where(LogRow.contact_id == contact_id)
    return Stood(
        contact_id=contact_id,
        messages=tuple(sorted(messages)),
        lives=_lives(session, contact_id, of_everybody=bool(messages)),
        log=tuple(session.scalars(log)) if contact_id is not None else (),
        changes=tuple(changes.of(session, contact_id)) if contact_id is not None else (),
        corrections=tuple(map(_kept, _corrections(session, messages))),
    )


def add(session: Session, flag_id: int, what: str, *, stood: Stood, at: datetime) -> int:
    """Keep that it was done, and what it changed so far; the deed's number."""
    row = DeedRow(flag_id=flag_id, what=what, at=at, flags={}, by_hand={})
    session.add(row)
    session.flush()
    complete(session, row.id, stood)
    return row.id


def complete(session: Session, deed_id: int, stood: Stood) -> None:
    """Keep what differs now from how things stood."""
    row = session.get_one(DeedRow, deed_id)
    now = standing(session, stood.contact_id, messages=stood.messages)
    row.flags = {
        str(id_): [stood.lives.get(id_), life]
        for id_, life in now.lives.items()
        if stood.lives.get(id_) != life
    }
    new = [one for one in now.corrections if one not in stood.corrections]
    row.by_hand = asdict(
        ByHand(
            contact_id=stood.contact_id,
            messages=stood.messages,
            log=tuple(id_ for id_ in now.log if id_ not in stood.log),
            changes=tuple([one.id, one.at.isoformat()] for one in now.changes if one not in stood.changes),
            # By content: SQLite gives the number of what was replaced to what replaces it.
            corrections=tuple([one["id"], one["at"]] for one in new),
            replaced=tuple(one for one in stood.corrections if one not in now.corrections),
        )
    )
    session.flush()


def newest(session: Session, flag_id: int) -> Deed | None:
    """The last thing done with a flag; one that closed several flags is found by each of them."""
    for row in session.scalars(select(DeedRow).order_by(DeedRow.id.desc())):
        if row.flag_id == flag_id or str(flag_id) in row.flags:
            return _plain(row)
    return None


def get(session: Session, deed_id: int) -> Deed | None:
    """The deed of that number, None where it was taken back."""
    row = session.get(DeedRow, deed_id)
    return None if row is None else _plain(row)


def changes_of(session: Session, deed: Deed, contact_id: int | None) -> list[Change]:
    """What the deed set of the bearer of its flag and nobody took back since, newest first."""
    held = changes.of(session, contact_id) if contact_id is not None else []
    return [one for one in reversed(held) if [one.id, one.at.isoformat()] in deed.by_hand.changes]


def restore_corrections(session: Session, deed: Deed) -> dict[str, set[int]]:
    """Put back what the deed had replaced, in place of what it said and still stands.

    The messages that are to be read again afterwards, by account.
    """
    for row in _corrections(session, deed.by_hand.messages):
        if [row.id, row.at.isoformat()] in deed.by_hand.corrections:
            session.delete(row)
    session.flush()
    concerning = (
        select(MessageRow.id, AccountRow.name)
        .join(AccountRow, AccountRow.id == MessageRow.account_id)
        .where(among(session, MessageRow.id, deed.by_hand.messages))
    )
    found: dict[str, set[int]] = {}
    for id_, account in session.execute(concerning):
        found.setdefault(account, set()).add(id_)
    there = {row.id for row in _corrections(session, deed.by_hand.messages)}
    kept = {id_ for ids in found.values() for id_ in ids}  # of an erased message nothing comes back
    session.add_all(
        CorrectionRow(**_unkept(one))
        for one in deed.by_hand.replaced
        if one["id"] not in there and one["message_id"] in kept
    )
    session.flush()
    return found


def take_back(session: Session, deed: Deed) -> None:
    """Let log and flags stand as before, except what was changed since; the deed is forgotten."""
    session.execute(delete(LogRow).where(LogRow.id.in_(deed.by_hand.log)))
    for id_, (was, became) in deed.flags.items():
        row = session.get(FlagRow, id_)
        if row is None or _life(row) != became:
            continue
        if was is None:
            session.delete(row)
        else:
            _revive(row, was)
            # What was taken back was never said, whatever past day is asked about.
            marks = delete(FlagMarkRow).where(FlagMarkRow.flag_id == id_, FlagMarkRow.at >= deed.at)
            session.execute(marks)
    session.execute(delete(DeedRow).where(DeedRow.id == deed.id))
    session.flush()


def _lives(session: Session, contact_id: int | None, *, of_everybody: bool) -> dict[int, Life]:
    """By id. Of a contact, and of all referrals: a word to one person may settle what another asked for."""
    query = select(FlagRow)
    if not of_everybody:
        is_referral = FlagRow.reason == Reason.REFERRAL_OPEN.value
        query = query.where((FlagRow.contact_id == contact_id) | is_referral)
    return {row.id: _life(row) for row in session.scalars(query)}


def _life(row: FlagRow) -> Life:
    return [row.state, *(at.isoformat() if (at := getattr(row, name)) else None for name in _TIMES)]


def _revive(row: FlagRow, life: Life) -> None:
    row.state = str(life[0])
    for name, at in zip(_TIMES, life[1:], strict=True):
        setattr(row, name, datetime.fromisoformat(at) if at else None)


def _corrections(session: Session, messages: Collection[int]) -> list[CorrectionRow]:
    if not messages:
        return []
    of_these = among(session, CorrectionRow.message_id, sorted(messages))
    return list(session.scalars(select(CorrectionRow).where(of_these).order_by(CorrectionRow.id)))


def _kept(row: CorrectionRow) -> dict[str, Any]:
    held = {column.name: getattr(row, column.name) for column in CorrectionRow.__table__.columns}
    return {name: value.isoformat() if isinstance(value, date) else value for name, value in held.items()}


def _unkept(held: Mapping[str, Any]) -> dict[str, Any]:
    values = dict(held)
    for name, kind in (("at", datetime), ("due_at", datetime), ("due_on", date)):
        values[name] = kind.fromisoformat(values[name]) if values[name] else None
    return values


def _plain(row: DeedRow) -> Deed:
    held: dict[str, Any] = {
        name: tuple(value) if isinstance(value, list) else value for name, value in row.by_hand.items()
    }
    flags = {int(id_): (was, became) for id_, (was, became) in row.flags.items()}
    return Deed(row.id, row.flag_id, row.what, row.at, flags, ByHand(**held))
