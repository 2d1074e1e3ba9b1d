"""The rows of a table of slots: under a day with a colon each line opens with a person and has an hour."""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import datetime

from nlp.about import People
from nlp.clock import find_clocks
from nlp.clock_zones import zone_told
from nlp.dates import Named
from nlp.utterances import Utterance

_MARKS = re.compile(r"[^\w\n]*(?:at\s|@\s?)?")  # what stands before a name, and between it and its hour
_MOST_LINES = 12


def rows_below(
    utterance: Utterance, people: People, day: Named, *, anchor: datetime
) -> list[tuple[str, datetime]]:
    """Who stands under a heading that names the day, with the start of each; none for fewer than two."""
    if day.has_clock or not utterance.text.rstrip().endswith(":"):
        return []
    text = people.passage.text
    anyone = (*people.addressed, *people.others)  # "Ida - 10:00" opens like a greeting
    found: list[tuple[str, datetime]] = []
    for start, end in _lines(text, utterance.end):
        row = text[start:end]
        names = [m for m in anyone if start <= m.start and m.end <= end]
        clocks = find_clocks(row)
        if len(names) == 1 and clocks and _is_row(text, start, names[0].start, names[0].end, clocks[0].start):
            zone = zone_told(row, clocks[0].end) or anchor.tzinfo
            due = datetime.combine(day.day, clocks[0].at, zone).astimezone(anchor.tzinfo)
            found.append((names[0].text, due))
        elif found:
            break
    return found if len(found) > 1 else []


def _lines(text: str, at: int) -> Iterator[tuple[int, int]]:
    """Where the next lines with words in them begin and end."""
    count = 0
    while at < len(text) and count < _MOST_LINES:
        end = text.find("\n", at) + 1 or len(text)
        if text[at:end].strip():
            yield at, end
            count += 1
        at = end


def _is_row(text: str, start: int, name: int, name_end: int, hour: int) -> bool:
    """Whether a line opens with the name, and nothing but marks stand between it and the hour."""
    return (
        _MARKS.fullmatch(text, start, name) is not None
        and _MARKS.fullmatch(text, name_end, start + hour) is not None
    )
