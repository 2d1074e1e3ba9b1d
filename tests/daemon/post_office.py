"""A recruiter's post for tests: the service on a clock, mail that comes back, and a power cut at any step."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any

import pytest
from sqlalchemy.orm import Session

from config import Settings
from contacts.intake import AccountProfile, Arrival, Reader, take_in
from daemon import posting, times
from errors import DeliveryUnclear, KeepwarmError
from reports.delivery import Posting
from store import accounts, jobs
from store.database import Database

JOB = "report:dana"
Wire = Callable[[Posting], None]


class PowerCut(BaseException):
    """The machine went off here."""


@dataclass
class Tripwire:
    """Counts the steps of a posting and cuts the power at one of them; 0: never."""

    at: int = 0
    steps: int = 0

    def step(self) -> None:
        """One more step."""
        self.steps += 1
        if self.steps == self.at:
            raise PowerCut

    def set(self, at: int) -> None:
        """Count anew."""
        self.at, self.steps = at, 0


@dataclass
class PostOffice:
    """The service of Dana, and her mailbox; `wire` is what happens to a mail on its way there.

    Her mail is read without a server: `inbox` holds what has come, and each tick takes in what is new.
    """

    database: Database
    settings: Settings
    reader: Reader
    monkeypatch: pytest.MonkeyPatch
    now: datetime
    wire: Wire | None = None
    tripwire: Tripwire = field(default_factory=Tripwire)
    inbox: list[bytes] = field(default_factory=list)
    number_read: int = 0

    def __post_init__(self) -> None:
        """Put the wires in: each write of the posting to the database, and the delivery, are steps."""
        write, tripwire = Database.write, self.tripwire

        @contextmanager
        def watched(database: Database, *arguments: Any, **named: Any) -> Iterator[Session]:
            tripwire.step()
            with write(database, *arguments, **named) as session:
                yield session
            tripwire.step()

        self._watched = watched
        self.monkeypatch.setattr(posting, "deliver", self._deliver)

    def tick(self) -> bool:
        """Read the mail and send the report if it is due, as the service does; False where the power went."""
        self.read()
        wanted, zone = self.settings.report, self.settings.zone_of("dana")
        due = times.next_report(self.now, zone, weekday=wanted.weekday, hour=wanted.hour)
        with self.database.write() as session:
            job = jobs.ensure(session, JOB, due_at=due)
            if job.was_cut_off:  # the machine was off, so this is a start
                job = jobs.reschedule(session, JOB, due_at=self.now)
            if job.due_at > self.now or not jobs.start(session, JOB, now=self.now, next_due_at=due):
                return True
        try:
            with self.monkeypatch.context() as patched:
                patched.setattr(Database, "write", self._watched)
                self.post()
        except PowerCut:
            return False
        except KeepwarmError as error:
            again = times.retry_at(self.now, first=timedelta(minutes=5), failures=job.failures_in_a_row)
            with self.database.write() as session:
                jobs.fail(session, JOB, error=str(error), retry_at=again)
            return True
        with self.database.write() as session:
            jobs.succeed(session, JOB, now=self.now)
        return True

    def read(self) -> None:
        """Take in what has come since."""
        profile = AccountProfile("dana", ("dana@agency.example",), "Dana Whitfield", "UTC")
        new = self.inbox[self.number_read :]
        arrivals = [
            Arrival(raw, f"INBOX:{n}", "INBOX", self.now) for n, raw in enumerate(new, self.number_read)
        ]
        if arrivals:
            take_in(self.database, profile, arrivals, reader=self.reader, now=self.now)
        self.number_read = len(self.inbox)
        with self.database.write() as session:
            accounts.mark_read(session, accounts.ensure(session, "dana").id, at=self.now)

    def pass_time(self, **span: float) -> bool:
        """Later."""
        self.now += timedelta(**span)
        return self.tick()

    def post(self, **more: Any) -> posting.Posted:
        """Send Dana's report, without the service."""
        return posting.post_weekly(self.database, self.settings, "dana", now=self.now, **more)

    def ids(self) -> Counter[str]:
        """The reports in the mailbox by their id, how often each."""
        found = [re.search(rb"(?m)^Message-ID: (<keepwarm[^>]*>)", raw) for raw in self.inbox]
        return Counter(one[1].decode() for one in found if one)

    def arrive(self, one: Posting) -> None:
        """It lies in the mailbox."""
        self.inbox.append(one.message.as_bytes())

    def arrives_and_breaks(self, one: Posting) -> None:
        """It arrived, and the line broke before the server said so."""
        self.arrive(one)
        raise DeliveryUnclear("the line broke")

    def breaks(self, one: Posting) -> None:
        """It did not arrive, and nobody said so."""
        raise DeliveryUnclear("the line broke")

    def _deliver(self, one: Posting, *_: Any, **__: Any) -> str:
        self.tripwire.step()
        (self.wire or self.arrive)(one)
        self.tripwire.step()
        return one.envelope.recipient
