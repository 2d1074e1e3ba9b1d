"""feedback_owed, check_in_due and second_look: what follows a no, a yes and a "not now"."""

from __future__ import annotations

from datetime import date

import pytest

from domain import Reason, Role, SignalSeen, SignalType, Stage, WaitingOn
from tests.warmth.desk import Desk, at, said

NO = said(SignalType.NOT_SELECTED, "they went with somebody else")
FEEDBACK = said(SignalType.FEEDBACK_GIVEN, "they missed examples with numbers")
YES = said(SignalType.OFFER_ACCEPTED, "I accept")


def start(day: str) -> SignalSeen:
    return said(SignalType.STARTED, "I begin on", due=date.fromisoformat(day))


def not_now(day: str) -> SignalSeen:
    return said(SignalType.NOT_NOW, "not before then", due=date.fromisoformat(day))


# ---------------------------------------------------------------------- feedback_owed


def test_feedback_is_owed_three_business_days_after_the_client_said_no() -> None:
    desk = Desk().heard("2026-03-04 16:00", NO)
    assert desk.reasons("2026-03-09 15:00") == set()
    assert desk.reasons("2026-03-09 16:00") == {"feedback_owed"}


def test_passing_on_the_bare_no_is_not_feedback_and_does_not_start_the_wait_again() -> None:
    desk = Desk().heard("2026-03-04", NO).got("2026-03-09", NO)
    found = desk.finding(Reason.FEEDBACK_OWED, "2026-03-10")
    assert found.since == at("2026-03-09")
    assert len(found.evidence) == 2


def test_the_rejection_may_carry_the_feedback() -> None:
    assert Desk().heard("2026-03-04", NO).got("2026-03-05", NO, FEEDBACK).reasons("2026-03-16") == set()


def test_feedback_that_only_the_client_gave_has_not_reached_them() -> None:
    assert Desk().heard("2026-03-04", NO, FEEDBACK).reasons("2026-03-16") == {"feedback_owed"}


def test_talking_about_an_old_no_again_does_not_ask_for_its_feedback_again() -> None:
    desk = Desk().heard("2026-03-04", NO).got("2026-03-05", NO, FEEDBACK).told_others("2026-03-12", NO)
    assert desk.reasons("2026-03-20") == set()


def test_the_newest_no_counts_and_old_feedback_does_not_serve_it() -> None:
    desk = Desk().heard("2026-01-12", NO).got("2026-01-13", FEEDBACK)
    desk.reached(Stage.REJECTED, "2026-01-12").reached(Stage.INTERVIEWING, "2026-02-02")
    desk.heard("2026-03-02", NO).reached(Stage.REJECTED, "2026-03-02")
    assert desk.reasons("2026-03-09") == {"feedback_owed"}


def test_a_placement_after_the_no_clears_it() -> None:
    desk = Desk().got("2026-03-03").heard("2026-03-04", NO).reached(Stage.PLACED, "2026-03-10")
    assert "feedback_owed" not in desk.reasons("2026-03-16")


def test_feedback_is_no_longer_owed_sixty_days_after_the_no() -> None:
    desk = Desk().heard("2026-03-04", NO)
    assert desk.reasons("2026-04-30") == {"feedback_owed"}
    assert desk.reasons("2026-05-05") == set()


def test_a_no_that_was_only_noted_by_hand_asks_for_feedback_too() -> None:
    desk = Desk().got("2026-03-03").reached(Stage.REJECTED, "2026-03-04", by_hand=True)
    assert desk.reasons("2026-03-09") == {"feedback_owed"}
    assert desk.got("2026-03-09", FEEDBACK).reasons("2026-03-10") == set()


def test_who_withdrew_is_owed_no_feedback() -> None:
    desk = Desk().wrote("2026-03-04", said(SignalType.WITHDREW)).got("2026-03-04 15:00")
    assert desk.reached(Stage.DECLINED, "2026-03-04").reasons("2026-03-16") == set()


# ---------------------------------------------------------------------- check_in_due


def placed() -> Desk:
    desk = Desk().wrote("2026-01-12", YES, start("2026-02-02")).got("2026-01-12 15:00")
    return desk.reached(Stage.PLACED, "2026-01-12")


def test_a_check_in_is_due_once_day_thirty_has_passed_in_silence() -> None:
    desk = placed()  # day 30 is 4 March
    assert desk.reasons("2026-03-04 18:00") == set()
    assert desk.reasons("2026-03-05 09:00") == {"check_in_due"}


@pytest.mark.parametrize("touch", ["2026-02-18 09:00", "2026-03-04 20:00", "2026-03-09 09:00"])
def test_a_touch_in_the_fourteen_days_before_that_day_or_since_is_enough(touch: str) -> None:
    assert placed().called(touch).reasons("2026-03-10") == set()


def test_a_touch_fifteen_days_before_that_day_is_not_enough() -> None:
    assert placed().called("2026-02-17").reasons("2026-03-10") == {"check_in_due"}


def test_coffee_with_them_is_a_touch_once_it_has_begun() -> None:
    desk = placed().meets("2026-03-04 09:30", told="2026-02-10")
    assert desk.reasons("2026-03-10") == set()


def test_day_sixty_is_another_occasion_than_day_thirty() -> None:
    desk = placed()
    thirty, sixty = (desk.finding(Reason.CHECK_IN_DUE, day) for day in ("2026-03-10", "2026-04-08"))
    assert thirty.evidence == sixty.evidence
    assert thirty.evidence_key != sixty.evidence_key
    assert thirty.since == sixty.since


