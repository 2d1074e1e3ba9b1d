"""Whom a name in a message means: the people nearest to the message first, everybody known last.

Nearness decides: the message's own people, its thread, those spoken of with this correspondent, then anybody
with a record whose name fits without a rival. Two who fit equally well are nobody.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta

from contacts.identity import SCORES, Fit, Why, fits
from contacts.names import fold, parse_name
from contacts.people import Person, Roster
from domain import Role
from nlp.names import is_first_name

FIRST_SPOKEN_OF = timedelta(days=90)  # so long before their first mail people are spoken of by half a name

# A part of a name that tells who is meant without any context, as long as it fits one person only.
SURE_WITHOUT_CONTEXT = frozenset(
    {Why.TITLED, Why.FIRST, Why.LAST, Why.MIDDLE, Why.NICKNAME, Why.ADDRESS, Why.SHORT}
)


@dataclass(frozen=True, slots=True)
class Meant:
    """Whom a name means: a contact, the recruiter, or nobody on record."""

    contact_id: int | None = None
    is_own: bool = False


NOBODY = Meant()


@dataclass(slots=True)
class Surroundings:
    """The people around one message, nearest first. `headers` are names in its headers without a record."""

    is_outbound: bool
    own_names: tuple[str, ...]
    at: datetime
    present: list[Person]
    in_thread: list[Person] = field(default_factory=list)
    spoken_of: list[Person] = field(default_factory=list)
    headers: tuple[str, ...] = ()
    author: Person | None = None  # of a mail that came in
    addressee: Meant | None = None  # the only one a greeting can mean
    called: Mapping[str, frozenset[int | None]] = field(default_factory=dict)  # None is the recruiter
    named: list[tuple[str, Meant]] = field(default_factory=list)  # full names met so far in the text


def who_is_meant(
    text: str,
    around: Surroundings,
    roster: Roster,
    *,
    is_greeting: bool = False,
    is_introduction: bool = False,
) -> Meant:
    """The person a name stands for in these surroundings; a full name met is remembered for what follows.

    Nobody speaks of themselves by name, unless it `is_introduction`: "Tilda here".
    """
    name = parse_name(text)
    if not name.core:
        return NOBODY
    found = NOBODY
    is_of_others = not (name.is_full or is_greeting or is_introduction)
    if is_of_others and around.author and around.author.fit(text):
        found = _look(text, False, _without_author(around, around.author), roster, is_greeting=False)
    if found == NOBODY:
        found = _look(text, name.is_full, around, roster, is_greeting=is_greeting)
    if name.is_full:
        around.named.append((text, found))
    return found


def _without_author(around: Surroundings, author: Person) -> Surroundings:
    """The same surroundings, seen by their author, who is nobody to speak of."""
    return replace(
        around,
        present=[person for person in around.present if person.id != author.id],
        in_thread=[person for person in around.in_thread if person.id != author.id],
        spoken_of=[person for person in around.spoken_of if person.id != author.id],
    )


def _look(text: str, is_full: bool, around: Surroundings, roster: Roster, *, is_greeting: bool) -> Meant:
    own = _best_fit(text, around.own_names)
    if is_greeting and own and not around.is_outbound:
        return Meant(is_own=True)
    if not is_full and not is_greeting:
        for earlier, meant in reversed(around.named):
            if fits(text, earlier):
                return meant
    for tier in (around.present, around.in_thread, around.spoken_of):
        best, fit = _best_person(text, tier)
        if fit is None:
            continue
        if own and own.score >= fit.score and not (around.is_outbound and tier is around.present):
            return Meant(is_own=True)
        return Meant(best.id) if best else NOBODY
    if own:
        return Meant(is_own=True)
    if not is_full:
        if found := _abbreviated(text, around):
            return found
        if is_greeting and around.addressee:
            return around.addressee  # a pet name for the only one addressed
        if usual := _called(text, around):
            return usual
    if any((fit := fits(text, header)) and not fit.is_full for header in around.headers) and not is_full:
        return NOBODY  # somebody in copy who has no record
    is_theirs = around.author is not None and around.author not in around.present
    return _anybody(text, around.at, roster, around.author if is_theirs else None)


def _abbreviated(text: str, around: Surroundings) -> Meant | None:
    """Friends write a letter for a name: the only one addressed whose name begins so."""
    letter = text.strip(" .")
    people = [person for person in around.present if parse_name(person.name).core[:1]]
    if len(letter) != 1 or not letter.isupper() or not around.addressee or len(people) != 1:
        return None
    is_theirs = parse_name(people[0].name).core[0].startswith(letter.lower())
    return around.addressee if is_theirs and around.addressee.contact_id == people[0].id else None


def _called(text: str, around: Surroundings) -> Meant | None:
    """Who near the message has been called this before, where it was one person only."""
    people = around.called.get(parse_name(text).key, frozenset())
    near = {person.id for person in (*around.present, *around.in_thread, *around.spoken_of)}
    fitting = people & {*near, None}
    if len(fitting) != 1:
        return None
    found = next(iter(fitting))
    return Meant(is_own=True) if found is None else Meant(found)


def _anybody(text: str, at: datetime, roster: Roster, unless: Person | None) -> Meant:
    everybody = [
        (person, fit)
        for person, fit in roster.named(text)
        if (fit.is_full or person.first_seen <= at + FIRST_SPOKEN_OF) and person is not unless
    ]
    if not everybody:
        return NOBODY
    best, fit = everybody[0]
    rivals = [person for person, other in everybody[1:] if other.score >= fit.score]
    if fit.is_full:
        return NOBODY if rivals else Meant(best.id)
    # Part of a name, out of context: only where nobody else could be meant at all.
    is_plausible = best.is_in_address_book or bool(best.roles & {Role.CANDIDATE, Role.CLIENT})
    far = SCORES[Why.SHORT] if fit.score > SCORES[Why.SHORT] else 0.0  # "Phil" is rather Philip than Philippa
    is_only = not any(other.score > far for _, other in everybody[1:])
    if fit.why is Why.SHORT and is_first_name(fold(text)):
        return NOBODY  # a name of its own: "Carl" is no Carlos
    return Meant(best.id) if is_only and is_plausible and fit.why in SURE_WITHOUT_CONTEXT else NOBODY


def _best_fit(text: str, names: Sequence[str]) -> Fit | None:
    found = [fit for name in names if (fit := fits(text, name))]
    return max(found, key=lambda fit: fit.score, default=None)


def _best_person(text: str, people: Sequence[Person]) -> tuple[Person | None, Fit | None]:
    """The one who fits best and how; nobody with a fit means that two fit equally well."""
    best: Person | None = None
    best_fit: Fit | None = None
    for person in people:
        fit = person.fit(text)
        if fit is None or (best_fit and fit.score < best_fit.score):
            continue
        if best_fit and fit.score == best_fit.score:
            if best is None or person.id != best.id:
                best = None
            continue
        best, best_fit = person, fit
    return best, best_fit
