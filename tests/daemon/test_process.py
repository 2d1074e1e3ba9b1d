"""The service as a real process against a real server: told by signals, systemd, status and its log."""

from __future__ import annotations

import signal
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path

import pytest
from sqlalchemy import func, select

from store.database import Database
from store.models import MessageRow
from tests.daemon.process import Home, Service, running, until
from tests.imap.mailroom import letter, letters
from tests.servers.dovecot import Dovecot
from tests.servers.offices import DovecotOffice

pytestmark = pytest.mark.dovecot


def account(office: DovecotOffice, name: str = "dana", **keys: object) -> str:
    given = {
        "address": "dana@agency.example",
        "host": "localhost",
        "port": office.server.imaps,
        "username": office.username,
        "ca_file": str(office.server.ca),
        "password_env": "DANAS_PASSWORD",
        "folders": ["INBOX"],
        "months": 0,
    } | keys
    lines = [f"{key} = {value!r}".replace("'", '"') for key, value in given.items()]
    return "\n".join([f"[accounts.{name}]", *lines, ""])


@pytest.fixture(scope="module")
def office(dovecot: Dovecot) -> DovecotOffice:
    """A mailbox without mail."""
    return DovecotOffice(dovecot)


@pytest.fixture(scope="module")
def idle(office: DovecotOffice, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Service]:
    """A service that has read its empty mailbox and waits."""
    home = Home(tmp_path_factory.mktemp("idle"))
    home.configure(account(office))
    with running(home, "-vv") as service:
        service.wait_for("done", job="sync:dana")
        yield service


def stored(home: Home) -> int:
    database = Database.open(f"sqlite:///{home.path}/keepwarm.db", upgrade=False)
    try:
        with database.read() as session:
            return session.scalar(select(func.count()).select_from(MessageRow)) or 0
    finally:
        database.close()


def test_systemd_is_told_that_it_is_ready_alive_and_what_it_waits_for(idle: Service) -> None:
    until(lambda: any("next: sync:dana" in one for one in idle.told_systemd()))
    told = idle.told_systemd()
    assert "READY=1" in told
    assert "WATCHDOG=1" in told


def test_status_names_the_process_and_when_each_job_comes_next(idle: Service) -> None:
    service, mailbox, *others = idle.home.status()
    assert (service["is_running"], service["pid"], service["hangs"]) == (True, idle.pid, False)
    assert (mailbox["name"], mailbox["failures_in_a_row"], mailbox["is_behind"]) == ("dana", 0, False)
    assert mailbox["last_read_at"] < mailbox["due_at"]
    assert {one["name"] for one in others} >= {"judge", "report:dana", "sync:dana"}
    assert idle.home.run("status", "--exit-code").returncode == 0
    assert f"runs (process {idle.pid})" in idle.home.run("status").stdout


def test_a_second_one_is_refused_with_the_first_ones_process(idle: Service) -> None:
    second = idle.home.run("run")
    assert second.returncode == 75
    assert f"process {idle.pid}" in second.stderr


def test_the_language_model_is_not_in_memory_while_nothing_is_read(idle: Service) -> None:
    assert idle.maps("spacy") == idle.maps("numpy") == []


def test_a_reload_says_what_changed_and_a_broken_configuration_changes_nothing(
    idle: Service, office: DovecotOffice
) -> None:
    before = idle.told_systemd().count("READY=1")
    idle.home.configure(account(office) + '[daemon]\npoll_minutes = "soon"\n')
    idle.signal(signal.SIGHUP)
    until(lambda: idle.told_systemd().count("READY=1") == before + 1)
    idle.home.configure(
        account(office, password_command="pass show a/secret") + "[daemon]\npoll_minutes = 7\n"
    )
    idle.signal(signal.SIGHUP)  # now with two ways to sign in
    until(lambda: idle.told_systemd().count("READY=1") == before + 2)
    idle.home.configure(account(office, name="rita") + "[daemon]\npoll_minutes = 7\n")
    idle.signal(signal.SIGHUP)
    idle.wait_for("done", job="sync:rita")
    refused, again, told = [one for one in idle.home.events() if "configuration" in one["event"]]
    assert "daemon.poll_minutes" in refused["error"]
    assert "password_command and password_env" in again["error"]
    assert "daemon.poll_minutes 5 -> 7" in told["changed"]
    assert "accounts.rita.password_env" in told["changed"]
    assert "DANAS_PASSWORD" not in told["changed"]
    assert [one["name"] for one in idle.home.status() if one["what"] == "account"] == ["rita"]
    said = idle.told_systemd()
    assert said.count("RELOADING=1") == 3
    assert said.count("READY=1") == before + 3


