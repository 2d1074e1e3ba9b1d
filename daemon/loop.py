"""The service: mail is read every few minutes, relationships are judged every day, the report comes weekly.

`schedule` is only the tick. When a job is due stands in the database, so that a restart, a sleep over Monday
or a clock set back loses nothing and repeats nothing. Each account is read by a thread of its own; parsing,
language and the store are one thread's at a time.
"""

from __future__ import annotations

import logging
import signal
import threading
import time
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta, tzinfo
from functools import partial
from types import FrameType
from typing import Any

import schedule

from config import Settings
from contacts.intake import Reader
from daemon import manners, times
from daemon.manners import SYNC, job_of, one_line
from daemon.posting import Posted, post_daily, post_weekly, recruiters
from daemon.sync import Synced, line_of, sync_once
from daemon.watcher import Watcher, place
from errors import KeepwarmError, ServerUnreachable, SignInNeeded
from ingest.line import Line
from store import jobs
from store.database import Database
from warmth.days import BusinessCalendar
from warmth.flags import refresh
from warmth.policy import Policy

TICK_SECONDS = 5
STOP_SECONDS = 3  # for a sign-off and the batch in hand, before lines are cut
JUDGE, REPORT, NOTE = "judge", "report", "note"

Clock = Callable[[], datetime]
Post = Callable[..., Posted]  # of one recruiter's report or note
_log = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class Work:
    """One job: what it does, and when it is due after a success, both told the moment of the start."""

    do: Callable[[datetime], None] | None  # None: an account, read by its own thread
    next_due: Callable[[datetime], datetime]
    longest: timedelta  # between two starts; a job due later than that comes from a clock that was ahead
    has_hour: bool = False  # it waits for its own hour, also after a start, and the settings may move that


