"""The schema: what the migrations make is what the models say, and nothing newer is touched."""

from __future__ import annotations

import re
import shutil
import sqlite3
import stat
import subprocess
import sys
from pathlib import Path

import pytest
from alembic.autogenerate import compare_metadata
from alembic.config import Config
from alembic.migration import MigrationContext
from alembic.script import ScriptDirectory
from sqlalchemy import inspect, text

import errors
from store import schema
from store.database import Database, exists
from store.models import AccountRow, Base, MessageRow
from tests.store.mailbox import Store, day

HEAD = schema.Revisions.of().head
ONE_MORE = '''
"""A table more."""
import sqlalchemy as sa
from alembic import op

revision = "9000"
down_revision = "{head}"

def upgrade() -> None:
    op.create_table("extra", sa.Column("id", sa.Integer, primary_key=True))
    {then}
'''


def _with_one_revision_more(folder: Path, then: str = "pass") -> schema.Revisions:
    copied = folder / "migrations"
    shutil.copytree(schema.SHIPPED, copied, ignore=shutil.ignore_patterns("__pycache__"))
    more = ONE_MORE.replace("{then}", then).replace("{head}", HEAD)
    (copied / "versions" / "9000_a_table_more.py").write_text(more)
    return schema.Revisions.of(copied)


def test_the_migrations_make_what_the_models_say(database: Database) -> None:
    with database.read() as session:
        context = MigrationContext.configure(session.connection())
        assert compare_metadata(context, Base.metadata) == []


def test_an_index_of_some_rows_has_the_condition_that_the_models_note(database: Database) -> None:
    noted = {
        index.name: index.info.get("where")
        for table in Base.metadata.tables.values()
        for index in table.indexes
    }
    with database.read() as session:
        inspector = inspect(session.connection())
        held = {
            index["name"]: index.get("dialect_options", {}).get(f"{inspector.dialect.name}_where")
            for table in Base.metadata.tables
            for index in inspector.get_indexes(table)
            if not index.get("duplicates_constraint")
        }
    plain = {
        name: None if where is None else re.sub(r"[()]|::text", "", str(where))
        for name, where in held.items()
    }
    assert plain == noted
    assert any(noted.values())


def test_the_newest_file_is_the_head_that_alembic_sees() -> None:
    config = Config()
    config.set_main_option("script_location", str(schema.SHIPPED))
    config.set_main_option("path_separator", "os")
    assert ScriptDirectory.from_config(config).get_heads() == [schema.Revisions.of().head]


def test_a_schema_newer_than_the_program_is_refused_and_both_are_named(database_url: str) -> None:
    opened = Database.open(database_url)
    with opened.write() as session:
        session.execute(text("UPDATE alembic_version SET version_num = '9999'"))
    opened.close()
    for upgrade in (True, False):
        with pytest.raises(errors.SchemaNewer) as told:
            Database.open(database_url, upgrade=upgrade)
        assert "9999" in told.value.what
        assert schema.Revisions.of().head in told.value.what


def test_an_older_database_is_migrated_and_keeps_what_it_holds(database_url: str, tmp_path: Path) -> None:
    opened = Database.open(database_url)
    with opened.write() as session:
        session.add(AccountRow(name="dana", own_addresses=[]))
    opened.close()
    opened = Database.open(database_url, revisions=_with_one_revision_more(tmp_path))
    with opened.read() as session:
        assert session.query(AccountRow).one().name == "dana"
        assert session.scalar(text("SELECT count(*) FROM extra")) == 0
    opened.close()


def test_rebuilding_a_table_keeps_the_rows_that_point_to_it(database_url: str, tmp_path: Path) -> None:
    rebuild = "with op.batch_alter_table('accounts') as table: table.alter_column('name', nullable=True)"
    opened = Database.open(database_url)
    with opened.write() as session:
        Store(session).mail(day(1), "ines@mail.example")
    opened.close()
    opened = Database.open(database_url, revisions=_with_one_revision_more(tmp_path, then=rebuild))
    with opened.write() as session:
        assert session.query(MessageRow).count() == 1
        session.query(AccountRow).delete()
        assert session.query(MessageRow).count() == 0  # foreign keys hold again
    opened.close()


def test_asking_whether_a_database_is_there_makes_none(tmp_path: Path, database_url: str) -> None:
    assert exists(database_url)
    assert not exists(f"sqlite:///{tmp_path / 'none.db'}")
    assert not (tmp_path / "none.db").exists()
    (tmp_path / "empty.db").touch()
    assert not exists(f"sqlite:///{tmp_path / 'empty.db'}")


def test_an_older_file_is_copied_before_it_is_migrated(tmp_path: Path) -> None:
    path = tmp_path / "try.db"
    opened = Database.open(f"sqlite:///{path}")
    with opened.write() as session:
        session.add(AccountRow(name="dana", own_addresses=[]))
    opened.close()
    assert not list(tmp_path.glob("*backup*"))
    Database.open(f"sqlite:///{path}", revisions=_with_one_revision_more(tmp_path)).close()
    copy = tmp_path / f"try.db.backup-{HEAD}"
    assert stat.S_IMODE(copy.stat().st_mode) == 0o600
    with sqlite3.connect(copy) as connection:
        assert connection.execute("SELECT name FROM accounts").fetchall() == [("dana",)]
        assert connection.execute("SELECT version_num FROM alembic_version").fetchall() == [(HEAD,)]
    connection.close()


def test_a_migration_that_breaks_off_changes_nothing_and_can_be_tried_again(
    database_url: str, tmp_path: Path
) -> None:
    broken = _with_one_revision_more(tmp_path / "broken", then="raise RuntimeError('the power went')")
    with pytest.raises(RuntimeError, match="the power went"):
        Database.open(database_url, revisions=broken)
    whole = _with_one_revision_more(tmp_path / "whole")
    opened = Database.open(database_url, revisions=whole)
    assert opened.revision() == "9000"
    opened.close()


def test_opening_what_is_up_to_date_imports_neither_alembic_nor_another_database(
    sqlite_database: Database,
) -> None:
    program = (
        "import sys\nfrom store.database import Database\nfrom store.models import Base\n"
        f"Database.open('sqlite:///{sqlite_database.path}').close()\n"
        "unwanted = ('alembic', 'sqlalchemy.dialects.postgresql', 'psycopg')\n"
        "print([name for name in sys.modules if name.startswith(unwanted)])"
    )
    told = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, check=True)
    assert told.stdout.strip() == "[]"
