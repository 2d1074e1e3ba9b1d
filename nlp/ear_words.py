"""Words as the ear hears them: each as itself, by its pieces of three to five letters and as its kind.

Kinds stand in `nlp/patterns/word_classes.toml`. What a word brings is a number for each of these, the bucket
in which the ear keeps what it learnt of it.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import cache, lru_cache
from importlib import resources
from itertools import chain, repeat
from zlib import crc32

import numpy as np
from numpy.typing import NDArray

from nlp.kept_tables import loads
from nlp.utterances import NAME, PROPER

BUCKETS = 1 << 18

_TOKEN = re.compile(rf"{NAME}+|{PROPER}+|[^\W\d_]+(?:'[^\W\d_]+)*|\d+(?:[.,:]\d+)*|[?!€£$:]")
_MOST_WORDS = 60  # of a sentence
_SPELT = {"won't": "will not", "can't": "can not", "cannot": "can not", "shan't": "shall not"}
_BARE = frozenset("dont didnt doesnt isnt wasnt arent wont cant havent hasnt couldnt wouldnt".split())
_DENYING = frozenset("not never no without nor hardly".split())
_DENIED_WORDS = 3
_DENIED = 11  # a salt, as rows of words have them
_KEPT = 2_000  # words of which is kept how they are spelt and what they bring

Ids = NDArray[np.int64]


def bucket(name: str) -> int:
    """Where a feature of that name is kept."""
    return crc32(name.encode()) % BUCKETS


def row(*columns: Ids, salt: int) -> Ids:
    """Where rows of words are kept: one bucket for each row, told apart by order and by `salt`."""
    mixed = columns[0] * 31_337 + salt * 7_919
    for column in columns[1:]:
        mixed = (mixed & (BUCKETS - 1)) * 7_727 + column * 15_485_863
    return mixed & (BUCKETS - 1)


def words(low: str) -> list[str]:
    """The masked sentence in plain words: marks of names in one piece, "not" by itself, numbers by length."""
    return list(chain.from_iterable(map(_spelt, _TOKEN.findall(low))))[:_MOST_WORDS]


@lru_cache(maxsize=_KEPT)
def _spelt(token: str) -> Sequence[str]:
    first = token[0]
    if first == NAME:
        return ("§name",)
    if first == PROPER:
        return ("§proper",)
    if first.isdigit():
        return (f"§n{min(len(token), 4)}",)
    if token in _SPELT:
        return _SPELT[token].split()
    if token.endswith("n't"):
        return token[:-3], "not"
    if token in _BARE:
        return token[:-2], "not"
    return token.split("'")


def denied(spelt: Sequence[str]) -> Iterable[bool]:
    """Which words of a sentence stand right behind a "not": there they say something else."""
    if _DENYING.isdisjoint(spelt):
        return repeat(False)
    return [not _DENYING.isdisjoint(spelt[max(0, i - _DENIED_WORDS) : i]) for i in range(len(spelt))]


@dataclass(frozen=True, slots=True, eq=False)
class Word:
    """A word's bucket, its kind's (or its own), whether it has a kind, and the buckets it brings alone."""

    name: int
    kind: int
    has_kind: bool
    alone: Ids


@lru_cache(maxsize=_KEPT)
def word(spelt: str, is_outbound: bool, is_denied: bool) -> Word:
    """What a word of the recruiter's or of somebody else's mail brings."""
    kind = "" if spelt[:1] == "§" else _kind(spelt)
    framed = f"<{spelt}>"
    pieces = (
        {framed[i : i + n] for n in (3, 4, 5) for i in range(len(framed) - n + 1)}
        if spelt.isalpha()
        else set()
    )
    way = "outbound" if is_outbound else "inbound"
    names = [f"w {spelt}", f"w {way} {spelt}", *(f"c {piece}" for piece in sorted(pieces))]
    if kind:
        names.append(f"k {kind}")
    alone = np.array([bucket(name) for name in names], dtype=np.int64)
    if is_denied:
        alone = row(alone, salt=_DENIED)
    return Word(bucket(f"w {spelt}"), bucket(f"k {kind or spelt}"), bool(kind), alone)


@cache
def _classes() -> tuple[dict[str, str], dict[str, str], range]:
    """Kinds of whole words and of beginnings, and how long these are, the longest first."""
    page = (resources.files("nlp") / "patterns" / "word_classes.toml").read_text("utf-8")
    whole: dict[str, str] = {}
    begins: dict[str, str] = {}
    for kind, members in loads(page).items():
        for word in members.split():
            (begins if word.endswith("*") else whole).setdefault(word.rstrip("*"), kind)
    sizes = {len(stem) for stem in begins}
    return whole, begins, range(max(sizes), min(sizes) - 1, -1)


def _kind(word: str) -> str:
    whole, begins, sizes = _classes()
    found = whole.get(word)
    return found or next((kind for size in sizes if (kind := begins.get(word[:size]))), "")
