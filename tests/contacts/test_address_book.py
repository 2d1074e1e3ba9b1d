"""Address books brought into the store: what they change, what they ask, and what they leave alone."""

from __future__ import annotations

from datetime import timedelta
from pathlib import Path

from sqlalchemy import select

from contacts.address_book import Kept, import_books, keep, preview
from contacts.book_plan import Difference, Plan
from contacts.correct import correct, take_back
from domain import Contact, DetailKind, Role, Stage
from ingest.books.table import read_table
from store import details, pairs
from store.models import ContactRow, ParticipantRow
from store.views import find_contact
from tests.contacts.desk import NOW, Desk

LATER = NOW + timedelta(hours=1)
BOOK = "name,address,role\nLin Okoro,lin.okoro@quickmail.example; lin@hafenwerk.example,candidate\n"


def people(desk: Desk) -> list[tuple[str, str, list[str]]]:
    with desk.database.read() as session:
        rows = session.scalars(select(ContactRow).order_by(ContactRow.id))
        return [(row.name, row.role, [a.address for a in row.addresses]) for row in rows]


def file(tmp_path: Path, content: str | bytes) -> Path:
    path = tmp_path / "book.csv"
    path.write_bytes(content.encode() if isinstance(content, str) else content)
    return path


def test_each_row_is_one_person(desk: Desk, tmp_path: Path) -> None:
    kept = import_books(desk.database, [file(tmp_path, BOOK)], now=NOW)
    assert (kept.added, kept.changed, kept.unchanged) == (1, 0, 0)
    assert people(desk) == [
        ("Lin Okoro", "candidate", ["lin.okoro@quickmail.example", "lin@hafenwerk.example"])
    ]


def test_importing_again_changes_nothing(desk: Desk, tmp_path: Path) -> None:
    path = file(tmp_path, BOOK)
    import_books(desk.database, [path], now=NOW)
    before = people(desk)
    kept = import_books(desk.database, [path], now=NOW)
    assert (kept.added, kept.changed, kept.unchanged) == (0, 0, 1)
    assert people(desk) == before


def test_two_rows_of_one_name_are_two_people(desk: Desk, tmp_path: Path) -> None:
    book = "name,address,role\nLin Okoro,lin@a.example,candidate\nLin Okoro,lin@b.example,client\n"
    import_books(desk.database, [file(tmp_path, book)], now=NOW)
    assert len(people(desk)) == 2


def test_people_found_in_mail_take_name_and_role_of_the_book(desk: Desk, tmp_path: Path) -> None:
    """Two records made from mail become one where the row lists both addresses."""
    desk.take(desk.mail("lino <lin.okoro@quickmail.example>", "me", "Hello"))
    desk.take(desk.mail("L. <lin@hafenwerk.example>", "me", "Hello"))
    assert len(people(desk)) == 2
    kept = import_books(desk.database, [file(tmp_path, BOOK)], now=NOW)
    assert (kept.added, kept.changed) == (0, 1)
    assert [(name, role) for name, role, _ in people(desk)] == [("Lin Okoro", "candidate")]
    with desk.database.read() as session:
        owners = set(session.scalars(select(ParticipantRow.contact_id).where(ParticipantRow.field == "from")))
    assert len(owners) == 1


def test_mail_does_not_overrule_the_book(desk: Desk, tmp_path: Path) -> None:
    import_books(desk.database, [file(tmp_path, BOOK)], now=NOW)
    desk.take(
        desk.mail(
            "Lin Chidi Okoro <lin@hafenwerk.example>", "me", "We are hiring, send me three profiles please."
        )
    )
    assert [(name, role) for name, role, _ in people(desk)] == [("Lin Okoro", "candidate")]


def test_a_person_without_a_role_in_the_book_gets_one_from_mail(desk: Desk, tmp_path: Path) -> None:
    import_books(desk.database, [file(tmp_path, "name,address\nLin Okoro,lin@a.example\n")], now=NOW)
    desk.take(desk.mail("Lin Okoro <lin@a.example>", "me", "My CV is attached, my notice period is short."))
    assert people(desk) == [("Lin Okoro", "candidate", ["lin@a.example"])]


# --------------------------------------------------------------------------- what changes, and what is asked


def told(desk: Desk, book: str) -> Plan:
    with desk.database.read() as session:
        return preview(session, read_table(book).entries)


def kept(desk: Desk, book: str) -> Kept:
    return keep(desk.database, read_table(book).entries, now=NOW)


def lin(desk: Desk) -> Contact:
    with desk.database.read() as session:
        return find_contact(session, "lin@a.example", as_of=LATER)


def test_a_preview_tells_old_and_new_and_changes_nothing(quick_desk: Desk) -> None:
    kept(quick_desk, "name,address,role,title,phone\nLin Okoro,lin@a.example,candidate,Planner,1\n")
    before = people(quick_desk)
    plan = told(
        quick_desk,
        "name,address,role,title,phone\nLin C. Okoro,lin@a.example; l@b.example,client,Head of Planning,2\n"
        "Omar Said,omar@a.example,,,\n",
    )
    (changed,) = plan.changed
    assert changed.differences == (
        Difference("name", "Lin Okoro", "Lin C. Okoro"),
        Difference("role", "candidate", "client"),
        Difference("address", "", "l@b.example"),
        Difference("title", "Planner", "Head of Planning"),
        Difference("phone", "", "2"),
    )
    assert [person.name for person in plan.new] == ["Omar Said"]
    assert people(quick_desk) == before


