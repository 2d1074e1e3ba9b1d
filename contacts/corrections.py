"""A reading put right by what a person said of it: their word stands, whatever a model or a rule finds."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import replace

from domain import (
    IN_PROCESS,
    TOOK_PLACE,
    Correction,
    Corrects,
    InProcess,
    Mention,
    Reading,
    Sentiment,
    SentimentLabel,
    Signal,
    SignalType,
    Strain,
)

BY_HAND = "by hand"
SIGNALS = (*(kind.value for kind in SignalType), IN_PROCESS, TOOK_PLACE)
_SCORES = {SentimentLabel.NEGATIVE: -0.5, SentimentLabel.NEUTRAL: 0.0, SentimentLabel.POSITIVE: 0.5}
_SHOWN = 300  # characters of the own words that stand as evidence where a person named none


def put_right(reading: Reading, text: str, corrections: Iterable[Correction]) -> Reading:
    """The reading of `text` (the own words) with every correction in force, in their order."""
    for said in corrections:
        match said.what:
            case Corrects.SENTIMENT:
                reading = _sentiment(reading, said)
            case Corrects.STRAIN:
                reading = _strain(reading, text, said)
            case Corrects.CLOSING:
                reading = replace(reading, is_mere_closing=said.is_so)
            case Corrects.SIGNAL:
                reading = _signal(reading, text, said)
            case Corrects.PERSON:
                reading = _person(reading, text, said)
    return reading


def places_of(name: str, text: str) -> list[tuple[int, int]]:
    """Where a name stands in a text, as whole words; white space and case as written."""
    return [hit.span() for hit in re.finditer(rf"(?<!\w){re.escape(name)}(?!\w)", text)] if name else []


def is_meant(correction: Correction, evidence: str) -> bool:
    """Whether a correction of a signal speaks of one with this evidence."""
    words = correction.evidence
    return not words or words in evidence or (evidence != "" and evidence in words)


def _sentiment(reading: Reading, said: Correction) -> Reading:
    label = SentimentLabel(said.said)
    found = reading.sentiment
    if found is not None and found.label is label:
        return reading
    return replace(reading, sentiment=Sentiment(label, _SCORES[label], said.evidence))


def _strain(reading: Reading, text: str, said: Correction) -> Reading:
    if said.is_so and reading.strain is not None and reading.strain.value:
        return reading  # where none was seen, none is even thinkable from now on
    evidence = (said.evidence or text[:_SHOWN].strip()) if said.is_so else ""
    return replace(reading, strain=Strain(said.is_so, 1.0 if said.is_so else 0.0, evidence))


def _signal(reading: Reading, text: str, said: Correction) -> Reading:
    if said.said == TOOK_PLACE:
        words = (reading.contact_took_place or _evidence(said, text)[0]) if said.is_so else ""
        return replace(reading, contact_took_place=words)
    if said.said == IN_PROCESS:
        return replace(reading, in_process=_in_process(reading.in_process, text, said))
    kind = SignalType(said.said)
    signals = reading.signals or ()
    meant = [s for s in signals if s.type is kind and is_meant(said, s.evidence)]
    if not said.is_so:
        return replace(reading, signals=tuple(s for s in signals if s not in meant))
    if not meant:
        evidence, start, end = _evidence(said, text)
        meant = [Signal(kind, evidence, start, end, made_by=BY_HAND)]
        signals = (*signals, *meant)
    return replace(reading, signals=tuple(_told(s, said) if s in meant else s for s in signals))


def _told(signal: Signal, said: Correction) -> Signal:
    """The signal with what the person added to it: whom it is about, and when it is due."""
    about = said.contact_name or signal.about
    due = said.due or signal.due
    is_changed = (about, due) != (signal.about, signal.due)
    return replace(signal, about=about, due=due, made_by=BY_HAND if is_changed else signal.made_by)


def _in_process(found: Sequence[InProcess], text: str, said: Correction) -> tuple[InProcess, ...]:
    meant = [one for one in found if is_meant(said, one.evidence)]
    if not said.is_so:
        return tuple(one for one in found if one not in meant)
    if not meant:
        return (*found, InProcess(_evidence(said, text)[0], said.contact_name or None))
    return tuple(replace(one, about=said.contact_name or one.about) if one in meant else one for one in found)


def _person(reading: Reading, text: str, said: Correction) -> Reading:
    if not said.is_so:
        return replace(reading, mentions=tuple(m for m in reading.mentions if m.text != said.said))
    if any(m.text == said.said for m in reading.mentions):
        return reading
    added = [Mention(said.said, start, end, made_by=BY_HAND) for start, end in places_of(said.said, text)]
    kept = [
        m for m in reading.mentions if not any(m.start < other.end and other.start < m.end for other in added)
    ]
    return replace(reading, mentions=tuple(sorted([*kept, *added], key=lambda m: (m.start < 0, m.start))))


def _evidence(said: Correction, text: str) -> tuple[str, int, int]:
    """The words that tell it, with their place: those the person named, else how the mail begins."""
    at = text.find(said.evidence) if said.evidence else 0
    if said.evidence and at >= 0:
        return said.evidence, at, at + len(said.evidence)
    shown = text[:_SHOWN].rstrip()
    return shown, 0, len(shown)
