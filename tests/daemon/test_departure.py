"""SIGTERM ends the service within seconds, whatever it waits for, and what it was doing is done again.

Five seconds are promised; the tests allow three times as much, for a machine with other things to do.
"""

from __future__ import annotations

import signal
import sqlite3
import subprocess
import sys
from collections.abc import Iterator
from contextlib import closing, contextmanager
from datetime import UTC, datetime, timedelta
from functools import partial
from pathlib import Path

import pytest
from sqlalchemy import func, select

from benchmarks import store
from config import Settings
from store import flags, jobs
from store.database import Database
from store.models import ContactRow, OutboxRow
from tests.daemon.process import ROOT, Home, Service, running, until
from tests.servers import smtp
from warmth.days import BusinessCalendar
from warmth.flags import refresh
from warmth.policy import Policy

ALLOWED_SECONDS = 15
UNREACHABLE = (
    '[accounts.rita]\naddress = "rita@talent.example"\nhost = "localhost"\nport = 1\n'
    'password_env = "DANAS_PASSWORD"\n'
)


@contextmanager
def opened(home: Home) -> Iterator[Database]:
    with closing(Database.open(f"sqlite:///{home.path}/keepwarm.db")) as database:
        yield database


def stops(service: Service) -> int:
    """Its exit code after SIGTERM. Fails where it takes too long."""
    service.signal(signal.SIGTERM)
    return service.process.wait(ALLOWED_SECONDS)


def with_report(path: Path, route: str) -> Home:
    """A home in which a report is due."""
    home = Home(path)
    home.configure(UNREACHABLE + route)
    with opened(home) as database, database.write() as session:
        jobs.ensure(session, "report:rita", due_at=datetime.now(UTC) - timedelta(minutes=1))
    return home


def parcels(home: Home) -> list[str]:
    with opened(home) as database, database.read() as session:
        return list(session.scalars(select(OutboxRow.state)))


def test_in_the_middle_of_judging_many_people(tmp_path: Path) -> None:
    home = Home(tmp_path)
    home.configure(UNREACHABLE)
    with opened(home) as database:
        store.fill(database, people=1_000, touches=30_000)

    def is_claimed() -> bool:
        with opened(home) as database, database.read() as session:
            claimed = select(func.count()).where(func.length(ContactRow.judged_by) > 0)
            return bool(session.scalar(claimed))

    with running(home) as service:
        until(is_claimed)
        assert stops(service) == 0
    with opened(home) as database, database.read() as session:
        before = flags.listed(session, now=datetime.now(UTC))
    with running(home, "--once") as service:
        assert service.ends() == 0
    settings = Settings.model_validate({"timezone": "UTC", "accounts": {}})
    with opened(home) as database:
        with database.read() as session:
            found = flags.listed(session, now=datetime.now(UTC))
        calendars = partial(BusinessCalendar.of, settings)
        again = refresh(
            database, policy=Policy.of(settings), calendars=calendars, now=datetime.now(UTC), everybody=True
        )
    assert found
    assert before in ([], found)
    assert again.opened == again.satisfied == ()


@pytest.mark.parametrize(("step", "state"), [("RCPT", "waiting"), ("DATA", "sending")])
def test_while_a_mail_server_is_silent(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, step: str, state: str
) -> None:
    monkeypatch.setenv("MAILS_PASSWORD", smtp.PASSWORD)
    with smtp.running(tmp_path / "tls") as relay:
        relay.post.faults[step] = "sleep"
        home = with_report(
            tmp_path,
            f'[smtp]\nhost = "localhost"\nport = {relay.settings.port}\nusername = "{smtp.USER}"\n'
            f'ca_file = "{relay.settings.ca_file}"\npassword_env = "MAILS_PASSWORD"\n'
            '[report]\ndelivery = "smtp"\n',
        )
        with running(home) as service:
            until(lambda: bool(relay.post.logins))
            assert stops(service) == 0
    assert parcels(home) == [state]


def test_while_the_local_mail_server_hangs(tmp_path: Path) -> None:
    program, began = tmp_path / "sendmail", tmp_path / "began"
    program.write_text(f"#!/bin/sh\ntouch {began}\nexec sleep 100\n")
    program.chmod(0o755)
    home = with_report(tmp_path, f'[report]\ndelivery = "sendmail"\nsendmail = "{program}"\n')
    with running(home) as service:
        until(began.exists)
        assert stops(service) == 0
    assert parcels(home) == ["sending"]


def test_while_nobody_tells_the_password(tmp_path: Path) -> None:
    home, began = Home(tmp_path), tmp_path / "began"
    told = f"password_command = \"sh -c 'touch {began}; exec sleep 100'\""
    home.configure(UNREACHABLE.replace('password_env = "DANAS_PASSWORD"', told))
    with running(home) as service:
        until(began.exists)
        assert stops(service) == 0


def test_while_somebody_else_writes_to_the_database_and_no_signal_is_heard(tmp_path: Path) -> None:
    home = Home(tmp_path)
    home.configure(UNREACHABLE)
    with opened(home):
        pass
    with closing(sqlite3.connect(tmp_path / "keepwarm.db", isolation_level=None)) as other:
        other.execute("BEGIN IMMEDIATE")
        with running(home) as service:
            until(lambda: catches(service.pid, signal.SIGTERM))
            assert stops(service) == 0


def catches(pid: int, number: signal.Signals) -> bool:
    """Whether the process has a handler for it, so that it is not ended by the signal itself."""
    status = Path(f"/proc/{pid}/status").read_text()
    caught = next(line for line in status.splitlines() if line.startswith("SigCgt:"))
    return bool(int(caught.split()[1], 16) >> (number - 1) & 1)


def test_the_local_mail_server_has_the_whole_report_though_we_are_killed(tmp_path: Path) -> None:
    program, began, kept = tmp_path / "sendmail", tmp_path / "began", tmp_path / "kept"
    program.write_text(f"#!/bin/sh\ntouch {began}\nsleep 1\ncat > {kept}.new\nmv {kept}.new {kept}\n")
    program.chmod(0o755)
    told = f"""
from email.message import EmailMessage
from pathlib import Path
from config import Settings
from reports.delivery import Posting, deliver
from reports.letter import Envelope
mail = EmailMessage()
mail["To"] = "dana@agency.example"
mail.set_content("All that is to be said.\\n" * 20_000)
posting = Posting(Envelope("a@x.example", "b@x.example", "<1@x.example>"), mail, "", "")
settings = Settings.model_validate({{"report": {{"delivery": "sendmail", "sendmail": {str(program)!r}}}}})
deliver(posting, settings, account="", folder=Path("."))
"""
    with subprocess.Popen([sys.executable, "-c", told], cwd=ROOT) as sender:
        until(began.exists)
        sender.kill()
    until(kept.exists)
    assert kept.read_text().count("All that is to be said.\n") == 20_000
