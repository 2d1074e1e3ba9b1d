"""Rules read from the tables in `nlp/patterns`: what is said, and what takes it back.

A table has `hints` (plain pieces of words, one of which must stand in a sentence before any rule is
tried), `says` (one pattern a line), `unless` (patterns that must not stand around the match) and
`not_after` (patterns that must not end right before the match). `{word}` is replaced from the tables
`[words]` of that file and of `words.toml`. A space stands for one or more.
"""

from __future__ import annotations

import re
import tomllib
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from nlp.utterances import NAME, PROPER

_FOLDER = Path(__file__).parent / "patterns"
_MACRO = re.compile(r"\{([a-z_]+)\}")
_BEHIND = re.compile(r"\(\?<[!=][^()]*\)")  # has a fixed width, so its spaces are single
_DROPPED = re.compile(r"(?<=n)'(?=t)|(?<=\bi)'(?=m\b|ve\b)|(?<=\byou)'(?=ve\b|re\b)")
_BOUND = r"(?:(?<!\w)|(?=n't|\W))"  # "won't" is will and not: a pattern may begin inside a word there, or with a mark
_BEFORE, _AFTER = 80, 60  # how many characters before and after a match can take it back


@dataclass(frozen=True, slots=True)
class Rule:
    """One table, compiled."""

    hints: tuple[str, ...]
    says: tuple[re.Pattern[str], ...]
    unless: tuple[re.Pattern[str], ...]
    not_after: tuple[re.Pattern[str], ...]

    def may_stand_in(self, low: str) -> bool:
        """Whether it is worth trying."""
        return not self.hints or any(hint in low for hint in self.hints)

    def find(self, low: str) -> re.Match[str] | None:
        """The first thing said that nothing takes back."""
        return next(iter(self.find_all(low, first=True)), None)

    def find_all(self, low: str, *, first: bool = False) -> list[re.Match[str]]:
        """Everything said, one match a pattern, in the order of the patterns."""
        if not self.may_stand_in(low):
            return []
        found: list[re.Match[str]] = []
        for pattern in self.says:
            for match in pattern.finditer(low):
                before = low[max(0, match.start() - _BEFORE) : match.start()]
                if any(p.search(before) for p in self.not_after):
                    continue
                near = low[max(0, match.start() - _BEFORE) : match.end() + _AFTER]
                if any(p.search(near) for p in self.unless):
                    continue
                found.append(match)
                if first:
                    return found
                break
        return found


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
    """A space is one or more, an optional one any number; an apostrophe that people leave out may be missing."""
    pattern = _BEHIND.sub(lambda m: m.group().replace(" ", "\\x20"), _expand(pattern, words))
    pattern = pattern.replace(" ?", "\0").replace(" ", " +").replace("\0", " *")
    return re.compile(_DROPPED.sub("'?", pattern))


def _words(table: dict[str, str]) -> dict[str, str]:
    return {key: "(?:" + "|".join(_lines(value)) + ")" for key, value in table.items()}


@cache
def rules(file: str) -> dict[str, Rule]:
    """The compiled tables of `nlp/patterns/<file>.toml`, by name."""
    shared = tomllib.loads((_FOLDER / "words.toml").read_text(encoding="utf-8"))
    table = tomllib.loads((_FOLDER / f"{file}.toml").read_text(encoding="utf-8"))
    words = (
        {"name": f"{NAME}+", "proper": f"{PROPER}+"}
        | _words(shared["words"])
        | _words(table.pop("words", {}))
    )
    made = {}
    for key, value in table.items():
        made[key] = Rule(
            hints=tuple(dict.fromkeys(form for h in value.get("hints", ()) for form in (h, h.replace("'", "")))),
            says=tuple(_compile(f"{_BOUND}(?:{line})", words) for line in _lines(value["says"])),
            unless=tuple(_compile(line, words) for line in _lines(value.get("unless", ""))),
            not_after=tuple(
                _compile(f"{_BOUND}(?:{line})$", words) for line in _lines(value.get("not_after", ""))
            ),
        )
    return made
