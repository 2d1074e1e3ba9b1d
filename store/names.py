"""Names compared as a recruiter types them: without case, accents and punctuation."""

from __future__ import annotations

import unicodedata

# Letters that no decomposition takes apart.
_PLAIN = str.maketrans({"ł": "l", "ø": "o", "æ": "ae", "œ": "oe", "đ": "d", "ð": "d", "þ": "th", "ı": "i"})


def words(name: str) -> tuple[str, ...]:
    """The words of a name, folded: "Renée O'Neil-Søby" has ("renee", "o", "neil", "soby")."""
    spread = unicodedata.normalize("NFKD", name.casefold().translate(_PLAIN))
    kept = (letter if letter.isalnum() else " " for letter in spread if not unicodedata.combining(letter))
    return tuple("".join(kept).split())


def are_within(asked: tuple[str, ...], name: tuple[str, ...]) -> bool:
    """Whether each word asked for begins a word of the name of its own: "pri ram" is within Priya Raman."""
    left = list(name)
    for word in sorted(asked, key=len, reverse=True):
        fitting = [candidate for candidate in left if candidate.startswith(word)]
        if not fitting:
            return False
        left.remove(min(fitting, key=len))
    return bool(asked)
