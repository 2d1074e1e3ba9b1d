"""A past day is answered as it was answered then, whatever came and was said afterwards."""

from __future__ import annotations

import random
from datetime import timedelta
from functools import partial

import pytest

from domain import Flag
from store import contacts_edit, flags
from store.database import Database
from tests.warmth.test_incremental import START, Desk, mail
from tests.warmth.test_incremental import flag as deal_with_a_flag
from warmth.days import BusinessCalendar
from warmth.flags import current
from warmth.policy import Policy


def _asked(desk: Desk, moment: object) -> list[Flag]:
    return current(
        desk.database,
        policy=Policy.of(desk.settings),
        calendars=partial(BusinessCalendar.of, desk.settings),
        as_of=moment,  # type: ignore[arg-type]
        is_past=True,
    )


def _said(found: list[Flag]) -> list[object]:
    """What flags say, in their order; one that has changed its proof since may have another number."""
    return [
        (
            flag.finding.contact.id,
            flag.finding.reason,
            flag.finding.since,
            flag.finding.urgency,
            flag.finding.explanation,
            flag.finding.evidence_key,
        )
        for flag in found
    ]


@pytest.mark.parametrize("seed", range(3))
def test_a_past_day_is_answered_as_then(sqlite_database: Database, seed: int) -> None:
    chance, desk, now = random.Random(seed), Desk(sqlite_database, everybody=False), START
    told = []
    for _ in range(40):
        for _ in range(chance.randint(0, 2)):
            mail(chance, desk, now, is_plain=True)
        if chance.random() < 0.3:
            with desk.database.write() as session:
                contacts_edit.log(session, chance.randint(1, 9), "call", "spoke", at=now)
        now += timedelta(hours=chance.choice((3, 20, 50, 120)))
        desk.judge(now)
        if chance.random() < 0.5:
            deal_with_a_flag(chance, desk, now)
        now += timedelta(minutes=10)
        desk.judge(now)
        with desk.database.read() as session:
            told.append((now, _said(flags.listed(session, now=now))))
        now += timedelta(minutes=10)
    before = desk.flags(now)
    for moment, then in told:
        assert _said(_asked(desk, moment)) == then
    assert desk.flags(now) == before
