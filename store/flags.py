"""Flags: what was found, and what became of it.

One flag stands for one finding for as long as that lives:

- The same evidence is the same flag, whatever its state. Done and dismissed ones stay closed; one that was
  satisfied opens again under its number.
- A finding that shares evidence with a live flag of the same contact and reason is that flag grown, or
  shrunk: the flag keeps its number, and a snoozed one sleeps on.
- A finding that shares evidence with a done or dismissed flag, and has nothing newer than the newest
  message of that, tells nothing new: it stays closed. A newer message makes it a new flag.
- What is no longer found is satisfied.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import Row, select
from sqlalchemy.orm import Session

import errors
from domain import Contact, Finding, Flag, FlagState, Reason, Urgency, WaitingOn
from store import day_counts, people
from store.bulk import add_rows, among, new_ids
from store.flag_shelf import (
    CLOSED_BY_HAND,
    Shelf,
    hand_over,
    occasion_of,
    proofs_of,
    renew,
    says,
    values_of,
    whose,
)
from store.models import FlagMarkRow, FlagRow
from store.put_away import PutAway

_FLAGS = FlagRow.__table__
_F = _FLAGS.c
_URGENT_FIRST = {urgency: rank for rank, urgency in enumerate((Urgency.NOW, Urgency.SOON, Urgency.NORMAL))}


@dataclass(frozen=True)
class Recorded:
    """What a judgement changed: ids of flags opened (again) and of flags satisfied."""

    opened: tuple[int, ...]
    satisfied: tuple[int, ...]


def record(
    session: Session,
    findings: Iterable[Finding],
    *,
    now: datetime,
    contact_ids: Collection[int] | None = None,
) -> Recorded:
    """Bring the flags in line with what was found now.

    `findings` are all that hold for `contact_ids` (None: for everybody) and, in any case, all open
    referrals: flags of that scope that are not among them are satisfied.
    """
    scope = None if contact_ids is None else frozenset(contact_ids)
    shelf = Shelf(_rows(session, scope))
    opened: list[int] = []
    found: set[int] = set()
    new: list[Finding] = []
    for finding in findings:
        row = shelf.flag_of(finding)
        if row is None:
            new.append(finding)
            continue
        hand_over(row, finding)
        found.add(row.id)
        if row.state in CLOSED_BY_HAND:
            continue
        is_woken = row.state == FlagState.SNOOZED and _is_over(row, now)
        if row.state == FlagState.SATISFIED:
            row.opened_at, row.closed_at, row.snoozed_until = now, None, None
            row.raised_at = row.raised_at or now
        if is_woken or row.state == FlagState.SATISFIED:
            row.state, row.snoozed_until = FlagState.OPEN.value, None
            opened.append(row.id)
        renew(row, finding)
        shelf.add(row)
    satisfied = [row for row in shelf.live if row.id not in found and _is_in_scope(row, scope)]
    for row in satisfied:
        was_asleep = row.state == FlagState.SNOOZED
        row.state, row.closed_at, row.snoozed_until = FlagState.SATISFIED.value, now, None
        if was_asleep:
            _note(session, row, now)  # should it ever hold again, it sleeps no more
    session.flush()
    numbers = new_ids(session, FlagRow, len(new))
    add_rows(
        session,
        FlagRow,
        [values_of(finding, number=id_, raised_at=now) for id_, finding in zip(numbers, new, strict=True)],
    )
    return Recorded((*opened, *numbers), tuple(row.id for row in satisfied))


def is_in_line(session: Session, referrals: Collection[Finding], *, now: datetime) -> bool:
    """Whether the flags say already that these referrals are open, and no others."""
    open_referrals = select(_FLAGS).where(_F.reason == Reason.REFERRAL_OPEN.value).order_by(_F.id)
    shelf = Shelf(session.connection().execute(open_referrals))
    found: set[int] = set()
    for finding in referrals:
        row = shelf.flag_of(finding)
        if row is None or whose(finding) != (row.contact_id, row.about_name):
            return False
        is_asleep = row.state == FlagState.SNOOZED and not _is_over(row, now)
        if row.state not in CLOSED_BY_HAND and not (
            says(row, finding) and (is_asleep or row.state == FlagState.OPEN)
        ):
            return False
        found.add(row.id)
    return all(row.id in found for row in shelf.live)


def number(session: Session, findings: Collection[Finding], *, as_of: datetime) -> list[Flag]:
    """Findings judged for a moment as flags with numbers, without a change to any flag that lives.

    A finding nobody has seen before gets a number, kept as satisfied: it was so then, and whether it is so
    now the next judgement says. What a person had put away by then is left out. What they said later counts
    only for flags that had not been raised by then: on a day before keepwarm had them, nobody could say it.
    """
    shelf = Shelf(_rows(session, frozenset(f.contact.id for f in findings if f.contact.id is not None)))
    put_away = PutAway.read(session)
    held = [finding for finding in findings if not put_away.holds(finding, as_of)]
    rows = {place: shelf.flag_of(finding) for place, finding in enumerate(held)}
    for place, row in rows.items():
        if row is not None:
            hand_over(row, held[place])
    new = [place for place, row in rows.items() if row is None]
    numbers = dict(zip(new, new_ids(session, FlagRow, len(new)), strict=True))
    add_rows(
        session,
        FlagRow,
        [values_of(held[place], number=id_, asked_of=as_of) for place, id_ in numbers.items()],
    )
    flags: dict[int, Flag] = {}
    for place, row in rows.items():
        id_, opened_at = (row.id, min(row.opened_at, as_of)) if row is not None else (numbers[place], as_of)
        flags.setdefault(id_, Flag(id_, held[place], FlagState.OPEN, opened_at))
    return sorted(flags.values(), key=_order)


def listed(
    session: Session,
    *,
    now: datetime,
    states: Collection[FlagState] = (FlagState.OPEN,),
    reason: Reason | None = None,
    contact_id: int | None = None,
) -> list[Flag]:
    """Flags in these states, most urgent first; a snoozed one whose day has come is open."""
    query = select(_FLAGS).order_by(_F.id)
    if reason is not None:
        query = query.where(_F.reason == reason.value)
    if contact_id is not None:
        query = query.where(_F.contact_id == contact_id)
    kept = {state.value for state in states} | {FlagState.SNOOZED.value}
    rows = list(session.connection().execute(query.where(_F.state.in_(kept))))
    flags = _plain(session, rows, now)
    return sorted((flag for flag in flags if flag.state in states), key=_order)


def get(session: Session, flag_id: int | str, *, now: datetime) -> Flag:
    """One flag by its number, "3" or "f-3"; raises `NotFound`."""
    return _plain(session, [_row(session, flag_id)], now)[0]


def done(session: Session, flag_id: int | str, *, now: datetime) -> Flag:
    """Close it: what it asked for was done, where keepwarm could not see it."""
    return _close(session, flag_id, FlagState.DONE, now)


def dismiss(session: Session, flag_id: int | str, *, now: datetime) -> Flag:
    """Close it: it was wrong, or nobody wants it."""
    return _close(session, flag_id, FlagState.DISMISSED, now)


def snooze(session: Session, flag_id: int | str, *, until: datetime, now: datetime) -> Flag:
    """Put it aside; it returns at `until`, which must lie ahead, if it still holds then."""
    if until <= now:
        raise errors.UsageError("a flag can only be snoozed until a later day.")
    row = _row(session, flag_id)
    row.state, row.snoozed_until, row.closed_at = FlagState.SNOOZED.value, until, None
    _note(session, row, now)
    return _plain(session, [row], now)[0]


def reopen(session: Session, flag_id: int | str, *, now: datetime) -> Flag:
    """Take back what was done to it; it stays open for as long as it holds."""
    row = _row(session, flag_id)
    row.state, row.snoozed_until, row.closed_at = FlagState.OPEN.value, None, None
    _note(session, row, now)
    return _plain(session, [row], now)[0]


def _is_in_scope(row: FlagRow, scope: frozenset[int] | None) -> bool:
    return scope is None or row.contact_id in scope or row.reason == Reason.REFERRAL_OPEN.value


def _is_over(row: FlagRow | Row[Any], now: datetime) -> bool:
    return row.snoozed_until is None or row.snoozed_until <= now


# --------------------------------------------------------------------------- rows and plain values


def _rows(session: Session, scope: frozenset[int] | None) -> list[FlagRow]:
    query = select(FlagRow).order_by(FlagRow.id)
    if scope is None:
        return list(session.scalars(query))
    rows = list(session.scalars(query.where(FlagRow.reason == Reason.REFERRAL_OPEN.value)))
    others = FlagRow.reason != Reason.REFERRAL_OPEN.value
    return rows + list(session.scalars(query.where(among(session, FlagRow.contact_id, scope), others)))


def _row(session: Session, flag_id: int | str) -> FlagRow:
    bare = str(flag_id).strip().lower().removeprefix("f-")
    row = session.get(FlagRow, int(bare)) if bare.isascii() and bare.isdigit() and len(bare) < 18 else None
    if row is None:
        raise errors.NotFound(f"there is no flag {flag_id!r}.", mend="`keepwarm flags` lists them.")
    return row


def _close(session: Session, flag_id: int | str, state: FlagState, now: datetime) -> Flag:
    row = _row(session, flag_id)
    row.state, row.closed_at, row.snoozed_until = state.value, now, None
    _note(session, row, now)
    return _plain(session, [row], now)[0]


def _note(session: Session, row: FlagRow, now: datetime) -> None:
    """Remember what became of it, and when."""
    session.add(
        FlagMarkRow(
            flag_id=row.id, at=now, state=row.state, until=row.snoozed_until, evidence=list(row.evidence)
        )
    )
    session.flush()


def _plain(session: Session, rows: Sequence[Any], now: datetime) -> list[Flag]:
    known: dict[int, people.Known] = {}
    for ids in people.batches({row.contact_id for row in rows if row.contact_id is not None}):
        known |= people.known(session, ids, as_of=datetime.max.replace(tzinfo=now.tzinfo), is_brief=True)
    flags = []
    for row in rows:
        contact = (
            known[row.contact_id].contact if row.contact_id is not None else Contact(None, row.about_name)
        )
        state, until = FlagState(row.state), row.snoozed_until
        if state is FlagState.SNOOZED and _is_over(row, now):
            state, until = FlagState.OPEN, None
        finding = Finding(
            contact=contact,
            reason=Reason(row.reason),
            since=row.since,
            urgency=Urgency(row.urgency),
            waiting_on=WaitingOn(row.waiting_on),
            explanation=day_counts.filled(row.explanation, now),
            evidence=proofs_of(row),
            occasion=occasion_of(row),
        )
        flags.append(Flag(row.id, finding, state, row.opened_at, row.closed_at, until))
    return flags


def _order(flag: Flag) -> tuple[int, datetime, int]:
    return _URGENT_FIRST[flag.finding.urgency], flag.finding.since, flag.id
