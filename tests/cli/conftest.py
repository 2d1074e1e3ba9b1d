"""The command line over the sample mailbox: imported once, a copy for each test that writes."""

from __future__ import annotations

import json
import os
import shutil
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, timedelta
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner, Result

from cli import keepwarm
from commands import sample

TODAY = date(2026, 3, 4)  # a Wednesday; the sample is dated relative to it
AS_OF = "2026-03-04T09:30:00+00:00"


@dataclass(frozen=True)
class Desk:
    """A home of its own with a database; `run` calls the command line in it."""

    home: Path
    database: Path

    def run(self, *arguments: str, typed: str | None = None, exit_code: int = 0) -> Result:
        """What the command said; its exit code must be the expected one."""
        result = CliRunner().invoke(keepwarm, list(arguments), input=typed, env=self.environment)
        assert result.exit_code == exit_code, f"{result.exit_code}: {result.output}\n{result.exception!r}"
        return result

    def json(self, *arguments: str) -> list[dict[str, Any]]:
        """The objects of a command's `--json`."""
        lines = self.run(*arguments, "--json").stdout.splitlines()
        return [json.loads(line) for line in lines]

    @property
    def environment(self) -> dict[str, str]:
        """Nothing of the user's: an empty home, a database of its own."""
        return {
            "HOME": str(self.home),
            "XDG_CONFIG_HOME": str(self.home / "config"),
            "XDG_STATE_HOME": str(self.home / "state"),
            "KEEPWARM_DATABASE": f"sqlite:///{self.database}",
            "KEEPWARM_TIMEZONE": "Europe/London",
            "KEEPWARM_COUNTRY": "GB",
        }


@pytest.fixture(autouse=True)
def _bare_environment(monkeypatch: pytest.MonkeyPatch) -> None:
    for name in [n for n in os.environ if n.startswith("KEEPWARM_")]:
        monkeypatch.delenv(name)


def weekdays(day: date, number: int) -> date:
    """So many days later, counting Monday to Friday."""
    step = 1 if number > 0 else -1
    while number:
        day += timedelta(days=step)
        number -= step if day.weekday() < 5 else 0
    return day


@pytest.fixture(scope="session")
def mailbox(tmp_path_factory: pytest.TempPathFactory) -> sample.Sample:
    """The sample mailbox as two Maildirs and an address book."""
    return sample.write(tmp_path_factory.mktemp("sample"), TODAY, weekdays)


@pytest.fixture(scope="session")
def read_once(mailbox: sample.Sample, tmp_path_factory: pytest.TempPathFactory) -> Desk:
    """The sample mailbox, imported; nobody writes to this one."""
    home = tmp_path_factory.mktemp("home")
    desk = Desk(home, home / "keepwarm.db")
    desk.run("contacts", "import", str(mailbox.address_book))
    desk.run("import", *map(str, mailbox.folders), "--own", mailbox.own_address)
    return desk


@pytest.fixture
def desk(read_once: Desk, tmp_path: Path) -> Desk:
    """A copy of the imported sample to work on."""
    shutil.copyfile(read_once.database, tmp_path / "keepwarm.db")
    return Desk(tmp_path, tmp_path / "keepwarm.db")


@pytest.fixture
def empty_desk(tmp_path: Path) -> Desk:
    """A home without anything."""
    return Desk(tmp_path, tmp_path / "keepwarm.db")


@pytest.fixture
def flag_of(desk: Desk) -> Callable[[str], dict[str, Any]]:
    """The open flag of a reason."""

    def find(reason: str) -> dict[str, Any]:
        return desk.json("flags", "--as-of", AS_OF, "--reason", reason)[0]

    return find
