"""What a pattern needs: sets of pieces of words, of which one must stand in any text that it matches.

A piece is at most ten characters of one word with the spaces around it. A mark stands where a word begins or
ends, so the word "in" is told from the end of "begin".
"""

from __future__ import annotations

import importlib
import re
from collections.abc import Collection, Mapping, Sequence
from functools import cache, partial
from math import prod
from typing import Any

EDGE = "\x1f"  # stands in no mail and no pattern
LONGEST = 10  # characters of a piece
SETS = 3  # how many sets of a pattern are kept, the rarest first; more leave no fewer patterns
_SHORTEST = 2  # digits, marks and masks of names also count alone
_NO_LETTER = "\x1e"  # beside it stands no letter: an edge, if a letter stands here
_BARE = frozenset((" ", EDGE, _NO_LETTER))  # a piece of these alone says nothing
_COMMON = {  # how often a character stands in English text, in percent; others are rare
    EDGE: 40, " ": 18, "e": 10, "t": 7.5, "a": 6.5, "o": 6.2, "n": 5.7, "i": 5.7, "s": 5.3, "r": 5, "h": 5,
    "l": 3.3, "d": 3.3, "u": 2.3, "c": 2.2, "m": 2, "f": 2, "w": 1.7, "g": 1.6, "p": 1.5, "y": 1.4, "b": 1.3,
    "v": 0.8,
}  # fmt: skip
_EVERYWHERE = frozenset(
    "i you we he she it they me us my your our the a an this that to of in on at for with from by as is am "
    "are was be been have has had do will would can could not and or so but if".split()
)
_WORD = re.compile(" ?[^ ]+ ?")
_OFTEN = 0.1  # how likely one of those, or a single letter, stands in a sentence

Pieces = frozenset[str]
Needs = Sequence[Collection[str]]  # the sets of one pattern


class Needed:
    """Takes patterns apart; `words` has what some private characters in them stand for."""

    def __init__(self, words: Mapping[str, str], flags: int = 0) -> None:
        parser: Any = importlib.import_module("re._parser")  # where Python keeps it since 3.11
        self._words = words
        self._parsed = partial(parser.parse, flags=flags)
        self._of_word = cache(self._sets_of_word)

    def by(self, pattern: str) -> tuple[Pieces, ...]:
        """The sets of a pattern, the rarest first; none where nothing can be told."""
        found = self._sets(self._parsed(pattern), "", "")
        return tuple(sorted(dict.fromkeys(found), key=_likelihood)[:SETS])

    def _sets_of_word(self, character: str, left: str, right: str) -> list[Pieces]:
        return self._sets(self._parsed(self._words[character]), left, right)

    def _sets(self, tree: Any, left: str, right: str) -> list[Pieces]:
        """The sets of one sequence. `left`, `right`: the mark or the edge of a word that it stands beside."""
        found: list[Pieces] = []
        run, items = left, list(tree)

        def end_run(behind: str = "") -> str:
            """Take in what the run of plain characters tells; gives the mark or edge it ended with."""
            nonlocal run
            run, last = "", run
            found.extend(_of_run(_joined(last, behind)))
            return last[-1:] if last and not _is_letter(last[-1]) else ""

        for number, (operation, value) in enumerate(items):
            name = str(operation)
            behind = self._behind(items[number + 1 :], right)
            if name == "LITERAL" and chr(value) not in self._words:
                run = _joined(run, chr(value).lower())
            elif name in ("AT", "ASSERT", "ASSERT_NOT"):
                run = _joined(run, _edge(name, value))  # it has no width, so what stands around still touches
            elif _is_blank(name, value):
                end_run(" ")
                run = " "
            elif name in ("MAX_REPEAT", "MIN_REPEAT", "POSSESSIVE_REPEAT"):
                least, most, inner = value
                before = end_run()
                if least >= 1:
                    found += self._sets(inner, before, behind) if most == 1 else self._sets(inner, "", "")
            else:
                found += self._of_one(name, value, end_run(), behind)
        end_run(right)
        return found

    def _of_one(self, name: str, value: Any, left: str, right: str) -> list[Pieces]:
        """The sets of a group, a choice, a class of characters or a word list."""
        if name == "LITERAL":
            return self._of_word(chr(value), left, right)
        if name == "SUBPATTERN":
            return self._sets(value[-1], left, right)
        if name == "ATOMIC_GROUP":
            return self._sets(value, left, right)
        if name == "BRANCH":
            return _of_branches([self._sets(branch, left, right) for branch in value[1]])
        return self._of_class(value) if name == "IN" else []

    def _of_class(self, members: Any) -> list[Pieces]:
        """A class of digits, marks and word lists; with letters it tells nothing, they are in every text."""
        branches: list[Sequence[Pieces]] = []
        for operation, value in members:
            if str(value) == "CATEGORY_DIGIT":
                branches.append((frozenset("0123456789"),))
            elif str(operation) == "LITERAL" and chr(value) in self._words:
                branches.append(self._of_word(chr(value), "", ""))
            elif str(operation) == "LITERAL" and _counts_alone(chr(value)):
                branches.append((frozenset(chr(value)),))
            else:
                return []
        return _of_branches(branches)

    def _behind(self, items: Sequence[Any], right: str) -> str:
        """The mark or the edge of a word that the rest of a sequence begins with; at its end `right`."""
        for operation, value in items:
            name = str(operation)
            if name == "LITERAL":
                character = chr(value)
                return "" if character in self._words or _is_letter(character) else character
            if _is_blank(name, value):
                return " "
            if name not in ("AT", "ASSERT", "ASSERT_NOT"):
                return ""
            if edge := _edge(name, value):
                return edge
        return right


