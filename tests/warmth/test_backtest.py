"""A replay of the past says what `flags --as-of` says for each day of it, and looks at nothing later."""

from __future__ import annotations

import random
from collections import Counter
from datetime import UTC, date, datetime, timedelta
from functools import partial
from zoneinfo import ZoneInfo

import pytest

from config import Settings
from domain import Reason, Role
from store.database import Database
from store.models import FlagRow
from store.relationships import histories, relationships
from tests.store.mailbox import RECRUITER, Store
from tests.warmth.test_incremental import START, STEPS_OF, Desk, mail
from warmth.backtest import Backtest, replay
from warmth.days import BusinessCalendar
from warmth.flags import current
from warmth.policy import Policy

ZONE = ZoneInfo("Europe/Berlin")
SETTINGS = Settings(timezone="Europe/Berlin", country="DE")
AFTERWARDS = datetime(2030, 1, 1, tzinfo=UTC)


def replayed(
    database: Database,
    first: date,
    last: date,
    *,
    weekly: bool = False,
    silence: int = 60,
    settings: Settings = SETTINGS,
    now: datetime = AFTERWARDS,
) -> Backtest | None:
    return replay(
        database,
        policy=Policy.of(settings),
        calendars=partial(BusinessCalendar.of, settings),
        first=first,
        last=last,
        now=now,
        zone=ZONE,
        silence_days=silence,
        weekly=weekly,
    )


def flags_on(database: Database, day: date, settings: Settings = SETTINGS) -> Counter[Reason]:
    """What `keepwarm flags --as-of DAY` lists, by reason."""
    found = current(
        database,
        policy=Policy.of(settings),
        calendars=partial(BusinessCalendar.of, settings),
        as_of=datetime(day.year, day.month, day.day, 23, 59, 59, tzinfo=ZONE),
        is_past=True,
    )
    return Counter(one.finding.reason for one in found)


def correspond(
    database: Database, days: list[str], *, name: str = "Ada Quist", role: Role = Role.CANDIDATE
) -> None:
    """Somebody who wrote and was written to on these days."""
    with database.write() as session:
        store = Store(session)
        who = store.person(name, f"{name.split()[0].lower()}@x.example", role)
        for number, day in enumerate(days):
            at = datetime.fromisoformat(day).replace(hour=9, tzinfo=UTC)
            both: tuple[tuple[int | str, int | str], ...] = ((who, RECRUITER), (RECRUITER, who))
            for hour, (sender, to) in enumerate(both):
                key = f"{name}{number}{hour}"
                row = store.mail(at + timedelta(hours=hour), sender, (to,), message_id=f"<{key}@x>")
                row.content_key = key.encode().hex().rjust(64, "0")


@pytest.mark.parametrize("seed", range(3))
def test_each_week_ends_with_the_flags_of_that_day(sqlite_database: Database, seed: int) -> None:
    chance = random.Random(seed)
    desk = Desk(sqlite_database, everybody=False)
    now = START
    for _ in range(90):
        step = chance.choices([one for one, _ in STEPS_OF], [weight for _, weight in STEPS_OF])[0]
        step(random.Random(chance.getrandbits(64)), desk, now)
        if chance.random() < 0.7:
            now += timedelta(hours=chance.choice((1, 5, 26, 60, 170)), minutes=chance.randint(0, 59))
            desk.judge(now)
    found = replayed(sqlite_database, START.date(), now.date(), settings=desk.settings)
    assert found is not None
    for week in found.weeks:
        day = min(week.monday + timedelta(days=6), found.last)
        assert Counter(week.open) == flags_on(sqlite_database, day, desk.settings), day
    assert sum(sum(week.open.values()) for week in found.weeks) > 5


@pytest.mark.parametrize("seed", range(2))
def test_meetings_are_known_as_they_stood_then(sqlite_database: Database, seed: int) -> None:
    chance = random.Random(seed)
    desk = Desk(sqlite_database, everybody=False)
    for number in range(80):
        mail(random.Random(chance.getrandbits(64)), desk, START + timedelta(days=number))
    until = START + timedelta(days=120)
    with sqlite_database.read() as session:
        (batch,) = histories(session, range(1, 10), until=until)
        seen = 0
        for number in range(0, 120, 2):
            moment = START + timedelta(days=number)
            then = {one.contact.id: one.meetings for one in relationships(session, as_of=moment)}
            for history in batch:
                known = then.get(history.relationship.contact.id, ())
                assert history.at(moment).meetings == known
                seen += len(known)
    assert seen > 20


def test_later_mail_changes_nothing(sqlite_database: Database) -> None:
    correspond(sqlite_database, ["2026-01-05", "2026-01-12", "2026-01-19", "2026-01-26"])
    correspond(sqlite_database, ["2026-06-01"], name="Bo Elm")
    before = replayed(sqlite_database, date(2026, 1, 1), date(2026, 5, 31))
    correspond(sqlite_database, ["2026-06-02", "2026-06-03"], name="Cy Fir")
    with sqlite_database.write() as session:
        store = Store(session)
        row = store.mail(datetime(2026, 6, 4, 9, tzinfo=UTC), 1, (RECRUITER,), message_id="<late@x>")
        row.content_key = "f" * 64
    assert replayed(sqlite_database, date(2026, 1, 1), date(2026, 5, 31)) == before


