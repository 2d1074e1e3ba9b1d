"""Trains the linear models of `nlp/linear_model.py`: Adagrad in plain numpy, the same weights every time."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from nlp.linear_model import BUCKETS, LinearModel


@dataclass(frozen=True, slots=True)
class Example:
    """The buckets of a text, what each head should answer (0 to 1) and how much that counts (0: unknown)."""

    buckets: Sequence[int]
    answers: Sequence[float]
    weights: Sequence[float]


def train(
    examples: Sequence[Example], *, epochs: int = 6, decay: float = 1e-4, batch_size: int = 256
) -> LinearModel:
    """Weights by Adagrad with a little decay; the order is drawn with a fixed seed."""
    rng = np.random.default_rng(7)
    lengths = np.array([len(e.buckets) for e in examples])
    starts = np.concatenate(([0], np.cumsum(lengths)))
    flat = np.concatenate([np.array(e.buckets) for e in examples])
    answers = np.array([e.answers for e in examples], dtype=np.float64)
    weight = np.array([e.weights for e in examples], dtype=np.float64)
    heads = answers.shape[1]
    scale = 1 / np.sqrt(lengths)
    weights = np.zeros((BUCKETS, heads))
    bias = np.zeros(heads)
    seen, seen_bias = np.full_like(weights, 1e-3), np.full_like(bias, 1e-3)
    for _ in range(epochs):
        for batch in np.array_split(rng.permutation(len(examples)), max(1, len(examples) // batch_size)):
            spans = [flat[starts[i] : starts[i + 1]] for i in batch]
            columns = np.concatenate(spans)
            rows = np.repeat(np.arange(len(batch)), lengths[batch])
            sums = _by_row(weights[columns], rows, len(batch)) * scale[batch, None] + bias
            slope = (1 / (1 + np.exp(-sums)) - answers[batch]) * weight[batch]
            used, where = np.unique(columns, return_inverse=True)
            step = (
                _by_row((slope * scale[batch, None])[rows], where, len(used))
                + decay * len(batch) * weights[used]
            )
            seen[used] += step**2
            weights[used] -= 0.5 * step / np.sqrt(seen[used])
            step_bias = slope.sum(axis=0)
            seen_bias += step_bias**2
            bias -= 0.5 * step_bias / np.sqrt(seen_bias)
    return LinearModel(weights.astype(np.float32), bias.astype(np.float32))


def _by_row(values: NDArray[np.float64], rows: NDArray[np.int64], count: int) -> NDArray[np.float64]:
    return np.stack([np.bincount(rows, values[:, h], count) for h in range(values.shape[1])], axis=1)