def _is_blank(name: str, value: Any) -> bool:
    """Whether it is " +": one space or more."""
    return name == "MAX_REPEAT" and value[0] >= 1 and len(value[2]) == 1 and value[2][0][1] == ord(" ")


def _edge(name: str, value: Any) -> str:
    """What a place without width tells of the characters beside it."""
    if name == "AT":
        return {"AT_BOUNDARY": EDGE, "AT_NON_BOUNDARY": ""}.get(str(value), _NO_LETTER)
    is_no_word = name == "ASSERT_NOT" and "CATEGORY_WORD" in str(value[1]) and len(value[1]) == 1
    return _NO_LETTER if is_no_word and str(value[1][0][0]) in ("IN", "CATEGORY") else ""


def _is_letter(character: str) -> bool:
    return character.isalnum() or character == "_"


def _joined(run: str, behind: str) -> str:
    """A run and the next character, with the edges of words between them."""
    last = run[-1:]
    if not behind or behind == last:
        return run + behind if behind not in _BARE else run
    if behind == _NO_LETTER:
        return run + EDGE if last and _is_letter(last) else run or _NO_LETTER
    if last == _NO_LETTER:
        run = EDGE if _is_letter(behind) else ""
    elif last and EDGE not in (last, behind) and _is_letter(last) != _is_letter(behind):
        run += EDGE
    return run + behind


def _of_run(run: str) -> list[Pieces]:
    """The rarest piece of a run of plain characters; none goes over more than one word."""
    pieces = [
        word[i : i + LONGEST]
        for word in _WORD.findall(run)
        for i in range(max(1, len(word) - LONGEST + 1))
        if len(word) >= _SHORTEST and not _BARE.issuperset(word)
    ]
    if pieces:
        return [frozenset((min(pieces, key=_frequency),))]
    return [frozenset(run)] if _counts_alone(run) else []


def _of_branches(branches: Sequence[Sequence[Pieces]]) -> list[Pieces]:
    if not all(branches):
        return []
    return [frozenset().union(*(min(sets, key=_likelihood) for sets in branches))]


def _counts_alone(character: str) -> bool:
    return character != "" and not character.isalpha() and character not in " ,.'" and character not in _BARE


def _frequency(piece: str) -> float:
    letters = piece.strip(f" {EDGE}")
    if letters in _EVERYWHERE or (len(letters) == 1 and letters.isalpha()):
        return _OFTEN
    return prod(_COMMON.get(character, 0.6) / 100 for character in piece)


def _likelihood(pieces: Pieces) -> float:
    return sum(_frequency(piece) for piece in pieces)
