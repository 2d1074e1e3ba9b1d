"""A database of the first release comes to today's tables with all it holds, killed wherever it may be."""

from __future__ import annotations

import gzip
import sqlite3
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest
from alembic import command
from alembic.config import Config
from sqlalchemy import Engine, MetaData, Table, create_engine, inspect, select, text

from store import schema, upkeep
from store.database import Database
from store.models import Base

# Made by keepwarm as of its first public state (schema 0001): the sample mailbox, a flag dismissed, a call
# logged, a stage set by hand.
FIRST_RELEASE = Path(__file__).with_name("first_release.db.gz")
# Opens a database again and again, killed, for real, each time some statements later, until it is done.
KILLED = """
import os, signal, sys
from sqlalchemy import create_engine, event, text
from sqlalchemy.engine import Engine
from alembic import command
from store.database import Database
url, step, kills, left = sys.argv[1], int(sys.argv[2]), 0, 0

def count(*_):
    global left
    left -= 1
    if left == 0:
        os.kill(os.getpid(), signal.SIGKILL)

event.listen(Engine, "before_cursor_execute", count)
while True:
    child = os.fork()
    if child == 0:
        left = 1 + kills * step
        Database.open(url).close()
        os._exit(0)
    _, status = os.waitpid(child, 0)
    if os.WIFEXITED(status):
        break
    kills += 1
    left = 0
    engine = create_engine(url)
    with engine.connect() as connection:
        found = connection.scalar(text("SELECT version_num FROM alembic_version"))
        assert (os.WTERMSIG(status), found) == (signal.SIGKILL, "0001"), (status, found)
    engine.dispose()
print(kills, os.WEXITSTATUS(status))
"""


def _file(path: Path) -> str:
    path.write_bytes(gzip.decompress(FIRST_RELEASE.read_bytes()))
    return f"sqlite:///{path}"


def _fill(url: str, source: Path) -> None:
    """The same rows in PostgreSQL, in the tables of the first release."""
    engine = create_engine(url)
    with engine.begin() as connection:
        config = Config()
        config.set_main_option("script_location", str(schema.SHIPPED))
        config.set_main_option("path_separator", "os")
        config.attributes["connection"] = connection
        command.upgrade(config, "0001")
    old = create_engine(f"sqlite:///{source}")
    there = set(inspect(engine).get_table_names())
    with old.connect() as reading, engine.begin() as writing:
        for table in Base.metadata.sorted_tables:
            if table.name not in there:
                continue
            columns = {column["name"] for column in inspect(engine).get_columns(table.name)}
            wanted = [column for column in table.columns if column.name in columns]
            rows = [dict(row._mapping) for row in reading.execute(select(*wanted))]
            if rows:
                # Not our own table: it would give values to columns that came later.
                was = Table(table.name, MetaData(), autoload_with=writing)
                writing.execute(was.insert(), rows)
    engine.dispose()
    old.dispose()


@pytest.fixture
def old_url(empty_url: str, tmp_path: Path) -> str:
    """A database of the first release, once SQLite and once PostgreSQL."""
    if empty_url.startswith("sqlite"):
        return _file(tmp_path / "keepwarm.db")
    _file(tmp_path / "source.db")
    _fill(empty_url, tmp_path / "source.db")
    return empty_url


def _rows(url: str) -> dict[str, list[Any]]:
    """What the tables of the first release hold, in the columns it had."""
    engine: Engine = create_engine(url)
    first = sqlite3.connect(":memory:")
    first.deserialize(gzip.decompress(FIRST_RELEASE.read_bytes()))
    found: dict[str, list[Any]] = {}
    with engine.connect() as connection:
        for table in Base.metadata.sorted_tables:
            columns = [row[1] for row in first.execute(f'PRAGMA table_info("{table.name}")')]
            if columns:
                query = select(*(table.c[name] for name in columns if name in table.c))
                found[table.name] = sorted(map(repr, connection.execute(query)))
    engine.dispose()
    first.close()
    return found


def test_the_first_release_is_upgraded_and_keeps_everything(old_url: str) -> None:
    before = _rows(old_url)
    assert len(before["messages"]) == 62
    assert before["log_entries"]
    opened = Database.open(old_url)
    assert opened.is_current
    with opened.read() as session:
        assert upkeep.problems(session) == []
        assert session.scalar(text("SELECT count(*) FROM contacts WHERE name_by = 'book'")) == 12
    opened.close()
    assert _rows(old_url) == before


def test_a_copy_of_the_first_release_stays_and_can_be_opened(tmp_path: Path) -> None:
    url = _file(tmp_path / "keepwarm.db")
    Database.open(url).close()
    copy = tmp_path / "keepwarm.db.backup-0001"
    assert _rows(f"sqlite:///{copy}") == _rows(url)


def test_a_migration_killed_at_many_points_can_be_run_again(old_url: str) -> None:
    before = _rows(old_url)
    done = subprocess.run(
        [sys.executable, "-c", KILLED, old_url, "7"],
        cwd=Path(__file__).parents[2], capture_output=True, text=True, check=False,
    )  # fmt: skip
    kills, exit_code = done.stdout.split() or (0, done.stderr)
    assert (int(kills) > 10, exit_code) == (True, "0"), done.stderr
    opened = Database.open(old_url)
    assert opened.is_current
    with opened.read() as session:
        assert upkeep.problems(session) == []
    opened.close()
    assert _rows(old_url) == before
