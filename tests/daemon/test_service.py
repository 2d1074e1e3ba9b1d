"""The service over hours and days: accounts side by side, the server's wishes, the day's megabytes."""

from __future__ import annotations

import gc
import logging
import os
import signal
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import closing, contextmanager
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from itertools import pairwise

import pytest
from sqlalchemy import func, select

from config import Account, Settings
from config_loading import Loaded
from daemon import budget, manners
from daemon.checks import checks
from daemon.loop import Surroundings, run
from daemon.manners import job_of
from daemon.meter import Silent
from daemon.side_by_side import sync_side_by_side
from daemon.sync import Synced, line_of, sync_once
from errors import KeepwarmError, ServerBusy, ServerUnreachable, SignInNeeded
from ingest import sync
from nlp.pipeline import Reader
from store import accounts, jobs
from store.database import Database
from store.models import MessageRow
from tests.imap.mailroom import letter, letters, says
from tests.servers.dovecot import Dovecot
from tests.servers.offices import NOW, DovecotOffice, ScriptedOffice
from tests.servers.scripted_imap import PASSWORD, ScriptedImap, Session

LIMIT_SECONDS = 30  # a test that waits in vain fails


@pytest.fixture(autouse=True)
def _password(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("DANAS_PASSWORD", PASSWORD)
    monkeypatch.setenv("WRONG_PASSWORD", "wrong")


def settings_for(daemon: dict[str, object] | None = None, **accounts_by_name: Account) -> Settings:
    given = {"timezone": "UTC", "accounts": accounts_by_name, "daemon": daemon or {}}
    return Settings.model_validate(given)


def stored(database: Database) -> int:
    with database.read() as session:
        return session.scalar(select(func.count()).select_from(MessageRow)) or 0


def job(database: Database, account: str) -> jobs.Job:
    with database.read() as session:
        return next(one for one in jobs.jobs(session) if one.name == job_of(account))


def until(is_so: Callable[[], bool]) -> None:
    end = time.monotonic() + LIMIT_SECONDS
    while not is_so():
        assert time.monotonic() < end, "waited in vain"
        time.sleep(0.02)


@contextmanager
def running(database: Database, settings: Settings, reader: Reader) -> Iterator[None]:
    """The service in a thread; it has ended when the block has."""
    around = Surroundings()
    thread = threading.Thread(
        target=run, args=[database, settings], kwargs={"read": lambda _: reader, "around": around}
    )
    thread.start()
    try:
        yield
    finally:
        around.orders.stop()
        thread.join(LIMIT_SECONDS)
        assert not thread.is_alive()


def tick(database: Database, settings: Settings, reader: Reader, now: datetime) -> None:
    run(database, settings, read=lambda _: reader, once=True, clock=lambda: now)


def start_afresh(database: Database, settings: Settings, reader: Reader, now: datetime) -> None:
    """The service started, and stopped before anything but the start is done."""
    around = Surroundings()
    around.orders.stop()
    run(database, settings, read=lambda _: reader, clock=lambda: now, around=around)


def by_hand(
    database: Database, settings: Settings, reader: Reader, now: datetime = NOW
) -> dict[str, Synced | KeepwarmError]:
    def ask(_: str) -> str:
        raise AssertionError("no password is asked for")

    names = list(settings.accounts)
    return dict(sync_side_by_side(database, settings, names, reader=reader, now=now, gauge=Silent, ask=ask))


def hangs(session: Session, _tag: str, _arguments: str) -> bool:
    """A server that never answers."""
    del session
    return True


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


# --------------------------------------------------------------------------- the server's wishes

THROTTLED = says("{tag} NO [THROTTLED] Suggested Backoff Time: 7200000 milliseconds")


def test_a_server_that_asks_for_time_is_left_alone_across_restarts_and_by_hand(
    sqlite_database: Database, server: ScriptedImap, reader: Reader
) -> None:
    server.faults["LIST"] = THROTTLED
    settings = settings_for(dana=server.account(password_env="DANAS_PASSWORD"))
    tick(sqlite_database, settings, reader, NOW)
    until_then = job(sqlite_database, "dana").left_alone_until
    assert until_then is not None
    assert until_then >= NOW + timedelta(hours=2)
    server.faults.clear()
    for minutes in (10, 60, 110):
        start_afresh(sqlite_database, settings, reader, NOW + timedelta(minutes=minutes))
        tick(sqlite_database, settings, reader, NOW + timedelta(minutes=minutes))
    refused = by_hand(sqlite_database, settings, reader, NOW + timedelta(minutes=111))["dana"]
    assert isinstance(refused, ServerBusy)
    assert refused.exit_code == 5
    assert len(server.commands("LOGIN")) == 1
    tick(sqlite_database, settings, reader, NOW + timedelta(hours=3))
    assert len(server.commands("LOGIN")) == 2
    assert job(sqlite_database, "dana").left_alone_until is None


@pytest.mark.parametrize("code", ["THROTTLED", "OVERQUOTA", "LIMIT"])
def test_a_server_that_has_had_enough_is_not_asked_again_at_once(
    sqlite_database: Database, server: ScriptedImap, reader: Reader, code: str
) -> None:
    server.faults["LIST"] = says("{tag} NO [" + code + "] enough for now")
    settings = settings_for(dana=server.account(password_env="DANAS_PASSWORD"))
    tick(sqlite_database, settings, reader, NOW)
    start_afresh(sqlite_database, settings, reader, NOW + timedelta(minutes=1))
    tick(sqlite_database, settings, reader, NOW + timedelta(minutes=2))
    assert len(server.commands("LIST")) == 1


def test_a_wish_from_a_clock_that_was_ahead_is_not_believed(
    sqlite_database: Database, server: ScriptedImap, reader: Reader
) -> None:
    server.faults["LIST"] = THROTTLED
    settings = settings_for(dana=server.account(password_env="DANAS_PASSWORD"))
    tick(sqlite_database, settings, reader, NOW + timedelta(days=400))
    server.faults.clear()
    tick(sqlite_database, settings, reader, NOW)
    assert job(sqlite_database, "dana").last_succeeded_at == NOW


def test_a_network_that_is_down_is_tried_at_growing_distances(
    sqlite_database: Database, server: ScriptedImap, reader: Reader
) -> None:
    settings = settings_for(dana=server.account(port=1, password_env="DANAS_PASSWORD"))
    now, waits = NOW, []
    for _ in range(8):
        tick(sqlite_database, settings, reader, now)
        again = job(sqlite_database, "dana").due_at
        waits.append((again - now).total_seconds() / 60)
        now = again
    assert waits[0] < 1.5
    assert all(later > sooner * 1.5 for sooner, later in pairwise(waits[:4]))
    assert max(waits) < 17
    start_afresh(sqlite_database, settings, reader, now - timedelta(minutes=5))
    assert job(sqlite_database, "dana").due_at == now - timedelta(minutes=5)  # somebody mended it, perhaps


def test_a_refused_sign_in_is_tried_again_with_other_settings_or_after_hours(
    sqlite_database: Database, server: ScriptedImap, reader: Reader, caplog: pytest.LogCaptureFixture
) -> None:
    wrong = settings_for(dana=server.account(password_env="WRONG_PASSWORD"))
    with caplog.at_level(logging.INFO):
        for minutes in (0, 30, 60, 90):
            tick(sqlite_database, wrong, reader, NOW + timedelta(minutes=minutes))
    assert len(server.commands("LOGIN")) == 1
    assert caplog.text.count("sign-in needed") == 1
    same = settings_for(dana=server.account(password_env="WRONG_PASSWORD", months=6))
    tick(sqlite_database, same, reader, NOW + timedelta(minutes=100))
    assert len(server.commands("LOGIN")) == 1
    tick(sqlite_database, wrong, reader, NOW + timedelta(hours=7))
    assert len(server.commands("LOGIN")) == 2
    mended = settings_for(dana=server.account(password_env="DANAS_PASSWORD"))
    tick(sqlite_database, mended, reader, NOW + timedelta(hours=7, minutes=1))
    assert job(sqlite_database, "dana").last_succeeded_at == NOW + timedelta(hours=7, minutes=1)
    assert job(sqlite_database, "dana").refused_sign_in == ""


def test_the_settings_that_were_refused_cannot_be_read_from_what_is_kept(server: ScriptedImap) -> None:
    account = server.account(password_command="pass show mail/secret-name")
    digest = manners.sign_in_of(settings_for(dana=account), "dana")
    assert len(digest) == 64
    other = server.account(password_command="pass show mail/another-name")
    assert digest != manners.sign_in_of(settings_for(dana=other), "dana")


# --------------------------------------------------------------------------- the day's megabytes


def test_a_spent_budget_leaves_old_mail_for_tomorrow_and_still_brings_new_mail(
    sqlite_database: Database, server: ScriptedImap, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(budget, "MEGABYTE", 1000)
    monkeypatch.setattr(sync, "FIRST_BATCH_MAILS", 1)
    monkeypatch.setattr(sync, "BATCH_MAILS", 1)
    office = ScriptedOffice(server)
    for number in range(40):
        office.deliver(letter(number))
    account = server.account(password_env="DANAS_PASSWORD", megabytes_a_day=20)
    settings = settings_for(dana=account)

    def read(now: datetime) -> Synced:
        return sync_once(sqlite_database, settings, "dana", reader=None, now=now)

    first = read(NOW)
    assert first.is_budget_spent
    assert 0 < first.stored < 40
    assert read(NOW + timedelta(hours=1)).stored == 0  # counted across passes and restarts
    office.deliver(letter(200), folder="Sent")
    again = read(NOW + timedelta(hours=2))
    assert (again.stored, again.is_budget_spent) == (1, True)
    now = NOW
    for _ in range(4):
        now += timedelta(days=1)
        read(now)
    assert stored(sqlite_database) == 41


def test_what_came_down_is_counted_by_the_day(
    sqlite_database: Database, server: ScriptedImap, reader: Reader
) -> None:
    server.boxes["INBOX"].add(letter(1, text="so it goes. " * 500))
    settings = settings_for(dana=server.account(password_env="DANAS_PASSWORD"))
    sync_once(sqlite_database, settings, "dana", reader=reader, now=NOW)
    with sqlite_database.read() as session:
        account = accounts.find(session, "dana")
    assert 6_000 < account.downloaded(NOW.date()) < 12_000
    assert account.downloaded(NOW.date() + timedelta(days=1)) == 0


@pytest.mark.parametrize(
    ("host", "wished", "megabytes"),
    [("imap.gmail.com", 0, 2000), ("imap.gmail.com", 500, 500), ("imap.agency.example", 0, 0)],
)
def test_gmail_has_a_budget_unless_told_otherwise(host: str, wished: int, megabytes: int) -> None:
    account = Account(address="dana@agency.example", host=host, megabytes_a_day=wished)
    assert budget.megabytes_a_day(account) == megabytes


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


def test_check_tells_what_failed_and_that_the_megabytes_are_spent(
    sqlite_database: Database, server: ScriptedImap, reader: Reader, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(budget, "MEGABYTE", 1000)
    server.boxes["INBOX"].add(letter(1, text="so it goes. " * 100))
    settings = settings_for(dana=server.account(password_env="DANAS_PASSWORD", megabytes_a_day=1))
    sync_once(sqlite_database, settings, "dana", reader=reader, now=NOW)
    server.faults["LIST"] = THROTTLED
    tick(sqlite_database, settings, reader, NOW)
    server.faults.clear()
    url = f"sqlite:///{sqlite_database.path}"
    said = "\n".join(f"{one.name}: {one.said}" for one in checks(Loaded(settings, None, {}), url, now=NOW))
    assert "service: sync:dana failed" in said
    assert "THROTTLED" in said
    assert "megabytes of dana are spent" in said
