"""Times in many hands' words and languages are read right: `times.tsv` holds them with their answers."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, datetime
from pathlib import Path
from typing import cast
from zoneinfo import ZoneInfo

import pytest

from domain import Due
from nlp.dates import Prefer, find_times


def told() -> Iterator[tuple[datetime, Prefer, str, Due | None]]:
    """Anchor, use, words and the right answer of each line."""
    anchor = datetime(2026, 1, 1, tzinfo=ZoneInfo("UTC"))
    for line in (Path(__file__).parent / "times.tsv").read_text(encoding="utf-8").splitlines():
        if line.startswith("@"):
            _, at, zone = line.split()
            anchor = datetime.fromisoformat(at).replace(tzinfo=ZoneInfo(zone))
        elif line and not line.startswith("#"):
            prefer, words, answer = line.split("\t")
            due: Due | None = None
            if "T" in answer:
                due = datetime.fromisoformat(answer).replace(tzinfo=anchor.tzinfo)
            elif answer != "-":
                due = date.fromisoformat(answer)
            yield anchor, cast("Prefer", prefer), words.replace("\\n", "\n"), due


@pytest.mark.parametrize(("anchor", "prefer", "words", "due"), list(told()))
def test_a_time_is_read_however_it_is_told(
    anchor: datetime, prefer: Prefer, words: str, due: Due | None
) -> None:
    named = find_times(words, anchor=anchor, prefer=prefer)
    assert (named[0].due if named else None) == due
