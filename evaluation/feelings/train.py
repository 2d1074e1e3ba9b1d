"""Trains the second ear for sentiment and strain: `python -m evaluation.feelings.train DATA`.

DATA is the folder of public sets (GoEmotions, Apache-2.0; Senti4SD, MIT; Parakweet, Apache-2.0). The invented
lines beside this script and the mails in `evaluation/invented` teach the rest; those held out, and all
scenarios, are never seen.
Plain numpy, a minute on one core, the same weights every time.
"""

from __future__ import annotations

import argparse
from collections.abc import Iterator, Sequence
from pathlib import Path

import numpy as np

from domain import Direction
from evaluation.feelings.lines import invented as invented_lines
from evaluation.invented import invented as invented_mails
from evaluation.linear_training import Example, train
from nlp.linear_model import LinearModel
from nlp.sentiment_model import buckets
from nlp.sentiment_phrases import phrasebook, plain

OUT = Path(__file__).resolve().parents[2] / "nlp" / "models" / "feelings.npz"
_UNEASY = {"disappointment", "nervousness", "fear", "sadness", "embarrassment", "grief", "remorse"}
_EPOCHS = 8
_OWN, _ORDINARY, _POSTS, _COMMENTS = 60.0, 0.6, 0.5, 0.1  # how much one example of each source weighs


def example(
    text: str, answers: tuple[float | None, ...], weight: float, *, is_outbound: bool = False
) -> Example:
    """An example from a text; one answer a head, None where nobody knows."""
    said = plain(text)
    families = {heard.family.name for heard in phrasebook().hear(said)}
    return Example(
        sorted(buckets(said.split(), families, is_outbound=is_outbound)),
        [answer or 0.0 for answer in answers],
        [0.0 if answer is None else weight for answer in answers],
    )


def own(*, without: str = "") -> Iterator[Example]:
    """Examples from invented lines and mails that are not held out, those of one writer left out."""
    for line in invented_lines():
        if not line.is_held_out:
            yield _labelled(line.text, line.sentiment, line.strain, line.direction)
    for mail in invented_mails():
        if not mail.is_held_out and mail.writer != without:
            yield _labelled(mail.text, mail.feeling.value, mail.strain, mail.direction)


def _labelled(text: str, feeling: str, is_strained: bool, direction: Direction) -> Example:
    answers = (float(feeling == "negative"), float(feeling == "positive"), float(is_strained))
    return example(text, answers, _OWN, is_outbound=direction is Direction.OUTBOUND)


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


def trained(examples: Sequence[Example]) -> LinearModel:
    """The ear that these examples make."""
    return train(examples, epochs=_EPOCHS)


def main() -> None:
    """Train on everything that is not held out and write the weights."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("data", type=Path)
    options = parser.parse_args()
    ours = list(own())
    examples = ours + list(public(options.data))
    model = trained(examples)
    np.savez_compressed(OUT, weights=model.weights.astype(np.float16), bias=model.bias)
    print(f"{len(ours)} invented texts, {len(examples) - len(ours)} public ones, {OUT.stat().st_size} bytes")


if __name__ == "__main__":
    main()
