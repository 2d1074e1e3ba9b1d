"""Which patterns can match a text at all, told from the short pieces of words that stand in it.

Most patterns cannot match most sentences, because a word they need is not there. Each pattern is taken apart
once into sets of pieces of which one must stand in any text it matches; the pieces of a sentence are then
looked up together for all patterns, and only those that are left are tried.
"""

from __future__ import annotations

import importlib
from collections.abc import Iterator, Mapping, Sequence
from functools import lru_cache
from math import prod
from typing import Any

_SIZES = (3, 4)  # of letters; digits, marks and masks of names also count alone
_SETS = 3  # how many sets of a pattern are kept, the rarest first
_COMMON = {  # how often a character stands in English text, in percent; others are rare
    " ": 18, "e": 10, "t": 7.5, "a": 6.5, "o": 6.2, "n": 5.7, "i": 5.7, "s": 5.3, "r": 5, "h": 5, "l": 3.3,
    "d": 3.3, "u": 2.3, "c": 2.2, "m": 2, "f": 2, "w": 1.7, "g": 1.6, "p": 1.5, "y": 1.4, "b": 1.3, "v": 0.8,
}  # fmt: skip

Pieces = frozenset[str]


class Needles:
    """Patterns by number, and which of them a text leaves possible."""

    def __init__(self) -> None:
        self._needed: list[tuple[Pieces, ...]] = []
        self._masks: dict[str, int] = {}
        self._free = [0] * _SETS
        self._width = 0
        self._possible = lru_cache(maxsize=64)(self._look_up)

    def add(self, needed: Sequence[tuple[Pieces, ...]]) -> int:
        """Take in what patterns need (see `required`) and get the number of the first."""
        first = len(self._needed)
        self._needed += needed
        self._masks.clear()
        self._possible.cache_clear()
        return first

    def left(self, text: str) -> int:
        """A bit for each pattern that may match the text."""
        return self._possible(text)

    def _look_up(self, text: str) -> int:
        if not self._masks:
            self._build()
        found = 0
        masks = self._masks
        for size in (1, *_SIZES):
            for piece in masks.keys() & {text[i : i + size] for i in range(len(text) - size + 1)}:
                found |= masks[piece]
        left = -1
        for place, free in enumerate(self._free):
            left &= (found >> (place * self._width)) | free
        return left & ((1 << self._width) - 1)

    def _build(self) -> None:
        """One number a piece: a bit for each pattern, once for each of its sets."""
        self._width = len(self._needed)
        self._free = [0] * _SETS
        for number, sets in enumerate(self._needed):
            for place in range(_SETS):
                bit = 1 << number
                if place >= len(sets):
                    self._free[place] |= bit
                    continue
                for piece in sets[place]:
                    self._masks[piece] = self._masks.get(piece, 0) | bit << (place * self._width)


def numbers(bits: int) -> Iterator[int]:
    """The places of the bits that are set, from the lowest up."""
    while bits:
        lowest = bits & -bits
        yield lowest.bit_length() - 1
        bits ^= lowest


def required(pattern: str, known: Mapping[str, Sequence[Pieces]]) -> tuple[Pieces, ...]:
    """Sets of pieces; a text that the pattern matches has one of each. Empty where that cannot be told.

    `known` has the sets of characters that stand for a longer pattern.
    """
    try:
        parser: Any = importlib.import_module("re._parser")  # where Python keeps it since 3.11
        tree = parser.parse(pattern)
    except (ImportError, AttributeError):
        return ()
    return tuple(sorted(_sets(tree, known), key=_likelihood)[:_SETS])


def _sets(tree: Any, known: Mapping[str, Sequence[Pieces]]) -> list[Pieces]:
    """The sets of one sequence; a run of plain characters gives its rarest piece."""
    found: list[Pieces] = []
    run = ""

    def end_run() -> None:
        nonlocal run
        size = min(len(run), _SIZES[-1])
        if size >= _SIZES[0]:
            pieces = (run[i : i + size] for i in range(len(run) - size + 1))
            found.append(frozenset((min(pieces, key=_frequency),)))
        elif rare := [character for character in run if _counts_alone(character)]:
            found.append(frozenset(rare[:1]))
        run = ""

    for operation, value in tree:
        name = str(operation)
        if name == "LITERAL" and chr(value) in known:
            end_run()
            found += known[chr(value)]
        elif name == "LITERAL":
            run += chr(value)
        elif name in ("AT", "ASSERT", "ASSERT_NOT"):
            continue  # has no width, so what stands around it still touches
        elif name in ("MAX_REPEAT", "MIN_REPEAT", "POSSESSIVE_REPEAT"):
            least, _, inner = value
            is_blank = least >= 1 and len(inner) == 1 and inner[0][1] == ord(" ")
            run += " " if is_blank else ""
            end_run()
            if is_blank:
                run = " "
            elif least >= 1:
                found += _sets(inner, known)
        else:
            end_run()
            if name == "SUBPATTERN":
                found += _sets(value[-1], known)
            elif name == "ATOMIC_GROUP":
                found += _sets(value, known)
            elif name == "BRANCH":
                found += _of_branches([_sets(branch, known) for branch in value[1]])
            elif name == "IN":
                found += _of_class(value, known)
    end_run()
    return found


def _of_branches(branches: Sequence[Sequence[Pieces]]) -> list[Pieces]:
    if not all(branches):
        return []
    return [frozenset().union(*(min(sets, key=_likelihood) for sets in branches))]


def _of_class(members: Any, known: Mapping[str, Sequence[Pieces]]) -> list[Pieces]:
    """A class of digits, marks and word lists; one with letters tells nothing, they are in every text."""
    branches: list[Sequence[Pieces]] = []
    for operation, value in members:
        if str(value) == "CATEGORY_DIGIT":
            branches.append((frozenset("0123456789"),))
        elif str(operation) == "LITERAL" and chr(value) in known:
            branches.append(known[chr(value)])
        elif str(operation) == "LITERAL" and _counts_alone(chr(value)):
            branches.append((frozenset(chr(value)),))
        else:
            return []
    return _of_branches(branches)


def _counts_alone(character: str) -> bool:
    return not character.isalpha() and character not in " ,.'"


def _frequency(piece: str) -> float:
    return prod(_COMMON.get(character, 0.6) / 100 for character in piece)


def _likelihood(pieces: Pieces) -> float:
    return sum(_frequency(piece) for piece in pieces)
