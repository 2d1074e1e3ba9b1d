"""A second ear: three small logistic regressions over hashed words, word pairs and families of expressions.

They hear what no family names: that a sentence is against, for, or strained. The weights are trained by
`evaluation/feelings/train.py`; `nlp/models/feelings.md` says on what and how well.
"""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from functools import cache
from importlib import resources
from itertools import pairwise
from zlib import crc32

import numpy as np
from numpy.typing import NDArray

BUCKETS = 1 << 16
HEADS = ("against", "towards", "strained")


@dataclass(frozen=True, slots=True)
class Guess:
    """Probabilities from 0 to 1, each by itself."""

    against: float = 0.0
    towards: float = 0.0
    strained: float = 0.0


def buckets(words: Sequence[str], families: Collection[str], *, is_outbound: bool) -> list[int]:
    """Where a text's words, pairs of neighbours, families heard and author's side are kept."""
    names = set(words)
    names.update(f"{a} {b}" for a, b in pairwise(words))
    names.update(f"#{family}" for family in families)
    names.add("#outbound" if is_outbound else "#inbound")
    return [crc32(name.encode()) % BUCKETS for name in names]


@dataclass(frozen=True, slots=True)
class FeelingsModel:
    """Weights of shape (buckets, heads) and one bias a head."""

    weights: NDArray[np.float32]
    bias: NDArray[np.float32]

    def guess(self, sentences: Sequence[Sequence[int]]) -> tuple[list[Guess], list[Guess]]:
        """What each sentence (its buckets, never empty) sounds like alone and read with the next one."""
        if not sentences:
            return [], []
        lengths = np.array([len(sentence) for sentence in sentences])
        starts = np.concatenate(([0], np.cumsum(lengths)[:-1]))
        flat = np.concatenate([np.asarray(sentence) for sentence in sentences])
        sums = np.add.reduceat(self.weights[flat], starts, axis=0)
        return self._guesses(sums, lengths), self._guesses(sums[:-1] + sums[1:], lengths[:-1] + lengths[1:])

    def _guesses(self, sums: NDArray[np.float32], lengths: NDArray[np.int64]) -> list[Guess]:
        scores = sums / np.sqrt(lengths)[:, None] + self.bias
        return [Guess(*row) for row in (1 / (1 + np.exp(-scores))).tolist()]


@cache
def feelings_model() -> FeelingsModel:
    """The shipped weights."""
    with (
        resources.as_file(resources.files("nlp") / "models" / "feelings.npz") as path,
        np.load(path, allow_pickle=False) as kept,
    ):
        return FeelingsModel(kept["weights"].astype(np.float32), kept["bias"].astype(np.float32))
