"""Mail that could not be read, kept with its bytes until a retry succeeds."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import delete, select
from sqlalchemy.orm import Session

import errors
from store.models import AccountRow, QuarantineRow


@dataclass(frozen=True)
class Held:
    """A message in quarantine, without its bytes; shown as `q-<id>`. `where` names file or folder and UID."""

    id: int
    account: str
    where: str
    reason: str
    at: datetime
    folder_id: int | None = None
    uidvalidity: int | None = None
    uid: int | None = None


def add(
    session: Session,
    account_id: int,
    *,
    where: str,
    reason: str,
    raw: bytes,
    at: datetime,
    folder_id: int | None = None,
    uidvalidity: int | None = None,
    uid: int | None = None,
) -> bool:
    """Keep a message that could not be read; False where the same bytes are held already."""
    digest = hashlib.sha256(raw).hexdigest()
    row = session.scalar(
        select(QuarantineRow).where(QuarantineRow.account_id == account_id, QuarantineRow.digest == digest)
    )
    is_new = row is None
    if row is None:
        row = QuarantineRow(account_id=account_id, digest=digest, raw=raw)
        session.add(row)
    row.where, row.reason, row.at = where, reason, at
    row.folder_id, row.uidvalidity, row.uid = folder_id, uidvalidity, uid
    session.flush()
    return is_new


def held(session: Session, *, account_id: int | None = None) -> list[Held]:
    """What is in quarantine, oldest first."""
    q = QuarantineRow
    query = select(q.id, AccountRow.name, q.where, q.reason, q.at, q.folder_id, q.uidvalidity, q.uid).join(
        AccountRow, AccountRow.id == q.account_id
    )
    if account_id is not None:
        query = query.where(q.account_id == account_id)
    return [Held(*row) for row in session.execute(query.order_by(q.at, q.id))]


def raw(session: Session, held_id: int | str) -> bytes:
    """The bytes of one message, by its number, "3" or "q-3"; raises `NotFound`."""
    found = session.scalar(select(QuarantineRow.raw).where(QuarantineRow.id == _number(held_id)))
    if found is None:
        raise errors.NotFound(
            f"there is no {held_id!r} in quarantine.", mend="`keepwarm quarantine list` shows it."
        )
    return found


def remove(session: Session, held_id: int | str) -> None:
    """Let go of a message: a retry has read it."""
    session.execute(delete(QuarantineRow).where(QuarantineRow.id == _number(held_id)))


def _number(held_id: int | str) -> int:
    bare = str(held_id).strip().lower().removeprefix("q-")
    return int(bare) if bare.isascii() and bare.isdigit() and len(bare) < 18 else -1
