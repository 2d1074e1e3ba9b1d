"""The service over hours and days: a line that is kept, accounts side by side, what is told of a pass."""

from __future__ import annotations

import gc
import os
import signal
import threading
import time
from contextlib import closing
from dataclasses import dataclass, field
from datetime import timedelta

import pytest

from daemon.loop import run
from daemon.sync import Synced, line_of, sync_once
from errors import ServerUnreachable, SignInNeeded
from ingest import sync
from nlp.pipeline import Reader
from store.database import Database
from tests.daemon.in_hand import (
    LIMIT_SECONDS,
    by_hand,
    hangs,
    job,
    passwords,
    running,
    settings_for,
    stored,
    until,
)
from tests.imap.mailroom import letter, letters
from tests.servers.dovecot import Dovecot
from tests.servers.offices import NOW, DovecotOffice
from tests.servers.scripted_imap import ScriptedImap, Session

__all__ = ["passwords"]


# --------------------------------------------------------------------------- a line that is kept


@pytest.mark.dovecot
def test_new_mail_is_stored_long_before_the_next_poll_and_over_the_same_line(
    sqlite_database: Database, dovecot: Dovecot, reader: Reader
) -> None:
    office = DovecotOffice(dovecot)
    office.deliver(letter(1))
    account = office.account(password_env="DANAS_PASSWORD")
    settings = settings_for({"poll_minutes": 600}, dana=account)
    with running(sqlite_database, settings, reader):
        until(lambda: "IDLE" in office.commands())
        office.deliver(letter(2))
        until(lambda: stored(sqlite_database) == 2)
    until(lambda: "LOGOUT" in office.commands())  # the server writes its log when it has a moment
    said = office.commands()
    assert [one.split()[0] for one in said].count("LOGOUT") == 1
    assert any(one.endswith("DONE") for one in said)


def test_sigterm_ends_the_listening_politely(
    sqlite_database: Database, server: ScriptedImap, reader: Reader
) -> None:
    server.capabilities += " IDLE"
    server.boxes["INBOX"].add(letter(1))
    settings = settings_for(dana=server.account(password_env="DANAS_PASSWORD"))

    def stop_when_it_listens() -> None:
        until(server.is_waited_for)
        os.kill(os.getpid(), signal.SIGTERM)

    watching = threading.Thread(target=stop_when_it_listens)
    watching.start()
    run(sqlite_database, settings, read=lambda _: reader)
    watching.join()
    until(lambda: server.log[-1:] == ["LOGOUT"])  # nobody waits for the answer to the last command
    assert server.log[-2:] == ["DONE", "LOGOUT"]


def test_a_server_that_always_tells_of_news_is_not_asked_without_end(
    sqlite_database: Database, server: ScriptedImap, reader: Reader
) -> None:
    server.capabilities += " IDLE"
    server.boxes["INBOX"].add(letter(1))

    def cries_wolf(session: Session, tag: str, _arguments: str) -> bool:
        server.start_idle(session, tag, "* 1 EXISTS\r\n")
        return True

    server.faults["IDLE"] = cries_wolf
    settings = settings_for(dana=server.account(password_env="DANAS_PASSWORD"))
    with running(sqlite_database, settings, reader):
        until(lambda: len(server.commands("IDLE")) >= 3)
        asked = len(server.log)
        time.sleep(1)
        assert len(server.log) - asked < 20
    assert len(server.commands("IDLE")) <= 4


def test_nothing_grows_over_many_polls(
    sqlite_database: Database, server: ScriptedImap, reader: Reader
) -> None:
    for raw in letters(range(3)):
        server.boxes["INBOX"].add(raw)

    def chatty(session: Session, _tag: str, _arguments: str) -> bool:
        session.send("* 3 FETCH (UID 3 FLAGS (\\Seen))\r\n* 3 EXISTS")
        return False

    server.faults["STATUS"] = chatty
    settings = settings_for(dana=server.account(password_env="DANAS_PASSWORD"))

    def polls(number: int) -> int:
        for minute in range(number):
            now = NOW + timedelta(minutes=minute)
            done = sync_once(sqlite_database, settings, "dana", reader=reader, now=now, line=line)
            assert done.is_complete
        server.log.clear()
        gc.collect()
        return len(gc.get_objects())

    with closing(line_of(settings, "dana")) as line:
        before = polls(30)
        assert polls(120) - before < 120


# --------------------------------------------------------------------------- side by side


