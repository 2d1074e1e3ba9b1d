"""Rules read from the tables in `nlp/patterns`: what is said, and what takes it back.

A table has `hints` (pieces of words, one of which must stand in a sentence before any pattern is tried;
"=no" is a whole word), `also` (pieces of which one must stand there as well), `says` (one pattern a
line), `unless` (patterns that must not stand around the match) and `not_after` (patterns that must not
end right before it). `{word}` is replaced from the tables `[words]` of that file and of `words.toml`.
A space stands for one or more. A pattern is only tried where the words it needs stand (`nlp.needles`).
"""

from __future__ import annotations

import re
import tomllib
from collections.abc import Iterator
from functools import cache, cached_property
from pathlib import Path
from typing import Any

from nlp.needles import Needles, Pieces, numbers, required
from nlp.utterances import NAME, PROPER

_FOLDER = Path(__file__).parent / "patterns"
_MACRO = re.compile(r"\{([a-z_]+)\}")
_BEHIND = re.compile(r"\(\?<[!=][^()]*\)")  # has a fixed width, so its spaces are single
_NOT = (
    "(?:n't|"
    + "|".join(
        rf"(?<=\b{verb})nt"
        for verb in "do did does is are was were has have had wo ca would could should".split()
    )
    + r")\b"
)  # "dont" and "wont", but not the end of "client"
_BARE_NOT = re.compile(r"(?<![a-z])n'?t(?![a-z])")
_DROPPED = re.compile(r"(?<=[a-z]n)'(?=t)|(?<=\bi)'(?=m\b|ve\b)|(?<=\byou)'(?=ve\b|re\b)")
_LOOSE_START = re.compile(r"\(\?:\^|[^ ]{0,40}(?:n't|\|'|\(\?:')|\{adv\}|\\|\[|\$|\{amount|\{money|\{span")
# "won't" is will and not, so a pattern may begin inside a word there; others begin with a mark
_LOOSE = r"(?:(?<!\w)|(?=n~t\b|\W))"
_NEEDLES = Needles()
_FIRST_MARK = 0xE100  # private characters that no mail and no pattern uses otherwise
_BEFORE, _AFTER = 80, 60  # how many characters before and after a match can take it back


class _Marks:
    """One private character for each word list, so that a pattern need not be written out to be judged."""

    def __init__(self, words: dict[str, str]) -> None:
        self._words = words
        self._of = {name: chr(_FIRST_MARK + number) for number, name in enumerate(words)}
        self._known: dict[str, tuple[Pieces, ...]] = {}

    def needed_by(self, pattern: str) -> tuple[Pieces, ...]:
        """The pieces of words that a text must have for the pattern to match."""
        for name in dict.fromkeys(_MACRO.findall(pattern)):
            if self._of[name] not in self._known:
                self._known[self._of[name]] = self.needed_by(self._words[name])
        marked = _MACRO.sub(lambda m: self._of[m[1]], pattern)
        return required(_written_out(marked, {}), self._known)


