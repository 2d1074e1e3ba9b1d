"""Copies of a database, and whether it is sound."""

from __future__ import annotations

import contextlib
import os
import sqlite3
import tempfile
from pathlib import Path

from sqlalchemy import inspect, text
from sqlalchemy.orm import Session

import errors

# SQLite before this may damage a write-ahead log when several connections write at once.
SOUND_WITH_MANY_WRITERS = (3, 51, 3)


def copy_file(source: Path, target: Path) -> Path:
    """A copy of an SQLite database as it is this moment, readable by its owner only.

    It is written beside the target and then put in its place: a copy that broke off replaces nothing.
    """
    try:
        handle, unfinished = tempfile.mkstemp(prefix=f"{target.name}.", dir=target.parent)  # mode 0600
    except OSError as error:
        raise errors.DatabaseUnusable(
            f"no copy could be written ({error.strerror}).", where=str(target), mend="Name another place."
        ) from None
    os.close(handle)
    try:
        with (
            contextlib.closing(sqlite3.connect(source)) as reading,
            contextlib.closing(sqlite3.connect(unfinished)) as writing,
        ):
            reading.backup(writing)
        Path(unfinished).replace(target)
    except (sqlite3.Error, OSError):
        raise errors.DatabaseUnusable(
            "could not be copied.", where=str(source), mend="Check the space on the disk."
        ) from None
    finally:
        Path(unfinished).unlink(missing_ok=True)
    return target


def compact_file(connection: sqlite3.Connection) -> str:
    """Write a file anew without what was erased, and empty its write-ahead log; what hindered it, or nothing.

    `connection` must be in no transaction. Pages that are free are gone afterwards, not merely overwritten.
    """
    try:
        connection.execute("VACUUM")
        busy, _, _ = connection.execute("PRAGMA wal_checkpoint(TRUNCATE)").fetchone()
    except sqlite3.OperationalError:
        return "others are using the file, so it was not written anew; later: keepwarm db compact"
    return "the write-ahead log is in use by others; it is emptied once they close" if busy else ""


def problems(session: Session) -> list[str]:
    """What is wrong inside, a line each; empty where it is sound. Reads all of an SQLite file."""
    found = _lacking(session)
    if session.get_bind().dialect.name != "sqlite":
        return found
    found += [str(line) for line in session.scalars(text("PRAGMA integrity_check(20)")) if line != "ok"]
    astray = session.execute(text("PRAGMA foreign_key_check")).all()
    tables = sorted({str(row[0]) for row in astray})
    return found + [f"rows in {table} point nowhere" for table in tables]


def _lacking(session: Session) -> list[str]:
    """Tables and columns that should be there."""
    from store.models import Base

    inspector = inspect(session.connection())
    there = set(inspector.get_table_names())
    found: list[str] = []
    for name, table in Base.metadata.tables.items():
        has = {column["name"] for column in inspector.get_columns(name)} if name in there else set()
        lacks = sorted(set(table.columns.keys()) - has)
        if lacks:
            found.append(f"{name} lacks {', '.join(lacks)}" if has else f"there is no table {name}")
    return found


def advice(session: Session) -> str:
    """What is to be known of this database software; empty where there is nothing."""
    if session.get_bind().dialect.name != "sqlite" or sqlite3.sqlite_version_info >= SOUND_WITH_MANY_WRITERS:
        return ""
    return (
        f"SQLite {sqlite3.sqlite_version} has a rare fault when several programs write at once; "
        "3.51.3 mends it. Keep backups."
    )
