"""Everybody as a table and as cards: harmless in a spreadsheet, and the same when read again."""

from __future__ import annotations

import csv
import io
from zoneinfo import ZoneInfo

import pytest

from domain import Contact, DetailKind, Role, Standing, Warmth
from ingest.books.cards import read_cards
from ingest.books.table import read_table
from reports.people_export import Exported, cards, guarded, table

ZONE = ZoneInfo("Europe/Berlin")


def rows(text: str) -> list[dict[str, str]]:
    return list(csv.DictReader(io.StringIO(text, newline="")))


def one(name: str = "Lin Okoro", *details: tuple[DetailKind, str], is_muted: bool = False) -> Exported:
    contact = Contact(7, name, ("lin@a.example", "l@b.example"), Role.CANDIDATE, is_muted=is_muted)
    return Exported(contact, Standing(contact, Warmth.WARM, None, 3, None, ""), details)


@pytest.mark.parametrize("sign", ["=", "+", "-", "@", "\t", "\r", "＝", "＋", "－", "＠"])
def test_a_cell_that_could_be_a_formula_is_guarded(sign: str) -> None:
    evil = f'{sign}HYPERLINK("https://x.example";"a")'
    (row,) = csv.DictReader(
        io.StringIO("".join(table([one(evil, (DetailKind.NOTE, evil))], ZONE)), newline="")
    )
    assert row["name"] == row["note"] == f"'{evil}"
    (raw,) = csv.DictReader(io.StringIO("".join(table([one(evil)], ZONE, is_guarded=False)), newline=""))
    assert raw["name"] == evil


def test_other_cells_stay_as_they_are() -> None:
    assert guarded("O'Neill = Lin") == "O'Neill = Lin"


def test_what_is_exported_is_read_again_the_same() -> None:
    details = (
        (DetailKind.ORGANISATION, "Hafen, werk"),
        (DetailKind.TITLE, "-boss"),
        (DetailKind.PHONE, "+49 30 1"),
        (DetailKind.NOTE, 'says "no"; often'),
    )
    person = one("Lin Okoro", *details)
    for book in (read_table("".join(table([person], ZONE))), read_cards("".join(cards([person])))):
        (entry,) = book.entries
        assert (entry.name, entry.addresses, entry.role) == (
            "Lin Okoro", ("lin@a.example", "l@b.example"), Role.CANDIDATE,
        )  # fmt: skip
        assert set(entry.details) == set(details)
        assert book.bad_lines == ()


def test_of_somebody_muted_no_warmth_is_told() -> None:
    (row,) = rows("".join(table([one(is_muted=True)], ZONE)))
    assert row["warmth"] == "muted"
