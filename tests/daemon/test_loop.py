"""The service: every job in its time, no failing job in another's way, told to stop it stops."""

from __future__ import annotations

import logging
import os
import signal
import threading
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta

import pytest
from sqlalchemy import func, select

from config import Settings
from daemon.loop import Surroundings, run
from daemon.orders import Orders
from daemon.posting import Outcome, Posted
from nlp.pipeline import Reader
from store import jobs
from store.database import Database
from store.models import FlagRow, MessageRow
from store.outbox import OutboxState, Parcel
from tests.daemon.process import until
from tests.imap.mailroom import letter, letters
from tests.servers.scripted_imap import PASSWORD, ScriptedImap, Session

WEDNESDAY = datetime(2026, 2, 4, 10, tzinfo=UTC)


@dataclass
class Service:
    """The service on a clock that the test sets, told to do what is due."""

    database: Database
    settings: Settings
    reader: Reader
    now: datetime = WEDNESDAY
    reports: list[datetime] = field(default_factory=list)

    def tick(self) -> None:
        run(
            self.database, self.settings, read=lambda _: self.reader, once=True, clock=lambda: self.now,
            report=self._report,
        )  # fmt: skip

    def pass_time(self, **span: float) -> None:
        self.now += timedelta(**span)
        self.tick()

    def jobs(self) -> dict[str, jobs.Job]:
        with self.database.read() as session:
            return {job.name: job for job in jobs.jobs(session)}

    def stored(self) -> int:
        with self.database.read() as session:
            return session.scalar(select(func.count()).select_from(MessageRow)) or 0

    def _report(
        self, _database: Database, _settings: Settings, account: str, *, now: datetime, should_stop: object
    ) -> Posted:
        self.reports.append(now)
        return Posted(Outcome.SENT, Parcel(1, account, "weekly", "2026-W06", "<1@x>", OutboxState.SENT))


@pytest.fixture
def service(
    sqlite_database: Database, server: ScriptedImap, reader: Reader, monkeypatch: pytest.MonkeyPatch
) -> Service:
    monkeypatch.setenv("DANAS_PASSWORD", PASSWORD)
    for raw in letters(range(3)):
        server.boxes["INBOX"].add(raw)
    account = server.account(password_env="DANAS_PASSWORD")
    settings = Settings(timezone="Europe/Berlin", accounts={"dana": account})
    return Service(sqlite_database, settings, reader)


def test_mail_is_read_at_the_start_and_then_every_few_minutes(service: Service, server: ScriptedImap) -> None:
    service.tick()
    assert service.stored() == 3
    server.boxes["INBOX"].add(letter(9))
    service.pass_time(minutes=4)
    assert service.stored() == 3
    service.pass_time(minutes=1)
    assert service.stored() == 4


def test_the_report_comes_once_a_week_and_once_on_waking_when_it_was_missed(service: Service) -> None:
    service.tick()
    assert service.reports == []
    service.now = datetime(2026, 2, 9, 7, 1, tzinfo=UTC)  # Monday, 08:01 in Berlin
    service.tick()
    service.pass_time(hours=1)
    assert len(service.reports) == 1
    service.now = datetime(2026, 2, 25, 12, tzinfo=UTC)  # two Mondays slept through
    service.tick()
    service.pass_time(hours=1)
    assert len(service.reports) == 2
    service.now = datetime(2026, 3, 2, 7, 1, tzinfo=UTC)
    service.tick()
    assert len(service.reports) == 3


def test_another_weekday_in_the_settings_moves_the_report(service: Service) -> None:
    service.tick()
    service.settings = service.settings.model_copy(
        update={"report": service.settings.report.model_copy(update={"weekday": "thursday"})}
    )
    service.now = datetime(2026, 2, 5, 7, 1, tzinfo=UTC)
    service.tick()
    assert len(service.reports) == 0  # it was not due when the settings were read
    assert service.jobs()["report:dana"].due_at == datetime(2026, 2, 12, 7, tzinfo=UTC)


def test_a_clock_set_back_does_not_stop_the_reading(service: Service, server: ScriptedImap) -> None:
    service.tick()
    server.boxes["INBOX"].add(letter(9))
    service.pass_time(hours=-6)
    assert service.stored() == 4


def test_a_flag_whose_time_comes_is_raised_without_any_mail(service: Service, server: ScriptedImap) -> None:
    asked = (
        b"From: Lone Vester <lone.vester@outside.example>\r\nTo: dana@agency.example\r\n"
        b"Subject: The position in Aarhus\r\nMessage-ID: <a1@outside.example>\r\n"
        b"Date: Wed, 04 Feb 2026 09:30:00 +0000\r\n\r\nHi Dana,\r\n\r\n"
        b"I have applied for the position in Aarhus. "
        b"Could you tell me when the interviews begin?\r\n\r\nBest,\r\nLone\r\n"
    )
    server.boxes["INBOX"].add(asked, at=WEDNESDAY)
    service.tick()
    assert "reply_owed" not in _reasons(service)
    service.pass_time(days=5)
    assert "reply_owed" in _reasons(service)


def _reasons(service: Service) -> list[str]:
    with service.database.read() as session:
        return list(session.scalars(select(FlagRow.reason)))


