"""The ear: one linear model for all that a mail may say, over its words, their pieces, kinds and rows.

It hears what no rule says: a mail that sounds like an ending, a complaint wrapped in thanks, a fact of the
market. A word is heard as itself, by its pieces and as its kind (`nlp.ear_words`); rows of two and three of
them, kinds near one another, the kinds in the sentences beside and who writes are heard too
(`nlp.ear_features`). Names are masked as for the rules. What a sentence brings is added up, so a sentence,
two neighbours and a whole mail are judged alike. Trained by `evaluation/ear`; the model card beside the
weights says on what and how well.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from functools import cache, lru_cache
from importlib import resources
from itertools import chain, pairwise

import numpy as np
from numpy.typing import NDArray

from nlp.ear_features import Said, Spoken, between
from nlp.ear_words import Ids, Word

AGAINST, TOWARDS, STRAINED = "against", "towards", "strained"
FEELINGS = (AGAINST, TOWARDS, STRAINED)

_TOGETHER = 8  # sentences judged as one mail; longer mails are judged in stretches of as many
_TELLING = 160  # features, those of about eight words
_KEPT = 2_000  # words of which is kept what they bring

Scores = NDArray[np.float32]
Sums = NDArray[np.int32]


@dataclass(frozen=True, slots=True)
class Heard:
    """Log-odds of each head: of each sentence `alone`, and of the `mail`. Heads stand as in `Ear.heads`.

    `loudest` is the most that is heard of each head, in a sentence or in all of it. `is_telling`: the mail
    has words enough for what is not heard in it to mean something.
    """

    alone: Scores
    mail: Scores
    loudest: Scores
    is_telling: bool


@dataclass(frozen=True, slots=True)
class Ear:
    """Weights (buckets, heads), a bias a head, how much each bucket counts in a text's length, and limits.

    From `believed` on a head is believed where no rule spoke, below `doubted` not even where one did. A row
    of `scales` a feeling: what the ear's log-odds and the rules' weights of each count, and a bias.
    """

    heads: tuple[str, ...]
    weights: NDArray[np.int8]
    scale: Scores
    bias: Scores
    rarity: Scores
    believed: Scores
    doubted: Scores
    scales: Scores
    version: str
    _brought: Callable[[Word], tuple[Sums, float, int]] = field(init=False, repr=False, compare=False)

    def __post_init__(self) -> None:
        object.__setattr__(self, "_brought", lru_cache(maxsize=_KEPT)(self._of_word))

    def hear(self, mails: Sequence[Spoken]) -> list[Heard]:
        """What each sentence (masked) and each mail sound like; many mails at once cost the least."""
        said = Said(mails)
        nothing = Heard(self.bias[None][:0], self.bias, self.bias, is_telling=False)
        found = [nothing] * len(mails)
        spans = [(i, first, end) for i, (first, end) in enumerate(pairwise(said.edges)) if first < end]
        if not spans:
            return found
        sums, sizes, counts = self._add_up(said)
        alone = self._judged(sums, sizes)
        firsts = [first for _, first, _ in spans]
        of_mails = self._of_mails(sums, sizes, [(first, end) for _, first, end in spans])
        loudest = np.maximum(np.maximum.reduceat(alone, firsts), of_mails)
        is_telling = (np.add.reduceat(counts, firsts) >= _TELLING).tolist()
        for (i, first, end), mail, most, tells in zip(spans, of_mails, loudest, is_telling, strict=True):
            found[i] = Heard(alone[first:end], mail, most, tells)
            if unheard := len(mails[i].lows) - (end - first):
                silence = np.full((unheard, len(self.heads)), self.bias)
                found[i] = Heard(
                    np.vstack([alone[first:end], silence]), mail, np.maximum(most, self.bias), tells
                )
        return found

    def _of_word(self, word: Word) -> tuple[Sums, float, int]:
        """What the buckets of a word add up to, what they weigh, and how many they are."""
        sums: Sums = self.weights[word.alone].sum(axis=0, dtype=np.int32)
        return sums, float(self.rarity[word.alone].sum()), len(word.alone)

    def _add_up(self, said: Said) -> tuple[Scores, Scores, Ids]:
        """What the features of each sentence add up to, what they weigh, and how many they are."""
        count = len(said.sizes)
        sums = np.zeros((count, len(self.heads)), dtype=np.int32)
        sizes = np.zeros(count, dtype=np.float32)
        counts = np.zeros(count, dtype=np.int64)
        spoken = np.flatnonzero(said.sizes)
        if len(spoken):
            of_words, weights, numbers = zip(*map(self._brought, said.distinct), strict=True)
            each = np.concatenate(of_words).reshape(-1, len(self.heads)).take(said.number, axis=0)
            starts = (np.cumsum(said.sizes) - said.sizes)[spoken]
            sums[spoken] = np.add.reduceat(each, starts)
            sizes[spoken] = np.add.reduceat(np.array(weights, dtype=np.float32)[said.number], starts)
            counts[spoken] = np.add.reduceat(np.array(numbers)[said.number], starts)
            ids, where = between(said)
            ids = ids[where.astype(np.min_scalar_type(count)).argsort(kind="stable")]  # small numbers: fast
            beside = np.bincount(where, minlength=count)
            heard = np.flatnonzero(beside)
            starts = (np.cumsum(beside) - beside)[heard]
            sums[heard] += np.add.reduceat(self.weights.take(ids, axis=0), starts, dtype=np.int32)
            sizes[heard] += np.add.reduceat(self.rarity.take(ids), starts)
            counts += beside
        return (sums * self.scale).astype(np.float32), sizes, counts

    def _of_mails(self, sums: Scores, sizes: Scores, spans: Sequence[tuple[int, int]]) -> Scores:
        """What mails sound like, each of the sentences in its span: the strongest pair, and the whole."""
        none = len(sums)  # a sentence that says nothing
        sums, sizes = np.vstack([sums, np.zeros_like(sums[:1])]), np.append(sizes, np.float32(0))
        beside = np.arange(1, none + 1)
        for first, end in spans:
            beside[end - 1] = end - 2 if end - first > 1 else none
        pairs = self._judged(sums[:-1] + sums[beside], sizes[:-1] + sizes[beside])
        half = _TOGETHER // 2
        starts = [range(first, max(first + 1, end - half), half) for first, end in spans]
        ends = np.repeat([end for _, end in spans], [len(each) for each in starts])
        parts = np.array(list(chain(*starts)))[:, None] + np.arange(_TOGETHER)
        parts[parts >= ends[:, None]] = none
        whole = self._judged(sums[parts].sum(axis=1), sizes[parts].sum(axis=1))
        strongest = np.maximum.reduceat(pairs, [first for first, _ in spans])
        widest = np.maximum.reduceat(whole, np.cumsum([0, *map(len, starts[:-1])]))
        return ((strongest + widest) / 2).astype(np.float32, copy=False)

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
            scales=kept["scales"],
            version=str(kept["version"]),
        )
