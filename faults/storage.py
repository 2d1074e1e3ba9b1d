"""A database that fails in the middle of a sync: the pass stops and says so, and the next one goes on."""

from __future__ import annotations

import os
import resource
import shutil
import sqlite3
import time
from collections.abc import Callable, Iterator
from pathlib import Path

from sqlalchemy import Engine, event

from faults.kills import in_a_process
from faults.stage import TEMPLATE, End, Stage, compare, end_of, sync
from faults.table import Row
from store import database as store_database
from store.database import Database

SAID = ("DatabaseUnusable", "SchemaNewer")
NOBODY = 65534

Trouble = Callable[[Path], None]  # brings it about, in the process of the sync


def run(stage: Stage, *, times: int) -> Iterator[Row]:
    """Each trouble at so many moments."""
    with stage.fresh() as database:
        sync(database, stage.settings())
        wanted, path = end_of(database), _file(database)
        written = Path(f"{path}-wal").stat().st_size  # what a sync writes goes there first
    moments = range(1, times + 1)
    full = [_no_space_from(written * n // times) for n in range(times)]
    yield _tried(stage, wanted, "the disk is full in mid-sync", full)
    yield _tried(stage, wanted, "the database is locked in mid-sync", [_at(n, _lock) for n in moments])
    yield _tried(stage, wanted, "the database is read-only", [_read_only])
    yield _tried(stage, wanted, "the database was written by a newer version", [_newer], restore=True)
    damaged = [_at(n, _damage) for n in moments]
    yield _tried(stage, wanted, "the file is damaged in mid-sync; then a backup", damaged, restore=True)


def _tried(
    stage: Stage,
    wanted: End,
    case: str,
    troubles: list[Trouble],
    *,
    restore: bool = False,
) -> Row:
    """One sync in trouble, one without; with `restore` a backup is put in place in between."""
    row = Row(case)
    stopped = 0
    for trouble in troubles:
        began = time.perf_counter()
        with stage.fresh_url() as url:
            path = Path(url.removeprefix("sqlite:///"))
            said = _said(lambda trouble=trouble, path=path: _sync(stage, path, trouble))  # type: ignore[misc]
            stopped += bool(said)
            if said and not said.startswith(SAID):
                row.crashed += 1
                row.notes.append(f"{case}, try {row.tried}: {said}")
            if restore:
                for ending in ("-wal", "-shm"):
                    Path(f"{path}{ending}").unlink(missing_ok=True)
                shutil.copyfile(stage.folder / TEMPLATE, path)
            path.chmod(0o600)
            if said := _said(lambda path=path: _sync(stage, path, lambda _: None)):  # type: ignore[misc]
                row.crashed += 1
                row.notes.append(f"{case}, try {row.tried}, afterwards: {said}")
            database = Database.open(url)
            compare(end_of(database), wanted, row, f"{case}, try {row.tried}")
            database.close()
        row.tried += 1
        row.slowest = max(row.slowest, time.perf_counter() - began)
    row.crashed += stopped == 0  # a moment may come after the end, but not each of them
    row.remark = f"stopped and said so {stopped} times"
    return row


def _said(work: Callable[[], int]) -> str:
    """What the process said when it failed; empty where it did not."""
    try:
        in_a_process(work)
    except RuntimeError as error:
        return str(error)
    return ""


def _sync(stage: Stage, path: Path, trouble: Trouble) -> int:
    store_database.BUSY_SECONDS = 0
    trouble(path)
    database = Database.open(f"sqlite:///{path}")
    sync(database, stage.settings())
    database.close()
    return 0


def _file(database: Database) -> Path:
    assert database.path is not None
    return database.path


# --------------------------------------------------------------------------- troubles


def _no_space_from(size: int) -> Trouble:
    """No file may grow beyond this: the system refuses the write as it does on a full disk."""
    return lambda _path: resource.setrlimit(resource.RLIMIT_FSIZE, (size, size))


def _at(number: int, happens: Trouble) -> Trouble:
    """Something happens just before the so-manyth writing transaction begins."""

    def trouble(path: Path) -> None:
        begun = 0

        def note(*arguments: object) -> None:
            nonlocal begun
            begun += arguments[2] == "BEGIN IMMEDIATE"
            if begun == number and arguments[2] == "BEGIN IMMEDIATE":
                happens(path)

        event.listen(Engine, "before_cursor_execute", note)

    return trouble


_held: list[sqlite3.Connection] = []


def _lock(path: Path) -> None:
    """Another program writes, and does not end."""
    _held.append(sqlite3.connect(path, isolation_level=None))
    _held[-1].execute("BEGIN IMMEDIATE")


def _damage(path: Path) -> None:
    """Everything behind the first page is overwritten, in the file and in its log."""
    for one in (path, Path(f"{path}-wal")):
        if one.exists():
            with one.open("r+b") as file:
                file.seek(4096)
                file.write(b"\x5a" * max(one.stat().st_size - 4096, 0))


def _read_only(path: Path) -> None:
    """The file is somebody else's."""
    path.chmod(0o444)
    if os.geteuid() == 0:
        for folder in (path.parent, *path.parents[1:-2]):
            folder.chmod(folder.stat().st_mode | 0o055)
        Database.open("sqlite://").close()  # imports what there is to import, while that may be read
        os.setgid(NOBODY)
        os.setuid(NOBODY)


def _newer(path: Path) -> None:
    """The schema is one that this version does not know."""
    with sqlite3.connect(path) as connection:
        connection.execute("UPDATE alembic_version SET version_num = '9999_from_the_future'")
    connection.close()
