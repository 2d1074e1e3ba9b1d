"""Pairs of people: who may be one person and is asked about, and of whom a person said that they are two."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Sequence
from dataclasses import asdict
from datetime import datetime
from typing import Any

from sqlalchemy import Select, or_, select
from sqlalchemy.orm import Session

import errors
from domain import Clue, Ground, Merged, MergedBy, Question
from store import people
from store.bulk import among
from store.models import MergeRow, PairRow

OPEN, LATER, TWO = "open", "later", "two"


def open_questions(session: Session, *, now: datetime, contact_id: int | None = None) -> list[Question]:
    """Who may be one person, the likeliest first; those put off return on their day."""
    is_asked = or_(PairRow.state == OPEN, (PairRow.state == LATER) & (PairRow.put_off_until <= now))
    query = select(PairRow).where(is_asked)
    if contact_id is not None:
        query = query.where(_with(contact_id))
    return _questions(session, query, now)


def question(session: Session, asked: str, *, now: datetime) -> Question:
    """The question that "q-3" or "3" means, whatever was answered; raises `NotFound`."""
    number = asked.strip().lower().removeprefix("q-")
    if number.isascii() and number.isdigit() and len(number) < 18:
        for one in _questions(session, select(PairRow).where(PairRow.id == int(number)), now):
            return one
    raise errors.NotFound(
        f"there is no question {asked!r}.", mend="`keepwarm contacts questions` shows them."
    )


def pair_of(session: Session, one: int, other: int) -> PairRow | None:
    """What is kept of two contacts."""
    low, high = sorted((one, other))
    return session.scalar(select(PairRow).where(PairRow.contact_id == low, PairRow.other_id == high))


def told_apart(session: Session, contact_ids: Collection[int]) -> frozenset[frozenset[int]]:
    """The pairs with one of these contacts of whom a person said that they are two."""
    query = select(PairRow.contact_id, PairRow.other_id).where(
        PairRow.state == TWO, _with_any(session, contact_ids)
    )
    return frozenset(frozenset(pair) for pair in session.execute(query))


def tell_apart(session: Session, one: int, other: int, *, at: datetime) -> None:
    """A person said that the two are two people: nothing joins them but a person."""
    _keep(session, one, other, at=at).state = TWO
    session.flush()


def put_off(session: Session, one: int, other: int, *, until: datetime, at: datetime) -> None:
    """Ask again at `until`."""
    row = _keep(session, one, other, at=at)
    if row.state != TWO:
        row.state, row.put_off_until = LATER, until
    session.flush()


def ask(
    session: Session, one: int, other: int, *, score: float, grounds: Sequence[Ground], at: datetime
) -> None:
    """Keep a question, or what speaks for it now; what a person answered and what a book said stays."""
    row = _keep(session, one, other, at=at)
    told = [asdict(ground) for ground in grounds]
    row.reasons = told + [reason for reason in row.reasons if _is_of_book(reason) and reason not in told]
    row.score = score
    session.flush()


def ask_again(session: Session, one: int, other: int, *, at: datetime) -> None:
    """The answer is taken back: the question is open again."""
    row = _keep(session, one, other, at=at)
    row.state, row.put_off_until = OPEN, None
    session.flush()


def withdraw(session: Session, contact_ids: Collection[int], *, but: Collection[frozenset[int]]) -> None:
    """Forget questions about these people for which mail speaks no more, all `but` some pairs."""
    for row in session.scalars(select(PairRow).where(PairRow.state != TWO, _with_any(session, contact_ids))):
        if frozenset((row.contact_id, row.other_id)) not in but and not any(map(_is_of_book, row.reasons)):
            session.delete(row)
    session.flush()


def merged(session: Session, contact_id: int) -> list[Merged]:
    """The records that became part of this contact's, the first one first."""
    rows = session.scalars(select(MergeRow).where(MergeRow.contact_id == contact_id).order_by(MergeRow.id))
    return [_merged(row) for row in rows]


def now_part_of(session: Session, contact_id: int) -> int | None:
    """The contact that a record became part of, None where there was none of that number."""
    gone = select(MergeRow.contact_id).where(MergeRow.gone_id == contact_id).order_by(MergeRow.id.desc())
    return session.scalar(gone.limit(1))


def _merged(row: MergeRow) -> Merged:
    return Merged(
        was=row.gone_id,
        name=row.name,
        addresses=tuple(row.held.get("address_words", ())),
        at=row.at,
        by=MergedBy(row.by),
        score=row.score,
        grounds=_grounds(row.reasons),
    )


def _questions(session: Session, query: Select[Any], now: datetime) -> list[Question]:
    rows = list(session.scalars(query.order_by(PairRow.score.desc(), PairRow.id)))
    known: dict[int, people.Known] = {}
    for ids in people.batches({id_ for row in rows for id_ in (row.contact_id, row.other_id)}):
        known |= people.known(session, ids, as_of=now)
    return [
        Question(
            id=row.id,
            one=known[row.contact_id].contact,
            other=known[row.other_id].contact,
            score=row.score,
            grounds=_grounds(row.reasons),
            asked_at=row.asked_at,
        )
        for row in rows
        if row.contact_id in known and row.other_id in known
    ]


def _is_of_book(reason: dict[str, str]) -> bool:
    return reason["clue"] == Clue.BOOK.value


def _grounds(reasons: Iterable[dict[str, str]]) -> tuple[Ground, ...]:
    return tuple(Ground(Clue(one["clue"]), one["words"], one["message_id"]) for one in reasons)


def _keep(session: Session, one: int, other: int, *, at: datetime) -> PairRow:
    row = pair_of(session, one, other)
    if row is None:
        low, high = sorted((one, other))
        row = PairRow(contact_id=low, other_id=high, state=OPEN, score=0.0, reasons=[], asked_at=at)
        session.add(row)
    return row


def _with_any(session: Session, contact_ids: Collection[int]) -> Any:
    ids = sorted(contact_ids)
    return or_(among(session, PairRow.contact_id, ids), among(session, PairRow.other_id, ids))


def _with(contact_id: int) -> Any:
    return or_(PairRow.contact_id == contact_id, PairRow.other_id == contact_id)
