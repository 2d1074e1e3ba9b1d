"""The one safe way from mail text to where it is shown: it drives no terminal and turns no text round."""

from __future__ import annotations

import unicodedata

# Cc: control, Cf: format (zero width, bidirectional overrides), Cs: surrogates, Co: private use
_UNSAFE = {"Cc", "Cf", "Cs", "Co"}
_JOINER = "\u200d"  # holds emoji together; harmless between two visible signs
_MOST_MARKS = 4  # on one letter; the heaviest real scripts stay below, towers of marks cover other lines


def safe(text: str) -> str:
    """Mail text as one line that cannot drive a terminal: no control characters, no bidi overrides."""
    if text.isprintable():  # as most is; none of the unsafe kinds is printable
        return " ".join(text.split())
    kept = (c if c == _JOINER or unicodedata.category(c) not in _UNSAFE else " " for c in text)
    return " ".join("".join(kept).split())


def safe_block(text: str) -> str:
    """The same, with its line breaks and indents kept."""
    return "\n".join(" " * (len(line) - len(line.lstrip(" "))) + safe(line) for line in text.splitlines())


def short(text: str, most: int) -> str:
    """Safe text of at most `most` characters, cut between words where it has any, without towers of marks."""
    begun = safe(text[: 8 * most])  # a megabyte need not be looked at for its first line
    kept, marks = [], 0
    for c in begun:
        marks = marks + 1 if unicodedata.combining(c) else 0
        if marks <= _MOST_MARKS:
            kept.append(c)
    whole = "".join(kept)
    if len(whole) <= most and len(text) <= 8 * most:
        return whole
    cut = whole[: most - 1]
    at = cut.rfind(" ")
    return (cut[:at] if at > most // 2 else cut).rstrip(" ,;:.-") + "…"
