"""Copies of the database: made while others write, looked at before they count, few kept, none forgotten."""

from __future__ import annotations

import contextlib
import sqlite3
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

from sqlalchemy import delete, select

import errors
from store.database import Database
from store.models import BackupRow

OURS = "keepwarm-*.db"


@dataclass(frozen=True, slots=True)
class Backup:
    """A copy that was opened again and found sound, with the rows of each table; `removed` are older ones."""

    path: Path
    at: datetime
    schema: str
    rows: dict[str, int]
    removed: int = 0


def back_up(
    database: Database, *, now: datetime, folder: Path, keep: int, target: Path | None = None
) -> Backup:
    """Copy an SQLite database into the folder, or to `target`; `now` is aware.

    The copy has mode 0600 and is opened again: raises `DatabaseUnusable` where it is not sound. Of those in
    the folder the newest `keep` stay.
    """
    if database.path is None:
        raise errors.DatabaseUnusable(
            "keepwarm copies SQLite files only.", where=database.where, mend="Use pg_dump."
        )
    path = target
    if path is None:
        folder.mkdir(mode=0o700, parents=True, exist_ok=True)
        path = folder / f"keepwarm-{now.astimezone(UTC):%Y-%m-%dT%H%M%S.%fZ}.db"
    # Noted first: a copy that nobody knows of could not be found again when somebody is erased.
    with database.write() as session:
        known = session.scalar(select(BackupRow.id).where(BackupRow.path == str(path.absolute())))
        if known is None:
            session.add(BackupRow(path=str(path.absolute()), at=now))
    database.back_up(path)
    schema, rows = looked_at(path)
    old = sorted(folder.glob(OURS), key=_written)[:-keep] if target is None else []
    return Backup(path, now, schema, rows, remove(database, old))


def looked_at(path: Path) -> tuple[str, dict[str, int]]:
    """The schema and the rows of each table of a copy, all of it read; raises where it is not sound."""
    try:
        with contextlib.closing(
            sqlite3.connect(f"{path.absolute().as_uri()}?immutable=1", uri=True)
        ) as connection:
            said = [row[0] for row in connection.execute("PRAGMA integrity_check(5)")]
            astray = connection.execute("PRAGMA foreign_key_check").fetchone()
            (schema,) = connection.execute("SELECT version_num FROM alembic_version").fetchone()
            tables = connection.execute(
                "SELECT name FROM sqlite_master WHERE type = 'table' AND name NOT LIKE 'sqlite_%' ORDER BY 1"
            ).fetchall()
            rows = {
                name: connection.execute(f'SELECT count(*) FROM "{name}"').fetchone()[0]  # noqa: S608  ours
                for (name,) in tables
            }
    except (sqlite3.Error, TypeError):
        said, astray, schema, rows = ["unreadable"], None, "", {}
    if said != ["ok"] or astray is not None:
        raise errors.DatabaseUnusable(
            "the copy is not sound.", where=str(path), mend="Check the disk, then: keepwarm db check"
        )
    return str(schema), rows


def _written(path: Path) -> int:
    return path.stat().st_mtime_ns


def known(database: Database, folder: Path) -> tuple[list[Path], list[Path]]:
    """Every copy that keepwarm made: those that are there, and those that are not to be found now."""
    with database.read() as session:
        noted = {Path(path) for path in session.scalars(select(BackupRow.path))}
    found = set(folder.glob(OURS)) if folder.is_dir() else set()
    if database.path is not None:
        # Those before a migration have no row: the tables they were made from had none.
        found |= set(database.path.parent.glob(f"{database.path.name}.backup-*"))
    there = {path.absolute() for path in noted | found if path.is_file()}
    return sorted(there), sorted(noted - there)


def remove(database: Database, paths: Iterable[Path]) -> int:
    """Delete copies, and that they were made; how many."""
    number = 0
    for path in paths:
        with contextlib.suppress(FileNotFoundError):
            path.unlink()
            number += 1
        with database.write() as session:
            session.execute(delete(BackupRow).where(BackupRow.path == str(path.absolute())))
    return number
