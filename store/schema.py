"""Which revision of the tables a database has, and how it comes to the newest one.

Alembic takes a quarter of a second to import, so it is only asked when there is something to do.
"""

from __future__ import annotations

import contextlib
import os
import sqlite3
import tempfile
from dataclasses import dataclass
from pathlib import Path

from sqlalchemy import Connection, inspect, text

import errors

SHIPPED = Path(__file__).parent / "migrations"


@dataclass(frozen=True)
class Revisions:
    """The migrations in a folder, oldest first; `versions/0001_what_it_does.py` is revision `0001`."""

    folder: Path
    known: tuple[str, ...]

    @classmethod
    def of(cls, folder: Path = SHIPPED) -> Revisions:
        """What the folder holds."""
        files = sorted((folder / "versions").glob("[0-9]*_*.py"))
        return cls(folder, tuple(file.name.partition("_")[0] for file in files))

    @property
    def head(self) -> str:
        """The newest revision."""
        return self.known[-1]

    def is_newer(self, found: str) -> bool:
        """Whether a revision found in a database is one that this program does not know."""
        return found not in self.known

    def refuse_newer(self, found: str, where: str) -> None:
        """Raise `SchemaNewer`, naming both, unless this program knows the revision (or there is none yet)."""
        if found and self.is_newer(found):
            raise errors.SchemaNewer(
                f"the database has schema {found}, this keepwarm knows up to {self.head}.",
                where=where,
                mend="Upgrade keepwarm, or name another database.",
            )


def revision_of(connection: Connection) -> str:
    """The revision of the tables; empty where there are none of ours."""
    if not inspect(connection).has_table("alembic_version"):
        return ""
    return connection.scalar(text("SELECT version_num FROM alembic_version")) or ""


def upgrade(connection: Connection, revisions: Revisions) -> None:
    """Bring the tables to the newest revision, in the transaction that `connection` is in."""
    from alembic import command
    from alembic.config import Config

    config = Config()
    # ConfigParser reads % as the start of an interpolation
    config.set_main_option("script_location", str(revisions.folder).replace("%", "%%"))
    config.set_main_option("path_separator", "os")
    config.attributes["connection"] = connection
    command.upgrade(config, "head")


def back_up(path: Path, revision: str) -> Path:
    """Copy an SQLite database beside itself before it is migrated; the copy, readable by its owner only.

    A copy from an earlier try at the same migration is replaced: it is older or the same.
    """
    target = path.with_name(f"{path.name}.backup-{revision}")
    handle, unfinished = tempfile.mkstemp(prefix=f"{path.name}.", dir=path.parent)  # mode 0600
    os.close(handle)
    try:
        with (
            contextlib.closing(sqlite3.connect(path)) as source,
            contextlib.closing(sqlite3.connect(unfinished)) as copy,
        ):
            source.backup(copy)
        Path(unfinished).replace(target)
    finally:
        Path(unfinished).unlink(missing_ok=True)
    return target
