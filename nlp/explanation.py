"""Why a reading says what it says: of each result the reasons, in words for a person.

Made for looking at one message, not for reading mail: the recogniser reads all of it.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import TYPE_CHECKING, get_args

from domain import Due, Mention, Passage, Reading, SentimentLabel, Signal
from nlp.dates import Prefer, find_times
from nlp.known_names import KnownNames
from nlp.name_words import WORDS
from nlp.names import fold, is_first_name
from nlp.sentiment_phrases import Family, phrasebook, plain

if TYPE_CHECKING:
    from spacy.language import Language
    from spacy.tokens import Doc

_WORD = re.compile(r"[^\W\d_]+")
_BEFORE = 40  # characters before a name in which a greeting or a title stands
_THE_MODEL = "the model: no family of expressions alone says so"


@dataclass(frozen=True, slots=True)
class Explanation:
    """Reasons by result: of mentions by text and start, of `times` by type of signal, start and due.

    `times` are the words that name when a signal is due; a time of a calendar event has none.
    """

    mentions: dict[tuple[str, int], tuple[str, ...]]
    sentiment: tuple[str, ...]
    strain: tuple[str, ...]
    times: dict[tuple[str, int, Due], str]


def explain(nlp: Language, passage: Passage, reading: Reading) -> Explanation:
    """The reasons behind a reading of a passage; `nlp` is the pipeline that read it."""
    with nlp.memory_zone():
        doc = nlp(passage.text)
        known = KnownNames.of(passage)
        mentions = {(m.text, m.start): tuple(_why_a_person(m, passage, known, doc)) for m in reading.mentions}
    return Explanation(
        mentions=mentions,
        sentiment=_why_felt(reading),
        strain=_why_strained(reading),
        times={
            (signal.type.value, signal.start, signal.due): words
            for signal in reading.signals or ()
            if signal.due is not None and (words := _words_of(signal, passage))
        },
    )


def _why_a_person(mention: Mention, passage: Passage, known: KnownNames, doc: Doc) -> Iterator[str]:
    if mention.source != "own_words":
        yield "the name of an attached file" if mention.source == "attachment" else "forwarded mail"
        return
    words = [fold(word) for word in _WORD.findall(mention.text)]
    if any(word in known.parts for word in words):
        yield "known from the headers or the address book"
    if words and is_first_name(words[0]):
        yield f"{mention.text.split()[0]} is a given name"
    before = passage.text[max(0, mention.start - _BEFORE) : mention.start]
    left = [fold(word) for word in _WORD.findall(before.rpartition("\n")[2])]
    if left and left[-1] in WORDS.titles:
        yield "a title stands before it"
    elif left and len(left) <= 3 and left[0] in WORDS.greetings:
        yield "it is greeted"
    ents = [ent for ent in doc.ents if ent.start_char < mention.end and mention.start < ent.end_char]
    if any(ent.label_ == "PERSON" for ent in ents):
        yield "the recogniser calls it a person"
    elif ents:
        yield f"what stands around it, though the recogniser calls it {ents[0].label_}"
    else:
        yield "what stands around it"


def _why_felt(reading: Reading) -> tuple[str, ...]:
    found = reading.sentiment
    if found is None or found.label is SentimentLabel.NEUTRAL or not found.evidence:
        return ()
    sign = 1 if found.label is SentimentLabel.POSITIVE else -1
    return _families(found.evidence, lambda family: family.sentiment * sign > 0)


def _why_strained(reading: Reading) -> tuple[str, ...]:
    if reading.strain is None or not reading.strain.value or not reading.strain.evidence:
        return ()
    return _families(reading.strain.evidence, lambda family: family.strain > 0)


def _families(sentence: str, fits: Callable[[Family], bool]) -> tuple[str, ...]:
    heard = [one for one in phrasebook().hear(plain(sentence)) if fits(one.family)]
    return tuple(f"{one.family.name.replace('_', ' ')}: “{one.words.strip()}”" for one in heard) or (
        _THE_MODEL,
    )


def _words_of(signal: Signal, passage: Passage) -> str:
    """The words that name when a signal is due, in its own sentence or anywhere in the message."""
    for text in (signal.evidence, passage.text):
        for prefer in get_args(Prefer):
            for time in find_times(text, anchor=passage.date, prefer=prefer):
                if time.due == signal.due:
                    return text[time.start : time.end].strip(" .,;:\n")
    return ""
