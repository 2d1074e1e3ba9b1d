"""What counts between recruiter and contact, at any moment."""

from __future__ import annotations

from datetime import UTC, date, datetime

import pytest

from domain import Direction, Exchange, Kind, Relationship, Role, SignalType, Stage
from store.database import Database
from store.relationships import in_batches, relationships
from tests.store.mailbox import ALIAS, LATER, RECRUITER, Says, Store, day


def _relationship(database: Database, person: int, as_of: datetime = LATER) -> Relationship:
    with database.read() as session:
        (found,) = relationships(session, as_of=as_of, contact_ids=[person])
        return found


def _touches(database: Database, person: int) -> list[datetime]:
    return [exchange.at for exchange in _relationship(database, person).exchanges if exchange.is_touch]


def _only(database: Database, person: int) -> Exchange:
    (exchange,) = _relationship(database, person).exchanges
    return exchange


def test_personal_mail_in_either_direction_is_a_touch(database: Database) -> None:
    with database.write() as session:
        store = Store(session)
        ines = store.person("Ines Faro", "ines@mail.example")
        store.mail(day(1), RECRUITER, [ines])
        store.mail(day(2), ines, [ALIAS])
    assert _touches(database, ines) == [day(1), day(2)]


def test_a_copy_is_no_touch_for_whoever_only_reads_it(database: Database) -> None:
    with database.write() as session:
        store = Store(session)
        ines = store.person("Ines Faro", "ines@mail.example")
        otto = store.person("Otto Brandt", "otto@works.example", Role.CLIENT)
        store.mail(day(1), RECRUITER, [otto], cc=[ines])
        store.mail(day(2), ines, [otto], cc=[RECRUITER])
    first, second = _relationship(database, ines).exchanges
    assert not first.is_touch
    assert not first.is_addressed
    assert not second.is_touch
    assert _touches(database, otto) == [day(1)]


def test_mail_that_reached_the_recruiter_by_an_unknown_alias_is_a_touch(database: Database) -> None:
    with database.write() as session:
        store = Store(session)
        ines = store.person("Ines Faro", "ines@mail.example")
        store.mail(day(1), ines, ["team@hearth.example"])
        store.mail(day(2), ines, [])
    assert _touches(database, ines) == [day(1), day(2)]


@pytest.mark.parametrize("kind", [Kind.BULK, Kind.AUTOMATIC, Kind.BOUNCE])
def test_what_no_person_wrote_is_no_exchange(database: Database, kind: Kind) -> None:
    with database.write() as session:
        store = Store(session)
        ines = store.person("Ines Faro", "ines@mail.example", in_book=True)
        store.mail(day(1), ines, kind=kind)
    assert _relationship(database, ines).exchanges == ()


def test_what_bounced_reached_nobody(database: Database) -> None:
    with database.write() as session:
        store = Store(session)
        ines = store.person("Ines Faro", "ines@mail.example")
        store.mail(day(1), RECRUITER, [ines], is_bounced=True)
    assert _relationship(database, ines).exchanges == ()


def test_a_mail_to_many_is_no_touch(database: Database) -> None:
    with database.write() as session:
        store = Store(session)
        ines = store.person("Ines Faro", "ines@mail.example")
        others = [f"person{number}@mail.example" for number in range(5)]
        store.mail(day(1), RECRUITER, [ines, *others])
        store.mail(day(2), RECRUITER, [ines, *others[1:], ALIAS])
    assert _touches(database, ines) == [day(2)]
    with database.read() as session:
        (found,) = relationships(session, as_of=LATER, contact_ids=[ines], many_recipients=6)
    assert [exchange.is_touch for exchange in found.exchanges] == [True, True]


def test_doubted_mail_proves_nothing(database: Database) -> None:
    with database.write() as session:
        store = Store(session)
        ines = store.person("Ines Faro", "ines@mail.example")
        otto = store.person("Otto Brandt", "otto@works.example", Role.CLIENT)
        said = [Says(SignalType.OFFER_DECLINED, about=ines)]
        store.mail(day(1), otto, suspicion="dmarc=fail", says=said)
        store.mail(day(2), ines, suspicion="dmarc=fail", says=said)
    assert _relationship(database, ines).exchanges == ()
    assert _relationship(database, ines).about == ()


