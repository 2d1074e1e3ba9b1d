"""How soon the service has ended after SIGTERM, whatever it is doing, and what was lost by it.

    python -m benchmarks.stopping [--rounds N] [--people N] [PHASE ...]

Each round starts the service as a process of its own and tells it to stop at a moment drawn from the whole
length of the phase. Nothing may be lost by it: afterwards the store is what it is after an undisturbed run.
"""

from __future__ import annotations

import argparse
import logging
import os
import random
import signal
import socket
import statistics
import tempfile
import time
from collections.abc import Callable, Iterator
from contextlib import closing
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from pathlib import Path

from sqlalchemy import func, select, update

from benchmarks import mailbox, store
from benchmarks.measure import Figure, figures
from config import Account
from store import jobs
from store.database import Database
from store.models import ContactRow, FlagRow, MessageRow, OutboxRow
from tests.daemon.process import Home, Service, running, until
from tests.imap.mailroom import letters
from tests.servers import dovecot, smtp
from tests.servers.offices import DovecotOffice
from tests.servers.scripted_imap import ScriptedImap, Session

MAILS = 300
PEOPLE, TOUCHES_EACH = 50_000, 20
SLOW_SECONDS = 3.0  # a moment in a phase that would last for long


@dataclass
class Tries:
    """One phase: what each try took, and how many found something lost or doubled afterwards."""

    what: str
    seconds: list[float] = field(default_factory=list)
    lost: int = 0

    def stop(self, home: Home, *, begin: Callable[[Service], object], after: float) -> None:
        """Start the service, and tell it to stop so long after `begin` came back."""
        with running(home, "-vv") as service:
            begin(service)
            time.sleep(after)
            began = time.monotonic()
            service.signal(signal.SIGTERM)
            service.ends()
            self.seconds.append(time.monotonic() - began)

    def figure(self) -> Figure:
        """The row of the table."""
        told = f"median {statistics.median(self.seconds):.2f} s, slowest {max(self.seconds):.2f} s"
        return Figure(self.what, f"{len(self.seconds)} tried: {told}; {self.lost} lost")


