"""What is known of names in general: given names, short forms, and how a display name is read.

The lists under `data/` are evidence, never the judge: many given names are words, places or products.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Set
from functools import cache, lru_cache
from pathlib import Path

from nlp.name_words import WORDS
from nlp.word_list import WordList

_DATA = Path(__file__).parent / "data"
_LETTERS = str.maketrans(
    {
        "ø": "o",
        "ł": "l",
        "ß": "ss",
        "đ": "d",
        "æ": "ae",
        "œ": "oe",
        "ı": "i",
        "ð": "d",
        "þ": "th",
        "’": "'",
        "ʼ": "'",
        "‘": "'",
    }
)
_NAME_WORD = re.compile(r"[^\W\d_]+(?:['’ʼ‘-][^\W\d_]+)*['’]?\.?")
_ASIDE = re.compile(r"\([^()]{0,80}\)|\[[^\[\]]{0,80}\]|\"[^\"]{0,80}\"|[|/@–—].{0,200}$")
_SUFFIXES = frozenset("jr sr ii iii iv phd mba md esq msc bsc pmp cpa dds rn".split())


@lru_cache(maxsize=1_500)
def fold(text: str) -> str:
    """`text` in small letters without accents: what two spellings of one name share."""
    lowered = text.lower()
    if lowered.isascii():
        return lowered
    bare = unicodedata.normalize("NFKD", lowered.translate(_LETTERS))
    return "".join(char for char in bare if not unicodedata.combining(char))


@cache
def _first_names() -> dict[str, str]:
    """Folded given names with their marks: `*` an ordinary word too, `+` one only in small letters."""
    lines = (_DATA / "first_names.txt").read_text(encoding="ascii").split()
    return {line.rstrip("*+"): line[-1] for line in lines}


@cache
def _birth_names() -> WordList:
    return WordList(_DATA / "birth_names.txt")


@cache
def _towns() -> WordList:
    return WordList(_DATA / "towns.txt")


@cache
def _short_forms() -> dict[str, frozenset[str]]:
    lines = (_DATA / "nicknames.txt").read_text(encoding="ascii").splitlines()
    return {name: frozenset(forms.split()) for name, _, forms in (line.partition(": ") for line in lines)}


def is_first_name(folded: str) -> bool:
    """Whether the list has it; a hyphenated name counts by its first part."""
    names = _first_names()
    return folded in names or ("-" in folded and folded.split("-")[0] in names)


def first_names(folded: Set[str]) -> set[str]:
    """Those of many words that are given names."""
    hyphenated = {word for word in folded if "-" in word and is_first_name(word)}
    return (folded & _first_names().keys()) | hyphenated


def is_rare_name(folded: str) -> bool:
    """Whether it is a given name that the list of common ones lacks; with a capital only."""
    return folded in _birth_names()


def is_ordinary(folded: str) -> bool:
    """Whether a given name is also a word, a place or a product, so that even a capital proves nobody."""
    return _first_names().get(folded) == "*" or folded in WORDS.things or is_town(folded)


def is_mere_word(folded: str) -> bool:
    """Whether it is a common word of letters, or of any text around names."""
    return folded in WORDS.never or folded in WORDS.everybody or folded in WORDS.vocatives


def is_town(folded: str) -> bool:
    """Whether a town, or another place, is meant first by one folded word or several."""
    return folded in WORDS.places or folded.replace("-", " ") in _towns()


def is_word_when_small(folded: str) -> bool:
    """Whether a given name in small letters, or at a sentence's head, may be a mere word."""
    return _first_names().get(folded) == "+" or is_ordinary(folded)


def short_forms(first: str) -> frozenset[str]:
    """Other forms of a folded given name, both ways: bob of robert, robert of bob; gaz of gary."""
    return _short_forms().get(first, frozenset()) | _mates_forms(first)


def _mates_forms(first: str) -> frozenset[str]:
    """What mates in Britain and Australia make of a given name with an r after its first vowel."""
    if len(first) < 4 or first[1] not in "aeiou" or first[2] != "r":
        return frozenset()
    return frozenset(first[:2] + ending for ending in ("z", "zz", "zza"))


def name_words(display: str) -> tuple[str, ...]:
    """The words of a person's display name in the order spoken, without titles, suffixes and asides.

    Empty where the display name is an address, a robot's or an organisation's.
    """
    bare = _ASIDE.sub(" ", display.strip().strip("\"'")).strip()
    if not bare or "@" in display.split("(")[0] or any(char.isdigit() for char in bare):
        return ()
    before, comma, after = bare.partition(",")
    if comma and fold(after).strip(" .").replace(".", "") not in _SUFFIXES and len(after.split()) <= 3:
        bare = f"{after} {before}"  # "Raman, Priya"
    elif comma:
        bare = before
    words = [word.rstrip(".") for word in _NAME_WORD.findall(bare)]
    words = [word for word in words if fold(word) not in _SUFFIXES]
    while words and fold(words[0]) in WORDS.titles and len(words) > 1:
        words = words[1:]
    folded = [fold(word) for word in words]
    if not 1 <= len(words) <= 6 or any(
        word in WORDS.organisation_words or (word in WORDS.never and not is_first_name(word))
        for word in folded[1:]
    ):
        return ()
    if folded[0] in WORDS.never and not is_first_name(folded[0]):
        return ()
    return tuple(words)
