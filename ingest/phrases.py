"""The words mail programs and letter writers use, read once from `patterns/*.toml`."""

from __future__ import annotations

import re
import tomllib
import unicodedata
from functools import lru_cache
from importlib import resources
from typing import Any

_END = ""
_TYPED = str.maketrans({"ä": "ae", "ö": "oe", "ü": "ue", "ß": "ss"})
_BARRED = str.maketrans("łøđß", "lods")
_Tree = dict[str, "_Tree"]


@lru_cache(maxsize=8)
def table(name: str) -> dict[str, Any]:
    """The contents of `patterns/<name>.toml`."""
    return tomllib.loads(
        resources.files("ingest").joinpath("patterns", f"{name}.toml").read_text(encoding="utf-8")
    )


@lru_cache(maxsize=64)
def words(name: str, key: str) -> tuple[str, ...]:
    """A list of phrases, case-folded, longest first; also as they are written without accents."""
    spelt = (one for phrase in table(name)[key] for one in _spellings(phrase.casefold()))
    return tuple(sorted(dict.fromkeys(spelt), key=len, reverse=True))


@lru_cache(maxsize=64)
def word_set(name: str, key: str) -> frozenset[str]:
    """The same as a set."""
    return frozenset(words(name, key))


def _spellings(phrase: str) -> tuple[str, ...]:
    """A phrase as listed, with "ue" for "ü", and without accents, as old programs and keyboards leave it."""
    if phrase.isascii():
        return (phrase,)
    bare = "".join(one for one in unicodedata.normalize("NFKD", phrase) if not unicodedata.combining(one))
    bare = bare.translate(_BARRED)
    return (phrase, phrase.translate(_TYPED), bare) if bare.isascii() else (phrase,)


def alternatives(phrases: tuple[str, ...]) -> str:
    """A regular expression group that matches one of the phrases, the longest; no repetition, so linear.

    Phrases that begin alike share a branch: a hundred of them are looked for three times as fast.
    """
    tree: _Tree = {}
    for phrase in phrases:
        node = tree
        for letter in phrase:
            node = node.setdefault(letter, {})
        node[_END] = {}
    return f"(?:{_branches(tree)})"


def _branches(node: _Tree) -> str:
    found = [re.escape(letter) + _branches(below) for letter, below in sorted(node.items()) if letter != _END]
    if len(found) == 1 and _END not in node:
        return found[0]
    return f"(?:{'|'.join(found)})" + ("?" if _END in node else "") if found else ""
