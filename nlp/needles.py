"""Which patterns can match a text at all, told from the pieces of words that stand in it.

Most patterns cannot match most sentences, because a word they need is not there. Each pattern is taken apart
once into sets of pieces of which one must stand in any text it matches (`nlp.needed_pieces`). What a word
offers to all patterns is looked up when the word is first met, so a sentence costs one step a word, and only
the patterns that are left are tried.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Iterator, Sequence
from functools import cached_property, lru_cache, reduce
from operator import or_

from nlp.needed_pieces import EDGE, SETS, Needs

_WORDS = 3_000  # words of which is kept what they offer
_ALONE = (1,)
_EDGE = re.compile(r"\b")


class Needles:
    """Patterns by number, and which of them a text leaves possible.

    What is found of what they need is one number with a bit for each pattern and set: first the bits of all
    first sets, then those of the second, so that a shift lays the sets of a pattern over one another.
    """

    def __init__(self) -> None:
        self._needs: list[Needs] = []
        self.left = lru_cache(maxsize=64)(self._left)
        self._offered = lru_cache(maxsize=_WORDS)(self._look_up)

    def add(self, needs: Sequence[Needs]) -> int:
        """Take in what patterns need and get the number of the first."""
        first = len(self._needs)
        self._needs += needs
        for made_before in ("_offers", "_sizes", "_free"):
            self.__dict__.pop(made_before, None)
        self._offered.cache_clear()
        self.left.cache_clear()
        return first

    @cached_property
    def _offers(self) -> dict[str, int]:
        """The bits of those that want a piece, by the piece."""
        wanting: dict[Collection[str], int] = {}  # by set: many patterns want the same
        for number, sets in enumerate(self._needs):
            for place, pieces in enumerate(sets):
                wanting[pieces] = wanting.get(pieces, 0) | 1 << number + place * len(self._needs)
        offers: dict[str, int] = {}
        for pieces, bits in wanting.items():
            for piece in pieces:
                offers[piece] = offers[piece] | bits if piece in offers else bits  # most share those of a set
        return offers

    @cached_property
    def _sizes(self) -> dict[str, tuple[int, ...]]:
        """The lengths of the pieces that begin with the same two characters."""
        sizes: dict[str, tuple[int, ...]] = {}
        for piece in self._offers:
            if len(piece) not in (known := sizes.get(piece[:2], _ALONE)):
                sizes[piece[:2]] = (*known, len(piece))
        return sizes

    @cached_property
    def _free(self) -> int:
        """The bits of sets that patterns do not have."""
        missing = (
            number + place * len(self._needs)
            for number, sets in enumerate(self._needs)
            for place in range(len(sets), SETS)
        )
        return reduce(or_, (1 << bit for bit in missing), 0)

    def _left(self, text: str) -> int:
        """A bit for each pattern that may match the text."""
        left = found = reduce(or_, map(self._offered, text.split(" ")), self._free)
        for place in range(1, SETS):
            left &= found >> place * len(self._needs)
        return left

    def _look_up(self, word: str) -> int:
        """What the pieces of a word between two spaces offer."""
        found, offers, sizes, framed = 0, self._offers, self._sizes, _EDGE.sub(EDGE, f" {word} ")
        for i in range(len(framed)):
            for size in sizes.get(framed[i : i + 2], _ALONE):
                found |= offers.get(framed[i : i + size], 0)
        return found


def bits_of(first: int, count: int) -> int:
    """The bits of so many patterns in a row."""
    return ((1 << count) - 1) << first


def numbers(bits: int) -> Iterator[int]:
    """The patterns whose bits are set, from the lowest up."""
    while bits:
        lowest = bits & -bits
        yield lowest.bit_length() - 1
        bits ^= lowest
