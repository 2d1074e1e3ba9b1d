"""The people in the store, held for one batch: found by address or name, added when mail shows a new one."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from functools import lru_cache
from typing import Any, TypeVar

from sqlalchemy import bindparam, func, select, update
from sqlalchemy.orm import Session

from contacts.addresses import local_words, name_from_address
from contacts.identity import Fit, fits, heads, short_forms
from contacts.names import fold, name_key, parse_name, shown_name
from domain import Role
from store.bulk import add_rows, among, new_ids
from store.models import AddressRow, ContactRow, MergeRow, MessageRow, ParticipantRow

T = TypeVar("T")
CHUNK = 500  # values in one IN list


def chunks(values: Iterable[T], size: int = CHUNK) -> Iterator[list[T]]:
    """The values in lists that a database takes as parameters."""
    held = list(values)
    for start in range(0, len(held), size):
        yield held[start : start + size]


BEGINNING = datetime.min.replace(tzinfo=UTC)


@dataclass(slots=True)
class Person:
    """A contact as the linking holds it; `roles` may have two members."""

    id: int
    name: str
    addresses: tuple[str, ...]
    roles: frozenset[Role]
    is_in_address_book: bool = False
    is_role_fixed: bool = False  # set by hand or by the address book, or nothing is judged of them
    is_name_fixed: bool = False  # set by hand or by the address book
    first_seen: datetime = BEGINNING  # their first mail; the address book has no beginning
    other_names: tuple[str, ...] = ()  # of records that became part of theirs

    def fit(self, text: str) -> Fit | None:
        """How a name in a text fits them, by the best of their names."""
        found = (fits(text, name, addresses=self.addresses) for name in (self.name, *self.other_names))
        return max((fit for fit in found if fit), key=lambda fit: fit.score, default=None)

    @property
    def is_candidate(self) -> bool:
        """Whether stages apply to them."""
        return Role.CANDIDATE in self.roles


@lru_cache(maxsize=64)
def roles_of(role: str, also_role: str | None, by_hand: str | None) -> frozenset[Role]:
    """The roles in force; what was set by hand wins."""
    if by_hand:
        return frozenset({Role(by_hand)})
    return frozenset(Role(value) for value in (role, also_role) if value)


@lru_cache(maxsize=65_536)
def index_words(name: str, addresses: tuple[str, ...]) -> frozenset[str]:
    """Every folded word by which a text may call this person."""
    parsed = parse_name(name)
    words: set[str] = set(parsed.nicknames)
    for form in (form for forms in parsed.forms for form in forms):
        words |= {form, form.partition("-")[0], form.rpartition("-")[2]}
    for address in addresses:
        words |= local_words(address)
    if parsed.core:
        words |= short_forms(parsed.core[0]) | heads(parsed.core[0])
    return frozenset(words)


class Roster:
    """People with a record, by address, by id and by the words of their names: all, or those asked for."""

    def __init__(self, session: Session) -> None:
        self._begin(session)
        self._load()

    def _begin(self, session: Session) -> None:
        self._session = session
        self.people: dict[int, Person] = {}
        self.by_address: dict[str, int] = {}
        self._by_word: dict[str, set[int]] | None = None  # built when it is asked for
        self._earlier: dict[int, datetime] = {}  # first mails older than known, to be written

    @classmethod
    def of(cls, session: Session, *, addresses: Iterable[str], names: Iterable[str] = ()) -> Roster:
        """Only the people with these addresses, and of these names: what filing a batch needs to know."""
        roster = cls.__new__(cls)
        roster._begin(session)
        at = among(session, AddressRow.address, sorted(set(addresses)))
        ids = set(session.scalars(select(AddressRow.contact_id).where(at)))
        if keys := sorted({name_key(name) for name in names} - {""}):
            for id_, name in ((ContactRow.id, ContactRow.name_key), (MergeRow.contact_id, MergeRow.name_key)):
                ids |= set(session.scalars(select(id_).where(among(session, name, keys))))
        roster._load(sorted(ids))
        return roster

    def _load(self, only: Sequence[int] | None = None) -> None:
        columns = (AddressRow.contact_id, AddressRow.address, AddressRow.is_relay)
        told = select(*columns).order_by(AddressRow.id)
        query = select(
            ContactRow.id,
            ContactRow.name,
            ContactRow.role,
            ContactRow.also_role,
            ContactRow.role_by_hand,
            ContactRow.is_in_address_book,
            ContactRow.name_by,
            ContactRow.muted_at,
            ContactRow.created_at,
        )
        joined = select(MergeRow.contact_id, MergeRow.name).order_by(MergeRow.id)
        if only is not None:
            joined = joined.where(among(self._session, MergeRow.contact_id, only))
            told = told.where(among(self._session, AddressRow.contact_id, only))
            query = query.where(among(self._session, ContactRow.id, only))
        addresses: dict[int, list[str]] = {}
        for contact_id, address, is_relay in self._session.execute(told):
            self.by_address[address] = contact_id
            if not is_relay:
                addresses.setdefault(contact_id, []).append(address)
        others: dict[int, list[str]] = {}
        for contact_id, name in self._session.execute(joined):
            others.setdefault(contact_id, []).append(name)
        rows = self._session.execute(query)
        for contact_id, name, role, also_role, by_hand, is_in_book, name_by, muted_at, since in rows:
            self._hold(
                Person(
                    id=contact_id,
                    name=name,
                    addresses=tuple(addresses.get(contact_id, ())),
                    roles=roles_of(role, also_role, by_hand),
                    is_in_address_book=is_in_book,
                    is_role_fixed=is_in_book or by_hand is not None or muted_at is not None,
                    is_name_fixed=name_by != "mail",
                    first_seen=BEGINNING if is_in_book else since,
                    other_names=tuple(one for one in others.get(contact_id, ()) if one != name),
                )
            )

    def _hold(self, person: Person) -> None:
        self.people[person.id] = person
        for address in person.addresses:
            self.by_address[address] = person.id
        if self._by_word is not None:
            self._index(person, self._by_word)

    @staticmethod
    def _index(person: Person, by_word: dict[str, set[int]]) -> None:
        for name in (person.name, *person.other_names):
            for word in index_words(name, person.addresses):
                by_word.setdefault(word, set()).add(person.id)

    def _called(self, words: Iterable[str]) -> list[Person]:
        """Everybody whom one of these words may mean."""
        if self._by_word is None:
            self._by_word = {}
            for person in self.people.values():
                self._index(person, self._by_word)
        ids: set[int] = set()
        for word in words:
            ids |= self._by_word.get(word, set())
        return [self.people[i] for i in sorted(ids)]

    def at(self, address: str) -> Person | None:
        """The person this exact address belongs to."""
        found = self.by_address.get(address)
        return None if found is None else self.people[found]

    def named(self, text: str) -> list[tuple[Person, Fit]]:
        """Everybody whose name shares a word with the text and fits it, best first."""
        words = (form for forms in parse_name(text).forms for form in forms)
        found = [(person, fit) for person in self._called(words) if (fit := person.fit(text))]
        return sorted(found, key=lambda pair: -pair[1].score)

    def only_one_named(self, name: str, *, without_address: bool = False) -> Person | None:
        """The only person of exactly this full name, for mail that a platform relays."""
        key = parse_name(name).key
        same = [
            person
            for person, fit in self.named(name)
            if fit.is_full and key in map(name_key, (person.name, *person.other_names))
        ]
        same = [p for p in same if not (without_address and p.addresses)]
        return same[0] if len(same) == 1 else None

    def whose(self, name: str, *, address: str = "", relay_address: str = "") -> Person | None:
        """The person behind an address; for mail that a platform relays, the only one of that name.

        Among several of one name it is the one who has written through platforms only, if there is one.
        """
        if address:
            return self.at(address)
        found = self.at(relay_address)
        # A platform may make one address for a conversation of several.
        if found and (not name or name_key(found.name) == name_key(name)):
            return found
        if not name:
            return None
        return self.only_one_named(name) or self.only_one_named(name, without_address=True)

    def names_in(self, text: str) -> list[str]:
        """Names of people of whom a word stands in the text."""
        return [person.name for person in self._called(_words(text))]

    def book_names_in(self, text: str) -> list[str]:
        """Those of them that stand in the address book, for the language room to know."""
        return sorted(person.name for person in self._called(_words(text)) if person.is_in_address_book)

    def reach(self, contact_id: int, relay_address: str) -> None:
        """Note where answers reach somebody through a platform; mail that went there was to them."""
        if relay_address not in self.by_address:
            self.by_address[relay_address] = contact_id
            self._session.add(AddressRow(contact_id=contact_id, address=relay_address, is_relay=True))
            self._session.flush()
            claim_participants(self._session, {relay_address: contact_id})

    def add(self, name: str, address: str, *, at: datetime) -> ContactRow:
        """A row for a new person; it has an id after `keep`."""
        shown = shown_name(name) or name_from_address(address)
        return ContactRow(
            name=shown,
            name_key=name_key(shown),
            role=Role.OTHER.value,
            is_in_address_book=False,
            created_at=at,
            addresses=[AddressRow(address=address)] if address else [],
        )

    def keep(self, rows: Sequence[ContactRow]) -> None:
        """Write new rows and hold them; mail that already names their addresses is theirs from now on."""
        if self._earlier:
            dated_back = update(ContactRow).where(ContactRow.id == bindparam("person"))
            self._session.connection().execute(
                dated_back.values(created_at=bindparam("at")),
                [{"person": person, "at": at} for person, at in self._earlier.items()],
            )
            self._earlier.clear()
        if not rows:
            return
        for row, number in zip(rows, new_ids(self._session, ContactRow, len(rows)), strict=True):
            row.id = number
        add_rows(self._session, ContactRow, [_values(row, ContactRow) for row in rows])
        add_rows(
            self._session,
            AddressRow,
            [_values(one, AddressRow) | {"contact_id": row.id} for row in rows for one in row.addresses],
        )
        for row in rows:
            self._hold(
                Person(
                    id=row.id,
                    name=row.name,
                    addresses=tuple(a.address for a in row.addresses),
                    roles=frozenset({Role(row.role)}),
                    first_seen=row.created_at,
                )
            )
        claim_participants(self._session, {a.address: row.id for row in rows for a in row.addresses})

    def seen(self, person: Person, at: datetime) -> bool:
        """Note a mail of theirs; whether it is older than all that were known. `keep` writes it down."""
        if at >= person.first_seen:
            return False
        person.first_seen = at
        self._earlier[person.id] = at
        return True

    def usual_name(self, person: Person) -> str:
        """The full name that stands most often above their own mail, the newest of equals.

        It does not depend on the order in which the mail was read.
        """
        written = self._session.execute(
            select(ParticipantRow.name, func.count(), func.max(MessageRow.at))
            .join(MessageRow, MessageRow.id == ParticipantRow.message_id)
            .where(ParticipantRow.address.in_(person.addresses), ParticipantRow.field == "from")
            .group_by(ParticipantRow.name)
        )
        full = [(n, at, shown_name(name)) for name, n, at in written if parse_name(shown_name(name)).is_full]
        return max(full)[2] if full else person.name

    def rename(self, person: Person, name: str) -> None:
        """A better name for somebody found in mail."""
        person.name = name
        self._session.execute(
            update(ContactRow).where(ContactRow.id == person.id).values(name=name, name_key=name_key(name))
        )
        self._hold(person)


def _values(row: ContactRow | AddressRow, kind: type[ContactRow | AddressRow]) -> dict[str, Any]:
    """The columns that a row has been given."""
    names = kind.__table__.columns.keys()
    return {name: value for name, value in vars(row).items() if name in names}


def _words(text: str) -> set[str]:
    bare = (word.strip(".,;:!?()[]<>\"'’*_").removesuffix("'s") for word in fold(text).split())
    return {word for word in bare if len(word) > 1}


def claim_participants(session: Session, owners: dict[str, int]) -> None:
    """Let stored headers that carry one of these addresses point to its person."""
    if not owners:
        return
    named = among(session, ParticipantRow.address, sorted(owners))
    # Plus 0: else SQLite goes through all who have no record instead of the few of these addresses.
    is_nobody = (ParticipantRow.contact_id + 0).is_(None)
    waiting = select(ParticipantRow.address).where(named, is_nobody).distinct()
    for address in sorted(session.scalars(waiting)):
        session.execute(
            update(ParticipantRow)
            .where(ParticipantRow.address == address, ParticipantRow.contact_id.is_(None))
            .values(contact_id=owners[address])
        )


def is_better_name(new: str, old: str, addresses: Collection[str]) -> bool:
    """A full name is better than part of one, and any name better than one made from an address."""
    fresh, kept = parse_name(new), parse_name(old)
    if not fresh.core or fresh.key == kept.key:
        return False
    if not kept.core or old in {name_from_address(address) for address in addresses}:
        return fresh.is_full or not kept.is_full
    return fresh.is_full and not kept.is_full


def is_other_name(new: str, old: str) -> bool:
    """Whether both are full names, and not written the same way."""
    return new != old and parse_name(new).is_full and parse_name(old).is_full
