"""going_cold and warmth: stages, rhythms, and when silence is nobody's fault."""

from __future__ import annotations

import pytest

from domain import Kind, Reason, Role, SignalType, Stage, Urgency, WaitingOn, Warmth
from tests.warmth.desk import Desk, at, said


@pytest.mark.parametrize(
    ("stage", "last_fine", "first_cold"),
    [
        (Stage.OFFERED, "2026-03-04", "2026-03-05"),
        (Stage.INTERVIEWING, "2026-03-06", "2026-03-09"),
        (Stage.IN_PROCESS, "2026-03-09", "2026-03-10"),
        (Stage.LEAD, "2026-03-23", "2026-03-24"),
        (Stage.REJECTED, "2026-04-01", "2026-04-02"),
        (Stage.DECLINED, "2026-05-01", "2026-05-04"),
    ],
)
def test_each_stage_bears_its_own_silence(stage: Stage, last_fine: str, first_cold: str) -> None:
    desk = Desk().wrote("2026-03-02").got("2026-03-02 15:00").reached(stage, "2026-03-01")
    assert desk.reasons(last_fine) == set()
    assert desk.reasons(first_cold) == {"going_cold"}


def test_a_client_bears_fourteen_days() -> None:
    desk = Desk(Role.CLIENT).wrote("2026-03-02").got("2026-03-02 15:00")
    assert desk.reasons("2026-03-16") == set()
    assert desk.finding(Reason.GOING_COLD, "2026-03-17").since == at("2026-03-17 00:00")


def test_who_is_candidate_and_client_is_missed_by_the_shorter_cadence() -> None:
    desk = Desk(roles=frozenset({Role.CANDIDATE, Role.CLIENT})).wrote("2026-03-02").got("2026-03-02 15:00")
    assert desk.reasons("2026-03-17") == {"going_cold"}


def test_who_never_wrote_does_not_go_cold() -> None:
    desk = Desk().got("2026-01-05")
    assert desk.reasons("2026-03-02") == set()
    assert desk.standing("2026-03-02").warmth is Warmth.NEW


@pytest.mark.parametrize("role", [Role.COLLEAGUE, Role.OTHER])
def test_colleagues_and_others_never_go_cold(role: Role) -> None:
    standing = Desk(role).wrote("2026-01-05").standing("2026-03-02")
    assert (standing.findings, standing.warmth, standing.cadence_days) == ((), Warmth.WARM, None)


def test_going_cold_steps_back_where_something_more_specific_is_open() -> None:
    assert Desk().wrote("2026-01-26").reasons("2026-03-02") == {"reply_owed"}


def test_a_meeting_is_a_touch_at_its_start_and_not_when_it_is_arranged() -> None:
    desk = Desk().wrote("2026-02-02").got("2026-02-02 15:00")
    desk.meets("2026-03-02 12:00", told="2026-02-03")
    assert desk.reasons("2026-02-27") == {"going_cold"}
    assert desk.reasons("2026-03-03") == set()
    assert desk.standing("2026-03-03").last_touch == at("2026-03-02 12:00")


@pytest.mark.parametrize("kind", [Kind.BULK, Kind.AUTOMATIC, Kind.BOUNCE])
def test_mail_that_is_no_touch_does_not_warm(kind: Kind) -> None:
    desk = Desk().wrote("2026-02-02").got("2026-02-02 15:00").wrote("2026-03-01", kind=kind, is_touch=False)
    assert desk.reasons("2026-03-02") == {"going_cold"}


def test_a_new_stage_starts_a_new_rhythm() -> None:
    desk = Desk().reached(Stage.INTERVIEWING, "2026-02-02")
    for day in ("2026-02-03", "2026-02-05", "2026-02-09", "2026-02-11", "2026-02-13"):
        desk.wrote(day).got(f"{day} 15:00")
    assert desk.reasons("2026-02-23") == {"going_cold"}
    desk.reached(Stage.REJECTED, "2026-02-13")
    assert desk.reasons("2026-02-23") == set()


def test_people_who_talk_every_few_days_are_missed_before_the_cadence_is_over() -> None:
    desk = Desk(Role.CLIENT)
    for day in range(2, 20, 2):
        desk.wrote(f"2026-02-{day:02}").got(f"2026-02-{day:02} 15:00")
    found = desk.finding(Reason.GOING_COLD, "2026-03-03")
    assert "you usually talk every 2 days; it has been 13" in found.explanation


def test_people_who_meet_every_four_weeks_are_not_missed_after_three() -> None:
    desk = Desk(Role.CLIENT).wrote("2025-10-01").got("2025-10-01 15:00")
    for day in ("2025-10-29", "2025-11-26", "2025-12-23", "2026-01-20", "2026-02-17"):
        desk.called(day)
    assert desk.reasons("2026-03-10") == set()
    assert desk.standing("2026-03-10").warmth is Warmth.COOLING


def test_in_the_first_ninety_days_of_a_placement_the_check_in_speaks() -> None:
    desk = Desk().wrote("2025-12-01", said(SignalType.OFFER_ACCEPTED)).got("2025-12-01 15:00")
    desk.reached(Stage.PLACED, "2025-12-01").reached(Stage.PLACED, "2026-01-05")
    assert "going_cold" not in desk.reasons("2026-02-27")


def test_after_a_year_of_silence_they_are_dormant_and_no_longer_flagged() -> None:
    desk = Desk().wrote("2025-03-02").got("2025-03-02 15:00")
    assert desk.reasons("2026-03-02") == {"going_cold"}
    standing = desk.standing("2026-03-03")
    assert (standing.findings, standing.warmth) == ((), Warmth.DORMANT)


def test_an_offer_that_goes_cold_is_urgent_and_waits_for_whoever_is_to_write() -> None:
    desk = Desk().wrote("2026-03-02").got("2026-03-02 15:00").reached(Stage.OFFERED, "2026-03-02")
    found = desk.finding(Reason.GOING_COLD, "2026-03-09")
    assert (found.urgency, found.waiting_on) == (Urgency.NOW, WaitingOn.CONTACT)
    desk.wrote("2026-03-03", is_mere_closing=True)
    assert desk.finding(Reason.GOING_COLD, "2026-03-09").waiting_on is WaitingOn.RECRUITER
    desk.called("2026-03-04")
    assert desk.finding(Reason.GOING_COLD, "2026-03-09").waiting_on is WaitingOn.NOBODY


def test_a_stage_set_by_hand_wins_over_newer_words() -> None:
    desk = Desk().wrote("2026-03-02").got("2026-03-02 15:00")
    desk.reached(Stage.OFFERED, "2026-03-01", by_hand=True).reached(Stage.DECLINED, "2026-03-02")
    assert desk.reasons("2026-03-06") == {"going_cold"}


def test_silence_that_ends_twice_is_proved_by_two_different_talks() -> None:
    desk = Desk().wrote("2026-01-05").got("2026-01-05 15:00").called("2026-01-12")
    first = desk.finding(Reason.GOING_COLD, "2026-02-05")
    second = desk.called("2026-02-09").finding(Reason.GOING_COLD, "2026-03-10")
    assert first.evidence_key != second.evidence_key != ""
