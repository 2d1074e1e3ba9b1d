"""The people one passage may well speak of: sender, recipients, address book, in every form a name takes."""

from __future__ import annotations

from collections.abc import Iterable, Set
from dataclasses import dataclass, field
from functools import lru_cache

from domain import Passage
from nlp.name_words import WORDS
from nlp.names import fold, name_words, short_forms


@dataclass(slots=True)
class KnownNames:
    """Folded forms of known names. `parts`: words that name somebody; `fulls`: first words → full names.

    `givens` are given names and their short forms, which people also write in small letters.
    """

    parts: set[str] = field(default_factory=set)
    fulls: dict[str, set[tuple[str, ...]]] = field(default_factory=dict)
    givens: set[str] = field(default_factory=set)
    short: set[str] = field(default_factory=set)
    initials: set[str] = field(default_factory=set)
    heads: set[str] = field(default_factory=set)  # the first two letters of given names

    @classmethod
    def of(cls, passage: Passage) -> KnownNames:
        """What headers and address book tell about `passage`."""
        known = cls()
        for display in dict.fromkeys(
            (passage.author, *passage.addressees, *passage.known_names, *passage.forwarded_names)
        ):
            known._join(_bearer(display))
        return known

    def learn(self, words: Iterable[str]) -> None:
        """Takes in one person's folded name: in full, given name or surname alone, short forms."""
        name = [word for word in words if word]
        if not name:
            return
        first = name[0]
        self.initials |= {first[0] + other[0] for other in name[1:]}
        surnames, forms = _surname(name), short_forms(first)
        if len(first) > 1:
            self.givens |= {first, *forms}
            self.heads |= {given[:2] for given in (first, *forms)}
            self.parts |= {first, *filter(_is_name, forms)}
        if "-" in first:  # "KU" of Karl-Uwe
            self.parts.add("".join(part[0] for part in first.split("-") if part))
        for pieces in (name, [first, *surnames], [name[-1], *name[:-1]], name[1:]):
            if len(pieces) > 1:
                self.fulls.setdefault(pieces[0], set()).add(tuple(pieces))
        for form in forms if surnames else ():
            self.fulls.setdefault(form, set()).add((form, *surnames))
        if len(name) > 2 and len(first) > 1 and len(name[1]) > 1:
            self.short.add(first[:2] + name[1][:2])  # "Majo" of María José
        if surnames:
            self.fulls.setdefault(surnames[0], set()).add(tuple(surnames))
            if len(surnames[-1]) > 2:
                self.parts.add(surnames[-1])
        for word in name[1:]:
            if len(word) > 2 and word not in WORDS.particles and word not in WORDS.never:
                self.parts.add(word)

    def _join(self, other: KnownNames) -> None:
        self.parts |= other.parts
        self.givens |= other.givens
        self.short |= other.short
        self.initials |= other.initials
        self.heads |= other.heads
        for first, names in other.fulls.items():
            self.fulls.setdefault(first, set()).update(names)

    def abbreviates(self, word: str) -> bool:
        """Whether one or two letters stand for a known name: its initials or its head, as friends write."""
        return len(word) <= 2 and (
            word in self.initials or any(given.startswith(word) for given in self.givens)
        )

    def resembled(self, words: Set[str]) -> set[str]:
        """Those of many words that look like a short form of a known given name."""
        givens = " ".join(self.givens)
        return {
            word
            for word in words
            if (word[:2] in self.heads or word in givens or word in self.short) and self.resembles(word)
        }

    def resembles(self, word: str) -> bool:
        """Whether `word` looks like a short form of a known given name: its head, its end, "gaz" of gary."""
        if len(word) < 3 or word in self.short:
            return word in self.short
        is_inside = len(word) >= 4 and any(word in given for given in self.givens)
        if word[:2] not in self.heads and not is_inside:
            return False
        for given in self.givens:
            if given == word or len(given) < 4:
                continue
            if len(word) >= 4 and word in given:
                return True
            stem = word.rstrip("aeiosyz")
            if (
                given.startswith(word[:3])
                and (len(stem) <= 3 or given.startswith(stem))
                and len(word) <= len(given)
            ):
                return True
            if word[:2] == given[:2] and word[2] in "zs" and word[3:] in ("", "a", "za", "s", "y"):
                return True
        return False


@lru_cache(maxsize=300)
def _bearer(display: str) -> KnownNames:
    """What one display name tells; kept, for the same people write again and again."""
    known = KnownNames()
    known.learn([fold(word) for word in name_words(display)])
    return known


def _is_name(form: str) -> bool:
    """Short forms may be words: "asia" of Joanna is a part of the world first."""
    return form not in WORDS.never and form not in WORDS.places


def _surname(name: list[str]) -> list[str]:
    """The last word with the particles before it."""
    start = len(name) - 1
    while start > 1 and name[start - 1] in WORDS.particles:
        start -= 1
    return name[start:] if start >= 1 else []
