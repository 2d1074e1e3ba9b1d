"""Teaches the ear: `python -m evaluation.ear.train DATA`, where DATA is the folder of public sets.

First each writer of invented mail is left out in turn and judged by an ear that never read him: that tells
what to expect of a stranger, and how far the ear is to be trusted. Then one ear learns from all that is no
exam. Prints its scores; writes `nlp/models/ear.npz`.
"""

from __future__ import annotations

import argparse
from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path

import numpy as np

from evaluation.ear.learning import Table
from evaluation.ear.lessons import HEADS, lines, mails, public
from evaluation.ear.trust import checks, held_out_lines, limits, ordinary, scales
from nlp.ear import Ear, Heard

OUT = Path(__file__).resolve().parents[2] / "nlp" / "models" / "ear.npz"
VERSION = "1.2.0"
_AT_ONCE = 100  # mails heard together


def main() -> None:
    """Teach, choose limits, print, write."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("data", type=Path)
    options = parser.parse_args()
    table = Table([*mails(), *lines(), *public(options.data)])
    lessons = table.lessons
    own = [i for i, lesson in enumerate(lessons) if lesson.writer]
    heard = as_strangers(table, own)
    unseen = checks([lessons[i] for i in own], heard)
    calm = ordinary([lessons[i] for i in own], heard)
    believed, doubted = limits(unseen)
    ear = table.ear([i for i, lesson in enumerate(lessons) if not lesson.is_exam], VERSION)
    ear = replace(ear, believed=believed, doubted=doubted, scales=scales(unseen, held_out_lines(ear), calm))
    write(ear)


def as_strangers(table: Table, own: Sequence[int]) -> list[Heard]:
    """What is heard in the mails, each by an ear that read nothing of its writer."""
    found: dict[int, Heard] = {}
    for writer in sorted({table.lessons[i].writer for i in own}):
        ear = table.ear([i for i, lesson in enumerate(table.lessons) if lesson.writer != writer])
        his = [i for i in own if table.lessons[i].writer == writer]
        for first in range(0, len(his), _AT_ONCE):
            some = his[first : first + _AT_ONCE]
            found.update(zip(some, ear.hear([table.lessons[i].spoken for i in some]), strict=True))
    return [found[i] for i in own]


def write(ear: Ear, path: Path = OUT) -> None:
    """Keep the ear, the weights small but not packed: unpacking them would take a tenth of each start."""
    np.savez(
        path,
        heads=np.array(ear.heads),
        weights=ear.weights,
        scale=ear.scale,
        bias=ear.bias,
        rarity=ear.rarity.astype(np.float16),
        believed=ear.believed,
        doubted=ear.doubted,
        scales=ear.scales,
        version=np.array(ear.version),
    )
    print(f"{path.name}: {path.stat().st_size / 1e6:.1f} MB, {len(HEADS)} heads")


if __name__ == "__main__":
    main()
