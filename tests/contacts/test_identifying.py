"""Who is joined by what mail shows, who is asked about, and who stays two, whatever order mail comes in."""

from __future__ import annotations

import shutil
from collections.abc import Callable
from itertools import count
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy import select

from contacts.settling import MUCH, settle
from contacts.traces import phones
from domain import Clue, MergedBy
from store import pairs
from store.database import Database
from store.models import AddressRow, ContactRow, MessageRow
from tests.contacts.desk import NOW, Desk

HOME, OFFICE = "lin.okoro@quickmail.example", "lo@hafenwerk.example"
LIN, AT_WORK = f"Lin Okoro <{HOME}>", f'"Okoro, Lin" <{OFFICE}>'

Case = Callable[[Desk], list[bytes]]


def people(desk: Desk) -> set[tuple[str, ...]]:
    """The addresses of each person."""
    with desk.database.read() as session:
        found: dict[int, list[str]] = {}
        for contact_id, address in session.execute(select(AddressRow.contact_id, AddressRow.address)):
            found.setdefault(contact_id, []).append(address)
    return {tuple(sorted(addresses)) for addresses in found.values()}


def asked(desk: Desk) -> list[set[Clue]]:
    with desk.database.read() as session:
        return [{g.clue for g in one.grounds} for one in pairs.open_questions(session, now=NOW)]


def signs_with_one_number(desk: Desk) -> list[bytes]:
    return [
        desk.mail(LIN, "me", "Shall we talk?\n\n-- \nLin Okoro\n+49 (0)170 123 45 67"),
        desk.mail(AT_WORK, "me", "I write from work.\n\n-- \nLin Okoro\nHafenwerk\nMobile 0170/1234567"),
    ]


def signs_with_the_other_address(desk: Desk) -> list[bytes]:
    return [
        desk.mail(LIN, "me", "Shall we talk?"),
        desk.mail(AT_WORK, "me", f"From work.\n\n-- \nLin Okoro\nprivate: {HOME}"),
    ]


def says_so(desk: Desk) -> list[bytes]:
    return [
        desk.mail(LIN, "me", f"At work I am {OFFICE}, please write there."),
        desk.mail("me", AT_WORK, "Here I am."),
        desk.mail(AT_WORK, "me", "Good."),
    ]


def answers_from_the_other_address(desk: Desk) -> list[bytes]:
    return [
        desk.mail(LIN, "me", "Shall we talk?"),
        desk.mail("me", LIN, "When?", message_id="<when@x>"),
        desk.mail(AT_WORK, "me", "Tomorrow.", answers="<when@x>"),
    ]


JOINED = [signs_with_one_number, signs_with_the_other_address, says_so, answers_from_the_other_address]


@pytest.mark.parametrize("case", JOINED, ids=lambda case: case.__name__)
def test_mail_that_ties_two_addresses_of_one_name_joins_them(desk: Desk, case: Case) -> None:
    desk.take(*case(desk))
    assert people(desk) == {tuple(sorted((HOME, OFFICE)))}
    assert asked(desk) == []
    with desk.database.read() as session:
        contact = session.scalars(select(ContactRow)).one()
        assert contact.name == "Lin Okoro"
        (merged,) = pairs.merged(session, contact.id)
    assert merged.by is MergedBy.EVIDENCE
    assert merged.score is not None
    assert {Clue.NAME} < {ground.clue for ground in merged.grounds}


@pytest.mark.parametrize("case", JOINED, ids=lambda case: case.__name__)
def test_one_mail_at_a_time_in_whatever_order_tells_the_same(quick_desk: Desk, case: Case) -> None:
    for raw in reversed(case(quick_desk)):
        quick_desk.take(raw)
    assert people(quick_desk) == {tuple(sorted((HOME, OFFICE)))}


def test_a_name_alone_is_asked_about(desk: Desk) -> None:
    desk.take(desk.mail(LIN, "me", "Shall we talk?"), desk.mail(AT_WORK, "me", "Hello"))
    assert people(desk) == {(HOME,), (OFFICE,)}
    (clues,) = asked(desk)
    assert clues <= {Clue.NAME, Clue.ADDRESS, Clue.TURN}


def test_a_name_that_many_bear_asks_nothing(quick_desk: Desk) -> None:
    quick_desk.take(*(quick_desk.mail(f"Ana Silva <ana@firm{i}.example>", "me", "Hello") for i in range(4)))
    assert len(people(quick_desk)) == 4
    assert asked(quick_desk) == []


def test_an_assistant_who_answers_is_nobody_else(quick_desk: Desk) -> None:
    quick_desk.take(
        quick_desk.mail("me", LIN, "When?", message_id="<when@x>"),
        quick_desk.mail("Omar Haddad <omar@quickmail.example>", "me", "Lin is ill.", answers="<when@x>"),
    )
    assert len(people(quick_desk)) == 2
    assert asked(quick_desk) == []


def test_whoever_takes_over_a_conversation_from_a_lookalike_is_not_let_in(quick_desk: Desk) -> None:
    quick_desk.take(
        quick_desk.mail("Lin Okoro <lin@hafenwerk.example>", "me", "Shall we talk?"),
        quick_desk.mail("me", "Lin Okoro <lin@hafenwerk.example>", "When?", message_id="<when@x>"),
        quick_desk.mail("Lin Okoro <lin@hafenwrek.example>", "me", "Here is a file.", answers="<when@x>"),
    )
    assert len(people(quick_desk)) == 2
    (clues,) = asked(quick_desk)
    assert Clue.LOOKALIKE in clues


