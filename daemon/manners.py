"""What becomes of an account after a failure, kept with its job so that restarts change nothing.

A server that asked for time is left alone for it, whoever starts keepwarm. A refused sign-in is not repeated
with the same settings before hours have gone by. A network that is down is tried at growing distances.
"""

from __future__ import annotations

import hashlib
import json
from datetime import datetime, timedelta

from config import WAYS_TO_SIGN_IN, Settings
from daemon import times
from errors import KeepwarmError, ServerBusy, ServerUnreachable, SignInNeeded
from store import jobs
from store.database import Database

SYNC = "sync:"
SIGN_IN_PAUSE = timedelta(hours=6)  # a password may have been mended at the server
LONGEST_NAMED = timedelta(days=1)  # no server means more than that
LONGEST_PAUSE = timedelta(days=2)
WITHOUT_NETWORK = timedelta(minutes=1)  # the first pause


def job_of(account: str) -> str:
    """The name of the job that reads an account."""
    return f"{SYNC}{account}"


def is_left_alone(job: jobs.Job, now: datetime) -> bool:
    """Whether the server asked for time that is not over yet; a clock that was ahead is not believed."""
    until = job.left_alone_until
    return until is not None and now < until <= now + LONGEST_PAUSE


def may_be_tried_at_once(job: jobs.Job, settings: Settings, now: datetime, *, is_fresh_start: bool) -> bool:
    """Whether an account that failed need not wait: after a fresh start, or with other settings to sign in.

    Never against the server's wish.
    """
    if not job.failures_in_a_row or is_left_alone(job, now):
        return False
    refused = job.refused_sign_in
    return is_fresh_start or bool(refused and refused != sign_in_of(settings, job.name.removeprefix(SYNC)))


def respect(database: Database, account: str, *, now: datetime) -> None:
    """Raise `ServerBusy` where the account's server asked to be left alone for longer."""
    with database.write() as session:
        job = jobs.ensure(session, job_of(account), due_at=now)
    if is_left_alone(job, now) and job.left_alone_until is not None:
        seconds = (job.left_alone_until - now).total_seconds()
        raise ServerBusy(
            "the server asked to be left alone.",
            where=account,
            mend=f"keepwarm reads on in {_span(seconds)}.",
            retry_after_seconds=seconds,
        )


def note_success(database: Database, account: str, *, now: datetime) -> None:
    """The account was read."""
    with database.write() as session:
        jobs.succeed(session, job_of(account), now=now)


def note_failure(
    database: Database, settings: Settings, account: str, error: KeepwarmError, *, now: datetime
) -> jobs.Job:
    """The account could not be read; its job afterwards tells when it is tried again."""
    named = error.retry_after_seconds if isinstance(error, ServerUnreachable) else None
    if named is not None:
        named = min(named, LONGEST_NAMED.total_seconds())
    is_refused, is_busy = isinstance(error, SignInNeeded), isinstance(error, ServerBusy)
    is_network = isinstance(error, ServerUnreachable) and not is_busy
    poll = timedelta(minutes=settings.daemon.poll_minutes)
    with database.write() as session:
        before = jobs.ensure(session, job_of(account), due_at=now)
        again = times.retry_at(
            now,
            first=WITHOUT_NETWORK if is_network else poll,
            failures=before.failures_in_a_row,
            longest=times.LONGEST_WITHOUT_NETWORK if is_network else times.LONGEST_BACKOFF,
            named_seconds=named,
        )
        return jobs.fail(
            session,
            before.name,
            error=one_line(error),
            retry_at=now + SIGN_IN_PAUSE if is_refused else again,
            is_left_alone=is_busy,
            refused_sign_in=sign_in_of(settings, account) if is_refused else "",
        )


def sign_in_of(settings: Settings, account: str) -> str:
    """A digest of everything in the settings that says how to sign in; no secret can be read from it."""
    found = settings.accounts[account]
    keys = ("host", "port", "security", "ca_file", "username", "address", *WAYS_TO_SIGN_IN)
    told = {key: getattr(found, key) for key in keys}
    told["oauth_server"] = one.model_dump() if (one := settings.oauth.get(found.oauth)) else None
    return hashlib.sha256(json.dumps(told, sort_keys=True, default=str).encode()).hexdigest()


def one_line(error: KeepwarmError) -> str:
    """An error fit for a log and for one field."""
    return " ".join(str(error).split())


def _span(seconds: float) -> str:
    minutes = max(round(seconds / 60), 1)
    return f"{minutes} minutes" if minutes > 1 else "a minute"
