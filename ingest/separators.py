"""Knows the lines that stand between one mail and the next: rules, "Original Message", "Forwarded by"."""

from __future__ import annotations

import re
from functools import lru_cache

from ingest.lines import Zone
from ingest.phrases import alternatives, words

LONGEST = 160  # characters; no separator line is longer
_RULE = re.compile(r"[ \t]*(?:[_\-=*—–─━]{5,}|(?:[_\-=*] ){5,})[ \t]*")
_GROUPWISE = re.compile(
    r">>> (?:[^<>]{0,100}<[^<>\s]{3,80}>)?[^<>]{0,100}\d[^<>\d]{0,9}>>>\s{0,9}"
    r"|>>> On \d[^<>]{8,60}<[^<>\s]{3,120}>, [^<>]{2,100}(?:<[^<>\s]{3,80}>)? wrote:\s{0,9}"
)
_DRAWN = frozenset(" \t_-=*—–─━")  # what a rule begins with
_DECORATION = r"[\s>|*_=\-‐—–─.<]{0,60}"


@lru_cache(maxsize=2)
def _mark(kind: str) -> re.Pattern[str]:
    return re.compile(rf"{_DECORATION}{alternatives(words('quotes', kind))}\s?[\s:*_=\-‐—–─.>：]{{0,60}}")


@lru_cache(maxsize=1)
def _mark_start() -> re.Pattern[str]:
    both = words("quotes", "forward_marks") + words("quotes", "original_marks")
    return re.compile(_DECORATION + alternatives(both))


@lru_cache(maxsize=1)
def _beginnings() -> frozenset[str]:
    """The two letters that a mark without decoration begins with: most lines begin with others."""
    both = words("quotes", "forward_marks") + words("quotes", "original_marks")
    return frozenset(one for phrase in both for one in (phrase[:2], phrase[:2].title(), phrase[:2].upper()))


def opened_by(text: str) -> Zone | None:
    """What a line such as "----- Original Message -----" begins; None for any other line."""
    if text[:4] == ">>> ":
        return Zone.QUOTED if is_groupwise(text) else None
    if text[:1].isalpha() and text[:2] not in _beginnings():
        return None
    if text.lstrip().startswith("---") and _is_lotus_forward(text):
        return Zone.FORWARDED
    if len(text) > LONGEST:
        # Yahoo runs it into one line with the headers.
        text, _, _ = text[:LONGEST].rpartition("---")
    if _mark_start().match(text.casefold()) is None:
        return None
    if is_mark(text, "forward_marks"):
        return Zone.FORWARDED
    return Zone.QUOTED if is_mark(text, "original_marks") else None


def is_groupwise(text: str) -> bool:
    """Whether a line names the author and date of the mail below it between marks, as GroupWise does."""
    return text[:4] == ">>> " and len(text) <= 2 * LONGEST and _GROUPWISE.fullmatch(text) is not None


def is_mark(text: str, kind: str) -> bool:
    """Whether a line is one of the `forward_marks` or `original_marks`, decorated or with a colon."""
    if len(text) > LONGEST:
        return False
    folded = text.casefold()
    found = _mark(kind).fullmatch(folded)
    if found is None:
        return False
    bare = folded.strip()
    is_decorated = bare[:2] in ("--", "__", "==", "**", "—-", "- ", "──", "‐‐") or bare[:1] in "—–─"
    return is_decorated or bare.endswith((":", "：")) or len(bare.split()) >= 2 or not bare.isascii()


def _is_lotus_forward(text: str) -> bool:
    folded = text.strip().casefold()[:LONGEST]
    return folded.startswith("---") and " forwarded by " in folded


def is_rule(text: str) -> bool:
    """Whether a line is drawn across the page."""
    return text[:1] in _DRAWN and len(text) <= LONGEST and _RULE.fullmatch(text) is not None
