"""Families of expressions: what people write when they feel something, heard in plain words.

A family (`nlp/patterns/sentiment*.toml`, `strain*.toml`) is a feeling with its weight and many ways of
putting it. Each way is a row of slots, one space apart:

    fed_up|sick         either; an underscore joins words
    disappoint*         any word that begins so
    very|so?            may be missing
    <i>                 a class of words, from `[classes]`
    ..  ...  ~          up to two, up to five words of one clause; up to ten words across commas
    *                   any one word
    ^  $                a clause begins or ends here

A way is tried only in sentences that hold its rarest word, so thousands of ways cost next to nothing, and
every gap is bounded, so time grows linearly with the text.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cache, cached_property, lru_cache
from importlib import resources
from typing import Any

from nlp.kept_tables import loads
from nlp.phrase_slots import Slots, Words

_WORDS = 3_000  # of which is kept how they are spelt out, and which ways are found by them
_BEGUN = 3  # letters by which beginnings of words are found
_APOSTROPHES = str.maketrans({"’": "'", "‘": "'", "ʼ": "'", "`": "'", "´": "'", "“": '"', "”": '"'})
_SMILEY = re.compile(r"(?<!\w)[:;=]-?([()DP/|])(?!\w)")
_SMILEYS = {"(": " 🙁 ", "/": " 😕 ", "|": " 😕 "}
_LONG = re.compile(r"([^\W\d_])\1{2,}")
_TOKEN = re.compile(r"[^\W\d_]+(?:'[^\W\d_]+)*|\d+(?:[.,]\d+)*|[!?]+|[^\s\w]")
_BARE = {
    "cannot": "can not", "cant": "can not", "wont": "will not", "dont": "do not", "didnt": "did not",
    "doesnt": "does not", "isnt": "is not", "wasnt": "was not", "arent": "are not", "werent": "were not",
    "havent": "have not", "hasnt": "has not", "hadnt": "had not", "couldnt": "could not",
    "wouldnt": "would not", "shouldnt": "should not", "aint": "is not", "im": "i am", "ive": "i have",
    "youre": "you are", "theyre": "they are", "thats": "that is", "whats": "what is", "u": "you",
    "ur": "your", "gonna": "going to", "wanna": "want to", "gotta": "have to", "n": "and",
    "thx": "thanks", "ty": "thanks",
    "can't": "can not", "won't": "will not", "shan't": "shall not", "ain't": "is not", "let's": "let us",
    "y'all": "you all", "pls": "please", "plz": "please", "bc": "because", "cos": "because", "coz": "because",
    "tbh": "to be honest", "ngl": "not going to lie", "idk": "i do not know", "thru": "through",
}  # fmt: skip
_ENDINGS = {"'m": " am", "'re": " are", "'ve": " have", "'ll": " will", "'d": " would"}
_NEGATORS = frozenset("not no never nor neither without hardly nothing nobody less unless if far".split())
_STOPPERS = frozenset(',;:.!?()–—-"') | {"but", "because", "so", "and", "while", "although", "though"}
_CONTRAST = re.compile(
    r" (?:but|however|although|though|yet|still|except|unfortunately|sadly|honestly|frankly|only) "
)


def plain(text: str) -> str:
    """The sentence in plain words: lower case, contractions spelt out, one space around each token.

    >>> plain("I can’t complain!!")
    ' i can not complain !! '
    """
    if not text.isascii() or "`" in text:
        text = text.translate(_APOSTROPHES)
    if ":" in text or ";" in text or "=" in text:
        text = _SMILEY.sub(lambda m: _SMILEYS.get(m[1], " 🙂 "), text)
    return f" {' '.join(map(_spelt_out, _TOKEN.findall(text.lower())))} "


@lru_cache(maxsize=_WORDS)
def _spelt_out(token: str) -> str:
    """A lower-case token in plain words: "soooo" is "so", "can't" is "can not"."""
    token = _LONG.sub(r"\1", token)
    if token in _BARE or "'" not in token:
        return _BARE.get(token, token)
    if token.endswith("n't"):
        return f"{token[:-3]} not"
    stem, apostrophe, ending = token.rpartition("'")
    if not stem:
        return token
    return stem + _ENDINGS.get(apostrophe + ending, f" '{ending}")


@dataclass(frozen=True, slots=True)
class Family:
    """A feeling. Weights: `sentiment` from -2 to 2, `strain` from 0 to 2; 1 decides by itself.

    `outbound` multiplies both where the recruiter writes. `cools` multiplies all that speaks for in the mail.
    `can_be_denied`: a "not" shortly before it takes it back.
    """

    name: str
    sentiment: float = 0.0
    strain: float = 0.0
    outbound: float = 1.0
    cools: float = 1.0
    can_be_denied: bool = True


@dataclass(frozen=True, slots=True)
class Heard:
    """A family heard in a plain sentence; `at` is where, `is_after_contrast`: behind a "but"."""

    family: Family
    at: int
    words: str
    is_after_contrast: bool


class _Way:
    """One way of putting a family; its pattern is written out and compiled when it is first needed.

    `needed`: of each of these sets one word must stand in the sentence; the rarest first.
    """

    def __init__(self, family: Family, phrase: str, needed: Sequence[Words], slots: Slots) -> None:
        self.family = family
        self.needed = needed
        self._phrase, self._slots = phrase, slots

    @cached_property
    def pattern(self) -> re.Pattern[str]:
        return re.compile(self._slots.expression(self._phrase))


class Phrasebook:
    """All families, found by their rarest word."""

    def __init__(self, ways: Mapping[str, list[_Way]]) -> None:
        self._exact: dict[str, list[_Way]] = {}
        self._begun: dict[str, list[tuple[str, list[_Way]]]] = {}
        for anchor, rows in ways.items():
            if anchor.endswith("*"):
                self._begun.setdefault(anchor[:_BEGUN], []).append((anchor[:-1], rows))
            else:
                self._exact[anchor] = rows
        self._found_by = lru_cache(maxsize=_WORDS)(self._look_up)

    def hear(self, sentence: str) -> list[Heard]:
        """What is heard in a sentence (as `plain` gives it), each family once."""
        contrast = _CONTRAST.search(sentence)
        turn = contrast.start() if contrast else len(sentence)
        found: dict[str, Heard] = {}
        for way in self._candidates(sentence.split()):
            if (known := found.get(way.family.name)) and known.is_after_contrast:
                continue
            for match in way.pattern.finditer(sentence):
                if way.family.can_be_denied and _is_denied(sentence, match.start()):
                    continue
                heard = Heard(way.family, match.start(), match[0].strip(), match.start() > turn)
                if way.family.name not in found or heard.is_after_contrast:
                    found[way.family.name] = heard
        return list(found.values())

    def _candidates(self, words: Sequence[str]) -> Iterator[_Way]:
        """The ways whose rarest word stands there, and all else that they need."""
        there = set(words)
        for word in dict.fromkeys(words):
            for way in self._found_by(word):
                for needed in way.needed:
                    if needed.isdisjoint(there):
                        break
                else:
                    yield way

    def _look_up(self, word: str) -> tuple[_Way, ...]:
        """The ways found by a word or by its beginning."""
        begun = self._begun.get(word[:_BEGUN], ())
        by_stem = (way for stem, ways in begun if word.startswith(stem) for way in ways)
        return (*self._exact.get(word, ()), *by_stem)


def _is_denied(sentence: str, at: int) -> bool:
    """Whether a negation stands in the same clause, up to three words before `at`."""
    for word in reversed(sentence[max(0, at - 40) : at].split()[-3:]):
        if word in _STOPPERS:
            return False
        if word in _NEGATORS:
            return True
    return False


@cache
def phrasebook() -> Phrasebook:
    """The shipped families of sentiment and strain."""
    folder = resources.files("nlp") / "patterns"
    pages = sorted(
        (page for page in folder.iterdir() if page.name.startswith(("sentiment", "strain"))),
        key=lambda page: page.name,
    )
    return compile_phrasebook([loads(page.read_text("utf-8")) for page in pages])


def compile_phrasebook(pages: Sequence[Mapping[str, Any]]) -> Phrasebook:
    """A phrasebook from parsed TOML pages; classes are shared by all pages. ValueError names a bad phrase."""
    classes: dict[str, str] = {}
    for page in pages:
        classes |= page.get("classes", {})
    slots = Slots(classes)
    ways: dict[str, list[_Way]] = {}
    for page in pages:
        for name, row in page.items():
            if name == "classes":
                continue
            settings = {k: v for k, v in row.items() if k not in ("phrases", "about")}
            family = Family(name, **settings)
            for phrase in row["phrases"]:
                anchors, needed = slots.found_by(phrase)
                way = _Way(family, phrase, needed, slots)
                for anchor in sorted(anchors):
                    ways.setdefault(anchor, []).append(way)
    return Phrasebook(ways)
