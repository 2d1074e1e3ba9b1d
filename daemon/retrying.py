"""Mail in quarantine read again, with today's program: from the bytes that were kept, or from the server."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from config import Settings
from contacts.intake import Arrival, Reader, take_in
from contacts.settling import settle
from daemon.profiles import stored_profile
from ingest.readers import Readers
from store import accounts, auditing, quarantine
from store.database import Database
from store.quarantine import Held


@dataclass(frozen=True, slots=True)
class Retried:
    """What became of one message: read now, or not and why. `is_asked`: the next sync asks the server."""

    held: Held
    is_read: bool = False
    is_asked: bool = False
    why: str = ""


def held(database: Database, ids: Sequence[str] = ()) -> list[Held]:
    """The messages in quarantine, or those named; raises `NotFound`."""
    with database.read() as session:
        return [quarantine.find(session, one) for one in ids] if ids else quarantine.held(session)


def retry(
    database: Database, settings: Settings, wanted: Sequence[Held], *, reader: Reader, now: datetime
) -> list[Retried]:
    """Read messages in quarantine again; what can be read is stored and leaves it."""
    # Each in a process with limits, however small: it may lie here because of what it did to one.
    with Readers(processes=1, few_bytes=0) as readers:
        found = [_retried(database, settings, one, readers, reader=reader, now=now) for one in wanted]
    for name in sorted({one.held.account for one in found if one.is_read}):
        settle(database, stored_profile(database, settings, name))
    return found


def _retried(
    database: Database, settings: Settings, held: Held, readers: Readers, *, reader: Reader, now: datetime
) -> Retried:
    if not held.size:
        return _asked_again(database, held)
    with database.read() as session:
        raw = quarantine.raw(session, held.id)
    arrival = Arrival(
        raw,
        held.where,
        held.folder or "",
        held.received_at,
        uid=held.uid,
        uidvalidity=held.uidvalidity if held.uid is not None else None,
    )
    taken = take_in(
        database,
        stored_profile(database, settings, held.account),
        [arrival],
        reader=reader,
        messages=readers.read([(raw, held.received_at)]),
        now=now,
    )
    if taken.unreadable:
        return Retried(held, why=taken.unreadable[0].reason)
    with database.write() as session:
        quarantine.remove(session, held.id)
    return Retried(held, is_read=True)


def _asked_again(database: Database, held: Held) -> Retried:
    """No bytes were kept: the server is asked at the next sync, where it can be."""
    if held.folder is None or held.uid is None or held.uidvalidity is None:
        return Retried(held, why=f"{held.reason}; nothing of it was kept: import it again")
    with database.write() as session:
        account = accounts.find(session, held.account)
        auditing.ask_again(session, account.id, held.folder, held.uidvalidity, [held.uid])
    return Retried(held, is_asked=True, why=held.reason)
