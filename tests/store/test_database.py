"""The database: private, patient, and plain-spoken when it cannot be used."""

from __future__ import annotations

import multiprocessing
import os
import shutil
import sqlite3
import stat
import subprocess
import sys
import threading
import traceback
from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path

import pytest
from sqlalchemy import text

import errors
from store import database as database_module
from store.database import Database, default_url
from store.models import AccountRow, ContactRow, JobRow

NOON = datetime(2026, 3, 2, 12, tzinfo=UTC)


def _write_an_account(database: Database, name: str = "dana", *, then: Callable[[], object] = int) -> None:
    with database.write() as session:
        session.add(AccountRow(name=name, own_addresses=[]))
        session.flush()
        then()


_FAILS: dict[str, str] = {}


def _write_accounts(database: Database) -> None:
    for number in range(100):
        _write_an_account(database, name=str(number) * 400)


def test_what_is_written_is_read_again(database: Database) -> None:
    with database.write() as session:
        session.add(AccountRow(name="dana", own_addresses=["dana@agency.example"]))
    with database.read() as session:
        assert session.query(AccountRow).one().own_addresses == ["dana@agency.example"]


def test_a_failed_writing_leaves_nothing_behind(database: Database) -> None:
    with pytest.raises(KeyError):
        _write_an_account(database, then=lambda: _FAILS["x"])
    with database.read() as session:
        assert session.query(AccountRow).count() == 0


def test_a_reading_sees_one_moment(database: Database) -> None:
    with database.read() as before:
        assert before.query(AccountRow).count() == 0
        with database.write() as session:
            session.add(AccountRow(name="dana", own_addresses=[]))
        assert before.query(AccountRow).count() == 0
    with database.read() as after:
        assert after.query(AccountRow).count() == 1


def test_a_database_without_tables_gets_them(empty_url: str) -> None:
    unopened = Database.open(empty_url, upgrade=False)
    assert unopened.revision() == ""
    unopened.upgrade()
    assert unopened.revision() != ""
    unopened.close()


def _add_one(url: str, times: int) -> None:
    opened = Database.open(url)
    for _ in range(times):
        with opened.write() as session:
            row = session.get_one(JobRow, "counter")
            row.failures_in_a_row = row.failures_in_a_row + 1
    opened.close()


def test_two_processes_that_read_and_then_write_lose_nothing(database: Database, database_url: str) -> None:
    with database.write() as session:
        session.add(JobRow(name="counter", due_at=NOON, failures_in_a_row=0))
    spawn = multiprocessing.get_context("spawn")
    processes = [spawn.Process(target=_add_one, args=(database_url, 100)) for _ in range(2)]
    for process in processes:
        process.start()
    for process in processes:
        process.join()
    assert [process.exitcode for process in processes] == [0, 0]
    with database.read() as session:
        assert session.get_one(JobRow, "counter").failures_in_a_row == 200


def test_processes_that_start_at_once_on_an_empty_database_make_its_tables_once(empty_url: str) -> None:
    program = f"from store.database import Database; Database.open({empty_url!r}).close()"
    started = [subprocess.Popen([sys.executable, "-c", program], stderr=subprocess.PIPE) for _ in range(4)]
    told = [process.communicate()[1] for process in started]
    assert [process.returncode for process in started] == [0, 0, 0, 0], told
    Database.open(empty_url).close()


def test_text_that_no_database_takes_keeps_its_length(database: Database) -> None:
    hostile = "a\0b\ud800c\N{PARTY POPPER}"
    with database.write() as session:
        session.add(ContactRow(name=hostile, name_key="k" * 20_000 + "\0", role="other", created_at=NOON))
    with database.read() as session:
        row = session.query(ContactRow).one()
        assert row.name == "a\N{REPLACEMENT CHARACTER}b\N{REPLACEMENT CHARACTER}c\N{PARTY POPPER}"
        found = session.query(ContactRow).filter(ContactRow.name_key == "k" * 20_000 + "\0")
        assert found.count() == 1
        assert session.query(ContactRow).filter(ContactRow.name_key == "k" * 20_001).count() == 0


