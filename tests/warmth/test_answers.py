"""reply_owed and strained: who waits for a word, and what settles it."""

from __future__ import annotations

from typing import Any

import pytest

from domain import Kind, Reason, Role, SignalType, Stage, Urgency, WaitingOn
from tests.warmth.desk import ANGRY, CLOSING, UNREAD_LANGUAGE, WORRIED, Desk, at, away, said


@pytest.mark.parametrize("role", [Role.CANDIDATE, Role.CLIENT])
def test_a_reply_is_owed_once_two_business_days_have_passed(role: Role) -> None:
    desk = Desk(role).wrote("2026-03-10 16:00")
    assert desk.reasons("2026-03-12 15:59") == set()
    assert desk.reasons("2026-03-12 16:00") == {"reply_owed"}
    found = desk.finding(Reason.REPLY_OWED, "2026-03-13")
    assert found.since == at("2026-03-12 16:00")
    assert found.waiting_on is WaitingOn.RECRUITER


@pytest.mark.parametrize("role", [Role.COLLEAGUE, Role.OTHER])
def test_colleagues_and_others_are_owed_nothing(role: Role) -> None:
    assert Desk(role).wrote("2026-03-02", **WORRIED).reasons("2026-03-16") == set()


def test_mail_of_a_saturday_waits_from_monday_nine() -> None:
    desk = Desk().wrote("2026-03-14 22:00")
    assert desk.reasons("2026-03-18 08:59") == set()
    assert desk.reasons("2026-03-18 09:00") == {"reply_owed"}


def test_a_mere_closing_wants_no_answer() -> None:
    assert Desk().wrote("2026-03-10", **CLOSING).reasons("2026-03-16") == set()


def test_a_mere_closing_does_not_take_back_the_question_before_it() -> None:
    desk = Desk().wrote("2026-03-09", said(SignalType.QUESTION)).wrote("2026-03-10", **CLOSING)
    assert desk.reasons("2026-03-16") == {"reply_owed"}


def test_a_message_that_only_informs_wants_an_answer() -> None:
    assert Desk().wrote("2026-03-10").reasons("2026-03-16") == {"reply_owed"}


def test_any_later_message_to_them_answers() -> None:
    assert Desk().wrote("2026-03-10").got("2026-03-10 17:00").reasons("2026-03-16") == set()


def test_a_message_in_another_thread_to_many_people_does_not_answer() -> None:
    assert Desk().wrote("2026-03-10").got("2026-03-11", is_touch=False).reasons("2026-03-16") == {
        "reply_owed"
    }


def test_a_sent_invitation_answers() -> None:
    desk = Desk().wrote("2026-03-10").got("2026-03-11", kind=Kind.INVITATION, is_touch=False)
    assert desk.reasons("2026-03-16") == set()


@pytest.mark.parametrize(("kind", "owed"), [("call", set()), ("meeting", set()), ("note", {"reply_owed"})])
def test_a_logged_call_or_meeting_answers_and_a_note_does_not(kind: str, owed: set[str]) -> None:
    assert Desk().wrote("2026-03-10").called("2026-03-11", kind).reasons("2026-03-16") == owed


def test_a_meeting_answers_once_it_has_begun() -> None:
    desk = Desk().wrote("2026-03-10").meets("2026-03-16 15:00", told="2026-03-09")
    assert desk.reasons("2026-03-16 14:00") == {"reply_owed"}
    assert desk.reasons("2026-03-16 15:00") == set()


def test_a_cancelled_meeting_answers_nothing() -> None:
    desk = Desk().wrote("2026-03-10").meets("2026-03-11 15:00", told="2026-03-09", cancelled=True)
    assert desk.reasons("2026-03-16") == {"reply_owed"}


def test_words_that_a_call_took_place_settle_what_came_before_but_not_what_they_ask_themselves() -> None:
    desk = Desk().wrote("2026-03-09")
    desk.wrote("2026-03-10", said(SignalType.QUESTION), contact_took_place="good to talk this morning")
    found = desk.finding(Reason.REPLY_OWED, "2026-03-16")
    assert [e.message_id for e in found.evidence] == [desk.exchanges[1].message_id]


def test_an_answer_by_a_colleague_in_copy_settles_the_reply_but_not_the_worry() -> None:
    desk = Desk().wrote("2026-03-10", **WORRIED).wrote("2026-03-11 09:00", by_colleague=True, is_touch=False)
    assert desk.reasons("2026-03-16") == {"strained"}


