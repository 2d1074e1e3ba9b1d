"""A second ear for signals: one small logistic regression for each, over words and kinds of words.

It hears what no rule says: a sentence that sounds like an ending, a person pointed to, a fact of the market.
A word is heard as itself, as its pieces of four letters and as its kind (`nlp/patterns/word_classes.toml`);
rows and pairs of them are heard too, the sentences beside it faintly, and who writes. Names are masked.
Trained by `evaluation/signals/train.py`; `nlp/models/signals.md` says on what and how well.
"""

from __future__ import annotations

import re
import tomllib
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache, lru_cache
from importlib import resources

import numpy as np
from numpy.typing import NDArray

from domain import SignalType
from nlp.linear_model import BUCKETS, LinearModel, bucket, shipped
from nlp.utterances import NAME, PROPER

_TOKEN = re.compile(rf"{NAME}+|{PROPER}+|[^\W\d_]+(?:'[^\W\d_]+)*|\d+(?:[.,:]\d+)*|[?!€£$:]")
_SHORTEST, _MOST_WORDS, _MOST_SENTENCES = 2, 60, 80
_SPELT = {"won't": "will not", "can't": "can not", "cannot": "can not", "shan't": "shall not"}
_BARE = frozenset("dont didnt doesnt isnt wasnt arent wont cant havent hasnt couldnt wouldnt".split())


@dataclass(frozen=True, slots=True)
class _Word:
    """A word's buckets: itself, its kind (or itself) for rows, and all that it brings alone."""

    name: int
    kind: int
    has_kind: bool
    alone: tuple[int, ...]


@cache
def _classes() -> tuple[dict[str, str], tuple[tuple[str, str], ...]]:
    """Kinds of whole words and of beginnings, the longest first."""
    page = (resources.files("nlp") / "patterns" / "word_classes.toml").read_text("utf-8")
    whole: dict[str, str] = {}
    begins: dict[str, str] = {}
    for kind, words in tomllib.loads(page).items():
        for word in words.split():
            (begins if word.endswith("*") else whole).setdefault(word.rstrip("*"), kind)
    return whole, tuple(sorted(begins.items(), key=lambda item: -len(item[0])))


def _kind(word: str) -> str:
    whole, begins = _classes()
    found = whole.get(word)
    return found or next((kind for stem, kind in begins if word.startswith(stem)), "")


@lru_cache(maxsize=20_000)
def _word(word: str) -> _Word:
    kind = _kind(word)
    framed = f"<{word}>"
    pieces = {framed[i : i + 4] for i in range(len(framed) - 3)} if word.isalpha() else set()
    alone = [f"w {word}", *(f"c {piece}" for piece in pieces)]
    if kind:
        alone.append(f"k {kind}")
    return _Word(
        bucket(f"w {word}"),
        bucket(f"k {kind or word}"),
        bool(kind),
        tuple(bucket(name) for name in alone),
    )


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


def _pairs(a: NDArray[np.int64], b: NDArray[np.int64], salt: int) -> NDArray[np.int64]:
    """Where two neighbours are kept."""
    return (a * 31_337 + b * 7_919 + salt) % BUCKETS


_ONE = {way: bucket(f"# {way}") for way in ("inbound", "outbound", "first", "last", "only", "asked")}
_BESIDE = {"before": 50_021, "after": 91_193}


def features(lows: Sequence[str], *, is_outbound: bool) -> tuple[NDArray[np.int64], NDArray[np.int64]]:
    """The buckets of a mail (its sentences masked, in order) and the sentence of each, sorted by sentence.

    A sentence of one word has none: there is nothing to judge.
    """
    way = _ONE["outbound" if is_outbound else "inbound"]
    own: list[int] = []
    kinds: list[int] = []
    where: list[int] = []
    only: list[int] = []
    only_where: list[int] = []
    single: list[int] = []
    single_where: list[int] = []
    last = min(len(lows), _MOST_SENTENCES) - 1
    for index, low in enumerate(lows[:_MOST_SENTENCES]):
        said = [_word(word) for word in words(low)]
        marked = [w.kind for w in said if w.has_kind]
        only += marked
        only_where += [index] * len(marked)
        if len(said) < _SHORTEST:
            continue
        own += [w.name for w in said]
        kinds += [w.kind for w in said]
        where += [index] * len(said)
        once = [way, *(b for w in said for b in w.alone)]
        if index in (0, last):
            once.append(_ONE["only" if not last else "last" if index else "first"])
        if low.rstrip().endswith("?"):
            once.append(_ONE["asked"])
        single += once
        single_where += [index] * len(once)
    if not own:
        return np.empty(0, dtype=np.int64), np.empty(0, dtype=np.int64)
    parts, places = _rows_of(np.array(own), np.array(kinds), np.array(where))
    parts.append(np.array(single))
    places.append(np.array(single_where))
    if only:
        more, at = _kinds_of(np.array(only), np.array(only_where), way, sorted(set(where)))
        parts += more
        places += at
    flat, rows_of_all = np.concatenate(parts) % BUCKETS, np.concatenate(places)
    order = rows_of_all.argsort(kind="stable")
    return flat[order], rows_of_all[order]


