"""The address book as a CSV file: people whose name, addresses and role a person has settled.

Columns `name`, `address` (several in one cell, separated by `;`), `role`; LinkedIn's and Google's own columns
too. Each row is one person. A bad row is named with its line, and the rest goes on.
"""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from sqlalchemy import select
from sqlalchemy.orm import Session

from contacts.addresses import name_from_address
from contacts.merging import merge
from contacts.names import fold, name_key
from contacts.people import chunks, claim_participants
from domain import Role
from errors import NotFound, UsageError
from store.database import Database
from store.models import AddressRow, ContactRow

LARGEST_FILE = 64 * 1024 * 1024  # bytes
LONGEST_CELL = 10_000
_ADDRESS = re.compile(r"[^\s@<>()\",;:\\]{1,64}@[^\s@<>()\",;:\\]{1,250}\.[^\s@<>()\",;:\\.]{2,63}")
_NAME_COLUMNS = ("name", "full name", "fullname", "display name", "contact", "contact name", "file as")
_GIVEN_COLUMNS = ("first name", "given name", "firstname", "vorname", "prenom", "nombre")
_MIDDLE_COLUMNS = ("middle name", "additional name")
_FAMILY_COLUMNS = (
    "last name",
    "family name",
    "lastname",
    "surname",
    "nachname",
    "nom",
    "apellidos",
    "apellido",
)
_ADDRESS_COLUMNS = re.compile(
    r"(?:address(?:es)?|e-?mails?|e-?mail[ -]?addresse?(?:s|n)?|mail|adresse|adressen|"
    r"(?:primary|secondary|other|work|home) e-?mail|e-?mail(?: \d{1,2})?(?: - value| address)?)"
)
_ROLE_COLUMNS = ("role", "rolle")


@dataclass(frozen=True, slots=True)
class Entry:
    """One person of the book. `role` is None where the file says nothing; `line` counts from 1."""

    line: int
    name: str
    addresses: tuple[str, ...]
    role: Role | None = None


@dataclass(frozen=True, slots=True)
class BadRow:
    """A row that was left out, and why."""

    line: int
    reason: str


@dataclass(frozen=True, slots=True)
class Book:
    """What a file holds."""

    entries: tuple[Entry, ...]
    bad_rows: tuple[BadRow, ...] = ()


@dataclass(frozen=True, slots=True)
class Kept:
    """What an import did; `contacts` are the ids of those added or changed."""

    added: int
    changed: int
    unchanged: int
    contacts: frozenset[int] = frozenset()


def read_csv(path: Path) -> Book:
    """The people in a file. Raises `NotFound` for no file, `UsageError` where no column can be understood."""
    if not path.is_file():
        raise NotFound("there is no such file.", where=str(path))
    if path.stat().st_size > LARGEST_FILE:
        raise UsageError("the file is larger than 64 MB.", where=str(path))
    return read_text(_decode(path.read_bytes()), where=str(path))


def _decode(raw: bytes) -> str:
    if raw.startswith((b"\xff\xfe", b"\xfe\xff")):
        return raw.decode("utf-16", errors="replace")
    try:
        return raw.decode("utf-8-sig")
    except UnicodeDecodeError:
        return raw.decode("cp1252", errors="replace")


def read_text(text: str, *, where: str = "") -> Book:
    """The people in the text of a CSV file with comma, semicolon or tab."""
    rows = list(_rows(text.replace("\0", "")))
    head = next((i for i, (_, cells) in enumerate(rows) if _columns(cells).addresses), None)
    if head is None:
        raise UsageError(
            "no column holds e-mail addresses.",
            where=where,
            mend="Name the columns in the first line: name,address,role.",
        )
    columns = _columns(rows[head][1])
    entries: list[Entry] = []
    bad: list[BadRow] = []
    for line, cells in rows[head + 1 :]:
        if not any(cell.strip() for cell in cells):
            continue
        read = _entry(line, cells, columns)
        if isinstance(read, BadRow):
            bad.append(read)
        else:
            entries.append(read)
    return Book(tuple(entries), tuple(bad))


def _rows(text: str) -> Iterator[tuple[int, list[str]]]:
    """The rows with the line each begins at."""
    first = text.lstrip("\r\n").partition("\n")[0]
    delimiter = max(",;\t", key=first.count) if first else ","
    if "@" not in first and ";" in first and "," in first and first.count(",") >= first.count(";"):
        delimiter = ","
    # The csv module refuses fields over its limit; such a file is not an address book.
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=delimiter)
    line = 1
    while True:
        try:
            cells = next(reader)
        except StopIteration:
            return
        except csv.Error:
            line = reader.line_num + 1
            continue
        yield line, cells
        line = reader.line_num + 1


@dataclass(frozen=True, slots=True)
class _Columns:
    name: int | None
    given: tuple[int, ...]
    addresses: tuple[int, ...]
    role: int | None


