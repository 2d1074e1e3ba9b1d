"""A display name taken apart: titles, notes and company off, 'Last, First' turned, every token folded."""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass
from functools import lru_cache

TITLES = frozenset(
    "mr mrs ms miss mx dr prof professor sir dame madam herr frau hr mme mlle madame monsieur mevr"
    " mevrouw dhr sr sra srta senor senora senorita sig sigra signor signora dott dottssa dottoressa"
    " doutor doutora pani ing dipl mag lic drs rev shri smt".split()
)
SUFFIXES = frozenset(
    "jr sr ii iii iv phd md mba cpa esq pmp msc bsc ba ma jd rn cfa dds llm llb fca acca pe cissp"
    " shrm shrm-cp shrm-scp cipd mcipd assoc phr sphr csm".split()
)
PARTICLES = frozenset(
    "von van der den de del della di da do dos das du la le les lo ten ter te zu zum zur af av al el"
    " bin binti binte bint ibn ben abu y e i und st san mac mc ni nic o ap d".split()
)
HONORIFIC_ENDINGS = ("-san", "-sama", "-sensei", "-ji", "-ssi", "-nim")

_PLAIN = str.maketrans({
    "ł": "l", "ø": "o", "æ": "ae", "œ": "oe", "ß": "ss", "đ": "d", "ð": "d", "þ": "th", "ı": "i", "ħ": "h",
    "’": "'", "‘": "'", "`": "'", "´": "'", "ʼ": "'", "ʻ": "'", "‐": "-", "‑": "-", "–": "-", "—": "-",
})  # fmt: skip
_GERMAN = str.maketrans({"ä": "ae", "ö": "oe", "ü": "ue", "å": "aa", "ø": "oe"})
_MARKS = re.compile(
    r"[\u0300-\u036f\u0591-\u05c7\u064b-\u065f\u1ab0-\u1aff\u1dc0-\u1dff\u20d0-\u20f0\ufe20-\ufe2f]"
)
_BRACKETS = re.compile(r"\(([^()\[\]]{0,80})\)|\[([^()\[\]]{0,80})\]|\"([^\"]{0,80})\"|“([^”]{0,80})”")
_TAIL = re.compile(r"(?:\s+(?:via|über|par|through|from|at|@)\s|\s+[|/•·–—-]+\s|\s*[|•]\s*)", re.IGNORECASE)
_NOTE = re.compile(
    r"^(?:external|extern|extrene?|ext|contractor|guest|gast|he|she|they|him|her|them|via|he/.*|she/.*|they/.*|"
    r"me|privat|private|work|home|mobile|remote)$"
)
_WORD = re.compile(r"[^\W_]+(?:['’.-][^\W_]+)*\.?|[^\W_]")
LONGEST_NAME = 120


def fold(text: str, *, german: bool = False) -> str:
    """The text without case and accents; with `german` an umlaut becomes its two letters (ü → ue)."""
    if text.isascii():  # most mail is, and it needs no more than this
        return text.lower().replace("`", "'")
    lowered = unicodedata.normalize("NFC", text).casefold()
    if german:
        lowered = lowered.translate(_GERMAN)
    spread = unicodedata.normalize("NFKD", lowered.translate(_PLAIN))
    return _MARKS.sub("", spread)


@dataclass(frozen=True, slots=True)
class Name:
    """A person's name in folded tokens, in the order it is spoken.

    `words` hold no titles and no notes; `core` are the words that are no particles. `nicknames` were given
    in quotes or brackets. `has_title` tells "Mr Jansen" from "Jansen". `shown` is the name without its notes.
    """

    shown: str
    words: tuple[str, ...]
    forms: tuple[frozenset[str], ...]  # for each core word the spellings that count as the same
    core: tuple[str, ...]
    nicknames: tuple[str, ...] = ()
    has_title: bool = False

    @property
    def key(self) -> str:
        """What is equal for two spellings of one name; empty where there is no name."""
        return " ".join(self.words)

    @property
    def is_full(self) -> bool:
        """Given and family name are both there."""
        return len([word for word in self.core if len(word) > 1]) > 1


NO_NAME = Name("", (), (), ())


