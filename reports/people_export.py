"""People as files for other programs: a table for spreadsheets, cards for address books."""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from zoneinfo import ZoneInfo

from domain import Contact, DetailKind, Role, StageChange, Standing

COLUMNS = (
    "id", "name", "address", "role", "stage", "warmth", "last touch", "touches",
    *(kind.value for kind in DetailKind),
)  # fmt: skip
BOM = "\ufeff"  # by which Excel knows UTF-8
# A spreadsheet takes such a cell for a formula (OWASP, "CSV Injection"); wide forms count in some too.
_FORMULA = re.compile(r"[=+\-@\t\r\uff1d\uff0b\uff0d\uff20]")


@dataclass(frozen=True, slots=True)
class Exported:
    """A contact with how it stands and what else is known of it."""

    contact: Contact
    standing: Standing
    details: tuple[tuple[DetailKind, str], ...] = ()
    stages: tuple[StageChange, ...] = ()


def guarded(cell: str) -> str:
    """A cell that no spreadsheet takes for a formula: an apostrophe goes before what looks like one."""
    return f"'{cell}" if _FORMULA.match(cell) else cell


def table(people: Iterable[Exported], zone: ZoneInfo, *, is_guarded: bool = True) -> Iterator[str]:
    """The lines of a CSV table, its heading first, as RFC 4180 has them; days are in `zone`.

    keepwarm's own import reads it again, and takes the guard off.
    """
    yield _line(COLUMNS)
    for one in people:
        cells = _cells(one, zone)
        yield _line(guarded(cell) for cell in cells) if is_guarded else _line(cells)


def _cells(one: Exported, zone: ZoneInfo) -> list[str]:
    contact, standing = one.contact, one.standing
    touched = standing.last_touch.astimezone(zone).date().isoformat() if standing.last_touch else ""
    told = {kind: "; ".join(value for of, value in one.details if of is kind) for kind in DetailKind}
    return [
        f"c-{contact.id}",
        contact.name,
        "; ".join(contact.addresses),
        contact.role.value,
        contact.stage.value if contact.stage else "",
        "muted" if contact.is_muted else standing.warmth.value,
        touched,
        str(standing.touches),
        *told.values(),
    ]


def _line(cells: Iterable[str]) -> str:
    held = io.StringIO()
    csv.writer(held, lineterminator="\r\n").writerow(cells)
    return held.getvalue()


def cards(people: Iterable[Exported]) -> Iterator[str]:
    """Each person with an address as a vCard 3.0; the role is its category, by which an import knows it."""
    from ingest.books.cards import card

    for one in people:
        contact = one.contact
        role = (contact.role.value,) if contact.role is not Role.OTHER else ()
        yield card(
            contact.name,
            contact.addresses,
            uid=f"keepwarm-c-{contact.id}",
            categories=role,
            details=one.details,
        )
