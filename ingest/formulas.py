"""Knows a closing formula when a line shows one: "Kind regards", "Thanks, Sara", "Viele Grüße aus Kiel"."""

from __future__ import annotations

import re
import unicodedata

from ingest.memory import remembered
from ingest.names import LEADING, NAME_CHARACTERS, formulas, is_author, looks_like_name
from ingest.phrases import word_set

_FROM_PLACE = re.compile(
    r"\s(?:from|aus|vom|von|depuis|desde|da|dalla|uit|vanuit|de|z|ze|till|fra|från)\s", re.IGNORECASE
)
_SENTENCE_END = re.compile(r"(?<=[.!?])\s{1,10}")
_NUMBER_BEHIND = re.compile(r"\s[x(]?\d[\d ()./-]{2,20}\s{0,9}$")  # "Thanks - bob 713-555-0180"
_INITIALED = re.compile(r"\s{0,4}[^\W\d_][\w'’-]{0,20} [^\W\d_]\. ")
_WORDS_INLINE = 6
_TITLE = 5  # characters


@remembered
def closing_formula(text: str, author: str) -> tuple[str, str] | None:
    """The closing formula a line is, and the name behind it; None for any other line."""
    bare = text.strip(LEADING + " ")
    if not bare or len(bare) > NAME_CHARACTERS:
        return None
    folded = unicodedata.normalize("NFC", bare).casefold()
    found = formulas().match(folded)
    if found is None:
        return None
    rest = bare[found.end() :] if len(folded) == len(bare) else folded[found.end() :]
    follows = rest.strip(" \t,.!-–—:;/~*_)")
    if not follows:
        return found[1], ""
    if folded[found.end() : found.end() + 6].lstrip().startswith(("and ", "& ", "und ", "et ", "y ")):
        # "Thanks and regards": two formulas joined
        second = closing_formula(re.sub(r"^\W*(?:and|und|et|y|&)\s+", "", rest, flags=re.IGNORECASE), author)
        return (found[1] + " regards", second[1]) if second else None
    if found[1] in word_set("closings", "closings"):
        other = re.sub(r"^\W+", "", rest)
        if rest.lstrip()[:1] in "/|,-–" and closing_formula(other, author):
            return found[1], ""  # "Kind regards / Mit freundlichen Grüßen"
        if _FROM_PLACE.match(rest) and len(follows.split()) <= 5:
            return found[1], ""  # "Viele Grüße aus Kiel"
    joins = rest[:1] in ",-–—:;!./~" or rest[:2].strip()[:1] in ",-–—"
    if is_author(follows, author) or (joins and looks_like_name(follows)):
        return found[1], follows
    return None


def inline_closing(text: str, author: str) -> int:
    """Where a closing such as "Thanks, Sara" begins behind the last sentence of a line, or -1."""
    if _INITIALED.match(text) and is_author(text, author):
        return -1  # "Sara E. Cole": an initial ends no sentence
    tail = text[-80:]
    for end in _SENTENCE_END.finditer(tail):
        rest = _NUMBER_BEHIND.sub("", tail[end.end() :]).strip()
        if not 0 < len(rest.split()) <= _WORDS_INLINE or len(tail[: end.start()].strip()) <= _TITLE:
            continue  # "Sr. Perpetua" is one name
        names = re.split(r"[,.!–—-]\s*", rest)
        last = names[-1].strip() or (names[-2].strip() if len(names) > 1 else "")
        is_name = is_author(last, author) and len(last.split()) <= 3
        if is_name and (rest == last or formulas().match(rest.casefold()) or rest.lstrip("-–— ") == last):
            return len(text) - len(tail) + end.end()
    return -1


def inline_formula(text: str) -> int:
    """Where a formula that ends a line begins behind the sentence before it, or -1; the name is below it."""
    tail = text[-80:]
    for end in _SENTENCE_END.finditer(tail):
        formula = closing_formula(tail[end.end() :], "")
        is_said = formula is None or formula[0] in word_set("closings", "farewells") or formula[1]
        if not is_said and tail[: end.start()].strip():
            return len(text) - len(tail) + end.end()
    return -1