@dataclass
class Bench:
    """Where it is tried, and how often."""

    folder: Path
    rounds: int
    people: int
    chance: random.Random = field(default_factory=lambda: random.Random(5))

    def home(self, name: str, text: str) -> Home:
        """A home of its own."""
        path = self.folder / name
        path.mkdir()
        home = Home(path)
        home.configure(text)
        return home

    def starting(self) -> Iterator[Tries]:
        """From the first instruction on."""
        tries = Tries("while it starts")
        for number in range(self.rounds):
            home = self.home(f"starting{number}", _account(_nowhere()))
            tries.stop(home, begin=lambda _: None, after=self.chance.uniform(0, 1.5))
        yield tries

    def reading(self) -> Iterator[Tries]:
        """Fetching, parsing, language, keeping, settling and judging of a mailbox that is new."""
        tries = Tries(f"a first reading of {MAILS} mails, at any moment of it")
        with dovecot.running() as server:
            account = _mailbox(server, MAILS)
            home = self.home("reading", account)
            began = time.monotonic()
            with running(home, "--once") as service:
                service.ends()
            whole, mails = time.monotonic() - began, _count(home, MessageRow)
            for number in range(self.rounds):
                home = self.home(f"reading{number}", account)
                tries.stop(home, begin=lambda _: None, after=self.chance.uniform(1, whole))
                with running(home, "--once") as service:
                    service.ends()
                tries.lost += _count(home, MessageRow) != mails
        yield tries

    def judging(self) -> Iterator[Tries]:
        """Everybody judged, as after a change of the rules: in the daily job and in the pass of a mailbox."""
        daily = Tries(f"judging {self.people:,} people, in the daily job")
        beside = Tries(f"judging {self.people:,} people, in the pass over a mailbox")
        with dovecot.running() as server:
            home = self.home("judging", _account(_nowhere()))
            with closing(Database.open(_url(home))) as database:
                store.fill(database, people=self.people, touches=self.people * TOUCHES_EACH)
            began = time.monotonic()
            with running(home, "--once") as service:
                service.ends()
            whole, flags = time.monotonic() - began, _count(home, FlagRow)
            for tries, account in ((daily, _account(_nowhere())), (beside, _mailbox(server, 1))):
                home.configure(account)
                for _ in range(self.rounds):
                    self._unjudge(home, is_daily=tries is daily)
                    tries.stop(home, begin=_has_started, after=self.chance.uniform(0, whole))
                with running(home, "--once") as service:
                    service.ends()
                tries.lost += _count(home, FlagRow) != flags
                yield tries

    def _unjudge(self, home: Home, *, is_daily: bool) -> None:
        home.log.unlink(missing_ok=True)
        now = datetime.now(UTC)
        with closing(Database.open(_url(home))) as database, database.write() as session:
            session.execute(update(ContactRow).values(judged_by=""))
            for job in jobs.jobs(session):
                jobs.reschedule(session, job.name, due_at=now)
            if not is_daily:
                jobs.reschedule(session, "judge", due_at=now + timedelta(hours=20))

    def posting(self) -> Iterator[Tries]:
        """The weekly report, and a mail server that does not answer."""
        os.environ["MAILS_PASSWORD"] = smtp.PASSWORD
        for step, told in (
            ("RCPT", "that will not say whether it takes the report"),
            ("DATA", "that has it"),
        ):
            tries = Tries(f"waiting for a mail server {told}")
            for number in range(self.rounds):
                with smtp.running(self.folder / f"tls{step}{number}") as relay:
                    relay.post.faults[step] = "sleep"
                    home = self._with_report(
                        f"{step}{number}", _relay(relay.settings.port, relay.settings.ca_file)
                    )
                    tries.stop(
                        home, begin=_has_signed_in(relay.post), after=self.chance.uniform(0, SLOW_SECONDS)
                    )
                    tries.lost += _parcels(home) != ["waiting" if step == "RCPT" else "sending"]
            yield tries
        tries = Tries("waiting for a mail server that takes the connection and says nothing")
        with socket.create_server(("127.0.0.1", 0)) as deaf:
            for number in range(self.rounds):
                home = self._with_report(f"deaf{number}", _relay(deaf.getsockname()[1], ""))
                tries.stop(home, begin=_has_started, after=self.chance.uniform(0, SLOW_SECONDS))
                tries.lost += _parcels(home) not in (["waiting"], ["sending"])
        yield tries
        tries = Tries("waiting for a sendmail program that hangs")
        program = self.folder / "sendmail"
        program.write_text("#!/bin/sh\nexec sleep 60\n")
        program.chmod(0o755)
        for number in range(self.rounds):
            route = f'[report]\ndelivery = "sendmail"\nsendmail = "{program}"\n'
            home = self._with_report(f"sendmail{number}", route)
            tries.stop(home, begin=_has_started, after=self.chance.uniform(0.5, SLOW_SECONDS))
            tries.lost += _parcels(home) != ["sending"]
        yield tries

    def _with_report(self, name: str, route: str) -> Home:
        home = self.home(name, _account(_nowhere()) + route)
        with closing(Database.open(_url(home))) as database, database.write() as session:
            jobs.ensure(session, "report:rita", due_at=datetime.now(UTC) - timedelta(minutes=1))
        return home

    def waiting(self) -> Iterator[Tries]:
        """Nothing to do: in IDLE, and between two looks at a server without."""
        for idles in (True, False):
            tries = Tries("waiting for mail in IDLE" if idles else "between two looks at a mailbox")
            server = ScriptedImap()
            server.capabilities += " IDLE" if idles else ""
            for raw in letters(range(3)):
                server.boxes["INBOX"].add(raw)
            with closing(server):
                for number in range(self.rounds):
                    home = self.home(f"waiting{idles}{number}", _account(server.account()))
                    tries.stop(
                        home,
                        begin=lambda service: service.wait_for("done", job="sync:rita"),
                        after=self.chance.uniform(0, SLOW_SECONDS),
                    )
                    tries.lost += _count(home, MessageRow) != 3
            yield tries

    def hanging(self) -> Iterator[Tries]:
        """A server that says nothing any more, and a password that nobody gives."""
        tries = Tries("waiting for a mailbox that does not answer")
        for number in range(self.rounds):
            server = ScriptedImap()
            server.faults[self.chance.choice(("LOGIN", "LIST", "SELECT", "UID FETCH"))] = _hangs
            with closing(server):
                server.boxes["INBOX"].add(letters(range(1))[0])
                home = self.home(f"hanging{number}", _account(server.account()))
                tries.stop(home, begin=_has_started, after=self.chance.uniform(0, SLOW_SECONDS))
        yield tries
        tries = Tries("waiting for the program that tells the password")
        for number in range(self.rounds):
            text = _account(_nowhere()).replace(
                'password_env = "DANAS_PASSWORD"', 'password_command = "sleep 60"'
            )
            home = self.home(f"asking{number}", text)
            tries.stop(home, begin=_has_started, after=self.chance.uniform(0, SLOW_SECONDS))
        yield tries


