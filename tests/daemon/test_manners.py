"""What the service owes a mail server: wishes are obeyed, refusals not repeated, megabytes counted."""

from __future__ import annotations

import logging
from datetime import datetime, timedelta
from itertools import pairwise

import pytest

from config import Account
from config_loading import Loaded
from daemon import budget, manners
from daemon.checks import checks
from daemon.sync import Synced, sync_once
from errors import ServerBusy
from ingest import sync
from nlp.pipeline import Reader
from store import accounts
from store.database import Database
from tests.daemon.in_hand import (
    by_hand,
    job,
    passwords,
    settings_for,
    start_afresh,
    stored,
    tick,
)
from tests.imap.mailroom import letter, says
from tests.servers.offices import NOW, ScriptedOffice
from tests.servers.scripted_imap import ScriptedImap

__all__ = ["passwords"]

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
