"""Who has lapsed: months after the last activity, by role and stage; holds and least times win."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest

from config import Retention
from contacts.erasure import Why, erase
from contacts.holding import everybody, set_hold
from contacts.retention import Hold, Kept, after_months, plan
from domain import Contact, Role, Stage
from store import contacts_edit, tombstones
from store.bulk import new_ids
from store.database import Database
from store.lookup import contact as found
from store.models import ContactRow
from store.person import everything_on
from tests.store.mailbox import Store, day

LAST = datetime(2025, 8, 31, 12, 0, tzinfo=UTC)


def kept(role: Role = Role.CANDIDATE, stage: Stage | None = None, **more: object) -> Kept:
    roles = frozenset({role, *([Role.CLIENT] if more.pop("also_client", False) else [])})
    return Kept(Contact(1, "Ada", role=role, roles=roles, stage=stage), LAST, **more)  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("who", "terms", "lapses"),
    [
        (kept(), {"lead": 6}, datetime(2026, 2, 28, 12, 0, tzinfo=UTC)),
        (kept(stage=Stage.PLACED), {"lead": 6}, None),
        (kept(stage=Stage.PLACED), {"placed": 1}, datetime(2025, 9, 30, 12, 0, tzinfo=UTC)),
        (kept(Role.CLIENT), {"client": 12}, datetime(2026, 8, 31, 12, 0, tzinfo=UTC)),
        (kept(Role.OTHER), {"other": 3}, datetime(2025, 11, 30, 12, 0, tzinfo=UTC)),
        (kept(Role.COLLEAGUE), {"other": 3, "lead": 3}, None),
        (kept(also_client=True), {"lead": 3, "client": 12}, datetime(2026, 8, 31, 12, 0, tzinfo=UTC)),
        (kept(also_client=True), {"lead": 3}, None),
        (kept(), {"lead": 3, "keep_at_least_months": 12}, datetime(2026, 8, 31, 12, 0, tzinfo=UTC)),
        (
            kept(hold=Hold.RELEASED),
            {"lead": 3, "keep_at_least_months": 12},
            datetime(2025, 11, 30, 12, 0, tzinfo=UTC),
        ),
    ],
)
def test_a_term_counts_from_the_last_activity(
    who: Kept, terms: dict[str, int], lapses: datetime | None
) -> None:
    told = [one.lapses_at for one in plan([who], Retention(**terms), until=LAST + timedelta(days=4000))]
    assert told == ([lapses] if lapses else [])


def test_a_hold_ends_on_its_day() -> None:
    until = datetime(2026, 6, 1, tzinfo=UTC)
    held = kept(hold=Hold.HELD, held_until=until)
    for at, is_held in ((until - timedelta(days=1), True), (until, False)):
        (lapse,) = plan([held], Retention(lead=1), until=at)
        assert lapse.is_held is is_held
    (lapse,) = plan([kept(hold=Hold.HELD)], Retention(lead=1), until=LAST + timedelta(days=9999))
    assert lapse.is_held


def test_months_end_where_the_calendar_does() -> None:
    assert after_months(datetime(2024, 12, 31, tzinfo=UTC), 2) == datetime(2025, 2, 28, tzinfo=UTC)
    assert after_months(datetime(2026, 1, 31, tzinfo=UTC), 999_999).year == 9998


def test_the_last_activity_is_mail_or_a_talk_and_not_the_day_of_an_import(database: Database) -> None:
    with database.write() as session:
        store = Store(session)
        wrote = store.person("Ada Lund", "ada@mail.example")
        talked = store.person("Ben Moor", "ben@mail.example")
        listed = store.person("Cy Nagy", "cy@mail.example", in_book=True, made=day(2))
        store.mail(day(3), wrote)
        store.mail(day(900), wrote)  # a hostile date
        contacts_edit.log(session, talked, "call", "", at=day(5))
        told = {one.contact.id: one.last_activity for one in everybody(session, now=day(20))}
        assert told == {wrote: day(3), talked: day(5), listed: day(2)}
        set_hold(session, found(session, wrote, as_of=day(20)), Hold.HELD, until=day(30), why="a dispute")
        (held,) = [one for one in everybody(session, now=day(20)) if one.hold is Hold.HELD]
        assert (held.held_until, held.hold_why) == (day(30), "a dispute")
        assert everything_on(session, wrote, now=day(20)).tables["contacts"][0]["hold_why"] == "a dispute"


def test_who_lapsed_may_write_again_and_who_asked_may_not(database: Database) -> None:
    with database.write() as session:
        store = Store(session)
        lapsed = store.person("Ada Lund", "ada@mail.example")
        asked = store.person("Ben Moor", "ben@mail.example")
        store.mail(day(3), lapsed)
        erase(session, lapsed, at=day(9), why=Why.LAPSED)
        receipt, _ = erase(session, asked, at=day(9))
        gone = tombstones.read(session)
        assert gone.cover("ADA+jobs@mail.example", day(8))
        assert not gone.cover("ada@mail.example", day(10))
        assert gone.cover("ben@mail.example", day(10))
        assert gone.cover_name("ben moor")
        assert not gone.cover("bert@mail.example")
        assert new_ids(session, ContactRow, 1)[0] > receipt.contact_id
        assert tombstones.lift(session, "ben@mail.example")
        assert not tombstones.read(session).cover_name("ben moor")
