"""Corrected messages as lines to learn from: everything that is now true of each, and what a person said.

Two forms: JSON lines with all there is, and the table of `evaluation/invented`, whose columns are the way,
the signals, the feeling, strain, the names in their order and the own words. What nobody corrected in them is
what was read. A table's mails count as written on one fixed day, so it carries no `due`.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from datetime import datetime
from typing import Any
from zoneinfo import ZoneInfo

from domain import IN_PROCESS, TOOK_PLACE, Correction, Direction, Due, SentimentLabel
from store.messages import StoredMessage

HEADER = "# way\tsignals\tfeeling\tstrain\tnames\ttext"
_WAYS = {Direction.INBOUND: "in", Direction.OUTBOUND: "out"}
_FEELINGS = {SentimentLabel.NEGATIVE: "neg", SentimentLabel.NEUTRAL: "neu", SentimentLabel.POSITIVE: "pos"}


def row(message: StoredMessage) -> str:
    """One line of the table, without its end."""
    kinds = dict.fromkeys(signal.type.value for signal in message.signals or ())
    if message.in_process:
        kinds[IN_PROCESS] = None
    if message.took_place:
        kinds[TOOK_PLACE] = None
    label = message.sentiment.label if message.sentiment else SentimentLabel.NEUTRAL
    names = [_plain(mention.text) for mention in message.mentions if "\n" not in mention.text]
    return "\t".join((
        _WAYS[message.direction],
        ",".join(kinds) or "-",
        _FEELINGS[label],
        "strain" if message.strain and message.strain.value else "-",
        ";".join(names) or "-",
        _plain(message.own_words),
    ))  # fmt: skip


def lesson(message: StoredMessage, zone: ZoneInfo) -> dict[str, Any]:
    """One JSON line; times in `zone`, in which the words speak of days and hours."""
    return {
        "message": f"m-{message.id}",
        "date": message.date.astimezone(zone).isoformat(),
        "timezone": zone.key,
        "direction": message.direction.value,
        "kind": message.kind.value,
        "subject": message.subject,
        "text": message.own_words,
        "sentiment": message.sentiment.label.value if message.sentiment else None,
        "strain": message.strain.value if message.strain else None,
        "signals": [
            {
                "type": signal.type.value,
                "about": signal.about,
                "start": signal.start,
                "end": signal.end,
                "due": _due(signal.due, zone),
                "topic": signal.topic.value if signal.topic else None,
                "value": signal.value or None,
            }
            for signal in message.signals or ()
        ],
        "in_process": list(message.in_process),
        "took_place": message.took_place or None,
        "closing": message.is_mere_closing,
        "mentions": [
            {"text": mention.text, "start": mention.start, "end": mention.end, "name": mention.name}
            for mention in message.mentions
        ],
        "read_by": message.read_by,
        "corrected": [said(one, zone) for one in message.corrections],
    }


def said(correction: Correction, zone: ZoneInfo) -> dict[str, Any]:
    """A correction in plain words and values."""
    return {
        "what": correction.what.value,
        "said": correction.said,
        "is_so": correction.is_so,
        "words": correction.evidence or None,
        "about": "me" if correction.is_own else correction.contact_name or None,
        "due": _due(correction.due, zone),
    }


def table(messages: Iterable[StoredMessage]) -> Iterator[str]:
    """The lines of the table, its header first."""
    yield HEADER
    for message in messages:
        yield row(message)


def _due(due: Due | None, zone: ZoneInfo) -> str | None:
    if isinstance(due, datetime):
        return due.astimezone(zone).isoformat()
    return due.isoformat() if due else None


def _plain(text: str) -> str:
    """A text on one line, as the table has it: without tabs or whatever else could drive a terminal."""
    lines = ("".join(sign if sign.isprintable() else " " for sign in line) for line in text.splitlines())
    return "\\n".join(lines)
