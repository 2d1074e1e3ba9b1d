"""Trains the second ear for sentiment and strain: `python -m evaluation.feelings.train DATA`.

DATA is the folder of public sets (GoEmotions, Apache-2.0; Senti4SD, MIT; Parakweet, Apache-2.0). The invented
lines beside this script teach the rest; those held out, and the gold scenarios, are never seen.
Plain numpy, a minute on one core, the same weights every time.
"""

from __future__ import annotations

import argparse
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from domain import Direction
from evaluation.feelings.lines import Line, invented
from nlp.sentiment_model import BUCKETS, HEADS, FeelingsModel, buckets
from nlp.sentiment_phrases import phrasebook, plain

OUT = Path(__file__).resolve().parents[2] / "nlp" / "models" / "feelings.npz"
_UNEASY = {"disappointment", "nervousness", "fear", "sadness", "embarrassment", "grief", "remorse"}
_OWN, _ORDINARY, _POSTS, _COMMENTS = 60.0, 0.6, 0.5, 0.1  # how much one example of each source weighs


@dataclass(frozen=True, slots=True)
class Example:
    """The buckets of a text and what it should sound like, one answer a head; None where nobody knows."""

    buckets: list[int]
    answers: tuple[float | None, ...]
    weight: float


def example(
    text: str, answers: tuple[float | None, ...], weight: float, *, is_outbound: bool = False
) -> Example:
    """An example from a text."""
    said = plain(text)
    families = {heard.family.name for heard in phrasebook().hear(said)}
    return Example(sorted(buckets(said.split(), families, is_outbound=is_outbound)), answers, weight)


def own(lines: Sequence[Line]) -> list[Example]:
    """Examples from invented lines."""
    return [
        example(
            line.text,
            (float(line.sentiment == "negative"), float(line.sentiment == "positive"), float(line.strain)),
            _OWN,
            is_outbound=line.direction is Direction.OUTBOUND,
        )
        for line in lines
    ]


def public(data: Path) -> Iterator[Example]:
    """Examples from the public sets."""
    for row in (
        (data / "intent/parakweet/Ask0729-fixed.txt").read_text("utf-8", errors="replace").splitlines()
    ):
        text = row.partition("\t")[2]
        if len(text.split()) > 2:
            yield example(text, (0.0, 0.0, 0.0), _ORDINARY)
    posts = (data / "sentiment/senti4sd/train3098itemPOLARITY.csv").read_text("utf-8").splitlines()
    for row in posts:
        _, _, rest = row.partition(";")
        label, _, text = rest.partition(";")
        strained = 0.0 if label != "negative" else None
        yield example(text, (float(label == "negative"), float(label == "positive"), strained), _POSTS)
    names = (data / "sentiment/goemotions/original/labels.txt").read_text("utf-8").split()
    groups = (data / "sentiment/goemotions/group/labels.txt").read_text("utf-8").split()
    group_of = {
        row.rsplit("\t", 2)[2]: row.rsplit("\t", 2)[1]
        for row in (data / "sentiment/goemotions/group/train.tsv").read_text("utf-8").splitlines()
    }
    for row in (data / "sentiment/goemotions/original/train.tsv").read_text("utf-8").splitlines():
        text, labels, key = row.rsplit("\t", 2)
        emotions = {names[int(label)] for label in labels.split(",")}
        polarities = {groups[int(label)] for label in group_of[key].split(",")}
        if len(polarities) > 1 or "ambiguous" in polarities:
            continue
        uneasy = 1.0 if emotions & _UNEASY else 0.0 if polarities != {"negative"} else None
        if emotions <= {"gratitude", "approval", "caring"}:
            continue  # courtesies in our world
        answers = (float(polarities == {"negative"}), float(polarities == {"positive"}), uneasy)
        yield example(text.replace("[NAME]", "Sam"), answers, _COMMENTS)


def train(examples: Sequence[Example], *, epochs: int = 6, decay: float = 1e-4) -> FeelingsModel:
    """Weights by Adagrad with a little decay; the order is drawn with a fixed seed."""
    rng = np.random.default_rng(7)
    lengths = np.array([len(e.buckets) for e in examples])
    starts = np.concatenate(([0], np.cumsum(lengths)))
    flat = np.concatenate([np.array(e.buckets) for e in examples])
    answers = np.array([[np.nan if a is None else a for a in e.answers] for e in examples])
    weight = np.array([e.weight for e in examples])[:, None] * ~np.isnan(answers)
    answers = np.nan_to_num(answers)
    scale = 1 / np.sqrt(lengths)
    weights = np.zeros((BUCKETS, len(HEADS)))
    bias = np.zeros(len(HEADS))
    seen, seen_bias = np.full_like(weights, 1e-3), np.full_like(bias, 1e-3)
    for _ in range(epochs):
        for batch in np.array_split(rng.permutation(len(examples)), max(1, len(examples) // 256)):
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
    return FeelingsModel(weights.astype(np.float32), bias.astype(np.float32))


def _by_row(values: NDArray[np.float64], rows: NDArray[np.int64], count: int) -> NDArray[np.float64]:
    return np.stack([np.bincount(rows, values[:, h], count) for h in range(values.shape[1])], axis=1)


def main() -> None:
    """Train on everything that is not held out and write the weights."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("data", type=Path)
    options = parser.parse_args()
    lines = [line for line in invented() if not line.is_held_out]
    examples = own(lines) + list(public(options.data))
    model = train(examples)
    np.savez_compressed(OUT, weights=model.weights.astype(np.float16), bias=model.bias)
    print(
        f"{len(lines)} invented lines, {len(examples) - len(lines)} public texts, {OUT.stat().st_size} bytes"
    )


if __name__ == "__main__":
    main()
