"""A short piece of somebody's own words, to show as evidence."""

from __future__ import annotations

import re

LONGEST = 160  # characters
ENOUGH = 400  # characters of the own words that are read for it
_ENDS = (". ", "? ", "! ")
_END = re.compile(r"[.?!](?=\s)")


def quote(own_words: str) -> str:
    """The first sentence after the greeting, in one line of at most 160 characters."""
    first, _, rest = own_words[:ENOUGH].lstrip().partition("\n")
    text = rest if rest and _is_greeting(first) and not rest.isspace() else f"{first}\n{rest}"
    text = " ".join(text.split())
    end = len(text)
    for mark in _ENDS:
        at = text.find(mark, 0, end)
        end = end if at < 0 else at
    if end < LONGEST:
        return text[: end + 1]
    cut = text.rfind(" ", 0, LONGEST)
    return f"{text[: cut if cut > 0 else LONGEST - 1]}…"


def quoted_span(own_words: str) -> tuple[int, int]:
    """The stretch of the text that `quote` reads, its greeting included: of that alone it says the same."""
    begin = start = len(own_words) - len(own_words.lstrip())
    first = own_words[start : start + ENOUGH].partition("\n")[0]
    rest = own_words[start + len(first) :]
    if _is_greeting(first) and rest.strip():
        start += len(first) + len(rest) - len(rest.lstrip())
    ended = _END.search(own_words, start, start + LONGEST + 1)
    end = ended.end() if ended else len(own_words.rstrip())
    return begin, min(end, start + LONGEST + 1)


def _is_greeting(line: str) -> bool:
    bare = line.rstrip()
    return len(bare) <= 40 and bare[-1:] in (",", ":", "!", "-", "–", "—") and bare.count(" ") < 5
