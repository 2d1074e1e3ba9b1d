"""Who may have changed of late: told from dates alone, the same by SQLite and PostgreSQL."""

from __future__ import annotations

import random
import shutil
from collections.abc import Iterator
from contextlib import closing
from datetime import timedelta
from itertools import count
from pathlib import Path
from typing import Any

import pytest

from domain import Kind, Role, SignalType, Stage
from store.awake import Since, awake
from store.database import Database
from tests.store.mailbox import RECRUITER, Says, Store, day
from tests.warmth.test_incremental import START, Desk, mail, person, reading

SINCE = Since(touched=day(100), settled=day(50))
_number = count(1)


def test_awake_is_whoever_was_touched_settled_or_named_a_time_since(database: Database) -> None:
    with database.write() as session:
        store = Store(session)
        people = {
            name: store.person(name, f"{name}@x.example", made=day(0))
            for name in ("silent", "wrote", "heard_of", "staged", "staged_long_ago", "named_a_day",
                         "named_an_hour", "called", "invited", "in_series")
        }  # fmt: skip
        for who in people.values():
            store.mail(day(1), who)
        store.mail(day(100), people["wrote"], says=[Says(SignalType.NOT_SELECTED, about=people["heard_of"])])
        store.stage(people["staged"], Stage.REJECTED, day(50))
        store.stage(people["staged_long_ago"], Stage.REJECTED, day(49.9))
        store.mail(day(2), people["named_a_day"], says=[Says(SignalType.NOT_NOW, due=day(51).date())])
        store.mail(day(2), people["named_an_hour"], says=[Says(SignalType.STARTED, due=day(51))])
        store.log(people["called"], "call", day(101))
        early = store.mail(day(3), RECRUITER, [people["invited"]], kind=Kind.INVITATION)
        store.event(early, day(120), uid="later")
        series = store.mail(day(3), RECRUITER, [people["in_series"]], kind=Kind.INVITATION)
        store.event(series, day(4), uid="weekly")
        moved = store.mail(day(4), RECRUITER, ["elsewhere@x.example"], kind=Kind.INVITATION)
        store.event(moved, day(130), uid="weekly", sequence=1)
    with database.read() as session:
        found = awake(session, SINCE)
    assert {name for name, id_ in people.items() if id_ not in found} == {"silent", "staged_long_ago"}


@pytest.fixture
def both(tmp_path: Path, migrated_sqlite: Path, postgres_server: Any) -> Iterator[tuple[Desk, Desk]]:
    """Two empty stores, of SQLite and of PostgreSQL."""
    shutil.copyfile(migrated_sqlite, tmp_path / "one.db")
    name = f"awake_{next(_number)}"
    url = postgres_server.create(name, template="migrated")
    with (
        closing(Database.open(f"sqlite:///{tmp_path / 'one.db'}")) as one,
        closing(Database.open(url)) as two,
    ):
        yield Desk(one, everybody=False), Desk(two, everybody=False)
    postgres_server.drop(name)


@pytest.mark.postgres
@pytest.mark.parametrize("seed", range(2))
def test_sqlite_and_postgresql_find_the_same_people_awake_and_due(both: tuple[Desk, Desk], seed: int) -> None:
    chance, now = random.Random(seed), START
    for _ in range(30):
        step, same = chance.choice((mail, mail, reading, person)), chance.getrandbits(64)
        for desk in both:
            step(random.Random(same), desk, now)
        now += timedelta(hours=chance.choice((1, 26, 170)))
        if chance.random() < 0.3:
            for desk in both:
                desk.judge(now)
    sizes = set()
    for days in range(0, 420, 15):
        since = Since(now - timedelta(days=days / 2), now - timedelta(days=days))
        found = []
        for desk in both:
            with desk.database.read() as session:
                found.append(awake(session, since))
        assert found[0] == found[1]
        sizes.add(len(found[0]))
    assert len(sizes) > 1
    for desk in both:
        desk.judge(now)
    assert both[0].flags(now) == both[1].flags(now)
    assert Role.CANDIDATE in {flag.finding.contact.role for flag in both[0].flags(now)}
