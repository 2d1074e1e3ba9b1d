"""What the tests of every room share: fresh databases, and a loud word on what was not checked."""

from __future__ import annotations

import os
import shutil
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from itertools import count
from pathlib import Path
from typing import Any

import pytest

from store.database import Database

# --------------------------------------------------------------------------- what may be missing


@dataclass(frozen=True)
class Need:
    """What a marker stands for. `missing` says why it cannot be had here; empty: it can."""

    missing: Callable[[], str]
    promise: str


def _without_postgres() -> str:
    try:
        from tests.servers import postgres
    except ImportError:
        return "psycopg is not installed"
    return "" if postgres.binaries() else "PostgreSQL is not installed (Debian: postgresql-15)"


def _without_dovecot() -> str:
    found = shutil.which("dovecot", path=f"{os.environ.get('PATH', '')}:/usr/sbin:/usr/local/sbin")
    return "" if found else "Dovecot is not installed (Debian: dovecot-imapd)"


def _without_chromium() -> str:
    found = any(shutil.which(name) for name in ("chromium", "chromium-browser", "google-chrome"))
    return "" if found else "no browser is installed (Debian: chromium)"


def _without_systemd() -> str:
    return "" if shutil.which("systemd-analyze") else "systemd is not installed (Debian: systemd)"


def _without_compiler() -> str:
    return "" if shutil.which("cc") else "there is no C compiler (Debian: gcc, libc6-dev)"


def _without_exim() -> str:
    found = shutil.which("exim4", path=f"{os.environ.get('PATH', '')}:/usr/sbin")
    return "" if found else "Exim is not installed (Debian: exim4-daemon-light)"


def _without_data() -> str:
    named = os.environ.get("KEEPWARM_DATA", "")
    if not named:
        return "KEEPWARM_DATA is not set"
    return "" if Path(named).is_dir() else "KEEPWARM_DATA names no folder"


def _without_root() -> str:
    return "" if os.geteuid() == 0 else "not run as root"


NEEDS = {
    "root": Need(_without_root, "that a database of somebody else's is refused with a mend"),
    "postgres": Need(_without_postgres, "that PostgreSQL keeps everything that SQLite keeps"),
    "dovecot": Need(_without_dovecot, "that mail is read from a real IMAP server"),
    "chromium": Need(_without_chromium, "that the report is right and harmless in a real browser"),
    "exim": Need(_without_exim, "that a report gets through a real mail server and is known when it returns"),
    "clock": Need(_without_compiler, "that the service stands clocks that jump, and sleep"),
    "systemd": Need(_without_systemd, "that the unit of the service is exposed to little"),
    "data": Need(_without_data, "that real public mail is read as measured"),
}


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Skip what cannot be checked here."""
    for marker, need in NEEDS.items():
        wanting = [item for item in items if item.get_closest_marker(marker)]
        reason = need.missing() if wanting else ""
        for item in wanting if reason else []:
            item.add_marker(pytest.mark.skip(reason=reason))


def pytest_terminal_summary(terminalreporter: Any) -> None:
    """A skipped test is easily overlooked; a promise that nobody checked must not be.

    Counted from the reports, because with several workers nothing is collected here.
    """
    said = [str(report.longrepr) for report in terminalreporter.stats.get("skipped", [])]
    for need in NEEDS.values():
        reason = need.missing()
        number = sum(reason in one for one in said) if reason else 0
        if number:
            tests = "1 test" if number == 1 else f"{number} tests"
            line = f"NOT CHECKED: {need.promise} - {tests} left out, {reason}"
            terminalreporter.write_line(line, red=True, bold=True)


# --------------------------------------------------------------------------- databases

BOTH = ["sqlite", pytest.param("postgres", marks=pytest.mark.postgres)]

_number = count(1)


@pytest.fixture(scope="session")
def postgres_server() -> Iterator[Any]:
    """A private PostgreSQL server, with a database `migrated` to copy from."""
    from tests.servers import postgres

    with postgres.running() as server:
        Database.open(server.create("migrated")).close()
        yield server


@pytest.fixture(scope="session")
def migrated_sqlite(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A migrated SQLite file to copy from: migrating anew for each test would cost more than the test."""
    path = tmp_path_factory.mktemp("migrated") / "keepwarm.db"
    Database.open(f"sqlite:///{path}").close()
    return path


@pytest.fixture(params=BOTH)
def empty_url(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[str]:
    """The URL of a database without tables, once SQLite and once PostgreSQL."""
    if request.param == "sqlite":
        yield f"sqlite:///{tmp_path / 'keepwarm.db'}"
        return
    server = request.getfixturevalue("postgres_server")
    name = f"empty_{os.getpid()}_{next(_number)}"
    yield server.create(name)
    server.drop(name)


@pytest.fixture(params=BOTH)
def database_url(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[str]:
    """The URL of a fresh database with all tables, once SQLite and once PostgreSQL."""
    if request.param == "sqlite":
        path = tmp_path / "keepwarm.db"
        shutil.copyfile(request.getfixturevalue("migrated_sqlite"), path)
        yield f"sqlite:///{path}"
        return
    server = request.getfixturevalue("postgres_server")
    name = f"fresh_{os.getpid()}_{next(_number)}"
    yield server.create(name, template="migrated")
    server.drop(name)


@pytest.fixture
def database(database_url: str) -> Iterator[Database]:
    """A fresh, open database, once SQLite and once PostgreSQL."""
    opened = Database.open(database_url)
    yield opened
    opened.close()


@pytest.fixture
def sqlite_database(tmp_path: Path, migrated_sqlite: Path) -> Iterator[Database]:
    """A fresh, open SQLite database, for the rooms that do not care which it is."""
    path = tmp_path / "keepwarm.db"
    shutil.copyfile(migrated_sqlite, path)
    opened = Database.open(f"sqlite:///{path}")
    yield opened
    opened.close()
