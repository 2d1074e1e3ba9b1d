"""Many ways of saying one kind of thing, in one order, each tried only where its words stand.

What is found is what one long alternation of them would find: from left to right, and where several ways
begin at the same place, the first of them.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from functools import cached_property

from nlp.needed_kept import needs_of
from nlp.needed_pieces import Needed, Needs
from nlp.needles import Needles, numbers

_FLAGS = re.IGNORECASE | re.VERBOSE


class Ways:
    """Patterns (spread out, capitals or not) between bars; `lead` stands before each of them.

    `page` names them among what is kept of what patterns need.
    """

    def __init__(self, page: str, lead: str, ways: str) -> None:
        self.page, self.source = page, f"{lead}{ways}"
        self._ways = [f"{lead}(?:{way})" for way in alternatives(ways)]
        self._compiled: dict[int, re.Pattern[str]] = {}

    def worked_out(self) -> Sequence[Needs]:
        """What each way needs."""
        needed = Needed({}, _FLAGS)
        return [needed.by(way) for way in self._ways]

    def finditer(self, text: str) -> Iterator[re.Match[str]]:
        """What is said in the text, in order; a match has the groups of its own way only."""
        possible = self._needles.left(" ".join(text.lower().split()))
        ahead = {number: self._pattern(number).search(text) for number in numbers(possible)}
        while found := [(match.start(), number, match) for number, match in ahead.items() if match]:
            *_, first = min(found, key=lambda each: each[:2])
            yield first
            for start, number, _ in found:
                if start < first.end():
                    ahead[number] = self._pattern(number).search(text, first.end())

    def _pattern(self, number: int) -> re.Pattern[str]:
        pattern = self._compiled.get(number)
        if pattern is None:
            pattern = self._compiled[number] = re.compile(self._ways[number], _FLAGS)
        return pattern

    @cached_property
    def _needles(self) -> Needles:
        needles = Needles()
        needles.add(needs_of(self.page, self.source, self.worked_out))
        return needles


def alternatives(pattern: str) -> list[str]:
    """The pieces of a pattern between the bars that stand in no brackets."""
    found = [""]
    depth, in_class = 0, False
    for mark in _MARK.findall(pattern):
        if mark == "[" and not in_class:
            in_class = True
        elif mark == "]":
            in_class = False
        elif not in_class:
            depth += (mark == "(") - (mark == ")")
        if mark == "|" and not depth and not in_class:
            found.append("")
        else:
            found[-1] += mark
    return found


_MARK = re.compile(r"\\.|[^][|()\\]+|.", re.DOTALL)
