"""Finds the line that says who is quoted: "On Monday Ada wrote:", in any language, however it was wrapped."""

from __future__ import annotations

import re
from functools import lru_cache

from ingest.lines import Line, unquoted
from ingest.phrases import alternatives, word_set, words

LONGEST = 600  # characters
_LINES = 5  # over which a program may wrap one
_ADDRESS = re.compile(  # archives write "ada at birchlane.example"
    r"[^\s@<>]{1,64}@[^\s@<>]{2,}|\[mailto:|<[^\s@<>]{1,64} at [\w-]{1,60}\.[\w.-]{2,60}>", re.IGNORECASE
)
_TIME = re.compile(r"\d{1,2}[:.h]\d{2}|\b(?:19|20)\d\d(?:\b|年)|\d{1,2}[./-]\d{1,2}[./-]\d{2,4}")
_CLOCK_AND_YEAR = re.compile(r"\d{1,2}[:.]\d{2}.{0,60}\b20\d\d\b|\b20\d\d\b.{0,60}\d{1,2}[:.]\d{2}")
_ADDRESSED_END = re.compile(r"<[^<>\s]{1,80}(?:@| at )[^<>\s]{1,80}>\)?\s?[:：]$")
_ADDRESSED_VERB = re.compile(r"\W{0,4}[^<>:]{0,80}<[^<>\s]{1,80}@[^<>\s]{1,80}>\)?([^<>:]{2,20}?)\s?[:：]")
_TIMED_END = re.compile(  # "Ada Fenn wrote on 3/3/26 4:05 PM:"
    r"\d{1,4}[./-]\d{1,2}[./-]\d{1,4}.{1,12}\d{1,2}[:.]\d{2}(?::\d{2})?(?:\s?[a-z]{2,4})?\s?[:：]$"
)
_SHORT = 100  # characters
_DATE_AND_ADDRESS = re.compile(
    r"\W{0,3}\d{1,4}[./-]\d{1,2}[./-]\d{1,4}[^<>]{0,80}<[^<>\s]{1,80}@[^<>\s]{1,80}>\W{0,3}"
)
_NAME_LAST = re.compile(  # "Am 04.03.26 um 09:15 schrieb Lena Ortiz", with nothing behind
    r"\W{0,3}(?:Am|Op|Den) [^:]{0,20}\d{2,4},? (?:um|om|kl\.?) \d{1,2}[:.]\d{2}(?: Uhr)? "
    r"(?:schrieb|schreef|skrev)(?: [A-ZÀ-Þ][\w.'’-]{0,30}){1,5}"
)


@lru_cache(maxsize=1)
def _start() -> re.Pattern[str]:
    return re.compile(rf"[\W_]{{0,6}}{alternatives(words('quotes', 'attribution_starts'))}(?=[\s,\d])")


@lru_cache(maxsize=1)
def _verb() -> re.Pattern[str]:
    latin = tuple(
        verb for verb in words("quotes", "attribution_verbs") if verb[0].isascii() or verb[0].isalpha()
    )
    return re.compile(rf"{alternatives(latin)}(?![^\W\d_])|写道|寫道|書きました|작성")


@lru_cache(maxsize=1)
def _verbs() -> tuple[tuple[str, ...], frozenset[str]]:
    """The verbs, and their last two letters: most lines end in something else."""
    verbs = words("quotes", "attribution_verbs")
    return verbs, frozenset(verb[-2:] for verb in verbs) | frozenset(verb[-2:].upper() for verb in verbs)


def first_line(lines: list[Line], last: int, *, is_strong: bool, torn: str = "") -> int:
    """Where the attribution ending in line `last` begins, or -1.

    A strong one stands for itself: a start or an address, a verb, a date or time. Above quoted lines less
    is asked, for there every language's programs say the same. `torn` is the end that `torn_end` found.
    """
    ending = torn or lines[last].text.rstrip()
    if len(ending) > LONGEST or not may_end(ending, is_strong=is_strong):
        return -1
    undated = last if is_strong and _is_undated(ending) else -1
    if is_strong and not any(
        _TIME.search(line.text, 0, LONGEST) for line in lines[max(0, last - _LINES + 1) : last + 1]
    ):
        return undated
    window = torn.casefold()
    fallback, is_told = -1, False
    for first in range(last, max(-1, last - _LINES), -1):
        if lines[first].is_blank or lines[first].zone is not None:
            break
        window = f"{lines[first].text} {window}".casefold()
        if len(window) > LONGEST:
            break
        starts = _start().match(window) is not None
        verb = _verb().search(window) is not None
        dated = _TIME.search(window) is not None
        addressed = _ADDRESS.search(window) is not None
        if starts and verb and (dated or not is_strong):
            return first
        if is_told:
            continue
        is_told = (verb and dated and (addressed or window.startswith("--"))) or _is_dated_address(window)
        is_told = is_told or (
            verb and len(window) < _SHORT and _TIMED_END.search(window.rstrip()) is not None
        )
        is_likely = not is_strong and (verb or (addressed and dated)) and len(window) < 200
        if is_told or (is_likely and fallback < 0):
            fallback = first
    return fallback if fallback >= 0 else undated


def _is_undated(ending: str) -> bool:
    """Name and address with the verb behind, or a verb in front that only programs use."""
    if "@" not in ending or len(ending) > 2 * _SHORT:
        return False
    folded = ending.casefold()
    found = _ADDRESSED_VERB.fullmatch(folded)
    if found is not None:
        return found[1].strip(" ,") in word_set("quotes", "attribution_verbs")
    return folded.startswith(words("quotes", "citing")) and _ADDRESSED_END.search(folded) is not None


def _is_dated_address(window: str) -> bool:
    """Date, hour, name and address with a colon behind, as several programs write it without a verb."""
    bare = window.rstrip()
    return (
        len(bare) < 200
        and _ADDRESSED_END.search(bare) is not None
        and _CLOCK_AND_YEAR.search(bare) is not None
    )


def torn_end(lines: list[Line], number: int) -> str:
    """The end of an attribution whose last words slipped into the quote: "... Ada <a@b.c", "> wrote:"."""
    if number == 0 or lines[number - 1].is_blank or "<" not in lines[number - 1].text:
        return ""
    above = lines[number - 1].text
    if above.rfind("<") < above.rfind(">"):
        return ""
    found = ""
    for line in lines[number : number + 2]:
        found = f"{found} {unquoted(line.text).strip(' >')}".strip()
        if found.endswith(":"):
            return found if len(found) <= 120 else ""
    return ""


def may_end(ending: str, *, is_strong: bool) -> bool:
    """A colon, or the verb itself as French "a écrit" and some webmail leave it."""
    bare = ending.rstrip(" \t-_=*–—")
    if bare.endswith((":", "：")):
        return True
    if not is_strong and bare.endswith(">") and _DATE_AND_ADDRESS.fullmatch(bare):
        return True
    if bare[:3] in ("Am ", "Op ", "Den") and _NAME_LAST.fullmatch(bare):
        return True
    verbs, last_letters = _verbs()
    if bare[-2:] not in last_letters or not bare[-60:].casefold().endswith(verbs):
        return False
    if _TIME.search(bare) is not None:
        return True
    return not is_strong and len(bare) < 60 and len(bare.split()) <= 6