@pytest.mark.parametrize("moment", ["0001-01-01T00:00:00+14:00", "9999-12-31T23:59:59-12:00"])
def test_a_moment_at_the_end_of_the_calendar_is_kept_as_the_nearest_possible(
    database: Database, moment: str
) -> None:
    told = datetime.fromisoformat(moment)
    with database.write() as session:
        session.add(JobRow(name="job", due_at=told))
    with database.read() as session:
        kept = session.get_one(JobRow, "job").due_at
        assert abs(kept.year - told.year) <= 1


def test_a_date_time_without_a_zone_is_a_mistake(database: Database) -> None:
    with pytest.raises(Exception, match="naive"), database.write() as session:
        session.add(JobRow(name="job", due_at=datetime(2026, 3, 2)))  # noqa: DTZ001


# --------------------------------------------------------------------------- files


def test_the_file_and_its_companions_are_for_their_owner_only(tmp_path: Path) -> None:
    umask = os.umask(0)
    try:
        opened = Database.open(f"sqlite:///{tmp_path / 'try.db'}")
        with opened.write() as session:
            session.add(AccountRow(name="dana", own_addresses=[]))
        modes = {path.name: stat.S_IMODE(path.stat().st_mode) for path in tmp_path.iterdir()}
        opened.close()
    finally:
        os.umask(umask)
    assert modes == {"try.db": 0o600, "try.db-wal": 0o600, "try.db-shm": 0o600}


def test_a_file_that_others_could_read_is_closed_to_them(tmp_path: Path, migrated_sqlite: Path) -> None:
    path = tmp_path / "try.db"
    shutil.copyfile(migrated_sqlite, path)
    path.chmod(0o644)
    Database.open(f"sqlite:///{path}").close()
    assert stat.S_IMODE(path.stat().st_mode) == 0o600


