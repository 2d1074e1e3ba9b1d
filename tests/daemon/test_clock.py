"""The service as a process while its clock jumps and the machine sleeps: one report a week, and no haste."""

from __future__ import annotations

import re
import signal
import sqlite3
import time
from collections.abc import Iterator
from contextlib import closing
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from daemon import times
from daemon.loop import TICK_SECONDS
from store import jobs
from store.database import Database
from tests.daemon.process import Home, Service, running, until
from tests.imap.mailroom import letter
from tests.servers import smtp
from tests.servers.clock import Clock
from tests.servers.scripted_imap import ScriptedImap
from tests.servers.smtp import Running

pytestmark = pytest.mark.clock

WEDNESDAY = datetime(2027, 2, 3, 10, tzinfo=UTC)
CONFIGURATION = """
[accounts.dana]
address = "dana@agency.example"
host = "127.0.0.1"
port = {imap}
security = "none"
months = 0
password_env = "DANAS_PASSWORD"
[smtp]
host = "127.0.0.1"
port = {smtp}
security = "none"
username = "{user}"
password_env = "RELAYS_PASSWORD"
[report]
delivery = "smtp"
"""


@dataclass
class Day:
    """The service at work, its mailbox, its mail server and its clock."""

    home: Home
    clock: Clock
    service: Service
    mailbox: ScriptedImap
    relay: Running
    letters: int = 0  # that came, all told
    jumps: int = 0
    began: float = field(default_factory=time.monotonic)

    def looks(self) -> int:
        """How often the loop went round, and systemd was told that it lives."""
        return self.service.told_systemd().count("WATCHDOG=1")

    def jump(self, to: datetime) -> None:
        """Set the clock."""
        self.clock.set(to)
        self.jumps += 1

    def sleep(self, until_then: datetime) -> None:
        """The machine sleeps, and its clock is right when it wakes."""
        self.service.signal(signal.SIGSTOP)
        self.jump(until_then)
        self.service.signal(signal.SIGCONT)

    def new_mail(self) -> None:
        """A mail comes, and is kept; a word to the service makes it look at its clock at once."""
        self.letters += 1
        self.mailbox.boxes["INBOX"].add(letter(self.letters))
        self.service.signal(signal.SIGHUP)
        until(lambda: self.stored() == self.letters, why=self.home.log.read_text)

    def stored(self) -> int:
        with closing(sqlite3.connect(self.home.path / "keepwarm.db")) as database:
            return int(database.execute("SELECT count(*) FROM messages").fetchone()[0])

    def reports(self) -> list[str]:
        """The weeks whose report has arrived, each as often as it did."""
        found = (
            re.search(rb"Message-ID: <keepwarm\.weekly\.(\d+-W\d+)\.", one)
            for one in self.relay.post.contents()
        )
        return [week[1].decode() for week in found if week]

    def due(self) -> dict[str, datetime]:
        with (
            closing(Database.open(f"sqlite:///{self.home.path}/keepwarm.db")) as database,
            database.read() as session,
        ):
            return {job.name: job.due_at for job in jobs.jobs(session)}


class HomeWithAClock(Home):
    """A home in which it is what time the test says."""

    def __init__(self, path: Path, clock: Clock) -> None:
        super().__init__(path)
        self.clock = clock

    @property
    def environment(self) -> dict[str, str]:
        return super().environment | self.clock.environment | {"RELAYS_PASSWORD": smtp.PASSWORD}


@pytest.fixture
def day(tmp_path: Path) -> Iterator[Day]:
    """A Wednesday on which the service starts."""
    clock = Clock(tmp_path, WEDNESDAY)
    home = HomeWithAClock(tmp_path, clock)
    mailbox = ScriptedImap()
    with closing(mailbox), smtp.running(tmp_path / "tls", "none") as relay:
        home.configure(CONFIGURATION.format(imap=mailbox.port, smtp=relay.settings.port, user=smtp.USER))
        with running(home, "-vv") as service:
            until(lambda: "READY=1" in service.told_systemd())
            yield Day(home, clock, service, mailbox, relay)


def test_a_month_ahead_a_day_back_and_asleep_over_mondays(day: Day) -> None:
    day.jump(monday := datetime(2027, 3, 8, 9, tzinfo=UTC))
    day.new_mail()
    until(lambda: day.reports() == ["2027-W10"], why=day.home.log.read_text)
    looks = day.looks()
    day.jump(sunday := monday - timedelta(days=1))
    day.new_mail()
    until(lambda: day.looks() > looks)
    due = day.due()
    assert due["sync:dana"] <= sunday + timedelta(minutes=10)
    assert due["judge"] <= monday
    day.sleep(monday + timedelta(hours=1))
    day.new_mail()
    day.sleep(tuesday := datetime(2027, 3, 16, 7, tzinfo=UTC))
    day.new_mail()
    until(lambda: day.reports() == ["2027-W10", "2027-W11"], why=day.home.log.read_text)
    due = day.due()
    assert due["report:dana"] == times.next_report(tuesday, UTC, weekday="monday", hour=8)
    assert tuesday < due["sync:dana"] <= tuesday + timedelta(minutes=10)
    assert tuesday < due["judge"] <= tuesday + timedelta(days=1)
    rounds = (time.monotonic() - day.began) / TICK_SECONDS
    assert day.looks() <= rounds + 2 * day.jumps + 2
    day.service.signal(signal.SIGTERM)
    assert day.service.ends() == 0
    assert day.reports() == ["2027-W10", "2027-W11"]
