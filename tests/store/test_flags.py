"""The life of a flag: raised, grown, closed, and never again for the same evidence."""

from __future__ import annotations

from datetime import datetime

import pytest

import errors
from domain import Contact, Evidence, Finding, Flag, FlagState, Reason, Urgency, WaitingOn
from store import flags
from store.database import Database
from tests.store.mailbox import LATER, Store, day


@pytest.fixture
def ines(database: Database) -> int:
    with database.write() as session:
        return Store(session).person("Ines Faro", "ines@mail.example", in_book=True)


def _finding(
    who: int | str,
    *days: float,
    reason: Reason = Reason.REPLY_OWED,
    urgency: Urgency = Urgency.NORMAL,
    occasion: str = "",
    name: str = "Ines Faro",
) -> Finding:
    """A finding proved by a message of each of these days."""
    return Finding(
        contact=Contact(who, name) if isinstance(who, int) else Contact(None, who),
        reason=reason,
        since=day(days[0]),
        urgency=urgency,
        waiting_on=WaitingOn.RECRUITER,
        explanation=f"{len(days)} waiting",
        evidence=tuple(Evidence(f"<day-{number}@mail.example>", day(number), "S", "Q") for number in days),
        occasion=occasion,
    )


def _record(
    database: Database, *findings: Finding, at: float, only: set[int] | None = None
) -> flags.Recorded:
    with database.write() as session:
        return flags.record(session, findings, now=day(at), contact_ids=only)


def _open(database: Database, at: float = 100) -> list[Flag]:
    with database.read() as session:
        return flags.listed(session, now=day(at))


def _state(database: Database, flag_id: int, at: float = 100) -> FlagState:
    with database.read() as session:
        return flags.get(session, flag_id, now=day(at)).state


def test_a_finding_becomes_a_flag_with_a_number(database: Database, ines: int) -> None:
    finding = _finding(ines, 1)
    recorded = _record(database, finding, at=3)
    (flag,) = _open(database)
    assert recorded.opened == (flag.id,)
    assert flag.finding.evidence == finding.evidence
    assert (flag.finding.since, flag.finding.explanation) == (day(1), "1 waiting")
    assert flag.finding.contact.addresses == ("ines@mail.example",)
    assert flag.opened_at == day(3)


def test_the_same_finding_again_is_the_same_flag(database: Database, ines: int) -> None:
    _record(database, _finding(ines, 1), at=3)
    again = _record(database, _finding(ines, 1, urgency=Urgency.NOW), at=4)
    (flag,) = _open(database)
    assert again == flags.Recorded((), ())
    assert flag.finding.urgency is Urgency.NOW
    assert flag.opened_at == day(3)


def test_what_is_no_longer_found_is_satisfied(database: Database, ines: int) -> None:
    (number,) = _record(database, _finding(ines, 1), at=3).opened
    assert _record(database, at=5).satisfied == (number,)
    assert _open(database) == []
    assert _state(database, number) is FlagState.SATISFIED


def test_a_satisfied_flag_that_holds_again_opens_under_its_number(database: Database, ines: int) -> None:
    (number,) = _record(database, _finding(ines, 1), at=3).opened
    _record(database, at=5)
    assert _record(database, _finding(ines, 1), at=6).opened == (number,)
    (flag,) = _open(database)
    assert (flag.id, flag.opened_at, flag.closed_at) == (number, day(6), None)


@pytest.mark.parametrize("close", [flags.done, flags.dismiss])
def test_the_same_evidence_never_raises_a_closed_flag_again(
    database: Database, ines: int, close: object
) -> None:
    assert callable(close)
    (number,) = _record(database, _finding(ines, 1), at=3).opened
    with database.write() as session:
        close(session, f"f-{number}", now=day(4))
    assert _record(database, _finding(ines, 1), at=5) == flags.Recorded((), ())
    assert _open(database) == []


def test_more_of_the_same_age_does_not_raise_a_dismissed_flag_again(database: Database, ines: int) -> None:
    (number,) = _record(database, _finding(ines, 1, 3), at=5).opened
    with database.write() as session:
        flags.dismiss(session, number, now=day(5))
    _record(database, _finding(ines, 1, 2, 3), at=6)
    assert _open(database) == []
    _record(database, _finding(ines, 3), at=7)
    assert _open(database) == []


