"""What a correspondent teaches about the market: pay, notice, process, place, hours, team, competition."""

from __future__ import annotations

import re

from domain import Topic
from nlp.rules import rules
from nlp.utterances import Utterance

_TOPICS = (
    ("notice", Topic.NOTICE), ("pay", Topic.PAY), ("process", Topic.PROCESS), ("schedule", Topic.SCHEDULE),
    ("team", Topic.TEAM), ("location", Topic.LOCATION), ("competition", Topic.COMPETITION),
)  # fmt: skip
_ASKED_FACT = re.compile(
    r"\b(?:is it (?:normal|usual|common|true|standard|legal)(?: here)? that|did you know (?:that )?)\b"
)
_HYPOTHETICAL = re.compile(
    r"\b(?:if (?:you|they|we|i|he|she|it)\b|i wish|do (?:they|you) (?:pay|offer)|would be (?:nice|"
    r"great|good|ideal)|wonder(?:ing)? (?:if|whether)|hope to (?:earn|get))"
)
_DIGITS = re.compile(r"\d")


def find_fact(utterance: Utterance, *, is_question: bool) -> tuple[Topic, str] | None:
    """Topic and value (the words) of what a statement teaches; a question only by "is it normal that"."""
    low = utterance.low
    if is_question and not _ASKED_FACT.search(low) and not _stated_before_question(low):
        return None
    table = rules("market")
    for name, topic in _TOPICS:
        match = table[name].find(low)
        if match is None or _is_supposed(low, match):
            continue
        return topic, utterance.text[match.start() : match.end()].strip(" ,;:-")
    return None


def _is_supposed(low: str, match: re.Match[str]) -> bool:
    found = _HYPOTHETICAL.search(low[: match.end()])
    return found is not None and not _DIGITS.search(match.group())


def _stated_before_question(low: str) -> bool:
    """A statement with a question about it at the end."""
    return bool(
        re.search(
            r"\w{3}[^?]{12,}, (?:is|isn't|are|aren't|do|does|can|could|right|ok|okay|correct)\b[^?,]{0,40}\?",
            low,
        )
    )