def test_a_silence_is_told_of_once_and_judged_by_what_followed(database: Database) -> None:
    correspond(database, ["2026-01-05", "2026-01-12", "2026-01-19", "2026-01-26"])
    correspond(database, ["2026-05-29"], name="Bo Elm")
    found = replayed(database, date(2026, 1, 1), date(2026, 5, 31))
    assert found is not None
    assert (found.last, found.people, found.fell_silent) == (date(2026, 5, 29), 1, 1)
    assert (found.going_cold.alarms, found.going_cold.right, found.fixed.right) == (1, 1, 1)
    assert found.fixed.days_of_silence == 46  # 13 March, a Friday
    assert sum(week.raised.get(Reason.GOING_COLD, 0) for week in found.weeks) == 1
    assert sum(week.fixed_raised for week in found.weeks) == 1


def test_own_limit_speaks_where_going_cold_steps_back(sqlite_database: Database) -> None:
    correspond(sqlite_database, ["2026-01-05", "2026-01-12", "2026-01-19", "2026-01-26"])
    correspond(sqlite_database, ["2026-08-31"], name="Bo Elm")
    with sqlite_database.write() as session:
        unanswered = Store(session).mail(
            datetime(2026, 1, 26, 15, tzinfo=UTC), 1, (RECRUITER,), message_id="<and@x>"
        )
        unanswered.content_key = "e" * 64
    found = replayed(sqlite_database, date(2026, 1, 1), date(2026, 8, 31), silence=180)
    assert found is not None
    assert (found.going_cold.right, found.own_limit.right, found.named_before) == (1, 1, 1)
    assert found.own_limit.days_of_silence == found.own_limit.mean_days_of_silence == 21
    assert found.going_cold.days_of_silence == 62  # the reply was owed for sixty days


def test_what_is_not_known_for_long_enough_is_left_out_whether_it_ended_or_not(
    sqlite_database: Database,
) -> None:
    alive = ["2026-01-05", "2026-01-12", "2026-01-19", "2026-03-30"]
    correspond(sqlite_database, alive)
    correspond(sqlite_database, [*alive, "2026-04-20"], name="Bo Elm")
    found = replayed(sqlite_database, date(2026, 1, 1), date(2026, 4, 30))
    assert found is not None
    assert (found.silences, found.people, found.fell_silent) == (0, 2, 0)
    assert found.left_out.silent_at_end == 2
    assert found.going_cold.alarms == found.fixed.alarms == 0


def test_a_silence_that_began_before_the_period_is_left_out(sqlite_database: Database) -> None:
    correspond(sqlite_database, ["2026-01-05", "2026-01-12", "2026-01-19", "2026-01-26"])
    correspond(sqlite_database, ["2026-06-30"], name="Bo Elm")
    found = replayed(sqlite_database, date(2026, 2, 1), date(2026, 6, 30))
    assert found is not None
    assert (found.silences, found.left_out.silent_before) == (0, 1)
    assert sum(week.raised.get(Reason.GOING_COLD, 0) for week in found.weeks) == 1


def test_people_who_are_neither_candidate_nor_client_are_only_counted(sqlite_database: Database) -> None:
    correspond(sqlite_database, ["2026-01-05", "2026-01-12", "2026-01-19", "2026-01-26"], role=Role.OTHER)
    correspond(sqlite_database, ["2026-05-29"], name="Bo Elm")
    found = replayed(sqlite_database, date(2026, 1, 1), date(2026, 5, 31))
    assert found is not None
    assert (found.people, found.left_out.other_people) == (0, 1)


def test_looking_once_a_week_tells_of_it_later(sqlite_database: Database) -> None:
    correspond(sqlite_database, ["2026-01-05", "2026-01-12", "2026-01-19", "2026-01-26"])
    correspond(sqlite_database, ["2026-05-29"], name="Bo Elm")
    daily = replayed(sqlite_database, date(2026, 1, 1), date(2026, 5, 31))
    weekly = replayed(sqlite_database, date(2026, 1, 1), date(2026, 5, 31), weekly=True)
    assert daily is not None
    assert weekly is not None
    assert daily.going_cold.days_of_warning is not None
    assert weekly.going_cold.days_of_warning is not None
    assert 0 < daily.going_cold.days_of_warning - weekly.going_cold.days_of_warning < 7


def test_nothing_is_written(sqlite_database: Database) -> None:
    correspond(sqlite_database, ["2026-01-05", "2026-01-12", "2026-01-19", "2026-01-26"])
    replayed(sqlite_database, date(2026, 1, 1), date(2026, 3, 31))
    with sqlite_database.read() as session:
        assert session.query(FlagRow).count() == 0


def test_a_period_without_mail_cannot_be_replayed(sqlite_database: Database) -> None:
    assert replayed(sqlite_database, date(2026, 1, 1), date(2026, 3, 31)) is None
    correspond(sqlite_database, ["2026-01-05"])
    assert replayed(sqlite_database, date(2026, 2, 1), date(2026, 3, 31)) is None
    assert replayed(sqlite_database, date(2025, 2, 1), date(2025, 3, 31)) is None


def test_what_is_to_come_is_not_replayed(sqlite_database: Database) -> None:
    correspond(sqlite_database, ["2026-01-05", "2026-01-20"])
    now = datetime(2026, 1, 10, tzinfo=UTC)
    found = replayed(sqlite_database, date(2026, 1, 1), date(2026, 3, 31), now=now)
    assert found is not None
    assert found.last == date(2026, 1, 5)
