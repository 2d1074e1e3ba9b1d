"""Which mailboxes are read, and which addresses in them are the recruiter's own."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from sqlalchemy import Row, select
from sqlalchemy.orm import Session

import errors
from store.models import AccountRow, MessageRow

CHUNK = 500  # values in one query
IMPORTED = "imported"  # the account of archives that were read without a configuration


@dataclass(frozen=True)
class StoredAccount:
    """A mailbox as the store knows it. `own_addresses` are lower-case."""

    id: int
    name: str
    own_addresses: tuple[str, ...]
    last_read_at: datetime | None = None
    downloaded_on: date | None = None
    downloaded_bytes: int = 0
    unsettled: int = 0  # messages read since all they concern were judged; a killed pass leaves some

    def downloaded(self, on: date) -> int:
        """Bytes that came down on a day, in UTC."""
        return self.downloaded_bytes if self.downloaded_on == on else 0


def ensure(
    session: Session, name: str, *, own_addresses: Collection[str] = (), read_at: datetime | None = None
) -> StoredAccount:
    """The account of that name, made if there is none; with `read_at`, mail of it is read now.

    Own addresses are added to those known: an alias that was given up still wrote the old mail.
    """
    row = session.scalar(select(AccountRow).where(AccountRow.name == name))
    if row is None:
        row = AccountRow(name=name, own_addresses=[])
        session.add(row)
    merged = list(
        dict.fromkeys([*row.own_addresses, *(address.strip().lower() for address in own_addresses)])
    )
    if merged != row.own_addresses:
        row.own_addresses = merged
    row.first_read_at = row.first_read_at or read_at
    session.flush()
    return _plain(row)


def find(session: Session, name: str) -> StoredAccount:
    """The account of that name; raises `NotFound`, naming those there are."""
    everybody = accounts(session)
    for account in everybody:
        if account.name == name:
            return account
    names = ", ".join(account.name for account in everybody) or "none yet"
    raise errors.NotFound(f"no account is called {name!r}.", mend=f"There are: {names}.")


def accounts(session: Session) -> list[StoredAccount]:
    """All accounts by name."""
    session.flush()  # a table is read past the objects of this session
    rows = session.connection().execute(select(AccountRow.__table__))
    return sorted(map(_plain, rows), key=lambda account: account.name)


def of_messages(session: Session, message_ids: Collection[str]) -> dict[str, frozenset[str]]:
    """In which accounts mails of these ids were read."""
    found: dict[str, set[str]] = {}
    wanted = sorted(set(message_ids) - {""})
    for start in range(0, len(wanted), CHUNK):
        rows = session.execute(
            select(MessageRow.message_id, AccountRow.name)
            .join(AccountRow, AccountRow.id == MessageRow.account_id)
            .where(MessageRow.message_id.in_(wanted[start : start + CHUNK]))
        )
        for message_id, name in rows:
            found.setdefault(message_id, set()).add(name)
    return {message_id: frozenset(names) for message_id, names in found.items()}


def own_addresses(session: Session) -> frozenset[str]:
    """Every address of every recruiter."""
    return frozenset(address for account in accounts(session) for address in account.own_addresses)


def mark_read(session: Session, account_id: int, *, at: datetime) -> None:
    """Note that the mailbox was read to its end; it never goes back in time."""
    row = session.get_one(AccountRow, account_id)
    row.last_read_at = max(at, row.last_read_at) if row.last_read_at else at


def count_unsettled(session: Session, account_id: int, messages: int) -> None:
    """Note that so many messages were read: whom they concern is still to be settled and judged."""
    session.get_one(AccountRow, account_id).unsettled += messages


def mark_settled(session: Session, account_id: int) -> None:
    """Note that whomever the messages read so far concern is settled and judged."""
    session.get_one(AccountRow, account_id).unsettled = 0


def count_download(session: Session, account_id: int, *, on: date, number_of_bytes: int) -> int:
    """Add to what came down on a day, in UTC; the sum of that day."""
    row = session.get_one(AccountRow, account_id)
    before = row.downloaded_bytes if row.downloaded_on == on else 0
    row.downloaded_on, row.downloaded_bytes = on, before + number_of_bytes
    return row.downloaded_bytes


def _plain(row: AccountRow | Row[Any]) -> StoredAccount:
    return StoredAccount(
        row.id,
        row.name,
        tuple(row.own_addresses),
        row.last_read_at,
        row.downloaded_on,
        row.downloaded_bytes,
        row.unsettled,
    )
