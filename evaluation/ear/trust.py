"""How far the ear is trusted beside the rules, chosen on mail by strangers whose errors no author has seen.

For a signal: from which log-odds on it is believed where no rule spoke, and below which a rule is doubted.
For a feeling: how much the ear and the rules count, fitted together.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from sklearn.linear_model import LogisticRegression

from evaluation.ear.lessons import HEADS, Lesson
from evaluation.feelings.lines import invented as feeling_lines
from evaluation.invented import TOOK_PLACE, invented
from evaluation.signals.reading import read
from nlp.ear import AGAINST, FEELINGS, STRAINED, TOWARDS, Ear
from nlp.sentiment_reading import hear_rules

_RIGHT_OF_NEW = 0.8  # the share of what the ear adds that must be right
_LEAST = -0.5  # log-odds that must be heard in any case: most mail says none of it
_FEWEST = 5  # of which a share is counted at all
_RECALL_COUNTS = 0.7  # precision first: the beta of the F that limits are chosen by
_LIMITS = np.arange(-3.0, 3.01, 0.1)
_LINE = 2.0  # how much a line counts beside a mail
_DECIDES = {AGAINST: 0.5, TOWARDS: 0.5, STRAINED: 0.5}  # the probability at which each feeling is called

Scores = NDArray[np.float32]
Marks = NDArray[np.bool_]


@dataclass(frozen=True)
class Checks:
    """Mails by strangers: lessons, the ears' log-odds, the types rules find, how rules weigh feelings."""

    lessons: Sequence[Lesson]
    scores: Scores
    kinds: Sequence[set[str]]
    weights: Sequence[Mapping[str, float]]


def checks(lessons: Sequence[Lesson], scores: Scores) -> Checks:
    """The mails whose errors no author of rules has seen, with what the rules hear in them."""
    chosen = [number for number, lesson in enumerate(lessons) if lesson.is_check]
    mails = {row.where: row for row in invented() if row.is_held_out}
    kinds: list[set[str]] = []
    weights: list[Mapping[str, float]] = []
    for number in chosen:
        mail = mails[lessons[number].where]
        found = read(mail.text, mail.direction)
        kinds.append({TOOK_PLACE if kind == "contact_took_place" else kind for kind in found.kinds})
        weights.append(hear_rules(found.said, mail.direction)[1])
    return Checks([lessons[number] for number in chosen], scores[chosen], kinds, weights)


def held_out_lines(ear: Ear) -> Checks:
    """The older lines of feelings that no ear learnt from: feelings well hidden, which mails seldom are."""
    lessons: list[Lesson] = []
    weights: list[Mapping[str, float]] = []
    for line in feeling_lines():
        if line.is_held_out:
            told = read(line.text, line.direction)
            answers = {
                AGAINST: float(line.sentiment == "negative"),
                TOWARDS: float(line.sentiment == "positive"),
                STRAINED: float(line.strain),
            }
            lows = tuple(utterance.low for utterance in told.said)
            lessons.append(Lesson(lows, told.is_outbound, answers, _LINE, writer="lines"))
            weights.append(hear_rules(told.said, line.direction)[1])
    scores = np.array([heard.mail for heard in ear.hear([lesson.spoken for lesson in lessons])])
    return Checks(lessons, scores, [set() for _ in lessons], weights)


