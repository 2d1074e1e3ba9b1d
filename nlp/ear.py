"""The ear: one linear model for all that a mail may say, over its words, their pieces, kinds and rows.

It hears what no rule says: a mail that sounds like an ending, a complaint wrapped in thanks, a fact of the
market. A word is heard as itself, by its pieces of three to five letters and as its kind
(`nlp/patterns/word_classes.toml`); rows of two and three of them, kinds near one another, the kinds in the
sentences beside and who writes are heard too. Names are masked as for the rules. What a sentence brings is
added up, so a sentence, two neighbours and a whole mail are judged alike. Trained by `evaluation/ear`; the
model card beside the weights says on what and how well.
"""

from __future__ import annotations

import re
import tomllib
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache, lru_cache
from importlib import resources
from zlib import crc32

import numpy as np
from numpy.typing import NDArray

from nlp.utterances import NAME, PROPER

BUCKETS = 1 << 18
AGAINST, TOWARDS, STRAINED = "against", "towards", "strained"

_TOKEN = re.compile(rf"{NAME}+|{PROPER}+|[^\W\d_]+(?:'[^\W\d_]+)*|\d+(?:[.,:]\d+)*|[?!€£$:]")
_MOST_WORDS, _MOST_SENTENCES = 60, 80
_TOGETHER = 8  # sentences judged as one mail; longer mails are judged in stretches of as many
_TELLING = 160  # features, those of about eight words
_SPELT = {"won't": "will not", "can't": "can not", "cannot": "can not", "shan't": "shall not"}
_BARE = frozenset("dont didnt doesnt isnt wasnt arent wont cant havent hasnt couldnt wouldnt".split())
_BESIDE = 8  # kinds heard of a sentence beside
_KINDS_APART = (1, 2, 3, 4)  # how far two kinds may stand from one another, other words left out

Ids = NDArray[np.int64]
Scores = NDArray[np.float32]


def _bucket(name: str) -> int:
    """Where a feature of that name is kept."""
    return crc32(name.encode()) % BUCKETS


@cache
def _classes() -> tuple[dict[str, str], tuple[tuple[str, str], ...]]:
    """Kinds of whole words and of beginnings, the longest first."""
    page = (resources.files("nlp") / "patterns" / "word_classes.toml").read_text("utf-8")
    whole: dict[str, str] = {}
    begins: dict[str, str] = {}
    for kind, members in tomllib.loads(page).items():
        for word in members.split():
            (begins if word.endswith("*") else whole).setdefault(word.rstrip("*"), kind)
    return whole, tuple(sorted(begins.items(), key=lambda item: -len(item[0])))


def _kind(word: str) -> str:
    whole, begins = _classes()
    found = whole.get(word)
    return found or next((kind for stem, kind in begins if word.startswith(stem)), "")


def words(low: str) -> list[str]:
    """The masked sentence in plain words: marks of names in one piece, "not" by itself, numbers by length."""
    found: list[str] = []
    for token in _TOKEN.findall(low):
        first = token[0]
        if first == NAME:
            found.append("§name")
        elif first == PROPER:
            found.append("§proper")
        elif first.isdigit():
            found.append(f"§n{min(len(token), 4)}")
        elif token in _SPELT:
            found += _SPELT[token].split()
        elif token.endswith("n't"):
            found += [token[:-3], "not"]
        elif token in _BARE:
            found += [token[:-2], "not"]
        elif "'" in token:
            found += token.split("'")
        else:
            found.append(token)
    return found[:_MOST_WORDS]


@dataclass(frozen=True, slots=True)
class _Word:
    """A word's number, its kind's (or its own), whether it has a kind, and the buckets it brings alone."""

    name: int
    kind: int
    has_kind: bool
    alone: tuple[int, ...]


@lru_cache(maxsize=20_000)
def _word(word: str, way: str) -> _Word:
    kind = "" if word[:1] == "§" else _kind(word)
    framed = f"<{word}>"
    pieces = (
        {framed[i : i + n] for n in (3, 4, 5) for i in range(len(framed) - n + 1)}
        if word.isalpha()
        else set()
    )
    names = [f"w {word}", f"w {way} {word}", *(f"c {piece}" for piece in sorted(pieces))]
    if kind:
        names.append(f"k {kind}")
    return _Word(
        _bucket(f"w {word}"), _bucket(f"k {kind or word}"), bool(kind), tuple(_bucket(name) for name in names)
    )


