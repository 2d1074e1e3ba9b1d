"""vCards of three versions, as phones and mail programs write them, and ours, as others read them."""

from __future__ import annotations

import quopri

import pytest
from hypothesis import given
from hypothesis import strategies as st
from icalendar.parser import Contentlines

from domain import DetailKind, Role
from ingest.books.cards import card, read_cards
from ingest.books.entry import Entry


def one(*lines: str) -> Entry:
    (entry,) = read_cards("\r\n".join(["BEGIN:VCARD", *lines, "END:VCARD", ""])).entries
    return entry


def test_a_card_of_version_3() -> None:
    entry = one(
        "VERSION:3.0",
        "N:Okoro;Lin;Chidi;;",
        "FN:Lin Chidi Oko",
        " ro",
        "ORG:Hafenwerk\\, Hamburg;Yards",
        "TITLE:Planner\\; and more",
        "item1.EMAIL;type=INTERNET:l.okoro@b.example",
        "EMAIL;type=INTERNET;type=pref:LIN@a.example",
        "TEL;type=CELL:+49 30 1234",
        "ADR;type=HOME:;;Kai 1;Hamburg;;20457;Germany",
        "URL:https://x.example/a,b;c",
        "CATEGORIES:Family,Candidates",
        "NOTE:first\\nsecond",
        "PHOTO;ENCODING=b;TYPE=JPEG:/9j/4AAQSkZJRgABAQAAAQABAAD",
        " EMAIL:not@me.example",
    )
    assert (entry.name, entry.addresses) == ("Lin Chidi Okoro", ("lin@a.example", "l.okoro@b.example"))
    assert entry.role is Role.CANDIDATE
    assert dict(entry.details) == {
        DetailKind.ORGANISATION: "Hafenwerk, Hamburg",
        DetailKind.TITLE: "Planner; and more",
        DetailKind.PHONE: "+49 30 1234",
        DetailKind.PLACE: "Hamburg",
        DetailKind.LINK: "https://x.example/a,b;c",
        DetailKind.NOTE: "first\nsecond",
    }


def test_a_card_of_version_4() -> None:
    entry = one(
        "VERSION:4.0",
        "KIND:individual",
        "FN:Lin Okoro",
        'EMAIL;TYPE="work,home":l.okoro@b.example',
        "EMAIL;PREF=1:lin@a.example",
        'TEL;VALUE=uri;TYPE="voice,cell":tel:+49-30-1234',
    )
    assert entry.addresses == ("lin@a.example", "l.okoro@b.example")
    assert entry.details == ((DetailKind.PHONE, "+49-30-1234"),)


def test_a_card_of_version_2_1() -> None:
    """Values of TYPE stand alone, and words beyond ASCII are quoted-printable with soft line breaks."""
    note = quopri.encodestring(("Größe " * 30).encode()).decode().rstrip("\n").split("\n")
    entry = one(
        "VERSION:2.1",
        "N;CHARSET=UTF-8;ENCODING=QUOTED-PRINTABLE:Gro=C3=9F;L=C3=BCder;;;",
        "EMAIL;INTERNET:lueder@a.example",
        "EMAIL;PREF;INTERNET:lg@b.example",
        "TEL;CELL;VOICE:1234",
        "NOTE;CHARSET=UTF-8;QUOTED-PRINTABLE:" + note[0],
        *note[1:],
        "PHOTO;JPEG;BASE64:",
        " /9j/4AAQSkZJRgABAQAAAQABAAD",
        "",
    )
    assert (entry.name, entry.addresses) == ("Lüder Groß", ("lg@b.example", "lueder@a.example"))
    assert dict(entry.details)[DetailKind.NOTE] == ("Größe " * 30).strip()
    assert dict(entry.details)[DetailKind.PHONE] == "1234"


def test_a_name_in_its_parts_is_put_together() -> None:
    assert one("N:Okoro;Lin;Chidi;Dr.;", "EMAIL:lin@a.example").name == "Lin Chidi Okoro"


def test_what_is_no_person_or_never_ends_is_told_with_its_line() -> None:
    book = read_cards(
        "BEGIN:VCARD\nFN:A\nEMAIL:a@a.example\nEND:VCARD\n"
        "junk\nmore junk\n"
        "BEGIN:VCARD\nKIND:group\nFN:Everybody\nEMAIL:all@a.example\nEND:VCARD\n"
        "BEGIN:VCARD\nFN:No address\nEND:VCARD\n"
        "BEGIN:VCARD\nFN:Open\n"
        "BEGIN:VCARD\nFN:B\nEMAIL:b@a.example\nEMAIL:nowhere\nEND:VCARD\n"
        "BEGIN:VCARD\nFN:Cut off\n"
    )
    assert [entry.name for entry in book.entries] == ["A", "B"]
    assert [one.line for one in book.bad_lines] == [5, 7, 12, 15, 17, 22]
    assert [one.is_person_kept for one in book.bad_lines] == [False, False, False, False, True, False]


WORDS = st.text(st.characters(exclude_categories=["Cc", "Cs", "Zl", "Zp"]), min_size=1, max_size=120).map(
    lambda text: " ".join(text.split())
)


@given(name=WORDS.filter(bool), title=WORDS.filter(bool), note=WORDS.filter(bool), other=WORDS.filter(bool))
def test_a_card_we_write_says_the_same_when_it_is_read(name: str, title: str, note: str, other: str) -> None:
    told = ((DetailKind.TITLE, title), (DetailKind.NOTE, f"{note}\n{other}"))
    text = card(name, ("lin@a.example", "l@b.example"), categories=("client",), details=told)
    (entry,) = read_cards(text).entries
    assert (entry.name, entry.addresses, entry.role) == (name, ("lin@a.example", "l@b.example"), Role.CLIENT)
    assert entry.details == told
    assert all(len(line.encode()) <= 75 for line in text.split("\r\n"))


@pytest.mark.parametrize("place", ["Köln", "Stoke; on, Trent"])
def test_a_place_is_the_town_of_the_address(place: str) -> None:
    (entry,) = read_cards(card("Lin", ("l@a.example",), details=((DetailKind.PLACE, place),))).entries
    assert entry.details == ((DetailKind.PLACE, place),)


def test_another_reader_finds_every_line_of_our_card() -> None:
    """The lines stand as RFC 2426 wants them: name, parameters and value, read by icalendar alone."""
    text = card(
        "Lin; Okoro, jr", ("lin@a.example",), uid="keepwarm-c-7", details=((DetailKind.NOTE, "long " * 40),)
    )
    lines = [line for line in Contentlines.from_ical(text) if line]  # type: ignore[no-untyped-call]
    parts = {line.parts()[0]: line.parts()[2] for line in lines}
    assert parts["FN"] == "Lin; Okoro, jr"
    assert parts["NOTE"] == "long " * 40
    assert parts["UID"] == "keepwarm-c-7"
    assert lines[0] == "BEGIN:VCARD"
    assert lines[-1] == "END:VCARD"