def test_a_newer_message_is_a_new_flag(database: Database, ines: int) -> None:
    (number,) = _record(database, _finding(ines, 1, 3), at=5).opened
    with database.write() as session:
        flags.dismiss(session, number, now=day(5))
    _record(database, _finding(ines, 1, 3, 6), at=8)
    (flag,) = _open(database)
    assert flag.id != number
    assert _state(database, number) is FlagState.DISMISSED


def test_other_evidence_of_the_same_reason_is_another_flag(database: Database, ines: int) -> None:
    (number,) = _record(database, _finding(ines, 5), at=6).opened
    with database.write() as session:
        flags.dismiss(session, number, now=day(6))
    _record(database, _finding(ines, 2), at=7)
    (flag,) = _open(database)
    assert flag.id != number


def test_a_live_flag_that_grows_keeps_its_number(database: Database, ines: int) -> None:
    (number,) = _record(database, _finding(ines, 1), at=3).opened
    assert _record(database, _finding(ines, 1, 4), at=6) == flags.Recorded((), ())
    (flag,) = _open(database)
    assert flag.id == number
    assert flag.finding.explanation == "2 waiting"
    assert flag.opened_at == day(3)
    _record(database, _finding(ines, 1, 4), at=7)
    assert [one.id for one in _open(database)] == [number]


def test_each_occasion_is_a_flag_of_its_own(database: Database, ines: int) -> None:
    check_in = Reason.CHECK_IN_DUE
    (number,) = _record(database, _finding(ines, 1, reason=check_in, occasion="day 30"), at=31).opened
    with database.write() as session:
        flags.done(session, number, now=day(32))
    _record(database, _finding(ines, 1, reason=check_in, occasion="day 30"), at=33)
    assert _open(database) == []
    _record(database, _finding(ines, 1, reason=check_in, occasion="day 60"), at=61)
    (flag,) = _open(database)
    assert flag.finding.occasion == "day 60"


def test_a_snoozed_flag_sleeps_until_its_day(database: Database, ines: int) -> None:
    (number,) = _record(database, _finding(ines, 1), at=3).opened
    with database.write() as session:
        flags.snooze(session, number, until=day(10), now=day(3))
    _record(database, _finding(ines, 1, 4), at=5)
    assert _open(database, at=5) == []
    assert _state(database, number, at=9) is FlagState.SNOOZED
    assert [flag.id for flag in _open(database, at=10)] == [number]
    assert _record(database, _finding(ines, 1, 4), at=10).opened == (number,)
    assert _state(database, number, at=9) is FlagState.OPEN


def test_a_snoozed_flag_that_no_longer_holds_does_not_return(database: Database, ines: int) -> None:
    (number,) = _record(database, _finding(ines, 1), at=3).opened
    with database.write() as session:
        flags.snooze(session, number, until=day(10), now=day(3))
    _record(database, at=5)
    assert _open(database, at=11) == []


def test_a_flag_is_not_snoozed_into_the_past(database: Database, ines: int) -> None:
    (number,) = _record(database, _finding(ines, 1), at=3).opened
    with database.write() as session, pytest.raises(errors.UsageError):
        flags.snooze(session, number, until=day(2), now=day(3))


def test_a_closed_flag_can_be_taken_back(database: Database, ines: int) -> None:
    (number,) = _record(database, _finding(ines, 1), at=3).opened
    with database.write() as session:
        flags.dismiss(session, number, now=day(4))
        flags.reopen(session, number, now=day(4))
    assert [flag.id for flag in _open(database)] == [number]
    _record(database, _finding(ines, 1), at=5)
    assert [flag.id for flag in _open(database)] == [number]


def test_judging_some_leaves_the_flags_of_others_alone(database: Database, ines: int) -> None:
    with database.write() as session:
        otto = Store(session).person("Otto Brandt", in_book=True)
    _record(database, _finding(ines, 1), _finding(otto, 1, name="Otto Brandt"), at=3)
    _record(database, at=4, only={ines})
    assert [flag.finding.contact.id for flag in _open(database)] == [otto]


