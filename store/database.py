"""The database: opened, brought to the newest schema, and handed out as short transactions.

SQLite and PostgreSQL behave alike: a reading sees one moment, and writers come one after another, so that
what was read in a writing transaction is still true when it commits.
"""

from __future__ import annotations

import os
import sqlite3
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from sqlalchemy import URL, Connection, Engine, create_engine, event, make_url, text
from sqlalchemy.exc import ArgumentError, DBAPIError, NoSuchModuleError
from sqlalchemy.orm import Session

import errors
from store import complaints, schema, upkeep

BUSY_SECONDS = 30  # a batch of some hundred mails commits in well under a second
WRITERS_LOCK = 0x6B656570  # "keep": PostgreSQL's advisory lock that writers take turns by


def default_url() -> str:
    """The URL of the SQLite file under the XDG state folder."""
    from platformdirs import user_state_path

    return f"sqlite:///{user_state_path('keepwarm') / 'keepwarm.db'}"


def shown_url(url: str) -> str:
    """A database's URL as it may be shown: without password and parameters."""
    return _parse(url).set(query={}).render_as_string(hide_password=True)


def exists(url: str) -> bool:
    """Whether there is a database with today's tables; none is made by asking."""
    parsed = _parse(url)
    if parsed.get_backend_name() == "sqlite" and not Path(parsed.database or "").is_file():
        return False
    database = Database.open(url, upgrade=False)
    try:
        return database.is_current
    finally:
        database.close()


class Database:
    """An open database. `read()` and `write()` give a session each; `close()` lets go of the connections."""

    def __init__(self, url: URL, engine: Engine, revisions: schema.Revisions) -> None:
        self._url = url
        self._engine = engine
        self._writing = engine.execution_options(keepwarm_writes=True)
        self._revisions = revisions
        # Threads of this process wait here, in turn, however long it takes; SQLite itself gives up some time.
        self._turn = threading.RLock()
        one_moment = {"isolation_level": "REPEATABLE READ", "postgresql_readonly": True}
        self._reading = engine if self.is_sqlite else engine.execution_options(**one_moment)

    @classmethod
    def open(cls, url: str, *, upgrade: bool = True, revisions: schema.Revisions | None = None) -> Database:
        """The database at `sqlite:///relative.db`, `sqlite:////absolute.db` or `postgresql+psycopg://...`.

        A new SQLite file gets mode 0600. With `upgrade` the tables are created or migrated where needed, an
        older SQLite file being copied first. Raises `DatabaseUnusable`, or `SchemaNewer` where a newer
        keepwarm wrote it. `revisions` are the shipped ones.
        """
        parsed = _parse(url)
        database = cls(parsed, _engine(parsed), revisions or schema.Revisions.of())
        try:
            with database._complaining():
                if database.path is not None:
                    _make_private(database.path, may_make_folder=url == default_url())
                database._check_schema(upgrade=upgrade)
        except BaseException:
            database.close()
            raise
        return database

    @property
    def is_sqlite(self) -> bool:
        """Whether it is a file of ours and not a server."""
        return self._url.get_backend_name() == "sqlite"

    @property
    def path(self) -> Path | None:
        """The file, None for PostgreSQL and for a database in memory."""
        if not self.is_sqlite or not self._url.database or self._url.database == ":memory:":
            return None
        return Path(self._url.database)

    @property
    def where(self) -> str:
        """The file, or the URL without its password."""
        return complaints.place(self._url)

    @contextmanager
    def read(self) -> Iterator[Session]:
        """A session that sees one moment and changes nothing."""
        with self._complaining(), Session(self._reading, expire_on_commit=False) as session:
            yield session
            session.rollback()

    @contextmanager
    def write(self) -> Iterator[Session]:
        """A session whose changes are committed together at the end, or not at all.

        It waits for other writers before the first statement. Keep it short: read mail and language before.
        """
        with (
            self._turn,
            self._complaining(),
            Session(self._writing, expire_on_commit=False) as session,
            session.begin(),
        ):
            yield session

    def revision(self) -> str:
        """The revision of the tables; empty where there are none yet."""
        with self._complaining(), self._reading.connect() as connection:
            return schema.revision_of(connection)

    @property
    def is_current(self) -> bool:
        """Whether the tables are those that this program knows."""
        return self.revision() == self._revisions.head

    def upgrade(self) -> None:
        """Bring the tables to the newest revision; nothing happens where they have it."""
        with self._complaining():
            self._check_schema(upgrade=True)

    def back_up(self, target: Path) -> Path:
        """A copy of the SQLite file, mode 0600, taken while others may write; an older copy is replaced."""
        if self.path is None:
            raise errors.DatabaseUnusable(
                "keepwarm copies SQLite files only.", where=self.where, mend="Use pg_dump."
            )
        return upkeep.copy_file(self.path, target)

    def compact(self) -> str:
        """Let nothing of what was deleted stay in the files; what hindered it, empty where nothing did.

        PostgreSQL writes our tables anew. Its own write-ahead log and its backups are the server's.
        """
        with self._turn, self._complaining(), self._engine.connect() as connection:
            raw = connection.connection.driver_connection
            assert raw is not None
            if self.is_sqlite:
                return upkeep.compact_file(raw)
            connection.rollback()
            try:
                schema.rewrite(connection)
            except DBAPIError:
                return "the tables could not be written anew (VACUUM FULL); their owner may"
            return ""

    def close(self) -> None:
        """Let go of all connections."""
        self._engine.dispose()

    def _check_schema(self, *, upgrade: bool) -> None:
        with self._reading.connect() as connection:
            found = schema.revision_of(connection)
        self._revisions.refuse_newer(found, self.where)
        if found == self._revisions.head or not upgrade:
            return
        if found and self.path is not None:
            upkeep.copy_file(self.path, self.path.with_name(f"{self.path.name}.backup-{found}"))
        with self._migrating() as connection:
            # Another process may have been quicker while we waited for our turn.
            found = schema.revision_of(connection)
            self._revisions.refuse_newer(found, self.where)
            if found != self._revisions.head:
                schema.upgrade(connection, self._revisions)

    @contextmanager
    def _migrating(self) -> Iterator[Connection]:
        """A writing transaction in which SQLite tables may be rebuilt.

        A rebuilt table is dropped, which with foreign keys on deletes all rows that point to it. They can
        only be switched outside of a transaction, and are checked before it ends.
        """
        with self._writing.connect() as connection:
            if self.is_sqlite:
                connection.connection.execute("PRAGMA foreign_keys = OFF")
            try:
                with connection.begin():
                    yield connection
                    if self.is_sqlite and connection.exec_driver_sql("PRAGMA foreign_key_check").first():
                        raise errors.DatabaseUnusable(
                            "holds rows that point nowhere; it was left as it is.",
                            where=self.where,
                            mend="Put a backup in its place.",
                        )
            finally:
                if self.is_sqlite:
                    connection.connection.execute("PRAGMA foreign_keys = ON")

    @contextmanager
    def _complaining(self) -> Iterator[None]:
        """Turn what a driver complains about into our words; the driver's own may hold a candidate's."""
        try:
            yield
        except DBAPIError as error:
            raise complaints.unusable(error, self._url) from None


