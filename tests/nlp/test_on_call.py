"""The reader in a process of its own: reads as the other, comes when called, goes when it is quiet."""

from __future__ import annotations

import time
from datetime import UTC, datetime

import pytest

from domain import Direction, Passage
from errors import KeepwarmError, ModelMissing
from nlp.model import find
from nlp.on_call import TOGETHER, ReaderOnCall

TEXT = "Hello Dana, I have accepted the offer from Acme. Could we talk tomorrow?"


def passages(number: int) -> list[Passage]:
    at = datetime(2026, 3, 2, 9, tzinfo=UTC)
    return [Passage(f"{TEXT} {one}", at, Direction.INBOUND) for one in range(number)]


def wait_until_gone(reader: ReaderOnCall) -> None:
    end = time.monotonic() + 60
    while reader.is_here:
        assert time.monotonic() < end, "it does not go"
        time.sleep(0.05)


def test_it_reads_goes_when_it_is_quiet_and_comes_again_after_a_kill() -> None:
    with ReaderOnCall(quiet_seconds=60) as reader:
        assert not reader.is_here
        assert reader.read([]) == []
        assert not reader.is_here  # nothing to read, no process
        readings = reader.read(passages(TOGETHER + 3))
        assert len(readings) == TOGETHER + 3
        assert {one.made_by for one in readings} == {reader.version} == {find().reads_as}
        assert all(one.signals for one in readings)
        reader.interrupt()
        with pytest.raises(KeepwarmError, match="read later"):
            reader.read(passages(1))
        reader._quiet_seconds = 0.1
        assert reader.read(passages(1))[0].made_by == reader.version
        wait_until_gone(reader)


def test_a_model_that_is_not_there_is_told_at_once() -> None:
    with pytest.raises(ModelMissing):
        ReaderOnCall("no_such_model")
