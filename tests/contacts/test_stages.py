"""How far a candidate has come."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta

import pytest

from contacts.stages import Told, history, looks_like_interview
from domain import Due, Stage, StageChange
from store.hands import in_force

START = datetime(2026, 1, 5, 9, 0, tzinfo=UTC)


def told(stage: Stage, day: float, due: Due | None = None, **more: bool) -> Told:
    return Told(stage, START + timedelta(days=day), f"{stage} {day}", f"m{day}", due, **more)


def on(day: int) -> date:
    return (START + timedelta(days=day)).date()


def stages(*evidence: Told) -> list[Stage]:
    return [change.stage for change in history(evidence)]


def test_without_evidence_there_is_no_history() -> None:
    assert stages() == []


def test_a_process_is_told_step_by_step() -> None:
    assert stages(
        told(Stage.IN_PROCESS, 1),
        told(Stage.INTERVIEWING, 3, on(6)),
        told(Stage.OFFERED, 10),
        told(Stage.PLACED, 12),
    ) == [Stage.IN_PROCESS, Stage.INTERVIEWING, Stage.OFFERED, Stage.PLACED]


def test_the_order_of_reading_makes_no_difference() -> None:
    evidence = [told(Stage.REJECTED, 9), told(Stage.IN_PROCESS, 1), told(Stage.INTERVIEWING, 3, on(5))]
    assert stages(*evidence) == stages(*reversed(evidence))


def test_the_same_stage_again_is_no_change() -> None:
    assert stages(told(Stage.INTERVIEWING, 1, on(3)), told(Stage.INTERVIEWING, 4, on(8))) == [
        Stage.INTERVIEWING
    ]


def test_words_of_an_interview_that_is_over_reopen_nothing() -> None:
    assert stages(told(Stage.REJECTED, 5), told(Stage.INTERVIEWING, 6)) == [Stage.REJECTED]
    assert stages(told(Stage.REJECTED, 5), told(Stage.INTERVIEWING, 6, on(2))) == [Stage.REJECTED]


def test_a_start_told_after_a_no_is_a_job_found_elsewhere() -> None:
    """Our own placement is told by an offer, an acceptance, the client or the recruiter too."""
    news = told(Stage.PLACED, 60, is_own_news=True)
    assert stages(told(Stage.DECLINED, 5), news) == [Stage.DECLINED]
    assert stages(told(Stage.REJECTED, 5), news) == [Stage.REJECTED]
    assert stages(told(Stage.REJECTED, 5), told(Stage.OFFERED, 50), news)[-1] is Stage.PLACED
    assert stages(told(Stage.REJECTED, 5), told(Stage.PLACED, 60))[-1] is Stage.PLACED


def test_an_offer_the_recruiter_speaks_of_to_others_does_not_undo_a_decision() -> None:
    aside = told(Stage.OFFERED, 9, is_aside=True)
    assert stages(told(Stage.REJECTED, 5), aside) == [Stage.REJECTED]
    assert stages(told(Stage.REJECTED, 5), told(Stage.OFFERED, 9))[-1] is Stage.OFFERED
    assert stages(told(Stage.INTERVIEWING, 5, on(6)), aside)[-1] is Stage.OFFERED


def test_a_new_interview_opens_a_new_process() -> None:
    assert stages(told(Stage.REJECTED, 5), told(Stage.INTERVIEWING, 40, on(44)))[-1] is Stage.INTERVIEWING
    invited = told(Stage.INTERVIEWING, 40, START + timedelta(days=44), is_invitation=True)
    assert stages(told(Stage.DECLINED, 5), invited)[-1] is Stage.INTERVIEWING


def test_an_application_does_not_undo_an_interview_or_an_offer() -> None:
    assert stages(told(Stage.INTERVIEWING, 1, on(3)), told(Stage.IN_PROCESS, 2)) == [Stage.INTERVIEWING]
    assert stages(told(Stage.OFFERED, 1), told(Stage.IN_PROCESS, 2)) == [Stage.OFFERED]


def test_a_new_application_follows_a_no() -> None:
    assert stages(told(Stage.REJECTED, 1), told(Stage.IN_PROCESS, 20))[-1] is Stage.IN_PROCESS


def test_the_runner_up_may_still_get_the_offer() -> None:
    assert stages(told(Stage.REJECTED, 1), told(Stage.OFFERED, 4))[-1] is Stage.OFFERED


def test_the_papers_of_an_accepted_offer_are_no_new_offer() -> None:
    assert stages(told(Stage.PLACED, 1), told(Stage.OFFERED, 3)) == [Stage.PLACED]


def test_a_late_no_from_elsewhere_undoes_no_placement() -> None:
    assert stages(told(Stage.PLACED, 1), told(Stage.REJECTED, 10)) == [Stage.PLACED]
    assert stages(told(Stage.PLACED, 1), told(Stage.REJECTED, 400))[-1] is Stage.REJECTED


def test_who_goes_back_on_an_acceptance_has_declined() -> None:
    assert stages(told(Stage.PLACED, 1), told(Stage.DECLINED, 5))[-1] is Stage.DECLINED


def test_one_message_tells_one_stage() -> None:
    both = (told(Stage.OFFERED, 2), told(Stage.INTERVIEWING, 2, on(3)))
    assert stages(*both) == [Stage.OFFERED]


def test_a_stage_set_by_hand_wins_from_then_on() -> None:
    hand = StageChange(Stage.LEAD, START + timedelta(days=5), "no longer with Ulm", by_hand=True)
    found = in_force(history([told(Stage.INTERVIEWING, 1, on(3)), told(Stage.REJECTED, 9)]), [hand])
    assert [change.stage for change in found] == [Stage.INTERVIEWING, Stage.LEAD]


def test_every_change_has_its_proof() -> None:
    (change,) = history([told(Stage.OFFERED, 2)])
    assert (change.message_id, change.evidence, change.by_hand) == ("m2", "offered 2", False)


@pytest.mark.parametrize(
    "summary",
    ["Interview: Lin Okoro", "Panel, second round", "Vorstellungsgespräch Okoro", "Entretien L. Okoro"],
)
def test_an_event_s_title_tells_an_interview(summary: str) -> None:
    assert looks_like_interview(summary)


@pytest.mark.parametrize(
    "summary",
    ["Interview prep with Lin", "Weekly pipeline", "Debrief: interview Okoro", "Lunch", "Interview training"],
)
def test_a_talk_around_an_interview_is_none(summary: str) -> None:
    assert not looks_like_interview(summary)