def test_a_question_that_mail_answers_is_asked_no_more(quick_desk: Desk) -> None:
    quick_desk.take(quick_desk.mail(LIN, "me", "Shall we talk?"), quick_desk.mail(AT_WORK, "me", "Hello"))
    assert len(asked(quick_desk)) == 1
    quick_desk.take(quick_desk.mail(AT_WORK, "me", f"I also read {HOME}."))
    assert people(quick_desk) == {tuple(sorted((HOME, OFFICE)))}
    assert asked(quick_desk) == []


def test_one_person_may_be_candidate_and_client(quick_desk: Desk) -> None:
    """The same person applies from home and hires at work."""
    quick_desk.take(
        quick_desk.mail(
            LIN, "me", "My CV is attached, I am looking for a new role. My notice period is a month."
        ),
        quick_desk.mail(
            AT_WORK, "me", "We are hiring two welders: our vacancy is open, the job description is attached."
        ),
        quick_desk.mail(LIN, "me", f"By the way, at work I am {OFFICE}."),
    )
    assert people(quick_desk) == {tuple(sorted((HOME, OFFICE)))}
    with quick_desk.database.read() as session:
        contact = session.scalars(select(ContactRow)).one()
        assert {contact.role, contact.also_role} == {"candidate", "client"}


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("+49 (0)170 123 45 67", {"701234567"}),
        ("Tel. 0170/1234567", {"701234567"}),
        ("+1 (312) 555-0142", {"125550142"}),
        ("312.555.0142", {"125550142"}),
        ("VAT 123456789", set()),
        ("12345 Berlin, since 1998", set()),
        ("", set()),
    ],
)
def test_numbers_in_a_signature_are_told_by_their_last_digits(text: str, found: set[str]) -> None:
    assert phones(text) == found


# --------------------------------------------------------------------------- any order


def mailbox(desk: Desk) -> list[bytes]:
    """Mail of people who are one, who are two, and who are nobody; dates are fixed, arrival is not."""
    relay = "Lin Okoro via LinkedIn <inmail-hit-reply@linkedin.com>"
    return [
        *signs_with_the_other_address(desk),
        desk.mail("me", LIN, "When?", message_id="<when@x>"),
        desk.mail(AT_WORK, "me", "Tomorrow.", subject="Re: A job", answers="<when@x>"),
        desk.mail("Ana Silva <ana@casa.example>", "me", "Hello", subject="Porto"),
        desk.mail("Ana Silva <a.silva@porto.example>", "me", "Hello", subject="Re: Porto"),
        desk.mail("me", "ana@casa.example", "Hello Ana", subject="Re: Porto"),
        desk.mail("Hafenwerk Jobs <jobs@hafenwerk.example>", "me", "A job"),
        desk.mail(
            "me", ["Bo Adler <bo@b.example>", "Cy Dahl <cy@c.example>"], "Dear both", message_id="<both@x>"
        ),
        desk.mail("Bo Adler <bo.adler@home.example>", "me", "From home", answers="<both@x>"),
        desk.mail(relay, "me", "I would like to hear more.", subject="Lin Okoro sent you a message"),
    ]


def told(desk: Desk) -> tuple[object, ...]:
    """People with their names, and which mail makes a thread."""
    with desk.database.read() as session:
        names = {
            (row.name, tuple(sorted(a.address for a in row.addresses)))
            for row in session.scalars(select(ContactRow))
        }
        threads: dict[int | None, set[str]] = {}
        for thread, message_id in session.execute(select(MessageRow.thread_id, MessageRow.message_id)):
            threads.setdefault(thread, set()).add(message_id)
    return names, {frozenset(ids) for ids in threads.values()}, len(asked(desk))


@pytest.fixture(scope="module")
def desks(tmp_path_factory: pytest.TempPathFactory, migrated_sqlite: Path) -> Callable[[], Desk]:
    """A fresh desk with each call; hypothesis asks for many."""
    folder, number = tmp_path_factory.mktemp("desks"), count()

    def fresh() -> Desk:
        path = folder / f"{next(number)}.db"
        shutil.copyfile(migrated_sqlite, path)
        return Desk(Database.open(f"sqlite:///{path}"))

    return fresh


@settings(max_examples=8, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(data=st.data())
def test_the_order_and_the_batches_in_which_mail_comes_change_neither_people_nor_threads(
    desks: Callable[[], Desk], data: st.DataObject
) -> None:
    at_once = desks()
    mails = mailbox(at_once)
    at_once.take(*mails)
    desk = desks()
    order = data.draw(st.permutations(mails))
    while order:
        size = data.draw(st.integers(1, len(order)))
        desk.take(*order[:size])
        order = order[size:]
    assert told(desk) == told(at_once)
    at_once.database.close()
    desk.database.close()


def test_a_look_over_all_of_it_changes_nobody(desk: Desk) -> None:
    desk.take(*mailbox(desk))
    before = told(desk)[0]
    desk.take(*(desk.mail(LIN, "me", f"Again, {i}.") for i in range(MUCH)))
    assert settle(desk.database, desk.account)
    assert told(desk)[0] == before
