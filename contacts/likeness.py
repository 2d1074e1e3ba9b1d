"""Whether two records are one person: evidence weighed, with its reasons, and whether that is safe.

Pure. A display name alone never joins anybody: it only lets other evidence count. What joins two records by
itself must tie their very addresses together, and nothing may speak against it; all else is a question.
"""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from math import exp

from contacts.addresses import is_private_domain, name_from_address, organisation, split_address
from contacts.identity import Why, fits
from contacts.names import SUFFIXES, fold, parse_name
from domain import Clue, Ground

SAFE_AT = 0.93  # joined without a question from here on
ASKED_AT = 0.35  # asked from here on; a full name that two people share, and nothing else, is just above

# In log-odds. Beside each: what it is worth against two strangers who bear that name.
NAME_ALONE = {
    Why.FULL: -0.5,
    Why.MOST: -1.0,
}  # two records of one full name are one person less often than not
NO_NAME = -2.5  # one of the two has no name but its address
WEIGHTS = {
    Clue.SIGNATURE: 4.5,  # who signs with an address answers there
    Clue.PHONE: 4.0,
    Clue.OWN_WORDS: 4.0,
    Clue.REPLY: 3.5,  # less: somebody else may answer for them
    Clue.FORWARD: 2.5,
    Clue.EMPLOYER: 1.5,
    Clue.ADDRESS: 0.3,
    Clue.TURN: 0.5,
    Clue.RELAY: 3.5,  # a platform names people and gives no address
    Clue.BOOK: 1.5,  # one line of a book has both: books err as often as the store
    Clue.TWO_LINES: -3.0,
    Clue.OTHER_NAME: -6.0,
    Clue.LOOKALIKE: -3.0,
}
TIES = frozenset({Clue.SIGNATURE, Clue.PHONE, Clue.OWN_WORDS, Clue.REPLY, Clue.FORWARD, Clue.RELAY})
AGAINST = frozenset({Clue.TWO_LINES, Clue.OTHER_NAME, Clue.LOOKALIKE})
_GENERATIONS = frozenset("jr sr ii iii iv".split())


@dataclass(frozen=True, slots=True)
class Side:
    """What is known of one record. Names as written above their mail and under it; phones as digits."""

    name: str
    addresses: tuple[str, ...] = ()
    names: frozenset[str] = frozenset()
    phones: frozenset[str] = frozenset()
    is_in_address_book: bool = False


@dataclass(frozen=True, slots=True)
class Tie:
    """Something in one mail that ties the two records together."""

    clue: Clue
    words: str
    message_id: str = ""


@dataclass(frozen=True, slots=True)
class Likeness:
    """How likely two records are one person, from 0 to 1, why, and whether they may be joined unasked."""

    score: float
    grounds: tuple[Ground, ...]
    is_safe: bool


def likeness(
    one: Side, other: Side, ties: Collection[Tie] = (), *, takes_turn: bool = False
) -> Likeness | None:
    """How alike two records are; None where their names do not go together, or nothing is worth asking.

    `takes_turn`: one fell silent before the other began.
    """
    grounds: list[Ground] = []
    name = _name_ground(one, other)
    if name is None:
        return None
    weight, ground = name
    if ground:
        grounds.append(ground)
    # The same kind of evidence in ten mails is one reason.
    for clue in sorted({tie.clue for tie in ties}, key=lambda clue: -WEIGHTS[clue]):
        first = min((tie for tie in ties if tie.clue is clue), key=lambda tie: (tie.message_id, tie.words))
        grounds.append(Ground(clue, first.words, first.message_id))
    if shared := sorted(one.phones & other.phones):
        grounds.append(Ground(Clue.PHONE, f"both sign with the phone number ending in {shared[0][-4:]}"))
    firms = _organisations(one) & _organisations(other)
    if firms:
        grounds.append(Ground(Clue.EMPLOYER, f"both write from {min(firms)}"))
    if ground and _is_in_address(one, other):
        grounds.append(Ground(Clue.ADDRESS, "the name stands in both addresses"))
    if takes_turn:
        grounds.append(Ground(Clue.TURN, "one fell silent before the other began to write"))
    grounds += _against(one, other)
    clues = {ground.clue for ground in grounds}
    score = 1 / (1 + exp(-(weight + sum(WEIGHTS[clue] for clue in clues - {Clue.NAME}))))
    if score < ASKED_AT:
        return None
    tied = clues & TIES
    # A number that two people of one firm share may be the switchboard's.
    is_tied = bool(tied - {Clue.PHONE}) or (bool(tied) and not firms)
    is_safe = score >= SAFE_AT and is_tied and ground is not None and not clues & AGAINST
    return Likeness(round(score, 3), tuple(grounds), is_safe)


