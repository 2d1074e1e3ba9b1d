"""FETCH commands sent before the answers to earlier ones are read, so that the line never stands idle.

Servers may answer in any order, mix the answers and say other things between: an answer belongs to the
command that asked for its UID and for what it holds, and a command is over when its own tag says so.
"""

from __future__ import annotations

import re
from collections import deque
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from typing import Any

from ingest import imap_responses
from ingest.imap_line import ANSWER_BYTES, MeasuredIMAP

Items = dict[bytes, Any]

_EXISTS = re.compile(rb"\* (\d+) EXISTS$", re.IGNORECASE)
_BYE = re.compile(rb"\* BYE\b ?(.*)", re.IGNORECASE)
_STATUS = re.compile(rb"(OK|NO|BAD)\b ?(.*)", re.IGNORECASE)


@dataclass(slots=True, eq=False)
class Asked:
    """One command under way. `found` fills by UID; `refusal`: the server's words where it did not obey."""

    tag: bytes
    uids: frozenset[int]
    mark: bytes  # an item that tells its answers from those of other commands
    most_bytes: int
    found: dict[int, Items] = field(default_factory=dict)
    refusal: str = ""
    is_over: bool = False


def uid_set(uids: Iterable[int]) -> str:
    """UIDs as IMAP writes them, runs shortened: `3,5:9`."""
    runs: list[list[int]] = []
    for uid in sorted(set(uids)):
        if runs and uid == runs[-1][1] + 1:
            runs[-1][1] = uid
        else:
            runs.append([uid, uid])
    return ",".join(f"{first}:{last}" if last > first else f"{first}" for first, last in runs)


class Pipeline:
    """The FETCH commands of one connection. Any method may raise what imaplib and the network raise."""

    def __init__(self, client: MeasuredIMAP) -> None:
        self._client = client
        self._under_way: deque[Asked] = deque()
        self._number = 0

    @property
    def awaited_bytes(self) -> int:
        """What the commands under way are expected to bring."""
        return sum(one.most_bytes for one in self._under_way)

    @property
    def is_idle(self) -> bool:
        """Whether every command has been answered."""
        return not self._under_way

    def ask(self, uids: Sequence[int], items: str, *, mark: bytes = b"UID", most_bytes: int = 0) -> Asked:
        """Send one UID FETCH of `items`, given in parentheses, and do not wait for its answer."""
        self._number += 1
        tag = b"FETCH%d" % self._number
        asked = Asked(tag, frozenset(uids), mark, most_bytes)
        self._client.send(b"%s UID FETCH %s %s\r\n" % (tag, uid_set(uids).encode(), items.encode()))
        if not self._under_way:
            self._client.allowance = ANSWER_BYTES
        self._under_way.append(asked)
        return asked

    def answer(self, asked: Asked) -> None:
        """Read until this command is over; what belongs to others is kept for them."""
        stream, under_way = self._client.stream, self._under_way
        with self._client.in_imaplibs_words():
            while not asked.is_over:
                pieces = stream.response()
                told = imap_responses.fetched(pieces)
                if told is None:
                    self._hear(pieces[0])
                    continue
                uid, items = told
                for one in under_way:
                    if uid in one.uids and one.mark in items:
                        if one.found.setdefault(uid, items) is not items:
                            one.found[uid].update(items)
                        break
                else:
                    self._keep_rest(uid, items)

    def settle(self) -> None:
        """Read everything that is under way, so that another command can be given."""
        while self._under_way:
            self.answer(self._under_way[0])

    def _keep_rest(self, uid: int, items: Items) -> None:
        """An answer that comes in two pieces, or news of flags, which adds nothing that is looked at."""
        for one in self._under_way:
            if uid in one.uids:
                one.found.setdefault(uid, {}).update(items)
                return

    def _hear(self, line: bytes) -> None:
        """Anything but a FETCH response."""
        if line.startswith(b"* "):
            if (bye := _BYE.match(line)) is not None:
                raise self._client.abort(bye[1].decode("utf-8", "replace"))
            if (news := _EXISTS.match(line)) is not None:
                self._client.untagged_responses.setdefault("EXISTS", []).append(news[1])
            return
        tag, _, rest = line.partition(b" ")
        for one in self._under_way:
            if one.tag == tag and (status := _STATUS.match(rest)) is not None:
                one.is_over = True
                if status[1].upper() != b"OK":
                    one.refusal = status[2].decode("utf-8", "replace") or "no reason given"
                self._under_way.remove(one)
                self._client.allowance = ANSWER_BYTES
                return
        raise self._client.abort("unexpected response")
