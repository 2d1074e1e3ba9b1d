"""call_owed and promise_overdue: what was asked for or promised, and its time."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest

from domain import Kind, Reason, Role, SignalSeen, SignalType
from tests.warmth.desk import Desk, at, away, said

ASKED = said(SignalType.CALL_REQUEST, "could you ring me")
PROMISED = said(SignalType.PROMISE, "I will send it over")


def call_promised(**more: Any) -> SignalSeen:
    return said(SignalType.PROMISE, "I will call you", is_call=True, **more)


def test_a_call_is_owed_one_business_day_after_they_asked_even_if_they_were_answered_in_writing() -> None:
    desk = Desk().wrote("2026-03-10", ASKED).got("2026-03-10 15:00")
    assert desk.reasons("2026-03-11 09:59") == set()
    assert desk.reasons("2026-03-11 10:00") == {"call_owed"}


def test_a_client_is_owed_a_call_as_much() -> None:
    assert "call_owed" in Desk(Role.CLIENT).wrote("2026-03-10", ASKED).got("2026-03-10 15:00").reasons(
        "2026-03-12"
    )


def test_a_named_day_for_a_call_ends_with_that_day() -> None:
    desk = (
        Desk()
        .wrote("2026-03-10", said(SignalType.CALL_REQUEST, due=date(2026, 3, 12)))
        .got("2026-03-10 11:00")
    )
    assert desk.reasons("2026-03-12 23:00") == set()
    assert desk.reasons("2026-03-13 00:00") == {"call_owed"}


def test_a_named_hour_for_a_call_wins_over_the_default_wait() -> None:
    request = said(SignalType.CALL_REQUEST, due=at("2026-03-10 15:00"))
    desk = Desk().wrote("2026-03-10", request).got("2026-03-10 11:00")
    assert desk.reasons("2026-03-10 14:59") == set()
    assert desk.finding(Reason.CALL_OWED, "2026-03-10 15:00").since == at("2026-03-10 15:00")


def test_a_call_named_for_a_holiday_is_first_raised_on_the_next_business_day() -> None:
    request = said(SignalType.CALL_REQUEST, due=at("2026-04-03 15:00"))
    desk = Desk().wrote("2026-04-02", request).got("2026-04-02 11:00")
    assert desk.reasons("2026-04-05") == set()
    assert desk.finding(Reason.CALL_OWED, "2026-04-07 08:00").since == at("2026-04-03 15:00")


def test_a_promised_call_raises_call_owed_and_not_promise_overdue() -> None:
    desk = Desk().wrote("2026-03-09").got("2026-03-10", call_promised(due=date(2026, 3, 11)))
    assert desk.reasons("2026-03-11 20:00") == set()
    assert desk.reasons("2026-03-12 09:00") == {"call_owed"}


def test_a_call_they_promised_themselves_is_not_owed() -> None:
    desk = Desk().wrote("2026-03-10", call_promised(due=date(2026, 3, 11))).got("2026-03-10 11:00")
    assert desk.reasons("2026-03-13") == set()


def test_a_call_tied_to_an_event_is_not_owed() -> None:
    desk = Desk().wrote("2026-03-09").got("2026-03-10", call_promised(is_conditional=True))
    assert desk.reasons("2026-03-16") == set()


def test_a_call_the_recruiter_has_set_a_time_for_owes_nothing_before_that_time() -> None:
    desk = (
        Desk().wrote("2026-03-10", ASKED).got("2026-03-10 11:00", call_promised(due=at("2026-03-13 16:00")))
    )
    assert desk.reasons("2026-03-13 15:00") == set()
    assert desk.reasons("2026-03-13 16:30") == {"call_owed"}


def test_a_call_in_the_calendar_owes_nothing_and_settles_once_its_time_has_come() -> None:
    desk = Desk().wrote("2026-03-10", ASKED).got("2026-03-10 11:00")
    desk.meets("2026-03-13 16:00", told="2026-03-10 12:00", summary="Catch-up by phone")
    assert desk.reasons("2026-03-12") == set()
    assert desk.reasons("2026-03-13 17:00") == set()


def test_an_interview_in_the_calendar_is_not_the_call_they_asked_for() -> None:
    desk = Desk().wrote("2026-03-10", ASKED).got("2026-03-10 11:00", said(SignalType.INTERVIEW_PREP))
    desk.meets("2026-03-20 16:00", told="2026-03-09", summary="Interview with the team")
    assert desk.reasons("2026-03-12") == {"call_owed"}


@pytest.mark.parametrize("kind", ["call", "meeting"])
def test_a_logged_call_or_meeting_settles_it(kind: str) -> None:
    desk = Desk().wrote("2026-03-10", ASKED).got("2026-03-10 11:00").called("2026-03-11 09:00", kind)
    assert desk.reasons("2026-03-16") == set()


def test_words_that_the_call_took_place_settle_it() -> None:
    desk = (
        Desk().wrote("2026-03-10", ASKED).got("2026-03-11 09:00", contact_took_place="thanks for your time")
    )
    assert desk.reasons("2026-03-16") == set()


def test_a_talk_before_the_request_does_not_settle_it() -> None:
    desk = (
        Desk()
        .called("2026-03-09")
        .wrote("2026-03-10", ASKED, contact_took_place="good to talk")
        .got("2026-03-10 11:00")
    )
    assert desk.reasons("2026-03-12") == {"call_owed"}


def test_every_request_that_was_not_met_is_evidence() -> None:
    desk = (
        Desk()
        .wrote("2026-03-09", ASKED)
        .got("2026-03-09 11:00")
        .wrote("2026-03-10", ASKED)
        .got("2026-03-10 11:00")
    )
    assert len(desk.finding(Reason.CALL_OWED, "2026-03-12").evidence) == 2


def test_a_call_owed_lapses_after_sixty_days() -> None:
    desk = Desk().wrote("2026-03-02", ASKED).got("2026-03-02 11:00")
    assert "call_owed" in desk.reasons("2026-04-30")
    assert "call_owed" not in desk.reasons("2026-05-05")


def test_a_promise_without_a_time_is_overdue_after_two_business_days() -> None:
    desk = Desk().wrote("2026-03-09").got("2026-03-10 16:00", PROMISED)
    assert desk.reasons("2026-03-12 15:00") == set()
    assert desk.reasons("2026-03-12 16:00") == {"promise_overdue"}


def test_a_promise_for_a_day_is_kept_until_that_day_is_over() -> None:
    desk = (
        Desk(Role.CLIENT)
        .wrote("2026-03-09")
        .got("2026-03-09 16:00", said(SignalType.PROMISE, due=date(2026, 3, 12)))
    )
    assert desk.reasons("2026-03-12 23:59") == set()
    assert desk.finding(Reason.PROMISE_OVERDUE, "2026-03-13 00:00").since == at("2026-03-13 00:00")


def test_a_promise_lapses_sixty_days_after_it_was_overdue() -> None:
    desk = Desk().wrote("2026-03-09").got("2026-03-10 16:00", PROMISED)
    assert "promise_overdue" in desk.reasons("2026-05-11 16:59")  # the clocks were put forward meanwhile
    assert "promise_overdue" not in desk.reasons("2026-05-11 17:00")


def test_a_promise_for_friday_is_first_raised_on_monday() -> None:
    desk = Desk().wrote("2026-03-09").got("2026-03-10", said(SignalType.PROMISE, due=date(2026, 3, 13)))
    assert desk.reasons("2026-03-15") == set()
    assert desk.reasons("2026-03-16 08:00") == {"promise_overdue"}


def test_a_promise_for_a_day_on_which_the_recruiter_is_away_waits_for_the_return() -> None:
    desk = Desk(calendar=away("2026-03-11", "2026-03-16")).wrote("2026-03-09")
    desk.got("2026-03-10", said(SignalType.PROMISE, due=date(2026, 3, 12)))
    assert desk.reasons("2026-03-16") == set()
    assert desk.reasons("2026-03-17") == {"promise_overdue"}


def test_any_message_after_the_promise_keeps_it() -> None:
    desk = Desk().wrote("2026-03-09").got("2026-03-10", PROMISED).got("2026-03-11")
    assert desk.reasons("2026-03-13") == set()


def test_a_sent_invitation_keeps_a_promise_and_a_phone_call_does_not() -> None:
    desk = Desk().wrote("2026-03-09").got("2026-03-10", PROMISED)
    assert desk.called("2026-03-11").reasons("2026-03-13") == {"promise_overdue"}
    desk.got("2026-03-12", kind=Kind.INVITATION, is_touch=False)
    assert desk.reasons("2026-03-13") == set()


def test_the_message_before_the_promise_does_not_keep_it() -> None:
    desk = Desk().wrote("2026-03-09").got("2026-03-09 15:00").got("2026-03-10", PROMISED)
    assert desk.reasons("2026-03-13") == {"promise_overdue"}


def test_a_promise_tied_to_an_event_and_one_of_theirs_raise_nothing() -> None:
    tied = Desk().wrote("2026-03-09").got("2026-03-10", said(SignalType.PROMISE, is_conditional=True))
    theirs = Desk().wrote("2026-03-10", PROMISED).got("2026-03-10 15:00")
    assert tied.reasons("2026-03-16") == theirs.reasons("2026-03-16") == set()


def test_a_promise_in_a_message_that_bounced_was_never_heard() -> None:
    assert Desk().got("2026-03-10", PROMISED, is_touch=False).reasons("2026-03-16") == set()
