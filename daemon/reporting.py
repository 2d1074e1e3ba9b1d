"""The weekly report and the daily note of a database at a moment: judged, counted and composed."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import partial

from config import Settings
from daemon.manners import job_of
from domain import Finding, Flag
from reports.daily import DailyNote, note_of
from reports.model import MailboxState, UnreadMailbox, WeeklyReport
from reports.weekly import compose, mornings_before
from store import accounts, folders, jobs, quarantine
from store.accounts import StoredAccount
from store.database import Database
from store.jobs import Job
from store.statistics import number_of_messages, number_waiting
from warmth.days import BusinessCalendar
from warmth.flags import Case, current, held_at, standings
from warmth.policy import Policy

UNREAD_FOR = timedelta(days=1)  # a night without a network is none of the reader's business


@dataclass(frozen=True, slots=True)
class _Judged:
    """What is open and how everybody of an account stands; `everybody` also of the others."""

    flags: Sequence[Flag]
    cases: Sequence[Case]
    everybody: Sequence[Case]


def weekly_report(
    database: Database, settings: Settings, *, as_of: datetime, is_past: bool, account: str = ""
) -> WeeklyReport:
    """The report as of a moment (aware, in the user's zone); a past one changes no flag that lives.

    `account` is whose: the people that recruiter last had to do with. Empty: everybody.
    """
    policy, calendars = Policy.of(settings), partial(BusinessCalendar.of, settings)
    judged = _judged(database, settings, as_of=as_of, is_past=is_past, account=account)
    mornings = mornings_before(as_of)
    held = held_at(database, judged.cases, mornings, policy=policy, calendars=calendars)
    theirs = _theirs(database, judged.everybody, account, [finding for found in held for finding in found])
    return compose(
        flags=judged.flags,
        cases=judged.cases,
        held={at: [one for one in found if theirs(one)] for at, found in zip(mornings, held, strict=True)},
        state=_state(database, settings, as_of=as_of, is_past=is_past, account=account),
        as_of=as_of,
        people=settings.report.people,
        account=account,
    )


def daily_note(database: Database, settings: Settings, *, as_of: datetime, account: str = "") -> DailyNote:
    """What has a date on the day of `as_of` (aware, in the user's zone) or on the next."""
    judged = _judged(database, settings, as_of=as_of, is_past=False, account=account)
    calendar = BusinessCalendar.of(settings, account)
    return note_of(
        judged.flags,
        [case.relationship for case in judged.cases],
        policy=Policy.of(settings),
        calendar=calendar,
        as_of=as_of,
        account=account,
    )


def _judged(
    database: Database, settings: Settings, *, as_of: datetime, is_past: bool, account: str
) -> _Judged:
    policy, calendars = Policy.of(settings), partial(BusinessCalendar.of, settings)
    flags = current(database, policy=policy, calendars=calendars, as_of=as_of, is_past=is_past)
    found = standings(database, policy=policy, calendars=calendars, as_of=as_of)
    everybody = [case for case in found if not case.relationship.contact.is_muted]
    theirs = _theirs(database, everybody, account, [flag.finding for flag in flags])
    return _Judged(
        [flag for flag in flags if theirs(flag.finding)],
        [case for case in everybody if account in ("", case.relationship.account)],
        everybody,
    )


def _theirs(
    database: Database, cases: Sequence[Case], account: str, found: Sequence[Finding]
) -> Callable[[Finding], bool]:
    """Whether a finding among these is for a recruiter; all are where nobody is named."""
    if not account:
        return lambda _: True
    owner = {case.relationship.contact.id: case.relationship.account for case in cases}
    with database.read() as session:
        read_in = accounts.of_messages(session, [p.message_id for one in found for p in one.evidence])

    def is_theirs(finding: Finding) -> bool:
        if whose := owner.get(finding.contact.id, ""):
            return whose == account
        # Somebody whom only a referral names belongs to whoever got it.
        return any(account in read_in.get(proof.message_id, ()) for proof in finding.evidence)

    return is_theirs


def _state(
    database: Database, settings: Settings, *, as_of: datetime, is_past: bool, account: str
) -> MailboxState:
    with database.read() as session:
        known = [one for one in accounts.accounts(session) if account in ("", one.name)]
        read = [one.last_read_at for one in known if one.last_read_at is not None]
        holes = [hole for one in known for c in folders.cursors(session, one.id).values() for hole in c.holes]
        ids = [one.id for one in known] if account else None
        return MailboxState(
            last_read=max((moment for moment in read if moment <= as_of), default=None),
            quarantined=sum(account in ("", one.account) for one in quarantine.held(session)),
            messages=number_of_messages(session, as_of=as_of, account_ids=ids),
            unread=() if is_past else _unread(settings, known, jobs.jobs(session), as_of, account),
            missing=0 if is_past else len(holes),
            waiting=0 if is_past else number_waiting(session, account_ids=ids),
        )


def _unread(
    settings: Settings, read: Sequence[StoredAccount], failing: Sequence[Job], as_of: datetime, account: str
) -> tuple[UnreadMailbox, ...]:
    """Mailboxes that could not be read for a day, or whose sign-in is refused."""
    last_read = {one.name: one.last_read_at for one in read}
    jobs_of = {job.name: job for job in failing if job.failures_in_a_row}
    found = []
    for name in settings.accounts:
        job, since = jobs_of.get(job_of(name)), last_read.get(name)
        if account not in ("", name) or job is None:
            continue
        if job.refused_sign_in or since is None or as_of - since > UNREAD_FOR:
            found.append(UnreadMailbox(name, since, needs_sign_in=bool(job.refused_sign_in)))
    return tuple(found)
