"""What proves a finding: a message, meeting, log entry or stage, with the words."""

from __future__ import annotations

from domain import Evidence, Exchange, LogEntry, Meeting, SentimentLabel, StageChange


def is_strained(message: Exchange) -> bool:
    """The author is worried, losing interest or plainly negative, as far as the language is covered."""
    if message.strain is not None and message.strain.value:
        return True
    return message.sentiment is not None and message.sentiment.label is SentimentLabel.NEGATIVE


def evidence_of(source: Exchange | Meeting | LogEntry, quote: str = "") -> Evidence:
    """A message, meeting or log entry as proof, with the words."""
    if isinstance(source, Exchange):
        return Evidence(source.message_id, source.at, source.subject, quote or source.quote)
    if isinstance(source, Meeting):
        return Evidence(source.message_id, source.start, source.summary, quote)
    return Evidence("", source.at, source.kind, source.text)


def evidence_of_stage(change: StageChange) -> Evidence:
    """A stage as proof, where no message on file says it."""
    return Evidence(change.message_id, change.at, "", change.evidence)
