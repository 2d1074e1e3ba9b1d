"""A text as lines that remember where they stand, and the labels the quote splitter gives them."""

from __future__ import annotations

import re
from enum import StrEnum


class Zone(StrEnum):
    """What a stretch of a mail's text is. `own` and `greeting` together are the author's own words."""

    OWN = "own"
    GREETING = "greeting"
    SIGN_OFF = "sign_off"
    SIGNATURE = "signature"
    QUOTED = "quoted"
    ATTRIBUTION = "attribution"
    FOOTER = "footer"
    FORWARDED = "forwarded"


class Line:
    """One line without its end. `zone` is None while nobody has claimed it; `end` is after the newline."""

    __slots__ = ("end", "is_blank", "start", "text", "zone")

    def __init__(self, start: int, end: int, text: str, zone: Zone | None = None) -> None:
        self.start = start
        self.end = end
        self.text = text
        self.zone = zone
        self.is_blank = not text or text.isspace()


_UNSEEN_LETTERS = "\u200b\u200c\u200d\u200e\u200f\u2060\u00ad\ufeff"  # those that have no width
_UNSEEN = re.compile(f"[{_UNSEEN_LETTERS}]+")
_LOST_SPACE = re.compile(r"^[ \t]*\?[ \t]*$", re.MULTILINE)  # a space that a gateway could not write
_RESIDUE = re.compile(r"=(?:09|20)")  # of a tab and a space that a gateway encoded twice
_QUOTE_MARK = re.compile(r"[ \t]{0,3}(?:>[ \t]?)+")


def lines_of(text: str) -> list[Line]:
    """Every line of a text; together they cover it without a gap.

    The lines' own text serves judging alone: leftovers of a double encoding stand in it as white space, and
    what has no width is left out of it.
    """
    found = _lines_of(text)
    if not text.isascii() and any(letter in text for letter in _UNSEEN_LETTERS):
        found = [Line(one.start, one.end, _UNSEEN.sub("", one.text)) for one in found]
    return found


def _lines_of(text: str) -> list[Line]:
    found: list[Line] = []
    at = 0
    if text.count("\n?") > 1 and len(_LOST_SPACE.findall(text)) > 1:
        text = _LOST_SPACE.sub(lambda line: " " * len(line[0]), text)
    if "=20\n" in text or "\n=09" in text:
        text = _RESIDUE.sub(lambda code: ("\t" if code[0] == "=09" else " ") * 3, text)
    if "\r" in text:
        for piece in text.splitlines(keepends=True):
            found.append(Line(at, at + len(piece), piece.rstrip("\r\n")))
            at += len(piece)
        return found
    for piece in text.split("\n"):
        end = at + len(piece) + 1
        found.append(Line(at, end, piece))
        at = end
    found[-1].end = len(text)
    if not found[-1].text and len(found) > 1:
        found.pop()
    return found


def is_quoted(text: str) -> bool:
    """Whether a line carries a quote mark."""
    return ">" in text and _QUOTE_MARK.match(text) is not None


def unquoted(text: str) -> str:
    """A line without its quote marks."""
    mark = _QUOTE_MARK.match(text) if ">" in text else None
    return text[mark.end() :] if mark else text


def blocks(lines: list[Line], low: int, high: int) -> list[tuple[int, int]]:
    """The paragraphs between two line numbers, as pairs (first, after the last)."""
    found: list[tuple[int, int]] = []
    start = -1
    for number in range(low, high):
        if lines[number].is_blank:
            if start >= 0:
                found.append((start, number))
            start = -1
        elif start < 0:
            start = number
    if start >= 0:
        found.append((start, high))
    return found


def trimmed(lines: list[Line], low: int, high: int) -> int:
    """`high` moved up over blank lines."""
    while high > low and lines[high - 1].is_blank:
        high -= 1
    return high
