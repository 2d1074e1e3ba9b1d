"""A way of putting a feeling, slot by slot: the words by which it is found, and its regular expression.

How slots are written is told in `nlp.sentiment_phrases`. Thousands of ways are made of few slots, so each is
looked at once; the expression is only written where a sentence has the words.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from itertools import pairwise

_COMMON = frozenset(
    "i we me us my our you your he she it they them this that these those a an the to of in on at for with"
    " from by as is am are was were be been being have has had do does did will would can could should may"
    " might must shall not no and or so very too just really quite rather all any some one what how who which"
    " when if there 's than then more get got go going".split()
)
_LONG = 9  # letters; words longer than that are equally rare
_GAPS = {"..": r"(?:[^ ,;:.!?]+ ){0,2}", "...": r"(?:[^ ,;:.!?]+ ){0,5}", "~": r"(?:[^ .!?]+ ){0,10}"}
_START = r"(?<= )(?:(?<=\A )|(?<=[,;:.!?()–—-] )|(?<= and )|(?<= but ))"
_END = r"(?=\Z|[,;:.!?()–—-])"
_MARKS = {**_GAPS, "^": _START, "$": _END, "*": r"[^ ,;:.!?]+ "}  # slots without words

Words = frozenset[str]


@dataclass(frozen=True, slots=True)
class _Slot:
    """What must stand at a slot: one of the words `heads`, as rare as `worth`; whole words or beginnings."""

    heads: Words
    worth: float
    is_whole: bool


class Slots:
    """Takes phrases apart; `classes` are the words of the slots in angle brackets."""

    def __init__(self, classes: Mapping[str, str]) -> None:
        self._classes = {f"<{name}>": words.split() for name, words in classes.items()}
        self._at = cache(self._look_at)

    def found_by(self, phrase: str) -> tuple[Words, Sequence[Words]]:
        """The words by which a phrase is found, and sets of which each must have a word there as well.

        The rarest set comes first. ValueError names a phrase that cannot be read.
        """
        slots = phrase.split()
        if any(a in _GAPS and b in _GAPS for a, b in pairwise(slots)) or slots[0] in _GAPS:
            raise ValueError(f"a gap before or beside a gap: {phrase}")
        wanted = [slot for slot in map(self._at, slots) if slot is not None]
        if not wanted:
            raise ValueError(f"no word to find it by: {phrase}")
        wanted.sort(key=_worth_of_slot, reverse=True)
        rarest = wanted[0].heads
        return rarest, [slot.heads for slot in wanted if slot.is_whole and slot.heads != rarest]

    def expression(self, phrase: str) -> str:
        """The regular expression of a phrase."""
        lead = "" if phrase.startswith("^ ") else r"(?<= )"
        return lead + "".join(map(self._expression_of, phrase.split()))

    def _expression_of(self, slot: str) -> str:
        if slot in _MARKS:
            return _MARKS[slot]
        words, is_optional = self._words(slot)
        choice = "|".join(_END if word == "$" else _literal(word) + " " for word in words)
        return f"(?:{choice}){'?' * is_optional}"

    def _look_at(self, slot: str) -> _Slot | None:
        """What must stand at a slot; None where nothing must."""
        if slot in _MARKS:
            return None
        words, is_optional = self._words(slot)
        if is_optional or "$" in words:
            return None
        heads = frozenset(map(_rarest, words))
        worth = min(map(len, heads)) if _COMMON.isdisjoint(heads) else 0
        return _Slot(heads, min(worth, _LONG) - len(words) / 1000, is_whole="*" not in "".join(heads))

    def _words(self, slot: str) -> tuple[list[str], bool]:
        """The words of which one may stand at a slot, and whether it may stay empty."""
        is_optional = slot.endswith("?") and not slot.endswith("|?") and slot.strip("?") != ""
        names = slot.removesuffix("?") if is_optional else slot
        if "<" not in names:
            return names.split("|"), is_optional
        return [word for name in names.split("|") for word in self._of(name)], is_optional

    def _of(self, name: str) -> list[str]:
        if name.startswith("<") and name not in self._classes:
            raise ValueError(f"no such class: {name}")
        return self._classes.get(name, [name])


def _worth_of_slot(slot: _Slot) -> float:
    return slot.worth


def _literal(word: str) -> str:
    stem = re.escape(word.rstrip("*")).replace("_", " ")
    return stem + "[^ ]*" if word.endswith("*") else stem


def _rarest(word: str) -> str:
    """The one word of a joined row by which it is found."""
    return max(word.split("_"), key=_worth) if "_" in word else word


def _worth(word: str) -> int:
    return 0 if word in _COMMON else min(len(word), _LONG)
