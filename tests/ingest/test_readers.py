"""Mail is read in processes that may be killed: one bad mail costs itself and no other."""

from __future__ import annotations

import multiprocessing
import sys
from collections.abc import Iterator
from datetime import UTC, datetime
from multiprocessing import active_children
from pathlib import Path

import pytest

from domain import Message
from errors import KeepwarmError, UnreadableMessage
from ingest.mime import read_message
from ingest.readers import CHUNK_MAILS, Mail, Outcome, Readers
from tests.ingest.mails import HEAD, mail
from tests.ingest.stand_ins import reader

ARRIVED = datetime(2026, 3, 4, 9, tzinfo=UTC)


@pytest.fixture(scope="module")
def readers() -> Iterator[Readers]:
    with Readers(processes=1, seconds=1, megabytes=1024, few_bytes=0, read=reader) as found:
        yield found


def mails(*words: str) -> list[Mail]:
    return [(mail(f"{one}\n"), ARRIVED) for one in words]


def shown(outcomes: list[Outcome]) -> list[str]:
    """The own words, or in brackets why there are none."""
    return [one.own_words if isinstance(one, Message) else f"[{one.what}]" for one in outcomes]


def test_mail_comes_back_read_and_in_order(readers: Readers) -> None:
    many = mails(*(f"Mail number {number}" for number in range(3 * CHUNK_MAILS)))
    assert readers.read(many) == [read_message(raw, received_at=at) for raw, at in many]


def test_a_mail_that_hangs_is_refused_and_the_others_are_read(readers: Readers) -> None:
    assert shown(readers.read(mails("one", "hang", "two"))) == [
        "one",
        "[reading it took more than 1 seconds]",
        "two",
    ]


def test_a_mail_that_eats_memory_is_refused_and_the_others_are_read(readers: Readers) -> None:
    assert shown(readers.read(mails("one", "swell", "two"))) == [
        "one",
        "[reading it needs too much memory]",
        "two",
    ]


def test_a_mail_that_ends_the_process_is_refused_and_the_others_are_read(readers: Readers) -> None:
    refused = "[the process that read it ended: it needs too much memory, perhaps]"
    assert shown(readers.read(mails("one", "swallow", "two", "swallow"))) == ["one", refused, "two", refused]


def test_a_process_killed_from_outside_costs_no_mail(readers: Readers, tmp_path: Path) -> None:
    assert shown(readers.read(mails("one", f"stumble {tmp_path / 'once'}", "two")))[0::2] == ["one", "two"]
    assert (tmp_path / "once").exists()
    for idle in active_children():
        idle.kill()
    assert shown(readers.read(mails("one", "two"))) == ["one", "two"]


def test_a_fault_of_ours_costs_one_mail(readers: Readers) -> None:
    found = readers.read(mails("one", "fail", "two"))
    assert shown(found)[0::2] == ["one", "two"]
    assert isinstance(found[1], UnreadableMessage)
    assert "KeyError" in found[1].what


def test_unreadable_mail_is_named_with_its_reason(readers: Readers) -> None:
    assert shown(readers.read([(b"", None), (HEAD + b"\nhi\n", None)])) == [
        "[the message is empty: it has no header and no text]",
        "hi",
    ]


def test_the_next_batch_is_read_while_this_one_is_worked_on(readers: Readers) -> None:
    batches = [mails("one"), mails("two", "three"), []]
    told = [shown(outcomes) for _, outcomes in readers.read_ahead(batches, lambda batch: batch)]
    assert told == [["one"], ["two", "three"], []]


def test_a_few_small_mails_need_no_process() -> None:
    before = set(active_children())
    with Readers(processes=1) as few:
        assert shown(few.read(mails("one", "two"))) == ["one", "two"]
        assert few.read([]) == []
        assert set(active_children()) == before


def test_closing_ends_the_processes() -> None:
    before = set(active_children())
    with Readers(processes=2, few_bytes=0) as two:
        two.read(mails("one", "two"))
        assert set(active_children()) > before
    assert set(active_children()) == before


def test_where_no_process_can_start_it_is_said_and_no_mail_is_blamed() -> None:
    multiprocessing.set_executable("/bin/false")
    try:
        with (
            Readers(processes=1, few_bytes=0) as stuck,
            pytest.raises(KeepwarmError, match="no process could be started"),
        ):
            stuck.read(mails("one"))
    finally:
        multiprocessing.set_executable(sys.executable)