def test_a_message_with_the_recruiter_in_copy_only_is_owed_no_reply() -> None:
    assert Desk().wrote("2026-03-10", is_touch=False, is_addressed=False).reasons("2026-03-16") == set()


def test_in_a_language_no_model_reads_a_question_mark_asks_and_a_statement_does_not() -> None:
    assert Desk().wrote("2026-03-10", **UNREAD_LANGUAGE).reasons("2026-03-16") == set()
    asked = Desk().wrote("2026-03-10", has_question_mark=True, **UNREAD_LANGUAGE)
    assert asked.reasons("2026-03-16") == {"reply_owed"}


def test_while_the_recruiter_is_away_no_reply_is_owed() -> None:
    desk = Desk(calendar=away("2026-03-11", "2026-03-20")).wrote("2026-03-10 16:00")
    assert desk.reasons("2026-03-20") == set()
    assert desk.reasons("2026-03-24 15:00") == set()
    assert desk.reasons("2026-03-24 16:00") == {"reply_owed"}


def test_a_reply_owed_for_sixty_days_lapses_and_the_slower_rule_speaks() -> None:
    desk = Desk().wrote("2026-03-02 10:00")
    assert desk.reasons("2026-05-03 09:00") == {"reply_owed"}
    assert desk.reasons("2026-05-04 09:00") == {"going_cold"}


def test_an_old_unanswered_mail_does_not_prove_a_new_flag() -> None:
    desk = Desk().wrote("2024-01-10").wrote("2026-03-10")
    found = desk.finding(Reason.REPLY_OWED, "2026-03-13")
    assert found.since == at("2026-03-12")
    assert len(found.evidence) == 1


def test_a_second_mail_proves_the_flag_only_once_it_has_waited_itself() -> None:
    desk = Desk().wrote("2026-03-09").wrote("2026-03-12")
    before, after = (desk.finding(Reason.REPLY_OWED, day) for day in ("2026-03-13", "2026-03-17"))
    assert len(before.evidence) == 1
    assert len(after.evidence) == 2
    assert before.since == after.since


def test_a_reply_owed_while_an_offer_is_out_is_urgent() -> None:
    desk = Desk().reached(Stage.OFFERED, "2026-03-09").wrote("2026-03-10")
    assert desk.finding(Reason.REPLY_OWED, "2026-03-12").urgency is Urgency.NOW


def test_an_angry_client_is_urgent() -> None:
    desk = Desk(Role.CLIENT).wrote("2026-03-10", **ANGRY)
    assert {f.urgency for f in desk.standing("2026-03-13").findings} == {Urgency.NOW}


@pytest.mark.parametrize("feeling", [WORRIED, ANGRY])
def test_strain_is_raised_one_business_day_after_their_latest_message(feeling: dict[str, Any]) -> None:
    desk = Desk().wrote("2026-03-13 16:00", **feeling)
    assert desk.reasons("2026-03-16 15:00") == set()
    assert desk.reasons("2026-03-16 16:00") == {"strained"}


def test_only_the_latest_message_tells_how_they_feel() -> None:
    desk = Desk().wrote("2026-03-10", **WORRIED).wrote("2026-03-11")
    assert desk.reasons("2026-03-12 09:00") == set()


@pytest.mark.parametrize("settle", ["message", "call", "meeting"])
def test_a_word_a_call_or_a_meeting_settles_strain(settle: str) -> None:
    desk = Desk().wrote("2026-03-10", **WORRIED)
    match settle:
        case "message":
            desk.got("2026-03-10 18:00")
        case "call":
            desk.called("2026-03-10 18:00")
        case _:
            desk.meets("2026-03-10 18:00", told="2026-03-09")
    assert desk.reasons("2026-03-16") == set()


def test_strain_lapses_after_sixty_days() -> None:
    desk = Desk().wrote("2026-03-02", **WORRIED)
    assert "strained" in desk.reasons("2026-04-30")
    assert "strained" not in desk.reasons("2026-05-05")


def test_the_explanation_says_who_wrote_when_and_how_long_ago_in_the_accounts_own_time() -> None:
    desk = Desk().wrote("2026-03-10 00:30")
    found = desk.finding(Reason.REPLY_OWED, "2026-03-13")
    assert found.explanation == "Ada Quist wrote on Tuesday 10 March and has had no answer for 3 days."
