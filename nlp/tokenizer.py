"""Cuts text into words as spaCy's tokenizer does, by the rules that a pipeline's files name.

spaCy's own makes tokens of 1,300 special cases before it cuts a word, and compiles every rule: a quarter of
each start. Here special cases are looked up as they stand in the file, and a rule is compiled when a word
first needs it. Words are the same, which tests hold; the norms of special cases (n't: not) are left out.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Iterator, Mapping, Sequence
from functools import cache, lru_cache, partial
from pathlib import Path
from typing import Any

from spacy.attrs import ORTH, intify_attrs  # type: ignore[import-not-found]  # compiled, without hints
from spacy.tokens import Doc
from spacy.util import from_bytes
from spacy.vocab import Vocab

_KEPT = 500  # words with marks within them of which is kept how they are cut
_CUT_OFF = frozenset(",?!;:")  # behind letters always a word of their own; a full stop behind a small one
_PIECE = re.compile(r"(\S+)( ?)(\s*)")  # a word, the blank that belongs to it, further white space
_RULES = ("exceptions", "prefix_search", "suffix_search", "infix_finditer", "token_match", "url_match")
_NEVER = r"(?!)"
_STRANGER = "\x80"
_STRANGE = re.compile(r"\\u(?!00[0-7])[0-9A-Fa-f]{4}|\\U(?!0000)[0-9A-Fa-f]{8}|[^\x00-\x7f]")
_ROW = re.compile(rf"{_STRANGER}{{3,}}")
_ROW_OF_RANGES = re.compile(rf"(?:{_STRANGER}-{_STRANGER}){{2,}}")


class Tokenizer:
    """In the place of spaCy's in a pipeline; what `to_bytes` of that one gives, it reads."""

    def __init__(self, vocab: Vocab) -> None:
        self._vocab = vocab
        self._rules: dict[str, Any] = {}
        self._special: Mapping[str, Sequence[Mapping[Any, str]]] = {}
        self._longest = 0  # characters of a special case
        self._rule = cache(self._compiled)
        self._parts = lru_cache(maxsize=_KEPT)(self._cut_apart)

    def from_disk(self, path: Path, *, exclude: Collection[str] = ()) -> Tokenizer:
        """Read the rules from a pipeline's file; there is nothing to exclude."""
        return self.from_bytes(path.read_bytes())

    def from_bytes(self, kept: bytes) -> Tokenizer:
        """Read the rules."""
        self._rules = {}
        from_bytes(kept, {name: partial(self._rules.__setitem__, name) for name in _RULES}, ())
        self._special = self._rules.get("exceptions") or {}
        self._longest = max(map(len, self._special), default=0)
        return self

    def __call__(self, text: str) -> Doc:
        """A spaCy text of the words."""
        words, offsets = self.words(text)
        spaces = [text.startswith(" ", at + len(word)) for word, at in zip(words, offsets, strict=True)]
        return Doc(self._vocab, words=words, spaces=spaces)

    def words(self, text: str) -> tuple[list[str], list[int]]:
        """All words of a text, white space beyond one blank among them, and where each begins."""
        at = len(text) - len(text.lstrip())
        words, offsets = ([text[:at]], [0]) if at else ([], [])
        for whole, blank, spaces in _PIECE.findall(text, at):
            if whole.isalpha() and whole not in self._special:
                words.append(whole)
                offsets.append(at)
                at += len(whole)
            else:
                for word in self.cut(whole):
                    words.append(word)
                    offsets.append(at)
                    at += len(word)
            at += len(blank)
            if spaces:
                words.append(spaces)
                offsets.append(at)
                at += len(spaces)
        return words, offsets

    def cut(self, piece: str) -> Sequence[str]:
        """The words of what stands between two blanks."""
        letters, last = piece[:-1], piece[-1]
        if letters.isalpha() and letters not in self._special and piece not in self._special:
            is_cut_off = last in _CUT_OFF or (last == "." and "a" <= letters[-1] <= "z")
            if is_cut_off:
                return letters, last
        return self._parts(piece)

    def _cut_apart(self, piece: str) -> Sequence[str]:
        words = self._cut(piece, self._special)
        return self._put_together(words) if len(words) > 1 else words

    def _cut(self, piece: str, special: Collection[str]) -> list[str]:
        """Marks are cut off before and behind until a special case is left, or nothing to cut."""
        before: list[str] = []
        behind: list[str] = []
        size = 0
        while (
            piece and len(piece) != size and piece not in special and not self._is_one(piece, "token_match")
        ):
            size = len(piece)
            lead = self._length("prefix_search", piece)
            if lead and piece[lead:] in special:
                before.append(piece[:lead])
                piece = piece[lead:]
                break
            tail = self._length("suffix_search", piece[lead:])
            if tail and piece[:-tail] in special:
                behind.append(piece[-tail:])
                piece = piece[:-tail]
                break
            if lead:
                before.append(piece[:lead])
            if tail:
                behind.append(piece[-tail:])
            piece = piece[lead : len(piece) - tail]
        within = self._of_special(piece) if piece in special else self._cut_within(piece)
        return [*before, *within, *reversed(behind)]

    def _cut_within(self, piece: str) -> list[str]:
        """Marks between letters are words of their own, but not in an address."""
        if piece.isalnum() or self._is_one(piece, "token_match") or self._is_one(piece, "url_match"):
            return [piece]
        words: list[str] = []
        end = 0
        for mark in self._rule("infix_finditer", piece.isascii()).finditer(piece):
            if mark.start():
                words += (piece[end : mark.start()], mark[0])
                end = mark.end()
        return [word for word in (*words, piece[end:]) if word]

    def _put_together(self, words: Sequence[str]) -> Sequence[str]:
        """Special cases with marks in them, as smileys, are found among the words; the longest first."""
        parts: list[Sequence[str]] = [(word,) for word in words]
        taken: set[int] = set()
        for _, first, behind, text in sorted(self._rows(words)):
            if first not in taken and behind - 1 not in taken:
                parts[first:behind] = [self._of_special(text), *[()] * (behind - first - 1)]
            taken.update(range(first, behind))
        return [word for part in parts for word in part]

    def _rows(self, words: Sequence[str]) -> Iterator[tuple[int, int, int, str]]:
        """Rows of words that are a special case cut up: its size below zero, where it begins and ends, it."""
        for first in range(len(words)):
            text = ""
            for behind, word in enumerate(words[first : first + self._longest], start=first + 1):
                text += word
                if len(text) > self._longest:
                    break
                is_cut_up = text in self._special and self._has_marks(text)
                if is_cut_up and self._cut(text, ()) == list(words[first:behind]):
                    yield first - behind, first, behind, text

    def _has_marks(self, text: str) -> bool:
        """Whether the rules would cut something off a special case; others are met as they stand."""
        return bool(
            self._length("prefix_search", text)
            or self._length("suffix_search", text)
            or self._rule("infix_finditer", text.isascii()).search(text)
        )

    def _of_special(self, piece: str) -> list[str]:
        return [intify_attrs(part)[ORTH] for part in self._special[piece]]

    def _is_one(self, piece: str, rule: str) -> bool:
        return self._rule(rule, piece.isascii()).match(piece) is not None

    def _length(self, rule: str, piece: str) -> int:
        found = self._rule(rule, piece.isascii()).search(piece)
        return len(found[0]) if found else 0

    def _compiled(self, rule: str, is_ascii: bool) -> re.Pattern[str]:
        source = self._rules.get(rule) or _NEVER
        return re.compile(narrowed(source) if is_ascii else source)


def narrowed(source: str) -> str:
    """A rule that finds the same in ASCII and is compiled in a tenth of the time.

    One strange character stands for all others, and rows of it are cut short, never to nothing.
    """
    source = _STRANGE.sub(_STRANGER, source)
    return _ROW_OF_RANGES.sub(rf"{_STRANGER}-{_STRANGER}", _ROW.sub(_STRANGER * 2, source))
