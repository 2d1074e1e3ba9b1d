"""Teaches the ear: `python -m evaluation.ear.train DATA`, where DATA is the folder of public sets.

First each writer of invented mail is left out in turn and judged by an ear that never read him: that tells
what to expect of a stranger, and from which log-odds on the ear is believed where no rule spoke, and below
which a rule is doubted (chosen on mails whose errors the rules' authors have not seen). Then one ear learns
from all that is no exam. Prints its scores; writes `nlp/models/ear.npz`.
"""

from __future__ import annotations

import argparse
from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from evaluation.ear.learning import Table
from evaluation.ear.lessons import HEADS, Lesson, lines, mails, public
from evaluation.invented import KINDS, TOOK_PLACE, invented
from evaluation.signals.reading import read
from nlp.ear import AGAINST, STRAINED, TOWARDS, Ear

OUT = Path(__file__).resolve().parents[2] / "nlp" / "models" / "ear.npz"
VERSION = "1.0.0"
_FEELINGS = (AGAINST, TOWARDS, STRAINED)
_RIGHT_OF_NEW = 0.8  # the share of what the ear adds that must be right
_LEAST = -0.5  # log-odds that must be heard in any case: most mail says none of it
_FEWEST = 5  # of which a share is counted at all
_RECALL_COUNTS = 0.7  # precision first: the beta of the F that limits are chosen by
_LIMITS = np.arange(-3.0, 3.01, 0.1)

Scores = NDArray[np.float32]


def main() -> None:
    """Teach, choose limits, print, write."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("data", type=Path)
    options = parser.parse_args()
    table = Table([*mails(), *lines(), *public(options.data)])
    lessons = table.lessons
    own = [i for i, lesson in enumerate(lessons) if lesson.writer]
    scores = as_strangers(table, own)
    believed, doubted = limits([lessons[i] for i in own], scores)
    ear = table.ear([i for i, lesson in enumerate(lessons) if not lesson.is_exam], VERSION)
    ear = replace(ear, believed=believed, doubted=doubted)
    write(ear)


def as_strangers(table: Table, own: Sequence[int]) -> Scores:
    """The mails' log-odds, each by an ear that read nothing of its writer."""
    scores = np.zeros((len(own), len(HEADS)), dtype=np.float32)
    for writer in sorted({table.lessons[i].writer for i in own}):
        ear = table.ear([i for i, lesson in enumerate(table.lessons) if lesson.writer != writer])
        for row, i in enumerate(own):
            lesson = table.lessons[i]
            if lesson.writer == writer:
                scores[row] = ear.hear([lesson.spoken])[0].mail
    return scores


def limits(lessons: Sequence[Lesson], scores: Scores) -> tuple[Scores, Scores]:
    """From which log-odds on a head is believed, below which a rule is doubted; prints what comes of it."""
    checks = [row for row, lesson in enumerate(lessons) if lesson.is_check]
    found_by = {
        row.where: {TOOK_PLACE if kind == "contact_took_place" else kind for kind in found.kinds}
        for row in invented()
        if row.is_held_out and (found := read(row.text, row.direction))
    }
    believed = np.full(len(HEADS), np.inf, dtype=np.float32)
    doubted = np.full(len(HEADS), -np.inf, dtype=np.float32)
    print(f"{'of strangers':20} mails   rules: P    R    F   with the ear: P    R    F   believed doubted")
    for number, head in enumerate(HEADS):
        said = np.array([lessons[row].answers[head] > 0 for row in checks])
        heard = scores[checks, number]
        if head in _FEELINGS:
            _print(head, said, heard > 0, heard > 0, 0.0, 0.0)
            continue
        ruled = np.array([head in found_by[lessons[row].where] for row in checks])
        believed[number] = max(_LEAST, _believed(said[~ruled], heard[~ruled]))
        kept = _best(said, ruled, heard, believed[number])
        doubted[number] = kept
        both = (ruled & (heard >= kept)) | (~ruled & (heard >= believed[number]))
        _print(head, said, ruled, both, float(believed[number]), float(kept))
    return believed, doubted


def _believed(said: NDArray[np.bool_], heard: Scores) -> float:
    """The lowest limit above which enough is right."""
    best = np.inf
    for limit in _LIMITS[::-1]:
        above = heard >= limit
        if above.sum() >= _FEWEST and said[above].mean() >= _RIGHT_OF_NEW:
            best = limit
    return float(best)


def _best(said: NDArray[np.bool_], ruled: NDArray[np.bool_], heard: Scores, believed: float) -> float:
    """The limit below which doubting the rules helps most; none where it does not."""
    new = ~ruled & (heard >= believed)
    choices = [(_f(said, new | (ruled & (heard >= limit))), -limit) for limit in (-np.inf, *_LIMITS)]
    return float(-max(choices)[1])


def _f(said: NDArray[np.bool_], found: NDArray[np.bool_]) -> float:
    right, beta = float((said & found).sum()), _RECALL_COUNTS**2
    total = beta * float(said.sum()) + float(found.sum())
    return (1 + beta) * right / total if total else 1.0


def _print(
    head: str, said: NDArray[np.bool_], ruled: NDArray[np.bool_], both: NDArray[np.bool_], *limits: float
) -> None:
    def scores(found: NDArray[np.bool_]) -> str:
        right = (said & found).sum()
        precision, recall = right / max(found.sum(), 1), right / max(said.sum(), 1)
        return f"{precision:.2f} {recall:.2f} {2 * right / max(found.sum() + said.sum(), 1):.2f}"

    print(f"{head:20} {said.sum():5}   {scores(ruled)}   {scores(both)}   {limits[0]:6.1f} {limits[1]:6.1f}")


def write(ear: Ear, path: Path = OUT) -> None:
    """Keep the ear, the weights small."""
    np.savez_compressed(
        path,
        heads=np.array(ear.heads),
        weights=ear.weights,
        scale=ear.scale,
        bias=ear.bias,
        rarity=ear.rarity.astype(np.float16),
        believed=ear.believed,
        doubted=ear.doubted,
        version=np.array(ear.version),
    )
    print(f"{path.name}: {path.stat().st_size / 1e6:.1f} MB, {len(KINDS)} types and three feelings")


if __name__ == "__main__":
    main()
