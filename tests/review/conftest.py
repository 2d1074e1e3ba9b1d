"""The review over the sample mailbox: read once into SQLite, a copy for each test."""

from __future__ import annotations

import os
import shutil
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import cached_property
from itertools import count
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

import pytest

from commands import sample
from commands.app import App
from commands.desk import on
from domain import Flag, Reason
from nlp.pipeline import Reader, load
from review.actions import Desk, Judged
from store.database import Database
from store.models import Base
from tests.cli.conftest import TODAY, weekdays
from tests.cli.conftest import Desk as CommandLine

ZONE = ZoneInfo("Europe/London")
NOW = datetime(2026, 3, 4, 9, 30, tzinfo=ZONE)
# What is written anew where the words of a message are read again has new numbers, and that is all.
RENUMBERED = {"mentions", "signals", "process_evidence", "stages"}
PLAINLY = {"Daniel Whitcombe", "Grace Tan"}  # strained, and worth a second look
NOT_COMPARED = {"deeds"}
BOOKKEEPING = {
    "unsettled",
    "judged_by",
    "judged_at",
    "look_again_at",
}  # when judged last and next, and by what


@pytest.fixture(autouse=True)
def _bare_environment(monkeypatch: pytest.MonkeyPatch) -> None:
    for name in [n for n in os.environ if n.startswith("KEEPWARM_")]:
        monkeypatch.delenv(name)
    monkeypatch.setenv("KEEPWARM_TIMEZONE", "Europe/London")
    monkeypatch.setenv("KEEPWARM_COUNTRY", "GB")


@pytest.fixture(scope="session")
def sample_store(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The sample mailbox in a database; nobody writes to this one."""
    folder = tmp_path_factory.mktemp("sample")
    mailbox = sample.write(folder, TODAY, weekdays)
    line = CommandLine(folder, folder / "keepwarm.db")
    line.run("contacts", "import", str(mailbox.address_book))
    line.run("import", *map(str, mailbox.folders), "--own", mailbox.own_address)
    return line.database


@pytest.fixture(scope="session")
def reader() -> Reader:
    """The language reader, loaded once."""
    return load()


@pytest.fixture
def store(sample_store: Path, tmp_path: Path) -> Path:
    """A copy of the sample to work on."""
    return Path(shutil.copyfile(sample_store, tmp_path / "keepwarm.db"))


@dataclass
class Sitting:
    """A desk at a fixed moment, with short ways to its flags and to all that is stored."""

    desk: Desk
    database: Database

    @cached_property
    def count(self) -> int:
        """How many flags are open at first."""
        return len(self.desk.open_flags(anew=False))

    @property
    def unchanged(self) -> str:
        """What is told where nothing was decided."""
        return f"nothing changed; {self.count} left."

    def flag(self, reason: str) -> Flag:
        """The open flag of a reason; of several, that of whom the sample tells it in plain words."""
        found = [one for one in self.desk.open_flags() if one.finding.reason is Reason(reason)]
        return min(found, key=lambda one: one.finding.contact.name not in PLAINLY)

    def everything(self) -> dict[str, list[dict[str, Any]]]:
        """Every row of every table."""
        held = {}
        with self.database.read() as session:
            for table in Base.metadata.sorted_tables:
                if table.name in NOT_COMPARED:
                    continue
                left_out = BOOKKEEPING | ({"id"} if table.name in RENUMBERED else set())
                rows = [dict(row._mapping) for row in session.execute(table.select())]
                held[table.name] = sorted(
                    ({k: v for k, v in row.items() if k not in left_out} for row in rows), key=repr
                )
        return held


@pytest.fixture
def open_sitting(store: Path, reader: Reader) -> Iterator[Callable[[], Sitting]]:
    """Opens a sitting over the copy, as often as asked."""
    opened: list[Database] = []
    seconds = count()

    def sit() -> Sitting:
        app = App(database_url=f"sqlite:///{store}")
        database = Database.open(app.database_address)
        opened.append(database)
        desk = on(app, database)
        desk.judged = Judged(app.policy, app.calendar, lambda: NOW + timedelta(seconds=next(seconds)))
        desk._load_reader = lambda: reader
        desk.open_flags()
        sitting = Sitting(desk, database)
        assert sitting.count
        return sitting

    yield sit
    for database in opened:
        database.close()


@pytest.fixture
def sitting(open_sitting: Callable[[], Sitting]) -> Sitting:
    """One sitting."""
    return open_sitting()
