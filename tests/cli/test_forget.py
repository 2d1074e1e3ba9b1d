"""Somebody forgotten is found nowhere: in no table, no file, no log; not after another full sync either."""

from __future__ import annotations

import logging
import re
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest
from click.testing import Result

from config import Report, Settings
from contacts.correct import correct
from daemon.forgetting import forget
from domain import Correction, Corrects, DetailKind
from store import contacts_edit, corrections
from store.database import Database
from store.views import find_contact, messages
from tests.cli.canaries import CLIENT, FIRST_DAY, OWN, Person, everybody, found_in
from tests.cli.conftest import Desk
from tests.cli.test_postgres import ServerDesk
from tests.cli.test_server import set_up
from tests.servers.offices import dovecot

__all__ = ["dovecot"]

pytestmark = pytest.mark.dovecot
NOW = datetime(2026, 3, 4, 9, 30, tzinfo=UTC)
AS_OF = ("--as-of", NOW.isoformat())


class Room:
    """A desk, and every byte that keepwarm wrote for it."""

    def __init__(self, desk: Desk, log: pytest.LogCaptureFixture, tables: Any = None) -> None:
        self.desk, self._log, self._tables, self._said = desk, log, tables, ""

    def run(self, *arguments: str, exit_code: int = 0) -> Result:
        """Run a command with the most talkative log; what it logs is kept, and what a sync says."""
        done = self.desk.run(*arguments, exit_code=exit_code)
        self._said += self._log.text + (done.stderr if arguments[0] in ("sync", "reanalyze") else "")
        self._log.clear()
        return done

    def open(self) -> Database:
        """The database, for what would take hundreds of commands."""
        return Database.open(self.desk.environment["KEEPWARM_DATABASE"])

    def forget(self, people: list[Person]) -> None:
        """What the command does, for many."""
        database = self.open()
        with database.read() as session:
            ids = [find_contact(session, one.address, as_of=NOW).id or 0 for one in people]
        settings = Settings(report=Report(folder=str(self.pages)))
        done = forget(database, settings, ids, now=NOW)
        database.close()
        assert [one.contact_id for one in done.erased] == ids

    @property
    def pages(self) -> Path:
        """Where reports lie: beside the file, or where keepwarm's own things are."""
        state = self.desk.home / "state"
        return state / "keepwarm" if self._tables else state

    @property
    def logged(self) -> bytes:
        return self._said.encode()

    def kept(self) -> dict[str, bytes]:
        """Every file under the home, and every table of a server."""
        files = {
            str(path.relative_to(self.desk.home)): path.read_bytes()
            for path in self.desk.home.rglob("*")
            if path.is_file()
        }
        return files | (self._tables() if self._tables else {})


def _dump(url: str) -> dict[str, bytes]:
    """Every table of a PostgreSQL database, whole."""
    import psycopg

    found = {}
    with psycopg.connect(url.replace("+psycopg", "")) as connection:
        names = connection.execute("SELECT tablename FROM pg_tables WHERE schemaname = 'public'").fetchall()
        for (name,) in names:
            with connection.cursor().copy(f'COPY "{name}" TO STDOUT') as copy:
                told = b"".join(bytes(block) for block in copy)
            bytes_shown = re.sub(rb"\\\\x([0-9a-f]+)", lambda hit: bytes.fromhex(hit[1].decode()), told)
            found[f"table {name}"] = told + bytes_shown
    return found