def run(
    database: Database,
    settings: Settings,
    *,
    read: Callable[[], Reader],
    once: bool = False,
    clock: Clock = lambda: datetime.now(UTC),
    report: Post = post_weekly,
    note: Post = post_daily,
    stop: threading.Event | None = None,
) -> None:
    """Do what is due until told to stop (SIGTERM, SIGINT or `stop`); with `once` what is due now, then end.

    `read` loads the language reader. A job that fails is logged, tried again later and starves no other; a
    batch of mail that is being kept is finished before the end.
    """
    stop = stop or threading.Event()
    service = _Service(database, settings, read(), clock, report, note, stop, once=once)
    with _told_to_stop_by_signals(stop), service:
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
        report: Post,
        note: Post,
        stop: threading.Event,
        *,
        once: bool,
    ) -> None:
        self._database, self._settings, self._reader = database, settings, reader
        self._clock, self._report, self._note = clock, report, note
        self._stop, self._once = stop, once
        self._poll = timedelta(minutes=settings.daemon.poll_minutes)
        self._works = self._all_works()
        self._turn = threading.Lock()  # parsing, language and keeping mail
        self._spent_on: dict[str, date] = {}  # by account: the last day on which its megabytes were spent
        self._watchers = {
            job_of(name): Watcher(
                name,
                make_line=partial(line_of, settings, name),
                read=partial(self._read, name),
                stop=stop,
            )
            for name in settings.accounts
        }

    def __enter__(self) -> _Service:
        return self

    def __exit__(self, *_: object) -> None:
        """Lines are signed off, or cut where a server keeps us waiting; a batch in hand is finished."""
        self._stop.set()
        end = time.monotonic() + STOP_SECONDS
        late = [one for one in self._watchers.values() if not one.wait_until_done(end - time.monotonic())]
        for one in late:
            one.interrupt()
        if [one for one in late if not one.wait_until_done(1)]:
            # A thread that still hangs in the network may not begin to keep anything any more.
            self._turn.acquire()

    def prepare(self, *, is_fresh_start: bool) -> None:
        """Bring the stored due times in line with the settings; a fresh start tries what failed again."""
        now = self._clock()
        with self._database.write() as session:
            for name, work in self._works.items():
                first_due = work.next_due(now) if work.has_hour else now
                job = jobs.ensure(session, name, due_at=first_due)
                if work.has_hour and job.due_at > now:
                    # Weekday or hour may be new; what failed is tried again at a fresh start.
                    due_at = job.due_at if job.failures_in_a_row else first_due
                    retries = bool(job.failures_in_a_row) and is_fresh_start
                    jobs.reschedule(session, name, due_at=now if retries else due_at)
                elif name in self._watchers and manners.may_be_tried_at_once(
                    job, self._settings, now, is_fresh_start=is_fresh_start
                ):
                    jobs.reschedule(session, name, due_at=now)

    def tick(self) -> None:
        """Everything that is due, the longest overdue first, accounts side by side; never raises."""
        due = self._due()
        called = [self._watchers[name] for name in due if name in self._watchers]
        for watcher in called:
            watcher.call(once=self._once)
        for watcher in called if self._once else ():
            while not watcher.wait_until_done(1) and not self._stop.is_set():
                pass
        for name in due:
            if self._stop.is_set():
                return
            if (do := self._works[name].do) is not None:
                self._run(name, do)

    def _due(self) -> list[str]:
        now = self._clock()
        try:
            with self._database.read() as session:
                known: Mapping[str, jobs.Job] = {job.name: job for job in jobs.jobs(session)}
        except KeepwarmError as error:
            _log.error("the database cannot be asked: %s", one_line(error))
            return []
        waiting = []
        for name, work in self._works.items():
            if name not in known:
                continue
            due_at, started_at = known[name].due_at, known[name].last_started_at
            if work.has_hour:
                started_at = None  # a clock set back by hours is no reason to send
            if due_at <= now or times.was_clock_ahead(due_at, started_at, now, work.longest):
                waiting.append((due_at, name))
        return [name for _, name in sorted(waiting)]

    def _read(self, account: str, line: Callable[[], Line]) -> Synced | None:
        """What is new in an account, as its job; None where it failed."""
        brought: list[Synced] = []
        self._run(job_of(account), lambda now: brought.append(self._sync(account, line, now)))
        return brought[0] if brought else None

    def _run(self, name: str, do: Callable[[datetime], object]) -> None:
        work, now, began = self._works[name], self._clock(), time.monotonic()
        try:
            with self._database.write() as session:
                jobs.reschedule(session, name, due_at=now)  # a clock set back left it in the future
                jobs.start(session, name, now=now, next_due_at=work.next_due(now))
            do(now)
            with self._database.write() as session:
                jobs.succeed(session, name, now=now)
                if self._stop.is_set() and name.startswith(SYNC):
                    jobs.reschedule(session, name, due_at=now)  # it may have been cut short
        except KeepwarmError as error:
            self._failed(name, error, now)
        except Exception as error:  # noqa: BLE001  one faulty job must neither end the service nor starve others
            # Only where it happened: the error's own words may be a candidate's.
            self._failed(name, KeepwarmError(place(error), mend="This is a mistake in keepwarm."), now)
        else:
            _log.info("done job=%s seconds=%.1f", name, time.monotonic() - began)

    def _failed(self, name: str, error: KeepwarmError, now: datetime) -> None:
        if self._stop.is_set() and name in self._watchers:
            return  # its line was cut by us
        try:
            again = self._noted(name, error, now).due_at.isoformat(timespec="seconds")
        except KeepwarmError as second:
            _log.error("the failure of job=%s cannot be noted: %s", name, one_line(second))
            return
        if isinstance(error, SignInNeeded):
            _log.error("sign-in needed job=%s, not tried again before %s: %s", name, again, one_line(error))
        else:
            _log.warning("failed job=%s again=%s: %s", name, again, one_line(error))

    def _noted(self, name: str, error: KeepwarmError, now: datetime) -> jobs.Job:
        if name in self._watchers:
            account = self._watchers[name].account
            return manners.note_failure(self._database, self._settings, account, error, now=now)
        with self._database.write() as session:
            failures = {job.name: job.failures_in_a_row for job in jobs.jobs(session)}.get(name, 0)
            named = error.retry_after_seconds if isinstance(error, ServerUnreachable) else None
            again = times.retry_at(now, first=self._poll, failures=failures, named_seconds=named)
            if isinstance(error, SignInNeeded):
                again = (
                    now + manners.SIGN_IN_PAUSE
                )  # a password that is refused again and again locks a mailbox
            return jobs.fail(session, name, error=one_line(error), retry_at=again)

    def _all_works(self) -> dict[str, Work]:
        settings = self._settings
        hour = settings.rules.business_day_starts_hour
        works = {
            job_of(name): Work(None, lambda now: now + self._poll, max(self._poll, manners.LONGEST_PAUSE))
            for name in settings.accounts
        }
        works[JUDGE] = Work(
            self._judge, lambda now: times.next_day_at(now, settings.zone, hour), timedelta(days=1, hours=2)
        )
        for name in recruiters(settings):
            works[_named(REPORT, name)] = Work(
                partial(self._send, self._report, REPORT, name),
                partial(self._next_report, settings.zone_of(name)),
                timedelta(days=14, hours=2),
                has_hour=True,
            )
            if settings.report.daily_note:
                works[_named(NOTE, name)] = Work(
                    partial(self._send, self._note, NOTE, name),
                    partial(times.next_day_at, zone=settings.zone_of(name), hour=settings.report.daily_hour),
                    timedelta(days=1, hours=2),
                    has_hour=True,
                )
        return works

    def _sync(self, account: str, line: Callable[[], Line], now: datetime) -> Synced:
        done = sync_once(
            self._database,
            self._settings,
            account,
            reader=self._reader,
            now=now,
            should_stop=self._stop.is_set,
            line=line(),
            turn=self._turn,
        )
        _log.info(
            "sync account=%s stored=%d known=%d quarantined=%d contacts=%d",
            account, done.stored, done.known, done.quarantined, len(done.contacts),
        )  # fmt: skip
        today = now.astimezone(UTC).date()
        if done.is_budget_spent and self._spent_on.get(account) != today:
            self._spent_on[account] = today
            _log.warning("today's megabytes are spent account=%s, older mail waits for tomorrow", account)
        for failure in done.failures:
            _log.warning("folder left out account=%s: %s", account, one_line(failure))
        return done

    def _judge(self, now: datetime) -> None:
        calendars = partial(BusinessCalendar.of, self._settings)
        found = refresh(self._database, policy=Policy.of(self._settings), calendars=calendars, now=now)
        _log.info("judged opened=%d satisfied=%d", len(found.opened), len(found.satisfied))

    def _send(self, post: Post, kind: str, account: str, now: datetime) -> None:
        posted = post(self._database, self._settings, account, now=now, should_stop=self._stop.is_set)
        _log.info("%s account=%s outcome=%s", kind, account, posted.outcome.value)

    def _next_report(self, zone: tzinfo, now: datetime) -> datetime:
        wanted = self._settings.report
        return times.next_report(now, zone, weekday=wanted.weekday, hour=wanted.hour)


def _named(kind: str, account: str) -> str:
    """A job's name: 'report:dana'; bare where no account is set up."""
    return f"{kind}:{account}" if account else kind


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
