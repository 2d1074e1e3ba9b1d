"""Who sent whom, and whether they still wait for thanks or for news."""

from __future__ import annotations

from dataclasses import replace

from domain import (
    Contact,
    Direction,
    Exchange,
    Kind,
    LogEntry,
    Referral,
    Relationship,
    Role,
    Stage,
    StageChange,
)
from tests.warmth.desk import at
from warmth.thanks import Sent, WaitsFor, sent

ADA, IVO = Contact(7, "Ada Quist"), Contact(9, "Ivo Lund")
REFERRAL = Referral(IVO, ADA, at("2026-03-04 16:00"), "<r@desk>", "Somebody", "my old colleague Ivo Lund")


def outbound(day: str) -> Exchange:
    return Exchange("<o@desk>", at(day), Direction.OUTBOUND, Kind.PERSONAL, "Hello", is_touch=True)


def one(*, ada: Relationship | None = None, ivo: Relationship | None = None) -> Sent:
    (found,) = sent([REFERRAL], {7: ada or Relationship(ADA), 9: ivo or Relationship(IVO)})
    return found


def reached(stage: Stage, day: str) -> Relationship:
    return Relationship(IVO, stages=(StageChange(stage, at(day)),))


def test_who_sent_somebody_waits_for_thanks_until_a_word() -> None:
    found = one()
    assert (found.waits_for, found.since) == (WaitsFor.THANKS, REFERRAL.at)
    assert one(ada=Relationship(ADA, exchanges=(outbound("2026-03-05"),))).waits_for is None
    assert one(ada=Relationship(ADA, log=(LogEntry(at("2026-03-05"), "call"),))).waits_for is None


def test_a_client_who_speaks_of_a_candidate_known_already_waits_for_nothing() -> None:
    client = replace(ADA, role=Role.CLIENT)
    known = replace(REFERRAL, referrer=client, contacted_at=REFERRAL.at)
    (found,) = sent([known], {7: Relationship(client)})
    assert found.waits_for is None
    (found,) = sent([replace(known, contacted_at=None)], {7: Relationship(client)})
    assert found.waits_for is WaitsFor.THANKS


def test_a_note_or_an_earlier_word_are_no_thanks() -> None:
    before = Relationship(ADA, exchanges=(outbound("2026-03-04"),), log=(LogEntry(at("2026-03-05"), "note"),))
    assert one(ada=before).waits_for is WaitsFor.THANKS


def test_news_are_owed_once_the_person_came_further() -> None:
    thanked = Relationship(ADA, exchanges=(outbound("2026-03-05"),))
    assert one(ada=thanked, ivo=reached(Stage.IN_PROCESS, "2026-03-09")).waits_for is None
    found = one(ada=thanked, ivo=reached(Stage.PLACED, "2026-03-20"))
    assert (found.waits_for, found.since) == (WaitsFor.NEWS, at("2026-03-20"))
    told = Relationship(ADA, exchanges=(outbound("2026-03-05"), outbound("2026-03-21")))
    assert one(ada=told, ivo=reached(Stage.PLACED, "2026-03-20")).waits_for is None


def test_a_stage_from_before_the_referral_is_no_news() -> None:
    thanked = Relationship(ADA, exchanges=(outbound("2026-03-05"),))
    found = one(ada=thanked, ivo=reached(Stage.PLACED, "2026-03-01"))
    assert (found.stage, found.waits_for) == (None, None)


def test_somebody_named_twice_is_one_entry() -> None:
    nobody = replace(REFERRAL, person=Contact(None, "Ivo Lund"))
    again = replace(nobody, person=Contact(None, "ivo lund"), at=at("2026-03-10"))
    (found,) = sent([nobody, again], {7: Relationship(ADA, exchanges=(outbound("2026-03-05"),))})
    assert (found.again, found.waits_for, found.since) == (1, WaitsFor.THANKS, at("2026-03-10"))
