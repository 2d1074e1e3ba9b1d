"""What is known of people beside name, addresses and role: from address books, or set by hand."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass

from sqlalchemy import delete, select
from sqlalchemy.orm import Session

from domain import DetailKind
from store.bulk import add_rows, among
from store.models import DetailRow

Details = tuple[tuple[DetailKind, str], ...]


@dataclass(frozen=True, slots=True)
class Known:
    """The details of a person, in the order of `DetailKind`, and which kinds were set by hand."""

    details: Details = ()
    by_hand: frozenset[DetailKind] = frozenset()


NOTHING = Known()


def of(session: Session, contact_ids: Collection[int]) -> dict[int, Known]:
    """The details of these people, by contact; those without any are left out."""
    found: dict[int, list[tuple[DetailKind, str, bool]]] = {}
    query = select(DetailRow.contact_id, DetailRow.kind, DetailRow.value, DetailRow.by_hand).order_by(
        DetailRow.id
    )
    for contact_id, kind, value, by_hand in session.execute(
        query.where(among(session, DetailRow.contact_id, sorted(contact_ids)))
    ):
        found.setdefault(contact_id, []).append((DetailKind(kind), value, by_hand))
    order = list(DetailKind)
    return {
        contact_id: Known(
            tuple(
                (kind, value)
                for kind, value, _ in sorted(held, key=lambda one: order.index(one[0]))
                if value  # an empty one says that there is none
            ),
            frozenset(kind for kind, _, by_hand in held if by_hand),
        )
        for contact_id, held in found.items()
    }


def replace(session: Session, told: Mapping[int, Details]) -> None:
    """Let these people's details that were not set by hand be the given ones."""
    ids = sorted(told)
    hand = {contact_id: known.by_hand for contact_id, known in of(session, ids).items()}
    session.execute(
        delete(DetailRow).where(among(session, DetailRow.contact_id, ids), DetailRow.by_hand.is_(False))
    )
    add(
        session,
        (
            (contact_id, kind, value)
            for contact_id, details in told.items()
            for kind, value in details
            if kind not in hand.get(contact_id, ())
        ),
    )


def add(session: Session, told: Iterable[tuple[int, DetailKind, str]], *, by_hand: bool = False) -> None:
    """Write details of people."""
    rows = [
        {"contact_id": contact_id, "kind": kind.value, "value": value, "by_hand": by_hand}
        for contact_id, kind, value in told
    ]
    add_rows(session, DetailRow, rows)


def set_by_hand(session: Session, contact_id: int, kind: DetailKind, values: Sequence[str] | None) -> None:
    """The values of one kind by hand; an empty list says there is none, None lets the book speak again."""
    session.execute(delete(DetailRow).where(DetailRow.contact_id == contact_id, DetailRow.kind == kind.value))
    session.flush()
    if values is not None:
        add(session, [(contact_id, kind, value) for value in values or [""]], by_hand=True)