def test_the_default_folder_is_made_and_private(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("XDG_STATE_HOME", str(tmp_path / "state"))
    Database.open(default_url()).close()
    folder = tmp_path / "state" / "keepwarm"
    assert stat.S_IMODE(folder.stat().st_mode) == 0o700
    assert stat.S_IMODE((folder / "keepwarm.db").stat().st_mode) == 0o600


def test_a_relative_url_is_a_file_in_the_working_folder(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    Database.open("sqlite:///try.db").close()
    assert (tmp_path / "try.db").exists()


def test_an_erased_row_cannot_be_read_in_the_file(sqlite_database: Database) -> None:
    with sqlite_database.write() as session:
        session.add(ContactRow(name="Canary Quillfeather", name_key="x", role="other", created_at=NOON))
    with sqlite_database.write() as session:
        session.delete(session.query(ContactRow).one())
    path = sqlite_database.path
    assert path is not None
    sqlite_database.close()  # the last connection folds the log into the file
    assert b"Quillfeather" not in path.read_bytes()


# --------------------------------------------------------------------------- what cannot be used


def test_a_locked_database_says_so(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    path = tmp_path / "try.db"
    Database.open(f"sqlite:///{path}").close()
    monkeypatch.setattr(database_module, "BUSY_SECONDS", 0)
    opened = Database.open(f"sqlite:///{path}")
    other = sqlite3.connect(path, isolation_level=None)
    other.execute("BEGIN IMMEDIATE")
    with pytest.raises(errors.DatabaseUnusable, match=r"try\.db: is locked by another program\."):
        _write_an_account(opened)
    with opened.read() as session:
        assert session.query(AccountRow).count() == 0
    other.close()
    opened.close()


def test_a_damaged_database_says_so(tmp_path: Path) -> None:
    path = tmp_path / "try.db"
    Database.open(f"sqlite:///{path}").close()
    content = bytearray(path.read_bytes())
    content[4096:] = b"\x5a" * (len(content) - 4096)
    path.write_bytes(content)
    with pytest.raises(errors.DatabaseUnusable, match="is damaged") as told:
        Database.open(f"sqlite:///{path}")
    assert "backup" in told.value.mend


def test_a_file_that_is_no_database_says_so(tmp_path: Path) -> None:
    path = tmp_path / "notes.txt"
    path.write_text("Call the client back on Thursday.\n" * 100)
    with pytest.raises(errors.DatabaseUnusable, match="is not a database"):
        Database.open(f"sqlite:///{path}")


@pytest.mark.root
def test_a_read_only_database_says_so(tmp_path: Path) -> None:
    path = tmp_path / "try.db"
    Database.open(f"sqlite:///{path}").close()
    for each in (tmp_path, *tmp_path.parents):
        if each != Path("/") and each != Path("/tmp"):
            each.chmod(each.stat().st_mode | 0o055)
    path.chmod(0o644)
    program = (
        "import os, errors\nfrom store.database import Database\n"
        "Database.open('sqlite://').close()  # imports all there is to import, while root\n"
        "os.setgid(65534); os.setuid(65534)\n"
        f"try: Database.open('sqlite:///{path}')\n"
        "except errors.DatabaseUnusable as e: print(e)"
    )
    told = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, check=False)
    assert "try.db: " in told.stdout, told.stderr
    assert "Check who owns the file" in told.stdout


def test_a_disk_without_space_says_so(sqlite_database: Database) -> None:
    with sqlite_database.read() as session:
        pages = session.scalar(text("PRAGMA page_count"))
        session.execute(text(f"PRAGMA max_page_count = {pages}"))  # as good as a full disk, and harmless
    with pytest.raises(errors.DatabaseUnusable, match="the disk is full"):
        _write_accounts(sqlite_database)


def test_a_missing_folder_says_so(tmp_path: Path) -> None:
    with pytest.raises(errors.DatabaseUnusable, match=r"folder .* does not exist"):
        Database.open(f"sqlite:///{tmp_path / 'nowhere' / 'try.db'}")


def test_a_folder_is_no_database(tmp_path: Path) -> None:
    with pytest.raises(errors.DatabaseUnusable, match="is a folder"):
        Database.open(f"sqlite:///{tmp_path}")


@pytest.mark.parametrize("url", ["mysql://host/db", "keepwarm.db", "", "oracle+thing://secret@host"])
def test_another_kind_of_database_is_refused_without_a_password(url: str) -> None:
    with pytest.raises(errors.DatabaseUnusable) as told:
        Database.open(url)
    assert "sqlite:///" in told.value.mend


def test_a_missing_driver_names_what_to_install(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "psycopg", None)
    with pytest.raises(errors.DatabaseUnusable, match=r"pip install 'keepwarm\[postgres\]'"):
        Database.open("postgresql+psycopg://dana:geheim@localhost/keepwarm")


@pytest.mark.postgres
def test_a_server_that_is_not_there_says_so_without_the_password() -> None:
    secret = "canary".upper()
    with pytest.raises(errors.DatabaseUnusable, match="cannot be reached") as told:
        Database.open(f"postgresql://dana:{secret}@127.0.0.1:1/keepwarm")
    assert secret not in "".join(traceback.format_exception(told.value))


@pytest.mark.postgres
def test_a_database_that_the_server_does_not_have_says_so(postgres_server: object) -> None:
    from tests.servers.postgres import Postgres

    assert isinstance(postgres_server, Postgres)
    with pytest.raises(errors.DatabaseUnusable, match="does not exist"):
        Database.open(postgres_server.url("nothing_of_that_name"))


def test_a_refused_row_is_told_without_what_it_held(database: Database) -> None:
    canary = "quillfeather".upper()
    _write_an_account(database, canary)
    with pytest.raises(errors.DatabaseUnusable, match="against its rules") as told:
        _write_an_account(database, canary)
    assert canary not in "".join(traceback.format_exception(told.value))


def test_threads_write_in_turn_however_long_one_of_them_takes(
    database_url: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("store.database.BUSY_SECONDS", 0)
    opened = Database.open(database_url)
    has_begun, may_end = threading.Event(), threading.Event()

    def write_for_long() -> None:
        with opened.write() as session:
            session.add(AccountRow(name="dana", own_addresses=[]))
            session.flush()
            has_begun.set()
            may_end.wait(30)

    first = threading.Thread(target=write_for_long)
    first.start()
    has_begun.wait(30)
    threading.Timer(0.2, may_end.set).start()
    with opened.write() as session:
        session.add(AccountRow(name="rita", own_addresses=[]))
    first.join()
    with opened.read() as session:
        assert session.query(AccountRow).count() == 2
    opened.close()
