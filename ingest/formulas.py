"""Knows a closing formula when a line shows one: "Kind regards", "Thanks, Sara", "Viele Grüße aus Kiel"."""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass

from ingest.closing_words import MARKS, Rank, formulas, said
from ingest.memory import remembered
from ingest.names import LEADING, NAME_CHARACTERS, is_author, looks_like_name
from ingest.phrases import words

_FROM_PLACE = re.compile(
    r"\s(?:from|aus|vom|von|depuis|desde|da|dalla|uit|vanuit|de|z|ze|till|fra|från|nach)\s", re.IGNORECASE
)
_SENTENCE_END = re.compile(r"(?<=[.!?])\s{1,10}")
_NUMBER_BEHIND = re.compile(r"\s[x(]?\d[\d ()./-]{2,20}\s{0,9}$")  # "Thanks - bob 713-555-0180"
_INITIALED = re.compile(r"\s{0,4}[^\W\d_][\w'’-]{0,20}\.? [^\W\d_]\. ")
_GRATITUDE = re.compile(
    r"\s(?:for|pour|de|por|pela|pelo|per|für|voor|za)"
    r"(?:\s(?!(?:but|aber|mais|pero|ma|maar|ale|mas)\s)[^\W\d_][\w'’-]{0,20}){1,5}[\s,，!]{0,4}"
)
_DASHED_NAME = re.compile(r"\s?[-–—]{1,2}\s?[A-ZÀ-Þ][\w.'’]{0,20}(?: [A-ZÀ-Þ][\w.'’]{1,20})?\s{0,9}$")
_SIGNED_OFF = re.compile(
    r"\s[-–—]{1,2}\s?([^\W\d_][\w.'’]{1,20}(?: [A-ZÀ-Þ][\w.'’]{0,20})?)\s{0,9}$"
)  # " - Sara"
_WORDS_INLINE = 6
_WORDS_SIGNED = 4  # before " - Sara"; fewer may be the item of a list
_TITLE = 5  # characters
_POLITE_CHARACTERS = 200


@dataclass(frozen=True, slots=True)
class Formula:
    """How surely a line closes a letter, and the name behind the words, if any."""

    rank: Rank
    name: str = ""


@remembered
def closing_formula(text: str, author: str) -> Formula | None:
    """The closing formula a line is, and the name behind it; None for any other line."""
    bare = text.strip(LEADING + " ")
    if not bare or len(bare) > NAME_CHARACTERS:
        return _polite_sentence(bare)
    folded = bare.casefold() if bare.isascii() else unicodedata.normalize("NFC", bare).casefold()
    found = said(folded)
    if found is None:
        return None
    rest = bare[found.end :] if len(folded) == len(bare) else folded[found.end :]
    follows = rest.strip(MARKS)
    if not follows:
        return Formula(found.rank)
    if found.rank is Rank.CLOSING and _FROM_PLACE.match(rest) and len(follows.split()) <= 5:
        return Formula(found.rank)  # "Viele Grüße aus Kiel"
    if found.rank is Rank.COURTESY and _GRATITUDE.fullmatch(rest):
        return Formula(Rank.GRATITUDE)  # "Thanks for your help,"
    joins = rest[:1] in ",-–—:;!./~，" or rest[:2].strip()[:1] in ",-–—"
    if is_author(follows, author) or (joins and looks_like_name(follows)):
        return Formula(found.rank, follows)
    return None


def _polite_sentence(bare: str) -> Formula | None:
    """A whole sentence that only closes: "Je vous prie d'agréer, Madame, ..."."""
    is_polite = 0 < len(bare) <= _POLITE_CHARACTERS and bare.casefold().startswith(
        words("closings", "polite")
    )
    return Formula(Rank.CLOSING) if is_polite else None


def inline_closing(text: str, author: str) -> int:
    """Where a closing such as "Thanks, Sara" begins behind the last sentence of a line, or -1.

    Where nobody knows the author, only a dash tells whose name it is: "Cheers -- Rick".
    """
    if not author:
        return _dashed_closing(text)
    if _INITIALED.match(text) and is_author(text, author):
        return -1  # "Sara E. Cole", "Capt. S. Cole": an initial ends no sentence
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
    signed = _SIGNED_OFF.search(tail)
    if signed is not None and not signed[1].isupper() and is_author(signed[1], author):
        at = len(text) - len(tail) + signed.start()
        return at if len(text[:at].split()) >= _WORDS_SIGNED else -1
    return -1


def _dashed_closing(text: str) -> int:
    tail = text[-80:]
    for end in _SENTENCE_END.finditer(tail):
        rest = tail[end.end() :]
        found = _DASHED_NAME.search(rest)
        if found is not None and closing_formula(rest[: found.start()], "") is not None:
            return len(text) - len(tail) + end.end()
    return -1


def inline_formula(text: str) -> int:
    """Where a formula that ends a line begins behind the sentence before it, or -1; the name is below it."""
    tail = text[-80:]
    for end in _SENTENCE_END.finditer(tail):
        formula = closing_formula(tail[end.end() :], "")
        is_said = formula is None or formula.rank < Rank.COURTESY or formula.name
        if not is_said and tail[: end.start()].strip():
            return len(text) - len(tail) + end.end()
    return -1