def _parse(url: str) -> URL:
    try:
        parsed = make_url(url)
    except ArgumentError:
        raise errors.DatabaseUnusable(
            "the database's URL cannot be read.", mend="Write it like sqlite:///keepwarm.db"
        ) from None
    backend = parsed.drivername.partition("+")[0]
    if backend == "sqlite":
        return parsed.set(drivername="sqlite")
    if backend in ("postgresql", "postgres"):
        return parsed.set(drivername="postgresql+psycopg")
    raise errors.DatabaseUnusable(
        "keepwarm keeps its data in SQLite or PostgreSQL.",
        where=complaints.place(parsed) if backend else "",
        mend="Use sqlite:///... or postgresql+psycopg://...",
    )


def _engine(url: URL) -> Engine:
    """An engine that never shows bound values."""
    if url.get_backend_name() == "sqlite":
        engine = create_engine(url, hide_parameters=True, connect_args={"timeout": BUSY_SECONDS})
        event.listen(engine, "connect", _prepare_sqlite)
        event.listen(engine, "begin", _begin_sqlite)
        return engine
    try:
        engine = create_engine(url, hide_parameters=True, pool_pre_ping=True)
    except (ImportError, NoSuchModuleError):
        raise errors.DatabaseUnusable(
            complaints.DRIVER_MISSING, where=complaints.place(url), mend=complaints.DRIVER_MEND
        ) from None
    event.listen(engine, "connect", _prepare_postgres)
    event.listen(engine, "begin", _begin_postgres)
    return engine


def _prepare_sqlite(connection: sqlite3.Connection, _record: Any) -> None:
    # pysqlite begins transactions on its own and too late; without an isolation level it leaves that to us.
    connection.isolation_level = None
    for pragma in (
        f"busy_timeout = {BUSY_SECONDS * 1000}",
        "journal_mode = WAL",
        "foreign_keys = ON",
        "cache_size = -8000",  # kB; new mail is written all over the indexes
        "secure_delete = ON",  # erased mail is overwritten, not merely unlinked
    ):
        connection.execute(f"PRAGMA {pragma}").close()


def _begin_sqlite(connection: Connection) -> None:
    writes = connection.get_execution_options().get("keepwarm_writes", False)
    # A plain BEGIN that reads first and writes later fails when another writer came between, whatever the
    # timeout; BEGIN IMMEDIATE waits its turn.
    connection.exec_driver_sql("BEGIN IMMEDIATE" if writes else "BEGIN")


def _prepare_postgres(connection: Any, _record: Any) -> None:
    # In a zone east of UTC the far end of the calendar does not fit into a Python date-time.
    with connection.cursor() as cursor:
        cursor.execute("SET TIME ZONE 'UTC'")
    connection.commit()


def _begin_postgres(connection: Connection) -> None:
    if connection.get_execution_options().get("keepwarm_writes", False):
        connection.execute(text("SELECT pg_advisory_xact_lock(:lock)"), {"lock": WRITERS_LOCK})


def _make_private(path: Path, *, may_make_folder: bool) -> None:
    """Create the file with mode 0600, or take others' rights away; SQLite gives -wal and -shm the same mode.

    Only the default folder is made, with mode 0700: a mistyped path is a mistake to be told.
    """
    if may_make_folder:
        path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
        path.parent.chmod(0o700)
    try:
        os.close(os.open(path, os.O_CREAT | os.O_RDONLY, 0o600))
        if path.stat().st_mode & 0o077:
            path.chmod(0o600)
    except FileNotFoundError:
        raise errors.DatabaseUnusable(
            f"the folder {path.parent} does not exist.",
            where=str(path),
            mend="Create it, or name another file.",
        ) from None
    except IsADirectoryError:
        raise errors.DatabaseUnusable("is a folder.", where=str(path), mend="Name a file.") from None
    except PermissionError:
        raise errors.DatabaseUnusable(
            "may not be opened by this user.", where=str(path), mend="Check who owns the file and its folder."
        ) from None
    except OSError as error:
        raise errors.DatabaseUnusable(
            f"cannot be opened ({error.strerror}).", where=str(path), mend="Check the disk and the path."
        ) from None
