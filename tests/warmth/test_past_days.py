"""A past day is answered as it was answered then, whatever came and was said afterwards."""

from __future__ import annotations

import random
from datetime import datetime, timedelta
from functools import partial
from typing import Any

import pytest
from sqlalchemy.orm import Session

from commands import shapes
from contacts import muting
from contacts.correct import correct, take_back
from contacts.inference import judge_stages
from contacts.people import Roster
from domain import Flag, Role, Stage
from store import accounts, changes, contacts_edit, flags
from store.database import Database
from store.lookup import contact
from tests.warmth.test_incremental import PEOPLE, SIGNALS, START, Desk, mail
from tests.warmth.test_incremental import flag as deal_with_a_flag
from warmth.days import BusinessCalendar
from warmth.flags import current, standings
from warmth.policy import Policy


def _asked(desk: Desk, moment: datetime) -> list[Flag]:
    return current(
        desk.database,
        policy=Policy.of(desk.settings),
        calendars=partial(BusinessCalendar.of, desk.settings),
        as_of=moment,
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


def _in_json(desk: Desk, found: list[Flag]) -> list[dict[str, Any]]:
    """As `flags --json` prints them, but for their numbers."""
    return [shapes.flag(one, desk.settings.zone) | {"id": None} for one in found]


def _listed(desk: Desk, moment: datetime) -> list[tuple[Any, ...]]:
    """As `contacts list` shows everybody; what was read of the muted is forgotten, their stage too."""
    cases = standings(
        desk.database,
        policy=Policy.of(desk.settings),
        calendars=partial(BusinessCalendar.of, desk.settings),
        as_of=moment,
    )
    found = []
    for standing in (case.standing for case in cases):
        who = standing.contact
        stage = None if who.is_muted else who.stage
        found.append((who.id, who.role, stage, who.is_muted, standing.warmth, standing.touches))
    return found


def _say(chance: random.Random, desk: Desk, now: datetime, muted: set[int]) -> None:
    """Something is set by hand: a role, a stage reached now or lately, or that nothing is judged."""
    who = chance.randint(1, PEOPLE)
    with desk.database.write() as session:
        if who in muted:
            _mute(session, who, None, now)
            judge_stages(session, Roster(session), [who])
            muted.remove(who)
            return
        one = contact(session, who, as_of=now)
        what = chance.randrange(3)
        if what == 0:
            correct(session, one, role=chance.choice(("auto", *Role)), now=now)
        elif what == 1:
            since = now - timedelta(days=chance.choice((0, 0, 3, 9)))
            correct(session, one, stage=chance.choice(("auto", *Stage)), at=since, now=now)
        else:
            _mute(session, who, now, now)
            muted.add(who)


def _mute(session: Session, who: int, since: datetime | None, now: datetime) -> None:
    """Nothing is judged of them from now on, or again; what was read is there again at once."""
    moments = [contacts_edit.mute(session, who, since), since]
    before, after = (moment.isoformat() if moment else None for moment in moments)
    changes.note(session, who, "muted", before=before, after=after, at=now)


@pytest.mark.parametrize("seed", range(3))
def test_each_evening_is_answered_as_it_was_whatever_was_said_later(
    sqlite_database: Database, seed: int
) -> None:
    chance, desk, now = random.Random(seed), Desk(sqlite_database, everybody=False), START
    with desk.database.write() as session:
        for one in accounts.accounts(session):
            accounts.ensure(session, one.name, read_at=START)
    signals = [one for one in SIGNALS if one.value != "referral"]  # whom one means is known only later
    told: list[tuple[datetime, list[Any], list[Any]]] = []
    muted: set[int] = set()
    for _ in range(20):
        evening = (now + timedelta(days=chance.choice((1, 2, 6)))).replace(hour=21, minute=0)
        for _ in range(3):
            for _ in range(chance.randint(0, 2)):
                mail(chance, desk, now, is_plain=True, signals=signals)
            with desk.database.write() as session:
                judge_stages(session, Roster(session), {*range(1, PEOPLE + 1)} - muted)
            desk.judge(now)
            if chance.random() < 0.4:
                deal_with_a_flag(chance, desk, now)
            if chance.random() < 0.4:
                _say(chance, desk, now, muted)
            now += (evening - now) * chance.uniform(0.1, 0.5)
        now = evening
        desk.judge(now)
        with desk.database.read() as session:
            told.append((now, _in_json(desk, flags.listed(session, now=now)), _listed(desk, now)))
        now += timedelta(minutes=1)
    assert any(flags_then for _, flags_then, _ in told)
    with desk.database.write() as session:
        for who in sorted(muted):
            _mute(session, who, None, now)
    desk.judge(now)
    for evening, flags_then, people_then in told:
        assert _in_json(desk, _asked(desk, evening)) == flags_then
        assert _listed(desk, evening) == people_then


def _client(desk: Desk, moment: datetime) -> tuple[Role, bool]:
    with desk.database.read() as session:
        found = contact(session, 3, as_of=moment)
        return found.role, found.is_muted


def test_before_any_mailbox_was_read_all_that_was_ever_said_counts(sqlite_database: Database) -> None:
    desk = Desk(sqlite_database, everybody=False)
    installed, said = START + timedelta(days=30), START + timedelta(days=40)
    with desk.database.write() as session:
        accounts.ensure(session, "mira", read_at=installed)
        accounts.ensure(session, "mira", read_at=said)
        correct(session, contact(session, 3, as_of=said), role="candidate", now=said)
    assert _client(desk, installed - timedelta(minutes=1)) == (Role.CANDIDATE, False)
    assert _client(desk, installed) == (Role.CLIENT, False)
    assert _client(desk, said) == (Role.CANDIDATE, False)


def test_what_was_taken_back_was_never_said(sqlite_database: Database) -> None:
    desk = Desk(sqlite_database, everybody=False)
    with desk.database.write() as session:
        accounts.ensure(session, "mira", read_at=START)
        correct(session, contact(session, 3, as_of=START), role="candidate", now=START + timedelta(days=1))
        take_back(session, contact(session, 3, as_of=START))
    assert _client(desk, START + timedelta(days=2)) == (Role.CLIENT, False)


def test_who_is_muted_is_judged_on_no_day_and_who_was_on_none_of_those_days(
    sqlite_database: Database,
) -> None:
    desk = Desk(sqlite_database, everybody=False)
    first, last = START + timedelta(days=5), START + timedelta(days=9)
    with desk.database.write() as session:
        accounts.ensure(session, "mira", read_at=START)
        muting.mute(session, contact(session, 3, as_of=first), now=first)
    assert _client(desk, first - timedelta(days=1))[1]
    with desk.database.write() as session:
        muting.unmute(session, contact(session, 3, as_of=last), now=last)
    days = (first - timedelta(days=1), first, last - timedelta(days=1), last)
    assert [_client(desk, one)[1] for one in days] == [False, True, True, False]