_MARKS = {
    mark: _bucket(f"# {mark}") for mark in ("inbound", "outbound", "first", "last", "only", "within", "asked")
}
_PAIR, _TRIPLE, _KINDS, _KINDS_OVER, _NEAR, _BEFORE, _AFTER, _OPENS, _OPENS_TWO, _ENDS = range(1, 11)


def _rows(*columns: Ids, salt: int) -> Ids:
    """Where rows of words are kept: one bucket for each row, told apart by order and by `salt`."""
    mixed = columns[0] * 31_337 + salt * 7_919
    for column in columns[1:]:
        mixed = (mixed % BUCKETS) * 7_727 + column * 15_485_863
    return mixed % BUCKETS


def features(lows: Sequence[str], *, is_outbound: bool) -> tuple[Ids, Ids]:
    """The buckets heard in a mail and for each the index of its sentence (masked, in order)."""
    way = "outbound" if is_outbound else "inbound"
    said = [[_word(word, way) for word in words(low)] for low in lows[:_MOST_SENTENCES]]
    sizes = [len(sentence) for sentence in said]
    flat = [word for sentence in said for word in sentence]
    where = np.repeat(np.arange(len(said)), sizes)
    name = np.array([word.name for word in flat], dtype=np.int64)
    kind = np.array([word.kind for word in flat], dtype=np.int64)
    alone = [each for word in flat for each in word.alone]
    found: list[tuple[Ids, Ids]] = [
        (np.array(alone, dtype=np.int64), np.repeat(where, [len(word.alone) for word in flat])),
        *(_beside(name, where, (0, 1), _PAIR), _beside(name, where, (0, 1, 2), _TRIPLE)),
        *(_beside(kind, where, (0, 1), _KINDS), _beside(kind, where, (0, 2), _KINDS_OVER)),
    ]
    has_kind = np.array([word.has_kind for word in flat], dtype=bool)
    marked, marked_where = kind[has_kind], where[has_kind]
    found += [_beside(marked, marked_where, (0, gap), _NEAR) for gap in _KINDS_APART]
    found += _neighbours(marked, marked_where, len(said))
    found.append(_marks(lows, sizes, way))
    found += _edges(kind, sizes)
    return np.concatenate([ids for ids, _ in found]), np.concatenate([at for _, at in found])


def _beside(ids: Ids, where: Ids, places: Sequence[int], salt: int) -> tuple[Ids, Ids]:
    """Rows of the words at `places` from each word on, within a sentence."""
    last = places[-1]
    if len(ids) <= last:
        return ids[:0], where[:0]
    stop = len(ids) - last
    same = where[:stop] == where[last:]
    return _rows(*(ids[p : p + stop][same] for p in places), salt=salt), where[:stop][same]


def _neighbours(marked: Ids, where: Ids, count: int) -> list[tuple[Ids, Ids]]:
    """The last kinds of the sentence before and the first of the one after."""
    starts = np.searchsorted(where, np.arange(count + 1))
    found: list[tuple[Ids, Ids]] = []
    for index in range(count - 1):
        first, middle, end = starts[index], starts[index + 1], starts[index + 2]
        before, after = marked[max(first, middle - _BESIDE) : middle], marked[middle : middle + _BESIDE]
        after = after[: end - middle]
        found.append((_rows(before, salt=_BEFORE), np.full(len(before), index + 1)))
        found.append((_rows(after, salt=_AFTER), np.full(len(after), index)))
    return found


