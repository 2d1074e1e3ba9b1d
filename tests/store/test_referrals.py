"""Who was pointed to, and since when they have been spoken to."""

from __future__ import annotations

from datetime import datetime

from domain import Kind, Referral, SignalType
from store.database import Database
from store.relationships import referrals
from tests.store.mailbox import LATER, RECRUITER, Says, Store, day


def _referrals(database: Database, as_of: datetime = LATER) -> list[Referral]:
    with database.read() as session:
        return referrals(session, as_of=as_of)


def test_a_name_without_a_record_is_an_open_referral(database: Database) -> None:
    with database.write() as session:
        store = Store(session)
        ines = store.person("Ines Faro", "ines@mail.example")
        said = store.mail(
            day(1), ines, says=[Says(SignalType.REFERRAL, name="Jonas Vik", evidence="ask Jonas Vik")]
        )
    (found,) = _referrals(database)
    assert (found.person.id, found.person.name, found.person.addresses) == (None, "Jonas Vik", ())
    assert (found.referrer.id, found.message_id, found.evidence) == (ines, said.message_id, "ask Jonas Vik")
    assert found.contacted_at is None
    assert _referrals(database, day(0)) == []


def test_the_first_mail_to_the_person_settles_it(database: Database) -> None:
    with database.write() as session:
        store = Store(session)
        ines = store.person("Ines Faro", "ines@mail.example")
        jonas = store.person("Jonas Vik", "jonas@mail.example")
        store.mail(day(1), ines, says=[Says(SignalType.REFERRAL, about=jonas, name="Jonas Vik")])
        store.mail(day(2), RECRUITER, [jonas], is_bounced=True)
        store.mail(day(3), RECRUITER, [ines], cc=[jonas])
        store.mail(day(4), RECRUITER, [jonas])
        store.mail(day(5), jonas)
    assert [one.contacted_at for one in _referrals(database)] == [day(4)]
    assert [one.contacted_at for one in _referrals(database, day(3))] == [None]


def test_a_person_who_writes_first_settles_it_too(database: Database) -> None:
    with database.write() as session:
        store = Store(session)
        ines = store.person("Ines Faro", "ines@mail.example")
        store.mail(day(1), ines, says=[Says(SignalType.REFERRAL, name="jonas  VIK")])
        jonas = store.person("Jonas Vík", "jonas@mail.example")
        store.mail(day(3), jonas)
    (found,) = _referrals(database)
    assert found.person.id == jonas
    assert found.contacted_at == day(3)


def test_somebody_the_recruiter_writes_with_already_needs_no_reminder(database: Database) -> None:
    with database.write() as session:
        store = Store(session)
        ines = store.person("Ines Faro", "ines@mail.example")
        jonas = store.person("Jonas Vik", "jonas@mail.example")
        store.mail(day(1), jonas)
        store.mail(day(2), ines, says=[Says(SignalType.REFERRAL, about=jonas)])
    assert [one.contacted_at for one in _referrals(database)] == [day(2)]


def test_two_people_of_one_name_are_nobody_in_particular(database: Database) -> None:
    with database.write() as session:
        store = Store(session)
        ines = store.person("Ines Faro", "ines@mail.example")
        store.mail(day(1), ines, says=[Says(SignalType.REFERRAL, name="Jonas Vik")])
        for address in ("jonas@mail.example", "vik@mail.example"):
            store.mail(day(3), store.person("Jonas Vik", address))
    assert [one.person.id for one in _referrals(database)] == [None]


def test_who_points_to_nobody_but_themselves_refers_nobody(database: Database) -> None:
    with database.write() as session:
        store = Store(session)
        ines = store.person("Ines Faro", "ines@mail.example")
        store.mail(day(1), ines, says=[Says(SignalType.REFERRAL), Says(SignalType.REFERRAL, about=ines)])
        store.mail(day(2), ines, suspicion="dmarc=fail", says=[Says(SignalType.REFERRAL, name="Jonas Vik")])
        store.mail(day(3), RECRUITER, [ines], says=[Says(SignalType.REFERRAL, name="Jonas Vik")])
    assert _referrals(database) == []


def test_bulk_mail_to_the_person_settles_nothing(database: Database) -> None:
    with database.write() as session:
        store = Store(session)
        ines = store.person("Ines Faro", "ines@mail.example")
        jonas = store.person("Jonas Vik", "jonas@mail.example")
        store.mail(day(1), ines, says=[Says(SignalType.REFERRAL, about=jonas)])
        store.mail(day(2), RECRUITER, [jonas], kind=Kind.BULK)
    assert [one.contacted_at for one in _referrals(database)] == [None]
