"""prep_owed: interviews set, told again, moved and called off, and preparation for the right one."""

from __future__ import annotations

from datetime import date

from domain import Kind, Reason, Role, SignalSeen, SignalType, Stage, Urgency
from tests.warmth.desk import UNREAD_LANGUAGE, Desk, at, said

LETTER = "a first sentence in words that no model of ours can read"
PREP = said(SignalType.INTERVIEW_PREP, "they will ask about your last project")


def interview(when: str) -> SignalSeen:
    return said(SignalType.INTERVIEW_SCHEDULED, "your interview is on", due=at(when))


def test_preparation_is_owed_from_forty_eight_hours_before_the_interview_until_it_begins() -> None:
    desk = Desk().got("2026-03-04", interview("2026-03-12 14:00"))
    assert desk.reasons("2026-03-10 13:59") == set()
    assert desk.reasons("2026-03-10 14:00") == {"prep_owed"}
    assert desk.reasons("2026-03-12 13:59") == {"prep_owed"}
    assert "prep_owed" not in desk.reasons("2026-03-12 14:00")


def test_an_interview_set_for_tomorrow_owes_preparation_at_once() -> None:
    desk = Desk().got("2026-03-11 09:00", interview("2026-03-12 14:00"))
    found = desk.finding(Reason.PREP_OWED, "2026-03-11 09:01")
    assert found.since == at("2026-03-11 09:00")
    assert found.urgency is Urgency.NOW


def test_preparation_sent_after_the_interview_was_set_is_enough() -> None:
    desk = Desk().got("2026-03-04", interview("2026-03-12 14:00")).got("2026-03-06", PREP)
    assert desk.reasons("2026-03-11") == set()


def test_preparation_inside_the_mail_that_sets_the_interview_counts() -> None:
    assert Desk().got("2026-03-04", interview("2026-03-12 14:00"), PREP).reasons("2026-03-11") == set()


def test_preparation_for_an_earlier_round_does_not_count() -> None:
    desk = Desk().got("2026-03-02", interview("2026-03-05 14:00"), PREP)
    desk.got("2026-03-09", interview("2026-03-12 14:00"))
    assert desk.reasons("2026-03-11") == {"prep_owed"}


def test_preparation_that_bounced_was_never_read() -> None:
    desk = Desk().got("2026-03-09", interview("2026-03-12 14:00")).got("2026-03-10", PREP, is_touch=False)
    assert desk.reasons("2026-03-11") == {"prep_owed"}


def test_an_interview_of_which_only_the_client_was_told_counts_too() -> None:
    desk = Desk().got("2026-03-04").told_others("2026-03-09", interview("2026-03-12 14:00"))
    assert desk.reasons("2026-03-11") == {"prep_owed"}


def test_an_interview_told_again_is_the_same_interview() -> None:
    desk = Desk().heard("2026-03-03", interview("2026-03-12 14:00")).got("2026-03-04", PREP)
    desk.got("2026-03-09", interview("2026-03-12 14:00"))
    assert desk.reasons("2026-03-11") == set()


def test_an_interview_moved_to_a_later_day_owes_nothing_for_the_old_one_and_keeps_its_preparation() -> None:
    desk = (
        Desk()
        .got("2026-03-04", interview("2026-03-12 14:00"))
        .got("2026-03-09", interview("2026-03-19 14:00"))
    )
    assert desk.reasons("2026-03-11") == set()
    assert desk.reasons("2026-03-18") >= {"prep_owed"}
    desk.got("2026-03-05", PREP)
    assert "prep_owed" not in desk.reasons("2026-03-18")


def test_two_rounds_in_one_mail_are_two_interviews() -> None:
    desk = Desk().got("2026-03-09", interview("2026-03-11 09:00"), interview("2026-03-12 09:00"))
    found = desk.finding(Reason.PREP_OWED, "2026-03-10")
    assert "11 March, 09:00" in found.explanation


