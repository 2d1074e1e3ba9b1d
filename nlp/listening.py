"""What a message sounds like: its sentences made ready for rules, and what the ear hears in them.

Feelings and signals both judge from this, so it is made once and kept on the `doc`; for many messages
together, which costs the ear far less than one by one.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from domain import Direction, Mention, Passage
from nlp.ear import Heard, ear
from nlp.ear_features import Spoken
from nlp.text import Doc
from nlp.utterances import Utterance, utterances

_KEPT = "keepwarm.listened"


@dataclass(frozen=True, slots=True)
class Listened:
    """The sentences of a message and what they sound like."""

    said: Sequence[Utterance]
    heard: Heard


def listen(messages: Sequence[tuple[Doc, Passage, Sequence[Mention]]]) -> list[Listened]:
    """Hear messages, each with the persons it names, and keep on each doc what was heard."""
    said = [utterances(doc, mentions) for doc, _, mentions in messages]
    spoken = [
        Spoken([u.low for u in each], passage.direction is Direction.OUTBOUND)
        for each, (_, passage, _) in zip(said, messages, strict=True)
    ]
    found = [Listened(each, heard) for each, heard in zip(said, ear().hear(spoken), strict=True)]
    for (doc, _, _), listened in zip(messages, found, strict=True):
        doc.user_data[_KEPT] = listened
    return found


def listened(doc: Doc, passage: Passage, mentions: Sequence[Mention] = ()) -> Listened:
    """What is heard in one message, now or before."""
    kept: Listened | None = doc.user_data.get(_KEPT)
    return kept or listen([(doc, passage, mentions)])[0]