def test_an_answer_to_our_own_mail_outweighs_the_doubt(database: Database) -> None:
    with database.write() as session:
        store = Store(session)
        ines = store.person("Ines Faro", "ines@mail.example")
        ours = store.mail(day(1), RECRUITER, [ines])
        theirs = store.mail(day(2), ines)
        store.mail(day(3), ines, suspicion="dmarc=fail", answers=[ours.message_id])
        store.mail(day(4), ines, suspicion="dmarc=fail", answers=[theirs.message_id])
    assert _touches(database, ines) == [day(1), day(2), day(3)]


def test_a_forger_in_our_own_name_gives_no_id_to_be_believed_by(database: Database) -> None:
    with database.write() as session:
        store = Store(session)
        ines = store.person("Ines Faro", "ines@mail.example")
        forged = store.mail(day(1), RECRUITER, [ines], suspicion="dmarc=fail")
        store.mail(day(2), ines, suspicion="dmarc=fail", answers=[forged.message_id])
    assert _relationship(database, ines).exchanges == ()


def test_what_comes_after_the_moment_is_left_out(database: Database) -> None:
    with database.write() as session:
        store = Store(session)
        ines = store.person("Ines Faro", "ines@mail.example")
        first = store.mail(day(1), RECRUITER, [ines])
        second = store.mail(day(5), ines)
        store.stage(ines, Stage.INTERVIEWING, day(1), proof=first)
        store.stage(ines, Stage.DECLINED, day(5), proof=second)
        store.log(ines, "call", day(6))
    then = _relationship(database, ines, day(4))
    assert [exchange.at for exchange in then.exchanges] == [day(1)]
    assert then.contact.stage is Stage.INTERVIEWING
    assert then.log == ()
    now = _relationship(database, ines)
    assert len(now.exchanges) == 2
    assert now.contact.stage is Stage.DECLINED
    assert now.contact.stage_evidence is not None
    assert now.contact.stage_evidence.message_id == second.message_id
    assert [entry.kind for entry in now.log] == ["call"]


def test_somebody_first_seen_later_is_not_there_yet(database: Database) -> None:
    with database.write() as session:
        store = Store(session)
        ines = store.person("Ines Faro", "ines@mail.example")
        store.mail(day(5), ines, kind=Kind.BULK)
        book = store.person("Ada Book", in_book=True)
        early = store.person("Eli Early", made=day(0))
        spoken = store.person("Sam Spoken")
        store.mention(store.mail(day(5), early), "Sam", spoken)
    with database.read() as session:
        before = {one.contact.id for one in relationships(session, as_of=day(4))}
        after = {one.contact.id for one in relationships(session, as_of=day(5))}
    assert before == {book, early}
    assert after == {ines, book, early, spoken}


def test_a_signal_is_told_as_each_one_sees_it(database: Database) -> None:
    with database.write() as session:
        store = Store(session)
        ines = store.person("Ines Faro", "ines@mail.example")
        otto = store.person("Otto Brandt", "otto@works.example", Role.CLIENT)
        says = [
            Says(SignalType.NOT_SELECTED, about=ines),
            Says(SignalType.QUESTION),
            Says(SignalType.PROMISE, name="Somebody Else", due=date(2026, 1, 9)),
        ]
        store.mail(day(1), otto, says=says, text="Hello Mira,\n\nwe chose somebody else. Can we talk? Otto")
    client = _only(database, otto)
    assert [(seen.type, seen.by_contact, seen.about_contact) for seen in client.signals] == [
        (SignalType.NOT_SELECTED, True, False),
        (SignalType.QUESTION, True, True),
        (SignalType.PROMISE, True, False),
    ]
    assert client.signals[2].due == date(2026, 1, 9)
    assert client.quote == "we chose somebody else."
    candidate = _relationship(database, ines)
    assert candidate.exchanges == ()
    (told,) = candidate.about
    assert [(seen.type, seen.by_contact, seen.about_contact) for seen in told.signals] == [
        (SignalType.NOT_SELECTED, False, True)
    ]
    assert not told.is_touch


