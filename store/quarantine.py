"""Mail that could not be read, kept with its bytes until a retry succeeds."""

from __future__ import annotations

import hashlib
from collections.abc import Collection, Iterable
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from sqlalchemy import Select, delete, func, select
from sqlalchemy.orm import Session

import errors
from store.models import AccountRow, FolderRow, QuarantineRow

CHUNK = 500  # values in one query


@dataclass(frozen=True)
class Unreadable:
    """A message to be kept in quarantine. `raw` is empty where the server would not hand it over."""

    where: str
    reason: str
    raw: bytes = field(repr=False, default=b"")
    folder_id: int | None = None
    uidvalidity: int | None = None
    uid: int | None = None
    received_at: datetime | None = None

    @property
    def digest(self) -> str:
        """What tells it from others: its bytes, and its place in a mailbox; the name of a file may change."""
        place = f"{self.folder_id} {self.uidvalidity} {self.uid}" if self.uid is not None else ""
        named = self.where if not self.raw else ""
        return hashlib.sha256(f"{place}\n{named}\n".encode("utf-8", "replace") + self.raw).hexdigest()


@dataclass(frozen=True)
class Held:
    """A message in quarantine, without its bytes; shown as `q-<id>`. `where` names file or folder and UID.

    `size` is the number of bytes kept, 0 where the server never handed it over.
    """

    id: int
    account: str
    where: str
    reason: str
    at: datetime
    folder: str | None = None
    uidvalidity: int | None = None
    uid: int | None = None
    received_at: datetime | None = None
    size: int = 0


def keep(session: Session, account_id: int, unreadable: Iterable[Unreadable], *, at: datetime) -> None:
    """Keep messages that could not be read, each once: the same bytes at the same place are no second one."""
    by_digest = {one.digest: one for one in unreadable}
    known: set[str] = set()
    wanted = sorted(by_digest)
    for first in range(0, len(wanted), CHUNK):
        known |= set(
            session.scalars(
                select(QuarantineRow.digest).where(
                    QuarantineRow.account_id == account_id,
                    QuarantineRow.digest.in_(wanted[first : first + CHUNK]),
                )
            )
        )
    session.add_all(
        QuarantineRow(
            account_id=account_id,
            folder_id=one.folder_id,
            uidvalidity=one.uidvalidity,
            uid=one.uid,
            where=one.where,
            reason=one.reason,
            raw=one.raw,
            digest=digest,
            received_at=one.received_at,
            at=at,
        )
        for digest, one in by_digest.items()
        if digest not in known
    )
    session.flush()


def release(session: Session, folder: int, uidvalidity: int, uids: Collection[int]) -> None:
    """Let go of what a server would not hand over before, and has now."""
    wanted = sorted(uids)
    for first in range(0, len(wanted), CHUNK):
        session.execute(
            delete(QuarantineRow).where(
                QuarantineRow.folder_id == folder,
                QuarantineRow.uidvalidity == uidvalidity,
                QuarantineRow.uid.in_(wanted[first : first + CHUNK]),
            )
        )


def held(session: Session, *, account_id: int | None = None) -> list[Held]:
    """What is in quarantine, oldest first."""
    query = _query()
    if account_id is not None:
        query = query.where(QuarantineRow.account_id == account_id)
    return [Held(*row) for row in session.execute(query.order_by(QuarantineRow.at, QuarantineRow.id))]


def find(session: Session, held_id: int | str) -> Held:
    """One message, by its number, "3" or "q-3"; raises `NotFound`."""
    row = session.execute(_query().where(QuarantineRow.id == _number(held_id))).first()
    if row is None:
        raise errors.NotFound(
            f"there is no {held_id!r} in quarantine.", mend="`keepwarm quarantine list` shows it."
        )
    return Held(*row)


def raw(session: Session, held_id: int | str) -> bytes:
    """The bytes of one message; empty where the server never handed it over. Raises `NotFound`."""
    found = find(session, held_id)
    return session.scalar(select(QuarantineRow.raw).where(QuarantineRow.id == found.id)) or b""


def remove(session: Session, held_id: int | str) -> None:
    """Let go of a message: a retry has read it."""
    session.execute(delete(QuarantineRow).where(QuarantineRow.id == _number(held_id)))


def places(session: Session, folder: int, uidvalidity: int) -> set[int]:
    """The UIDs of a folder whose mail is in quarantine."""
    found = session.scalars(
        select(QuarantineRow.uid).where(
            QuarantineRow.folder_id == folder, QuarantineRow.uidvalidity == uidvalidity
        )
    )
    return {uid for uid in found if uid is not None}


def _query() -> Select[Any]:
    q = QuarantineRow
    return (
        select(
            q.id, AccountRow.name, q.where, q.reason, q.at,
            FolderRow.name, q.uidvalidity, q.uid, q.received_at, func.length(q.raw),
        )
        .join(AccountRow, AccountRow.id == q.account_id)
        .outerjoin(FolderRow, FolderRow.id == q.folder_id)
    )  # fmt: skip


def _number(held_id: int | str) -> int:
    bare = str(held_id).strip().lower().removeprefix("q-")
    return int(bare) if bare.isascii() and bare.isdigit() and len(bare) < 18 else -1
