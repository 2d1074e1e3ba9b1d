"""Times in many hands' words and languages are read right: two tables hold them with their answers.

`times.tsv` has bare expressions, `times_in_mail.tsv` whole sentences in which one time is what they are due.
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, datetime, timedelta
from pathlib import Path
from typing import cast
from zoneinfo import ZoneInfo

import pytest

from domain import Due
from nlp.dates import Prefer, find_times
from nlp.dues import begun_on, due_of

WEDNESDAY = datetime(2026, 9, 16, 10, tzinfo=ZoneInfo("Europe/London"))


def told(page: str) -> Iterator[tuple[datetime, Prefer, str, Due | None]]:
    """Anchor, use, words and the right answer of each line."""
    anchor = datetime(2026, 1, 1, tzinfo=ZoneInfo("UTC"))
    for line in (Path(__file__).parent / page).read_text(encoding="utf-8").splitlines():
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


@pytest.mark.parametrize(("anchor", "prefer", "words", "due"), list(told("times.tsv")))
def test_a_time_is_read_however_it_is_told(
    anchor: datetime, prefer: Prefer, words: str, due: Due | None
) -> None:
    named = find_times(words, anchor=anchor, prefer=prefer)
    assert (named[0].due if named else None) == due


@pytest.mark.parametrize(("anchor", "prefer", "words", "due"), list(told("times_in_mail.tsv")))
def test_of_all_times_in_a_sentence_the_one_that_is_meant_is_due(
    anchor: datetime, prefer: Prefer, words: str, due: Due | None
) -> None:
    assert due_of(words, anchor=anchor, prefer=prefer) == due


@pytest.mark.parametrize(
    ("earlier", "words", "due"),
    [
        ("The panel sees you on the 24th at two.", "I'll ring you that evening.", date(2026, 9, 24)),
        ("The panel sees you on the 24th at two.", "I'll ring you the day before.", date(2026, 9, 23)),
        ("They decide on Friday.", "You'll hear from me the Monday after.", date(2026, 9, 21)),
        (
            "She starts with you on Monday 28 September.",
            "I'll call on the Friday of that week.",
            date(2026, 10, 2),
        ),
        ("We meet on the 24th.", "You'll have a yes or a no that evening, the 24th.", date(2026, 9, 24)),
        ("", "I'll ring you the day after.", None),
    ],
)
def test_a_day_may_be_counted_from_one_in_the_sentence_before(
    earlier: str, words: str, due: Due | None
) -> None:
    assert due_of(words, anchor=WEDNESDAY, prefer="promise", earlier=earlier) == due


@pytest.mark.parametrize(
    ("low", "day"),
    [
        ("such is day one at the ministry.", date(2026, 9, 16)),
        ("first morning, and nobody knows about me", date(2026, 9, 16)),
        ("second day here and i have a desk", date(2026, 9, 15)),
        ("day three and all is well", date(2026, 9, 14)),
        ("is it your first day?", None),
        ("the first day will be long", None),
        ("all good here", None),
    ],
)
def test_a_numbered_day_in_the_job_tells_its_start(low: str, day: date | None) -> None:
    assert begun_on(low, anchor=WEDNESDAY) == day


def test_the_days_before_a_weekend_count_in_a_new_job() -> None:
    assert begun_on("day two here", anchor=WEDNESDAY - timedelta(days=2)) == date(2026, 9, 11)
