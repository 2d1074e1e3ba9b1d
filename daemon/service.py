"""The jobs of the service, each in its time: due times in the database, failures of one in no other's way.

Each account is read by a thread of its own; judging and reports are one thread's, in turn; parsing, language
and the store are one thread's at a time.
"""

from __future__ import annotations

import logging
import threading
import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta, tzinfo
from functools import partial
from typing import Protocol, runtime_checkable

from config import Settings
from contacts.intake import Reader
from daemon import manners, times
from daemon.clerk import Clerk
from daemon.logs import place
from daemon.manners import job_of, one_line
from daemon.posting import Posted, recruiters
from daemon.pulse import Pulse
from daemon.sync import Synced, line_of, sync_once
from daemon.watcher import Watcher
from errors import KeepwarmError, ServerUnreachable, SignInNeeded
from ingest.line import Line
from store import jobs
from store.database import Database
from warmth.days import BusinessCalendar
from warmth.flags import refresh
from warmth.policy import Policy

STOP_SECONDS = 1.5  # for a sign-off and the batch in hand, before lines are cut
CUT_SECONDS = 0.3  # for whoever waited on a line that was cut, before the reading of words is
KEEP_SECONDS = 1.0  # for what is being written down; what is cut off then is rolled back, as by a kill
AILING_FROM = 3  # failures in a row of a job; a network is away for a moment now and then
JUDGE, REPORT, NOTE = "judge", "report", "note"

Clock = Callable[[], datetime]
Post = Callable[..., Posted]  # of one recruiter's report or note
_log = logging.getLogger(__name__)


@runtime_checkable
class Leaves(Protocol):
    """A reader that can be sent away, as the one on call."""

    def interrupt(self) -> None:
        """Break off whatever it reads."""

    def close(self) -> None:
        """Let go of its memory."""


@dataclass(frozen=True, slots=True)
class Work:
    """One job: what it does, and when it is due after a success, both told the moment of the start."""

    do: Callable[[datetime], None] | None  # None: an account, read by its own thread
    next_due: Callable[[datetime], datetime]
    longest: timedelta  # between two starts; a job due later than that comes from a clock that was ahead
    has_hour: bool = False  # it waits for its own hour, also after a start, and the settings may move that