def test_an_interview_called_off_in_the_calendar_owes_nothing() -> None:
    desk = Desk().got("2026-03-04", interview("2026-03-12 14:00"), kind=Kind.INVITATION, is_touch=False)
    desk.meets("2026-03-12 14:00", told="2026-03-10", summary="Interview", cancelled=True)
    assert desk.reasons("2026-03-11") == set()


def test_an_invitation_moved_to_another_time_takes_its_old_time_back() -> None:
    desk = Desk().got("2026-03-04", interview("2026-03-12 14:00"), kind=Kind.INVITATION, is_touch=False)
    desk.meets("2026-03-19 14:00", told="2026-03-10", summary="Interview: second round")
    assert desk.reasons("2026-03-11") == set()
    assert desk.reasons("2026-03-18") == {"prep_owed"}


def test_a_calendar_entry_named_interview_is_one() -> None:
    desk = (
        Desk()
        .got("2026-03-04")
        .meets("2026-03-12 14:00", told="2026-03-09", summary="Panel interview, plant 2")
    )
    assert desk.reasons("2026-03-11") == {"prep_owed"}


def test_a_coffee_in_the_calendar_is_no_interview() -> None:
    desk = Desk().got("2026-03-04").meets("2026-03-12 14:00", told="2026-03-09")
    assert desk.reasons("2026-03-11") == set()


def test_an_interview_on_a_day_without_an_hour_is_prepared_for_from_two_days_before_business_begins() -> None:
    due = said(SignalType.INTERVIEW_SCHEDULED, due=date(2026, 3, 12))
    desk = Desk().got("2026-03-04", due)
    assert desk.reasons("2026-03-10 08:59") == set()
    assert desk.reasons("2026-03-10 09:00") == {"prep_owed"}


def test_an_interview_on_monday_is_first_flagged_on_monday() -> None:
    desk = Desk().got("2026-03-04", interview("2026-03-16 14:00"))
    assert desk.reasons("2026-03-15") == set()
    assert desk.reasons("2026-03-16 08:00") == {"prep_owed"}


def test_who_withdrew_after_it_was_set_needs_no_preparation() -> None:
    desk = Desk().got("2026-03-04", interview("2026-03-12 14:00")).reached(Stage.DECLINED, "2026-03-10")
    assert desk.reasons("2026-03-11") == set()


def test_a_client_is_not_prepared() -> None:
    assert Desk(Role.CLIENT).got("2026-03-04", interview("2026-03-12 14:00")).reasons("2026-03-11") == set()


def test_mail_in_a_language_no_model_reads_may_have_been_the_preparation() -> None:
    desk = (
        Desk()
        .got("2026-03-04", interview("2026-03-12 14:00"))
        .got("2026-03-09", quote=LETTER, **UNREAD_LANGUAGE)
    )
    assert desk.reasons("2026-03-11") == set()


def test_a_line_in_a_language_no_model_reads_was_no_preparation() -> None:
    desk = (
        Desk()
        .got("2026-03-04", interview("2026-03-12 14:00"))
        .got("2026-03-09", quote="ok", **UNREAD_LANGUAGE)
    )
    assert desk.reasons("2026-03-11") == {"prep_owed"}


def test_a_weekday_they_confirm_is_the_interview_that_was_set_also_when_read_as_another_week() -> None:
    desk = Desk().got("2026-03-04", interview("2026-03-19 14:00"))
    desk.wrote("2026-03-05", interview("2026-03-12 14:00")).got("2026-03-05 15:00")
    assert "prep_owed" not in desk.reasons("2026-03-11")
    assert "prep_owed" in desk.reasons("2026-03-18")


def test_the_time_of_an_invitation_wins_over_what_its_text_was_read_to_say() -> None:
    desk = Desk().meets("2026-03-19 14:00", told="2026-03-04", summary="Meet the team")
    invitation = {"kind": Kind.INVITATION, "is_touch": False, "message_id": desk.meetings[0].message_id}
    desk.got("2026-03-04", interview("2026-03-12 14:00"), **invitation)
    assert desk.reasons("2026-03-11") == set()
    assert desk.reasons("2026-03-18") == {"prep_owed"}