@pytest.fixture(params=["sqlite", pytest.param("postgres", marks=pytest.mark.postgres)])
def room(
    request: pytest.FixtureRequest, dovecot: Any, tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> Iterator[Room]:
    """A mailbox with twenty people on a real server, read with a log at its most talkative."""
    caplog.set_level(logging.DEBUG)
    user = f"canaries-{request.param}"
    desk: Desk = Desk(tmp_path, tmp_path / "state" / "keepwarm.db")
    desk.database.parent.mkdir()
    tables = None
    if request.param == "postgres":
        server = request.getfixturevalue("postgres_server")
        url = server.create("canaries", template="migrated")
        desk = ServerDesk(tmp_path, tmp_path / "unused.db", url)
        tables = lambda: _dump(url)  # noqa: E731
    people = everybody()
    box = dovecot.add_user(user)
    for person in people:
        for folder, mails in (("INBOX", person.inbox()), ("Gesendet", person.sent())):
            for raw in mails:
                box.deliver(raw, folder=folder, at=FIRST_DAY)
    made = Room(desk, caplog, tables)
    set_up(desk, dovecot, user, OWN, "--account", "ines")
    made.run("sync", "--since", "2020-01-01", "-vv")
    yield made
    if request.param == "postgres":
        server.drop("canaries")


def _work_with(room: Room, people: list[Person]) -> None:
    """Notes, corrections, details, flags and a report: what a recruiter leaves behind."""
    first, *rest = people
    room.run("log", first.address, "--note", f"likes the {first.word('log')} hills", *AS_OF)
    (asked,) = [
        mail
        for mail in room.desk.json("messages", "--contact", first.address)
        if mail["from"]["address"] == first.address
    ]
    words = f"My {first.word('bod')} would let me start in May."
    room.run("messages", "correct", asked["id"], "--signal", "market_fact", "--words", words, *AS_OF)
    room.run("contacts", "set", first.address, "--phone", first.phone, "--note", first.word("log"))
    database = room.open()
    with database.write() as session:
        for person in rest:
            contact = find_contact(session, person.address, as_of=NOW)
            assert contact.id is not None
            contacts_edit.log(session, contact.id, "note", f"likes the {person.word('log')} hills", at=NOW)
            correct(session, contact, details={DetailKind.PHONE: [person.phone]}, now=NOW)
            (mail,) = (m for m in messages(session, contact_id=contact.id) if m.sender.name == person.name)
            words = f"My {person.word('bod')} would let me start in May."
            said = Correction(Corrects.SIGNAL, "market_fact", evidence=words, contact_id=contact.id)
            corrections.add(session, mail.id, [said], at=NOW)
    database.close()
    room.run("flags", *AS_OF)
    room.pages.mkdir(parents=True, exist_ok=True)
    room.run("report", "--html", str(room.pages / "keepwarm-2026-W10.html"), *AS_OF)


def test_twenty_people_are_found_nowhere_once_forgotten(room: Room) -> None:
    people = everybody()
    _work_with(room, people)
    if room.desk.database.exists():
        room.run("db", "backup")
    everything = b"\n".join(room.kept().values())
    planted = {f"{kind} of {person.number}" for person in people for kind in person.canaries}
    assert planted <= found_in(people, everything), "what was never stored cannot be forgotten"

    before = len(room.desk.json("messages"))
    for person in people[:3]:
        receipt = room.run("contacts", "forget", person.address, "--yes", "--json").stdout
        assert found_in(people, receipt.encode()) == set()
    room.forget(people[3:])
    assert _found(room, people) == {}
    assert found_in(people, room.logged) == set()
    others = room.desk.json("messages")
    assert 0 < len(others) < before
    words = " ".join(mail["own_words"] for mail in others)
    assert "The delivery on Tuesday went well." in words
    assert "The coffee machine is mended." in words

    again = room.run("sync", "--since", "2020-01-01", "-vv")
    assert "left out" in again.stderr
    room.run("reanalyze", "--all")
    room.run("flags", *AS_OF)
    assert _found(room, people) == {}
    assert found_in(people, room.logged) == set()
    assert {c["addresses"][0] for c in room.desk.json("contacts", "list")} >= {CLIENT}
    room.run("audit")


def _found(room: Room, people: list[Person]) -> dict[str, set[str]]:
    """The canaries that are left, by file and table; the server's own mail is not keepwarm's."""
    return {where: told for where, content in room.kept().items() if (told := found_in(people, content))}
