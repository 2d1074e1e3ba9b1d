"""What `check` tells of the machine: versions with faults, modes, the clock, room, the report's way."""

from __future__ import annotations

import shutil
from collections import namedtuple
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from config import Account, Report, Settings, Smtp
from config_loading import Loaded, load
from daemon import check_machine
from daemon.check_machine import clock, judged, known_faults
from daemon.checks import Check, Verdict, checks
from store import accounts, folders
from store.database import Database
from store.folders import FolderCursor

NOW = datetime(2026, 3, 2, 14, 0, tzinfo=UTC)
Usage = namedtuple("Usage", "total used free")


@pytest.mark.parametrize(
    ("program", "version", "faults"),
    [
        ("SQLite", (3, 40, 1), 1),
        ("SQLite", (3, 44, 5), 1),
        ("SQLite", (3, 44, 6), 0),
        ("SQLite", (3, 45, 0), 1),
        ("SQLite", (3, 50, 7), 0),
        ("SQLite", (3, 51, 2), 1),
        ("SQLite", (3, 51, 3), 0),
        ("SQLite", (3, 53, 0), 0),
        ("Python", (3, 11, 2), 4),
        ("Python", (3, 11, 13), 1),
        ("Python", (3, 11, 14), 0),
        ("Python", (3, 12, 1), 3),
        ("Python", (3, 13, 10), 0),
        ("Python", (3, 14, 0), 1),
        ("Python", (3, 15, 0), 0),
    ],
)
def test_versions_with_known_faults_are_told_from_those_without(
    program: str, version: tuple[int, ...], faults: int
) -> None:
    found = [one for one in known_faults() if one.program == program and one.is_in(version)]
    assert len(found) == faults
    check = judged(program, version, known_faults())
    assert check.verdict is (Verdict.NOTE if faults else Verdict.FINE)
    assert all(one.source in check.said for one in found)


def test_every_known_fault_has_its_source() -> None:
    assert all(one.source.startswith("https://") for one in known_faults())


def test_the_version_that_mends_all_is_the_one_of_the_same_line() -> None:
    assert "3.11.14 mends it" in judged("Python", (3, 11, 7), known_faults()).mend
    assert "3.50.7 mends it" in judged("SQLite", (3, 50, 1), known_faults()).mend


def test_a_clock_behind_a_mail_servers_is_wrong() -> None:
    assert clock(NOW, NOW + timedelta(hours=1)).verdict is Verdict.WRONG
    assert clock(NOW, NOW + timedelta(minutes=4)).verdict is not Verdict.WRONG
    assert clock(NOW, None).verdict is not Verdict.WRONG


def told(path: Path, database: Database, settings: Settings | None = None) -> list[Check]:
    loaded = load(path) if settings is None else Loaded(settings, path, {})
    return list(checks(loaded, f"sqlite:///{database.path}", now=NOW))


def of(name: str, found: list[Check]) -> list[Check]:
    return [one for one in found if one.name == name]


@pytest.fixture
def file(tmp_path: Path) -> Path:
    path = tmp_path / "config.toml"
    path.write_text("")
    path.chmod(0o600)
    return path


def test_a_configuration_that_others_may_read_is_wrong(file: Path, sqlite_database: Database) -> None:
    assert of("file modes", told(file, sqlite_database))[0].verdict is Verdict.FINE
    file.chmod(0o644)
    (wrong,) = of("file modes", told(file, sqlite_database))
    assert (wrong.verdict, wrong.mend) == (Verdict.WRONG, f"Run: chmod 600 {file}")


@pytest.mark.parametrize(
    ("megabytes", "verdict"), [(50, Verdict.WRONG), (500, Verdict.NOTE), (5000, Verdict.FINE)]
)
def test_a_disk_that_is_nearly_full_is_told(
    file: Path, sqlite_database: Database, monkeypatch: pytest.MonkeyPatch, megabytes: int, verdict: Verdict
) -> None:
    free = megabytes * check_machine.MEGABYTE
    monkeypatch.setattr(shutil, "disk_usage", lambda _: Usage(free * 2, free, free))
    assert [one.verdict for one in of("disk", told(file, sqlite_database))] == [verdict]


def test_a_report_that_would_not_arrive_is_wrong_and_nothing_is_sent(
    file: Path, sqlite_database: Database
) -> None:
    settings = Settings(
        accounts={"dana": Account(address="dana@agency.example", host="localhost", port=1)},
        report=Report(delivery="smtp"),
        smtp=Smtp(host="localhost", port=1),
    )
    (wrong,) = of("report dana", told(file, sqlite_database, settings))
    assert wrong.verdict is Verdict.WRONG
    sendmail = settings.model_copy(update={"report": Report(delivery="sendmail", sendmail="/no/such")})
    assert "report.sendmail" in of("report dana", told(file, sqlite_database, sendmail))[0].said
    folder = settings.model_copy(update={"report": Report(folder=str(file.parent / "reports"))})
    assert of("report dana", told(file, sqlite_database, folder))[0].verdict is Verdict.FINE
    assert not (file.parent / "reports").exists()


def test_mail_that_a_server_withholds_and_the_last_success_are_told(
    file: Path, sqlite_database: Database
) -> None:
    with sqlite_database.write() as session:
        dana = accounts.ensure(session, "dana", own_addresses=["dana@agency.example"])
        accounts.mark_read(session, dana.id, at=NOW - timedelta(hours=1))
        cursor = FolderCursor("INBOX", uidvalidity=1, high_uid=9, holes=(3, 4))
        folders.save(session, dana.id, cursor)
    settings = Settings(
        timezone="UTC", accounts={"dana": Account(address="dana@agency.example", host="localhost", port=1)}
    )
    found = told(file, sqlite_database, settings)
    assert "2 mails" in of("gaps", found)[0].said
    assert "2026-03-02 13:00" in of("mail", found)[0].said
    assert "does not run" in of("service", found)[0].said
