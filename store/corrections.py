"""What people said of the results of language, message by message; it wins over every reading."""

from __future__ import annotations

from collections.abc import Collection, Iterable
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import Select, delete, select
from sqlalchemy.orm import Session

import errors
from domain import Correction, Corrects
from store.bulk import among
from store.models import AccountRow, ContactRow, CorrectionRow, MessageRow

_ONE_A_MESSAGE = (Corrects.SENTIMENT, Corrects.STRAIN, Corrects.CLOSING)


@dataclass(frozen=True, slots=True)
class Made:
    """A correction with when it was made, and its message: the store's number and the account's name."""

    correction: Correction
    at: datetime
    message: int
    account: str
    subject: str


def add(session: Session, message: int, corrections: Iterable[Correction], *, at: datetime) -> None:
    """Keep what a person said of a message; it takes the place of what was said of the same before."""
    for correction in corrections:
        same = delete(CorrectionRow).where(
            CorrectionRow.message_id == message, CorrectionRow.what == correction.what.value
        )
        if correction.what not in _ONE_A_MESSAGE:
            same = same.where(
                CorrectionRow.said == correction.said, CorrectionRow.evidence == correction.evidence
            )
        session.execute(same)
        day, moment = _day_or_moment(correction)
        session.add(
            CorrectionRow(
                message_id=message,
                at=at,
                what=correction.what.value,
                said=correction.said,
                is_so=correction.is_so,
                evidence=correction.evidence,
                contact_id=correction.contact_id,
                is_own=correction.is_own,
                due_on=day,
                due_at=moment,
            )
        )
        session.flush()


def remove(session: Session, correction_ids: Collection[int]) -> None:
    """Take corrections back: the message says again what is read in it."""
    session.execute(delete(CorrectionRow).where(among(session, CorrectionRow.id, sorted(correction_ids))))


def of_messages(session: Session, messages: Collection[int]) -> dict[int, tuple[Correction, ...]]:
    """What was said of these messages, by message, oldest first."""
    found: dict[int, list[Correction]] = {}
    if messages:
        query = _query().where(among(session, CorrectionRow.message_id, sorted(messages)))
        for row, name, _, _ in session.execute(query):
            found.setdefault(row.message_id, []).append(_plain(row, name))
    return {message: tuple(corrections) for message, corrections in found.items()}


def made(session: Session, *, since: datetime | None = None) -> list[Made]:
    """Every correction, or those made from a moment on, oldest first."""
    query = _query() if since is None else _query().where(CorrectionRow.at >= since)
    return [
        Made(_plain(row, name), row.at, row.message_id, account, subject)
        for row, name, account, subject in session.execute(query)
    ]


def find(session: Session, asked: str) -> Made:
    """The correction that "k-3" or "3" means; raises `NotFound`."""
    number = asked.strip().lower().removeprefix("k-")
    if number.isascii() and number.isdigit() and len(number) < 18:
        for row, name, account, subject in session.execute(_query().where(CorrectionRow.id == int(number))):
            return Made(_plain(row, name), row.at, row.message_id, account, subject)
    raise errors.NotFound(
        f"there is no correction {asked!r}.", mend="`keepwarm corrections list` shows them."
    )


def _query() -> Select[CorrectionRow, str, str, str]:
    return (
        select(CorrectionRow, ContactRow.name, AccountRow.name, MessageRow.subject)
        .join(MessageRow, MessageRow.id == CorrectionRow.message_id)
        .join(AccountRow, AccountRow.id == MessageRow.account_id)
        .outerjoin(ContactRow, ContactRow.id == CorrectionRow.contact_id)
        .order_by(CorrectionRow.id)
    )


def _day_or_moment(correction: Correction) -> tuple[object, datetime | None]:
    due = correction.due
    return (None, due) if isinstance(due, datetime) else (due, None)


def _plain(row: CorrectionRow, contact_name: str | None) -> Correction:
    return Correction(
        what=Corrects(row.what),
        said=row.said,
        is_so=row.is_so,
        evidence=row.evidence,
        contact_id=row.contact_id,
        contact_name=contact_name or "",
        is_own=row.is_own,
        due=row.due_at or row.due_on,
        id=row.id,
    )
