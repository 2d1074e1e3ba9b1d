"""Which mails are one conversation."""

from __future__ import annotations

import itertools
import random
from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from contacts.threading import Knot, read_subject, weave

START = datetime(2026, 2, 2, 9, 0, tzinfo=UTC)


def knot(
    key: int,
    *refs: str,
    subject: str = "",
    people: tuple[str, ...] = ("lin@x.example",),
    day: float | None = None,
    thread: int | None = None,
) -> Knot:
    at = START + timedelta(days=key if day is None else day)
    return Knot(key, f"<{key}@x>", refs, subject, frozenset(people), at, thread)


def sets(*knots: Knot) -> set[frozenset[object]]:
    return {frozenset(k.key for k in group) for group in weave(knots)}


def test_a_reply_joins_what_it_answers() -> None:
    assert sets(knot(1), knot(2, "<1@x>"), knot(3)) == {frozenset({1, 2}), frozenset({3})}


def test_replies_to_a_mail_that_is_not_there_belong_together() -> None:
    assert sets(knot(1, "<gone@x>"), knot(2, "<gone@x>")) == {frozenset({1, 2})}


def test_a_late_parent_joins_two_threads() -> None:
    first, second = knot(1, "<9@x>", thread=4), knot(2, "<8@x>", thread=7)
    late = knot(9, "<8@x>", day=0)
    assert sets(first, second, late) == {frozenset({1, 2, 9})}


def test_a_loop_of_references_is_harmless() -> None:
    assert sets(knot(1, "<2@x>"), knot(2, "<1@x>"), knot(3, "<3@x>")) == {frozenset({1, 2}), frozenset({3})}


@given(st.permutations(range(6)))
def test_the_order_of_arrival_makes_no_difference(order: list[int]) -> None:
    knots = [
        knot(0),
        knot(1, "<0@x>"),
        knot(2, "<1@x>", "<0@x>"),
        knot(3),
        knot(4, "<3@x>"),
        knot(5, "<gone@x>"),
    ]
    assert sets(*(knots[i] for i in order)) == {frozenset({0, 1, 2}), frozenset({3, 4}), frozenset({5})}


@pytest.mark.parametrize(
    "prefix", ["Re: ", "AW: ", "Antw: ", "SV: ", "RIF: ", "RE[2]: ", "Odp: ", "回复：", "Re: AW: ", "RE : "]
)
def test_a_reply_without_references_joins_by_subject_and_people(prefix: str) -> None:
    assert sets(knot(1, subject="Stelle in Kiel"), knot(2, subject=f"{prefix}Stelle in Kiel")) == {
        frozenset({1, 2})
    }


def test_the_same_subject_to_other_people_stays_apart() -> None:
    mine = knot(1, subject="Quick question", people=("lin@x.example",))
    theirs = knot(2, subject="Re: Quick question", people=("omar@x.example",))
    assert sets(mine, theirs) == {frozenset({1}), frozenset({2})}


def test_a_new_conversation_with_the_same_subject_stays_apart() -> None:
    assert sets(knot(1, subject="Catching up"), knot(2, subject="Catching up")) == {
        frozenset({1}),
        frozenset({2}),
    }


def test_a_reply_by_subject_must_be_close_in_time() -> None:
    assert len(sets(knot(1, subject="Lunch"), knot(80, subject="Re: Lunch"))) == 2


def test_a_reply_whose_parent_is_known_is_not_moved_by_its_subject() -> None:
    old, new = knot(1, subject="Interview"), knot(2, subject="Interview")
    reply = knot(3, "<1@x>", subject="Re: Interview")
    assert sets(old, new, reply) == {frozenset({1, 3}), frozenset({2})}


def test_a_forward_joins_nobody_by_its_subject() -> None:
    assert len(sets(knot(1, subject="Profile"), knot(2, subject="Fwd: Profile"))) == 2


def test_a_program_that_gives_all_its_mail_one_id_makes_no_thread() -> None:
    one = Knot(1, "<same@x>", (), "Slot A", frozenset({"lin@x.example"}), START)
    two = Knot(2, "<same@x>", (), "Slot B", frozenset({"omar@x.example"}), START)
    assert sets(one, two) == {frozenset({1}), frozenset({2})}


def test_list_tags_and_prefixes_are_no_part_of_a_subject() -> None:
    assert read_subject("Re: [EXT] FW: Rollout  plan").base == "rollout plan"
    assert read_subject("[EXT]").base == "[ext]"
    assert read_subject("Research: results").base == "research: results"
    assert not read_subject("Regarding: x").is_reply


def test_a_hostile_subject_or_reference_list_costs_no_time() -> None:
    read_subject("re:" * 100_000)
    read_subject("[" * 100_000)
    ids = tuple(f"<{i}@y>" for i in range(200_000))
    assert sets(knot(1, *ids), knot(2, ids[0])) == {frozenset({1, 2})}


def test_a_long_chain_is_one_thread() -> None:
    chain = [knot(i, f"<{i - 1}@x>", day=i / 10) for i in range(1, 3_000)]
    random.Random(5).shuffle(chain)
    assert len(weave(chain)) == 1
    assert len(list(itertools.chain.from_iterable(weave(chain)))) == 2_999