def test_check_ins_end_one_hundred_and_twenty_days_after_the_start() -> None:
    desk = placed()
    assert desk.reasons("2026-06-02") == {"check_in_due"}
    assert desk.reasons("2026-06-03") == {"going_cold"}


def test_without_a_known_start_the_days_count_from_the_acceptance() -> None:
    desk = Desk().wrote("2026-02-02", YES).got("2026-02-02 15:00").reached(Stage.PLACED, "2026-02-02")
    assert desk.reasons("2026-03-04") == set()
    assert desk.reasons("2026-03-05") == {"check_in_due"}


def test_the_start_of_an_earlier_job_is_not_the_start_of_this_one() -> None:
    desk = Desk().wrote("2024-05-02", YES, start("2024-06-03")).wrote("2026-02-02", YES)
    desk.got("2026-02-02 15:00").reached(Stage.PLACED, "2026-02-02")
    assert desk.reasons("2026-03-05") == {"check_in_due"}


def test_who_is_not_placed_needs_no_check_in() -> None:
    desk = Desk().wrote("2026-01-12", start("2026-02-02")).got("2026-01-12 15:00")
    assert "check_in_due" not in desk.reasons("2026-03-10")


# ---------------------------------------------------------------------- second_look


def declined() -> Desk:
    desk = (
        Desk().wrote("2025-06-02", said(SignalType.WITHDREW, "I would rather stop")).got("2025-06-02 15:00")
    )
    return desk.reached(Stage.DECLINED, "2025-06-02")


def test_an_old_no_gets_a_second_look_after_one_hundred_and_eighty_days() -> None:
    desk = declined()  # 29 November 2025 is a Saturday
    assert desk.reasons("2025-11-28") == {"going_cold"}
    found = desk.finding(Reason.SECOND_LOOK, "2025-12-01")
    assert found.since == at("2025-11-29 00:00")
    assert found.waiting_on is WaitingOn.NOBODY
    assert desk.reasons("2025-12-01") == {"second_look"}


def test_a_second_look_waits_until_nobody_was_in_touch_for_ninety_days() -> None:
    desk = declined().got("2025-12-15")
    assert "second_look" not in desk.reasons("2026-03-13")
    assert desk.reasons("2026-03-16") == {"second_look"}


def test_an_old_no_is_let_go_after_two_years() -> None:
    assert desk_reasons_at("2027-06-01") == {"second_look"}
    assert desk_reasons_at("2027-06-03") == set()


def desk_reasons_at(now: str) -> set[str]:
    return declined().reasons(now)


def test_who_was_not_selected_gets_a_second_look_too() -> None:
    desk = Desk().wrote("2025-05-30").got("2025-06-02", NO, FEEDBACK).reached(Stage.REJECTED, "2025-06-02")
    assert desk.reasons("2025-12-01") == {"second_look"}


def test_mentioning_an_old_no_to_others_does_not_make_it_younger() -> None:
    desk = declined().told_others("2025-11-03", said(SignalType.WITHDREW))
    desk.reached(Stage.DECLINED, "2025-11-03")
    desk.stages[-1] = type(desk.stages[-1])(
        Stage.DECLINED, at("2025-11-03"), message_id=desk.about[0].message_id
    )
    assert desk.reasons("2025-12-01") == {"second_look"}


def test_who_was_placed_since_gets_no_second_look() -> None:
    desk = declined().reached(Stage.PLACED, "2025-08-01")
    assert "second_look" not in desk.reasons("2025-12-01")


def test_a_named_time_that_has_come_asks_for_a_second_look_on_its_first_business_day() -> None:
    desk = Desk().wrote("2025-10-15", not_now("2026-03-01")).got("2025-10-15 15:00")  # a Sunday
    assert desk.reasons("2026-02-27") == set()
    assert desk.reasons("2026-03-01") == set()
    assert desk.finding(Reason.SECOND_LOOK, "2026-03-02").since == at("2026-03-01 00:00")


def test_a_word_since_the_named_time_is_enough_and_one_before_it_does_not_count() -> None:
    desk = Desk().wrote("2025-10-15", not_now("2026-03-01")).got("2026-02-20")
    assert desk.reasons("2026-03-04") == {"second_look"}
    assert desk.got("2026-03-03").reasons("2026-03-04") == set()


def test_until_the_named_time_they_do_not_go_cold_and_an_old_no_rests() -> None:
    desk = declined().wrote("2025-06-03", not_now("2026-09-01")).got("2025-06-03 15:00")
    assert desk.reasons("2026-02-02") == set()


def test_a_client_who_named_a_time_is_remembered_too() -> None:
    desk = Desk(Role.CLIENT).wrote("2025-10-15", not_now("2026-02-02")).got("2025-10-15 15:00")
    assert desk.reasons("2026-02-03") == {"second_look"}


def test_a_process_that_began_in_the_meantime_takes_the_wish_back() -> None:
    desk = Desk().wrote("2025-10-15", not_now("2026-03-02")).got("2026-02-26")
    desk.reached(Stage.INTERVIEWING, "2026-02-26")
    assert "second_look" not in desk.reasons("2026-03-02 12:00")


def test_not_now_without_a_time_pauses_nothing() -> None:
    desk = Desk().wrote("2026-01-12", said(SignalType.NOT_NOW)).got("2026-01-12 15:00")
    assert desk.reasons("2026-02-10") == {"going_cold"}
