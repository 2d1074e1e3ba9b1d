"""Threads of a real mailbox over years, compared with what its archive says."""

from __future__ import annotations

import json
import os
from collections import defaultdict
from collections.abc import Hashable, Iterable
from itertools import combinations
from pathlib import Path

import pytest

from contacts.account import AccountProfile
from contacts.conversations import knot
from contacts.threading import weave
from ingest.archives import RawMail, read_archive
from ingest.mime import read_message


def pairs(groups: Iterable[Iterable[str]]) -> set[tuple[str, str]]:
    return {pair for group in groups for pair in combinations(sorted(group), 2)}


@pytest.mark.data
def test_threads_of_a_real_mailbox_are_those_of_its_archive() -> None:
    """Pairwise F1 over 2,293 mails; measured 0.993."""
    folder = Path(os.environ["KEEPWARM_DATA"]) / "mailboxes" / "peterson"
    gold = json.loads((folder / "gold.json").read_text())
    profile = AccountProfile("peterson", tuple(gold["owner_addresses"]))
    mails = [
        read_message(mail.raw, received_at=mail.received_at)
        for name in ("INBOX.mbox", "Sent.mbox")
        for mail in read_archive(folder / name)
        if isinstance(mail, RawMail)
    ]
    found = pairs(
        [k.message_id for k in group] for group in weave([knot(i, m, profile) for i, m in enumerate(mails)])
    )
    by_thread: dict[Hashable, list[str]] = defaultdict(list)
    for mail in mails:
        by_thread[gold["messages"][mail.message_id]["thread"]].append(mail.message_id)
    right = pairs(by_thread.values())
    precision, recall = len(found & right) / len(found), len(found & right) / len(right)
    assert 2 * precision * recall / (precision + recall) >= 0.99
