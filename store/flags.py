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

from collections.abc import Collection, Iterable
from dataclasses import dataclass
from datetime import UTC, datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

import errors
from domain import Contact, Evidence, Finding, Flag, FlagState, Reason, Urgency, WaitingOn
from store import day_counts, people
from store.columns import key_text
from store.models import FlagMarkRow, FlagRow
from store.names import are_within, words

LIVE = (FlagState.OPEN, FlagState.SNOOZED)
CLOSED_BY_HAND = (FlagState.DONE, FlagState.DISMISSED)
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
    wanted = list(findings)
    scope = None if contact_ids is None else frozenset(contact_ids)
    shelf = _Shelf(_rows(session, scope))
    opened: list[int] = []
    found: set[int] = set()
    for finding in wanted:
        row = shelf.flag_of(finding)
        if row is None:
            row = _new_row(finding, now)
            row.raised_at = now
            session.add(row)
            session.flush()
            shelf.add(row)
            opened.append(row.id)
        elif row.state in CLOSED_BY_HAND:
            continue
        else:
            is_woken = row.state == FlagState.SNOOZED and _is_over(row, now)
            if row.state == FlagState.SATISFIED:
                row.opened_at, row.closed_at, row.snoozed_until = now, None, None
                row.raised_at = row.raised_at or now
            if is_woken or row.state == FlagState.SATISFIED:
                row.state = FlagState.OPEN.value
                opened.append(row.id)
            _renew(row, finding)
            shelf.add(row)
        found.add(row.id)
    satisfied = [row for row in shelf.live if row.id not in found and _is_in_scope(row, scope)]
    for row in satisfied:
        row.state, row.closed_at, row.snoozed_until = FlagState.SATISFIED.value, now, None
    session.flush()
    return Recorded(tuple(opened), tuple(row.id for row in satisfied))


def is_in_line(session: Session, referrals: Collection[Finding], *, now: datetime) -> bool:
    """Whether the flags say already that these referrals are open, and no others."""
    shelf = _Shelf(_rows(session, frozenset()))
    found: set[int] = set()
    for finding in referrals:
        row = shelf.flag_of(finding)
        if row is None or row in session.dirty:
            return False
        is_asleep = row.state == FlagState.SNOOZED and not _is_over(row, now)
        if row.state not in CLOSED_BY_HAND:
            _renew(row, finding)
            if session.is_modified(row) or not (is_asleep or row.state == FlagState.OPEN):
                return False
        found.add(row.id)
    return all(row.id in found for row in shelf.live)


def number(session: Session, findings: Collection[Finding], *, as_of: datetime) -> list[Flag]:
    """Findings judged for a moment as flags with numbers, without a change to any flag that lives.

    A finding nobody has seen before gets a number, kept as satisfied: it was so then, and whether it is so
    now the next judgement says. What a person had put away by then is left out. What they said later counts
    only for flags that had not been raised by then: on a day before keepwarm had them, nobody could say it.
    """
    shelf = _Shelf(_rows(session, frozenset(f.contact.id for f in findings if f.contact.id is not None)))
    said = _said_by(session, shelf.rows, as_of=as_of)
    flags: list[Flag] = []
    taken: set[int] = set()
    for finding in findings:
        if any(
            _is_put_away(finding, mark, as_of) for row in shelf.kin(finding) if (mark := said.get(row.id))
        ):
            continue
        row = shelf.flag_of(finding)
        if row is None:
            row = _new_row(finding, as_of)
            row.state, row.closed_at = FlagState.SATISFIED.value, as_of
            session.add(row)
            session.flush()
            shelf.add(row)
        if row.id not in taken:
            taken.add(row.id)
            flags.append(Flag(row.id, finding, FlagState.OPEN, min(row.opened_at, as_of)))
    return sorted(flags, key=_order)


def listed(
    session: Session,
    *,
    now: datetime,
    states: Collection[FlagState] = (FlagState.OPEN,),
    reason: Reason | None = None,
    contact_id: int | None = None,
) -> list[Flag]:
    """Flags in these states, most urgent first; a snoozed one whose day has come is open."""
    query = select(FlagRow).order_by(FlagRow.id)
    if reason is not None:
        query = query.where(FlagRow.reason == reason.value)
    if contact_id is not None:
        query = query.where(FlagRow.contact_id == contact_id)
    kept = {state.value for state in states} | {FlagState.SNOOZED.value}
    rows = list(session.scalars(query.where(FlagRow.state.in_(kept))))
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