@pytest.mark.dovecot
def test_an_account_whose_server_hangs_holds_up_no_other_and_no_stop(
    sqlite_database: Database, server: ScriptedImap, dovecot: Dovecot, reader: Reader
) -> None:
    server.faults["LIST"] = hangs
    office = DovecotOffice(dovecot)
    for raw in letters(range(3)):
        office.deliver(raw)
    settings = settings_for(
        aaron=server.account(password_env="DANAS_PASSWORD"),
        dana=office.account(password_env="DANAS_PASSWORD"),
    )
    with running(sqlite_database, settings, reader):
        until(lambda: stored(sqlite_database) == 3)
        until(lambda: job(sqlite_database, "dana").last_succeeded_at is not None)
        assert job(sqlite_database, "aaron").last_succeeded_at is None
        began = time.monotonic()
    assert time.monotonic() - began < 10  # two thirds of it would still be a server waited for
    assert job(sqlite_database, "aaron").failures_in_a_row == 0  # it was we who cut the line


def test_accounts_read_by_hand_wait_for_their_servers_at_the_same_time(
    sqlite_database: Database, server: ScriptedImap, reader: Reader
) -> None:
    both = threading.Barrier(2, timeout=LIMIT_SECONDS)

    def waits_for_the_other(_session: Session, _tag: str, _arguments: str) -> bool:
        both.wait()
        return False

    server.faults["LIST"] = waits_for_the_other
    server.boxes["INBOX"].add(letter(1))
    account = server.account(password_env="DANAS_PASSWORD")
    outcomes = by_hand(sqlite_database, settings_for(dana=account, rita=account), reader)
    assert [outcome.stored for outcome in outcomes.values() if isinstance(outcome, Synced)] == [1, 1]


def test_each_account_read_by_hand_has_its_own_failure(
    sqlite_database: Database, server: ScriptedImap, reader: Reader
) -> None:
    server.boxes["INBOX"].add(letter(1))
    settings = settings_for(
        aaron=server.account(port=1, password_env="DANAS_PASSWORD"),
        bea=server.account(password_env="WRONG_PASSWORD"),
        dana=server.account(password_env="DANAS_PASSWORD"),
    )
    found = by_hand(sqlite_database, settings, reader)
    assert isinstance(found["aaron"], ServerUnreachable)
    assert isinstance(found["bea"], SignInNeeded)
    assert isinstance(found["dana"], Synced)
    assert list(found) == ["aaron", "bea", "dana"]


# --------------------------------------------------------------------------- a first sync that is cut off


def test_what_came_before_the_line_broke_for_good_is_kept(
    sqlite_database: Database, server: ScriptedImap, reader: Reader, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(sync, "FIRST_BATCH_MAILS", 5)
    for raw in letters(range(12)):
        server.boxes["INBOX"].add(raw)

    def is_gone(session: Session, _tag: str, _arguments: str) -> bool:
        session.hang_up()
        return True

    def breaks_after_the_first_batch(session: Session, tag: str, arguments: str) -> bool:
        if arguments.startswith("8:12"):
            return False
        server.faults["LOGIN"] = is_gone
        return is_gone(session, tag, arguments)

    server.faults["UID FETCH"] = breaks_after_the_first_batch
    settings = settings_for(dana=server.account(password_env="DANAS_PASSWORD"))
    with pytest.raises(ServerUnreachable):
        sync_once(sqlite_database, settings, "dana", reader=reader, now=NOW)
    assert stored(sqlite_database) == 5


# --------------------------------------------------------------------------- what is told of it


@dataclass
class Recorded:
    """A gauge that remembers."""

    started: list[str] = field(default_factory=list)
    totals: list[int | None] = field(default_factory=list)
    done: int = 0

    def start(self, what: str, total: int | None) -> None:
        self.started.append(what)
        self.totals.append(total)

    def expect(self, total: int) -> None:
        self.totals.append(total)

    def advance(self, steps: int = 1) -> None:
        self.done += steps


def test_progress_counts_the_mails_of_all_folders_together(
    sqlite_database: Database, server: ScriptedImap, reader: Reader, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(sync, "FIRST_BATCH_MAILS", 2)
    monkeypatch.setattr(sync, "BATCH_MAILS", 3)
    for raw in letters(range(7)):
        server.boxes["INBOX"].add(raw)
    for raw in letters(range(20, 24)):
        server.boxes["Sent"].add(raw)
    settings = settings_for(dana=server.account(password_env="DANAS_PASSWORD"))
    gauge = Recorded()
    sync_once(sqlite_database, settings, "dana", reader=reader, now=NOW, progress=gauge)
    assert gauge.started == ["dana"]
    assert gauge.totals[0] == gauge.totals[-1] == gauge.done == 11
