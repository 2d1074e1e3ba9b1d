"""The weekly report of a database at a moment: judged, counted and composed."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from functools import partial

from config import Settings
from reports.weekly import MailboxState, WeeklyReport, compose
from store import accounts, quarantine
from store.database import Database
from store.statistics import number_of_messages
from warmth.days import BusinessCalendar
from warmth.flags import Case, current, standings
from warmth.policy import Policy


def weekly_report(database: Database, settings: Settings, *, as_of: datetime, is_past: bool) -> WeeklyReport:
    """The report as of a moment (aware, in the user's zone); a past one changes no flag that lives."""
    policy = Policy.of(settings)
    calendars = partial(BusinessCalendar.of, settings)

    def at(moment: datetime) -> Sequence[Case]:
        return standings(database, policy=policy, calendars=calendars, as_of=moment)

    flags = current(database, policy=policy, calendars=calendars, as_of=as_of, is_past=is_past)
    with database.read() as session:
        read = [a.last_read_at for a in accounts.accounts(session) if a.last_read_at is not None]
        state = MailboxState(
            last_read=max((moment for moment in read if moment <= as_of), default=None),
            quarantined=len(quarantine.held(session)),
            messages=number_of_messages(session, as_of=as_of),
        )
    return compose(
        flags=flags, cases=at(as_of), at=at, state=state, as_of=as_of, people=settings.report.people
    )
