"""Whether two records are one person: names only let evidence count, and what is not safe is asked."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from contacts.likeness import AGAINST, TIES, Side, Tie, is_only_a_name, likeness, looks_like
from domain import Clue

LIN = Side("Lin Okoro", ("lin.okoro@quickmail.example",))
AT_WORK = ("l.okoro@hafenwerk.example",)
REPLY = Tie(Clue.REPLY, "answered mail that went to the other", "<3@x>")
ALL_TIES = [Tie(clue, "shown", "<1@x>") for clue in sorted(TIES - {Clue.PHONE, Clue.RELAY})]


@pytest.mark.parametrize("name", ["Lin Okoro", "Okoro, Lin", "Okoro Lin", "LIN OKORO"])
def test_a_name_alone_is_a_question_and_never_safe(name: str) -> None:
    found = likeness(LIN, Side(name, AT_WORK))
    assert found
    assert not found.is_safe
    assert is_only_a_name(found)


@pytest.mark.parametrize("tie", ALL_TIES, ids=lambda tie: tie.clue.value)
def test_a_mail_that_ties_the_addresses_joins_two_of_one_name(tie: Tie) -> None:
    found = likeness(LIN, Side("Lin Okoro", AT_WORK), [tie, REPLY])
    assert found
    assert found.is_safe
    assert {ground.clue for ground in found.grounds} >= {Clue.NAME, tie.clue, Clue.REPLY}


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("Robert Miller", "Bob Miller"),
        ("Jan van den Berg", "J. van den Berg"),
        ("Kowalska Małgorzata", "Gosia Kowalska"),
        ("Jean-Luc Picard", "Jean Picard"),
        ("María García López", "Maria Garcia"),
    ],
)
def test_nicknames_particles_initials_and_order_go_together(one: str, other: str) -> None:
    phone = frozenset({"701234567"})
    found = likeness(
        Side(one, ("a@post.example",), phones=phone), Side(other, ("b@firm.example",), phones=phone)
    )
    assert found
    assert found.is_safe


@pytest.mark.parametrize("other", ["Omar Okoro", "Lin Mehta", "Lin", "Okoro"])
def test_other_names_are_other_people_whatever_ties_them(other: str) -> None:
    """A couple shares a telephone, and an assistant answers for somebody."""
    assert likeness(LIN, Side(other, AT_WORK, names=frozenset({other})), ALL_TIES) is None


@pytest.mark.parametrize(
    ("one", "other"), [("John A. Smith", "John B. Smith"), ("John Smith Jr.", "John Smith")]
)
def test_what_tells_namesakes_apart_weighs_more_than_one_tie(one: str, other: str) -> None:
    sides = Side(one, ("a@x.example",)), Side(other, ("b@y.example",))
    found = likeness(*sides, [REPLY])
    assert found is None or not found.is_safe


def test_a_switchboard_joins_no_namesakes_of_one_firm() -> None:
    phone = frozenset({"301234500"})
    one = Side("Lin Okoro", ("lin.okoro@hafenwerk.example",), phones=phone)
    other = Side("Lin Okoro", ("lin.okoro2@hafenwerk.example",), phones=phone)
    found = likeness(one, other)
    assert found
    assert not found.is_safe


def test_two_lines_of_the_address_book_are_two_people_until_somebody_says_otherwise() -> None:
    one, other = (
        Side("Lin Okoro", (address,), is_in_address_book=True) for address in ("a@x.example", "b@y.example")
    )
    found = likeness(one, other, ALL_TIES)
    assert found
    assert not found.is_safe


def test_a_domain_that_only_looks_like_the_known_one_is_a_question() -> None:
    """Whoever takes over a conversation answers from nearly the same address, under the same name."""
    one = Side("Lin Okoro", ("lin@hafenwerk.example",))
    other = Side("Lin Okoro", ("lin@hafenwrek.example",))
    found = likeness(one, other, [REPLY])
    assert found
    assert not found.is_safe
    assert Clue.LOOKALIKE in {ground.clue for ground in found.grounds}
    assert looks_like("acme-search.example", "acrne-search.example")
    assert not looks_like("hafenwerk.example", "hafenwerft.example")


def test_an_address_without_a_name_is_asked_about_and_never_joined() -> None:
    nameless = Side("lo1987", ("lo1987@quickmail.example",))
    found = likeness(Side("Lin Okoro", AT_WORK), nameless, [Tie(Clue.SIGNATURE, "signs with it")])
    assert found
    assert not found.is_safe


names = st.sampled_from(["Lin Okoro", "L. Okoro", "Okoro, Lin", "Lin", "", "Omar Okoro", "Lin A. Okoro"])
sides = st.builds(
    Side,
    names,
    st.sampled_from([(), ("lin@x.example",), ("lo@hafenwerk.example",), ("lin@quickmail.example",)]),
    phones=st.sampled_from([frozenset(), frozenset({"701234567"})]),
    is_in_address_book=st.booleans(),
)
ties = st.lists(st.sampled_from(ALL_TIES), max_size=4)


@given(sides, sides, ties)
def test_it_is_the_same_from_both_sides(one: Side, other: Side, held: list[Tie]) -> None:
    there, back = likeness(one, other, held), likeness(other, one, held)
    assert (there is None) == (back is None)
    if there and back:
        assert (there.score, there.is_safe) == (back.score, back.is_safe)


@given(sides, sides, ties)
def test_nothing_is_safe_without_a_name_and_a_tie_or_with_a_doubt(
    one: Side, other: Side, held: list[Tie]
) -> None:
    found = likeness(one, other, held)
    if found and found.is_safe:
        clues = {ground.clue for ground in found.grounds}
        assert Clue.NAME in clues
        assert clues & TIES
        assert not clues & AGAINST