def test_a_second_book_changes_what_the_first_said(desk: Desk) -> None:
    kept(desk, "name,address,title\nLin Okoro,lin@a.example,Planner\n")
    kept(desk, "name,address,title\nLin Okoro,lin@a.example,Head of Planning\n")
    with desk.database.read() as session:
        (known,) = details.of(session, [lin(desk).id or 0]).values()
    assert known.details == ((DetailKind.TITLE, "Head of Planning"),)


def test_what_was_set_by_hand_stays_and_the_book_s_word_is_asked_about(desk: Desk) -> None:
    first = "name,address,role,title\nLin Okoro,lin@a.example,candidate,Planner\n"
    other = "name,address,role,title\nLinus Okoro,lin@a.example,colleague,Welder\n"
    kept(desk, first)
    with desk.database.write() as session:
        correct(
            session,
            lin(desk),
            role="client",
            name="Lin Chidi Okoro",
            details={DetailKind.TITLE: ["Chief"]},
            now=NOW,
        )
    plan = told(desk, other)
    assert plan.is_nothing
    assert [(one.field, one.offered) for one in plan.questions] == [
        ("name", "Linus Okoro"), ("role", "colleague"), ("title", "Welder"),
    ]  # fmt: skip
    kept(desk, other)
    assert (lin(desk).name, lin(desk).role) == ("Lin Chidi Okoro", Role.CLIENT)


def test_mail_does_not_rename_whom_a_book_or_a_person_named(desk: Desk) -> None:
    """A name without a role in the book stands too, and so does one set by hand."""
    kept(desk, "name,address\nLin Okoro,lin@a.example\n")
    desk.take(desk.mail("Linus Marchetti <lin@a.example>", "me", "Hello"))
    assert lin(desk).name == "Lin Okoro"
    with desk.database.write() as session:
        correct(session, lin(desk), name="Lin Chidi Okoro", now=NOW)
    desk.take(desk.mail("Linus Marchetti <lin@a.example>", "me", "Hello again"))
    assert lin(desk).name == "Lin Chidi Okoro"
    assert kept(desk, "name,address\nLin Okoro,lin@a.example\n").changed == 0


def test_two_settled_people_in_one_line_are_asked_about(desk: Desk) -> None:
    kept(desk, "name,address\nLin Okoro,lin@a.example\nOmar Said,omar@a.example\n")
    book = "name,address\nLin Okoro,lin@a.example; omar@a.example\n"
    (question,) = told(desk, book).questions
    assert question.field == "same person"
    assert "contacts merge" in question.mend
    kept(desk, book)
    assert len(people(desk)) == 2
    with desk.database.read() as session:
        (asked,) = pairs.open_questions(session, now=NOW)
    assert {asked.one.name, asked.other.name} == {"Lin Okoro", "Omar Said"}


def test_people_told_apart_are_not_joined_by_a_book(desk: Desk) -> None:
    desk.take(desk.mail("lin <lin@a.example>", "me", "Hello"))
    desk.take(desk.mail("lin <l@b.example>", "me", "Hello"))
    with desk.database.write() as session:
        one, other = (find_contact(session, a, as_of=NOW).id or 0 for a in ("lin@a.example", "l@b.example"))
        pairs.tell_apart(session, one, other, at=NOW)
    plan = told(desk, "name,address\nLin Okoro,lin@a.example; l@b.example\n")
    assert [one.kept for one in plan.questions] == ["two people (you said they are two)"]
    assert not any(one.joined for one in plan.changed)


def test_the_first_of_two_lines_about_one_person_decides(quick_desk: Desk) -> None:
    """Applicant systems write a line for each application."""
    book = "name,address,title\nLin Okoro,lin@a.example,Planner\nLin Okoro,lin@a.example,Welder\n"
    plan = told(quick_desk, book)
    assert [(one.line, one.field, one.offered) for one in plan.questions] == [(3, "title", "Welder")]
    assert kept(quick_desk, book).added == 1
    again = kept(quick_desk, book)
    assert (again.added, again.changed, again.unchanged) == (0, 0, 1)


def test_what_is_set_by_hand_is_taken_back_in_its_order(desk: Desk) -> None:
    kept(desk, "name,address,role,title\nLin Okoro,lin@a.example,candidate,Planner\n")
    with desk.database.write() as session:
        correct(session, lin(desk), stage="offered", name="Lin C.", details={DetailKind.TITLE: []}, now=NOW)
    with desk.database.write() as session:
        correct(session, lin(desk), stage="placed", add_address="l@b.example", now=LATER)
    assert (lin(desk).name, lin(desk).stage) == ("Lin C.", Stage.PLACED)
    with desk.database.write() as session:
        assert {one.what for one in take_back(session, lin(desk))} == {"stage", "address"}
    assert (lin(desk).stage, lin(desk).addresses) == (Stage.OFFERED, ("lin@a.example",))
    with desk.database.write() as session:
        take_back(session, lin(desk))
        known = details.of(session, [lin(desk).id or 0])
    assert (lin(desk).name, lin(desk).stage) == ("Lin Okoro", Stage.LEAD)
    assert [one.details for one in known.values()] == [((DetailKind.TITLE, "Planner"),)]
    with desk.database.write() as session:
        assert take_back(session, lin(desk)) == []


def test_a_large_book_is_kept_in_one_go(desk: Desk) -> None:
    book = "name,address,role,phone\n" + "".join(
        f"Person {i},p{i}@a.example; q{i}@b.example,candidate,+49 {i}\n" for i in range(2_000)
    )
    assert kept(desk, book).added == 2_000
    again = kept(desk, book)
    assert (again.added, again.changed, again.unchanged) == (0, 0, 2_000)
