"""The service: mail is read every few minutes, relationships are judged every day, the report comes weekly.

`schedule` is only the tick. When a job is due stands in the database, so that a restart, a sleep over Monday
or a clock set back loses nothing and repeats nothing.
"""

from __future__ import annotations

import logging
import signal
import threading
import time
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from functools import partial
from pathlib import Path
from types import FrameType
from typing import Any

import schedule

from config import Settings
from contacts.intake import Reader
from daemon import times
from daemon.sync import sync_once
from daemon.weekly import write_report
from errors import KeepwarmError, ServerUnreachable, SignInNeeded
from store import jobs
from store.database import Database
from warmth.days import BusinessCalendar
from warmth.flags import refresh
from warmth.policy import Policy

TICK_SECONDS = 5
SIGN_IN_PAUSE = timedelta(days=1)  # a refused password is not tried again and again, across restarts neither
JUDGE, REPORT, SYNC = "judge", "report", "sync:"

Clock = Callable[[], datetime]
_log = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class Work:
    """One job: what it does, and when it is due after a success, both told the moment of the start."""

    do: Callable[[datetime], None]
    next_due: Callable[[datetime], datetime]
    longest: timedelta  # between two starts; a job due later than that comes from a clock that was ahead


def run(
    database: Database,
    settings: Settings,
    *,
    read: Callable[[], Reader],
    once: bool = False,
    clock: Clock = lambda: datetime.now(UTC),
    report: Callable[..., Path] = write_report,
    stop: threading.Event | None = None,
) -> None:
    """Do what is due until told to stop (SIGTERM, SIGINT or `stop`); with `once` what is due now, then end.

    `read` loads the language reader. A job that fails is logged, tried again later and starves no other; a
    batch of mail that is being kept is finished before the end.
    """
    stop = stop or threading.Event()
    service = _Service(database, settings, read(), clock, report, stop)
    with _told_to_stop_by_signals(stop):
        service.prepare(is_fresh_start=not once)
        _log.info("started accounts=%d poll_minutes=%d", len(settings.accounts), settings.daemon.poll_minutes)
        service.tick()
        scheduler = schedule.Scheduler()
        while not once and not stop.is_set():
            idle = scheduler.idle_seconds
            if idle is None or idle > TICK_SECONDS:
                # Nothing planned yet, or the clock went back and the plan lies hours ahead.
                scheduler.clear()
                scheduler.every(TICK_SECONDS).seconds.do(service.tick)
            scheduler.run_pending()
            stop.wait(min(max(scheduler.idle_seconds or 0.0, 0.1), TICK_SECONDS))
    _log.info("stopped")


