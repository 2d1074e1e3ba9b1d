"""Which revision of the tables a database has, and how it comes to the newest one.

Alembic takes a quarter of a second to import, so it is only asked when there is something to do.
"""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from sqlalchemy import Connection, inspect, text

import errors
from store import marks

WAIT_SECONDS = 30
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
    marks.take_away(connection)
    command.upgrade(config, "head")
    marks.put_in_place(connection)


def rewrite(connection: Connection) -> None:
    """Write every table of ours anew, so that no deleted row stays on its pages (PostgreSQL)."""
    from store.models import Base

    outside = connection.execution_options(isolation_level="AUTOCOMMIT")
    # Each table is locked while it is written anew.
    outside.exec_driver_sql(f"SET lock_timeout = '{WAIT_SECONDS}s'")
    try:
        for table in sorted(Base.metadata.tables):
            outside.exec_driver_sql(f'VACUUM (FULL, ANALYZE) "{table}"')
    finally:
        outside.exec_driver_sql("RESET lock_timeout")
