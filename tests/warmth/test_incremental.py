"""Judging only those who changed and those whose time has come is the same as judging everybody, always."""

from __future__ import annotations

import random
import shutil
from collections.abc import Callable, Iterator, Sequence
from contextlib import ExitStack, closing
from datetime import UTC, datetime, timedelta
from functools import partial
from pathlib import Path

import pytest
from sqlalchemy import delete, select, update

from config import Cadence, Settings
from domain import Flag, FlagState, Kind, Role, SignalType, Stage
from store import accounts, contacts_edit, flags
from store.awake import awake
from store.database import Database
from store.models import ContactRow, EventRow, FlagRow, MessageRow, ParticipantRow, SignalRow, StageRow
from store.relationships import in_batches, relationships
from tests.store.mailbox import RECRUITER, Says, Store
from warmth.days import BusinessCalendar
from warmth.flags import Judges, refresh
from warmth.judgement import judge
from warmth.policy import Policy

START = datetime(2026, 2, 2, 8, tzinfo=UTC)
PEOPLE = 9
STEPS = 70
SIGNALS = tuple(SignalType)


class Desk:
    """One store and how it is judged; the same random history is written into two of them."""

    def __init__(self, database: Database, *, everybody: bool) -> None:
        self.database, self.everybody = database, everybody
        self.settings = Settings(timezone="Europe/Berlin", country="DE")
        with database.write() as session:
            store = Store(session)
            for number in range(PEOPLE):
                role = (Role.CANDIDATE, Role.CANDIDATE, Role.CLIENT, Role.COLLEAGUE)[number % 4]
                store.person(f"Person{number} Lind{number}", f"p{number}@x.example", role, made=START)

    def judge(self, now: datetime) -> None:
        refresh(
            self.database,
            policy=Policy.of(self.settings),
            calendars=partial(BusinessCalendar.of, self.settings),
            now=now,
            everybody=self.everybody,
        )

    def flags(self, now: datetime) -> list[Flag]:
        with self.database.read() as session:
            return flags.listed(session, now=now, states=(FlagState.OPEN, FlagState.SNOOZED))


Step = Callable[[random.Random, Desk, datetime], None]


def mail(
    chance: random.Random,
    desk: Desk,
    now: datetime,
    *,
    is_plain: bool = False,
    signals: Sequence[SignalType] = SIGNALS,
) -> None:
    """A mail, an invitation or a cancellation, sometimes doubted, answered, copied or dated otherwise.

    A plain one is dated when it comes, and its sender is not doubted.
    """
    with desk.database.write() as session:
        store = Store(session)
        sender, *others = chance.sample(range(1, PEOPLE + 1), 3)
        is_ours = chance.random() < 0.45
        at = (
            now
            - timedelta(hours=chance.choice((0, 0, 0, 1, 30, 400)))
            + timedelta(hours=chance.choice((0, 0, 0, 0, 0, 20)))
        )
        at = now if is_plain else at
        says = [
            Says(
                chance.choice(signals),
                about=chance.choice((None, None, sender, others[0])),
                name=chance.choice(("", "", f"Person{others[1]} Lind{others[1]}", "Nova Unheard")),
                due=chance.choice(
                    (None, at + timedelta(days=chance.randint(1, 20)), (at + timedelta(days=9)).date())
                ),
            )
            for _ in range(chance.choice((0, 0, 0, 0, 1, 2)))
        ]
        known = session.scalars(select(MessageRow.message_id).order_by(MessageRow.id)).all()
        number = len(known) + chance.randint(1000, 10**9)
        row = store.mail(
            at,
            RECRUITER if is_ours else sender,
            (sender,) if is_ours else (RECRUITER, *chance.choice(((), (others[0],)))),
            cc=chance.choice(((), (), (others[1],))),
            kind=chance.choice((Kind.PERSONAL,) * 5 + (Kind.INVITATION, Kind.BULK)),
            says=says,
            answers=(f"<{chance.randint(1, 60)}@desk>",),
            suspicion="" if is_ours or is_plain else chance.choice(("", "", "", "dmarc=fail")),
            message_id=f"<{chance.randint(1, 60)}@desk>",
            sentiment=chance.choice(("neutral", "neutral", "negative", None)),
        )
        row.content_key = f"{number:064d}"
        if row.kind == Kind.INVITATION.value:
            start = at + timedelta(days=chance.randint(0, 9))
            uid, method = f"event-{chance.randint(1, 5)}", chance.choice(("REQUEST", "REQUEST", "CANCEL"))
            store.event(row, start, uid=uid, sequence=chance.randint(0, 3), method=method)
            session.flush()
            if chance.random() < 0.3:
                repeats = [(start + timedelta(weeks=week)).isoformat() for week in range(1, 20, 3)]
                told = update(EventRow).where(EventRow.message_id == row.id)
                session.execute(told.values(repeats=repeats))


def reading(chance: random.Random, desk: Desk, now: datetime) -> None:
    """Something stored is read otherwise, or bounced, or gone."""
    with desk.database.write() as session:
        ids = session.scalars(select(MessageRow.id).order_by(MessageRow.id)).all()
        if not ids:
            return
        one = chance.choice(ids)
        change = chance.randrange(7)
        this = update(MessageRow).where(MessageRow.id == one)
        if change == 0:
            session.execute(this.values(is_bounced=True))
        elif change == 1:
            session.execute(this.values(strain_value=True, strain_score=0.9))
        elif change == 2:
            session.execute(this.values(is_mere_closing=True))
        elif change == 3:
            session.execute(delete(SignalRow).where(SignalRow.message_id == one))
        elif change == 4:
            session.execute(delete(MessageRow).where(MessageRow.id == one))
        elif change == 5:
            session.execute(
                update(SignalRow).where(SignalRow.message_id == one).values(contact_id=chance.randint(1, 9))
            )
        else:
            session.execute(this.values(suspicion="", sentiment_label="negative"))


