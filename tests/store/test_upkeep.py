"""Copies, soundness, mail in quarantine, and when jobs are due."""

from __future__ import annotations

import stat
from pathlib import Path

import pytest
from sqlalchemy import text

import errors
from store import accounts, folders, jobs, quarantine, upkeep
from store.database import Database
from store.folders import FolderCursor
from store.quarantine import Unreadable
from tests.store.mailbox import Store, day


def test_mail_that_cannot_be_read_is_kept_once_with_its_bytes(database: Database) -> None:
    raw = b"From: \xff\x00 broken"
    with database.write() as session:
        account = accounts.ensure(session, "mira").id
        inbox = folders.folder_id(session, account, "INBOX")
        there = Unreadable("INBOX uid 7", "no header", raw, inbox, uidvalidity=1, uid=7)
        for at in (day(1), day(2)):
            quarantine.keep(session, account, [there], at=at)
        quarantine.keep(session, account, [Unreadable("old.mbox message 3", "too deep", b"x")], at=day(0))
    with database.read() as session:
        older, held = quarantine.held(session)
        assert (older.where, older.folder, older.size) == ("old.mbox message 3", None, 1)
        assert (held.where, held.account, held.at, held.folder) == ("INBOX uid 7", "mira", day(1), "INBOX")
        assert quarantine.raw(session, f"q-{held.id}") == raw
        assert quarantine.places(session, inbox, 1) == {7}
        assert quarantine.held(session, account_id=account + 1) == []
    with database.write() as session:
        quarantine.remove(session, held.id)
        assert [one.id for one in quarantine.held(session)] == [older.id]
        with pytest.raises(errors.NotFound):
            quarantine.raw(session, held.id)


def test_the_same_unreadable_bytes_at_two_places_are_held_for_both(database: Database) -> None:
    with database.write() as session:
        account = accounts.ensure(session, "mira").id
        inbox = folders.folder_id(session, account, "INBOX")
        both = [Unreadable(f"INBOX uid {uid}", "empty", b"\n", inbox, 1, uid) for uid in (7, 8)]
        quarantine.keep(session, account, both, at=day(1))
        quarantine.keep(session, account, both[::-1], at=day(2))
        assert quarantine.places(session, inbox, 1) == {7, 8}
        assert len(quarantine.held(session)) == 2
        quarantine.release(session, inbox, 1, {7})
        assert quarantine.places(session, inbox, 1) == {8}


def test_unreadable_bytes_outlive_a_renumbering_and_are_held_once(database: Database) -> None:
    with database.write() as session:
        account = accounts.ensure(session, "mira").id
        inbox = folders.save(session, account, FolderCursor("INBOX", uidvalidity=1, high_uid=9))
        old = [
            Unreadable("INBOX uid 7", "empty", b"\n", inbox, 1, 7),
            Unreadable("INBOX uid 8", "?", b"gone", inbox, 1, 8),
        ]
        withheld = Unreadable("INBOX uid 9", "the server does not hand it over", b"", inbox, 1, 9)
        quarantine.keep(session, account, [*old, withheld], at=day(1))
        folders.save(session, account, FolderCursor("INBOX", uidvalidity=2, high_uid=1, low_uid=2))
        folders.renumber(session, inbox)
        quarantine.keep(session, account, [Unreadable("INBOX uid 1", "empty", b"\n", inbox, 2, 1)], at=day(2))
        folders.save(session, account, FolderCursor("INBOX", uidvalidity=2, high_uid=1))
        held = quarantine.held(session)
    assert [(one.where, one.size) for one in held] == [("INBOX uid 8", 4), ("INBOX uid 1", 1)]


def test_a_job_is_due_when_its_time_has_come(database: Database) -> None:
    with database.write() as session:
        jobs.ensure(session, "report", due_at=day(7))
        jobs.ensure(session, "sync mira", due_at=day(1))
        assert jobs.ensure(session, "report", due_at=day(99)).due_at == day(7)
        assert [job.name for job in jobs.due(session, now=day(1))] == ["sync mira"]
        assert [job.name for job in jobs.due(session, now=day(8))] == ["sync mira", "report"]
        assert [job.name for job in jobs.jobs(session)] == ["sync mira", "report"]


