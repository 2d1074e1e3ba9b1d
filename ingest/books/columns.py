"""Which column of a table says what, and which program wrote it: read from `columns.toml`."""

from __future__ import annotations

import re
import tomllib
from collections.abc import Sequence
from dataclasses import dataclass, replace
from functools import cache
from pathlib import Path
from typing import Any

from domain import DetailKind, Role
from ingest.names import fold

_POSTAL_TOO = frozenset({"address", "addresses", "adresse", "adressen"})  # beside a column for e-mail
_MANY = {"address": None, "phone": DetailKind.PHONE, "link": DetailKind.LINK}
_ONE = {kind.value: kind for kind in (
    DetailKind.ORGANISATION, DetailKind.TITLE, DetailKind.PLACE, DetailKind.NOTE,
)}  # fmt: skip


@cache
def _table() -> dict[str, Any]:
    return tomllib.loads((Path(__file__).parent / "columns.toml").read_text(encoding="utf-8"))


@cache
def _pattern(name: str) -> re.Pattern[str]:
    return re.compile(_table()[name])


@dataclass(frozen=True, slots=True)
class Columns:
    """Where a table says what: indices of its columns. `unread` are headings that nothing is read from."""

    addresses: tuple[int, ...] = ()
    names: tuple[int, ...] = ()  # the whole name
    parts: tuple[int, ...] = ()  # given, middle and family name
    role: int | None = None
    labels: tuple[int, ...] = ()
    details: tuple[tuple[DetailKind, int], ...] = ()
    unread: tuple[str, ...] = ()
    program: str = ""
    everybody: Role | None = None  # the role of all in the program's file
    width: int = 0

    @property
    def understood(self) -> int:
        """How many columns are read."""
        named = (*self.addresses, *self.names, *self.parts, *self.labels)
        return len(named) + len(self.details) + (self.role is not None)


def columns_of(cells: Sequence[str]) -> Columns:
    """What the headings of a table tell."""
    heads = [plain(cell) for cell in cells]
    many = {
        name: tuple(i for i, head in enumerate(heads) if head and _pattern(name).fullmatch(head))
        for name in _MANY
    }
    mail = tuple(i for i in many["address"] if heads[i] not in _POSTAL_TOO)
    parts = _first(heads, "given"), _first(heads, "middle"), _first(heads, "family")
    held = [part for part in parts if part is not None]
    is_in_parts = parts[0] is not None and parts[2] is not None and parts[0] != parts[2]
    whole = [i for head in _table()["name"] for i in _all(heads, head) if not (is_in_parts and i in held)]
    details = [(kind, index) for name, kind in _MANY.items() if kind for index in many[name]]
    details += [(kind, index) for name, kind in _ONE.items() if (index := _first(heads, name)) is not None]
    program: dict[str, Any] = next((p for p in _table()["programs"] if set(p["known_by"]) <= set(heads)), {})
    found = Columns(
        addresses=mail or many["address"],
        names=tuple(whole),
        parts=tuple(held) if is_in_parts or not whole else (),
        role=_first(heads, "role"),
        labels=tuple(i for head in _table()["label"] for i in _all(heads, head)),
        details=tuple(details),
        program=program.get("name", ""),
        everybody=Role(program["role"]) if "role" in program else None,
        width=len(heads),
    )
    read = {*found.addresses, *found.names, *found.parts, *found.labels, *(i for _, i in found.details)}
    unread = tuple(
        cell.strip() for i, cell in enumerate(cells) if cell.strip() and i not in read and i != found.role
    )
    return replace(found, unread=unread)


def role_of(word: str) -> Role | None:
    """The role that a word of a role column, a label or a category names."""
    said = plain(word).lstrip("* ")
    return next((Role(role) for role, words in _table()["roles"].items() if said in words), None)


def plain(heading: str) -> str:
    """A heading as it is compared."""
    return " ".join(fold(heading).replace("_", " ").split())


def _first(heads: Sequence[str], field_name: str) -> int | None:
    return next((heads.index(name) for name in _table()[field_name] if name in heads), None)


def _all(heads: Sequence[str], wanted: str) -> list[int]:
    return [i for i, head in enumerate(heads) if head == wanted]
