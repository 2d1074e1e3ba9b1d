"""The kinds of values that tables hold, each safe for every database whatever a mail contains."""

from __future__ import annotations

import hashlib
from collections.abc import Callable
from datetime import UTC, datetime
from typing import Any

from sqlalchemy import DateTime, Dialect, Text, TypeDecorator


class UtcDateTime(TypeDecorator[datetime]):
    """An aware date-time, kept in UTC; a naive one is a mistake of ours and raises.

    A hostile calendar may name the year 1 or 9999, which overflows on the way to UTC or back out of
    PostgreSQL: such moments are kept as the nearest one that every database and time zone can hold.
    """

    impl = DateTime(timezone=True)
    cache_ok = True

    EARLIEST = datetime(2, 1, 1, tzinfo=UTC)
    LATEST = datetime(9998, 12, 31, tzinfo=UTC)

    def process_bind_param(self, value: datetime | None, dialect: Dialect) -> datetime | None:
        """The moment in UTC."""
        if value is None:
            return None
        if value.tzinfo is None:
            raise ValueError("a naive date-time reached the store")
        return min(max(value, self.EARLIEST), self.LATEST).astimezone(UTC)

    def result_processor(self, dialect: Dialect, coltype: object) -> Callable[[Any], datetime | None] | None:
        """How the moment is read; of SQLite's text in one step, for a judgement reads a million."""
        return _moment if dialect.name == "sqlite" else super().result_processor(dialect, coltype)

    def process_result_value(self, value: Any, dialect: Dialect) -> datetime | None:
        """The moment, aware."""
        if value is None:
            return None
        found: datetime = value
        return found.replace(tzinfo=UTC) if found.tzinfo is None else found.astimezone(UTC)


class MailText(TypeDecorator[str]):
    """Text out of a mail, safe for every database.

    PostgreSQL refuses U+0000 and no database takes a lone surrogate; each becomes U+FFFD, one for one,
    so that offsets into the text stay true.
    """

    impl = Text
    cache_ok = True

    def process_bind_param(self, value: str | None, dialect: Dialect) -> str | None:
        """The text without what a database refuses."""
        return None if value is None else storable(value)


class KeyText(TypeDecorator[str]):
    """Text that stands in an index. PostgreSQL bears 2,704 bytes there, and a hostile Message-ID is longer.

    What is too long is kept as its beginning and its SHA-256, the same way on every side of a comparison.
    """

    impl = Text
    cache_ok = True

    LONGEST_BYTES = 1000

    def process_bind_param(self, value: str | None, dialect: Dialect) -> str | None:
        """The text, or its stand-in."""
        return None if value is None else key_text(value)


def _moment(text: str | None) -> datetime | None:
    return None if text is None else datetime.fromisoformat(f"{text}+00:00")


def storable(text: str) -> str:
    """The text with U+0000 and lone surrogates replaced by U+FFFD, of the same length."""
    if text.isascii():
        return text.replace("\0", "\ufffd") if "\0" in text else text
    if "\0" in text:
        text = text.replace("\0", "\ufffd")
    try:
        text.encode()
    except UnicodeEncodeError:
        return "".join("\ufffd" if "\ud800" <= letter <= "\udfff" else letter for letter in text)
    return text


def key_text(text: str) -> str:
    """The form in which `KeyText` keeps a text."""
    clean = storable(text)
    if len(clean) * 4 <= KeyText.LONGEST_BYTES:
        return clean
    as_bytes = clean.encode()
    if len(as_bytes) <= KeyText.LONGEST_BYTES:
        return clean
    return f"{clean[:100]}...{hashlib.sha256(as_bytes).hexdigest()}"
