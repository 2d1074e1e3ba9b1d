"""Which patterns can match a text at all, told from the pieces of words that stand in it.

Most patterns cannot match most sentences, because a word they need is not there. Each pattern is taken apart
once into sets of pieces of which one must stand in any text it matches (`nlp.needed_pieces`). What a word
offers to all patterns is looked up when the word is first met, so a sentence costs one step a word, and only
the patterns that are left are tried.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Iterator, Sequence
from functools import lru_cache

from nlp.needed_pieces import EDGE, SETS, Needs

_WORDS = 3_000  # words of which is kept what they offer
_ALONE = (1,)
_EDGE = re.compile(r"\b")


class Needles:
    """Patterns by number, and which of them a text leaves possible."""

    def __init__(self) -> None:
        self._count = 0
        self._offers: dict[str, int] = {}  # a bit for each pattern and set that wants the piece
        self._sizes: dict[str, tuple[int, ...]] = {}  # of the pieces that begin with these two characters
        self._free = self._firsts = 0  # bits of sets that are wanting; the first bit of each pattern
        self.left = lru_cache(maxsize=64)(self._left)
        self._offered = lru_cache(maxsize=_WORDS)(self._look_up)

    def add(self, needs: Sequence[Needs]) -> int:
        """Take in what patterns need and get the number of the first."""
        first = self._count
        self._count += len(needs)
        wanting: dict[Collection[str], int] = {}  # the bits by set: many patterns want the same
        for number, sets in enumerate(needs, start=first):
            bit = 1 << number * SETS
            self._firsts |= bit
            for pieces in sets:
                wanting[pieces] = wanting.get(pieces, 0) | bit
                bit <<= 1
            for _ in range(SETS - len(sets)):
                self._free |= bit
                bit <<= 1
        for pieces, bits in wanting.items():
            for piece in pieces:
                if (offered := self._offers.get(piece)) is not None:
                    self._offers[piece] = offered | bits
                    continue
                self._offers[piece] = bits  # most pieces stand in one set and share its bits
                if len(piece) not in (sizes := self._sizes.get(piece[:2], _ALONE)):
                    self._sizes[piece[:2]] = (*sizes, len(piece))
        self._offered.cache_clear()
        self.left.cache_clear()
        return first

    def _left(self, text: str) -> int:
        """The first bit (see `bits_of`) of each pattern that may match the text."""
        found = self._free
        for word in text.split(" "):
            found |= self._offered(word)
        left = self._firsts
        for place in range(SETS):
            left &= found >> place
        return left

    def _look_up(self, word: str) -> int:
        """What the pieces of a word between two spaces offer."""
        found, offers, framed = 0, self._offers, _EDGE.sub(EDGE, f" {word} ")
        for i in range(len(framed)):
            for size in self._sizes.get(framed[i : i + 2], _ALONE):
                found |= offers.get(framed[i : i + size], 0)
        return found


def bits_of(first: int, count: int) -> int:
    """The first bits of so many patterns in a row."""
    return ((1 << count * SETS) - 1) // ((1 << SETS) - 1) << first * SETS


def numbers(bits: int) -> Iterator[int]:
    """The patterns whose first bits are set, from the lowest up."""
    while bits:
        lowest = bits & -bits
        yield lowest.bit_length() // SETS
        bits ^= lowest
