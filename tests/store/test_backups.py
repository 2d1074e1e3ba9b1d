"""A copy is made while others write, opened again, and counted."""

from __future__ import annotations

import threading
from datetime import timedelta
from pathlib import Path

from sqlalchemy import func, select

from store import backups
from store.database import Database
from store.models import AccountRow
from tests.store.mailbox import day


def test_a_copy_made_while_others_write_is_sound_and_of_one_moment(
    sqlite_database: Database, tmp_path: Path
) -> None:
    stop = threading.Event()

    def write() -> None:
        number = 0
        while not stop.is_set():
            with sqlite_database.write() as session:
                session.add_all(AccountRow(name=f"a{number + i}", own_addresses=[]) for i in range(5))
                number += 5

    writer = threading.Thread(target=write)
    writer.start()
    try:
        made = [
            backups.back_up(
                sqlite_database, now=day(9) + timedelta(seconds=number), folder=tmp_path / "copies", keep=9
            )
            for number in range(4)
        ]
    finally:
        stop.set()
        writer.join()
    with sqlite_database.read() as session:
        last = session.scalar(select(func.count()).select_from(AccountRow)) or 0
    counts = [one.rows["accounts"] for one in made]
    assert counts == sorted(counts)
    assert all(count % 5 == 0 for count in counts)
    assert counts[-1] <= last
    assert {one.schema for one in made} == {sqlite_database.revision()}


def test_copies_that_keepwarm_made_are_known_wherever_they_lie(
    sqlite_database: Database, tmp_path: Path
) -> None:
    folder = tmp_path / "copies"
    first = backups.back_up(sqlite_database, now=day(1), folder=folder, keep=9).path
    other = backups.back_up(sqlite_database, now=day(2), folder=folder, keep=9, target=tmp_path / "x.db").path
    before_a_migration = tmp_path / "keepwarm.db.backup-0001"
    before_a_migration.write_bytes(b"")
    assert backups.known(sqlite_database, folder) == (sorted([first, other, before_a_migration]), [])
    other.unlink()
    assert backups.known(sqlite_database, folder) == (sorted([first, before_a_migration]), [other])
    assert backups.remove(sqlite_database, [first, other]) == 1
    assert backups.known(sqlite_database, folder) == ([before_a_migration], [])
