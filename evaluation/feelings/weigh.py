"""Fits how rules and guesses make one feeling, and tells what to expect of mail by strangers.

`python -m evaluation.feelings.weigh DATA`: for each writer of `evaluation/invented` an ear is trained that
never saw them, and hears their mails. On what these ears guessed and the rules heard, three small logistic
regressions are fitted, a start for the `Scale`s of `nlp/sentiment.py` and `nlp/strain.py`; the invented lines
held out of training have a say too, because the rules are older than the ears. Then the figures of the scales
that are in the code now, each writer judged through the ear that never saw them.
"""

from __future__ import annotations

import argparse
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from operator import attrgetter
from pathlib import Path

import numpy as np
import spacy
from numpy.typing import NDArray
from spacy.tokens import Doc

from domain import Passage
from evaluation.feelings.lines import invented as invented_lines
from evaluation.feelings.train import own, public, trained
from evaluation.invented import WRITTEN, Row, invented
from evaluation.measure_feelings import sentiment_figures, strain_figures
from nlp.linear_model import LinearModel
from nlp.sentences import SENTENCES
from nlp.sentiment import FURTHER, feel, heard_against, heard_towards
from nlp.sentiment_model import HEADS
from nlp.sentiment_reading import KEPT, Mood, Scale, listen, weigh
from nlp.strain import FURTHER as FURTHER_HINT
from nlp.strain import find_strain, hints

_LINES = 4.0  # how much one held-out line counts beside a mail by a stranger
_CALM = 3.0  # how strongly the fit is held back
_STEPS = 40
_RULES: dict[str, Callable[[Mood, Passage], float]] = {
    "against": lambda mood, passage: weigh(heard_against(mood.sentences, passage), FURTHER),
    "towards": lambda mood, passage: weigh(heard_towards(mood.sentences, passage), FURTHER),
    "strained": lambda mood, passage: weigh(hints(mood.sentences, passage), FURTHER_HINT),
}


@dataclass(frozen=True)
class Case:
    """A labelled text as an ear that never saw it hears it."""

    doc: Doc
    passage: Passage
    feeling: str
    is_strained: bool
    weight: float
    row: Row | None = None

    @property
    def mood(self) -> Mood:
        """What is felt in it."""
        mood: Mood = self.doc.user_data[KEPT]
        return mood

    def answer(self, head: str) -> bool:
        """The label of one head."""
        if head == "strained":
            return self.is_strained
        return self.feeling == {"against": "negative", "towards": "positive"}[head]

    def features(self, head: str) -> list[float]:
        """What the scale multiplies."""
        of, parts = attrgetter(head), []
        for part in (Scale(1, 0, 0, 0), Scale(0, 1, 0, 0)):
            odds = part.probability(self.mood, of, 0.0)
            parts.append(float(np.log(odds / (1 - odds))))
        return [*parts, _RULES[head](self.mood, self.passage)]


def cases(data: Path) -> Iterator[Case]:
    """All invented mails, each through an ear that knows no mail of its writer, and the lines held out."""
    nlp = spacy.blank("en")
    nlp.add_pipe(SENTENCES)
    common = list(public(data))
    rows = list(invented())
    for writer in sorted({row.writer for row in rows}):
        model = trained([*own(without=writer), *common])
        for row in rows:
            if row.writer == writer:
                yield _heard(nlp(row.text), row.passage, model, row.feeling.value, row.strain, 1.0, row)
    model = trained([*own(), *common])
    for line in invented_lines():
        if line.is_held_out:
            passage = Passage(line.text, WRITTEN, line.direction)
            yield _heard(nlp(line.text), passage, model, line.sentiment, line.strain, _LINES)


def _heard(
    doc: Doc,
    passage: Passage,
    model: LinearModel,
    feeling: str,
    is_strained: bool,
    weight: float,
    row: Row | None = None,
) -> Case:
    doc.user_data[KEPT] = listen(doc, passage, model)
    return Case(doc, passage, feeling, is_strained, weight, row)


def fitted(taught: list[Case], head: str) -> Scale:
    """The scale of one head: Newton's steps on a logistic regression, a little held back."""
    found = np.array([case.features(head) for case in taught])
    mean, spread = found.mean(axis=0), found.std(axis=0)
    inputs = np.hstack([(found - mean) / spread, np.ones((len(found), 1))])
    answers = np.array([float(case.answer(head)) for case in taught])
    weights = np.array([case.weight for case in taught])
    held: NDArray[np.float64] = np.diag([_CALM, _CALM, _CALM, 0.0])
    by = np.zeros(4)
    for _ in range(_STEPS):
        said = 1 / (1 + np.exp(-inputs @ by))
        bend = (inputs * (weights * said * (1 - said))[:, None]).T @ inputs + held
        by -= np.linalg.solve(bend, inputs.T @ (weights * (said - answers)) + held @ by)
    slopes = by[:3] / spread
    most, whole, rules, bias = (round(float(each), 2) for each in (*slopes, by[3] - slopes @ mean))
    return Scale(most=most, whole=whole, rules=rules, bias=bias)


def _report(name: str, judged: list[Case]) -> None:
    moods, strains = [], []
    for case in judged:
        felt = feel(case.doc, case.passage)
        moods.append((case.feeling, str(felt.label)))
        strains.append((case.is_strained, find_strain(case.doc, case.passage, felt).value))
    print(f"{name:10} sentiment", sentiment_figures(moods))
    print(f"{name:10} strain   ", strain_figures(strains))


def main() -> None:
    """Print the fitted scales and the figures of the present ones."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("data", type=Path)
    everything = list(cases(parser.parse_args().data))
    taught = [case for case in everything if case.row is None or not case.row.is_held_out]
    for head in HEADS:
        print(f"{head:10} {fitted(taught, head)}")
    strangers = [case for case in everything if case.row]
    for writer in sorted({case.row.writer for case in strangers if case.row}):
        _report(writer, [case for case in strangers if case.row and case.row.writer == writer])
    _report("all taught", [case for case in strangers if case.row and not case.row.is_held_out])
    _report("held out", [case for case in strangers if case.row and case.row.is_held_out])
    _report("old lines", [case for case in everything if case.row is None])


if __name__ == "__main__":
    main()
