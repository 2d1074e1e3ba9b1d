"""Address books as tables: CSV with comma, semicolon or tab, in the columns of many programs."""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import replace
from itertools import islice

from domain import DetailKind, Role
from errors import UsageError
from ingest.books.columns import Columns, columns_of, role_of
from ingest.books.entry import LONGEST_VALUE, BadLine, Book, Entry

ADDRESS = re.compile(
    r"[^\s@<>()\",;:\\\[\]]{1,64}@[^\s@<>()\",;:\\\[\]]{1,250}\.[^\s@<>()\",;:\\.\[\]]{2,63}"
)
MOST_OPEN_QUOTES = 1_000  # lines with a quotation mark too many; more, and it is no table
HEADING_WITHIN = 40  # rows; LinkedIn writes notes above its table
_DELIMITERS = ",;\t|"
_GUARDED = re.compile(r"'(?=[=+\-@\t\r])")  # what a careful export puts before a cell that could be a formula
_PARTED = re.compile(r" ::: |[;\n]")
_MANY = frozenset({DetailKind.PHONE, DetailKind.LINK})


def read_table(text: str, *, where: str = "", advance: Callable[[int], None] = lambda _: None) -> Book:
    """The people in the text of a CSV file; `advance` is told how many lines more were read.

    Raises `UsageError` where no column can be understood.
    """
    text = text.replace("\0", "").removeprefix("\ufeff")
    skipped = 0
    declared = re.match(r"sep=(.)\r?\n", text)  # Excel writes it for itself
    if declared:
        text, skipped = text[declared.end() :], 1
    delimiter, heading, columns = _heading(text, declared[1] if declared else _DELIMITERS)
    if not columns.addresses:
        raise UsageError(
            "no column holds e-mail addresses.",
            where=where,
            mend="Name the columns in the first line: name,address,role.",
        )
    entries: list[Entry] = []
    bad: list[BadLine] = []
    last = 0
    for number, (line, cells) in enumerate(_rows(text, delimiter)):
        advance(line - last)
        last = line
        if number <= heading:
            continue
        if cells is None:
            bad.append(
                BadLine(line + skipped, "a quotation mark is not closed", "Close it, or take it away.")
            )
            continue
        if any(cell.strip() for cell in cells):
            entry, remarks = _entry(line + skipped, cells, columns)
            bad += remarks
            if entry is not None:
                entries.append(entry)
    return Book(
        tuple(replace(entry, file=where) for entry in entries),
        tuple(replace(one, file=where) for one in bad),
        columns.program,
        columns.unread,
    )


def _heading(text: str, delimiters: str) -> tuple[str, int, Columns]:
    """Delimiter, row and meaning of the heading: where most columns are understood."""
    beginning = "\n".join(text.split("\n", 2 * HEADING_WITHIN)[: 2 * HEADING_WITHIN])
    best = (delimiters[0], 0, Columns())
    for delimiter in delimiters:
        for number, (_, cells) in enumerate(_rows(beginning, delimiter)):
            if number > HEADING_WITHIN:
                break
            found = columns_of(cells or ())
            if (bool(found.addresses), found.understood) > (bool(best[2].addresses), best[2].understood):
                best = (delimiter, number, found)
    return best


def _rows(text: str, delimiter: str) -> Iterator[tuple[int, list[str] | None]]:
    """The rows with the line each begins at; None for one whose quotation mark is never closed.

    Such a row would swallow all that follow, so reading goes on with the next line.
    """
    lines = list(io.StringIO(text, newline=""))
    begin = 0
    for _ in range(MOST_OPEN_QUOTES):
        reader = csv.reader(islice(lines, begin, None), delimiter=delimiter)
        first = begin
        try:
            for cells in reader:
                end = first + reader.line_num
                if end == len(lines) and "".join(lines[begin:end]).count('"') % 2:
                    break
                yield begin + 1, cells
                begin = end
            else:
                return
        except csv.Error:  # a cell longer than any in an address book
            pass
        yield begin + 1, None
        begin += 1
    raise UsageError("its quotation marks do not match.", mend="Is this a CSV file?")


def _entry(line: int, cells: Sequence[str], columns: Columns) -> tuple[Entry | None, list[BadLine]]:
    """The person of a row, and what of it could not be read."""

    def cell(index: int) -> str:
        return _GUARDED.sub("", cells[index].strip(), count=1) if index < len(cells) else ""

    bad: list[BadLine] = []
    if any(one.strip() for one in cells[columns.width :]):
        bad.append(BadLine(
            line,
            "there are more cells than columns",
            "Put cells that hold the separator into quotation marks.",
            is_person_kept=True,
        ))  # fmt: skip
    addresses, is_partly = addresses_in(cell(index) for index in columns.addresses)
    if not addresses:
        reason = "an address is not complete" if is_partly else "no e-mail address"
        return None, [BadLine(line, reason, "Write an address into the line to keep this person.")]
    if is_partly:
        bad.append(BadLine(line, "one of the addresses is not complete", "Mend it.", is_person_kept=True))
    name = " ".join(filter(None, (cell(index) for index in columns.parts))) or next(
        (shown for index in columns.names if (shown := cell(index))), ""
    )
    said = cell(columns.role) if columns.role is not None else ""
    role = role_of(said) if said else None
    if said and role is None:
        return None, [BadLine(
            line,
            "the role is none of candidate, client, colleague, other",
            "Write one of them, or leave it empty.",
        )]  # fmt: skip
    role = role or labelled(word for i in columns.labels for word in re.split(r" ::: |[;,]", cell(i)))
    found = [(kind, value) for kind, index in columns.details for value in values_in(kind, cell(index))]
    return Entry(
        line,
        " ".join(name.split())[:LONGEST_VALUE],
        tuple(addresses),
        role or columns.everybody,
        tuple(dict.fromkeys(found)),
    ), bad


def addresses_in(cells: Iterable[str]) -> tuple[list[str], bool]:
    """The addresses of some cells, several in one too; and whether something meant for one is none."""
    found: list[str] = []
    is_partly = False
    for cell in cells:
        held = [match[0].strip("'.").lower() for match in ADDRESS.finditer(cell)]
        is_partly = is_partly or cell.count("@") > len(held) or (bool(cell) and not held)
        found += held
    return list(dict.fromkeys(found)), is_partly


def values_in(kind: DetailKind, cell: str) -> list[str]:
    """What a cell says of a person; several phones or links may stand in one."""
    parts = _PARTED.split(cell) if kind in _MANY else [cell]
    return [kept for part in parts if (kept := value_of(kind, part))]


def value_of(kind: DetailKind, text: str) -> str:
    """One thing said of a person, as it is kept: on one line, but for a note."""
    lines = "\n".join(text.strip().splitlines())
    return (lines if kind is DetailKind.NOTE else " ".join(text.split()))[:LONGEST_VALUE]


def labelled(words: Iterable[str]) -> Role | None:
    """The role that labels name; None where none or several do."""
    roles = {role for word in words if (role := role_of(word))}
    return roles.pop() if len(roles) == 1 else None
