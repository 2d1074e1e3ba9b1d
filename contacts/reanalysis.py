"""Mail whose words have not been read, or not by the newest reader: read batch by batch, the newest first.

What was set by hand stays. A pass may end after any batch: the rest waits for the next one.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import ColumnElement, CursorResult, select, update

from contacts.account import AccountProfile
from contacts.linking import load_messages
from contacts.people import chunks
from contacts.rows import TRIES
from contacts.settling import MUCH
from contacts.words import Reader, read_words
from domain import Kind
from store import accounts
from store.database import Database
from store.models import MessageRow, ParticipantRow, ProcessRow

BATCH = 300  # messages read and written at once
_READ = tuple(kind.value for kind in Kind if kind.is_read)


@dataclass(frozen=True, slots=True)
class CaughtUp:
    """How many messages a batch had, and the contacts concerned."""

    messages: int
    contacts: frozenset[int]


@dataclass(frozen=True, slots=True)
class ReadAgain(CaughtUp):
    """What reading a batch again changed: how many messages, and of how many each result.

    `unread` are messages (the store's numbers) that the reader failed at; they wait for another try.
    """

    changed: int = 0
    changes: tuple[tuple[str, int], ...] = ()
    unread: tuple[int, ...] = ()


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


def mark(
    database: Database,
    account: AccountProfile,
    *,
    version: str | None,
    since: datetime | None = None,
) -> int:
    """Let the account's mail that another reader than `version` has read wait to be read; how many.

    None as version: all of it. `since`: only what was written from then on. A pass that breaks off leaves
    the rest waiting, for the next one or the next sync. Mail of which only the evidence is kept is left out.
    """
    with database.write() as session:
        stored = accounts.ensure(session, account.name)
        query = (
            update(MessageRow)
            .where(
                MessageRow.account_id == stored.id,
                MessageRow.kind.in_(_READ),
                MessageRow.is_encrypted.is_(False),
                MessageRow.is_degraded.is_(False),
                MessageRow.is_evidence_only.is_(False),
            )
            .values(to_read=TRIES)
        )
        if version is not None:
            query = query.where(MessageRow.read_by != version)
        if since is not None:
            query = query.where(MessageRow.at >= since)
        done: CursorResult[Any] = session.execute(query)  # type: ignore[assignment]  # an UPDATE gives one
        return done.rowcount


def read_again(
    database: Database, account: AccountProfile, ids: list[int], *, reader: Reader
) -> Iterator[ReadAgain]:
    """Read the messages that `waiting` found, and tell with each batch what it changed; then `settle`.

    What the reader fails at keeps what was read before. What people said of the words stays in force.
    """
    batches = catch_up(database, account, ids, reader=reader)
    for some in chunks(ids, BATCH):
        before = _told(database, some)
        done = next(batches)
        after = _told(database, some)
        changed = [id_ for id_ in some if before.get(id_) != after.get(id_)]
        changes = Counter(
            what for id_ in changed for what, said in after[id_].items() if before[id_][what] != said
        )
        yield ReadAgain(
            done.messages,
            done.contacts,
            len(changed),
            tuple(sorted(changes.items())),
            _unread(database, some),
        )


def _told(database: Database, ids: list[int]) -> dict[int, dict[str, object]]:
    """What is read in each message, by result; without scores, which move with every version."""
    with database.read() as session:
        processes: dict[int, list[str]] = {}
        for process in session.scalars(select(ProcessRow).where(ProcessRow.message_id.in_(ids))):
            processes.setdefault(process.message_id, []).append(process.evidence)
        return {
            row.id: {
                "mentions": [(m.text, m.start, m.source) for m in row.mentions],
                "sentiment": row.sentiment_label,
                "strain": row.strain_value,
                "signals": [
                    (s.type, s.start, s.end, s.about_name, s.due_on, s.due_at, s.topic, s.value)
                    for s in row.signals
                ],
                "in_process": processes.get(row.id, []),
                "took_place": row.contact_took_place,
                "closing": row.is_mere_closing,
                "language": row.language,
            }
            for row in load_messages(session, ids)
        }


def _unread(database: Database, ids: list[int]) -> tuple[int, ...]:
    with database.read() as session:
        query = select(MessageRow.id).where(MessageRow.id.in_(ids), MessageRow.to_read != 0)
        return tuple(session.scalars(query.order_by(MessageRow.id)))


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
    for some in chunks(ids, BATCH):
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