PHASES = {
    "starting": Bench.starting,
    "waiting": Bench.waiting,
    "hanging": Bench.hanging,
    "posting": Bench.posting,
    "reading": Bench.reading,
    "judging": Bench.judging,
}


def all_figures(
    folder: Path, *, rounds: int, people: int = PEOPLE, phases: tuple[str, ...] = ()
) -> list[Figure]:
    """The figures of these phases, or of all."""
    bench = Bench(folder, rounds, people)
    return [tries.figure() for name in phases or PHASES for tries in PHASES[name](bench)]


def _account(there: Account) -> str:
    return (
        f'[accounts.rita]\naddress = "{mailbox.OWN[1]}"\nhost = "{there.host}"\nport = {there.port}\n'
        f'security = "{there.security}"\nca_file = "{there.ca_file}"\nusername = "{there.username}"\n'
        'password_env = "DANAS_PASSWORD"\nmonths = 0\n'
    )


def _nowhere() -> Account:
    return Account(address=mailbox.OWN[1], host="localhost", port=1, username="rita")


def _mailbox(server: dovecot.Dovecot, mails: int) -> str:
    office = DovecotOffice(server)
    mailbox.write(office.mailbox.path, mails)
    for path in (office.mailbox.path, *office.mailbox.path.rglob("*")):
        server.give(path)
    return _account(office.account(address=mailbox.OWN[1]))


def _relay(port: int, ca_file: str) -> str:
    return (
        f'[smtp]\nhost = "localhost"\nport = {port}\nca_file = "{ca_file}"\nusername = "{smtp.USER}"\n'
        'password_env = "MAILS_PASSWORD"\n[report]\ndelivery = "smtp"\n'
    )


def _hangs(_session: Session, _tag: str, _arguments: str) -> bool:
    return True


def _has_started(service: Service) -> None:
    service.wait_for("started")


def _has_signed_in(post: smtp.Post) -> Callable[[Service], None]:
    return lambda _: until(lambda: bool(post.logins))


def _url(home: Home) -> str:
    return f"sqlite:///{home.path}/keepwarm.db"


def _count(home: Home, table: type) -> int:
    with closing(Database.open(_url(home))) as database, database.read() as session:
        return session.scalar(select(func.count()).select_from(table)) or 0


def _parcels(home: Home) -> list[str]:
    with closing(Database.open(_url(home))) as database, database.read() as session:
        return list(session.scalars(select(OutboxRow.state)))


def main() -> None:
    """Try the phases that are asked for and print the table."""
    parser = argparse.ArgumentParser()
    parser.add_argument("phases", nargs="*", choices=[[], *PHASES], metavar="PHASE")
    parser.add_argument("--rounds", type=int, default=10)
    parser.add_argument("--people", type=int, default=PEOPLE)
    asked = parser.parse_args()
    logging.getLogger("mail.log").setLevel(logging.ERROR)  # aiosmtpd tells of its own future
    with tempfile.TemporaryDirectory(prefix="keepwarm-stopping-") as folder:
        print(
            figures(
                all_figures(
                    Path(folder), rounds=asked.rounds, people=asked.people, phases=tuple(asked.phases)
                )
            )
        )


if __name__ == "__main__":
    main()
