"""Words that tell on which side of a hire somebody stands; the lists and their weights are in `cues.toml`."""

from __future__ import annotations

import re
import tomllib
from dataclasses import dataclass
from functools import cache, lru_cache
from importlib import resources
from typing import Any

from contacts.names import fold

LONGEST_TEXT = 8_000  # characters of one message that are looked at

Table = tuple[tuple[float, re.Pattern[str]], ...]


@dataclass(frozen=True, slots=True)
class Cue:
    """How much some words tell, and the words."""

    weight: float
    words: str


@dataclass(frozen=True, slots=True)
class Cues:
    """What one message tells of its contact's side."""

    for_candidate: tuple[Cue, ...]
    for_client: tuple[Cue, ...]
    of_seller: tuple[Cue, ...]
    is_of_work: bool  # it speaks of work at all, in whatever way


@cache
def _read() -> dict[str, Any]:
    return tomllib.loads(resources.files("contacts").joinpath("cues.toml").read_text(encoding="utf-8"))


@cache
def _table(name: str) -> Table:
    return tuple(_row(row["weight"], row["words"], _read()["lists"]) for row in _read()[name])


@cache
def _plain_words(name: str) -> re.Pattern[str]:
    return re.compile(rf"\b(?:{'|'.join(_read()['plain'][name])})\b")


def _row(weight: float, words: list[str], lists: dict[str, str]) -> tuple[float, re.Pattern[str]]:
    either = "|".join(f"(?:{one})" for one in words)
    for name, alternatives in lists.items():
        either = either.replace(f"{{{name}}}", alternatives)
    # A word boundary before an apostrophe would ask for a letter there.
    return weight, re.compile(rf"(?<!\w)(?:{either})\b")


@lru_cache(maxsize=8_192)
def read_cues(text: str, *, by_contact: bool) -> Cues:
    """The cues of one message; `by_contact` tells who wrote it."""
    plain = " ".join(fold(text[:LONGEST_TEXT]).split())
    return Cues(
        _found(_table("candidate_says" if by_contact else "told_candidate"), plain),
        _found(_table("client_says" if by_contact else "told_client"), plain),
        _found(_table("seller_says"), plain) if by_contact else (),
        bool(_plain_words("work").search(plain)),
    )


def _found(table: Table, plain: str) -> tuple[Cue, ...]:
    return tuple(Cue(weight, hit.group()) for weight, pattern in table if (hit := pattern.search(plain)))


def has_hiring_title(signature: str) -> str:
    """A title of the hiring side in a signature, empty where there is none."""
    hit = _plain_words("hiring_titles").search(fold(signature[:1_000]))
    return hit.group() if hit else ""


def is_cv_file(name: str) -> bool:
    """The file is called like a CV."""
    return bool(_plain_words("cv_files").search(re.sub(r"[\W_\d]+", " ", fold(name[:200]))))