def limits(checks: Checks) -> tuple[Scores, Scores]:
    """From which log-odds on a head is believed, below which a rule is doubted; prints what comes of it."""
    believed = np.full(len(HEADS), np.inf, dtype=np.float32)
    doubted = np.full(len(HEADS), -np.inf, dtype=np.float32)
    print(f"{'of strangers':20} mails   rules: P    R    F   with the ear: P    R    F   believed doubted")
    for number, head in enumerate(HEADS):
        if head in FEELINGS:
            continue
        said = np.array([lesson.answers[head] > 0 for lesson in checks.lessons])
        ruled = np.array([head in kinds for kinds in checks.kinds])
        heard = checks.scores[:, number]
        believed[number] = max(_LEAST, _believed(said[~ruled], heard[~ruled]))
        doubted[number] = min(believed[number], _best(said, ruled, heard, believed[number]))
        both = (ruled & (heard >= doubted[number])) | (~ruled & (heard >= believed[number]))
        told = f"{believed[number]:6.1f} {doubted[number]:6.1f}"
        print(f"{head:20} {said.sum():5}   {_scores(said, ruled)}   {_scores(said, both)}   {told}")
    return believed, doubted


def _believed(said: Marks, heard: Scores) -> float:
    """The lowest limit above which enough is right."""
    best = np.inf
    for limit in _LIMITS[::-1]:
        above = heard >= limit
        if above.sum() >= _FEWEST and said[above].mean() >= _RIGHT_OF_NEW:
            best = limit
    return float(best)


def _best(said: Marks, ruled: Marks, heard: Scores, believed: float) -> float:
    """The limit below which doubting the rules helps most; none where it does not."""
    new = ~ruled & (heard >= believed)
    choices = [(_f(said, new | (ruled & (heard >= limit))), -limit) for limit in (-np.inf, *_LIMITS)]
    return float(-max(choices)[1])


def _f(said: Marks, found: Marks) -> float:
    right, beta = float((said & found).sum()), _RECALL_COUNTS**2
    total = beta * float(said.sum()) + float(found.sum())
    return (1 + beta) * right / total if total else 1.0


def _scores(said: Marks, found: Marks) -> str:
    right = (said & found).sum()
    precision, recall = right / max(found.sum(), 1), right / max(said.sum(), 1)
    return f"{precision:.2f} {recall:.2f} {2 * right / max(found.sum() + said.sum(), 1):.2f}"


def scales(mails: Checks, lines: Checks) -> Scores:
    """A row a feeling: what the log-odds and the rules' weights of each feeling count, and a bias.

    Fitted on mails and lines; what is printed was judged with the writer left out of the fit as well.
    """
    checks = Checks(
        [*mails.lessons, *lines.lessons],
        np.vstack([mails.scores, lines.scores]),
        [*mails.kinds, *lines.kinds],
        [*mails.weights, *lines.weights],
    )
    counts = np.array([lesson.weight for lesson in checks.lessons])
    heads = [HEADS.index(feeling) for feeling in FEELINGS]
    rules = np.array([[weights[feeling] for feeling in FEELINGS] for weights in checks.weights])
    heard = np.hstack([checks.scores[:, heads], rules])
    writers = np.array([lesson.writer for lesson in checks.lessons])
    found = np.zeros((len(FEELINGS), heard.shape[1] + 1), dtype=np.float32)
    for number, feeling in enumerate(FEELINGS):
        said = np.array([lesson.answers[feeling] > 0 for lesson in checks.lessons])
        called = np.zeros(len(said), dtype=bool)
        for writer in sorted(set(writers)):
            here, rest = writers == writer, writers != writer
            row = _scale(heard[rest], said[rest], counts[rest], _DECIDES[feeling])
            called[here] = heard[here] @ row[:-1] + row[-1] >= 0
        found[number] = _scale(heard, said, counts, _DECIDES[feeling])
        for name, those in (("mails", writers != "lines"), ("lines", writers == "lines")):
            print(f"{feeling:20} {said[those].sum():5} {name}: {_scores(said[those], called[those])}")
    return found


def _scale(heard: Scores, said: Marks, counts: Scores, decides: float) -> Scores:
    """A logistic regression whose half stands where `decides` was."""
    model = LogisticRegression(C=1.0, max_iter=1000).fit(heard, said, sample_weight=counts)
    bias = model.intercept_[0] - np.log(decides / (1 - decides))
    row: Scores = np.append(model.coef_[0], bias).astype(np.float32)
    return row