def test_a_message_that_proves_a_stage_is_about_the_contact(database: Database) -> None:
    with database.write() as session:
        store = Store(session)
        ines = store.person("Ines Faro", "ines@mail.example")
        otto = store.person("Otto Brandt", "otto@works.example", Role.CLIENT)
        proof = store.mail(day(1), RECRUITER, [otto])
        store.stage(ines, Stage.IN_PROCESS, day(1), proof=proof)
    (told,) = _relationship(database, ines).about
    assert told.message_id == proof.message_id
    assert told.direction is Direction.OUTBOUND


def test_a_colleague_who_answers_with_the_recruiter_in_copy_is_seen(database: Database) -> None:
    with database.write() as session:
        store = Store(session)
        ines = store.person("Ines Faro", "ines@mail.example")
        kai = store.person("Kai Lund", "kai@hearth.example", Role.COLLEAGUE)
        otto = store.person("Otto Brandt", "otto@works.example", Role.CLIENT)
        store.mail(day(1), kai, [ines], cc=[RECRUITER])
        store.mail(day(2), otto, [ines], cc=[RECRUITER])
        store.mail(day(3), kai, [otto], cc=[ines, RECRUITER])
    exchange = _only(database, ines)
    assert exchange.at == day(1)
    assert exchange.by_colleague
    assert not exchange.is_touch


def test_a_sent_invitation_is_outbound_and_a_meeting_of_both(database: Database) -> None:
    with database.write() as session:
        store = Store(session)
        ines = store.person("Ines Faro", "ines@mail.example")
        sent = store.mail(day(1), RECRUITER, [ines], kind=Kind.INVITATION, invited=[RECRUITER, ines])
        store.event(sent, day(3))
    relationship = _relationship(database, ines)
    assert [(e.direction, e.kind) for e in relationship.exchanges] == [(Direction.OUTBOUND, Kind.INVITATION)]
    (meeting,) = relationship.meetings
    assert (meeting.start, meeting.told_at, meeting.is_cancelled) == (day(3), day(1), False)


def test_a_meeting_of_others_is_none_of_the_recruiters(database: Database) -> None:
    with database.write() as session:
        store = Store(session)
        ines = store.person("Ines Faro", "ines@mail.example")
        otto = store.person("Otto Brandt", "otto@works.example", Role.CLIENT)
        sent = store.mail(day(1), otto, [ines, RECRUITER], kind=Kind.INVITATION, invited=[otto, ines])
        store.event(sent, day(3))
    assert _relationship(database, ines).meetings == ()


def test_who_sends_an_event_without_an_organizer_takes_part(database: Database) -> None:
    with database.write() as session:
        store = Store(session)
        ines = store.person("Ines Faro", "ines@mail.example")
        store.event(store.mail(day(1), RECRUITER, [ines], kind=Kind.INVITATION, invited=[ines]), day(3))
        store.event(store.mail(day(2), ines, kind=Kind.INVITATION), day(4), uid="event-2")
    assert [meeting.start for meeting in _relationship(database, ines).meetings] == [day(3), day(4)]


def test_the_newest_version_of_an_event_counts(database: Database) -> None:
    with database.write() as session:
        store = Store(session)
        ines = store.person("Ines Faro", "ines@mail.example")
        both: list[int | str] = [RECRUITER, ines]
        for at, start, sequence in ((day(1), day(9), 0), (day(2), day(8), 2), (day(3), day(7), 1)):
            sent = store.mail(at, RECRUITER, [ines], kind=Kind.INVITATION, invited=both)
            store.event(sent, start, sequence=sequence)
        answer = store.mail(day(4), ines, kind=Kind.INVITATION, invited=[ines])
        store.event(answer, day(1), sequence=3, method="REPLY")
    assert [meeting.start for meeting in _relationship(database, ines).meetings] == [day(8)]
    assert [meeting.start for meeting in _relationship(database, ines, day(1)).meetings] == [day(9)]


