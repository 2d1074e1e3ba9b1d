"""Linear models over hashed features: what the second ears for feelings and for signals share.

A sentence is a row of buckets, each a feature that was heard in it; the weights of its buckets are added,
divided by the root of their number, and squeezed into a probability for each head. Trained by
`evaluation/linear_training.py`; the weights live in `nlp/models`.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from importlib import resources
from zlib import crc32

import numpy as np
from numpy.typing import NDArray

BUCKETS = 1 << 16


def bucket(name: str) -> int:
    """Where a feature of that name is kept."""
    return crc32(name.encode()) % BUCKETS


@dataclass(frozen=True, slots=True)
class LinearModel:
    """Weights of shape (buckets, heads) and one bias a head."""

    weights: NDArray[np.float32]
    bias: NDArray[np.float32]

    def sums(self, rows: Sequence[Sequence[int]]) -> tuple[NDArray[np.float32], NDArray[np.int64]]:
        """The added weights of each row of buckets, none of them empty, and how many it has."""
        lengths = np.array([len(row) for row in rows])
        starts = np.concatenate(([0], np.cumsum(lengths)[:-1]))
        flat = np.array([each for row in rows for each in row])
        return np.add.reduceat(self.weights[flat], starts, axis=0), lengths

    def probabilities(self, sums: NDArray[np.float32], lengths: NDArray[np.int64]) -> NDArray[np.float32]:
        """From 0 to 1, each head by itself."""
        scores = sums / np.sqrt(lengths)[:, None] + self.bias
        found: NDArray[np.float32] = (1 / (1 + np.exp(-scores))).astype(np.float32)
        return found


def shipped(name: str) -> dict[str, NDArray[np.generic]]:
    """The arrays of `nlp/models/<name>.npz`."""
    with (
        resources.as_file(resources.files("nlp") / "models" / f"{name}.npz") as path,
        np.load(path, allow_pickle=False) as kept,
    ):
        return {key: kept[key] for key in kept.files}
