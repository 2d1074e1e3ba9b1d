"""An invented line as the product reads it: its sentences with names masked, and what the rules find."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from functools import cache
from zoneinfo import ZoneInfo

import spacy
from spacy.language import Language

from domain import Direction, Passage, Signal
from evaluation.signals.lines import Line
from nlp.mentions import find_mentions
from nlp.sentences import SENTENCES
from nlp.signals import find_signals
from nlp.utterances import Utterance, utterances

_CONTACT, _RECRUITER = "Carla Duarte", "Ruth Adler"


@cache
def _pipeline() -> Language:
    pipeline = spacy.blank("en")
    pipeline.add_pipe(SENTENCES)
    return pipeline


@dataclass(frozen=True, slots=True)
class Read:
    """The sentences of a text, and the signals found in it."""

    said: tuple[Utterance, ...]
    is_outbound: bool
    signals: tuple[Signal, ...]
    in_process: bool = False
    contact_took_place: bool = False

    @property
    def kinds(self) -> set[str]:
        """The types of all that is found."""
        named = {s.type.value for s in self.signals}
        return named | {k for k in ("in_process", "contact_took_place") if getattr(self, k)}


def read(
    text: str, direction: Direction, names: tuple[str, ...] = (), *, by_rules_alone: bool = True
) -> Read:
    """Sentences and signals of a mail of one's own making, written on a Wednesday in April."""
    inbound = direction is Direction.INBOUND
    passage = Passage(
        text=text,
        date=datetime(2026, 4, 8, 10, 15, tzinfo=ZoneInfo("Europe/London")),
        direction=direction,
        author=_CONTACT if inbound else _RECRUITER,
        addressees=(_RECRUITER if inbound else _CONTACT,),
        known_names=(*names, _CONTACT, _RECRUITER),
    )
    doc = _pipeline()(text)
    mentions = find_mentions(doc, passage)
    found = find_signals(doc, passage, mentions, by_rules_alone=by_rules_alone)
    return Read(
        tuple(utterances(doc, mentions)),
        not inbound,
        found.signals,
        bool(found.in_process),
        bool(found.contact_took_place),
    )


def read_line(line: Line, *, by_rules_alone: bool = True) -> Read:
    """A line with the names it is about known, as an address book would."""
    return read(line.text, line.direction, line.names, by_rules_alone=by_rules_alone)
