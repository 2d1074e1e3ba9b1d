"""Threads in the store: mail that comes late puts them right, and no mailbox makes them slow or wrong."""

from __future__ import annotations

from itertools import permutations

from sqlalchemy import select

from store.models import MessageRow, ThreadRow
from tests.contacts.desk import Desk

LIN, OMAR = "Lin Okoro <lin@x.example>", "Omar Haddad <omar@y.example>"


def threads(desk: Desk) -> set[frozenset[str]]:
    with desk.database.read() as session:
        found: dict[int | None, set[str]] = {}
        for thread, message_id in session.execute(select(MessageRow.thread_id, MessageRow.message_id)):
            found.setdefault(thread, set()).add(message_id.strip("<>"))
        empty = select(ThreadRow.id).where(ThreadRow.id.not_in(select(MessageRow.thread_id)))
        assert session.scalars(empty).all() == []
    return {frozenset(ids) for ids in found.values()}


def test_a_late_parent_takes_its_answer_out_of_the_thread_that_the_subject_chose(desk: Desk) -> None:
    """Two talks of one subject; the answer to the second came before what it answers."""
    first = desk.mail("me", LIN, "A job", subject="Kiel", message_id="<a>", day=1)
    second = desk.mail("me", LIN, "Another one", subject="Kiel", message_id="<b>", day=5)
    answer = desk.mail(LIN, "me", "Yes", subject="Re: Kiel", message_id="<c>", answers="<b>", day=6)
    desk.take(first)
    desk.take(answer)
    assert threads(desk) == {frozenset("ac")}
    desk.take(second)
    assert threads(desk) == {frozenset("a"), frozenset("bc")}


def test_a_nearer_mail_that_comes_late_is_what_a_reply_without_references_answers(quick_desk: Desk) -> None:
    far = quick_desk.mail("me", LIN, "A job", subject="Kiel", message_id="<a>", day=1)
    near = quick_desk.mail("me", LIN, "Another one", subject="Kiel", message_id="<b>", day=5)
    reply = quick_desk.mail(LIN, "me", "Yes", subject="AW: Kiel", message_id="<c>", day=6)
    for raw in (reply, far, near):
        quick_desk.take(raw)
    assert threads(quick_desk) == {frozenset("a"), frozenset("bc")}


def test_orders_of_a_small_mailbox_make_the_same_threads(quick_desk: Desk) -> None:
    """Each order in folders of its own names, so that one store holds them all."""
    for number, order in enumerate(list(permutations(range(4)))[::4]):
        x, who = f"{number}-", f"Lin Okoro <lin{number}@x.example>"
        mails = [
            quick_desk.mail("me", who, "One", subject="Kiel", message_id=f"<{x}a>", day=1),
            quick_desk.mail(
                who, "me", "Two", subject="Re: Kiel", message_id=f"<{x}b>", answers=f"<{x}a>", day=2
            ),
            quick_desk.mail(who, "me", "Three", subject="Re: Kiel", message_id=f"<{x}c>", day=3),
            quick_desk.mail("me", who, "Four", subject="Kiel", message_id=f"<{x}d>", day=4),
        ]
        for i in order:
            quick_desk.take(mails[i])
    found = threads(quick_desk)
    assert len(found) == 12
    assert {frozenset(id_.partition("-")[2] for id_ in one) for one in found} == {
        frozenset("abc"),
        frozenset("d"),
    }


def test_a_loop_and_a_long_chain_from_the_newest_to_the_oldest_are_harmless(quick_desk: Desk) -> None:
    loop = [
        quick_desk.mail(OMAR, "me", "Hello", message_id=f"<l{i}>", answers=f"<l{(i + 1) % 3}>", day=i)
        for i in range(3)
    ]
    chain = [
        quick_desk.mail(
            LIN, "me", f"No. {i}", subject="Re: Kiel", message_id=f"<n{i}>", answers=f"<n{i - 1}>", day=i / 20
        )
        for i in range(400)
    ]
    quick_desk.take(*loop)
    for start in range(300, -1, -100):
        quick_desk.take(*chain[start : start + 100])
    assert sorted(map(len, threads(quick_desk))) == [3, 400]
