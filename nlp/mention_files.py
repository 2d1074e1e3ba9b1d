"""People whose names stand in the names of attached files: "CV_Oona_Lindqvist.pdf"."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator

from nlp.known_names import KnownNames
from nlp.name_words import WORDS
from nlp.names import fold, is_first_name, is_ordinary

_PAPERS = frozenset(
    "cv cvs resume resumes lebenslauf curriculum vitae cover letter application bewerbung anschreiben "
    "profile portfolio reference references certificate certificates contract offer signed draft final "
    "updated new old copy version v scan img image photo document doc form notes report scorecard "
    "feedback interview job description for of the and by from de en fr es".split()
)
_EXTENSION = re.compile(r"\.[A-Za-z0-9]{1,5}$")
_CAMEL = re.compile(r"(?<=[a-zß-ÿ])(?=[A-ZÀ-Þ])")
_SEPARATORS = re.compile(r"[\W\d_]+")


def names_of_files(files: Iterable[str], known: KnownNames) -> Iterator[str]:
    """The names as they would be written, each once."""
    seen: set[str] = set()
    for file in files:
        stem = _EXTENSION.sub("", file[:200])
        words = _SEPARATORS.sub(" ", _CAMEL.sub(" ", stem)).split()
        kept = [word for word in words if fold(word) not in _PAPERS and (len(word) > 1 or word.isupper())]
        if 2 <= len(kept) <= 4 and _is_person([fold(word) for word in kept], known):
            name = " ".join(
                word if not word.islower() and not word.isupper() else word.capitalize() for word in kept
            )
            if fold(name) not in seen:
                seen.add(fold(name))
                yield name


def _is_person(words: list[str], known: KnownNames) -> bool:
    if any(word in WORDS.organisation_words or word in WORDS.place_words for word in words):
        return False
    if tuple(words) in known.fulls.get(words[0], ()):
        return True
    if words[0] in WORDS.never or any(word in WORDS.never for word in words[1:]):
        return False
    return any(is_first_name(word) and not is_ordinary(word) for word in (words[0], words[-1]))
