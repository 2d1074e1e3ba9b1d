"""What is kept of a fact of the market: its topic and the words that tell it."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest

from domain import Direction, Passage, Signal, Topic
from nlp.pipeline import Reader, load


@pytest.fixture(scope="module")
def reader() -> Reader:
    return load()


def told(reader: Reader, text: str) -> Signal:
    passage = Passage(text=text, date=datetime(2026, 4, 8, tzinfo=UTC), direction=Direction.INBOUND)
    (signal,) = reader.read([passage])[0].signals or ()
    return signal


@pytest.mark.parametrize(
    ("text", "number"),
    [
        ("My cousin says Brackwater pays its analysts 46,000 now.", "46,000"),
        ("They pay their welders 31.50 an hour these days.", "31.50"),
        ("They pay senior analysts 62k these days, plus a car.", "62k"),
        ("Brackwater pays its analysts 46.", "46"),
    ],
)
def test_a_number_is_told_whole(reader: Reader, text: str, number: str) -> None:
    fact = told(reader, text)
    assert fact.topic is Topic.PAY
    assert number in fact.value.split()
    assert not fact.value.endswith((",", "."))