# --------------------------------------------------------------------------- which flag a finding is


class _Shelf:
    """The flags of a scope, found by what a finding proves."""

    def __init__(self, rows: Iterable[FlagRow]) -> None:
        self._by_key: dict[tuple[int | None, str, str, str], FlagRow] = {}
        self._by_reason: dict[tuple[int | None, str, str], dict[int, FlagRow]] = {}
        for row in rows:
            self.add(row)

    def add(self, row: FlagRow) -> None:
        """Put a flag on the shelf, or where its evidence now belongs."""
        about = (row.contact_id, row.about_name, row.reason)
        self._by_key[(*about, row.evidence_key)] = row
        self._by_reason.setdefault(about, {})[row.id] = row

    @property
    def rows(self) -> list[FlagRow]:
        """All of them."""
        return [row for rows in self._by_reason.values() for row in rows.values()]

    def kin(self, finding: Finding) -> Iterable[FlagRow]:
        """The flags of the same person and reason."""
        return self._by_reason.get((*_whose(finding), finding.reason.value), {}).values()

    @property
    def live(self) -> list[FlagRow]:
        """Open and snoozed flags."""
        return [row for row in self.rows if row.state in LIVE]

    def flag_of(self, finding: Finding) -> FlagRow | None:
        """The flag that this finding is: the same, a closed one it adds nothing to, or a live one grown."""
        contact_id, name = _whose(finding)
        about = (contact_id, name, finding.reason.value)
        same = self._by_key.get((*about, key_text(finding.evidence_key))) or self._named_before(finding)
        if same is not None:
            return same
        kin = [
            row
            for row in self.kin(finding)
            if _ids(row) & {_id(proof) for proof in finding.evidence} and _occasion(row) == finding.occasion
        ]
        closed = [row for row in kin if row.state in CLOSED_BY_HAND and not _adds_news(finding, row)]
        live = [row for row in kin if row.state in LIVE]
        return next(iter(closed), None) or next(iter(live), None)

    def _named_before(self, finding: Finding) -> FlagRow | None:
        """The flag of a person who had no record when it was raised; from now on it is theirs."""
        if finding.contact.id is None or finding.reason is not Reason.REFERRAL_OPEN:
            return None
        theirs = words(finding.contact.name)
        for (contact_id, name, _, key), row in self._by_key.items():
            if (
                contact_id is None
                and key == key_text(finding.evidence_key)
                and are_within(words(name), theirs)
            ):
                row.contact_id, row.about_name = finding.contact.id, ""
                return row
        return None


def _whose(finding: Finding) -> tuple[int | None, str]:
    """The contact, or the name of somebody without a record."""
    contact = finding.contact
    return (contact.id, "") if contact.id is not None else (None, key_text(contact.name))


def _adds_news(finding: Finding, row: FlagRow | FlagMarkRow) -> bool:
    """Whether the finding has a message newer than all that the flag had."""
    had = _ids(row)
    newest = max((proof.date for proof in _proofs(row)), default=None)
    return any(newest is None or proof.date > newest for proof in finding.evidence if _id(proof) not in had)


def _id(proof: Evidence) -> str:
    return proof.message_id or proof.date.astimezone(UTC).isoformat()


def _ids(row: FlagRow | FlagMarkRow) -> set[str]:
    return {_id(proof) for proof in _proofs(row)}


def _proofs(row: FlagRow | FlagMarkRow) -> tuple[Evidence, ...]:
    return tuple(
        Evidence(proof["message_id"], datetime.fromisoformat(proof["date"]), proof["subject"], proof["quote"])
        for proof in row.evidence
    )


def _occasion(row: FlagRow | FlagMarkRow) -> str:
    return next((proof.get("occasion", "") for proof in row.evidence), "")


def _is_in_scope(row: FlagRow, scope: frozenset[int] | None) -> bool:
    return scope is None or row.contact_id in scope or row.reason == Reason.REFERRAL_OPEN.value


def _is_over(row: FlagRow, now: datetime) -> bool:
    return row.snoozed_until is None or row.snoozed_until <= now