def is_only_a_name(found: Likeness) -> bool:
    """Nothing but the name speaks for it."""
    return {ground.clue for ground in found.grounds} <= {Clue.NAME, Clue.ADDRESS, Clue.TURN}


def _name_ground(one: Side, other: Side) -> tuple[float, Ground | None] | None:
    """How well any of their names go together; no ground where one side has none."""
    mine, theirs = _full_names(one), _full_names(other)
    if not mine or not theirs:
        bare = [side for side, names in ((one, mine), (other, theirs)) if not names]
        return (NO_NAME, None) if all(map(_is_nameless, bare)) else None
    best: tuple[float, Ground] | None = None
    for a in sorted(mine):
        for b in sorted(theirs):
            both_ways = [fit for fit in (fits(a, b), fits(b, a)) if fit and fit.is_full]
            if not both_ways:
                continue
            why = Why.FULL if [fit.why for fit in both_ways] == [Why.FULL] * 2 else Why.MOST
            words = f'both are called "{b}"' if why is Why.FULL else f'"{a}" may be "{b}"'
            if best is None or NAME_ALONE[why] > best[0]:
                best = NAME_ALONE[why], Ground(Clue.NAME, words)
    return best


def _full_names(side: Side) -> set[str]:
    """Names of two words and more, an initial among them."""
    return {name for name in (side.name, *side.names) if len(parse_name(name).core) > 1}


def _is_nameless(side: Side) -> bool:
    """Nothing is known but a name made from the address."""
    made = {name_from_address(address) for address in side.addresses}
    return not side.names - {""} and (not side.name or side.name in made)


def _organisations(side: Side) -> set[str]:
    domains = {split_address(address)[1] for address in side.addresses}
    return {organisation(domain) for domain in domains if domain and not is_private_domain(domain)}


def _is_in_address(one: Side, other: Side) -> bool:
    """Some address of either bears a word of the family name, or of the given name."""
    words = {word for name in (one.name, other.name) for word in parse_name(name).core if len(word) > 2}
    return all(
        any(word in fold(split_address(address)[0]) for address in side.addresses for word in words)
        for side in (one, other)
    )


def _against(one: Side, other: Side) -> list[Ground]:
    found: list[Ground] = []
    if one.is_in_address_book and other.is_in_address_book:
        found.append(Ground(Clue.TWO_LINES, "the address book has them as two people"))
    if words := _other_name(one, other):
        found.append(Ground(Clue.OTHER_NAME, words))
    if pair := _lookalike(one, other):
        found.append(Ground(Clue.LOOKALIKE, f"{pair[0]} only looks like {pair[1]}"))
    return found


def _other_name(one: Side, other: Side) -> str:
    """Two generations, or two middle initials: what namesakes are told apart by."""
    a, b = _marks(one), _marks(other)
    for mine, theirs in zip(a, b, strict=True):
        if mine and theirs and not mine & theirs:
            return f"{min(mine).upper()} is not {min(theirs).upper()}"
    # The younger says so, the elder does not.
    if bool(a[0]) != bool(b[0]):
        return f"only one of them is {min(a[0] | b[0]).capitalize()}"
    return ""


def _marks(side: Side) -> tuple[frozenset[str], frozenset[str]]:
    """Generations, and first letters of middle names, in all names of one side."""
    generations: set[str] = set()
    middles: set[str] = set()
    for name in _full_names(side) | {side.name}:
        words = [word.strip(".,") for word in fold(name).split()]
        generations |= {word for word in words[1:] if word in _GENERATIONS & SUFFIXES}
        core = parse_name(name).core
        if len(core) == 3:
            middles.add(core[1][0])
    return frozenset(generations), frozenset(middles)


def _lookalike(one: Side, other: Side) -> tuple[str, str] | None:
    """Two domains that differ in a letter or two, as those of somebody who pretends do."""
    for a in sorted(_organisations(one)):
        for b in sorted(_organisations(other)):
            if a != b and looks_like(a, b):
                return max(a, b), min(a, b)
    return None


def looks_like(one: str, other: str) -> bool:
    """Whether two domains could be mistaken for each other: one letter more, less, other or swapped."""
    a, b = (domain.replace("rn", "m").replace("0", "o").replace("1", "l") for domain in (one, other))
    a, b = a.partition(".")[0], b.partition(".")[0]
    if a == b:
        return True  # the same name under another ending, or written with other letters
    if min(len(a), len(b)) < 5 or abs(len(a) - len(b)) > 1:
        return False
    start = next((i for i, (x, y) in enumerate(zip(a, b, strict=False)) if x != y), min(len(a), len(b)))
    rest, other_rest = a[start:], b[start:]
    return (
        rest[1:] == other_rest[1:]
        or rest == other_rest[1:]
        or rest[1:] == other_rest
        or (rest[:2] == other_rest[:2][::-1] and rest[2:] == other_rest[2:])
    )
