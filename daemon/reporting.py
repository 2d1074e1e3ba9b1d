"""The weekly report of a database at a moment: judged, counted and composed."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime, timedelta
from functools import partial

from config import Settings
from daemon.manners import job_of
from reports.weekly import MailboxState, UnreadMailbox, WeeklyReport, compose
from store import accounts, jobs, quarantine
from store.accounts import StoredAccount
from store.database import Database
from store.jobs import Job
from store.statistics import number_of_messages
from warmth.days import BusinessCalendar
from warmth.flags import Case, current, standings
from warmth.policy import Policy

UNREAD_FOR = timedelta(days=1)  # a night without a network is none of the reader's business


def weekly_report(database: Database, settings: Settings, *, as_of: datetime, is_past: bool) -> WeeklyReport:
    """The report as of a moment (aware, in the user's zone); a past one changes no flag that lives."""
    policy = Policy.of(settings)
    calendars = partial(BusinessCalendar.of, settings)

    def at(moment: datetime) -> Sequence[Case]:
        return standings(database, policy=policy, calendars=calendars, as_of=moment)

    flags = current(database, policy=policy, calendars=calendars, as_of=as_of, is_past=is_past)
    with database.read() as session:
        known = accounts.accounts(session)
        read = [one.last_read_at for one in known if one.last_read_at is not None]
        state = MailboxState(
            last_read=max((moment for moment in read if moment <= as_of), default=None),
            quarantined=len(quarantine.held(session)),
            messages=number_of_messages(session, as_of=as_of),
            unread=() if is_past else _unread(settings, known, jobs.jobs(session), as_of),
        )
    return compose(
        flags=flags, cases=at(as_of), at=at, state=state, as_of=as_of, people=settings.report.people
    )


def _unread(
    settings: Settings, read: Sequence[StoredAccount], failing: Sequence[Job], as_of: datetime
) -> tuple[UnreadMailbox, ...]:
    """Mailboxes that could not be read for a day, or whose sign-in is refused."""
    last_read = {one.name: one.last_read_at for one in read}
    jobs_of = {job.name: job for job in failing if job.failures_in_a_row}
    found = []
    for name in settings.accounts:
        job, since = jobs_of.get(job_of(name)), last_read.get(name)
        if job is not None and (job.refused_sign_in or since is None or as_of - since > UNREAD_FOR):
            found.append(UnreadMailbox(name, since, needs_sign_in=bool(job.refused_sign_in)))
    return tuple(found)