def test_sigterm_in_the_middle_of_a_first_reading_loses_nothing(dovecot: Dovecot, tmp_path: Path) -> None:
    office = DovecotOffice(dovecot)
    for raw in letters(range(60)):
        office.deliver(raw)
    home = Home(tmp_path)
    home.configure(account(office))
    with running(home, "-vv") as service:
        service.wait_for("batch")
        service.signal(signal.SIGTERM)
        assert service.ends() == 0
        assert "STOPPING=1" in service.told_systemd()
    assert home.status()[0]["is_running"] is False
    assert home.run("status", "--exit-code").returncode == 6
    assert "Nothing runs" in home.run("status").stdout
    assert 0 < stored(home) <= 60
    with running(home, "--once") as service:
        assert service.ends() == 0
    assert stored(home) == 60


def test_after_a_kill_what_was_cut_off_is_taken_up_at_once(dovecot: Dovecot, tmp_path: Path) -> None:
    office = DovecotOffice(dovecot)
    for raw in letters(range(60)):
        office.deliver(raw)
    home = Home(tmp_path)
    home.configure(account(office) + "[daemon]\npoll_minutes = 600\n")
    with running(home, "-vv") as service:
        service.wait_for("batch")
        service.signal(signal.SIGKILL)
        service.ends()
    with running(home, "--once") as service:
        assert service.ends() == 0
    assert stored(home) == 60


def test_new_mail_brings_the_model_and_quiet_takes_it_away_also_after_a_sleep(
    dovecot: Dovecot, tmp_path: Path
) -> None:
    office = DovecotOffice(dovecot)
    home = Home(tmp_path)
    home.configure(account(office) + "[daemon]\nmodel_stays_seconds = 3\n")
    with running(home, "-vv") as service:
        until(lambda: "IDLE" in office.commands())
        service.signal(signal.SIGSTOP)
        office.deliver(letter(1), at=datetime.now(UTC))
        service.signal(signal.SIGCONT)
        until(lambda: bool(service.maps("spacy")), why=home.log.read_text)
        assert service.pid not in service.maps("spacy")
        service.wait_for("sync", stored=1)
        until(lambda: not service.maps("spacy"))
        assert service.pid not in service.maps("numpy")


CANARIES = [f"zebrafink{number}" for number in range(12)]


def test_no_word_of_a_mail_reaches_the_log_at_debug_level(dovecot: Dovecot, tmp_path: Path) -> None:
    office = DovecotOffice(dovecot)
    name, address, subject, body, quote, file, charset, link, list_id, calendar, odd, boundary = CANARIES
    office.deliver(
        f"From: {name} Falk <{address}@outside.example>\r\nTo: dana@agency.example\r\nSubject: {subject}\r\n"
        f"Message-ID: <{odd}@outside.example>\r\nDate: Mon, 02 Mar 2026 09:00:00 +0000\r\n"
        f"List-Id: <{list_id}.example>\r\nMIME-Version: 1.0\r\n"
        f'Content-Type: multipart/mixed; boundary="{boundary}"\r\n\r\n'
        f'--{boundary}\r\nContent-Type: text/plain; charset="{charset}"\r\n\r\n'
        f"Hi Dana, {body} declined the offer. See https://{link}.example/x\r\n> {quote} wrote\r\n"
        f'--{boundary}\r\nContent-Type: text/calendar; name="{file}.ics"\r\n\r\n'
        f"BEGIN:VCALENDAR\r\nBEGIN:VEVENT\r\nDTSTART;TZID={calendar}:never\r\nSUMMARY:{calendar}\r\n"
        f"--{boundary}--\r\n".encode()
    )
    office.deliver(f"Subject: {subject}\r\nDate: {odd}\r\n\r\n{body} \x00".encode())
    office.deliver(f"From: {name}\r\nContent-Type: multipart/mixed\r\n\r\n{body}".encode())
    home = Home(tmp_path)
    home.configure(account(office) + account(office, name="wrong", password_env="WRONG_PASSWORD"))
    with running(home, "-vv", "--once") as service:
        assert service.ends() == 0
    told = home.log.read_text(encoding="utf-8")
    assert stored(home) + told.count('"quarantined": 1') >= 3
    assert home.has_told("sync", account="dana")
    assert home.has_told("sign-in needed", job="sync:wrong")
    assert not [word for word in CANARIES if word in told]