@lru_cache(maxsize=65_536)
def parse_name(raw: str) -> Name:
    """The name in a header, an address book or a text; `NO_NAME` for an address or nothing."""
    text = " ".join(raw[:LONGEST_NAME].replace("\\", " ").split()).strip("'\"<>,;: ")
    if not text or "@" in text.split(" ")[0]:
        return NO_NAME
    nicknames: list[str] = []
    for found in _BRACKETS.finditer(text):
        inside = next((group for group in found.groups() if group is not None), "").strip()
        if inside and " " not in inside and inside[:1].isupper() and not _NOTE.match(fold(inside)):
            nicknames.append(fold(inside))
    # A whole name in quotes has lost its outer pair above; what is still quoted stands inside a name.
    text = " ".join(_BRACKETS.sub(" ", text).split())
    cut = _TAIL.search(text)
    if cut and cut.start() > 0:
        text = text[: cut.start()]
    text = _spoken_order(text.strip(" ,;:-"))
    return _tokens(text, tuple(nicknames))


def _spoken_order(text: str) -> str:
    """'Raman, Priya' → 'Priya Raman'; 'Priya Raman, PhD' → 'Priya Raman'."""
    first, comma, rest = text.partition(",")
    if not comma:
        return text
    others = [part.strip() for part in rest.split(",")]
    kept = [part for part in others if part and not _is_suffix(part)]
    if not kept:
        return first.strip()
    if len(kept) == 1 and len(kept[0].split()) <= 3 and len(first.split()) <= 4:
        return f"{kept[0]} {first.strip()}"
    return first.strip()


def _is_suffix(part: str) -> bool:
    return all(fold(word).replace(".", "") in SUFFIXES for word in part.split())


def _tokens(text: str, nicknames: tuple[str, ...]) -> Name:
    words: list[str] = []
    forms: list[frozenset[str]] = []
    core: list[str] = []
    shown: list[str] = []
    has_title = False
    for found in _WORD.finditer(text):
        written = found.group()
        plain = fold(written).strip(".'-")
        bare = plain.replace(".", "").replace("'", "")
        if bare in TITLES and not words and written[:1].isupper():
            has_title = True
            continue
        if (
            bare in SUFFIXES
            and len(words) > 1
            and (len(bare) > 2 or written.isupper() or written.endswith("."))
        ):
            continue
        for ending in HONORIFIC_ENDINGS:
            if plain.endswith(ending) and len(plain) > len(ending) + 1:
                plain, written, has_title = plain[: -len(ending)], written[: -len(ending)], True
        if plain.endswith("'s"):
            plain, written = plain[:-2], written[:-2]
        if bare in ("san", "sama") and words and written.islower():
            has_title = True
            continue
        plain = (
            plain.replace("'", "").replace(".", "")
            if "." in plain and len(plain) > 4
            else plain.replace("'", "")
        )
        if not plain or plain.isdigit():
            continue
        shown.append(written)
        words.append(plain)
        if plain not in PARTICLES or (len(words) == 1 and not _more_follow(text, found.end())):
            core.append(plain)
            german = fold(written, german=True).strip(".'-").replace("'", "")
            forms.append(frozenset({plain, german, plain.replace("-", "")}))
    if words and not core:
        core, forms = [words[-1]], [frozenset({words[-1]})]
    return Name(" ".join(shown), tuple(words), tuple(forms), tuple(core), nicknames, has_title)


def _more_follow(text: str, at: int) -> bool:
    return bool(text[at:].strip())


def name_key(raw: str) -> str:
    """The folded name: no accents, case, titles, notes or quotes; 'Last, First' reads as 'First Last'."""
    return parse_name(raw).key


def shown_name(raw: str) -> str:
    """The name as a person would write it: quotes, notes, company and 'Last, First' are tidied away."""
    name = parse_name(raw)
    if not name.words:
        return ""
    shown = name.shown
    if (shown.isupper() and len(shown) > 4) or shown.islower():
        shown = " ".join(_capital(word) for word in shown.split())
    return shown


def called(raw: str) -> str:
    """By which name one calls somebody: the first, all of it where that is an initial; empty for none."""
    said = shown_name(raw).split()
    while len(said) > 1 and len(said[0]) > 3 and said[0].endswith("."):  # a title that no list has
        said.pop(0)
    if not said or "@" in raw:
        return ""
    return " ".join(said) if len(said[0].rstrip(".")) == 1 else said[0]


def _capital(word: str) -> str:
    return "-".join(
        part if part.lower() in PARTICLES else part[:1].upper() + part[1:].lower() for part in word.split("-")
    )
