"""By what somebody is found in a text: addresses, full names, numbers, and runs of their own words. Pure."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterable
from dataclasses import dataclass
from functools import cached_property
from typing import Any

from contacts.cutting import Cut, Span
from contacts.names import fold, parse_name
from ingest.within import texts_within

ERASED = "[erased]"
RUN = 6  # so many words in a row that somebody wrote are their words, wherever they stand
_WORD = re.compile(r"[^\W_]+(?:['’][^\W_]+)*")
_BETWEEN = r"[\s_.,+'\"-]{0,3}"  # between the words of a name, in texts and in names of files
_GAP = r"[\s()./-]{0,3}"  # between the digits of a number
_DIGITS = 8  # of a telephone number, to be one


@dataclass(frozen=True)
class Tracks:
    """What tells of one person. `names` are full names; a given name alone tells of many people."""

    addresses: frozenset[str] = frozenset()
    names: frozenset[str] = frozenset()
    numbers: frozenset[str] = frozenset()
    strings: frozenset[str] = frozenset()  # links, and what else is theirs alone
    runs: frozenset[tuple[str, ...]] = frozenset()

    @cached_property
    def _pattern(self) -> re.Pattern[str] | None:
        addresses = sorted(self.addresses, key=len, reverse=True)
        ways = [rf"(?<![\w.+-]){re.escape(address)}(?![\w-])" for address in addresses]
        for name in sorted(self.names, key=len, reverse=True):
            ways += _spellings(name)
        for number in sorted(self.numbers, key=len, reverse=True):
            digits = [c for c in number if c.isdigit()]
            if len(digits) >= _DIGITS:
                ways.append(rf"(?<!\d)\+?(?:\d{{1,3}}{_GAP})?{_GAP.join(digits)}(?!\d)")
        ways += [re.escape(one) for one in sorted(self.strings, key=len, reverse=True) if len(one) > 4]
        return re.compile("|".join(ways), re.IGNORECASE) if ways else None

    def spans(self, text: str) -> list[Span]:
        """Where the text names them."""
        if self._pattern is None or not text:
            return []
        return [found.span() for found in self._pattern.finditer(text)]

    def quoted(self, text: str) -> list[Span]:
        """Where the text repeats `RUN` or more words in a row of theirs."""
        if not self.runs:
            return []
        words = list(_WORD.finditer(text))
        folded = [fold(word.group()) for word in words]
        return [
            (words[at].start(), words[at + RUN - 1].end())
            for at in range(len(words) - RUN + 1)
            if tuple(folded[at : at + RUN]) in self.runs
        ]

    def masked(self, text: str) -> str:
        """The text without their names, addresses and numbers."""
        spans = self.spans(text)
        return Cut.of(text, spans, filler=ERASED).text if spans else text

    def masked_json(self, value: Any) -> Any:
        """The same within everything that JSON can hold."""
        if isinstance(value, str):
            return self.masked(value)
        if isinstance(value, list):
            return [self.masked_json(one) for one in value]
        if isinstance(value, dict):
            return {self.masked(str(key)): self.masked_json(one) for key, one in value.items()}
        return value

    def are_in(self, raw: bytes) -> bool:
        """Whether the bytes of a mail name them, as they stand or encoded."""
        return any(bool(self.spans(text)) for text in texts_within(raw))


def runs_of(texts: Iterable[str]) -> frozenset[tuple[str, ...]]:
    """Every `RUN` words in a row of these texts."""
    found: set[tuple[str, ...]] = set()
    for text in texts:
        words = [fold(word) for word in _WORD.findall(text)]
        found |= {tuple(words[at : at + RUN]) for at in range(len(words) - RUN + 1)}
    return frozenset(found)


def full_names(names: Collection[str]) -> frozenset[str]:
    """Those of the names that have a given and a family name, as they are written and spoken."""
    shown = {parse_name(name).shown for name in names} | {" ".join(name.split()) for name in names}
    # Not `is_full`: of Ben Moor it takes the first for a particle.
    return frozenset(n for n in shown if len([w for w in parse_name(n).words if len(w) > 1]) > 1)


def _spellings(name: str) -> list[str]:
    """A name in the order it is spoken and turned, with and without its accents."""
    words = _WORD.findall(name)
    spelt = {tuple(words), tuple(map(fold, words)), tuple(fold(word, german=True) for word in words)}
    orders = {order for parts in spelt for order in (parts, (parts[-1], *parts[:-1]))}
    return [rf"(?<![^\W_]){_BETWEEN.join(map(re.escape, order))}(?![^\W_])" for order in sorted(orders)]
