"""One keepwarm reads mail into a database: the lock that `sync`, `run` and `import` hold."""

from __future__ import annotations

import hashlib
import os
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

from filelock import FileLock, Timeout
from platformdirs import user_state_path

from errors import AlreadyRunning, DatabaseUnusable
from store.database import Database

LOOKED_AT_SECONDS = 0.3  # whoever only asks whether the lock is held has it for a moment


@contextmanager
def instance_lock(database: Database) -> Iterator[None]:
    """Hold the lock; raises `AlreadyRunning` with the other one's process where it is taken.

    The lock lies beside an SQLite file. For PostgreSQL it is this machine's; machines that share a
    database take turns in the database itself, batch by batch.
    """
    path = _path(database)
    lock = FileLock(path, mode=0o600)
    try:
        lock.acquire(timeout=LOOKED_AT_SECONDS, poll_interval=0.05)
    except Timeout:
        pid = _holder(path)
        raise AlreadyRunning(
            f"another keepwarm{f' (process {pid})' if pid else ''} reads mail into this database.",
            where=database.where,
            mend="Wait until it is done, or stop it.",
        ) from None
    except OSError as error:
        raise DatabaseUnusable(f"no lock can be set ({error.strerror}).", where=str(path)) from None
    try:
        _pid_file(path).write_text(str(os.getpid()), encoding="ascii")
        yield
    finally:
        with suppress(OSError):
            _pid_file(path).unlink()
        lock.release()


def pulse_file(database: Database) -> Path:
    """Where the service shows what it is doing."""
    return _path(database).with_suffix(".pulse")


def is_held(database: Database) -> bool:
    """Whether some keepwarm of this machine holds the lock."""
    path = _path(database)
    if not path.exists():
        return False  # nor is it made: whoever asks may be another user
    lock = FileLock(path, mode=0o600)
    try:
        lock.acquire(timeout=0)
    except Timeout:
        return True
    except OSError:
        return False
    lock.release()
    return False


def holder(database: Database) -> int | None:
    """The process that holds the lock, as it wrote down; None where that cannot be read."""
    return _holder(_path(database))


def _path(database: Database) -> Path:
    if database.path is not None:
        return database.path.with_name(database.path.name + ".lock")
    digest = hashlib.sha256(database.where.encode()).hexdigest()[:16]
    folder = user_state_path("keepwarm", ensure_exists=True)
    return folder / f"{digest}.lock"


def _pid_file(lock: Path) -> Path:
    # The lock file itself cannot be read on every system while it is held.
    return lock.with_suffix(".pid")


def _holder(lock: Path) -> int | None:
    try:
        return int(_pid_file(lock).read_text(encoding="ascii"))
    except (OSError, ValueError):
        return None