class Service:
    """The jobs and how they are run."""

    def __init__(
        self,
        database: Database,
        settings: Settings,
        reader: Reader,
        clock: Clock,
        report: Post,
        note: Post,
        is_to_stop: Callable[[], bool],
        pulse: Pulse,
        *,
        once: bool,
    ) -> None:
        self._database, self._settings, self._reader = database, settings, reader
        self._clock, self._report, self._note = clock, report, note
        self._is_to_stop, self._once, self._pulse = is_to_stop, once, pulse
        self._ended = threading.Event()
        self._clerk = Clerk("judging and reports")
        self._known: Mapping[str, jobs.Job] | None = {}  # as of the last tick; None: the database was silent
        self._poll = timedelta(minutes=settings.daemon.poll_minutes)
        self._works = self._all_works()
        self._turn = threading.Lock()  # parsing, language and keeping mail
        self.has_left_behind = False  # at the end: threads that only the end of the process ends
        self._spent_on: dict[str, date] = {}  # by account: the last day on which its megabytes were spent
        self._watchers = {
            job_of(name): Watcher(
                name,
                make_line=partial(line_of, settings, name),
                read=partial(self._read, name),
                is_over=self._is_over,
            )
            for name in settings.accounts
        }

    def __enter__(self) -> Service:
        return self

    def __exit__(self, *_: object) -> None:
        """Lines are signed off, or cut where a server keeps us waiting; a batch in hand is kept.

        Words that are being read then wait, as stored mail, for the next start.
        """
        self._ended.set()
        self._clerk.drop()
        for one in self._watchers.values():
            one.wake()
        end = time.monotonic() + STOP_SECONDS
        self._clerk.wait_until_done(STOP_SECONDS)
        late = self._late(end)
        for one in late:
            one.interrupt()
        if late and isinstance(self._reader, Leaves) and self._late(time.monotonic() + CUT_SECONDS):
            self._reader.interrupt()
        if self._late(time.monotonic() + CUT_SECONDS):
            # A thread that still hangs in the network may not begin to keep anything any more.
            self._turn.acquire(timeout=KEEP_SECONDS)
        elif isinstance(self._reader, Leaves):
            self._reader.close()
        self.has_left_behind = bool(self._late(time.monotonic())) or not self._clerk.wait_until_done(0)
        if self.has_left_behind:
            _log.warning("left behind jobs=%s", ", ".join(one.job for one in self._pulse.doing))

    def _late(self, end: float) -> list[Watcher]:
        """Whose thread has not ended by then (monotonic)."""
        return [one for one in self._watchers.values() if not one.wait_until_done(end - time.monotonic())]

    def _is_over(self) -> bool:
        return self._ended.is_set() or self._is_to_stop()

    def prepare(self, *, is_fresh_start: bool) -> None:
        """Bring the stored due times in line with the settings; a fresh start tries what failed again.

        What a kill cut off in the middle is due at once.
        """
        now = self._clock()
        with self._database.write() as session:
            for name, work in self._works.items():
                first_due = work.next_due(now) if work.has_hour else now
                job = jobs.ensure(session, name, due_at=first_due)
                if job.was_cut_off and job.due_at > now:
                    jobs.reschedule(session, name, due_at=now)
                elif work.has_hour and job.due_at > now:
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
        for name in due:
            if (do := self._works[name].do) is not None:
                self._clerk.hand(name, partial(self._run, name, do))
        if self._once:
            while not self._is_over() and not all(one.wait_until_done(1) for one in called):
                pass
            while not self._is_over() and not self._clerk.wait_until_done(1):
                pass

    def ailing(self) -> tuple[str, ...]:
        """The jobs that have failed for a while, or whose sign-in is refused, as of the last tick."""
        if self._known is None:
            return ("database",)
        return tuple(
            name
            for name, job in self._known.items()
            if name in self._works and (job.failures_in_a_row >= AILING_FROM or job.refused_sign_in)
        )

    def next_job(self) -> jobs.Job | None:
        """The job that is due next, as of the last tick."""
        known = [job for name, job in (self._known or {}).items() if name in self._works]
        return min(known, key=lambda job: job.due_at, default=None)

    def _due(self) -> list[str]:
        now = self._clock()
        try:
            with self._database.read() as session:
                self._known = known = {job.name: job for job in jobs.jobs(session)}
        except KeepwarmError as error:
            self._known = None
            _log.error("the database cannot be asked error=%s", one_line(error))
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
        if self._is_over():
            return
        work, now, began = self._works[name], self._clock(), time.monotonic()
        self._pulse.begin(name)
        try:
            with self._database.write() as session:
                jobs.reschedule(session, name, due_at=now)  # a clock set back left it in the future
                jobs.start(session, name, now=now, next_due_at=work.next_due(now))
            do(now)
            with self._database.write() as session:
                jobs.succeed(session, name, now=now)
                if self._is_over() and not work.has_hour:
                    jobs.reschedule(session, name, due_at=now)  # it may have been cut short
        except KeepwarmError as error:
            self._failed(name, error, now)
        except Exception as error:  # noqa: BLE001  one faulty job must neither end the service nor starve others
            # Only where it happened: the error's own words may be a candidate's.
            self._failed(name, KeepwarmError(place(error), mend="This is a mistake in keepwarm."), now)
        else:
            _log.debug("done job=%s seconds=%.1f", name, time.monotonic() - began)
        finally:
            self._pulse.end(name)

    def _failed(self, name: str, error: KeepwarmError, now: datetime) -> None:
        if self._is_over() and name in self._watchers:
            return  # its line was cut by us
        try:
            again = self._noted(name, error, now).due_at.isoformat(timespec="seconds")
        except KeepwarmError as second:
            _log.error("a failure cannot be noted job=%s error=%s", name, one_line(second))
            return
        if isinstance(error, SignInNeeded):
            _log.error("sign-in needed job=%s again=%s error=%s", name, again, one_line(error))
        else:
            _log.warning("failed job=%s again=%s error=%s", name, again, one_line(error))

    def _noted(self, name: str, error: KeepwarmError, now: datetime) -> jobs.Job:
        if name in self._watchers:
            account = self._watchers[name].account
            return manners.note_failure(self._database, self._settings, account, error, now=now)
        with self._database.write() as session:
            failures = {job.name: job.failures_in_a_row for job in jobs.jobs(session)}.get(name, 0)
            named = error.retry_after_seconds if isinstance(error, ServerUnreachable) else None
            again = times.retry_at(now, first=self._poll, failures=failures, named_seconds=named)
            if isinstance(error, SignInNeeded):
                # A password that is refused again and again locks a mailbox.
                again = now + manners.SIGN_IN_PAUSE
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
            progress=self._pulse.gauge(job_of(account)),
            should_stop=self._is_over,
            line=line(),
            turn=self._turn,
        )
        self._pulse.count_stored(account, done.stored)
        brought = done.stored + done.known + done.quarantined
        _log.log(
            logging.INFO if brought else logging.DEBUG,
            "sync account=%s stored=%d known=%d quarantined=%d contacts=%d",
            account, done.stored, done.known, done.quarantined, len(done.contacts),
        )  # fmt: skip
        today = now.astimezone(UTC).date()
        if done.is_budget_spent and self._spent_on.get(account) != today:
            self._spent_on[account] = today
            _log.warning("today's megabytes are spent, older mail waits for tomorrow account=%s", account)
        for failure in done.failures:
            _log.warning("folder left out account=%s error=%s", account, one_line(failure))
        return done

    def _judge(self, now: datetime) -> None:
        calendars = partial(BusinessCalendar.of, self._settings)
        with self._turn:  # or a pass over a mailbox would judge the same people beside it
            found = refresh(
                self._database,
                policy=Policy.of(self._settings),
                calendars=calendars,
                now=now,
                should_stop=self._is_over,
            )
        _log.info("judged opened=%d satisfied=%d", len(found.opened), len(found.satisfied))

    def _send(self, post: Post, kind: str, account: str, now: datetime) -> None:
        posted = post(self._database, self._settings, account, now=now, should_stop=self._is_over)
        _log.info("posted kind=%s account=%s outcome=%s", kind, account, posted.outcome.value)

    def _next_report(self, zone: tzinfo, now: datetime) -> datetime:
        wanted = self._settings.report
        return times.next_report(now, zone, weekday=wanted.weekday, hour=wanted.hour)


def _named(kind: str, account: str) -> str:
    """A job's name: 'report:dana'; bare where no account is set up."""
    return f"{kind}:{account}" if account else kind
