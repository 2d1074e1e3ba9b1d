"""Rules read from the tables in `nlp/patterns`: what is said, and what takes it back.

A table has `hints` (pieces of words, one of which must stand in a sentence before any pattern is tried;
"=no" is a whole word), `also` (pieces of which one must stand there as well), `says` (one pattern a
line), `unless` (patterns that must not stand around the match) and `not_after` (patterns that must not
end right before it). `{word}` is replaced from the tables `[words]` of that file and of `words.toml`.
A space stands for one or more. A pattern is only tried where the words it needs stand (`nlp.needles`).
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cache, cached_property
from pathlib import Path
from typing import Any

from nlp.kept_tables import loads
from nlp.needed_kept import needs_of
from nlp.needed_pieces import Needed, Needs
from nlp.needles import Needles, bits_of, numbers
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
_WORD_BEGINS = r"(?<!\w)"
_NEEDLES = Needles()
_FIRST_MARK = 0xE100  # private characters that no mail and no pattern uses otherwise
_OTHER_PAGES = ("words", "word_classes", "sentiment", "strain")
_BEFORE, _AFTER = 80, 60  # how many characters before and after a match can take it back


class Rule:
    """One table; its patterns are written out and compiled when a sentence first leaves them possible.

    `says` are its patterns, of which the needles number the first `first`.
    """

    def __init__(self, table: dict[str, Any], words: dict[str, str], says: list[str], first: int) -> None:
        hints = [form for h in table.get("hints", ()) for form in (h, h.replace("'", ""))]
        whole = "|".join(re.escape(h[1:]) for h in hints if h.startswith("="))
        self._pieces = tuple(dict.fromkeys(h for h in hints if not h.startswith("=")))
        self._whole = re.compile(rf"(?<!\w)(?:{whole})(?!\w)") if whole else None
        self._also = tuple(table.get("also", ()))
        self._table, self._words = table, words
        self._says, self._first = says, first
        self._bits = bits_of(self._first, len(self._says))
        self._compiled: dict[int, re.Pattern[str]] = {}

    def _pattern(self, number: int) -> re.Pattern[str]:
        """One pattern of what is said, compiled when a sentence first leaves it possible."""
        pattern = self._compiled.get(number)
        if pattern is None:
            said = self._says[number - self._first]
            pattern = self._compiled[number] = _compile(said, self._words)
        return pattern

    @cached_property
    def unless(self) -> tuple[re.Pattern[str], ...]:
        """What takes it back, standing around the match."""
        return tuple(_compile(line, self._words) for line in _lines(self._table.get("unless", "")))

    @cached_property
    def not_after(self) -> tuple[re.Pattern[str], ...]:
        """What takes it back, ending right before the match."""
        lines = _lines(self._table.get("not_after", ""))
        return tuple(_compile(f"{_bounded(line)}$", self._words) for line in lines)

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
        possible = _NEEDLES.left(low) & self._bits
        return next(self._found(low, possible), None) if possible else None

    def find_all(self, low: str) -> list[re.Match[str]]:
        """Everything said, one match a pattern, in the order of the patterns."""
        possible = _NEEDLES.left(low) & self._bits
        return list(self._found(low, possible)) if possible else []

    def _found(self, low: str, possible: int) -> Iterator[re.Match[str]]:
        """What the patterns say whose bits are set."""
        if not self.may_stand_in(low):
            return
        for pattern in map(self._pattern, numbers(possible)):
            match = next((m for m in pattern.finditer(low) if not self._is_taken_back(low, m)), None)
            if match is not None:
                yield match

    def _is_taken_back(self, low: str, match: re.Match[str]) -> bool:
        before = low[max(0, match.start() - _BEFORE) : match.start()]
        if any(pattern.search(before) for pattern in self.not_after):
            return True
        around = low[max(0, match.start() - _BEFORE) : match.end() + _AFTER]
        return any(pattern.search(around) for pattern in self.unless)


def said_by(table: dict[str, Any]) -> list[str]:
    """The patterns of what a table says, its word lists still by name."""
    return [_bounded(line) for line in _lines(table["says"])]


def _bounded(line: str) -> str:
    """A pattern begins with a word, except where its first words are a mark or the "n't" inside one."""
    return f"{_LOOSE if _LOOSE_START.match(line) else _WORD_BEGINS}(?:{line})"


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


def worked_out(page: Page) -> Sequence[Needs]:
    """What the patterns of a page need, table by table, in order."""
    marks = {name: chr(_FIRST_MARK + number) for number, name in enumerate(page.words)}

    def marked(pattern: str) -> str:
        return _written_out(_MACRO.sub(lambda m: marks[m[1]], pattern), {})

    needed = Needed({mark: marked(page.words[name]) for name, mark in marks.items()})
    return [needed.by(marked(line)) for table in page.tables.values() for line in said_by(table)]


@dataclass(frozen=True, slots=True)
class Page:
    """A file of patterns: its tables by name, the word lists they may name, and the text of both files."""

    tables: dict[str, dict[str, Any]]
    words: dict[str, str]
    source: str


def read_page(file: str) -> Page:
    """The page `nlp/patterns/<file>.toml`."""
    shared, own = ((_FOLDER / f"{name}.toml").read_text(encoding="utf-8") for name in ("words", file))
    tables = dict(loads(own))
    words = (
        {"name": f"(?<!{NAME}){NAME}++", "proper": f"(?<!{PROPER}){PROPER}++"}
        | _words(loads(shared)["words"])
        | _words(tables.pop("words", {}))
    )
    return Page(tables, words, shared + own)


@cache
def rules(file: str) -> dict[str, Rule]:
    """The compiled tables of `nlp/patterns/<file>.toml`, by name."""
    page = read_page(file)
    number = _NEEDLES.add(needs_of(file, page.source, lambda: worked_out(page)))
    found: dict[str, Rule] = {}
    for name, table in page.tables.items():
        says = said_by(table)
        found[name] = Rule(table, page.words, says, number)
        number += len(says)
    return found


def pages() -> tuple[str, ...]:
    """The files of `nlp/patterns` that hold tables of rules."""
    return tuple(
        sorted(file.stem for file in _FOLDER.glob("*.toml") if not file.stem.startswith(_OTHER_PAGES))
    )
