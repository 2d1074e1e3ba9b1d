"""What tells mails on a server apart without fetching them: Message-ID, size and time of arrival."""

from __future__ import annotations

import re
from collections.abc import Sequence

from domain import Look
from ingest import headers, imap_responses
from ingest.imap import Connection

_ITEMS = "(UID INTERNALDATE RFC822.SIZE BODY.PEEK[HEADER.FIELDS (MESSAGE-ID)])"
_ADDRESSES = "(UID BODY.PEEK[HEADER.FIELDS (FROM TO CC)])"
_FOLD = re.compile(r"\r?\n[ \t]+")


def look_at(connection: Connection, uids: Sequence[int]) -> list[Look]:
    """These mails of the open folder, as far as they are still there, in their order."""
    found, _ = connection.fetch(uids, _ITEMS)
    return [
        Look(
            uid,
            message_id(items),
            imap_responses.number(items.get(b"RFC822.SIZE")),
            imap_responses.internal_date(items.get(b"INTERNALDATE")),
        )
        for uid in uids
        if (items := found.get(uid)) is not None
    ]


def address_fields(connection: Connection, uids: Sequence[int]) -> dict[int, dict[str, list[str]]]:
    """From, To and Cc of mails of the open folder, as written, by their UIDs."""
    found, _ = connection.fetch(uids, _ADDRESSES)
    return {uid: fields(items) for uid, items in found.items()}


def message_id(items: dict[bytes, imap_responses.Value]) -> str:
    """The Message-ID among fetched header fields, with brackets; empty where there is none."""
    return next(iter(headers.message_ids(fields(items).get("message-id", [])[:1])), "")


def fields(items: dict[bytes, imap_responses.Value]) -> dict[str, list[str]]:
    """Fetched header fields, unfolded, by their names in small letters; each may stand there again."""
    found: dict[str, list[str]] = {}
    for key, block in items.items():
        if key.startswith(b"BODY[HEADER.FIELDS") and isinstance(block, bytes):
            for line in _FOLD.sub(" ", block.decode("utf-8", "replace")).splitlines():
                name, colon, told = line.partition(":")
                if colon:
                    found.setdefault(name.strip().lower(), []).append(told.strip())
    return found
