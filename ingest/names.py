"""Knows a name when a line shows one: the author's own, whole or in part, or anybody's."""

from __future__ import annotations

import re
import unicodedata
from functools import lru_cache

from ingest.closing_words import formulas
from ingest.memory import remembered
from ingest.phrases import word_set
from ingest.tails import PRONOUN, SENTENCE, TAIL_CHARACTERS

LEADING = " \t-–—~*_•|/<(\"'“”¡"
_BRACKETED = re.compile(r"\([^()]{1,40}\)")
_TRAILING = " \t-–—~*_|>)\"'“”,.!:;xXoO❤️♥😊🙂😀😄🙏👍👋🌸💕😘"
WORD = re.compile(r"[^\W\d_][\w'’.\-]{0,40}")
_PARTICLES = frozenset(
    "de da do dos das del della di du des la le van von den der ten ter te zu zum bin ibn al el y e i und "
    "and & och og san mac mc st o' e. ap".split()
)
_HONORIFICS = frozenset(
    "mr mrs ms miss dr prof sir aunty auntie uncle tante onkel herr frau m mme dr. prof. mr. ms. mrs. i.a "
    "i.v ppa p.p capt captain col lt rev eng ing dott".split()
)
_FAMILY_TAIL = re.compile(r"(?:\W{1,3}x{1,5}|\W+(?:and|&|und|et|y|e|en|i)\b.{0,30})?\W{0,6}", re.IGNORECASE)
_DEGREES = re.compile(
    r"(?:[\s,]{1,3}(?:Esq|Jr|Sr|Ph\.? ?D|M\.?D|MBA|CFA|CPA)\b\.?){1,3}(?![^\W_])", re.IGNORECASE
)
NAME_CHARACTERS = 70


@remembered
def is_author(text: str, author: str) -> bool:
    """Whether a line is the author's name, whole or in part, with decoration or a title behind it.

    "Priya", "- priya", "Priya Raman | Recruiter", "P. Raman", "PR", "Priya x" for Priya Raman; not "Will call
    you" for Will Adams.
    """
    if not author or len(text.strip()) > TAIL_CHARACTERS:
        return False
    bare = _BRACKETED.sub("", text).strip(LEADING)  # "(she/her)"
    names = _folded_words(author)
    if not names or not bare:
        return False
    found = list(WORD.finditer(bare))[:8]
    if not found or found[0].start() > 0:
        return False
    if len(names) == 1:
        names |= _told_joined([_plain(word[0]).strip(".'’-") for word in found[:3]], *names)
    if len(found) > 1 and _plain(found[0][0]) not in names and _plain(found[1][0]).strip(".'’-") in names:
        if not found[0][0][0].isupper() or bare[found[0].end() : found[1].start()].strip():
            return False
        found = found[1:]  # a short form before the family name
    matched, end = 0, 0
    for word in found:
        folded = _plain(word[0]).strip(".'’-")
        if folded in names or (len(folded) == 1 and any(name.startswith(folded) for name in names)):
            matched += len(folded) > 1 or len(found) == 1 or matched > 0
        elif folded in _HONORIFICS or (matched and (folded in _PARTICLES or len(folded) == 1)):
            continue
        elif _is_initials(word[0], names) or (len(found) == 1 and _is_ending(folded, names)):
            matched += 1
        else:
            break
        end = word.end()
    if not matched or not end:
        return False
    rest = bare[end:]
    if degrees := _DEGREES.match(rest):
        rest = rest[degrees.end() :]
    if not rest.strip(_TRAILING):
        return True
    if _FAMILY_TAIL.fullmatch(rest):
        return True
    if rest.lstrip()[:1] in ",|(/•·-–—" and not PRONOUN.search(rest) and not SENTENCE.search(rest):
        return True
    return rest.strip()[:1].isupper() and len(rest.split()) <= 6 and not SENTENCE.search(rest)


@remembered
def looks_like_name(text: str) -> bool:
    """Whether a line could be somebody's name: one to five capitalised words, no sentence."""
    bare = text.strip(LEADING).rstrip(_TRAILING)
    if not bare or len(bare) > NAME_CHARACTERS or any(c.isdigit() for c in bare) or "@" in bare:
        return False
    head = re.split(r"[,|(/•·–—]| - ", bare)[0].strip()
    found = head.split()
    if not 1 <= len(found) <= 5:
        return False
    if not head.isascii() and len(found) == 1 and len(head) <= 4 and not head[0].isascii() and head.isalpha():
        return True  # 王小明, 김민수
    if fold(found[0]).strip(".,!") in word_set("closings", "no_names") or formulas().match(head.casefold()):
        return False
    capital = [w for w in found if w[0].isupper() or w[0] in "'’"]
    others = [w for w in found if w not in capital]
    if not capital or any(fold(w) not in _PARTICLES for w in others):
        return False
    return all(re.fullmatch(r"[^\W\d_][\w.'’\-]{0,40}", w) for w in found)


def is_short_name(text: str) -> bool:
    """A last line of one to three words without an end mark: a name, where nothing else tells."""
    bare = text.strip(LEADING)
    return len(bare.split()) <= 3 and bare[-1:] not in ".?!:;" and bool(bare)


def is_short_form(text: str, author: str) -> bool:
    """A lone last word that is a short form of the author's name: "aga" of Agnieszka, "Merv" of Mervyn."""
    bare = text.strip(LEADING).strip(_TRAILING)
    if not author or " " in bare:
        return False
    word = _plain(bare)
    if not word.isalpha() or not 2 <= len(word) <= 12:
        return False
    if fold(bare) in word_set("closings", "no_names") or formulas().fullmatch(fold(bare)):
        return False
    return any(
        name.startswith(word) or (len(word) <= 5 and name[:2] == word[:2]) for name in _folded_words(author)
    )


def _is_initials(word: str, names: frozenset[str]) -> bool:
    letters = [letter for letter in fold(word) if letter.isalpha()]
    if not 1 <= len(letters) <= 4 or not word[0].isupper() or len(letters) != sum(map(str.isupper, word)):
        return False
    firsts = {name[0] for name in names}
    return all(letter in firsts for letter in letters)


def _is_ending(folded: str, names: frozenset[str]) -> bool:
    """A short form from the end of a name: "Beth" of Elisabeth."""
    return len(folded) >= 4 and any(name.endswith(folded) and len(name) >= len(folded) + 2 for name in names)


def _told_joined(words: list[str], joined: str) -> frozenset[str]:
    """The words of a name that make up the one word known of the author, as mail from mfenn@... has it."""
    first, last = words[0], words[-1]
    ways = (first + last, first[:1] + last, first + last[:1], last + first, last + first[:1])
    return frozenset(words if len(words) > 1 and joined in ways else ())


@lru_cache(maxsize=2048)
def _folded_words(name: str) -> frozenset[str]:
    found = {_plain(word).strip(".'’-") for word in WORD.findall(name.split("@")[0])}
    parts = {part for word in found for part in re.split(r"['’\-.]", word)}
    return frozenset(word for word in found | parts if len(word) > 1 and word not in _PARTICLES)


@lru_cache(maxsize=8192)
def _plain(word: str) -> str:
    """A word as names are compared: "Jörg" signs mail from joerg@..., and Joerg mail from Jörg."""
    return fold(word).replace("ae", "a").replace("oe", "o").replace("ue", "u")


@lru_cache(maxsize=8192)
def fold(word: str) -> str:
    """Lower case, without accents."""
    decomposed = unicodedata.normalize("NFKD", word.casefold())
    return "".join(c for c in decomposed if not unicodedata.combining(c)).replace("ı", "i").replace("ł", "l")