class _Service:
    """The jobs and how they are run."""

    def __init__(
        self,
        database: Database,
        settings: Settings,
        reader: Reader,
        clock: Clock,
        report: Callable[..., Path],
        stop: threading.Event,
    ) -> None:
        self._database, self._settings, self._reader = database, settings, reader
        self._clock, self._report, self._stop = clock, report, stop
        self._poll = timedelta(minutes=settings.daemon.poll_minutes)
        self._refused: set[str] = set()  # jobs whose sign-in was refused since we were started
        self._works = self._all_works()

    def prepare(self, *, is_fresh_start: bool) -> None:
        """Bring the stored due times in line with the settings; a fresh start tries what failed again."""
        now = self._clock()
        with self._database.write() as session:
            for name, work in self._works.items():
                first_due = work.next_due(now) if name == REPORT else now
                job = jobs.ensure(session, name, due_at=first_due)
                if name == REPORT and job.due_at > now:
                    jobs.reschedule(session, name, due_at=first_due)  # weekday or hour may be new
                elif is_fresh_start and name.startswith(SYNC) and job.failures_in_a_row:
                    jobs.reschedule(session, name, due_at=now)

    def tick(self) -> None:
        """Everything that is due, the longest overdue first; never raises."""
        for name in self._due():
            if self._stop.is_set():
                return
            self._run(name)

    def _due(self) -> list[str]:
        now = self._clock()
        try:
            with self._database.read() as session:
                known: Mapping[str, jobs.Job] = {job.name: job for job in jobs.jobs(session)}
        except KeepwarmError as error:
            _log.error("the database cannot be asked: %s", _line(error))
            return []
        waiting = []
        for name, work in self._works.items():
            if name in self._refused or name not in known:
                continue
            due_at, started_at = known[name].due_at, known[name].last_started_at
            if name == REPORT:
                started_at = None  # a clock set back by hours must not bring a second one
            if due_at <= now or times.was_clock_ahead(due_at, started_at, now, work.longest):
                waiting.append((due_at, name))
        return [name for _, name in sorted(waiting)]

    def _run(self, name: str) -> None:
        work, now, began = self._works[name], self._clock(), time.monotonic()
        try:
            with self._database.write() as session:
                jobs.reschedule(session, name, due_at=now)  # a clock set back left it in the future
                jobs.start(session, name, now=now, next_due_at=work.next_due(now))
            work.do(now)
            with self._database.write() as session:
                jobs.succeed(session, name, now=now)
                if name == REPORT:
                    jobs.reschedule(session, name, due_at=work.next_due(now))
                elif self._stop.is_set() and name.startswith(SYNC):
                    jobs.reschedule(session, name, due_at=now)  # it may have been cut short
        except KeepwarmError as error:
            self._failed(name, error, now)
        except Exception as error:  # noqa: BLE001  one faulty job must neither end the service nor starve others
            # Only where it happened: the error's own words may be a candidate's.
            self._failed(name, KeepwarmError(_place(error), mend="This is a mistake in keepwarm."), now)
        else:
            _log.info("done job=%s seconds=%.1f", name, time.monotonic() - began)

    def _failed(self, name: str, error: KeepwarmError, now: datetime) -> None:
        named = error.retry_after_seconds if isinstance(error, ServerUnreachable) else None
        try:
            with self._database.write() as session:
                failures = {job.name: job.failures_in_a_row for job in jobs.jobs(session)}.get(name, 0)
                again = times.retry_at(now, poll=self._poll, failures=failures, named_seconds=named)
                if isinstance(error, SignInNeeded):
                    again = now + SIGN_IN_PAUSE
                jobs.fail(session, name, error=_line(error), retry_at=again)
        except KeepwarmError as second:
            _log.error("the failure of job=%s cannot be noted: %s", name, _line(second))
            return
        if isinstance(error, SignInNeeded):
            self._refused.add(name)
            _log.error("sign-in needed job=%s, not tried again before the next start: %s", name, _line(error))
        else:
            _log.warning(
                "failed job=%s again=%s: %s", name, again.isoformat(timespec="seconds"), _line(error)
            )

    def _all_works(self) -> dict[str, Work]:
        settings = self._settings
        hour = settings.rules.business_day_starts_hour
        works = {
            f"{SYNC}{name}": Work(
                partial(self._sync, name), lambda now: now + self._poll, max(self._poll, SIGN_IN_PAUSE)
            )
            for name in settings.accounts
        }
        works[JUDGE] = Work(
            self._judge, lambda now: times.next_day_at(now, settings.zone, hour), timedelta(days=1, hours=2)
        )
        works[REPORT] = Work(self._write, self._next_report, timedelta(days=14, hours=2))
        return works

    def _sync(self, account: str, now: datetime) -> None:
        done = sync_once(
            self._database,
            self._settings,
            account,
            reader=self._reader,
            now=now,
            should_stop=self._stop.is_set,
        )
        _log.info(
            "sync account=%s stored=%d known=%d quarantined=%d contacts=%d",
            account, done.stored, done.known, done.quarantined, len(done.contacts),
        )  # fmt: skip
        for failure in done.failures:
            _log.warning("folder left out account=%s: %s", account, _line(failure))

    def _judge(self, now: datetime) -> None:
        calendars = partial(BusinessCalendar.of, self._settings)
        found = refresh(self._database, policy=Policy.of(self._settings), calendars=calendars, now=now)
        _log.info("judged opened=%d satisfied=%d", len(found.opened), len(found.satisfied))

    def _write(self, now: datetime) -> None:
        path = self._report(self._database, self._settings, now=now)
        _log.info("report written path=%s", path)

    def _next_report(self, now: datetime) -> datetime:
        with self._database.read() as session:
            last = next((job.last_succeeded_at for job in jobs.jobs(session) if job.name == REPORT), None)
        wanted = self._settings.report
        return times.next_report(
            now, self._settings.zone, weekday=wanted.weekday, hour=wanted.hour, last=last
        )


@contextmanager
def _told_to_stop_by_signals(stop: threading.Event) -> Iterator[None]:
    """SIGTERM and SIGINT set `stop`; elsewhere than in the main thread nothing can be told."""
    if threading.current_thread() is not threading.main_thread():
        yield
        return

    def told(_number: int, _frame: FrameType | None) -> None:
        stop.set()

    before: dict[signal.Signals, Any] = {
        number: signal.signal(number, told) for number in (signal.SIGTERM, signal.SIGINT)
    }
    try:
        yield
    finally:
        for number, handler in before.items():
            signal.signal(number, handler)


def _line(error: KeepwarmError) -> str:
    return " ".join(str(error).split())


def _place(error: Exception) -> str:
    """What kind of mistake it was, and where."""
    trace = error.__traceback__
    while trace is not None and trace.tb_next is not None:
        trace = trace.tb_next
    if trace is None:
        return type(error).__name__
    return f"{type(error).__name__} at {Path(trace.tb_frame.f_code.co_filename).name}:{trace.tb_lineno}"
