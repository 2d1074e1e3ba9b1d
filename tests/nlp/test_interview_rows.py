"""Under a heading that names the day each row of a table is an interview of the person it opens with."""

from __future__ import annotations

from datetime import datetime
from zoneinfo import ZoneInfo

import pytest

from domain import Direction, Passage, SignalType
from nlp.pipeline import Reader, load

LONDON = ZoneInfo("Europe/London")
WEDNESDAY = datetime(2026, 9, 16, 10, tzinfo=LONDON)


@pytest.fixture(scope="module")
def reader() -> Reader:
    """The reader as it is."""
    return load()


def interviews(reader: Reader, text: str) -> list[tuple[str | None, str]]:
    """Whose interviews the mail sets, and when."""
    passage = Passage(text=text, date=WEDNESDAY, direction=Direction.OUTBOUND)
    (reading,) = reader.read([passage])
    return [
        (s.about, s.due.isoformat(timespec="minutes")[:16] if isinstance(s.due, datetime) else str(s.due))
        for s in reading.signals or ()
        if s.type is SignalType.INTERVIEW_SCHEDULED
    ]


@pytest.mark.parametrize(
    "rows",
    [
        "- Ben Okafor: 10am\n- Miriam Hale: 11.30\n",
        "Name | Time\nBen Okafor | 10:00\nMiriam Hale | 11:30\n",
        "\nBen Okafor - 10:00\n\nMiriam Hale - 11:30\n\nLunch is with the board.\n",
        "Ben Okafor (10.00)\nMiriam Hale (half eleven)\n",
    ],
)
def test_each_row_is_the_interview_of_its_person(reader: Reader, rows: str) -> None:
    text = f"Interviews confirmed for Thursday 17 September:\n{rows}"
    assert interviews(reader, text) == [
        ("Ben Okafor", "2026-09-17T10:00"),
        ("Miriam Hale", "2026-09-17T11:30"),
    ]


def test_an_hour_of_another_zone_is_converted(reader: Reader) -> None:
    text = "Interviews confirmed for Thursday:\nBen Okafor: 10am CET\nMiriam Hale: 2pm CET"
    assert [due for _, due in interviews(reader, text)] == ["2026-09-17T09:00", "2026-09-17T13:00"]


def test_a_timetable_of_one_interview_is_one_interview(reader: Reader) -> None:
    text = (
        "Your interview is confirmed for Thursday:\n- 10:00 Ben Okafor, 45 mins\n- 10:45 Miriam Hale, a test"
    )
    assert interviews(reader, text) == [(None, "2026-09-17T10:00")]


def test_one_row_alone_is_no_table(reader: Reader) -> None:
    text = "Your interview is confirmed for Thursday:\nBen Okafor - 10:00\nBring your passport."
    assert len(interviews(reader, text)) == 1
