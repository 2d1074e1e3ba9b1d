"""Trains the second ear for signals: `python -m evaluation.signals.train DATA`.

DATA is the folder of public sets: Parakweet (Apache-2.0), its careful relabelling (MIT) and GoEmotions
(Apache-2.0), all of them ordinary sentences that say none of it. The invented lines teach what does. Of a
mail it is not told which sentence says it, so training goes in rounds: first every sentence may be it, then
the one that sounds most like it. Those held out choose how sure each head must be; gold is never seen.
Plain numpy, the same weights every time.
"""

from __future__ import annotations

import argparse
import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

import numpy as np

from domain import Direction, SignalType
from evaluation.feelings.lines import invented as feelings
from evaluation.linear_training import Example, train
from evaluation.signals.lines import Line, invented, tested
from evaluation.signals.reading import Read, read, read_line
from nlp.linear_model import LinearModel
from nlp.second_opinion import BY_RECRUITER, TO_RECRUITER
from nlp.signal_model import rows
from nlp.utterances import NAME

OUT = Path(__file__).resolve().parents[2] / "nlp" / "models" / "signals.npz"
HEADS = tuple(k for k in SignalType if k is not SignalType.INTERVIEW_SCHEDULED)  # that one needs its hour
_CALL = re.compile(r"\b(?:call|ring|phone|buzz|bell|speak|talk|chat|number|line|shout)")
_ASKING = frozenset({"question", "call_request", "promise"})  # public sentences do those
_MAY_GO_WITH = [
    {"withdrew", "offer_declined", "not_now", "referral", "market_fact", "job_change"},
    {"not_selected", "feedback_given"},
    {"offer_made", "offer_accepted", "started"},
    {"job_change", "started", "referral"},
]
_LINE, _LOOKALIKE, _OTHER, _FEELING, _PUBLIC = 1.0, 1.5, 0.3, 0.3, 0.4
_ROUNDS = 2
_SURE_ENOUGH = 0.93  # the precision that a head must keep on what was held out
_OF_NEW = 0.85  # and on what no rule found, which is less and harder
_FEWEST = 5  # hits below which a threshold is chance
_DOUBT = 0.0  # a half cost more right finds on other mail than it took alarms away
_UNTRUSTED = frozenset({SignalType.CALL_REQUEST})  # ten false alarms in a thousand mails of a public list
_LEAST, _SILENT = 0.3, 2.0
_ORDINARY_ALARM = 6


@dataclass(frozen=True, slots=True)
class Mail:
    """A text with its rows of buckets; for each head the answer and how much it counts."""

    rows: list[list[int]]
    answers: Mapping[str, tuple[float, float]]
    is_held_out: bool
    found: frozenset[str] = frozenset()
    is_public: bool = False


def _mail(text: Read, answers: Mapping[str, tuple[float, float]], *, is_held_out: bool) -> Mail:
    found = rows(text.lows, is_outbound=text.is_outbound)
    unheard = TO_RECRUITER if text.is_outbound else BY_RECRUITER
    named = any(NAME in low for low in text.lows)
    asked = {
        head: answer
        for head, answer in answers.items()
        if head not in unheard and (named or head != SignalType.REFERRAL)
    }
    return Mail([r for r in found if r], asked, is_held_out, frozenset(text.kinds))


def _is_none(head: SignalType, text: Read) -> bool:
    """Whether a text not known to say it may teach what does not: no rule and no mark speaks for it."""
    if head is SignalType.CALL_REQUEST:
        return head not in text.kinds and not any(_CALL.search(low) for low in text.lows)
    return head not in text.kinds and (head not in _ASKING or not any("?" in low for low in text.lows))


def own(line: Line) -> Mail:
    """A line of ours: its own type is told, of the others it says none unless they may go together."""
    text = read_line(line)
    answers: dict[str, tuple[float, float]] = {}
    friends = set().union(*(group for group in _MAY_GO_WITH if group & set(line.kinds)))
    for head in HEADS:
        if head in line.kinds:
            answers[head] = (float(line.is_positive), _LINE if line.is_positive else _LOOKALIKE)
        elif head not in friends and _is_none(head, text):
            answers[head] = (0.0, _OTHER)
    return _mail(text, answers, is_held_out=line.is_held_out)


def ordinary(text: Read, weight: float, *, is_held_out: bool) -> Mail:
    """A text that says nothing of it, as far as the rules know."""
    answers: dict[str, tuple[float, float]] = {h: (0.0, weight) for h in HEADS if _is_none(h, text)}
    return _mail(text, answers, is_held_out=is_held_out)


def public(data: Path) -> Iterator[Mail]:
    """Ordinary sentences, in turn as if written by either side."""
    sentences = [
        row.partition("\t")[2]
        for row in (data / "intent/parakweet/Ask0729-fixed.txt").read_text("utf-8", "replace").splitlines()
    ]
    for name in ("intent_neg", "intent_pos"):
        sentences += (data / "intent/enron-verified" / name).read_text("utf-8", "replace").splitlines()
    comments = (data / "sentiment/goemotions/original/train.tsv").read_text("utf-8").splitlines()
    sentences += [row.rsplit("\t", 2)[0].replace("[NAME]", "Sam") for row in comments[::8]]
    for number, sentence in enumerate(sentences):
        if 2 < len(sentence.split()) < 60:
            way = Direction.OUTBOUND if number % 2 else Direction.INBOUND
            mail = ordinary(read(sentence, way), _PUBLIC, is_held_out=number % 3 == 0)
            told = {h: a for h, a in mail.answers.items() if h not in _ASKING - {"call_request"}}
            yield replace(mail, answers=told, is_public=True)