def _rows_of(
    own: NDArray[np.int64], kinds: NDArray[np.int64], where: NDArray[np.int64]
) -> tuple[list[NDArray[np.int64]], list[NDArray[np.int64]]]:
    """Neighbours: two words, two kinds, two kinds with a word between."""
    next_to, over = where[:-1] == where[1:], where[:-2] == where[2:]
    return (
        [
            _pairs(own[:-1], own[1:], 1)[next_to],
            _pairs(kinds[:-1], kinds[1:], 2)[next_to],
            _pairs(kinds[:-2], kinds[2:], 3)[over],
        ],
        [where[:-1][next_to], where[:-1][next_to], where[:-2][over]],
    )


def _kinds_of(
    only: NDArray[np.int64], where: NDArray[np.int64], way: int, judged: Sequence[int]
) -> tuple[list[NDArray[np.int64]], list[NDArray[np.int64]]]:
    """Kinds with who writes, near pairs of them, and those of the sentences beside."""
    parts, places = [_pairs(only, np.full_like(only, way), 4)], [where]
    for gap in (1, 2, 3, 4):
        near = where[:-gap] == where[gap:]
        parts.append(_pairs(only[:-gap], only[gap:], 5)[near])
        places.append(where[:-gap][near])
    for beside, step in (("before", 1), ("after", -1)):
        parts.append(only + _BESIDE[beside])
        places.append(where + step)
    kept = [np.isin(place, judged) for place in places]
    return (
        [p[k] for p, k in zip(parts, kept, strict=True)],
        [p[k] for p, k in zip(places, kept, strict=True)],
    )


def rows(lows: Sequence[str], *, is_outbound: bool) -> list[NDArray[np.int64]]:
    """The buckets of each sentence that can be judged."""
    flat, where = features(lows, is_outbound=is_outbound)
    if not len(flat):
        return []
    return np.split(flat, np.flatnonzero(np.diff(where)) + 1)


@dataclass(frozen=True, slots=True)
class SignalModel:
    """The regressions, what each head hears, and from which probability on it is believed.

    `thresholds` hold in any mail; `near` in one that is about such things anyway.
    """

    model: LinearModel
    heads: tuple[SignalType, ...]
    thresholds: tuple[float, ...]
    near: tuple[float, ...]

    def hear(self, lows: Sequence[str], *, is_outbound: bool) -> NDArray[np.float32]:
        """Of each sentence the probability of each head; 0 where there is nothing to judge."""
        found = np.zeros((len(lows), len(self.heads)), dtype=np.float32)
        flat, where = features(lows, is_outbound=is_outbound)
        if len(flat):
            starts = np.concatenate(([0], np.flatnonzero(np.diff(where)) + 1))
            lengths = np.diff(starts, append=len(flat))
            sums = np.add.reduceat(self.model.weights[flat], starts, axis=0)
            found[where[starts]] = self.model.probabilities(sums, lengths)
        return found


@cache
def signal_model() -> SignalModel:
    """The shipped weights: whole numbers from -127 to 127, with a scale a head."""
    kept = shipped("signals")
    weights = kept["weights"].astype(np.float32) * kept["scale"].astype(np.float32)
    return SignalModel(
        LinearModel(weights, kept["bias"].astype(np.float32)),
        tuple(SignalType(str(name)) for name in kept["heads"]),
        *(tuple(float(t) for t in row) for row in kept["thresholds"].T.tolist()),
    )
