"""Real public mail: every message is stored or named unreadable with its reason, and read as measured."""

# ruff: noqa: E501  mail is shown as programs write it
from __future__ import annotations

import os
import re
from collections import Counter
from collections.abc import Iterator
from functools import cache
from pathlib import Path

import pytest

from domain import Kind, Message
from errors import UnreadableMessage
from evaluation.measure_own_words import figures, ours
from evaluation.split_mail import marked
from ingest.archives import RawMail, read_archive
from ingest.mime import read_message

pytestmark = pytest.mark.data

DATA = Path(os.environ.get("KEEPWARM_DATA", "."))


@cache
def sweep(folder: str) -> tuple[tuple[str, Message | str], ...]:
    """Each mail under a folder: where it lay, and what was read or why it could not be."""
    return tuple(_sweep(folder))


def _sweep(folder: str) -> Iterator[tuple[str, Message | str]]:
    for one in read_archive(DATA / folder):
        if not isinstance(one, RawMail):
            yield one.where, one.reason
            continue
        try:
            yield one.where, read_message(one.raw, received_at=one.received_at)
        except UnreadableMessage as problem:
            yield one.where, str(problem)


@pytest.mark.parametrize(
    ("folder", "at_least_read"),
    [
        ("mime", 283),
        ("bounces/sisimai", 831),
        ("mailboxes/peterson", 2_293),
        ("mailboxes/maven-dev", 954),
        ("mailboxes/notmuch-default", 53),
    ],
)
def test_every_public_mail_is_read_or_named_with_a_reason(folder: str, at_least_read: int) -> None:
    read = [(where, message) for where, message in sweep(folder) if isinstance(message, Message)]
    reasons = [reason for _, reason in sweep(folder) if not isinstance(reason, Message)]

    found = {where.split(", message ")[0] for where, _ in sweep(folder)}
    assert found == {str(file) for file in (DATA / folder).rglob("*") if file.is_file()}  # none in silence
    assert len(read) >= at_least_read
    assert all(reasons)
    assert [where for where, message in read if message.is_degraded] == []


def test_undated_list_mail_is_dated_by_its_mbox() -> None:
    years = Counter(
        message.date.year for _, message in sweep("mailboxes/maven-dev") if isinstance(message, Message)
    )

    assert set(years) == {2017}


def test_a_persons_mailbox_is_personal_and_a_lists_is_bulk() -> None:
    assert {m.kind for _, m in sweep("mailboxes/peterson") if isinstance(m, Message)} == {Kind.PERSONAL}
    assert {m.kind for _, m in sweep("mailboxes/maven-dev") if isinstance(m, Message)} == {Kind.BULK}


def test_the_same_list_mail_in_two_renderings_has_one_key() -> None:
    keys: dict[str, dict[str, str]] = {}
    for where, message in sweep("mailboxes/maven-dev"):
        if isinstance(message, Message) and message.message_id:
            keys.setdefault(message.message_id, {})[where.split(", ")[0]] = message.content_key

    same = sum(len(set(one.values())) == 1 for one in keys.values() if len(one) > 1)

    assert same >= 0.9 * sum(len(one) > 1 for one in keys.values())


def test_delivery_reports_are_known_and_name_the_address() -> None:
    read = [
        (where, message)
        for where, message in sweep("bounces/sisimai")
        if isinstance(message, Message) and not re.search(r"/(?:not/|arf-|rfc3834)", where)
    ]

    bounces = [message for _, message in read if message.kind is Kind.BOUNCE]

    assert len(bounces) >= 0.95 * len(read)
    assert sum(bool(message.bounced) for message in bounces) >= 0.98 * len(bounces)


# --------------------------------------------------------------------------- own words, against people's marks


@pytest.mark.parametrize(
    ("name", "least"),
    [
        ("quagga-enron/train", 0.97),
        ("quagga-enron/eval", 0.95),
        ("quagga-asf/train, less footers", 0.97),
        ("quagga-asf/eval, less footers", 0.94),
        ("webis-enron/eval", 0.95),
        ("replies/plain", 0.92),
    ],
)
def test_own_words_agree_with_what_people_marked(name: str, least: float) -> None:
    assert figures(marked(DATA, name), ours).marked_f >= least