def test_somebody_without_a_record_keeps_the_flag_when_they_get_one(database: Database, ines: int) -> None:
    referred = Reason.REFERRAL_OPEN
    both = (_finding("Jonas Vik", 1, reason=referred), _finding("Ada Moe", 1, reason=referred))
    recorded = _record(database, *both, at=8)
    assert len(recorded.opened) == 2
    assert _record(database, *both, at=9) == flags.Recorded((), ())
    with database.write() as session:
        flags.dismiss(session, recorded.opened[1], now=day(9))
        jonas = Store(session).person("Jonas Vik", in_book=True)
        ada = Store(session).person("Ada Moe", in_book=True)
    now_known = (
        _finding(jonas, 1, reason=referred, name="Jonas Vik"),
        _finding(ada, 1, reason=referred, name="Ada Moe"),
    )
    assert _record(database, *now_known, at=10) == flags.Recorded((), ())
    (flag,) = _open(database)
    assert (flag.id, flag.finding.contact.id) == (recorded.opened[0], jonas)


def test_open_referrals_are_judged_whomever_else_is(database: Database, ines: int) -> None:
    _record(database, _finding("Jonas Vik", 1, reason=Reason.REFERRAL_OPEN), at=8)
    assert len(_record(database, at=9, only={ines}).satisfied) == 1


def test_the_most_urgent_comes_first(database: Database, ines: int) -> None:
    _record(
        database,
        _finding(ines, 1, reason=Reason.GOING_COLD),
        _finding(ines, 3, reason=Reason.CALL_OWED, urgency=Urgency.SOON),
        _finding(ines, 2, reason=Reason.STRAINED, urgency=Urgency.SOON),
        _finding(ines, 4, reason=Reason.PREP_OWED, urgency=Urgency.NOW),
        at=5,
    )
    order = [flag.finding.reason for flag in _open(database)]
    assert order == [Reason.PREP_OWED, Reason.STRAINED, Reason.CALL_OWED, Reason.GOING_COLD]
    with database.read() as session:
        (one,) = flags.listed(session, now=day(9), reason=Reason.STRAINED, contact_id=ines)
        assert one.finding.reason is Reason.STRAINED
        assert flags.listed(session, now=day(9), contact_id=ines + 1) == []


# --------------------------------------------------------------------------- another day asked about


def _numbered(database: Database, *findings: Finding, as_of: datetime) -> list[Flag]:
    with database.write() as session:
        return flags.number(session, findings, as_of=as_of)


def test_a_past_day_gives_numbers_and_leaves_live_flags_alone(database: Database, ines: int) -> None:
    (live,) = _record(database, _finding(ines, 50), at=52).opened
    (then,) = _numbered(database, _finding(ines, 1), as_of=day(3))
    assert then.id != live
    assert then.state is FlagState.OPEN
    assert [flag.id for flag in _open(database)] == [live]
    (again,) = _numbered(database, _finding(ines, 1), as_of=day(4))
    assert again.id == then.id


def test_a_live_flag_is_shown_under_its_number_on_a_past_day(database: Database, ines: int) -> None:
    (live,) = _record(database, _finding(ines, 1, 4), at=52).opened
    (then,) = _numbered(database, _finding(ines, 1), as_of=day(3))
    assert then.id == live
    assert then.finding.explanation == "1 waiting"
    (now,) = _open(database)
    assert now.finding.explanation == "2 waiting"


def test_what_was_dismissed_on_a_past_day_is_gone_and_stays_so(database: Database, ines: int) -> None:
    (then,) = _numbered(database, _finding(ines, 1), as_of=day(3))
    with database.write() as session:
        flags.dismiss(session, then.id, now=LATER)
    assert _numbered(database, _finding(ines, 1), as_of=day(3)) == []
    _record(database, _finding(ines, 1), at=5)
    assert _open(database) == []


def test_what_was_snoozed_on_a_past_day_returns_on_its_day(database: Database, ines: int) -> None:
    (then,) = _numbered(database, _finding(ines, 1), as_of=day(3))
    with database.write() as session:
        flags.snooze(session, then.id, until=day(10), now=day(3))
    assert _numbered(database, _finding(ines, 1), as_of=day(9)) == []
    assert [flag.id for flag in _numbered(database, _finding(ines, 1), as_of=day(10))] == [then.id]


@pytest.mark.parametrize("asked", ["f-99", "99", "f-", "", "f-x", "-1", "٣", "9" * 30])
def test_an_unknown_flag_says_so(database: Database, asked: str) -> None:
    with database.read() as session, pytest.raises(errors.NotFound):
        flags.get(session, asked, now=day(1))
