"""When each job of the daemon is due next; in UTC in the database, so that it survives restarts."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

import errors
from store.models import JobRow


@dataclass(frozen=True)
class Job:
    """A job and how it went. `last_error` is the text of a `KeepwarmError`, empty after a success.

    `left_alone_until` is what a server asked for; `refused_sign_in` tells the settings that it refused.
    """

    name: str
    due_at: datetime
    last_started_at: datetime | None = None
    last_succeeded_at: datetime | None = None
    failures_in_a_row: int = 0
    last_error: str = ""
    left_alone_until: datetime | None = None
    refused_sign_in: str = ""

    @property
    def was_cut_off(self) -> bool:
        """Whether it was started and neither ended nor failed; while it runs that is so too."""
        if self.last_started_at is None or self.failures_in_a_row:
            return False
        return self.last_succeeded_at is None or self.last_succeeded_at < self.last_started_at


def ensure(session: Session, name: str, *, due_at: datetime) -> Job:
    """The job; one that is not known yet is first due at `due_at`."""
    row = session.get(JobRow, name)
    if row is None:
        row = JobRow(name=name, due_at=due_at, failures_in_a_row=0, last_error="")
        session.add(row)
        session.flush()
    return _plain(row)


def jobs(session: Session) -> list[Job]:
    """Every job, the next one first."""
    return [_plain(row) for row in session.scalars(select(JobRow).order_by(JobRow.due_at, JobRow.name))]


def due(session: Session, *, now: datetime) -> list[Job]:
    """The jobs whose time has come, the longest overdue first."""
    query = select(JobRow).where(JobRow.due_at <= now).order_by(JobRow.due_at, JobRow.name)
    return [_plain(row) for row in session.scalars(query)]


def start(session: Session, name: str, *, now: datetime, next_due_at: datetime) -> bool:
    """Claim a job that is due: it is next due at `next_due_at`. False where somebody else has claimed it."""
    row = _row(session, name)
    if row.due_at > now:
        return False
    row.last_started_at, row.due_at = now, next_due_at
    session.flush()
    return True


def succeed(session: Session, name: str, *, now: datetime) -> Job:
    """Note that the job is done."""
    row = _row(session, name)
    row.last_succeeded_at, row.failures_in_a_row, row.last_error = now, 0, ""
    row.left_alone_until, row.refused_sign_in = None, ""
    session.flush()
    return _plain(row)


def fail(
    session: Session,
    name: str,
    *,
    error: str,
    retry_at: datetime,
    is_left_alone: bool = False,
    refused_sign_in: str = "",
) -> Job:
    """Note that the job failed, and when to try again; `is_left_alone`: not before, a server asked for it."""
    row = _row(session, name)
    row.failures_in_a_row += 1
    row.last_error, row.due_at = error, retry_at
    row.left_alone_until, row.refused_sign_in = retry_at if is_left_alone else None, refused_sign_in
    session.flush()
    return _plain(row)


def reschedule(session: Session, name: str, *, due_at: datetime) -> Job:
    """Set when the job is due next, for a changed setting or a clock that was set."""
    row = _row(session, name)
    row.due_at = due_at
    session.flush()
    return _plain(row)


def _row(session: Session, name: str) -> JobRow:
    row = session.get(JobRow, name)
    if row is None:
        raise errors.NotFound(f"there is no job {name!r}.")
    return row


def _plain(row: JobRow) -> Job:
    return Job(
        name=row.name,
        due_at=row.due_at,
        last_started_at=row.last_started_at,
        last_succeeded_at=row.last_succeeded_at,
        failures_in_a_row=row.failures_in_a_row,
        last_error=row.last_error,
        left_alone_until=row.left_alone_until,
        refused_sign_in=row.refused_sign_in,
    )
