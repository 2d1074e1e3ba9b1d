"""How far the ear is trusted beside the rules, chosen on mail by strangers whose errors no author has seen.

For a signal: from which log-odds on it is believed where no rule spoke, and below which a rule is doubted.
For a feeling: how much the ear and the rules count, fitted together.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray
from sklearn.linear_model import LogisticRegression

from domain import TOOK_PLACE
from evaluation.ear.lessons import HEADS, ORDINARY, Lesson
from evaluation.feelings.lines import invented as feeling_lines
from evaluation.invented import invented
from evaluation.signals.reading import read
from nlp.ear import AGAINST, FEELINGS, STRAINED, TOWARDS, Ear, Heard
from nlp.sentiment_reading import hear_rules

_RIGHT_OF_NEW = 0.8  # the share of what the ear adds that must be right
_SURER = {"promise": 0.85, "call_request": 0.9}  # of what puts somebody under an obligation
_OF_RECRUITER = frozenset({"promise"})  # judged on the recruiter's own mail: others bind nobody
_LEAST = -0.5  # log-odds that must be heard in any case: most mail says none of it
_TWICE_AS_LIKELY = 0.7  # what moves a stage: endings are rarer in real mail than in lessons
_MOVES_STAGE = frozenset(
    "withdrew offer_declined offer_accepted offer_made not_selected started in_process".split()
)
_SILENT = -4.0  # log-odds below which a mail says nothing of the kind: no rule need be asked
_NEVER_DOUBTED = -1.0  # from these log-odds on: the lessons hold more look-alikes than mail does
_FEWEST = 5  # of which a share is counted at all
_RECALL_COUNTS = 0.7  # precision first: the beta of the F that limits are chosen by
_LIMITS = np.arange(-3.0, 3.01, 0.1)
_LINES = "lines"
_ORDINARY = 4.0  # how much an ordinary mail counts: most mail is
_LINE = 2.0  # how much a line counts beside a mail
_DECIDES = {AGAINST: 0.52, TOWARDS: 0.47, STRAINED: 0.39}  # the probability at which each feeling is called

Scores = NDArray[np.float32]
Marks = NDArray[np.bool_]


@dataclass(frozen=True)
class Checks:
    """Mails by strangers: lessons, the ears' log-odds, the types rules find, how rules weigh feelings."""

    lessons: Sequence[Lesson]
    scores: Scores
    loudest: Scores
    kinds: Sequence[set[str]]
    weights: Sequence[Mapping[str, float]]


def checks(lessons: Sequence[Lesson], heard: Sequence[Heard]) -> Checks:
    """The mails whose errors no author of rules has seen, with what the rules hear in them."""
    chosen = [number for number, lesson in enumerate(lessons) if lesson.is_check and lesson.where]
    mails = {row.where: row for row in invented() if row.is_held_out}
    kinds: list[set[str]] = []
    weights: list[Mapping[str, float]] = []
    for number in chosen:
        mail = mails[lessons[number].where]
        found = read(mail.text, mail.direction)
        kinds.append({TOOK_PLACE if kind == "contact_took_place" else kind for kind in found.kinds})
        weights.append(hear_rules(found.said, mail.direction)[1])
    told = [heard[number] for number in chosen]
    return Checks([lessons[number] for number in chosen], *_scores_of(told), kinds, weights)


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
            lessons.append(Lesson(lows, told.is_outbound, answers, _LINE, writer=_LINES))
            weights.append(hear_rules(told.said, line.direction)[1])
    heard = ear.hear([lesson.spoken for lesson in lessons])
    return Checks(lessons, *_scores_of(heard), [set() for _ in lessons], weights)


def ordinary(lessons: Sequence[Lesson], heard: Sequence[Heard]) -> Checks:
    """Ordinary mails, in which nobody feels anything worth a word."""
    chosen = [number for number, lesson in enumerate(lessons) if lesson.is_check and not lesson.where]
    found = [replace(lessons[number], weight=_ORDINARY) for number in chosen]
    nothing = dict.fromkeys(FEELINGS, 0.0)
    told = [heard[number] for number in chosen]
    return Checks(found, *_scores_of(told), [set() for _ in found], [nothing for _ in found])


def _scores_of(heard: Sequence[Heard]) -> tuple[Scores, Scores]:
    return np.array([each.mail for each in heard]), np.array([each.loudest for each in heard])


def limits(checks: Checks) -> tuple[Scores, Scores]:
    """From which log-odds on a head is believed, below which a rule is doubted; prints what comes of it."""
    believed = np.full(len(HEADS), np.inf, dtype=np.float32)
    doubted = np.full(len(HEADS), -np.inf, dtype=np.float32)
    print(f"{'of strangers':20} mails   rules: P    R    F   with the ear: P    R    F   believed doubted")
    outbound = np.array([lesson.is_outbound for lesson in checks.lessons])
    for number, head in enumerate(HEADS):
        if head in FEELINGS:
            continue
        said = np.array([lesson.answers[head] > 0 for lesson in checks.lessons])
        ruled = np.array([head in kinds for kinds in checks.kinds])
        heard = checks.scores[:, number]
        least = _TWICE_AS_LIKELY if head in _MOVES_STAGE else _LEAST
        free = ~ruled & (outbound | (head not in _OF_RECRUITER))
        believed[number] = max(least, _believed(head, said[free], heard[free]))
        new, loudest = free & (heard >= believed[number]), checks.loudest[:, number]
        doubted[number] = min(_NEVER_DOUBTED, max(_SILENT, _best(said, ruled, loudest, new)))
        both = new | (ruled & (loudest >= doubted[number]))
        told = f"{believed[number]:6.1f} {doubted[number]:6.1f}"
        print(f"{head:20} {said.sum():5}   {_scores(said, ruled)}   {_scores(said, both)}   {told}")
    return believed, doubted


def _believed(head: str, said: Marks, heard: Scores) -> float:
    """The lowest limit above which enough is right."""
    best = np.inf
    for limit in _LIMITS[::-1]:
        above = heard >= limit
        if above.sum() >= _FEWEST and said[above].mean() >= _SURER.get(head, _RIGHT_OF_NEW):
            best = limit
    return float(best)


def _best(said: Marks, ruled: Marks, heard: Scores, new: Marks) -> float:
    """The limit below which doubting the rules helps most, beside what is `new`; none where it does not."""
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


def scales(*parts: Checks) -> Scores:
    """A row a feeling: what the log-odds and the rules' weights of each feeling count, and a bias.

    Fitted on all parts; what is printed was judged with the writer left out of the fit as well.
    """
    checks = Checks(
        [lesson for part in parts for lesson in part.lessons],
        np.vstack([part.scores for part in parts]),
        np.vstack([part.loudest for part in parts]),
        [kinds for part in parts for kinds in part.kinds],
        [weights for part in parts for weights in part.weights],
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
        others = np.isin(writers, [_LINES, ORDINARY])
        calm = called[writers == ORDINARY]
        print(f"{feeling:20} {calm.sum():5} of {len(calm)} ordinary mails")
        for name, those in (("mails", ~others), (_LINES, writers == _LINES)):
            print(f"{feeling:20} {said[those].sum():5} {name}: {_scores(said[those], called[those])}")
    return found


def _scale(heard: Scores, said: Marks, counts: Scores, decides: float) -> Scores:
    """A logistic regression whose half stands where `decides` was."""
    model = LogisticRegression(C=1.0, max_iter=1000).fit(heard, said, sample_weight=counts)
    bias = model.intercept_[0] - np.log(decides / (1 - decides))
    row: Scores = np.append(model.coef_[0], bias).astype(np.float32)
    return row
