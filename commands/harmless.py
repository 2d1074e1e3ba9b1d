"""The one safe way from mail text to a terminal: nothing in it can drive the terminal or turn text around."""

from __future__ import annotations

import unicodedata

# Cc: control, Cf: format (zero width, bidirectional overrides), Cs: surrogates, Co: private use
_UNSAFE = {"Cc", "Cf", "Cs", "Co"}
_JOINER = "\u200d"  # holds emoji together; harmless between two visible signs


def safe(text: str) -> str:
    """Mail text as one line that cannot drive a terminal: no control characters, no bidi overrides."""
    kept = (c if c == _JOINER or unicodedata.category(c) not in _UNSAFE else " " for c in text)
    return " ".join("".join(kept).split())


def safe_block(text: str) -> str:
    """The same, with its line breaks and indents kept."""
    return "\n".join(" " * (len(line) - len(line.lstrip(" "))) + safe(line) for line in text.splitlines())
