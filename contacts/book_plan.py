"""What an address book would change: who is new, what would be told otherwise, what a person must decide.

Pure. An address already known is that person. What was set by hand stays; where the book says otherwise,
that is a question. So is a line that would make two settled people one.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field

from contacts.addresses import name_from_address
from contacts.names import name_key
from domain import DetailKind, Role
from ingest.books.entry import Entry

MANY = frozenset({DetailKind.PHONE, DetailKind.LINK})  # a person may have several; a book adds to them
TOLD_APART = "you said they are two"
MAIL, BOOK, HAND = "mail", "book", "hand"  # who says a name


@dataclass(frozen=True, slots=True)
class Held:
    """A person with a record, as far as a book may say something of them."""

    id: int
    name: str
    role: Role
    addresses: tuple[str, ...]
    name_by: str = MAIL
    role_by_hand: Role | None = None
    is_role_settled: bool = False  # by an address book
    details: tuple[tuple[DetailKind, str], ...] = ()
    by_hand: frozenset[DetailKind] = frozenset()


@dataclass(frozen=True, slots=True)
class Difference:
    """A field that would be another: its word, what it is and what it would be."""

    field: str
    old: str
    new: str


@dataclass(frozen=True, slots=True)
class Question:
    """What the book says otherwise and nobody but a person can decide; `kept` stays until they do."""

    line: int
    file: str
    who: str
    field: str
    kept: str
    offered: str
    mend: str
    pair: tuple[int, int] | None = None  # two people who may be one


@dataclass(frozen=True, slots=True)
class Person:
    """Somebody as they would be after the import.

    `held` is None for somebody new; `fresh` are addresses they have not had; `joined` become one with them.
    """

    held: Held | None
    name: str
    name_by: str
    role: Role
    is_role_settled: bool
    addresses: tuple[str, ...]
    fresh: tuple[str, ...]
    details: tuple[tuple[DetailKind, str], ...]
    joined: tuple[Held, ...] = ()

    @property
    def is_settled_anew(self) -> bool:
        """Whether the book vouches from now on for what it says as the mail does."""
        old = self.held
        return old is None or (self.name_by, self.is_role_settled) != (old.name_by, old.is_role_settled)

    @property
    def differences(self) -> tuple[Difference, ...]:
        """What would be another for somebody who has a record."""
        old = self.held
        if old is None:
            return ()
        found = []
        if self.name != old.name:
            found.append(Difference("name", old.name, self.name))
        if self.role is not old.role:
            found.append(Difference("role", old.role.value, self.role.value))
        found += [Difference("address", "", address) for address in self.fresh]
        for kind in DetailKind:
            before, after = of_kind(old.details, kind), of_kind(self.details, kind)
            if before != after and kind in MANY:
                found += [Difference(kind.value, "", value) for value in after if value not in before]
            elif before != after:
                found.append(Difference(kind.value, "; ".join(before), "; ".join(after)))
        found += [Difference("one with", "", f"c-{one.id} {one.name}") for one in self.joined]
        return tuple(found)


@dataclass(frozen=True, slots=True)
class Plan:
    """What an import would do; `same` are people of the book of whom nothing would change.

    `erased` is how many entries are left out because those people were erased.
    """

    new: tuple[Person, ...]
    changed: tuple[Person, ...]
    same: tuple[Person, ...]
    questions: tuple[Question, ...]
    erased: int = 0

    @property
    def is_nothing(self) -> bool:
        """Whether it would change nothing."""
        return not self.new and not self.changed


@dataclass(slots=True, eq=False)
class _Draft:
    """Somebody while the book is gone through."""

    held: Held | None
    name: str
    name_by: str
    role: Role
    is_role_settled: bool
    addresses: list[str]
    details: dict[DetailKind, list[str]]
    told: dict[str, str] = field(default_factory=dict)  # what this book said already
    fresh: list[str] = field(default_factory=list)
    joined: list[Held] = field(default_factory=list)

    @classmethod
    def of(cls, held: Held) -> _Draft:
        details: dict[DetailKind, list[str]] = {}
        for kind, value in held.details:
            details.setdefault(kind, []).append(value)
        return cls(
            held, held.name, held.name_by, held.role, held.is_role_settled, list(held.addresses), details
        )

    @property
    def shown(self) -> str:
        return f"c-{self.held.id} {self.name}" if self.held else self.name

    @property
    def mend(self) -> str:
        """How a person sets it themselves."""
        who = f"c-{self.held.id}" if self.held else self.addresses[0]
        return f"keepwarm contacts set {who}"


def plan(
    entries: Sequence[Entry], known: Mapping[str, Held], *, apart: Iterable[frozenset[int]] = ()
) -> Plan:
    """What becomes of the people of a book.

    `known` are the owners of its addresses, `apart` the pairs of ids that are never joined.
    """
    drafts: dict[int, _Draft] = {}
    owners = {address: drafts.setdefault(held.id, _Draft.of(held)) for address, held in known.items()}
    questions: list[Question] = []
    told: dict[_Draft, None] = {}
    kept_apart = frozenset(apart)
    for entry in entries:
        mine = list(dict.fromkeys(owners[a] for a in entry.addresses if a in owners))
        draft = mine[0] if mine else _new(entry)
        for other in mine[1:]:
            if reason := _not_one(draft, other, kept_apart):
                questions.append(_two_people(entry, draft, other, reason))
                continue
            _join(draft, other)
            told.pop(other, None)
            owners.update(dict.fromkeys(other.addresses, draft))
        told[draft] = None
        for address in entry.addresses:
            if address not in owners:
                owners[address] = draft
                draft.addresses.append(address)
                draft.fresh.append(address)
        questions += _say(draft, entry)
    people = [_person(draft) for draft in told]
    return Plan(
        new=tuple(person for person in people if person.held is None),
        changed=tuple(person for person in people if person.held is not None and person.differences),
        same=tuple(person for person in people if person.held is not None and not person.differences),
        questions=tuple(questions),
    )


def of_kind(details: Iterable[tuple[DetailKind, str]], kind: DetailKind) -> list[str]:
    """The values of one kind, in their order."""
    return [value for one, value in details if one is kind]


def _new(entry: Entry) -> _Draft:
    shown = entry.name or name_from_address(entry.addresses[0])
    return _Draft(None, shown, BOOK if entry.name else MAIL, Role.OTHER, False, [], {})


def _person(draft: _Draft) -> Person:
    return Person(
        held=draft.held,
        name=draft.name,
        name_by=draft.name_by,
        role=draft.role,
        is_role_settled=draft.is_role_settled,
        addresses=tuple(draft.addresses),
        fresh=tuple(draft.fresh),
        details=tuple((kind, value) for kind in DetailKind for value in draft.details.get(kind, ())),
        joined=tuple(draft.joined),
    )


def _not_one(first: _Draft, second: _Draft, apart: frozenset[frozenset[int]]) -> str:
    """Why two who share a line are not joined; empty where they may be."""
    if first.held and second.held and frozenset({first.held.id, second.held.id}) in apart:
        return TOLD_APART
    settled = (BOOK, HAND)
    names = name_key(first.name), name_key(second.name)
    if first.name_by in settled and second.name_by in settled and names[0] != names[1]:
        return "their names are settled"
    hands = {one.held.role_by_hand for one in (first, second) if one.held and one.held.role_by_hand}
    return "you gave them different roles" if len(hands) > 1 else ""


def _two_people(entry: Entry, first: _Draft, second: _Draft, reason: str) -> Question:
    pair = (first.held.id, second.held.id) if first.held and second.held else None
    merged = f"If they are one: keepwarm contacts merge c-{pair[0]} c-{pair[1]}" if pair else ""
    return Question(
        line=entry.line,
        file=entry.file,
        who=first.shown,
        field="same person",
        kept=f"two people ({reason})",
        offered=second.shown,
        mend=merged or "Give each a line of their own.",
        pair=pair if reason != TOLD_APART else None,
    )


def _join(keeper: _Draft, other: _Draft) -> None:
    """Make two one; what is settled wins over what mail told."""
    if other.held and keeper.held:
        keeper.joined.append(other.held)
    elif other.held:  # somebody new of this very book, and somebody who has a record
        keeper.held = other.held
        keeper.fresh = [a for a in keeper.fresh if a not in other.addresses]
    if other.name_by == HAND or (other.name_by == BOOK and keeper.name_by == MAIL):
        keeper.name, keeper.name_by = other.name, other.name_by
    if other.is_role_settled and not keeper.is_role_settled:
        keeper.role, keeper.is_role_settled = other.role, True
    keeper.joined += other.joined
    keeper.fresh += other.fresh
    keeper.addresses += [a for a in other.addresses if a not in keeper.addresses]
    for kind, values in other.details.items():
        mine = keeper.details.setdefault(kind, [])
        if not mine or kind in MANY:
            mine += [value for value in values if value not in mine]


def _say(draft: _Draft, entry: Entry) -> list[Question]:
    """Let a line say what it says of somebody; what it may not say becomes a question."""
    asked: list[Question] = []

    def may(word: str, offered: str, kept: str, *, by_hand: bool) -> bool:
        """Whether this line decides; the first line of a book that says something decides."""
        earlier = draft.told.setdefault(word, offered)
        if not by_hand and earlier == offered:
            return True
        reason = f"{kept} (set by hand)" if by_hand else f"{kept} (an earlier line)"
        option = f"--{word}" if word != "address" else "--add-address"
        asked.append(
            Question(
                entry.line, entry.file, draft.shown, word, reason, offered,
                f"To take it: {draft.mend} {option} ...",
            )
        )  # fmt: skip
        return False

    if entry.name:
        is_same = name_key(entry.name) == name_key(draft.name)
        by_hand = draft.name_by == HAND
        is_told = is_same and (by_hand or "name" in draft.told)
        if not is_told and may("name", entry.name, draft.name, by_hand=by_hand):
            draft.name, draft.name_by = entry.name, BOOK
    if entry.role is not None:
        hand = draft.held.role_by_hand if draft.held else None
        if hand is not None and hand is not entry.role:
            may("role", entry.role.value, hand.value, by_hand=True)
        elif hand is None and may("role", entry.role.value, draft.role.value, by_hand=False):
            draft.role, draft.is_role_settled = entry.role, True
    fixed = draft.held.by_hand if draft.held else frozenset()
    for kind in DetailKind:
        offered = of_kind(entry.details, kind)
        held = draft.details.get(kind, [])
        missing = [value for value in offered if value not in held]
        if not missing:
            if offered:
                draft.told.setdefault(kind.value, "; ".join(offered))
        elif kind in MANY and kind not in fixed:
            draft.details[kind] = [*held, *missing]
        elif may(kind.value, "; ".join(offered), "; ".join(held), by_hand=kind in fixed):
            draft.details[kind] = offered
    return asked