def _marks(lows: Sequence[str], sizes: Sequence[int], way: str) -> tuple[Ids, Ids]:
    """Who writes, where the sentence stands, whether it asks; nothing of one without a word."""
    ids: list[int] = []
    where: list[int] = []
    last = len(sizes) - 1
    for index, size in enumerate(sizes):
        if size:
            place = "only" if not last else "first" if not index else "last" if index == last else "within"
            asked = ["asked"] if lows[index].rstrip().endswith("?") else []
            ids += [_MARKS[mark] for mark in (way, place, *asked)]
            where += [index] * (2 + len(asked))
    return np.array(ids, dtype=np.int64), np.array(where, dtype=np.int64)


def _edges(kind: Ids, sizes: Sequence[int]) -> list[tuple[Ids, Ids]]:
    """How each sentence opens, with one word and with two, and how it ends."""
    counts = np.array(sizes, dtype=np.int64)
    starts = np.concatenate(([0], np.cumsum(counts)[:-1])) if len(counts) else counts
    one, two = np.flatnonzero(counts > 0), np.flatnonzero(counts > 1)
    return [
        (_rows(kind[starts[one]], salt=_OPENS), one),
        (_rows(kind[starts[two]], kind[starts[two] + 1], salt=_OPENS_TWO), two),
        (_rows(kind[starts[one] + counts[one] - 1], salt=_ENDS), one),
    ]


@dataclass(frozen=True, slots=True)
class Heard:
    """Log-odds of each head: of each sentence `alone`, and of the `mail`. Heads stand as in `Ear.heads`.

    `is_telling`: the mail has words enough for what is not heard in it to mean something.
    """

    alone: Scores
    mail: Scores
    is_telling: bool


@dataclass(frozen=True, slots=True)
class Ear:
    """Weights (buckets, heads), a bias a head, how much each bucket counts in a text's length, and limits.

    From `believed` on a head is believed where no rule spoke, below `doubted` not even where one did.
    """

    heads: tuple[str, ...]
    weights: NDArray[np.int8]
    scale: Scores
    bias: Scores
    rarity: Scores
    believed: Scores
    doubted: Scores
    version: str

    def hear(self, lows: Sequence[str], *, is_outbound: bool) -> Heard:
        """What each sentence (masked) and the mail of them sound like."""
        count = min(len(lows), _MOST_SENTENCES)
        ids, where = features(lows, is_outbound=is_outbound)
        if not len(ids):
            silent = np.full((len(lows), len(self.heads)), self.bias, dtype=np.float32)
            return Heard(silent, self.bias, is_telling=False)
        of_sentence = np.zeros((count, len(ids)), dtype=np.float32)
        of_sentence[where, np.arange(len(ids))] = 1
        sums = (of_sentence @ self.weights[ids].astype(np.float32)) * self.scale
        sizes = of_sentence @ self.rarity[ids]
        alone = np.full((len(lows), len(self.heads)), self.bias, dtype=np.float32)
        alone[:count] = self._judged(sums, sizes)
        pairs = self._judged(sums[:-1] + sums[1:], sizes[:-1] + sizes[1:]) if count > 1 else alone
        whole = np.array(
            [
                self._judged(sums[i : i + _TOGETHER].sum(axis=0), sizes[i : i + _TOGETHER].sum())
                for i in range(0, max(1, count - _TOGETHER // 2), _TOGETHER // 2)
            ]
        )
        return Heard(alone, (pairs.max(axis=0) + whole.max(axis=0)) / 2, is_telling=len(ids) >= _TELLING)

    def _judged(self, sums: Scores, sizes: Scores) -> Scores:
        """Log-odds of texts from what their features add up to and weigh."""
        length = np.sqrt(np.maximum(sizes, 1e-6))
        judged: Scores = (sums / np.asarray(length)[..., None] + self.bias).astype(np.float32)
        return judged


@cache
def ear() -> Ear:
    """The shipped ear."""
    folder = resources.files("nlp") / "models"
    with resources.as_file(folder / "ear.npz") as path, np.load(path, allow_pickle=False) as kept:
        return Ear(
            heads=tuple(str(head) for head in kept["heads"]),
            weights=kept["weights"],
            scale=kept["scale"],
            bias=kept["bias"],
            rarity=kept["rarity"].astype(np.float32),
            believed=kept["believed"],
            doubted=kept["doubted"],
            version=str(kept["version"]),
        )
