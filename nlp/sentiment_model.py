"""A second ear: three small logistic regressions over hashed words, word pairs and families of expressions.

They hear what no family names: that a sentence is against, for, or strained. The weights are trained by
`evaluation/feelings/train.py`; `nlp/models/feelings.md` says on what and how well.
"""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from functools import cache
from itertools import pairwise

import numpy as np

from nlp.linear_model import LinearModel, bucket, shipped

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
    return [bucket(name) for name in names]


@dataclass(frozen=True, slots=True)
class Guesses:
    """What a mail sounds like: each sentence alone, each read with the next one, and all of it as one."""

    alone: tuple[Guess, ...] = ()
    paired: tuple[Guess, ...] = ()
    whole: Guess = Guess()


def guess(model: LinearModel, sentences: Sequence[Sequence[int]]) -> Guesses:
    """What the sentences of a mail (their buckets, never empty) sound like."""
    if not sentences:
        return Guesses()
    sums, lengths = model.sums(sentences)
    alone = model.probabilities(sums, lengths)
    paired = model.probabilities(sums[:-1] + sums[1:], lengths[:-1] + lengths[1:])
    whole = alone
    if len(sentences) > 1:
        whole = model.probabilities(*model.sums([sorted(set().union(*sentences))]))
    return Guesses(
        alone=tuple(Guess(*row) for row in alone.tolist()),
        paired=tuple(Guess(*row) for row in paired.tolist()),
        whole=Guess(*whole[0].tolist()),
    )


@cache
def feelings_model() -> LinearModel:
    """The shipped weights."""
    kept = shipped("feelings")
    return LinearModel(kept["weights"].astype(np.float32), kept["bias"].astype(np.float32))
