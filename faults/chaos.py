"""Another client at work while keepwarm reads again and again; in the end both have the same."""

from __future__ import annotations

import threading
import time
from collections import Counter
from collections.abc import Iterator

from sqlalchemy import select

from daemon.audit import Unaudited, audit_account
from faults.stage import Stage, sync
from faults.table import Row
from ingest.mime import read_message
from store.database import Database
from store.models import FolderRow, LocationRow, MessageRow
from tests.imap.mailroom import letter
from tests.servers.colleague import ARCHIVE, Colleague
from tests.servers.offices import NOW, DovecotOffice

FOLDERS = ("INBOX", ARCHIVE)
PAUSE_SECONDS = 0.02  # between two doings of the client

Place = tuple[str, int, str]  # folder, UID, key of the content


def run(stage: Stage, *, seconds: float, seed: int = 3) -> Row:
    """Disturb for so long, then stop, read once more and compare with the server, directly and by audit."""
    assert isinstance(stage.office, DovecotOffice)
    colleague = Colleague(stage.office, seed, letter)
    settings = stage.settings(folders=list(FOLDERS))
    row = Row(f"another client at work for {seconds:.0f} s")
    over, done = threading.Event(), Counter[str]()

    def disturb() -> None:
        while not over.wait(PAUSE_SECONDS):
            colleague.does_something()
            done["doings"] += 1

    client = threading.Thread(target=disturb)
    with stage.fresh() as database:
        client.start()
        end = time.monotonic() + seconds
        while time.monotonic() < end:
            began = time.perf_counter()
            try:
                sync(database, settings)
            except Exception as error:  # noqa: BLE001  whatever it is, it is counted
                row.crashed += 1
                row.notes.append(f"{type(error).__name__}: {error}"[:200])
            row.slowest = max(row.slowest, time.perf_counter() - began)
            row.tried += 1
        over.set()
        client.join()
        sync(database, settings)
        there = Counter(_on_server(colleague))
        here = Counter(_in_store(database))
        row.lost += (there - here).total()
        row.doubled += (here - there).total() + _kept_twice(database)
        for one in audit_account(database, settings, "dana", now=NOW):
            if isinstance(one, Unaudited):
                row.crashed += 1
            else:
                row.lost += len(one.missing)
        row.remark = (
            f"{done['doings']:,} doings, {colleague.sent - 1000:,} letters came, {there.total():,} left"
        )
    colleague.client.logout()
    return row


def _on_server(colleague: Colleague) -> Iterator[Place]:
    for folder in FOLDERS:
        for uid, raw in colleague.sees(folder):
            yield folder, uid, read_message(raw, received_at=NOW).content_key


def _in_store(database: Database) -> Iterator[Place]:
    with database.read() as session:
        for folder, uid, key in session.execute(
            select(FolderRow.name, LocationRow.uid, MessageRow.content_key)
            .join(LocationRow, LocationRow.folder_id == FolderRow.id)
            .join(MessageRow, MessageRow.id == LocationRow.message_id)
        ):
            yield folder, uid or 0, key


def _kept_twice(database: Database) -> int:
    """Letters that are kept more than once; each has an id of its own."""
    with database.read() as session:
        ids = Counter(session.scalars(select(MessageRow.message_id)))
    return sum(number - 1 for number in ids.values())