def test_a_due_job_is_claimed_once(database: Database) -> None:
    with database.write() as session:
        jobs.ensure(session, "report", due_at=day(7))
        assert not jobs.start(session, "report", now=day(6), next_due_at=day(14))
        assert jobs.start(session, "report", now=day(8), next_due_at=day(14))
        assert not jobs.start(session, "report", now=day(8), next_due_at=day(14))
        (job,) = jobs.jobs(session)
        assert (job.due_at, job.last_started_at) == (day(14), day(8))


def test_failures_are_counted_until_a_success(database: Database) -> None:
    with database.write() as session:
        jobs.ensure(session, "sync mira", due_at=day(1))
        jobs.fail(session, "sync mira", error="the server hung up", retry_at=day(2))
        failed = jobs.fail(session, "sync mira", error="the server hung up", retry_at=day(3))
        assert (failed.failures_in_a_row, failed.last_error, failed.due_at) == (
            2,
            "the server hung up",
            day(3),
        )
        fine = jobs.succeed(session, "sync mira", now=day(3))
        assert (fine.failures_in_a_row, fine.last_error, fine.last_succeeded_at) == (0, "", day(3))
        assert jobs.reschedule(session, "sync mira", due_at=day(1)).due_at == day(1)
        with pytest.raises(errors.NotFound):
            jobs.succeed(session, "nothing", now=day(3))


def test_a_copy_is_private_and_has_what_the_database_had(sqlite_database: Database, tmp_path: Path) -> None:
    with sqlite_database.write() as session:
        accounts.ensure(session, "mira")
    target = tmp_path / "copy.db"
    for _ in range(2):
        assert sqlite_database.back_up(target) == target
    assert stat.S_IMODE(target.stat().st_mode) == 0o600
    assert sorted(path.name for path in tmp_path.iterdir() if path.name.startswith("copy")) == ["copy.db"]
    copied = Database.open(f"sqlite:///{target}")
    with copied.read() as session:
        assert [one.name for one in accounts.accounts(session)] == ["mira"]
    copied.close()


def test_a_copy_into_nowhere_says_so(sqlite_database: Database, tmp_path: Path) -> None:
    with pytest.raises(errors.DatabaseUnusable, match="no copy could be written"):
        sqlite_database.back_up(tmp_path / "nowhere" / "copy.db")


@pytest.mark.postgres
def test_a_server_is_copied_with_its_own_tools(postgres_server: object) -> None:
    from tests.servers.postgres import Postgres

    assert isinstance(postgres_server, Postgres)
    opened = Database.open(postgres_server.url("postgres"), upgrade=False)
    with pytest.raises(errors.DatabaseUnusable, match="pg_dump"):
        opened.back_up(Path("copy.db"))
    opened.close()


def test_a_table_and_a_column_that_are_gone_are_named(database: Database) -> None:
    with database.write() as session:
        session.execute(text("DROP TABLE corrections"))
        session.execute(text("ALTER TABLE participants DROP COLUMN answer"))
    with database.read() as session:
        assert upkeep.problems(session) == ["there is no table corrections", "participants lacks answer"]
    with (
        pytest.raises(errors.DatabaseUnusable, match="lacks a table or a column") as told,
        database.read() as session,
    ):
        session.execute(text("SELECT * FROM corrections"))
    assert "keepwarm db check" in str(told.value)


def test_a_sound_database_has_no_problems(database: Database) -> None:
    with database.write() as session:
        Store(session).mail(day(1), "ines@mail.example")
    with database.read() as session:
        assert upkeep.problems(session) == []


def test_rows_that_point_nowhere_are_found(sqlite_database: Database) -> None:
    with sqlite_database.write() as session:
        Store(session).mail(day(1), "ines@mail.example")
    with sqlite_database.read() as session:
        session.connection().connection.commit()
        session.execute(text("PRAGMA foreign_keys = OFF"))
        session.execute(text("DELETE FROM accounts"))
        assert "rows in messages point nowhere" in upkeep.problems(session)
