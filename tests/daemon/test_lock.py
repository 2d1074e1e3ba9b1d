"""Only one keepwarm reads mail into a database."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest

from daemon.lock import instance_lock
from errors import AlreadyRunning
from store.database import Database

ROOT = Path(__file__).parents[2]
OTHER = """
import sys
from daemon.lock import instance_lock
from errors import AlreadyRunning
from store.database import Database
try:
    with instance_lock(Database.open(sys.argv[1])):
        sys.exit(0)
except AlreadyRunning as error:
    print(error)
    sys.exit(error.exit_code)
"""


def other(database: Database) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, "-c", OTHER, f"sqlite:///{database.path}"],
        cwd=ROOT, capture_output=True, text=True, check=False,
    )  # fmt: skip


def test_a_second_process_is_refused_and_told_whom_it_waits_for(sqlite_database: Database) -> None:
    with instance_lock(sqlite_database):
        refused = other(sqlite_database)
    assert refused.returncode == AlreadyRunning.exit_code == 75
    assert f"process {os.getpid()}" in refused.stdout
    assert other(sqlite_database).returncode == 0


def test_a_lock_left_by_a_killed_process_is_free(sqlite_database: Database) -> None:
    held = subprocess.Popen(
        [sys.executable, "-c", OTHER.replace("sys.exit(0)", "print('held', flush=True); sys.stdin.read()"),
         f"sqlite:///{sqlite_database.path}"],
        cwd=ROOT, stdin=subprocess.PIPE, stdout=subprocess.PIPE,
    )  # fmt: skip
    assert held.stdout is not None
    assert held.stdin is not None
    assert held.stdout.readline() == b"held\n"
    with pytest.raises(AlreadyRunning, match=f"process {held.pid}"), instance_lock(sqlite_database):
        pass
    held.kill()
    held.wait()
    held.stdin.close()
    held.stdout.close()
    with instance_lock(sqlite_database):
        pass
