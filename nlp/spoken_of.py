"""What a message and its subject speak of as a whole, looked up when a sentence first leaves it open."""

from __future__ import annotations

import re
from collections.abc import Sequence
from functools import cached_property

from nlp.utterances import Utterance

_OFFER = re.compile(r"\b(?:offers?|contract|proposal|package|letter)\b")
_INTERVIEW = re.compile(
    r"\b(?:interview|panel|round|on-?site|screening|final|assessment|termin|entrevista|entretien|"
    r"vorstellungsgespr|second stage|first stage|trial)\b"
)


def speaks_of_interview(text: str) -> bool:
    """Whether a subject or text speaks of an interview at all."""
    return _INTERVIEW.search(text.lower()) is not None


class SpokenOf:
    """What the sentences `said` and the subject above them speak of."""

    def __init__(self, said: Sequence[Utterance], subject: str) -> None:
        self._said, self._subject = said, subject.lower()

    @cached_property
    def _low(self) -> str:
        return " ".join(utterance.low for utterance in self._said)

    @cached_property
    def an_offer(self) -> bool:
        """Whether they speak of an offer."""
        return any(map(_OFFER.search, (self._low, self._subject)))

    @cached_property
    def an_interview(self) -> bool:
        """Whether they speak of an interview."""
        return any(map(speaks_of_interview, (self._subject, self._low)))
