"""On which side somebody stands."""

from __future__ import annotations

import pytest

from contacts.roles import Heard, Known, SaidOf, judge_role
from domain import Role, SignalType

FIRM = Known(addresses=("t.ilic@hafenwerk.example",))
PRIVATE = Known(addresses=("lin.okoro@gmail.com",))
NOBODY_S = Known(addresses=("someone@brackwater.example",))


def they_write(text: str, **more: object) -> Heard:
    return Heard(by_contact=True, text=text, **more)  # type: ignore[arg-type]


def we_write(text: str, **more: object) -> Heard:
    return Heard(by_contact=False, text=text, **more)  # type: ignore[arg-type]


@pytest.mark.parametrize(
    "text",
    [
        "Please find my CV attached, I would be free from May.",
        "My notice period is three months to the end of a quarter.",
        "I'm not looking at the moment, the twins are tiny.",
        "I handed in my notice this morning!",
        "Anbei mein Lebenslauf, ich freue mich.",
    ],
)
def test_whoever_speaks_of_their_own_job_is_a_candidate(text: str) -> None:
    assert judge_role([they_write(text)], NOBODY_S).role is Role.CANDIDATE


@pytest.mark.parametrize(
    "text",
    [
        "We are looking for a second crane technician, ideally from April.",
        "Could you send me two more profiles by Thursday?",
        "The team liked her, we would like to invite her in again.",
        "There should be three openings after the merger. Do you recruit nurses?",
        "Wir suchen eine Bauleiterin.",
    ],
)
def test_whoever_asks_for_people_is_a_client(text: str) -> None:
    assert judge_role([they_write(text)], NOBODY_S).role is Role.CLIENT


def test_what_the_recruiter_writes_tells_too() -> None:
    to_candidate = we_write("They want to meet you on Monday. Your interview is with two engineers.")
    to_client = we_write("I am sending you three profiles. Would you like to meet them?")
    assert judge_role([to_candidate], NOBODY_S).role is Role.CANDIDATE
    assert judge_role([to_client], NOBODY_S).role is Role.CLIENT


def test_a_no_to_somebody_else_is_said_by_a_client() -> None:
    passed = they_write("It will not be Malte.", signals=(SaidOf(SignalType.NOT_SELECTED, True),))
    assert judge_role([passed], FIRM).role is Role.CLIENT


def test_a_withdrawal_is_a_candidate_s() -> None:
    gone = they_write("Take me off the list.", signals=(SaidOf(SignalType.WITHDREW, False),))
    assert judge_role([gone], NOBODY_S).role is Role.CANDIDATE


def test_the_recruiter_s_own_organisation_is_colleagues() -> None:
    own = Known(
        ("ana@steinbruck-search.example",), own_organisations=frozenset({"steinbruck-search.example"})
    )
    assert judge_role([they_write("Lunch?")], own).role is Role.COLLEAGUE


def test_an_in_house_hiring_manager_is_a_client() -> None:
    own = Known(("ana@steinbruck.example",), own_organisations=frozenset({"steinbruck.example"}))
    asks = they_write(
        "We are hiring two planners. Can you send me candidates? I would like to interview them."
    )
    assert judge_role([asks], own).role is Role.CLIENT


def test_a_client_s_colleague_is_a_client() -> None:
    shared = Known(("omar@hafenwerk.example",), client_organisations=frozenset({"hafenwerk.example"}))
    assert judge_role([they_write("Tuesday works.")], shared).role is Role.CLIENT


def test_a_candidate_at_a_client_s_firm_stays_a_candidate() -> None:
    shared = Known(("omar@hafenwerk.example",), client_organisations=frozenset({"hafenwerk.example"}))
    asks = they_write("In confidence: my CV is attached, my notice period is a month, please not to my boss.")
    assert judge_role([asks], shared).role is Role.CANDIDATE


def test_two_who_write_privately_are_recruiter_and_candidate() -> None:
    job = we_write("The job in Kiel is still open.")
    assert judge_role([job, they_write("Good to know!")], PRIVATE).role is Role.CANDIDATE


def test_two_who_write_privately_of_other_things_are_not() -> None:
    dinner = we_write("Do we need bread for tonight?")
    assert judge_role([dinner, they_write("Yes, and olives.")], PRIVATE).role is Role.OTHER


@pytest.mark.parametrize(
    "text",
    ["Your parcel is at the neighbour's.", "The invoice for the coffee machine is overdue.", "See you!"],
)
def test_without_evidence_nobody_is_anything(text: str) -> None:
    assert judge_role([they_write(text)], NOBODY_S).role is Role.OTHER
    assert judge_role([they_write(text)], PRIVATE).role is Role.OTHER


def test_somebody_may_be_both() -> None:
    candidate = they_write("My CV is attached and my notice period is short. I applied yesterday.")
    client = they_write(
        "We are hiring too: send me two profiles, I would like to interview them. Your fee is fine."
    )
    found = judge_role([candidate, client], NOBODY_S)
    assert {found.role, found.also} == {Role.CANDIDATE, Role.CLIENT}


def test_the_evidence_is_named() -> None:
    assert "notice period" in judge_role([they_write("My notice period is a month.")], NOBODY_S).why


def test_a_hostile_text_costs_no_time() -> None:
    for hostile in (
        "send me " * 20_000,
        "my " * 50_000,
        "a" * 200_000,
        "would you " * 20_000,
        "in in in " * 20_000,
    ):
        judge_role([they_write(hostile), we_write(hostile)], NOBODY_S)
