"""One import: archives of mail, read in batches into the same path as mail from a server."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path
from typing import Protocol

from contacts.account import AccountProfile
from contacts.intake import Arrival, Reader, take_in
from contacts.reanalysis import catch_up, waiting
from contacts.reducing import reduce_all
from contacts.settling import settle
from domain import Quarantined
from ingest.archives import Found, LeftOut, RawMail, read_archive, size_of
from ingest.readers import Mail, Outcome, Readers
from store import accounts
from store.database import Database

BATCH_MAILS = 500  # a batch is one transaction: what a killed import has to read again
BATCH_BYTES = 16_000_000


class Progress(Protocol):
    """Told how far the work has come: of a sync in mails, of an import in bytes."""

    def start(self, what: str, total: int | None) -> None:
        """A new piece of work."""

    def advance(self, steps: int = 1) -> None:
        """So many steps more are done."""


@dataclass
class Imported:
    """What became of the mails; `unreadable` names each one in quarantine with its reason.

    `left_out` counts what is no mail of the recruiter's, by reason: "spam", "trash", "drafts", "chats" ...
    """

    stored: int = 0
    known: int = 0
    caught_up: int = 0  # stored before, and read only now
    unreadable: list[Quarantined] = field(default_factory=list)
    left_out: Counter[str] = field(default_factory=Counter)
    contacts: set[int] = field(default_factory=set)


def import_archives(
    database: Database,
    account: AccountProfile,
    paths: Sequence[Path],
    *,
    reader: Reader | None,
    now: datetime,
    progress: Progress,
) -> Imported:
    """Store every mail under `paths` once; what cannot be read is kept in quarantine and named.

    Before that the words of stored mail that waits for it are read; without a `reader` all words wait.
    """
    result = Imported()
    ids = waiting(database, account) if reader else []
    if ids:
        progress.start("Reading mail that waits", None)
    for done in catch_up(database, account, ids, reader=reader) if reader else ():
        result.caught_up += done.messages
        result.contacts |= done.contacts
    with Readers() as readers:
        for path in paths:
            progress.start(f"Reading {path.name or path}", size_of(path))
            batches = _batches(read_archive(path, read=progress.advance), result.left_out)
            for batch, messages in readers.read_ahead(batches, _mails):
                _take_in(batch, messages, result, database, account, reader, now)
    if reader is not None:
        settle(database, account)
        reduce_all(database, account)
        with database.write() as session:
            accounts.mark_settled(session, accounts.ensure(session, account.name).id)
    return result


def _mails(batch: Sequence[RawMail | Quarantined]) -> list[Mail]:
    return [(one.raw, one.received_at) for one in batch if isinstance(one, RawMail)]


def _take_in(
    batch: Sequence[RawMail | Quarantined],
    messages: Sequence[Outcome],
    result: Imported,
    database: Database,
    account: AccountProfile,
    reader: Reader | None,
    now: datetime,
) -> None:
    arrivals = [
        Arrival(m.raw, m.where, m.folder, m.received_at, server_thread=m.thread, is_sent=m.is_sent)
        for m in batch
        if isinstance(m, RawMail)
    ]
    broken = [one for one in batch if isinstance(one, Quarantined)]
    taken = take_in(database, account, arrivals, messages=messages, reader=reader, now=now, unreadable=broken)
    result.stored += taken.stored
    result.known += taken.known
    if taken.left_out:
        result.left_out["by exclude_senders"] += taken.left_out
    if taken.erased:
        result.left_out["of people who were erased"] += taken.erased
    result.contacts |= taken.contacts
    result.unreadable += taken.unreadable


def _batches(mails: Iterator[Found], left_out: Counter[str]) -> Iterator[list[RawMail | Quarantined]]:
    batch: list[RawMail | Quarantined] = []
    size = 0
    for mail in mails:
        if isinstance(mail, LeftOut):
            left_out[mail.reason] += 1
            continue
        batch.append(mail)
        size += len(mail.raw)
        if len(batch) >= BATCH_MAILS or size >= BATCH_BYTES:
            yield batch
            batch, size = [], 0
    if batch:
        yield batch