# --------------------------------------------------------------------------- rows and plain values


def _rows(session: Session, scope: frozenset[int] | None) -> list[FlagRow]:
    query = select(FlagRow).order_by(FlagRow.id)
    if scope is None:
        return list(session.scalars(query))
    rows = list(session.scalars(query.where(FlagRow.reason == Reason.REFERRAL_OPEN.value)))
    for ids in people.batches(scope):
        others = FlagRow.reason != Reason.REFERRAL_OPEN.value
        rows += session.scalars(query.where(FlagRow.contact_id.in_(ids), others))
    return rows


def _new_row(finding: Finding, now: datetime) -> FlagRow:
    contact_id, name = _whose(finding)
    row = FlagRow(
        contact_id=contact_id,
        about_name=name,
        reason=finding.reason.value,
        state=FlagState.OPEN.value,
        raised_at=None,
        opened_at=now,
        closed_at=None,
        snoozed_until=None,
    )
    _renew(row, finding)
    return row


def _renew(row: FlagRow, finding: Finding) -> None:
    """Let the flag say what the finding says now."""
    row.evidence_key = key_text(finding.evidence_key)
    row.since = finding.since
    row.urgency = finding.urgency.value
    row.waiting_on = finding.waiting_on.value
    row.explanation = finding.lasting or finding.explanation
    row.evidence = [
        {
            "message_id": proof.message_id,
            "date": proof.date.isoformat(),
            "subject": proof.subject,
            "quote": proof.quote,
            "occasion": finding.occasion,
        }
        for proof in finding.evidence
    ]


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
    """Remember what a person said of it, and when."""
    session.add(
        FlagMarkRow(
            flag_id=row.id, at=now, state=row.state, until=row.snoozed_until, evidence=list(row.evidence)
        )
    )
    session.flush()


def _said_by(session: Session, rows: Iterable[FlagRow], *, as_of: datetime) -> dict[int, FlagMarkRow]:
    """The last thing said of each flag by the moment, or at all where it had not been raised by then."""
    raised = {row.id: row.raised_at for row in rows}
    found: dict[int, FlagMarkRow] = {}
    for mark in session.scalars(select(FlagMarkRow).order_by(FlagMarkRow.at, FlagMarkRow.id)):
        at = raised.get(mark.flag_id)
        if mark.flag_id in raised and (mark.at <= as_of or at is None or at > as_of):
            found[mark.flag_id] = mark
    return found


def _is_put_away(finding: Finding, mark: FlagMarkRow, as_of: datetime) -> bool:
    """Whether what was said of a flag covers the finding, which adds nothing new to it."""
    if mark.state == FlagState.SNOOZED:
        if mark.until is None or mark.until <= as_of:
            return False
    elif mark.state not in CLOSED_BY_HAND:
        return False
    shared = _ids(mark) & {_id(proof) for proof in finding.evidence}
    if not shared or _occasion(mark) != finding.occasion:
        return False
    return mark.state == FlagState.SNOOZED or not _adds_news(finding, mark)


def _plain(session: Session, rows: list[FlagRow], now: datetime) -> list[Flag]:
    known: dict[int, people.Known] = {}
    for ids in people.batches({row.contact_id for row in rows if row.contact_id is not None}):
        known |= people.known(session, ids, as_of=datetime.max.replace(tzinfo=now.tzinfo))
    flags = []
    for row in rows:
        contact = (
            known[row.contact_id].contact if row.contact_id is not None else Contact(None, row.about_name)
        )
        state = FlagState(row.state)
        if state is FlagState.SNOOZED and _is_over(row, now):
            state = FlagState.OPEN
        finding = Finding(
            contact=contact,
            reason=Reason(row.reason),
            since=row.since,
            urgency=Urgency(row.urgency),
            waiting_on=WaitingOn(row.waiting_on),
            explanation=day_counts.filled(row.explanation, now),
            evidence=_proofs(row),
            occasion=_occasion(row),
        )
        flags.append(Flag(row.id, finding, state, row.opened_at, row.closed_at, row.snoozed_until))
    return flags


def _order(flag: Flag) -> tuple[int, datetime, int]:
    return _URGENT_FIRST[flag.finding.urgency], flag.finding.since, flag.id
