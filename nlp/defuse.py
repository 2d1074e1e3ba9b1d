"""Text made harmless for a tokenizer, character for character: every offset stays what it was.

Measured on spaCy 3.8: 100 kB of "(" take over 20 s, because affixes are peeled off one by one from a word
without end. So text is cut, long runs of one mark and words without end become blanks, and characters that
mail programs leave behind (no-break and zero-width spaces, lone surrogates, controls) become plain ones.
"""

from __future__ import annotations

import re

LONGEST_TEXT = 20_000  # characters of own words that are read
_LONGEST_WORD = 120  # characters between two spaces; only addresses, encodings and bombs are longer
_KEPT_OF_RUN = 8

_RUN = re.compile(r"([^\w\s])\1{8,}|(\w)\2{24,}")
_ENDLESS = re.compile(rf"\S{{{_LONGEST_WORD + 1},}}")
_ODD = re.compile(
    "[\x00-\x08\x0b-\x1f\x7f-\xa0\u1680\u2000-\u200b\u2028-\u202f\u205f-\u2064\u3000\ufeff\ud800-\udfff]"
)


def defuse(text: str) -> str:
    """`text` without what hangs a tokenizer: as long as before, or cut at 20,000 characters."""
    text = _ODD.sub(_plain, text[:LONGEST_TEXT])
    text = _RUN.sub(lambda run: run[0][:_KEPT_OF_RUN] + " " * (len(run[0]) - _KEPT_OF_RUN), text)
    return _ENDLESS.sub(lambda word: " " * len(word[0]), text)


def _plain(odd: re.Match[str]) -> str:
    char = odd[0]
    if char in "\u2028\u2029\x85\x0b\x0c":
        return "\n"
    return "\ufffd" if "\ud800" <= char <= "\udfff" else " "