def test_a_job_that_fails_starves_no_other_and_is_tried_again_later(
    service: Service, server: ScriptedImap, caplog: pytest.LogCaptureFixture
) -> None:
    def hangs_up(session: Session, _tag: str, _arguments: str) -> bool:
        session.hang_up()
        return True

    server.faults["LIST"] = hangs_up
    with caplog.at_level(logging.INFO):
        service.tick()
    found = service.jobs()
    assert found["judge"].last_succeeded_at == WEDNESDAY
    assert found["sync:dana"].failures_in_a_row == 1
    assert found["sync:dana"].due_at >= WEDNESDAY + timedelta(minutes=1)
    assert found["sync:dana"].last_error
    server.faults.clear()
    service.pass_time(minutes=6)
    assert service.stored() == 3
    assert service.jobs()["sync:dana"].failures_in_a_row == 0


def test_a_mistake_in_a_job_is_noted_by_its_place_and_never_by_its_words(
    service: Service, caplog: pytest.LogCaptureFixture
) -> None:
    def fails(*_: object, **__: object) -> Posted:
        raise RuntimeError("she wrote that she is leaving")

    service.tick()
    service.now = datetime(2026, 2, 9, 7, 1, tzinfo=UTC)
    with caplog.at_level(logging.DEBUG):
        run(
            service.database, service.settings, read=lambda _: service.reader, once=True,
            clock=lambda: service.now, report=fails,
        )  # fmt: skip
    assert "RuntimeError at test_loop.py" in service.jobs()["report:dana"].last_error
    assert "leaving" not in caplog.text + service.jobs()["report:dana"].last_error
    assert service.jobs()["sync:dana"].failures_in_a_row == 0


def test_a_refused_password_is_not_tried_again_and_said_so(
    service: Service, server: ScriptedImap, caplog: pytest.LogCaptureFixture
) -> None:
    server.password = "changed"
    with caplog.at_level(logging.INFO):
        service.tick()
        for _ in range(5):
            service.pass_time(minutes=30)
    assert len(server.commands("LOGIN")) == 1
    assert "sign-in needed job=sync:dana" in caplog.text
    assert PASSWORD not in caplog.text


def test_no_log_line_holds_words_of_a_mail_and_each_is_one_line(
    service: Service, caplog: pytest.LogCaptureFixture
) -> None:
    with caplog.at_level(logging.DEBUG):
        service.tick()
    assert "stored=3" in caplog.text
    assert "letter number" not in caplog.text
    assert "Letter 1" not in caplog.text
    assert all("\n" not in record.getMessage() for record in caplog.records)


def stopped_by(how: Callable[[Orders], None], service: Service) -> None:
    """The service run for good, stopped from a timer; hangs (and fails) where it does not obey."""
    around = Surroundings()
    timer = threading.Timer(0.5, how, [around.orders])
    timer.start()
    run_for_good(service, around)
    timer.join()


def run_for_good(service: Service, around: Surroundings) -> None:
    run(
        service.database, service.settings, read=lambda _: service.reader, clock=lambda: service.now,
        around=around,
    )  # fmt: skip


def test_a_report_that_hangs_holds_up_no_mail_and_no_stop(service: Service, server: ScriptedImap) -> None:
    service.tick()
    service.now = datetime(2026, 2, 9, 7, 1, tzinfo=UTC)  # Monday, 08:01 in Berlin
    server.boxes["INBOX"].add(letter(9))
    is_asked, is_over = threading.Event(), threading.Event()

    def hangs(*_: object, **__: object) -> Posted:
        is_asked.set()
        is_over.wait(60)
        raise RuntimeError("the line broke")

    around = Surroundings()
    thread = threading.Thread(
        target=run,
        args=[service.database, service.settings],
        kwargs={
            "read": lambda _: service.reader,
            "clock": lambda: service.now,
            "report": hangs,
            "around": around,
        },
    )
    thread.start()
    assert is_asked.wait(30)
    until(lambda: service.stored() == 4)
    around.orders.stop()
    thread.join(30)
    assert not thread.is_alive()
    is_over.set()
    assert service.jobs()["report:dana"].was_cut_off


def test_sigterm_ends_the_service_and_the_handlers_are_given_back(service: Service) -> None:
    before = signal.getsignal(signal.SIGTERM)
    stopped_by(lambda _: os.kill(os.getpid(), signal.SIGTERM), service)
    assert signal.getsignal(signal.SIGTERM) is before
    assert service.stored() == 3


def test_a_stop_in_the_middle_of_a_sync_keeps_the_batch_and_the_next_start_goes_on(
    service: Service, server: ScriptedImap
) -> None:
    for raw in letters(range(3, 80)):
        server.boxes["INBOX"].add(raw)
    around = Surroundings()

    def stops(_session: Session, _tag: str, arguments: str) -> bool:
        if "BODY.PEEK[]" in arguments:
            around.orders.stop()
        return False

    server.faults["UID FETCH"] = stops
    run_for_good(service, around)
    assert 0 < service.stored() < 80
    server.faults.clear()
    service.tick()
    assert service.stored() == 80
