"""Flags in a store: opened when they are due, closed by what happened, and asked about for past days."""

from __future__ import annotations

from datetime import UTC, date, datetime
from functools import partial
from itertools import count

import pytest

from config import Absence, Settings
from domain import Flag, FlagState, Reason, Role, SignalType, Warmth
from store import contacts_edit, flags, judging
from store.database import Database
from tests.store.mailbox import ALIAS, RECRUITER, Says, Store
from warmth.days import BusinessCalendar
from warmth.flags import Judges, current, refresh, standings
from warmth.policy import Policy

SETTINGS = Settings(timezone="Europe/Berlin", country="DE")
POLICY = Policy.of(SETTINGS)
CALENDARS = partial(BusinessCalendar.of, SETTINGS)


def at(text: str) -> datetime:
    """A moment of 2026, "03-10" or "03-10 16:00", in UTC."""
    return datetime.fromisoformat(f"2026-{text}" if " " in text else f"2026-{text} 10:00").replace(tzinfo=UTC)


class Office:
    """A database with one candidate, and mail that comes and goes."""

    def __init__(self, database: Database) -> None:
        self.database = database
        self._ids = count(1)
        with database.write() as session:
            self.ada = Store(session).person("Ada Quist", "ada@quist.example")

    def mail(self, when: str, *, inbound: bool = True, says: tuple[Says, ...] = ()) -> None:
        """One message between Ada and the recruiter."""
        number = next(self._ids)
        with self.database.write() as session:
            store = Store(session)
            sender, to = (self.ada, (RECRUITER,)) if inbound else (RECRUITER, (self.ada,))
            row = store.mail(at(when), sender, to, says=says, message_id=f"<{number}@office>")
            row.content_key = f"{number:x}".rjust(64, "a")  # every Store counts from one

    def refresh(self, when: str) -> None:
        refresh(self.database, policy=POLICY, calendars=CALENDARS, now=at(when))

    def open(self, when: str, *, is_past: bool = False) -> list[Flag]:
        return current(self.database, policy=POLICY, calendars=CALENDARS, as_of=at(when), is_past=is_past)

    def states(self) -> list[FlagState]:
        with self.database.read() as session:
            found = flags.listed(session, now=at("12-01"), states=tuple(FlagState))
            return [flag.state for flag in found]


@pytest.fixture
def office(sqlite_database: Database) -> Office:
    return Office(sqlite_database)


def test_a_flag_opens_when_its_time_has_come_without_new_mail(office: Office) -> None:
    office.mail("03-10")
    assert office.open("03-11") == []
    (flag,) = office.open("03-12 10:00")
    assert (flag.finding.reason, flag.finding.contact.name) == (Reason.REPLY_OWED, "Ada Quist")


def test_a_reply_from_sent_closes_the_flag(office: Office) -> None:
    office.mail("03-10")
    office.refresh("03-13")
    office.mail("03-13 12:00", inbound=False)
    assert office.open("03-13 13:00") == []
    assert office.states() == [FlagState.SATISFIED]


def test_a_flag_that_closes_gives_no_reason_to_judge_them_again(office: Office) -> None:
    office.mail("03-10")
    office.refresh("03-13")
    office.mail("03-13 12:00", inbound=False)
    office.refresh("03-13 13:00")
    with office.database.read() as session:
        word = Judges(POLICY, CALENDARS).word("")
        assert not judging.is_anybody_due(session, now=at("03-13 13:01"), judged_by={word})


