"""Who in the store is one person: alike pairs are joined where that is safe, and else asked about.

What a person said stands: whom they told apart is never joined, and what they joined stays. The outcome does
not depend on the order in which the mail came.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta

from sqlalchemy.orm import Session

from contacts.identity import short_forms
from contacts.likeness import Likeness, Tie, is_only_a_name, likeness
from contacts.merging import merge
from contacts.names import name_key, parse_name
from contacts.people import Person, Roster
from contacts.traces import Pair, Trace, forwards, replies, traces
from domain import Clue, MergedBy
from store import pairs
from store.models import ContactRow

MOST_OF_ONE_NAME = 2  # with more bearers a name asks nothing by itself
MOST_ALIKE = 60  # people of one name who are compared with each other
TURN_WITHIN = timedelta(days=400)  # so long after one fell silent the other may begin
ROUNDS = 5  # a person joined may be like a third; each round joins what the last one showed


@dataclass(slots=True)
class Identified:
    """What a look at people found: of what each vanished record is part now, and how many are asked about."""

    joined: dict[int, int] = field(default_factory=dict)
    asked: int = 0

    @property
    def kept(self) -> set[int]:
        """Those of whom others are part now."""
        return self.now(self.joined.values())

    def now(self, contact_ids: Iterable[int]) -> set[int]:
        """The ids as they are now."""
        return {self._end(id_) for id_ in contact_ids}

    def _end(self, id_: int) -> int:
        while id_ in self.joined:
            id_ = self.joined[id_]
        return id_


def identify(
    session: Session,
    roster: Roster,
    contact_ids: Collection[int],
    *,
    at: datetime,
    since: datetime | None = None,
) -> Identified:
    """Compare these people with everybody, by mail from `since` on; `at` is the time of the newest of it.

    The roster is out of date where somebody was joined.
    """
    done = Identified()
    concerned = set(contact_ids) & roster.people.keys()
    for _ in range(ROUNDS):
        found = _compare(session, roster, concerned, since)
        # The surest first: who is joined with one is compared with the other anew.
        safe = sorted(
            ((pair, like) for pair, like in found.items() if like and like.is_safe),
            key=lambda item: (-item[1].score, sorted(item[0])),
        )
        if not safe:
            _ask(session, concerned, found, at, done)
            return done
        concerned = _join(session, roster, safe, at, done) | done.now(concerned)
        roster = Roster(session)
    return done


def _join(
    session: Session,
    roster: Roster,
    safe: list[tuple[Pair, Likeness]],
    at: datetime,
    done: Identified,
) -> set[int]:
    kept: set[int] = set()
    for pair, like in safe:
        if any(id_ in done.joined or id_ in kept for id_ in pair):
            continue
        rows = {id_: session.get_one(ContactRow, id_) for id_ in pair}
        keeper, gone = sorted(pair, key=lambda id_: _rank(rows[id_], roster.people[id_]))
        merge(
            session, rows[keeper], [rows[gone]],
            at=at, by=MergedBy.EVIDENCE, score=like.score, grounds=like.grounds,
        )  # fmt: skip
        done.joined[gone] = keeper
        kept.add(keeper)
        if rows[keeper].name_by == "mail":
            both = roster.people[keeper].addresses + roster.people[gone].addresses
            roster.people[keeper].addresses = both
            usual = roster.usual_name(roster.people[keeper])
            rows[keeper].name, rows[keeper].name_key = usual, name_key(usual)
    session.flush()
    return kept


def _rank(row: ContactRow, person: Person) -> tuple[bool, bool, bool, datetime, str, int]:
    """Who stays: the one the book knows, then of whom something was said by hand, then who was met first."""
    is_by_hand = row.role_by_hand is not None or row.name_by == "hand"
    return (
        not row.is_in_address_book, not is_by_hand, not person.addresses, row.created_at,
        min(person.addresses, default=""), row.id,
    )  # fmt: skip


def _compare(
    session: Session, roster: Roster, concerned: set[int], since: datetime | None
) -> dict[Pair, Likeness | None]:
    """Every pair with one of these people that something speaks for; None where it is not worth asking."""
    seen = traces(session, [roster.people[id_] for id_ in sorted(concerned)], since=since)
    namesakes = _Namesakes(roster)
    ties: dict[Pair, list[Tie]] = {}
    for id_ in sorted(concerned):
        person = roster.people[id_]
        for other in namesakes.of(person, seen[id_].names):
            ties.setdefault(frozenset((id_, other)), [])
    for some in (replies(session, concerned, since=since), forwards(session, concerned, since=since)):
        for pair, tie in some:
            ties.setdefault(pair, []).append(tie)
    for id_, trace in seen.items():
        for address in trace.given:
            owner = roster.at(address)
            if owner is not None and owner.id != id_:
                ties.setdefault(frozenset((id_, owner.id)), [])
    ties = {pair: held for pair, held in ties.items() if pair <= roster.people.keys() and len(pair) == 2}
    apart = pairs.told_apart(session, concerned) if ties else frozenset()
    partners = {id_ for pair in ties for id_ in pair} - seen.keys()
    seen |= traces(session, [roster.people[id_] for id_ in sorted(partners)], since=since)
    found: dict[Pair, Likeness | None] = {}
    for pair, held in ties.items():
        if pair in apart:
            continue
        one, other = sorted(pair)
        for a, b in ((one, other), (other, one)):
            held += [tie for address, tie in seen[a].given.items() if _owns(roster, b, address)]
        if namesakes.is_relayed_only(roster.people[one], roster.people[other]):
            held.append(Tie(Clue.RELAY, "a platform passes on mail of somebody of this name only"))
        like = likeness(
            seen[one].side(roster.people[one]),
            seen[other].side(roster.people[other]),
            held,
            takes_turn=_take_turns(seen[one], seen[other]),
        )
        if like and is_only_a_name(like) and namesakes.bearers(roster.people[one].name) > MOST_OF_ONE_NAME:
            like = None
        found[pair] = like
    return found


def _owns(roster: Roster, id_: int, address: str) -> bool:
    owner = roster.at(address)
    return owner is not None and owner.id == id_


def _take_turns(one: Trace, other: Trace) -> bool:
    """One fell silent before the other began, and not long before."""
    for earlier, later in ((one, other), (other, one)):
        if earlier.last and later.first and timedelta(0) < later.first - earlier.last <= TURN_WITHIN:
            return True
    return False


def _ask(
    session: Session,
    concerned: Collection[int],
    found: Mapping[Pair, Likeness | None],
    at: datetime,
    done: Identified,
) -> None:
    """Keep the questions that are left, and forget those that nothing speaks for any more."""
    asked = {pair: like for pair, like in found.items() if like is not None}
    pairs.withdraw(session, concerned, but=asked.keys())
    for pair, like in asked.items():
        one, other = sorted(pair)
        pairs.ask(session, one, other, score=like.score, grounds=like.grounds, at=at)
    done.asked = len(asked)


class _Namesakes:
    """People by their full names: turned round, shortened and with initials."""

    def __init__(self, roster: Roster) -> None:
        self._roster = roster
        self._by_key: dict[tuple[str, str], list[int]] = {}
        self._by_name: dict[str, list[int]] = {}
        for person in roster.people.values():
            for key in _keys(person.name):
                self._by_key.setdefault(key, []).append(person.id)
            self._by_name.setdefault(name_key(person.name), []).append(person.id)

    def of(self, person: Person, names: Collection[str]) -> set[int]:
        """Everybody else whose name may be one of this person's."""
        found: set[int] = set()
        for name in (person.name, *sorted(names)):
            for key in _keys(name):
                found |= set(self._by_key.get(key, ())[:MOST_ALIKE])
        return found - {person.id}

    def bearers(self, name: str) -> int:
        """How many are called so."""
        return len(self._by_name.get(name_key(name), ()))

    def is_relayed_only(self, one: Person, other: Person) -> bool:
        """One is known by what a platform passes on, and nobody but the other is called so."""
        is_one_without = bool(one.addresses) != bool(other.addresses)
        is_same = name_key(one.name) == name_key(other.name) != ""
        return is_one_without and is_same and self.bearers(one.name) == MOST_OF_ONE_NAME


def _keys(name: str) -> set[tuple[str, str]]:
    """What namesakes share: a family name with a given name, its short forms or its first letter."""
    parsed = parse_name(name)
    if len(parsed.core) < 2:
        return set()
    first, last = parsed.core[0], parsed.core[-1]
    keys: set[tuple[str, str]] = set()
    for given, forms in ((first, parsed.forms[-1]), (last, parsed.forms[0])):
        plain = given.partition("-")[0]
        for family in forms:
            if len(family) < 2:
                continue
            for word in (plain, *short_forms(plain), given[0]):
                keys.add((family.rpartition("-")[2], word))
                keys.add((family.partition("-")[0], word))
    return keys
