"""Mails by their UIDs: every one that was asked for is accounted for, and attachments stay on the server.

Two steps a mail: the outline (chosen header fields, structure, size), then the text. While the text of some
mails is on its way the outline of the next ones is asked for, so that a slow line never waits for an answer.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import suppress
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from errors import ServerUnreachable
from ingest import fields, imap_responses, imap_selection
from ingest.imap import Connection
from ingest.imap_fetch import Asked
from ingest.imap_selection import HEADER_BYTES, Selection, item
from ingest.imap_structure import read_structure

TOGETHER = 250  # mails in one command: its line stays under the 8,000 bytes that servers must take
LONG_ITEMS = 2000  # characters; mails of so many parts are asked for one by one, for the same reason
CHUNK_BYTES = 4 * 1024 * 1024  # of texts in one command
PREFIX_BYTES = 64 * 1024  # of a mail whose structure cannot be made use of

OUTLINE = (
    "(UID INTERNALDATE RFC822.SIZE BODYSTRUCTURE"
    f" BODY.PEEK[HEADER.FIELDS ({' '.join(fields.READ)})]<0.{HEADER_BYTES}>)"
)
_PREFIX = f"(UID INTERNALDATE BODY.PEEK[]<0.{PREFIX_BYTES}>)"
_WITHHELD = "it lists the message and sends nothing"


@dataclass(frozen=True, slots=True)
class Fetched:
    """One mail as the server gave it, without its attachments. `internal_date` is aware."""

    uid: int
    raw: bytes = field(repr=False)
    internal_date: datetime | None


@dataclass(frozen=True, slots=True)
class Harvest:
    """What became of the UIDs that were asked for; each stands in exactly one of the three."""

    mails: tuple[Fetched, ...]
    gone: tuple[int, ...]
    not_given: dict[int, str]  # there, but not handed over, with the reason


@dataclass(slots=True)
class _Outline:
    """What is known of a mail before its text is asked for; without a selection its beginning is read."""

    internal_date: datetime | None
    size: int
    header: bytes
    selection: Selection | None

    @property
    def most_bytes(self) -> int:
        if self.selection is None:
            return min(self.size or PREFIX_BYTES, PREFIX_BYTES)
        return len(self.header) + self.selection.most_bytes


class MailReader:
    """Reads mails of the folder that a connection has open, for as long as it stays open."""

    def __init__(self, connection: Connection) -> None:
        self.connection = connection
        self._outlines: list[Asked] = []
        self._texts: list[Asked] = []
        self._known: dict[int, _Outline] = {}
        self._came: dict[int, dict[bytes, Any]] = {}  # texts by UID
        self._refused: dict[int, str] = {}

    def expect(self, uids: Sequence[int]) -> None:
        """Ask for the outline of mails that will be read soon, and do not wait for it."""
        asked = frozenset[int]().union(*(one.uids for one in self._outlines))
        new = [uid for uid in uids if uid not in self._known and uid not in asked]
        for first in range(0, len(new), TOGETHER):
            some = new[first : first + TOGETHER]
            self._outlines.append(
                self.connection.ask(some, OUTLINE, mark=imap_responses.FIELDS, most_bytes=len(some) * 4096)
            )

    def sizes(self, uids: Sequence[int]) -> dict[int, int]:
        """What mails weigh on the server, in bytes, as far as it tells."""
        self.expect(uids)
        self._learn(uids)
        return {uid: known.size for uid in uids if (known := self._known.get(uid)) and known.size}

    def weigh(self, uids: Sequence[int]) -> dict[int, int]:
        """What mails weigh in memory, in bytes; those that the server does not tell of are left out."""
        self.expect(uids)
        self._learn(uids)
        return {uid: self._known[uid].most_bytes for uid in uids if uid in self._known}

    def ask(self, uids: Sequence[int]) -> None:
        """Ask for the texts of mails, and do not wait for them."""
        self.expect(uids)
        self._learn(uids)
        under_way = frozenset[int]().union(*(one.uids for one in self._texts))
        alike: dict[tuple[str, ...], list[int]] = {}
        for uid in uids:
            known = self._known.get(uid)
            if known is not None and uid not in under_way and uid not in self._came:
                alike.setdefault(_sections(known), []).append(uid)
        for asked, group in alike.items():
            if asked:
                self._ask_alike(group, asked)

    def read_ahead(self, uids: Sequence[int], *, most_bytes: int) -> None:
        """Ask for the texts of mails that come next, as many from the front as weigh so much.

        Of those, that is, whose outline has come: nothing is waited for. Where the line breaks over them,
        whoever uses it next is told.
        """
        some: list[int] = []
        self._learn(some)
        for uid in uids:
            known = self._known.get(uid)
            most_bytes -= known.most_bytes if known is not None else most_bytes + 1
            if most_bytes < 0:
                break
            some.append(uid)
        with suppress(ServerUnreachable):
            self.ask(some)

    def read(self, uids: Sequence[int]) -> Harvest:
        """The mails with these UIDs, in this order; waits for those that were asked for."""
        self.ask(uids)
        wanted = set(uids)
        self._collect(wanted)
        self._ask_for_spares(uids)
        self._collect(wanted)
        got = {uid: mail for uid in uids if (mail := self._put_together(uid)) is not None}
        left = [uid for uid in uids if uid not in got]
        still_there = set(self.connection.uids(among=left)) & set(left) if left else set()
        not_given: dict[int, str] = {}
        for uid in left:
            if uid in still_there:
                mail, refusal = self._beginning(uid)
                if mail is not None:
                    got[uid] = mail
                else:
                    not_given[uid] = refusal or self._refused.get(uid, "") or _WITHHELD
        self._forget(uids)
        return Harvest(
            tuple(got[uid] for uid in uids if uid in got),
            tuple(uid for uid in left if uid not in still_there),
            not_given,
        )

    def _learn(self, uids: Sequence[int]) -> None:
        """Wait until everything is known that the server tells of these mails; take in what came besides."""
        wanted = set(uids)
        for asked in [one for one in self._outlines if one.is_over or not one.uids.isdisjoint(wanted)]:
            found, refusal = self.connection.answer(asked)
            self._outlines.remove(asked)
            self._known |= {uid: _outline_of(items) for uid, items in found.items() if _is_outline(items)}
            if refusal:
                self._refused |= dict.fromkeys(asked.uids - found.keys(), refusal)

    def _ask_alike(self, uids: Sequence[int], asked: tuple[str, ...]) -> None:
        """The same sections of several mails, as many in a command as weigh little enough."""
        items = f"(UID {' '.join(item(section) for section in asked)})" if asked != ("",) else _PREFIX
        mark = f"BODY[{asked[-1]}]".encode()
        together = TOGETHER if len(items) < LONG_ITEMS else 1
        chunk: list[int] = []
        weight = 0
        for uid in [*uids, None]:
            next_weight = 0 if uid is None else self._known[uid].most_bytes
            if chunk and (uid is None or len(chunk) == together or weight + next_weight > CHUNK_BYTES):
                self._texts.append(self.connection.ask(chunk, items, mark=mark, most_bytes=weight))
                chunk, weight = [], 0
            if uid is not None:
                chunk.append(uid)
                weight += next_weight

    def _collect(self, wanted: set[int]) -> None:
        """Wait for the texts that were asked for."""
        for asked in [one for one in self._texts if not one.uids.isdisjoint(wanted)]:
            found, refusal = self.connection.answer(asked)
            self._texts.remove(asked)
            for uid, items in found.items():
                if self._came.setdefault(uid, items) is not items:
                    self._came[uid].update(items)
            if refusal:
                self._refused |= dict.fromkeys(asked.uids - found.keys(), refusal)

    def _ask_for_spares(self, uids: Sequence[int]) -> None:
        """The HTML beside plain texts that turned out to be none."""
        for uid in uids:
            known, items = self._known.get(uid), self._came.get(uid)
            if known is None or items is None or known.selection is None or not known.selection.spare:
                continue
            if imap_selection.may_be_stub(known.selection, items):
                spare = imap_selection.sections(known.selection.spare, root=known.selection.root)
                self._ask_alike([uid], spare)

    def _put_together(self, uid: int) -> Fetched | None:
        known, items = self._known.get(uid), self._came.get(uid, {})
        if known is None:
            return None
        if known.selection is None:
            raw = imap_responses.section(items, b"")
        else:
            raw = imap_selection.put_together(known.selection, known.header, items)
        return Fetched(uid, raw, known.internal_date) if raw is not None and raw.strip() else None

    def _beginning(self, uid: int) -> tuple[Fetched | None, str]:
        """The first part of a mail that could not be read otherwise, or the server's words."""
        found, refusal = self.connection.fetch([uid], _PREFIX, most_bytes=PREFIX_BYTES)
        items = found.get(uid, {})
        raw = imap_responses.section(items, b"")
        if raw is None or not raw.strip():
            return None, refusal
        return Fetched(uid, raw, imap_responses.internal_date(items.get(b"INTERNALDATE"))), ""

    def _forget(self, uids: Sequence[int]) -> None:
        for uid in uids:
            self._known.pop(uid, None)
            self._came.pop(uid, None)
            self._refused.pop(uid, None)


