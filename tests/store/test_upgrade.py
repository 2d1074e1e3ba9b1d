"""A database of the first versions comes to today's tables with all it holds, killed wherever it may be."""

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

# Made by keepwarm as of its first days and of its first public state: the sample mailbox, a flag dismissed, a
# call logged, a stage set by hand. Both call their tables 0001; those of the first days lack a table and
# columns that came a little later.
FIRST = ("first_days", "first_release")
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


def _bytes(first: str) -> bytes:
    return gzip.decompress(Path(__file__).with_name(f"{first}.db.gz").read_bytes())


def _file(path: Path, first: str) -> str:
    path.write_bytes(_bytes(first))
    return f"sqlite:///{path}"


def _fill(url: str, source: Path) -> None:
    """The same rows in PostgreSQL, in the same tables with the same columns."""
    engine = create_engine(url)
    with engine.begin() as connection:
        config = Config()
        config.set_main_option("script_location", str(schema.SHIPPED))
        config.set_main_option("path_separator", "os")
        config.attributes["connection"] = connection
        command.upgrade(config, "0001")
    old = create_engine(f"sqlite:///{source}")
    were = {name: _columns(old, name) for name in inspect(old).get_table_names()}
    with engine.begin() as writing:
        for name in inspect(engine).get_table_names():
            if name not in were:
                writing.execute(text(f'DROP TABLE "{name}"'))
                continue
            for column in _columns(engine, name) - were[name]:
                writing.execute(text(f'ALTER TABLE "{name}" DROP COLUMN "{column}"'))
    with old.connect() as reading, engine.begin() as writing:
        for table in Base.metadata.sorted_tables:
            if table.name not in were:
                continue
            wanted = [column for column in table.columns if column.name in were[table.name]]
            rows = [dict(row._mapping) for row in reading.execute(select(*wanted))]
            if rows:
                # Not our own table: it would give values to columns that came later.
                was = Table(table.name, MetaData(), autoload_with=writing)
                writing.execute(was.insert(), rows)
    engine.dispose()
    old.dispose()


def _columns(engine: Engine, table: str) -> set[str]:
    return {column["name"] for column in inspect(engine).get_columns(table)}


def _indexes(engine: Engine, table: str) -> set[str | None]:
    """Those that are no mere side of a constraint, as PostgreSQL has them."""
    found = inspect(engine).get_indexes(table)
    return {index["name"] for index in found if not index.get("duplicates_constraint")}


@pytest.fixture(params=FIRST)
def first(request: pytest.FixtureRequest) -> str:
    """Which of the first versions."""
    return str(request.param)


@pytest.fixture
def old_url(empty_url: str, tmp_path: Path, first: str) -> str:
    """A database of a first version, once SQLite and once PostgreSQL."""
    if empty_url.startswith("sqlite"):
        return _file(tmp_path / "keepwarm.db", first)
    _file(tmp_path / "source.db", first)
    _fill(empty_url, tmp_path / "source.db")
    return empty_url


def _rows(url: str, first: str) -> dict[str, list[Any]]:
    """What the tables of a first version hold, in the columns it had."""
    engine: Engine = create_engine(url)
    old = sqlite3.connect(":memory:")
    old.deserialize(_bytes(first))
    found: dict[str, list[Any]] = {}
    with engine.connect() as connection:
        for table in Base.metadata.sorted_tables:
            columns = [row[1] for row in old.execute(f'PRAGMA table_info("{table.name}")')]
            if columns:
                query = select(*(table.c[name] for name in columns if name in table.c))
                found[table.name] = sorted(map(repr, connection.execute(query)))
    engine.dispose()
    old.close()
    return found


def test_a_first_version_is_upgraded_and_keeps_everything(old_url: str, first: str) -> None:
    before = _rows(old_url, first)
    assert len(before["messages"]) == 62
    assert before["log_entries"]
    opened = Database.open(old_url)
    assert opened.is_current
    with opened.read() as session:
        assert upkeep.problems(session) == []
        assert session.scalar(text("SELECT count(*) FROM contacts WHERE name_by = 'book'")) == 12
    opened.close()
    assert _rows(old_url, first) == before


def test_an_upgraded_database_has_the_tables_of_a_new_one(old_url: str) -> None:
    Database.open(old_url).close()
    engine = create_engine(old_url)
    columns = {name: _columns(engine, name) for name in Base.metadata.tables}
    indexes = {name: _indexes(engine, name) for name in columns}
    engine.dispose()
    tables = Base.metadata.tables
    assert columns == {name: set(table.columns.keys()) for name, table in tables.items()}
    assert indexes == {name: {index.name for index in table.indexes} for name, table in tables.items()}


def test_a_copy_of_a_first_version_stays_and_can_be_opened(tmp_path: Path, first: str) -> None:
    url = _file(tmp_path / "keepwarm.db", first)
    Database.open(url).close()
    copy = tmp_path / "keepwarm.db.backup-0001"
    assert _rows(f"sqlite:///{copy}", first) == _rows(url, first)


def test_a_migration_killed_at_many_points_can_be_run_again(old_url: str, first: str) -> None:
    before = _rows(old_url, first)
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
    assert _rows(old_url, first) == before
