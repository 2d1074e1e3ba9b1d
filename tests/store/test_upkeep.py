"""Copies, soundness, mail in quarantine, and when jobs are due."""

from __future__ import annotations

import stat
from pathlib import Path

import pytest
from sqlalchemy import text

import errors
from store import accounts, jobs, quarantine, upkeep
from store.database import Database
from tests.store.mailbox import Store, day


def test_mail_that_cannot_be_read_is_kept_once_with_its_bytes(database: Database) -> None:
    raw = b"From: \xff\x00 broken"
    with database.write() as session:
        account = accounts.ensure(session, "mira").id
        for at in (day(1), day(2)):
            is_new = quarantine.add(
                session,
                account,
                where="INBOX UID 7",
                reason="no header",
                raw=raw,
                at=at,
                uid=7,
                uidvalidity=1,
            )
            assert is_new == (at == day(1))
        quarantine.add(session, account, where="old.mbox message 3", reason="too deep", raw=b"x", at=day(0))
    with database.read() as session:
        older, held = quarantine.held(session)
        assert (older.where, held.where, held.account, held.at) == (
            "old.mbox message 3",
            "INBOX UID 7",
            "mira",
            day(2),
        )
        assert quarantine.raw(session, f"q-{held.id}") == raw
        assert quarantine.held(session, account_id=account + 1) == []
    with database.write() as session:
        quarantine.remove(session, held.id)
        assert [one.id for one in quarantine.held(session)] == [older.id]
        with pytest.raises(errors.NotFound):
            quarantine.raw(session, held.id)


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
