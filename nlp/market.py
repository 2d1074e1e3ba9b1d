"""What a correspondent teaches about the market: pay, notice, process, place, hours, team, competition."""

from __future__ import annotations

import re

from domain import Topic
from nlp.rules import rules
from nlp.utterances import Utterance

_TOPICS = (
    ("notice", Topic.NOTICE), ("pay", Topic.PAY), ("process", Topic.PROCESS), ("schedule", Topic.SCHEDULE),
    ("team", Topic.TEAM), ("location", Topic.LOCATION), ("competition", Topic.COMPETITION),
    ("other", Topic.OTHER),
)  # fmt: skip
_ASKED_FACT = re.compile(
    r"\b(?:is it (?:normal|usual|common|true|standard|legal)(?: here)? that|did you know (?:that )?)\b"
)
_HYPOTHETICAL = re.compile(
    r"\b(?:if (?:you|they|we|i|he|she|it)\b|i wish|do (?:they|you) (?:pay|offer)|would be (?:nice|"
    r"great|good|ideal)|wonder(?:ing)? (?:if|whether)|hope to (?:earn|get))"
)
_ASIDE = re.compile(
    r"\b(?:thank(?:s|ing)?|look(?:ing)? forward|interested in|hear(?:ing)? (?:more )?about|"
    r"know (?:more )?about|(?:details|information|info|questions?) (?:on|about|of|regarding)|"
    r"please (?:send|bring|let|advise|confirm|share|find|see)|(?:could|can|would|will) you|attached|enclosed|"
    r"congrat\w*|good luck|sorry (?:for|to)|hope|let me know|i'll|i will|i used to|see you|best wishes)\b"
)
_ASKS = re.compile(
    r"^\W*(?:\w+,? )?(?:what|when|where|who|why|how|which|do|does|did|can|could|would|will|should|shall|is|"
    r"are|was|were|has|have|may|might|any|if)\b|\b(?:wonder|let me know|please|whether|know if|tell me)\b|\?"
)
_DIGITS = re.compile(r"\d")
_REST_OF_NUMBER = re.compile(r"(?<=\d)\d*(?:[.,]\d+)*(?: ?k\b| ?%)?", re.IGNORECASE)


def find_fact(utterance: Utterance, *, is_question: bool) -> tuple[Topic, str] | None:
    """Topic and value (the words) of what a statement teaches; a question only by "is it normal that"."""
    low = utterance.low
    if is_question and not _ASKED_FACT.search(low) and not _stated_before_question(low):
        low = _before_the_question(low)
    table = rules("market")
    for name, topic in _TOPICS:
        match = table[name].find(low) if name in table else None
        if match is not None and not _is_supposed(low, match):
            return topic, _words(utterance.text, match)
    table = rules("market_told")
    for name, topic in _TOPICS:
        match = table[name].find(low)
        if match is not None and not _is_supposed(low, match) and not _is_aside(low, match):
            return topic, _words(utterance.text, match)
    return None


def _words(text: str, match: re.Match[str]) -> str:
    """The words that tell it; a number that the pattern cut into is whole."""
    rest = _REST_OF_NUMBER.match(text, match.end())
    return text[match.start() : rest.end() if rest else match.end()].strip(" ,;:-")


def _is_aside(low: str, match: re.Match[str]) -> bool:
    """Whether the clause is a courtesy, a request or this mail's own business, and tells nothing."""
    start = max(low.rfind(mark, 0, match.start()) for mark in ",;:(-") + 1
    return _ASIDE.search(low, start, match.end()) is not None


def _is_supposed(low: str, match: re.Match[str]) -> bool:
    found = _HYPOTHETICAL.search(low[: match.end()])
    return found is not None and not _DIGITS.search(match.group())


def _before_the_question(low: str) -> str:
    """What is stated before the clause that asks; nothing where the sentence begins by asking."""
    stated = low[: max(low.rfind(mark) for mark in (",", ";", ":", " - ")) + 1]
    return "" if _ASKS.search(stated) else stated


def _stated_before_question(low: str) -> bool:
    """A statement with a question about it at the end."""
    return bool(
        re.search(
            r"\w{3}[^?]{12,}, (?:is|isn't|are|aren't|do|does|can|could|right|ok|okay|correct)\b[^?,]{0,40}\?",
            low,
        )
    )
