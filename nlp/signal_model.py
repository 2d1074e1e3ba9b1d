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


def _pairs(a: Sequence[int], b: Sequence[int], salt: int) -> list[int]:
    """Where the pairs of two rows are kept."""
    return [(x * 31_337 + y * 7_919 + salt) % BUCKETS for x, y in zip(a, b, strict=False)]


_ONE = {way: bucket(f"# {way}") for way in ("inbound", "outbound", "first", "last", "only", "asked")}
_BESIDE, _BEFORE, _AFTER = 8, 50_021, 91_193  # kinds heard of a sentence beside, and their salts


def rows(lows: Sequence[str], *, is_outbound: bool) -> list[list[int]]:
    """The buckets of each sentence (masked, in order); none for one of a word or none: nothing to judge."""
    heard = [[_word(word) for word in words(low)] for low in lows[:_MOST_SENTENCES]]
    marked = [[w.kind for w in said if w.has_kind] for said in heard]
    way, last = _ONE["outbound" if is_outbound else "inbound"], len(heard) - 1
    found: list[list[int]] = []
    for index, said in enumerate(heard):
        row: list[int] = []
        found.append(row)
        if len(said) < _SHORTEST:
            continue
        own, kinds, only = [w.name for w in said], [w.kind for w in said], marked[index]
        row.append(way)
        for word in said:
            row += word.alone
        if index in (0, last):
            row.append(_ONE["only" if not last else "last" if index else "first"])
        if lows[index].rstrip().endswith("?"):
            row.append(_ONE["asked"])
        row += _pairs(own, own[1:], 1)
        row += _pairs(kinds, kinds[1:], 2)
        row += _pairs(kinds, kinds[2:], 3)
        row += _pairs(only, [way] * len(only), 4)
        for gap in (1, 2, 3, 4):
            row += _pairs(only, only[gap:], 5)
        if index:
            row += [(kind + _BEFORE) % BUCKETS for kind in marked[index - 1][-_BESIDE:]]
        if index < last:
            row += [(kind + _AFTER) % BUCKETS for kind in marked[index + 1][:_BESIDE]]
    return found


@dataclass(frozen=True, slots=True)
class SignalModel:
    """The regressions, what each head hears, and from which probability on it is believed.

    `thresholds` hold in any mail; `near` in one that is about such things anyway. Below `doubts`, in all its
    sentences, a mail does not say it, whatever a rule finds.
    """

    model: LinearModel
    heads: tuple[SignalType, ...]
    thresholds: tuple[float, ...]
    near: tuple[float, ...]
    doubts: tuple[float, ...]

    def hear(self, lows: Sequence[str], *, is_outbound: bool) -> NDArray[np.float32]:
        """Of each sentence the probability of each head; 0 where there is nothing to judge."""
        found = np.zeros((len(lows), len(self.heads)), dtype=np.float32)
        heard = rows(lows, is_outbound=is_outbound)
        judged = [index for index, row in enumerate(heard) if row]
        if judged:
            sums, lengths = self.model.sums([heard[index] for index in judged])
            found[judged] = self.model.probabilities(sums, lengths)
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