def _columns(cells: Sequence[str]) -> _Columns:
    heads = [" ".join(fold(cell).replace("_", " ").split()) for cell in cells]

    def first(names: Sequence[str]) -> int | None:
        return next((heads.index(name) for name in names if name in heads), None)

    parts = (first(_GIVEN_COLUMNS), first(_MIDDLE_COLUMNS), first(_FAMILY_COLUMNS))
    return _Columns(
        name=first(_NAME_COLUMNS),
        given=tuple(part for part in parts if part is not None),
        addresses=tuple(i for i, head in enumerate(heads) if _ADDRESS_COLUMNS.fullmatch(head)),
        role=first(_ROLE_COLUMNS),
    )


def _entry(line: int, cells: Sequence[str], columns: _Columns) -> Entry | BadRow:
    def cell(index: int | None) -> str:
        return cells[index].strip()[:LONGEST_CELL] if index is not None and index < len(cells) else ""

    addresses: list[str] = []
    for index in columns.addresses:
        for part in re.split(r"[;,\s]+|:::", cell(index)):
            address = part.strip("<>'\"").removeprefix("mailto:").lower()
            if not address:
                continue
            if not _ADDRESS.fullmatch(address):
                if "@" in address:
                    return BadRow(line, "an address is not complete")
                continue
            addresses.append(address)
    if not addresses:
        return BadRow(line, "no e-mail address")
    name = cell(columns.name) or " ".join(filter(None, (cell(i) for i in columns.given)))
    said = fold(cell(columns.role))
    role = next((role for role in Role if said in (role.value, role.value + "s")), None)
    if said and role is None:
        return BadRow(line, "the role is none of candidate, client, colleague, other")
    return Entry(line, " ".join(name.split()), tuple(dict.fromkeys(addresses)), role)


def import_csv(database: Database, path: Path, *, now: datetime) -> tuple[Book, Kept]:
    """Read a file and keep its people; doing it again changes nothing."""
    book = read_csv(path)
    with database.write() as session:
        kept = keep_entries(session, book.entries, now=now)
    return book, kept


def keep_entries(session: Session, entries: Sequence[Entry], *, now: datetime) -> Kept:
    """Bring people of the book into the store: an address already known is that person."""
    owners: dict[str, ContactRow] = {}
    wanted = sorted({address for entry in entries for address in entry.addresses})
    for some in chunks(wanted):
        known = session.execute(
            select(AddressRow.address, ContactRow)
            .join(ContactRow, ContactRow.id == AddressRow.contact_id)
            .where(AddressRow.address.in_(some))
        )
        owners.update((address, row) for address, row in known)
    is_new: dict[ContactRow, bool] = {}
    is_changed: dict[ContactRow, bool] = {}
    claimed: dict[str, ContactRow] = {}
    for entry in entries:
        rows = list(dict.fromkeys(owners[a] for a in entry.addresses if a in owners))
        if rows:
            row = rows[0]
            merge(session, row, rows[1:])
            did = len(rows) > 1
        else:
            row = _new_row(entry, now)
            session.add(row)
            is_new[row] = did = True
        did = _describe(row, entry) or did
        fresh = [address for address in entry.addresses if address not in owners]
        row.addresses += [AddressRow(address=address) for address in fresh]
        claimed.update(dict.fromkeys(fresh, row))
        for merged in rows[1:]:
            is_changed.pop(merged, None)
            owners.update((address, row) for address, owner in owners.items() if owner is merged)
        owners.update(dict.fromkeys(entry.addresses, row))
        is_changed[row] = is_changed.get(row, False) or did or bool(fresh)
    session.flush()
    claim_participants(session, {address: row.id for address, row in claimed.items()})
    touched = {row.id for row, did in is_changed.items() if did}
    added = sum(row in is_changed for row in is_new)
    return Kept(added, len(touched) - added, len(is_changed) - len(touched), frozenset(touched))


def _new_row(entry: Entry, now: datetime) -> ContactRow:
    shown = entry.name or name_from_address(entry.addresses[0])
    return ContactRow(
        name=shown,
        name_key=name_key(shown),
        role=(entry.role or Role.OTHER).value,
        is_in_address_book=entry.role is not None,
        created_at=now,
        addresses=[],
    )


def _describe(row: ContactRow, entry: Entry) -> bool:
    """Let the book's name and role stand; whether that changed anything."""
    before = (row.name, row.role, row.is_in_address_book)
    if entry.name:
        row.name, row.name_key = entry.name, name_key(entry.name)
    if entry.role:  # without a role in the book, mail tells it
        if row.role != entry.role.value:
            row.role, row.also_role, row.role_evidence = entry.role.value, None, "address book"
        row.is_in_address_book = True
    return (row.name, row.role, row.is_in_address_book) != before
