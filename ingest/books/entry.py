"""What an address book holds: its people, and the lines that could not be read."""

from __future__ import annotations

from dataclasses import dataclass

from domain import DetailKind, Role

LONGEST_VALUE = 2_000  # characters of a note; whatever is longer is no field of an address book


@dataclass(frozen=True, slots=True)
class Entry:
    """One person of the book. `role` is None where the file says nothing; `line` counts from 1."""

    line: int
    name: str
    addresses: tuple[str, ...]
    role: Role | None = None
    details: tuple[tuple[DetailKind, str], ...] = ()
    file: str = ""


@dataclass(frozen=True, slots=True)
class BadLine:
    """What could not be read and what to do about it; never the words themselves.

    `is_person_kept`: the rest of the line was read.
    """

    line: int
    reason: str
    mend: str = ""
    file: str = ""
    is_person_kept: bool = False


@dataclass(frozen=True, slots=True)
class Book:
    """What a file holds, which program wrote it (empty where nothing tells), and the columns left alone."""

    entries: tuple[Entry, ...]
    bad_lines: tuple[BadLine, ...] = ()
    program: str = ""
    unread_columns: tuple[str, ...] = ()
