"""Whether a name in a text can be this person, how surely, and why.

Pure. Only an exact address makes two records one person; a name never does, so this module
answers for mentions, not for merging.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from enum import StrEnum
from functools import lru_cache

from contacts.addresses import local_words
from contacts.names import Name, fold, parse_name
from nlp import names


class Why(StrEnum):
    """What of a name matched."""

    FULL = "full name"
    MOST = "most of the name"
    TITLED = "title and family name"
    FIRST = "first name"
    LAST = "last name"
    MIDDLE = "a name in the middle"
    NICKNAME = "nickname"
    LONGER = "longer than the name known"
    ADDRESS = "name in the address"
    SHORT = "short form"
    INITIALS = "initials"


SCORES = {
    Why.FULL: 1.0,
    Why.MOST: 0.9,
    Why.TITLED: 0.75,
    Why.FIRST: 0.7,
    Why.LAST: 0.62,
    Why.NICKNAME: 0.6,
    Why.LONGER: 0.55,
    Why.MIDDLE: 0.5,
    Why.ADDRESS: 0.5,
    Why.SHORT: 0.42,
    Why.INITIALS: 0.4,
}


@dataclass(frozen=True, slots=True)
class Fit:
    """How well a name fits: `score` from 0 to 1, and why."""

    score: float
    why: Why

    @property
    def is_full(self) -> bool:
        """Given and family name agree; good enough without any context."""
        return self.why in (Why.FULL, Why.MOST)


def short_forms(name: str) -> frozenset[str]:
    """The usual short forms of a given name, and the names it is a short form of."""
    return names.short_forms(name.partition("-")[0])


@lru_cache(maxsize=8_192)
def is_nickname_pair(one: str, other: str) -> bool:
    """One is a usual short form of the other, or both are of the same name."""
    mine, theirs = names.short_forms(one), names.short_forms(other)
    return other in mine or one in theirs or any(len(form) > 4 for form in mine & theirs)


def is_short_form(short: str, name: str) -> bool:
    """A name cut at its end (3 letters or more) or its beginning (4 or more): 'Raghav', 'Seun'."""
    if len(name) < len(short) + 2 or "-" in short:
        return False
    return (len(short) >= 3 and name.startswith(short)) or (len(short) >= 4 and name.endswith(short))


def fits(mention: str, name: str, *, addresses: Iterable[str] = ()) -> Fit | None:
    """How `mention` fits the person called `name`, None where it does not.

    `addresses` lend the forms of a name that stand in their local parts.
    """
    said, known = parse_name(mention), parse_name(name)
    if not said.core:
        return None
    why = _compare(said, known, mention) if known.core else None
    if why is None and said.core[0] == "m" and len(said.core) == 2 <= len(known.core):
        # "M." before a family name is French for "Mr".
        why = Why.TITLED if said.core[1] in known.forms[-1] else None
    if why in (None, Why.SHORT, Why.INITIALS) and len(said.core) == 1:
        word = said.core[0]
        if any(word in local_words(address) for address in addresses):
            why = Why.ADDRESS
    return Fit(SCORES[why], why) if why else None


def _compare(said: Name, known: Name, raw: str) -> Why | None:
    if said.words == known.words:
        return Why.FULL if len(known.core) > 1 else Why.FIRST
    if len(said.core) == 1:
        return _single(said, known, raw)
    free = list(range(len(known.core)))
    matched = exact = 0
    for position, word in enumerate(said.core):
        hit = next((i for i in free if _same(said.forms[position], known, i)), None)
        if hit is None:
            hit = next((i for i in free if _alike(word, known.core[i]) or word in known.nicknames), None)
        else:
            exact += 1
        if hit is not None:
            free.remove(hit)
            matched += 1
    missing = len(said.core) - matched
    if missing == 0 and exact:
        return Why.FULL if exact == matched and not free else Why.MOST
    if len(known.core) == 1 and matched == 1 and exact and _same(said.forms[0], known, 0):
        return Why.LONGER
    if exact >= 2 and matched > missing:
        return Why.MOST
    return None


def _single(said: Name, known: Name, raw: str) -> Why | None:
    word, last = said.core[0], len(known.core) - 1
    places = [i for i in range(len(known.core)) if _same(said.forms[0], known, i)]
    if places:
        if said.has_title and last > 0:
            return Why.TITLED
        if 0 in places:
            return Why.FIRST
        return Why.LAST if last in places else Why.MIDDLE
    if said.has_title:
        return None
    if word in known.nicknames or is_nickname_pair(word, known.core[0].partition("-")[0]):
        return Why.NICKNAME
    both = "".join(part[0] for part in known.core[0].split("-") if part)  # "KU" of Karl-Uwe
    initials = ("".join(part[0] for part in known.core), both)
    if (
        2 <= len(word) <= 4
        and raw.strip(" .").replace(".", "").isupper()
        and word.replace(".", "") in initials
    ):
        return Why.INITIALS
    if len(known.core) > 1 and is_short_form(word, known.core[0]):
        return Why.SHORT
    return None


def _same(forms: frozenset[str], known: Name, position: int) -> bool:
    if forms & known.forms[position]:
        return True
    parts = known.core[position].split("-")
    return len(parts) > 1 and any(part in forms for part in (parts[0], parts[-1]))


def _alike(word: str, other: str) -> bool:
    """An initial, or a usual short form."""
    if len(word) == 1 or len(other) == 1:
        return word[0] == other[0]
    return is_nickname_pair(word, other) or is_short_form(word, other)


def heads(given: str) -> frozenset[str]:
    """Forms in which friends cut a given name, mere words aside: "dom", "jas"; "ku" of Karl-Uwe."""
    cut = (given[:length] for length in range(3, min(len(given) - 1, 6)) if "-" not in given[:length])
    initials = "".join(part[0] for part in given.split("-") if part) if "-" in given else ""
    return frozenset(form for form in (*cut, initials) if form and not names.is_mere_word(form))


@dataclass(frozen=True, slots=True)
class Known:
    """A person a name may stand for."""

    id: int
    name: str
    addresses: tuple[str, ...] = ()


def who_fits(mention: str, people: Sequence[Known], *, at_least: float = 0.0) -> tuple[int, Fit] | None:
    """The one person the name fits best; None when nobody fits, or two fit equally well."""
    best: tuple[int, Fit] | None = None
    is_tied = False
    for person in people:
        fit = fits(mention, person.name, addresses=person.addresses)
        if fit is None or fit.score < at_least:
            continue
        if best is None or fit.score > best[1].score:
            best, is_tied = (person.id, fit), False
        elif fit.score == best[1].score and person.id != best[0]:
            is_tied = True
    return None if is_tied else best


def is_same_name(one: str, other: str) -> bool:
    """The two names are spelled the same once folded; it says nothing about being one person."""
    return bool(parse_name(one).key) and parse_name(one).key == parse_name(other).key


def folded_words(text: str) -> frozenset[str]:
    """The folded words of a text, to look names up by."""
    return frozenset(parse_name(text).core) if len(text) <= 120 else frozenset(fold(text).split())
