"""Mail whose words have not been read, or not by the newest reader: read batch by batch, the newest first.

What was set by hand stays. A pass may end after any batch: the rest waits for the next one.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass

from sqlalchemy import ColumnElement, select

from contacts.account import AccountProfile
from contacts.settling import MUCH
from contacts.words import Reader, read_words
from domain import Kind
from store import accounts
from store.database import Database
from store.models import MessageRow, ParticipantRow

BATCH = 300  # messages read and written at once
_READ = tuple(kind.value for kind in Kind if kind.is_read)


@dataclass(frozen=True, slots=True)
class CaughtUp:
    """How many messages a batch had, and the contacts concerned."""

    messages: int
    contacts: frozenset[int]


def waiting(database: Database, account: AccountProfile) -> list[int]:
    """The messages of the account that are stored and wait to be read, the newest first."""
    return _ids(database, account, MessageRow.to_read > 0)


def catch_up(
    database: Database,
    account: AccountProfile,
    ids: list[int],
    *,
    reader: Reader,
) -> Iterator[CaughtUp]:
    """Read the messages that `waiting` found, a batch with each step; `settle` comes after the last."""
    is_much = len(ids) >= MUCH  # then it is settled; after a little, everybody in it must be right at once
    return _read(database, account, ids, reader=reader, is_settled_next=is_much, judge_all=not is_much)


def reanalyze(
    database: Database,
    account: AccountProfile,
    *,
    reader: Reader,
    version: str,
    advance: Callable[[int], None] = lambda _: None,
) -> set[int]:
    """Read again every message of the account that `version` has not read; the contacts concerned.

    `version` is what the reader writes as `made_by`; `advance` is told how many messages are done.
    """
    of_another = (
        MessageRow.kind.in_(_READ)
        & MessageRow.is_encrypted.is_(False)
        & MessageRow.is_degraded.is_(False)
        & (MessageRow.read_by != version)
    )
    ids = _ids(database, account, of_another)[::-1]  # as they came: nothing is settled afterwards
    concerned: set[int] = set()
    for done in _read(database, account, ids, reader=reader):
        concerned |= done.contacts
        advance(done.messages)
    return concerned


def _ids(database: Database, account: AccountProfile, condition: ColumnElement[bool]) -> list[int]:
    with database.read() as session:
        stored = next((a for a in accounts.accounts(session) if a.name == account.name), None)
        if stored is None:
            return []
        query = select(MessageRow.id).where(MessageRow.account_id == stored.id, condition)
        return list(session.scalars(query.order_by(MessageRow.at.desc(), MessageRow.id.desc())))


def _read(
    database: Database,
    account: AccountProfile,
    ids: list[int],
    *,
    reader: Reader,
    is_settled_next: bool = False,
    judge_all: bool = False,
) -> Iterator[CaughtUp]:
    for first in range(0, len(ids), BATCH):
        some = ids[first : first + BATCH]
        with database.write() as session:
            account_id = accounts.ensure(session, account.name).id
        also = _present(database, some) if judge_all else ()
        concerned = read_words(
            database, account, account_id, some,
            reader=reader, also=also, is_settled_next=is_settled_next,
        )  # fmt: skip
        yield CaughtUp(len(some), frozenset(concerned))


def _present(database: Database, ids: list[int]) -> set[int]:
    """The contacts in the headers of these messages."""
    with database.read() as session:
        query = select(ParticipantRow.contact_id).where(ParticipantRow.message_id.in_(ids)).distinct()
        return {contact for contact in session.scalars(query) if contact is not None}
