"""The words that close a letter: formulas, thanks, farewells and wishes, alone or joined, in any language."""

from __future__ import annotations

import re
from dataclasses import dataclass
from enum import IntEnum
from functools import lru_cache

from ingest.phrases import alternatives, word_set, words

_MOST_JOINED = 4
MARKS = " \t,.!-–—:;/~*_)，。！～…；：、"
_JOINT = re.compile(
    r"[\s,!.;，！。]*(?:[/|&+–—-]|(?<![^\W_])(?:and|und|et|y|e|en|i|oraz|og|och|és)(?![^\W_])|[,!.，！。])\s*"
)
_HAN_WISH = (
    r"(?:敬请|敬請|顺|順|敬|恭|谨|謹|即|专此|此)?[祝颂頌][^，。？！；：,.?!\s]{0,12}|此致(?:敬礼|敬禮)?|敬上"
)
_MOST_CHARACTERS = 60  # of words around a greeting's noun
_NOUN_AND_BEHIND = 5  # words


class Rank(IntEnum):
    """How surely words close a letter, and so what must stand beside them."""

    WISH = 0  # "Have a nice weekend": a sentence, unless a comma follows
    GRATITUDE = 1  # "Thanks for your help": a sentence, unless a comma or the name follows
    FAREWELL = 2  # may say something: a comma or a name follows
    COURTESY = 3  # thanks, "Bonne journée": the same, or the end of a letter
    CLOSING = 4  # a formula, whatever follows


@dataclass(frozen=True, slots=True)
class Said:
    """How surely a line closes, and where in it the words that do end."""

    rank: Rank
    end: int


def said(folded: str) -> Said | None:
    """What a case-folded line begins with: one formula or several joined, as "Thanks and kind regards"."""
    found = formulas().match(folded)
    if found is None:
        return _around_noun(folded)
    if found[1] in word_set("closings", "salutes"):
        return None
    if found[1] in word_set("closings", "polite"):
        return Said(Rank.CLOSING, len(folded))
    rank, end = _rank(found[1]), found.end()
    for _ in range(_MOST_JOINED):
        joint = _JOINT.match(folded, end)
        following = formulas().match(folded, joint.end()) if joint is not None else None
        if following is None:
            break
        rank, end = max(rank, _rank(following[1])), following.end()
    behind = _addressed().match(folded, end)
    end = behind.end() if behind is not None else end
    return Said(rank, end) if not folded[end:].strip(MARKS) else _around_noun(folded) or Said(rank, end)


def _around_noun(folded: str) -> Said | None:
    """A few words that end in what greetings are called: "Bis Montag und sonnige Grüße"."""
    nouns = word_set("closings", "nouns")
    if len(folded) > _MOST_CHARACTERS or nouns.isdisjoint(folded.rstrip(MARKS).split()[-_NOUN_AND_BEHIND:]):
        return None
    if _noun().fullmatch(folded) is None:
        return None
    return Said(Rank.CLOSING, len(folded))


@lru_cache(maxsize=1)
def formulas() -> re.Pattern[str]:
    """Matches words that close a letter at the start of a case-folded line; group 1 is what was said."""
    every = tuple(phrase for key in (*_KEYS, "polite") for phrase in words("closings", key))
    time = rf"{alternatives(words('closings', 'good'))}\s{alternatives(words('closings', 'times'))}"
    return re.compile(rf"({time}|{alternatives(every)}|{_HAN_WISH})(?![^\W_])")


_KEYS = {
    "closings": Rank.CLOSING,
    "courtesies": Rank.COURTESY,
    "farewells": Rank.FAREWELL,
    "wishes": Rank.WISH,
}


def _rank(phrase: str) -> Rank:
    for key, rank in _KEYS.items():
        if phrase in word_set("closings", key):
            return rank
    return Rank.CLOSING if "\u4e00" <= phrase[0] <= "\u9fff" else Rank.COURTESY


@lru_cache(maxsize=1)
def _noun() -> re.Pattern[str]:
    nouns, behind = (alternatives(words("closings", key)) for key in ("nouns", "addressed"))
    return re.compile(
        r"(?!(?:please|give|send|pass|bitte)\s)(?:[^\W\d_][\w'’-]{0,20}[ ,]{1,2}){0,6}"
        rf"{nouns}(?:[ ,]{{1,2}}{behind})?[\s,.!…]{{0,4}}"
    )


@lru_cache(maxsize=1)
def _addressed() -> re.Pattern[str]:
    return re.compile(rf"[\s,]{{1,3}}{alternatives(words('closings', 'addressed'))}(?![^\W_])")
