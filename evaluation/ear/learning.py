"""How the ear learns: a regularised logistic regression a head over the features of whole mails, by rarity.

Scikit-learn's liblinear finds the one best answer, so training the same lessons gives the same weights.
"""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray
from scipy.sparse import csr_matrix
from sklearn.linear_model import LogisticRegression

from evaluation.ear.lessons import HEADS, Lesson
from nlp.ear import FEELINGS, Ear
from nlp.ear_features import features
from nlp.ear_words import BUCKETS

_C = 20.0  # how closely the lessons are followed
_HIT = 3.0  # how much more a lesson that says it counts than one that does not
_FEWEST = 2  # lessons in which a feature must stand


class Table:
    """The features of lessons, read once: one row a lesson, weighed by rarity, each row of length one."""

    def __init__(self, lessons: Sequence[Lesson]) -> None:
        self.lessons = [lesson for lesson in lessons if any(lesson.lows)]
        heard = [features([lesson.spoken])[0] for lesson in self.lessons]
        starts = np.concatenate(([0], np.cumsum([len(ids) for ids in heard])))
        flat = np.concatenate(heard)
        counts = csr_matrix((np.ones(len(flat), dtype=np.float32), flat, starts), shape=(len(heard), BUCKETS))
        counts.sum_duplicates()
        seen = np.bincount(counts.indices, minlength=BUCKETS)
        rarity = np.log((1 + len(heard)) / (1 + seen)) + 1
        rarity[seen < _FEWEST] = 0
        self.rarity: NDArray[np.float32] = rarity.astype(np.float32)
        counts.data *= self.rarity[counts.indices]
        squares = (self.rarity**2)[flat]
        lengths = np.sqrt(np.add.reduceat(squares, starts[:-1]))
        counts.data /= np.repeat(np.maximum(lengths, 1e-6), np.diff(counts.indptr)).astype(np.float32)
        self.rows = counts

    def fit(self, chosen: Sequence[int]) -> tuple[NDArray[np.float32], NDArray[np.float32]]:
        """Coefficients (buckets, heads) and a bias a head, learnt from the `chosen` lessons."""
        coefficients = np.zeros((BUCKETS, len(HEADS)), dtype=np.float32)
        bias = np.zeros(len(HEADS), dtype=np.float32)
        for number, head in enumerate(HEADS):
            known = [i for i in chosen if head in self.lessons[i].answers]
            answers = np.array([self.lessons[i].answers[head] for i in known])
            weights = np.array([self.lessons[i].weight for i in known]) * np.where(answers > 0, _HIT, 1)
            model = LogisticRegression(
                C=_C, solver="liblinear", dual=True, tol=0.01, max_iter=500, random_state=0
            )
            model.fit(self.rows[known], answers, sample_weight=weights)
            coefficients[:, number] = model.coef_[0]
            bias[number] = model.intercept_[0]
        return coefficients, bias

    def ear(self, chosen: Sequence[int], version: str = "") -> Ear:
        """An ear that learnt from the `chosen` lessons, in whole numbers; it believes nothing yet."""
        coefficients, bias = self.fit(chosen)
        weights = coefficients * self.rarity[:, None]
        scale = np.abs(weights).max(axis=0) / 127
        return Ear(
            heads=HEADS,
            weights=np.rint(weights / scale).astype(np.int8),
            scale=scale.astype(np.float32),
            bias=bias,
            rarity=(self.rarity**2).astype(np.float16).astype(np.float32),
            believed=np.full(len(HEADS), np.inf, dtype=np.float32),
            doubted=np.full(len(HEADS), -np.inf, dtype=np.float32),
            scales=np.zeros((len(FEELINGS), 2 * len(FEELINGS) + 1), dtype=np.float32),
            version=version,
        )