class Rule:
    """One table; its patterns are compiled when a hint first calls for them."""

    def __init__(self, table: dict[str, Any], words: dict[str, str], marks: _Marks) -> None:
        hints = [form for h in table.get("hints", ()) for form in (h, h.replace("'", ""))]
        whole = "|".join(re.escape(h[1:]) for h in hints if h.startswith("="))
        self._pieces = tuple(dict.fromkeys(h for h in hints if not h.startswith("=")))
        self._whole = re.compile(rf"(?<!\w)(?:{whole})(?!\w)") if whole else None
        self._also = tuple(table.get("also", ()))
        self._table, self._words = table, words
        self._says = [
            _written_out(f"{_bound(line)}(?:{line})", self._words) for line in _lines(self._table["says"])
        ]
        self._first = _NEEDLES.add([marks.needed_by(line) for line in _lines(table["says"])])
        self._bits = ((1 << len(self._says)) - 1) << self._first
        self._compiled: dict[int, re.Pattern[str]] = {}

    def _pattern(self, number: int) -> re.Pattern[str]:
        """One pattern of what is said, compiled when a sentence first leaves it possible."""
        pattern = self._compiled.get(number)
        if pattern is None:
            pattern = self._compiled[number] = re.compile(self._says[number])
        return pattern

    @cached_property
    def unless(self) -> tuple[re.Pattern[str], ...]:
        """What takes it back, standing around the match."""
        return tuple(_compile(line, self._words) for line in _lines(self._table.get("unless", "")))

    @cached_property
    def not_after(self) -> tuple[re.Pattern[str], ...]:
        """What takes it back, ending right before the match."""
        lines = _lines(self._table.get("not_after", ""))
        return tuple(_compile(f"{_bound(line)}(?:{line})$", self._words) for line in lines)

    def may_stand_in(self, low: str) -> bool:
        """Whether it is worth trying: one of the hints stands there."""
        if self._also and not any(piece in low for piece in self._also):
            return False
        for piece in self._pieces:
            if piece in low:
                return True
        if self._whole is not None:
            return self._whole.search(low) is not None
        return not self._pieces

    def find(self, low: str) -> re.Match[str] | None:
        """The first thing said that nothing takes back."""
        return next(self._found(low), None)

    def find_all(self, low: str) -> list[re.Match[str]]:
        """Everything said, one match a pattern, in the order of the patterns."""
        return list(self._found(low))

    def _found(self, low: str) -> Iterator[re.Match[str]]:
        possible = _NEEDLES.left(low) & self._bits
        if not possible or not self.may_stand_in(low):
            return
        for pattern in map(self._pattern, numbers(possible >> self._first)):
            match = next((m for m in pattern.finditer(low) if not self._is_taken_back(low, m)), None)
            if match is not None:
                yield match

    def _is_taken_back(self, low: str, match: re.Match[str]) -> bool:
        before = low[max(0, match.start() - _BEFORE) : match.start()]
        if any(pattern.search(before) for pattern in self.not_after):
            return True
        around = low[max(0, match.start() - _BEFORE) : match.end() + _AFTER]
        return any(pattern.search(around) for pattern in self.unless)


def _bound(line: str) -> str:
    """A pattern begins with a word, except where its first words are a mark or the "n't" inside one."""
    return _LOOSE if _LOOSE_START.match(line) else r"(?<!\w)"


def _lines(text: str) -> list[str]:
    return [
        line.strip()
        for line in text.strip().splitlines()
        if line.strip() and not line.strip().startswith("#")
    ]


def _expand(pattern: str, words: dict[str, str]) -> str:
    for _ in range(6):
        expanded = _MACRO.sub(lambda m: words[m[1]], pattern)
        if expanded == pattern:
            break
        pattern = expanded
    return pattern


def _compile(pattern: str, words: dict[str, str]) -> re.Pattern[str]:
    return re.compile(_written_out(pattern, words))


def _written_out(pattern: str, words: dict[str, str]) -> str:
    """A space is one or more, an optional one any number; some apostrophes may be missing."""
    pattern = _BEHIND.sub(lambda m: m.group().replace(" ", "\\x20"), _expand(pattern, words))
    pattern = pattern.replace(" ?", "\0").replace(" ", " +").replace("\0", " *")
    pattern = _BARE_NOT.sub(lambda _: _NOT, _DROPPED.sub("'?", pattern))
    return pattern.replace("n~t", "n'?t")


def _words(table: dict[str, str]) -> dict[str, str]:
    return {key: "(?:" + "|".join(_lines(value)) + ")" for key, value in table.items()}


@cache
def rules(file: str) -> dict[str, Rule]:
    """The compiled tables of `nlp/patterns/<file>.toml`, by name."""
    shared = tomllib.loads((_FOLDER / "words.toml").read_text(encoding="utf-8"))
    table = tomllib.loads((_FOLDER / f"{file}.toml").read_text(encoding="utf-8"))
    words = (
        {"name": f"(?<!{NAME}){NAME}++", "proper": f"(?<!{PROPER}){PROPER}++"}
        | _words(shared["words"])
        | _words(table.pop("words", {}))
    )
    marks = _Marks(words)
    return {key: Rule(value, words, marks) for key, value in table.items()}
