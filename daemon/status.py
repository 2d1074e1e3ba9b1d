"""What the service is doing, since when, and what comes next: read from beside the lock and the database."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta

from config import Settings
from daemon import lock, manners
from daemon.manners import SYNC, job_of
from daemon.pulse import Doing, Seen, seen
from store import accounts, folders, jobs, quarantine
from store.accounts import StoredAccount
from store.database import Database, exists
from store.statistics import number_waiting

BEHIND_FACTOR = 3  # times of asking that a mailbox may be missed before it counts as behind
BEHIND_AT_LEAST = timedelta(hours=1)  # a mailbox with IDLE is quiet for as long as no mail comes


@dataclass(frozen=True, slots=True)
class Running:
    """The service that holds the lock. `seen` is None for a `sync` or `import` by hand."""

    pid: int | None
    seen: Seen | None = None
    hangs: bool = False


@dataclass(frozen=True, slots=True)
class AccountStatus:
    """One mailbox. `lag` is the time since it was last read to its end, None where it never was.

    `missing` are mails that the server did not hand over.
    """

    name: str
    last_read_at: datetime | None = None
    lag: timedelta | None = None
    due_at: datetime | None = None
    failures_in_a_row: int = 0
    last_error: str = ""
    needs_sign_in: bool = False
    left_alone_until: datetime | None = None
    missing: int = 0
    reading: Doing | None = None
    is_behind: bool = False


@dataclass(frozen=True, slots=True)
class Status:
    """All of it. Without a database `accounts` and `jobs` are what the settings name, never read and due."""

    running: Running | None
    accounts: tuple[AccountStatus, ...] = ()
    jobs: tuple[jobs.Job, ...] = ()
    messages_waiting: int = 0
    messages_quarantined: int = 0

    @property
    def is_well(self) -> bool:
        """Whether a service runs, gets on, and is behind with nothing."""
        if self.running is None or self.running.seen is None or self.running.hangs:
            return False
        ailing = any(one.is_behind or one.needs_sign_in for one in self.accounts)
        return not ailing and not any(one.failures_in_a_row for one in self.jobs if not _is_sync(one))


def status(settings: Settings, url: str, *, now: datetime) -> Status:
    """How it stands at `now` (aware); no database is made or changed by asking."""
    if not exists(url):
        return Status(None, tuple(AccountStatus(name) for name in settings.accounts))
    database = Database.open(url, upgrade=False)
    try:
        running = _running(database, now)
        with database.read() as session:
            known = {job.name: job for job in jobs.jobs(session)}
            read = {one.name: one for one in accounts.accounts(session)}
            holes = {
                one.name: sum(len(c.holes) for c in folders.cursors(session, one.id).values())
                for one in read.values()
            }
            waiting, held = number_waiting(session), len(quarantine.held(session))
    finally:
        database.close()
    doing = {one.job: one for one in running.seen.doing} if running and running.seen else {}
    return Status(
        running,
        tuple(_account(settings, name, read, known, doing, holes, now) for name in settings.accounts),
        tuple(job for job in known.values() if not _is_sync(job) or _named(job) in settings.accounts),
        waiting,
        held,
    )


def _running(database: Database, now: datetime) -> Running | None:
    if not lock.is_held(database):
        return None
    pid, found = lock.holder(database), seen(lock.pulse_file(database))
    if found is None or found.pid != pid:
        return Running(pid)
    return Running(pid, found, found.hangs(now))


def _account(
    settings: Settings,
    name: str,
    read: Mapping[str, StoredAccount],
    known: Mapping[str, jobs.Job],
    doing: Mapping[str, Doing],
    holes: Mapping[str, int],
    now: datetime,
) -> AccountStatus:
    job = known.get(job_of(name))
    last = read[name].last_read_at if name in read else None
    lag = None if last is None else max(now - last, timedelta())
    poll = timedelta(minutes=settings.daemon.poll_minutes)
    at_work = doing.get(job_of(name))
    late = lag is None or lag > max(poll * BEHIND_FACTOR, BEHIND_AT_LEAST)
    return AccountStatus(
        name,
        last,
        lag,
        job.due_at if job else None,
        job.failures_in_a_row if job else 0,
        job.last_error if job else "",
        bool(job and job.refused_sign_in),
        job.left_alone_until if job and manners.is_left_alone(job, now) else None,
        holes.get(name, 0),
        at_work,
        late and at_work is None,
    )


def _is_sync(job: jobs.Job) -> bool:
    return job.name.startswith(SYNC)


def _named(job: jobs.Job) -> str:
    return job.name.removeprefix(SYNC)
