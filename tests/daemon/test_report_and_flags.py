"""The weekly report of a moment tells of the people of `flags` at that moment, and its past weeks do too."""

from __future__ import annotations

import random
from datetime import datetime, timedelta
from functools import partial

import pytest

from daemon.reporting import weekly_report
from domain import Finding
from reports.model import WeeklyReport
from reports.weekly import mornings_before
from store.database import Database
from tests.warmth.test_incremental import START, STEPS_OF, Desk
from warmth.days import BusinessCalendar
from warmth.flags import current
from warmth.policy import Policy

Told = tuple[str, str, object]


def told_of(findings: list[Finding]) -> list[Told]:
    return sorted((one.contact.name, one.reason.value, one.evidence_key) for one in findings)


def listed(desk: Desk, at: datetime, *, is_past: bool) -> list[Finding]:
    """What `keepwarm flags` says."""
    calendars = partial(BusinessCalendar.of, desk.settings)
    policy = Policy.of(desk.settings)
    found = current(desk.database, policy=policy, calendars=calendars, as_of=at, is_past=is_past)
    return [flag.finding for flag in found]


def reported(report: WeeklyReport) -> list[Finding]:
    """What the report says of people, up front and in short."""
    flags = [flag for person in report.people for flag in person.flags] + list(report.also)
    return [flag.finding for flag in flags]


@pytest.mark.parametrize("seed", range(2))
def test_report_and_flags_say_the_same_now_and_of_every_week_before(
    sqlite_database: Database, seed: int
) -> None:
    chance = random.Random(seed)
    desk = Desk(sqlite_database, everybody=False)
    now = START
    for _ in range(60):
        step = chance.choices([one for one, _ in STEPS_OF], [weight for _, weight in STEPS_OF])[0]
        step(random.Random(chance.getrandbits(64)), desk, now)
        if chance.random() < 0.7:
            now += timedelta(hours=chance.choice((1, 5, 26, 60, 90)), minutes=chance.randint(0, 59))
            desk.judge(now)
    seen = 0
    for at, is_past in ((now, False), (now - timedelta(days=20), True), (now, True)):
        moment = at.astimezone(desk.settings.zone)
        report = weekly_report(sqlite_database, desk.settings, as_of=moment, is_past=is_past)
        assert told_of(reported(report)) == told_of(listed(desk, moment, is_past=is_past))
        for week, morning in zip(report.weeks, mornings_before(moment), strict=False):
            then = listed(desk, morning, is_past=True)
            assert week.needed == len({one.contact.id or one.contact.name for one in then}), morning
            seen += week.needed
    assert seen > 5