def test_whoever_was_silent_for_good_is_looked_at_again_when_an_account_s_absence_is_told_of(
    office: Office, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("warmth.flags.MANY", 0)
    office.mail("01-12")
    later = at("01-12").replace(year=2027, month=2)
    refresh(office.database, policy=POLICY, calendars=CALENDARS, now=later)
    away = Absence(first=date(2026, 1, 13), last=date(2027, 2, 8))
    of_mira = BusinessCalendar("Europe/Berlin", "DE", [away])
    told = partial(
        current,
        office.database,
        policy=POLICY,
        calendars=lambda name: of_mira if name == "mira" else CALENDARS(name),
        as_of=later,
    )
    (now,), (then,) = told(), told(is_past=True)
    assert now.finding.reason is then.finding.reason is Reason.REPLY_OWED


def test_a_logged_call_closes_the_flag(office: Office) -> None:
    office.mail("03-10")
    office.refresh("03-13")
    with office.database.write() as session:
        contacts_edit.log(session, office.ada, "call", "spoke about the team", at=at("03-13 11:00"))
    assert office.open("03-13 13:00") == []


def test_judging_twice_opens_nothing_twice(office: Office) -> None:
    office.mail("03-10")
    office.refresh("03-13")
    office.refresh("03-16")
    assert office.states() == [FlagState.OPEN]


def test_a_dismissed_flag_stays_closed_for_the_same_mail_and_returns_for_a_new_one(office: Office) -> None:
    office.mail("03-10")
    (flag,) = office.open("03-13")
    with office.database.write() as session:
        flags.dismiss(session, flag.id, now=at("03-13"))
    assert office.open("03-20") == []
    office.mail("03-20")
    assert office.open("03-23") == []
    assert [f.finding.reason for f in office.open("03-24")] == [Reason.REPLY_OWED]


def test_a_past_day_is_judged_by_what_was_known_then_and_changes_nothing_that_lives(office: Office) -> None:
    office.mail("03-10")
    office.mail("03-16", inbound=False)
    office.refresh("03-17")
    (flag,) = office.open("03-13", is_past=True)
    assert flag.finding.reason is Reason.REPLY_OWED
    assert office.open("03-11", is_past=True) == []
    assert office.open("03-17") == []


def test_only_the_contacts_that_changed_are_judged(office: Office) -> None:
    with office.database.write() as session:
        other = Store(session).person("Bo Lind", "bo@lind.example")
    office.mail("03-10")
    refresh(office.database, policy=POLICY, calendars=CALENDARS, now=at("03-13"), contact_ids=[other])
    assert office.states() == []
    refresh(office.database, policy=POLICY, calendars=CALENDARS, now=at("03-13"), contact_ids=[office.ada])
    assert office.states() == [FlagState.OPEN]


def test_somebody_recommended_is_flagged_under_their_name_until_written_to(office: Office) -> None:
    office.mail("03-10", says=(Says(SignalType.REFERRAL, name="Bo Lind"),))
    office.mail("03-10 12:00", inbound=False)
    (flag,) = office.open("03-18")
    assert (flag.finding.reason, flag.finding.contact.id) == (Reason.REFERRAL_OPEN, None)
    with office.database.write() as session:
        store = Store(session)
        bo = store.person("Bo Lind", "bo@lind.example")
        row = store.mail(at("03-18 12:00"), ALIAS, (bo,), message_id="<b@office>")
        row.content_key = "b" * 64
    assert office.open("03-18 13:00") == []


def test_standings_tell_everybody_with_warmth_and_last_touch(office: Office) -> None:
    office.mail("03-10")
    with office.database.write() as session:
        Store(session).person("Kim Ro", "kim@ro.example", Role.CLIENT)
    cases = standings(office.database, policy=POLICY, calendars=CALENDARS, as_of=at("03-11"))
    told = {c.relationship.contact.name: (c.standing.warmth, c.standing.last_touch) for c in cases}
    assert told["Ada Quist"] == (Warmth.WARM, at("03-10"))
    assert told.get("Kim Ro", (Warmth.NEW, None)) == (Warmth.NEW, None)


def test_an_account_goes_by_its_own_calendar(office: Office) -> None:
    settings = Settings.model_validate(
        {
            "timezone": "Europe/Berlin",
            "country": "DE",
            "accounts": {
                "mira": {
                    "address": RECRUITER,
                    "absences": [{"first": "2026-03-11", "last": "2026-03-13"}],
                }
            },
        }
    )
    office.mail("03-10")
    calendars = partial(BusinessCalendar.of, settings)
    for day, expected in (("03-16", 0), ("03-17", 1)):
        found = current(office.database, policy=POLICY, calendars=calendars, as_of=at(day))
        assert len(found) == expected
