"""The address book, in the forms that programs export it."""

from __future__ import annotations

from pathlib import Path

import pytest
from sqlalchemy import select

from contacts.address_book import import_csv, read_csv, read_text
from domain import Role
from errors import NotFound, UsageError
from store.models import ContactRow, ParticipantRow
from tests.contacts.desk import NOW, Desk

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
    _, kept = import_csv(desk.database, file(tmp_path, BOOK), now=NOW)
    assert (kept.added, kept.changed, kept.unchanged) == (1, 0, 0)
    assert people(desk) == [
        ("Lin Okoro", "candidate", ["lin.okoro@quickmail.example", "lin@hafenwerk.example"])
    ]


def test_importing_again_changes_nothing(desk: Desk, tmp_path: Path) -> None:
    path = file(tmp_path, BOOK)
    import_csv(desk.database, path, now=NOW)
    before = people(desk)
    _, kept = import_csv(desk.database, path, now=NOW)
    assert (kept.added, kept.changed, kept.unchanged) == (0, 0, 1)
    assert people(desk) == before


def test_two_rows_of_one_name_are_two_people(desk: Desk, tmp_path: Path) -> None:
    book = "name,address,role\nLin Okoro,lin@a.example,candidate\nLin Okoro,lin@b.example,client\n"
    import_csv(desk.database, file(tmp_path, book), now=NOW)
    assert len(people(desk)) == 2


def test_people_found_in_mail_take_name_and_role_of_the_book(desk: Desk, tmp_path: Path) -> None:
    """Two records made from mail become one where the row lists both addresses."""
    desk.take(desk.mail("lino <lin.okoro@quickmail.example>", "me", "Hello"))
    desk.take(desk.mail("L. <lin@hafenwerk.example>", "me", "Hello"))
    assert len(people(desk)) == 2
    _, kept = import_csv(desk.database, file(tmp_path, BOOK), now=NOW)
    assert (kept.added, kept.changed) == (0, 1)
    assert [(name, role) for name, role, _ in people(desk)] == [("Lin Okoro", "candidate")]
    with desk.database.read() as session:
        owners = set(session.scalars(select(ParticipantRow.contact_id).where(ParticipantRow.field == "from")))
    assert len(owners) == 1


def test_mail_does_not_overrule_the_book(desk: Desk, tmp_path: Path) -> None:
    import_csv(desk.database, file(tmp_path, BOOK), now=NOW)
    desk.take(
        desk.mail(
            "Lin Chidi Okoro <lin@hafenwerk.example>", "me", "We are hiring, send me three profiles please."
        )
    )
    assert [(name, role) for name, role, _ in people(desk)] == [("Lin Okoro", "candidate")]


def test_a_bad_row_is_named_and_the_rest_goes_on() -> None:
    book = read_text(
        "name,address,role\n"
        "Lin Okoro,lin@a.example,candidate\n"
        "Nobody,,candidate\n"
        "Half,half@nowhere,client\n"
        '"Two\nlines",two@a.example,client\n'
        "Odd,odd@a.example,wizard\n"
    )
    assert [entry.name for entry in book.entries] == ["Lin Okoro", "Two lines"]
    assert [row.line for row in book.bad_rows] == [3, 4, 7]
    assert all(row.reason for row in book.bad_rows)


@pytest.mark.parametrize(
    "content",
    [
        "\ufeffname;address;role\nLüder Groß;lueder@a.example,lg@b.example;client\n".encode(),
        "name;address;role\nLüder Groß;lueder@a.example,lg@b.example;client\n".encode("cp1252"),
        "name\taddress\trole\nLüder Groß\tlueder@a.example; lg@b.example\tClient\n".encode("utf-16"),
        'Name,E-Mail,Role\n"Lüder Groß","LUEDER@a.example; <lg@b.example>",clients\n'.encode(),
    ],
)
def test_encodings_and_separators_are_recognised(tmp_path: Path, content: bytes) -> None:
    (entry,) = read_csv(file(tmp_path, content)).entries
    assert entry.name == "Lüder Groß"
    assert entry.addresses == ("lueder@a.example", "lg@b.example")
    assert entry.role is Role.CLIENT


def test_linkedin_s_own_columns_are_read() -> None:
    """LinkedIn puts notes above the table, and leaves most addresses empty."""
    book = read_text(
        'Notes:\n"When exporting your connection data, some addresses may be missing."\n\n'
        "First Name,Last Name,URL,Email Address,Company,Position,Connected On\n"
        "Lin,Okoro,https://x.example/in/lin,lin@a.example,Hafenwerk,Planner,05 Jan 2026\n"
        "Omar,Said,https://x.example/in/omar,,Brackwater,Welder,06 Jan 2026\n"
    )
    (entry,) = book.entries
    assert (entry.name, entry.addresses, entry.role) == ("Lin Okoro", ("lin@a.example",), None)
    assert [row.line for row in book.bad_rows] == [6]


def test_google_s_own_columns_are_read() -> None:
    book = read_text(
        "First Name,Middle Name,Last Name,E-mail 1 - Label,"
        "E-mail 1 - Value,E-mail 2 - Value,Phone 1 - Value\n"
        "Lin,,Okoro,* Work,lin@a.example ::: l.okoro@b.example,lin@c.example,030\n"
    )
    (entry,) = book.entries
    assert entry.addresses == ("lin@a.example", "l.okoro@b.example", "lin@c.example")
    assert entry.name == "Lin Okoro"


def test_a_person_without_a_role_in_the_book_gets_one_from_mail(desk: Desk, tmp_path: Path) -> None:
    import_csv(desk.database, file(tmp_path, "name,address\nLin Okoro,lin@a.example\n"), now=NOW)
    desk.take(desk.mail("Lin Okoro <lin@a.example>", "me", "My CV is attached, my notice period is short."))
    assert people(desk) == [("Lin Okoro", "candidate", ["lin@a.example"])]


def test_a_file_that_is_no_address_book_is_refused(tmp_path: Path) -> None:
    with pytest.raises(UsageError, match="name,address,role"):
        read_csv(file(tmp_path, "colour,size\nred,4\n"))
    with pytest.raises(NotFound):
        read_csv(tmp_path / "missing.csv")