def person(chance: random.Random, desk: Desk, now: datetime) -> None:
    """A role, stage, name, talk or link is set."""
    with desk.database.write() as session:
        ids = session.scalars(select(ContactRow.id).order_by(ContactRow.id)).all()
        one, other = chance.sample(ids, 2)
        change = chance.randrange(8)
        if change <= 1:
            contacts_edit.set_role(session, one, chance.choice((None, *Role)))
        elif change == 2:
            contacts_edit.set_stage(session, one, chance.choice(tuple(Stage)), at=now)
        elif change == 3:
            contacts_edit.log(session, one, chance.choice(("call", "note")), "spoke", at=now)
        elif change == 4:
            session.execute(delete(StageRow).where(StageRow.contact_id == one))
        elif change == 5:
            moved = update(ParticipantRow).where(ParticipantRow.contact_id == one)
            session.execute(moved.values(contact_id=other))
        elif change == 6:
            accounts.ensure(session, "mira", own_addresses=[f"mira{chance.randint(1, 3)}@hearth.example"])
        else:
            session.execute(update(ContactRow).where(ContactRow.id == one).values(name=f"Newly Named{one}"))


def flag(chance: random.Random, desk: Desk, now: datetime) -> None:
    """Something is done with a flag."""
    with desk.database.write() as session:
        ids = session.scalars(select(FlagRow.id).order_by(FlagRow.id)).all()
        if not ids:
            return
        one = chance.choice(ids)
        change = chance.randrange(4)
        if change == 0:
            flags.done(session, one, now=now)
        elif change == 1:
            flags.dismiss(session, one, now=now)
        elif change == 2:
            flags.snooze(session, one, until=now + timedelta(days=chance.randint(1, 12)), now=now)
        else:
            flags.reopen(session, one, now=now)


def policy(chance: random.Random, desk: Desk, now: datetime) -> None:
    """The settings change."""
    desk.settings = desk.settings.model_copy(
        update={
            "cadence": Cadence(lead=chance.randint(3, 30)),
            "country": chance.choice(("DE", "US", "")),
            "timezone": chance.choice(("Europe/Berlin", "America/New_York")),
        }
    )


STEPS_OF: tuple[tuple[Step, int], ...] = ((mail, 10), (reading, 3), (person, 3), (flag, 3), (policy, 1))


def assert_brief_is_enough(desk: Desk, now: datetime) -> None:
    """Whoever is read briefly is judged as if all of their mail had been read."""
    policy, calendar = Policy.of(desk.settings), BusinessCalendar.of(desk.settings)
    for as_of in (now - timedelta(days=30), now):
        with desk.database.read() as session:
            in_full = relationships(session, as_of=as_of)
            briefly = [one for some in in_batches(session, as_of=as_of, is_brief=True) for one in some]
            alone = [
                one
                for who in (each.contact.id or 0 for each in in_full)
                for some in in_batches(session, as_of=as_of, contact_ids=[who], is_brief=True)
                for one in some
            ]
        for one, *others in zip(in_full, briefly, alone, strict=True):
            first = judge(one, policy=policy, calendar=calendar, now=as_of)
            for other in others:
                assert judge(other, policy=policy, calendar=calendar, now=as_of) == first


def assert_the_others_sleep(desk: Desk, now: datetime) -> int:
    """Of whomever nothing recent is on file, nothing is found or waited for; how many these are."""
    judges = Judges(Policy.of(desk.settings), partial(BusinessCalendar.of, desk.settings))
    asleep = 0
    for as_of in (now + timedelta(days=days) for days in (0, 180, 370, 430, 600, 740, 800, 900)):
        with desk.database.read() as session:
            found = awake(session, judges.since(as_of, ["rita", "mira"]))
            for case in judges.cases(in_batches(session, as_of=as_of, is_last=False), as_of=as_of):
                if case.relationship.contact.id not in found:
                    asleep += 1
                    assert (case.standing.findings, case.standing.look_again) == ((), None)
    return asleep


@pytest.fixture
def desks(tmp_path: Path, migrated_sqlite: Path) -> Iterator[tuple[Desk, Desk]]:
    """Two empty stores: in the first those who are due are judged, in the second everybody."""
    with ExitStack() as opened:
        databases = []
        for name in ("some", "all"):
            shutil.copyfile(migrated_sqlite, tmp_path / name)
            databases.append(opened.enter_context(closing(Database.open(f"sqlite:///{tmp_path / name}"))))
        yield Desk(databases[0], everybody=False), Desk(databases[1], everybody=True)


@pytest.mark.parametrize("seed", range(6))
def test_those_who_changed_and_those_whose_time_has_come_are_enough(
    desks: tuple[Desk, Desk], seed: int
) -> None:
    chance = random.Random(seed)
    some, all_ = desks
    now = START
    for _ in range(STEPS):
        step = chance.choices([one for one, _ in STEPS_OF], [weight for _, weight in STEPS_OF])[0]
        same = chance.getrandbits(64)
        for desk in desks:
            step(random.Random(same), desk, now)
        if chance.random() < 0.7:
            now += timedelta(hours=chance.choice((1, 5, 26, 60, 170, 800)), minutes=chance.randint(0, 59))
            for desk in desks:
                desk.judge(now)
            assert some.flags(now) == all_.flags(now)
    assert_brief_is_enough(some, now)
    assert assert_the_others_sleep(some, now) > 0
    for days in (1, 3, 8, 20, 45, 70, 200, 400, 800):
        now += timedelta(days=days)
        for desk in desks:
            desk.judge(now)
        assert some.flags(now) == all_.flags(now)