def test_a_cancelled_meeting_is_told_as_such_from_then_on(database: Database) -> None:
    with database.write() as session:
        store = Store(session)
        ines = store.person("Ines Faro", "ines@mail.example")
        both: list[int | str] = [RECRUITER, ines]
        sent = store.mail(day(1), RECRUITER, [ines], kind=Kind.INVITATION, invited=both)
        store.event(sent, day(9), sequence=1)
        off = store.mail(day(3), RECRUITER, [ines], kind=Kind.INVITATION, invited=both)
        store.event(off, day(9), sequence=0, method="CANCEL")
        again = store.mail(day(5), RECRUITER, [ines], kind=Kind.INVITATION, invited=both)
        store.event(again, day(10), sequence=2)
    assert [m.is_cancelled for m in _relationship(database, ines, day(2)).meetings] == [False]
    assert [m.is_cancelled for m in _relationship(database, ines, day(4)).meetings] == [True]
    (final,) = _relationship(database, ines).meetings
    assert (final.is_cancelled, final.start) == (False, day(10))


def test_a_doubted_invitation_makes_no_meeting(database: Database) -> None:
    with database.write() as session:
        store = Store(session)
        ines = store.person("Ines Faro", "ines@mail.example")
        sent = store.mail(
            day(1), ines, kind=Kind.INVITATION, invited=[RECRUITER, ines], suspicion="two From addresses"
        )
        store.event(sent, day(3))
    assert _relationship(database, ines).meetings == ()


def test_a_stage_set_by_hand_wins_whatever_comes_later(database: Database) -> None:
    with database.write() as session:
        store = Store(session)
        ines = store.person("Ines Faro", "ines@mail.example", in_book=True)
        store.stage(ines, Stage.PLACED, day(1), by_hand=True)
        store.stage(ines, Stage.REJECTED, day(5))
    contact = _relationship(database, ines).contact
    assert contact.stage is Stage.PLACED
    assert [change.stage for change in _relationship(database, ines).stages] == [Stage.PLACED]


def test_only_candidates_have_a_stage(database: Database) -> None:
    with database.write() as session:
        store = Store(session)
        ines = store.person("Ines Faro", in_book=True)
        otto = store.person("Otto Brandt", role=Role.CLIENT, in_book=True)
    assert _relationship(database, ines).contact.stage is Stage.LEAD
    assert _relationship(database, otto).contact.stage is None


def test_mail_in_a_language_without_a_model_says_so(database: Database) -> None:
    with database.write() as session:
        store = Store(session)
        ines = store.person("Ines Faro", "ines@mail.example")
        store.mail(day(1), ines, sentiment=None)
    exchange = _only(database, ines)
    assert not exchange.language_covered
    assert exchange.sentiment is None
    assert exchange.is_touch


def test_the_account_is_that_of_the_newest_mail(database: Database) -> None:
    with database.write() as session:
        store = Store(session)
        ines = store.person("Ines Faro", "ines@mail.example")
        store.mail(day(1), ines)
    assert _relationship(database, ines).account == "mira"


def test_everybody_comes_whatever_the_size_of_a_batch(database: Database) -> None:
    with database.write() as session:
        store = Store(session)
        ids = [store.person(f"Person {number}", f"p{number}@mail.example") for number in range(7)]
        for number, person in enumerate(ids):
            store.mail(day(number), person)
            store.mail(day(number), RECRUITER, [person, ids[0]])
    with database.read() as session:
        at_once = relationships(session, as_of=LATER)
        by_two = [one for batch in in_batches(session, as_of=LATER, size=2) for one in batch]
    assert by_two == at_once
    assert [one.contact.id for one in at_once] == ids
    assert len(at_once[0].exchanges) == 8


def test_moments_come_back_aware_and_in_utc(database: Database) -> None:
    with database.write() as session:
        store = Store(session)
        ines = store.person("Ines Faro", "ines@mail.example")
        store.mail(datetime.fromisoformat("2026-03-02T09:00:00-05:00"), ines)
    assert _only(database, ines).at == datetime(2026, 3, 2, 14, tzinfo=UTC)
    assert _only(database, ines).at.tzinfo is UTC