def _examples(mails: Sequence[Mail], model: LinearModel | None) -> list[Example]:
    examples: list[Example] = []
    for mail in mails:
        sounds = None
        if model is not None and any(answer for answer, _ in mail.answers.values()):
            sounds = model.probabilities(*model.sums(mail.rows))
        for index, row in enumerate(mail.rows):
            answers, weights = [0.0] * len(HEADS), [0.0] * len(HEADS)
            for number, head in enumerate(HEADS):
                answer, weight = mail.answers.get(head, (0.0, 0.0))
                if answer and sounds is None:
                    weight /= len(mail.rows)
                elif answer and sounds is not None and sounds[:, number].argmax() != index:
                    answer, weight = 0.0, 0.0
                answers[number], weights[number] = answer, weight
            examples.append(Example(row, answers, weights))
        if model is not None and len(mail.rows) > 1:  # the mail as a whole says it as well
            told = [mail.answers.get(head, (0.0, 0.0)) for head in HEADS]
            flat = [each for row in mail.rows for each in row]
            examples.append(Example(flat, [answer for answer, _ in told], [weight for _, weight in told]))
    return examples


def learn(mails: Sequence[Mail]) -> LinearModel:
    """The weights from the mails that are not held out."""
    model: LinearModel | None = None
    for _ in range(_ROUNDS):
        model = train(_examples(mails, model), epochs=12, decay=1e-5, batch_size=128)
    assert model is not None
    return model


def threshold(judged: Sequence[tuple[float, Mail]], head: SignalType) -> float:
    """The lowest probability from which on enough of what is heard is right, also of what no rule found.

    Where look-alikes are all that can be mistaken (the mail is about that anyway) pass only those.
    """
    best = _SILENT
    if head in _UNTRUSTED:
        return best
    for limit in sorted({s for s, mail in judged if mail.answers[head][0]}, reverse=True):
        above = [mail for s, mail in judged if s >= limit]
        hits = sum(mail.answers[head][0] for mail in above)
        new = [mail for mail in above if head not in mail.found]
        if limit < _LEAST or hits < _FEWEST or _precision(new, head) < _OF_NEW:
            continue
        if _precision(above, head) >= _SURE_ENOUGH:
            best = limit
    return best


def _precision(above: Sequence[Mail], head: SignalType) -> float:
    """Of what is heard the right part; an alarm on ordinary mail, which is the most, counts for several."""
    right = sum(mail.answers[head][0] for mail in above)
    wrong = sum(
        _ORDINARY_ALARM if mail.answers[head][1] == _PUBLIC else 1
        for mail in above
        if not mail.answers[head][0]
    )
    return right / (right + wrong) if right or wrong else 1.0


def doubt(sounds: Sequence[tuple[float, Mail]], head: SignalType) -> float:
    """The probability below which a rule is not believed: a part of what all that it finds rightly reach.

    Nothing is doubted unless that takes alarms away, on look-alikes or on public sentences.
    """
    if head in _ASKING:
        return 0.0
    ruled = [(s, mail) for s, mail in sounds if head in mail.found]
    right = sorted(s for s, mail in ruled if mail.answers.get(head, (0.0, 0.0))[0])
    wrong = [s for s, mail in ruled if mail.is_public or mail.answers.get(head) == (0.0, _LOOKALIKE)]
    if len(right) < _FEWEST * 2:
        return 0.0
    limit = right[0] * _DOUBT
    return limit if any(s < limit for s in wrong) else 0.0


def limits_of(model: LinearModel, mails: Sequence[Mail]) -> list[tuple[float, float, float]]:
    """For each head, from the mails held out: in any mail, in one about such things anyway, and for doubt."""
    sounds = [model.probabilities(*model.sums(m.rows)).max(axis=0) for m in mails]
    limits = []
    for number, head in enumerate(HEADS):
        every = [(float(s[number]), m) for s, m in zip(sounds, mails, strict=True)]
        judged = [(s, m) for s, m in every if head in m.answers]
        near = [(s, m) for s, m in judged if m.answers[head][0] or m.answers[head][1] == _LOOKALIKE]
        limits.append((threshold(judged, head), threshold(near, head), doubt(every, head)))
    return limits


def save(model: LinearModel, limits: Sequence[tuple[float, float, float]]) -> None:
    """Weights in whole numbers of one byte; what is too small to matter becomes nothing."""
    scale = np.abs(model.weights).max(axis=0) / 127
    small = np.round(model.weights / scale).astype(np.int8)
    np.savez_compressed(
        OUT,
        weights=small,
        scale=scale.astype(np.float32),
        bias=model.bias,
        heads=np.array([h.value for h in HEADS]),
        thresholds=np.array(limits),
    )


def main() -> None:
    """Train on everything that is not held out, choose the limits on what is, and write both."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("data", type=Path)
    options = parser.parse_args()
    lines = [own(line) for line in (*invented(), *tested())]
    lines += [ordinary(read(f.text, f.direction), _FEELING, is_held_out=f.is_held_out) for f in feelings()]
    mails = [m for m in (*lines, *public(options.data)) if m.rows]
    taught = [m for m in mails if not m.is_held_out]
    model = learn(taught)
    limits = limits_of(model, [m for m in mails if m.is_held_out])
    save(model, limits)
    print(f"{len(taught)} texts taught, {len(mails) - len(taught)} held out, {OUT.stat().st_size} bytes")
    for head, (limit, near, doubted) in zip(HEADS, limits, strict=True):
        print(
            f"{head:16} {limit:.3f} {near:.3f}  doubted below {doubted:.4f}".replace(
                f"{_SILENT:.3f}", "silent"
            )
        )


if __name__ == "__main__":
    main()
