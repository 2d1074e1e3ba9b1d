"""A contact found as people name one: by number, address or name."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

import errors
from domain import Contact
from store import pairs, people
from store.models import AddressRow, ContactRow
from store.names import are_within, words

_LISTED = 10  # candidates named in an error


def contacts(session: Session, *, as_of: datetime) -> list[Contact]:
    """Everybody known at the moment, by name."""
    found = [
        one.contact
        for ids in people.batches(people.every_id(session))
        for one in people.known(session, ids, as_of=as_of).values()
    ]
    return sorted(found, key=lambda contact: (words(contact.name), contact.id or 0))


def contact(session: Session, contact_id: int, *, as_of: datetime) -> Contact:
    """One contact by its number, or by one it had before it became part of another's.

    Raises `NotFound` where nobody has it, or had been met by then.
    """
    known = people.known(session, [contact_id], as_of=as_of).get(contact_id)
    if known is None and (keeper := pairs.now_part_of(session, contact_id)) is not None:
        known = people.known(session, [keeper], as_of=as_of).get(keeper)
    if known is None:
        raise errors.NotFound(
            f"there is no contact c-{contact_id}.", mend="`keepwarm contacts list` shows them."
        )
    return known.contact


def find_contact(session: Session, asked: str, *, as_of: datetime) -> Contact:
    """The contact that "c-7", "7", an address or an unambiguous name means.

    A whole name wins over a part of one. Raises `NotFound`, listing whom it may mean.
    """
    text = asked.strip()
    number = text.lower().removeprefix("c-")
    if number.isascii() and number.isdigit() and len(number) < 18:
        return contact(session, int(number), as_of=as_of)
    if "@" in text:
        owner = session.scalar(select(AddressRow.contact_id).where(AddressRow.address == text.lower()))
        if owner is None:
            raise errors.NotFound(
                f"nobody has the address {text}.", mend="`keepwarm contacts list` shows them."
            )
        return contact(session, owner, as_of=as_of)
    return _named(session, text, as_of)


def _named(session: Session, text: str, as_of: datetime) -> Contact:
    wanted = words(text)
    names = {id_: words(name) for id_, name in session.execute(select(ContactRow.id, ContactRow.name))}
    fitting = (
        [id_ for id_, name in names.items() if wanted and name == wanted]
        or [id_ for id_, name in names.items() if wanted and sorted(name) == sorted(wanted)]
        or [id_ for id_, name in names.items() if wanted and set(wanted) <= set(name)]
        or [id_ for id_, name in names.items() if are_within(wanted, name)]
    )
    known = [
        one.contact
        for ids in people.batches(fitting)
        for one in people.known(session, ids, as_of=as_of).values()
    ]
    if len(known) == 1:
        return known[0]
    if not known:
        raise errors.NotFound(f"nobody is called {text!r}.", mend="`keepwarm contacts list` shows them.")
    listed = "; ".join(f"c-{one.id} {one.name} {' '.join(one.addresses)}".strip() for one in known[:_LISTED])
    more = f"; and {len(known) - _LISTED} more" if len(known) > _LISTED else ""
    raise errors.NotFound(f"{text!r} may mean {len(known)} people.", mend=f"Say which: {listed}{more}.")
