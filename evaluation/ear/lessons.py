"""What the ear learns from: labelled texts as the product reads them, names masked, each answer weighed.

The invented mail is labelled whole. Older lines tell one type (`evaluation/signals`) or only how somebody
feels (`evaluation/feelings`); of all else in them nothing is known, unless it cannot go together. Public
sentences are ordinary mail that says none of it, or feelings that are not about recruiting.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path

import spacy
from spacy.language import Language

from domain import TOOK_PLACE, Direction, Passage, SentimentLabel
from evaluation.feelings.lines import invented as feeling_lines
from evaluation.invented import KINDS, WRITTEN, invented
from evaluation.signals.lines import invented as signal_lines
from evaluation.signals.lines import tested
from nlp.ear import AGAINST, STRAINED, TOWARDS
from nlp.ear_features import Spoken
from nlp.mentions import find_mentions
from nlp.sentences import SENTENCES
from nlp.utterances import utterances

HEADS = (*KINDS, AGAINST, TOWARDS, STRAINED)
ASKING = frozenset({"question", "call_request", "promise"})
_MAY_GO_WITH = (
    {"withdrew", "offer_declined", "not_now", "referral", "market_fact", "job_change"},
    {"not_selected", "feedback_given"},
    {"offer_made", "offer_accepted", "started"},
    {"job_change", "started", "referral"},
)
_LINES, _SENTENCES, _COMMENTS = 0.7, 0.3, 0.15
ORDINARY = "ordinary"  # the writer of ordinary mails
_ORDINARY = 7  # sentences of such a mail
_COURTESIES = frozenset({"gratitude", "approval", "caring"})


@dataclass(frozen=True, slots=True)
class Lesson:
    """One text: its masked sentences, who writes, the answers that are known, and how much they count.

    `is_exam`: nothing may learn from it. `is_check`: the rules' authors have not seen its errors.
    """

    lows: tuple[str, ...]
    is_outbound: bool
    answers: Mapping[str, float]
    weight: float = 1.0
    writer: str = ""
    where: str = ""
    is_exam: bool = False
    is_check: bool = False

    @property
    def spoken(self) -> Spoken:
        """The text as the ear is given it."""
        return Spoken(self.lows, self.is_outbound)


@cache
def _pipeline() -> Language:
    pipeline = spacy.blank("en")
    pipeline.add_pipe(SENTENCES)
    return pipeline


def masked(text: str, direction: Direction, names: Iterable[str] = ()) -> tuple[str, ...]:
    """The sentences of a text as the ear hears them."""
    doc = _pipeline()(text)
    passage = Passage(text=text, date=WRITTEN, direction=direction, known_names=tuple(names))
    return tuple(said.low for said in utterances(doc, find_mentions(doc, passage)))


def mails() -> Iterator[Lesson]:
    """The invented mail: every third is a check, every sixth an exam."""
    for row in invented():
        answers = {kind: float(kind in row.signals) for kind in KINDS}
        answers[AGAINST] = float(row.feeling is SentimentLabel.NEGATIVE)
        answers[TOWARDS] = float(row.feeling is SentimentLabel.POSITIVE)
        answers[STRAINED] = float(row.strain)
        yield Lesson(
            masked(row.text, row.direction),
            row.direction is Direction.OUTBOUND,
            answers,
            writer=row.writer,
            where=row.where,
            is_exam=row.is_exam,
            is_check=row.is_held_out,
        )


def lines() -> Iterator[Lesson]:
    """The older lines of ours, without those held out."""
    for line in (*signal_lines(), *tested()):
        kinds = {TOOK_PLACE if kind == "contact_took_place" else kind for kind in line.kinds}
        friends = set().union(*(group for group in _MAY_GO_WITH if group & kinds))
        others = set(KINDS) - friends - ASKING - {"in_process", TOOK_PLACE}
        answers = dict.fromkeys(others, 0.0) | dict.fromkeys(kinds, float(line.is_positive))
        if not line.is_held_out:
            way = line.direction
            yield Lesson(masked(line.text, way, line.names), way is Direction.OUTBOUND, answers, _LINES)
    for felt in feeling_lines():
        answers = {
            AGAINST: float(felt.sentiment == "negative"),
            TOWARDS: float(felt.sentiment == "positive"),
            STRAINED: float(felt.strain),
        }
        if not felt.is_held_out:
            lows = masked(felt.text, felt.direction)
            yield Lesson(lows, felt.direction is Direction.OUTBOUND, answers, _LINES)


def public(data: Path) -> Iterator[Lesson]:
    """Ordinary sentences of mail, alone and as mails, in turn by either side; comments for feelings."""
    sentences = [
        row.partition("\t")[2]
        for row in (data / "intent/parakweet/Ask0729-fixed.txt").read_text("utf-8", "replace").splitlines()
    ]
    for name in ("intent_neg", "intent_pos"):
        sentences += (data / "intent/enron-verified" / name).read_text("utf-8", "replace").splitlines()
    calm = dict.fromkeys(set(HEADS) - ASKING, 0.0)
    for number, sentence in enumerate(sentences):
        if 2 < len(sentence.split()) < 60:
            way = Direction.OUTBOUND if number % 2 else Direction.INBOUND
            yield Lesson(masked(sentence, way), bool(number % 2), calm, _SENTENCES)
    for number, first in enumerate(range(0, len(sentences) - _ORDINARY, _ORDINARY)):
        text = "\n".join(sentences[first : first + _ORDINARY])
        way = Direction.OUTBOUND if number % 2 else Direction.INBOUND
        yield Lesson(masked(text, way), bool(number % 2), calm, writer=ORDINARY, is_check=number % 3 == 0)
    for text, sign in _comments(data):
        answers = {AGAINST: float(sign < 0), TOWARDS: float(sign > 0)} | (
            {STRAINED: 0.0} if sign >= 0 else {}
        )
        yield Lesson(masked(text, Direction.INBOUND), False, answers, _COMMENTS)


def _comments(data: Path) -> Iterator[tuple[str, int]]:
    """Every sixth comment whose emotions are of one polarity; courtesies say nothing in our world."""
    folder = data / "sentiment/goemotions"
    names = (folder / "original/labels.txt").read_text("utf-8").split()
    signs = {"negative": -1, "neutral": 0, "positive": 1}
    groups = (folder / "group/labels.txt").read_text("utf-8").split()
    grouped = (folder / "group/train.tsv").read_text("utf-8").splitlines()
    polarity_of = {row.rsplit("\t", 2)[2]: row.rsplit("\t", 2)[1].split(",") for row in grouped}
    for row in (folder / "original/train.tsv").read_text("utf-8").splitlines()[::6]:
        text, labels, key = row.rsplit("\t", 2)
        polarities = {groups[int(label)] for label in polarity_of[key]}
        emotions = {names[int(label)] for label in labels.split(",")}
        if len(polarities) == 1 and (polarity := polarities.pop()) in signs and not emotions <= _COURTESIES:
            yield text.replace("[NAME]", "Sam"), signs[polarity]
