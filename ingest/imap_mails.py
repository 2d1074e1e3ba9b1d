"""Mails by their UIDs: every one that was asked for is accounted for, and attachments stay on the server."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from ingest import headers, imap_responses, imap_structure
from ingest.imap import Connection

WHOLE_BYTES = 128 * 1024  # a mail up to this size is fetched as it is; few have an attachment worth sparing
CHUNK_BYTES = 4 * 1024 * 1024  # of whole mails in one command
TOGETHER = 32  # large mails with the same parts in one command
PREFIX_BYTES = 64 * 1024  # of a large mail whose structure cannot be made use of

_MESSAGE_ID = "(UID BODY.PEEK[HEADER.FIELDS (MESSAGE-ID)])"


@dataclass(frozen=True, slots=True)
class Fetched:
    """One mail as the server gave it; a large one without its attachments. `internal_date` is aware."""

    uid: int
    raw: bytes = field(repr=False)
    internal_date: datetime | None


@dataclass(frozen=True, slots=True)
class Harvest:
    """What became of the UIDs that were asked for; each stands in exactly one of the three."""

    mails: tuple[Fetched, ...]
    gone: tuple[int, ...]
    not_given: dict[int, str]  # there, but not handed over, with the reason


def weigh(connection: Connection, uids: Sequence[int]) -> dict[int, int]:
    """The sizes of mails in bytes, as far as the server tells."""
    found, _ = connection.fetch(uids, "(UID RFC822.SIZE)")
    sizes = {uid: imap_responses.number(items.get(b"RFC822.SIZE")) for uid, items in found.items()}
    return {uid: size for uid, size in sizes.items() if size is not None}


def message_ids(connection: Connection, uids: Sequence[int]) -> dict[int, str]:
    """The Message-IDs of mails, with brackets; those without one are left out."""
    found, _ = connection.fetch(uids, _MESSAGE_ID)
    told: dict[int, str] = {}
    for uid, items in found.items():
        for key, value in items.items():
            if key.startswith(b"BODY[HEADER.FIELDS") and isinstance(value, bytes):
                block = value.decode("utf-8", "replace").partition(":")[2]
                if found_ids := headers.message_ids([block]):
                    told[uid] = found_ids[0]
    return told


def read_mails(connection: Connection, uids: Sequence[int], sizes: Mapping[int, int]) -> Harvest:
    """Fetch mails of the open folder; the order of `uids` is kept."""
    got: dict[int, Fetched] = {}
    refused: dict[int, str] = {}
    for chunk in _chunks([uid for uid in uids if sizes.get(uid, WHOLE_BYTES + 1) <= WHOLE_BYTES], sizes):
        mails, refusal = _whole(connection, chunk, sum(sizes[uid] for uid in chunk))
        got |= mails
        refused |= {uid: refusal for uid in chunk if refusal}
    got |= _without_attachments(connection, [uid for uid in uids if sizes.get(uid, 0) > WHOLE_BYTES])
    left = [uid for uid in uids if uid not in got]
    still_there = set(connection.uids(among=left)) & set(left) if left else set()
    not_given: dict[int, str] = {}
    for uid in left:
        if uid not in still_there:
            continue
        mails, refusal = _whole(connection, [uid], PREFIX_BYTES, f"BODY.PEEK[]<0.{WHOLE_BYTES}>")
        if uid in mails:
            got[uid] = mails[uid]
        else:
            not_given[uid] = refusal or refused.get(uid, "") or "it lists the message and sends nothing"
    return Harvest(
        tuple(got[uid] for uid in uids if uid in got),
        tuple(uid for uid in left if uid not in still_there),
        not_given,
    )


def _whole(
    connection: Connection, uids: Sequence[int], weight: int, body: str = "BODY.PEEK[]"
) -> tuple[dict[int, Fetched], str]:
    found, refusal = connection.fetch(uids, f"(UID INTERNALDATE {body})", most_bytes=weight)
    mails = {
        uid: _mail(uid, raw, items)
        for uid, items in found.items()
        if (raw := imap_responses.section(items, b"")) is not None and raw.strip()
    }
    return mails, refusal


def _without_attachments(connection: Connection, uids: Sequence[int]) -> dict[int, Fetched]:
    """Large mails by their text parts; the beginning of those whose structure is of no use."""
    if not uids:
        return {}
    told, _ = connection.fetch(uids, "(UID BODYSTRUCTURE)")
    roots = {
        uid: root
        for uid, items in told.items()
        if (root := imap_structure.read_structure(items.get(b"BODYSTRUCTURE"))) is not None
    }
    alike: dict[tuple[str, ...], list[int]] = {}
    for uid, root in roots.items():
        alike.setdefault(imap_structure.sections(root), []).append(uid)
    mails: dict[int, Fetched] = {}
    for asked, group in alike.items():
        for first in range(0, len(group), TOGETHER):
            some = group[first : first + TOGETHER]
            weight = sum(part.wanted_bytes for uid in some for part in roots[uid].walk())
            found, _ = connection.fetch(some, f"(UID INTERNALDATE {' '.join(asked)})", most_bytes=weight)
            for uid, items in found.items():
                if (raw := imap_structure.put_together(roots[uid], items)) is not None:
                    mails[uid] = _mail(uid, raw, items)
    for uid in uids:
        if uid not in mails:
            prefix, _ = _whole(connection, [uid], PREFIX_BYTES, f"BODY.PEEK[]<0.{PREFIX_BYTES}>")
            mails |= prefix
    return mails


def _mail(uid: int, raw: bytes, items: dict[bytes, Any]) -> Fetched:
    return Fetched(uid, raw, imap_responses.internal_date(items.get(b"INTERNALDATE")))


def _chunks(uids: Sequence[int], sizes: Mapping[int, int]) -> Iterator[list[int]]:
    """Runs of UIDs that weigh little enough to be asked for together."""
    chunk: list[int] = []
    weight = 0
    for uid in uids:
        if chunk and weight + sizes[uid] > CHUNK_BYTES:
            yield chunk
            chunk, weight = [], 0
        chunk.append(uid)
        weight += sizes[uid]
    if chunk:
        yield chunk