def read_mails(connection: Connection, uids: Sequence[int], *, together: int = TOGETHER) -> Iterator[Harvest]:
    """Mails of the open folder in the order of `uids`, some hundred at once, the line kept busy."""
    reader = MailReader(connection)
    chunks = [uids[first : first + together] for first in range(0, len(uids), together)]
    for number in range(len(chunks) + 1):
        for ahead in chunks[number : number + 2]:
            reader.expect(ahead)
        for now in chunks[number : number + 1]:
            reader.ask(now)
        for ahead in chunks[number + 2 : number + 3]:
            reader.expect(ahead)
        if number:
            yield reader.read(chunks[number - 1])


def _sections(known: _Outline) -> tuple[str, ...]:
    """What is asked for: nothing more of a mail whose header says all, `("",)` for its beginning."""
    if known.selection is None:
        return ("",)
    asked = imap_selection.sections(known.selection.wanted, root=known.selection.root)
    return asked if imap_selection.is_whole(known.header) else (*asked, "HEADER")


def _is_outline(items: dict[bytes, Any]) -> bool:
    return isinstance(items.get(imap_responses.FIELDS), bytes)


def _outline_of(items: dict[bytes, Any]) -> _Outline:
    return _Outline(
        imap_responses.internal_date(items.get(b"INTERNALDATE")),
        imap_responses.number(items.get(b"RFC822.SIZE")) or 0,
        items[imap_responses.FIELDS],
        imap_selection.select(read_structure(items.get(b"BODYSTRUCTURE"))),
    )
