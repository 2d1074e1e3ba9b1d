"""Address books brought into the store: what they would change is told first, then done at once.

Doing it again changes nothing.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from pathlib import Path
from typing import Any

from sqlalchemy import bindparam, select, update
from sqlalchemy.orm import Session

from contacts.book_plan import Held, Person, Plan, plan
from contacts.erased import without_erased
from contacts.inference import judge_stages
from contacts.merging import merge
from contacts.names import name_key
from contacts.people import Roster, chunks, claim_participants
from contacts.referrals import recognise_referred
from contacts.seeing import see_anew
from domain import Clue, Ground, MergedBy, Role
from ingest.books.entry import Entry
from ingest.books.reading import read_book
from store import details, pairs, tombstones
from store.bulk import add_rows, among, new_ids
from store.database import Database
from store.models import AddressRow, ContactRow, ParticipantRow

MOST_SEEN_ANEW = 200  # people whose stored mail is linked anew at once
ASKED_SURENESS = 0.5  # of two people whom one line of a book names: the book errs as often as the store


@dataclass(frozen=True, slots=True)
class Kept:
    """What an import did; `contacts` are the ids of those added or changed."""

    plan: Plan
    contacts: frozenset[int] = frozenset()
    met: frozenset[int] = frozenset()  # those of them who stand in mail already

    @property
    def added(self) -> int:
        """How many were new."""
        return len(self.plan.new)

    @property
    def changed(self) -> int:
        """Of how many something changed."""
        return len(self.plan.changed)

    @property
    def unchanged(self) -> int:
        """How many are as they were."""
        return len(self.plan.same)


def import_books(
    database: Database, paths: Sequence[Path], *, now: datetime, role: Role | None = None
) -> Kept:
    """Read address books and keep their people. `role` is for those of whom a book says none."""
    entries = [entry for path in paths for entry in read_book(path).entries]
    return keep(database, with_role(entries, role), now=now)


def with_role(entries: Sequence[Entry], role: Role | None) -> list[Entry]:
    """The entries, with a role for those that have none."""
    return [
        Entry(one.line, one.name, one.addresses, one.role or role, one.details, one.file) for one in entries
    ]


def preview(session: Session, entries: Sequence[Entry]) -> Plan:
    """What keeping these people would do."""
    wanted, erased = without_erased(entries, tombstones.read(session))
    known = _known(session, wanted)
    ids = {held.id for held in known.values()}
    planned = plan(wanted, known, apart=pairs.told_apart(session, ids) if ids else ())
    return replace(planned, erased=len(erased))


def keep(
    database: Database,
    entries: Sequence[Entry],
    *,
    now: datetime,
    advance: Callable[[int], None] = lambda _: None,
) -> Kept:
    """Bring people of a book into the store; `advance` is told of how many more it did."""
    with database.write() as session:
        return _keep(session, preview(session, entries), now=now, advance=advance)


def _keep(session: Session, plan: Plan, *, now: datetime, advance: Callable[[int], None]) -> Kept:
    owners = _add(session, plan.new, now=now)
    advance(len(plan.new))
    _join(session, plan.changed, now=now)
    _change(session, [*plan.changed, *(one for one in plan.same if one.is_settled_anew)])
    owners |= {address: one.held.id for one in plan.changed if one.held for address in one.fresh}
    claim_participants(session, owners)
    _ask(session, plan, now=now)
    advance(len(plan.changed) + len(plan.same))
    changed = {one.held.id for one in plan.changed if one.held}
    touched = changed | set(owners.values())
    met = _met(session, touched)
    if 0 < len(met) <= MOST_SEEN_ANEW:
        see_anew(session, met)
    elif (
        met
    ):  # a look over all their mail would take minutes; the next of their mails is seen with the new names
        roster = Roster(session)
        recognise_referred(session, roster, met)
        judge_stages(session, roster, met)
    return Kept(plan, frozenset(touched), frozenset(met))


def _known(session: Session, entries: Sequence[Entry]) -> dict[str, Held]:
    """Who has the addresses of these entries."""
    wanted = {address for entry in entries for address in entry.addresses}
    at = among(session, AddressRow.address, sorted(wanted))
    ids = sorted(set(session.scalars(select(AddressRow.contact_id).where(at))))
    if not ids:
        return {}
    addresses: dict[int, list[str]] = {}
    owned = select(AddressRow.contact_id, AddressRow.address, AddressRow.is_relay).order_by(AddressRow.id)
    owners: dict[str, int] = {}
    for contact_id, address, is_relay in session.execute(
        owned.where(among(session, AddressRow.contact_id, ids))
    ):
        if not is_relay:
            addresses.setdefault(contact_id, []).append(address)
        if address in wanted:
            owners[address] = contact_id
    told = details.of(session, ids)
    people = {
        row.id: Held(
            id=row.id,
            name=row.name,
            role=Role(row.role),
            addresses=tuple(addresses.get(row.id, ())),
            name_by=row.name_by,
            role_by_hand=Role(row.role_by_hand) if row.role_by_hand else None,
            is_role_settled=row.is_in_address_book,
            details=told.get(row.id, details.NOTHING).details,
            by_hand=told.get(row.id, details.NOTHING).by_hand,
        )
        for row in session.execute(
            select(
                ContactRow.id, ContactRow.name, ContactRow.role, ContactRow.name_by, ContactRow.role_by_hand,
                ContactRow.is_in_address_book,
            ).where(among(session, ContactRow.id, ids))
        )
    }  # fmt: skip
    return {address: people[owner] for address, owner in owners.items()}


def _add(session: Session, people: Sequence[Person], *, now: datetime) -> dict[str, int]:
    """Records for new people; the owners of their addresses."""
    if not people:
        return {}
    numbers = new_ids(session, ContactRow, len(people))
    rows = [
        _fields(one) | {"id": number, "created_at": now, "role_evidence": _evidence(one)}
        for one, number in zip(people, numbers, strict=True)
    ]
    add_rows(session, ContactRow, rows)
    owners = {address: number for one, number in zip(people, numbers, strict=True) for address in one.fresh}
    add_rows(
        session, AddressRow, [{"contact_id": owner, "address": address} for address, owner in owners.items()]
    )
    details.add(
        session,
        (
            (number, kind, value)
            for one, number in zip(people, numbers, strict=True)
            for kind, value in one.details
        ),
    )
    return owners


def _join(session: Session, people: Sequence[Person], *, now: datetime) -> None:
    """Make one record of those whom a line of the book names together."""
    for one in people:
        if one.held and one.joined:
            keeper = session.get_one(ContactRow, one.held.id)
            others = [session.get_one(ContactRow, other.id) for other in one.joined]
            grounds = [Ground(Clue.BOOK, "one line of an address book has both addresses")]
            merge(session, keeper, others, at=now, by=MergedBy.BOOK, grounds=grounds)
            session.flush()


def _change(session: Session, people: Sequence[Person]) -> None:
    """Write what the book says of people who have a record."""
    held = [(one, one.held) for one in people if one.held]
    if not held:
        return
    session.flush()
    connection = session.connection()
    described = update(ContactRow).where(ContactRow.id == bindparam("contact"))
    names = ("name", "name_key", "name_by", "role", "is_in_address_book")
    connection.execute(
        described.values({name: bindparam(f"new_{name}") for name in names}),
        [
            {"contact": old.id} | {f"new_{name}": value for name, value in _fields(one).items()}
            for one, old in held
        ],
    )
    roles = [old.id for one, old in held if one.role is not old.role]
    for some in chunks(roles):
        session.execute(
            update(ContactRow)
            .where(ContactRow.id.in_(some))
            .values(also_role=None, role_evidence="address book")
        )
    add_rows(
        session,
        AddressRow,
        [{"contact_id": old.id, "address": address} for one, old in held for address in one.fresh],
    )
    details.replace(
        session, {old.id: one.details for one, old in held if one.details != old.details or one.joined}
    )
    session.expire_all()


def _fields(one: Person) -> dict[str, Any]:
    return {
        "name": one.name,
        "name_key": name_key(one.name),
        "name_by": one.name_by,
        "role": one.role.value,
        "is_in_address_book": one.is_role_settled,
    }


def _evidence(one: Person) -> str:
    return "address book" if one.is_role_settled else ""


def _ask(session: Session, plan: Plan, *, now: datetime) -> None:
    """Keep for the review who the book says is one person, and the store does not."""
    grounds = [Ground(Clue.BOOK, "one line of an address book has both addresses")]
    for one in plan.questions:
        if one.pair:
            first, second = one.pair
            pairs.ask(session, first, second, score=ASKED_SURENESS, grounds=grounds, at=now)


def _met(session: Session, contact_ids: Collection[int]) -> set[int]:
    """Those of the people who stand in the headers of stored mail."""
    named = among(session, ParticipantRow.contact_id, sorted(contact_ids))
    query = select(ParticipantRow.contact_id).where(named).group_by(ParticipantRow.contact_id)
    return {one for one in session.scalars(query) if one is not None}
