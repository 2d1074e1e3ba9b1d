"""An address book from a file, whichever form it has."""

from __future__ import annotations

import re
from collections.abc import Callable
from pathlib import Path

from errors import NotFound, UsageError
from ingest.books.cards import read_cards
from ingest.books.entry import Book
from ingest.books.table import read_table
from ingest.charsets import codec_for, decode

LARGEST_FILE = 256 * 1024 * 1024  # bytes
_OTHER_FILES = {  # how they begin, in lower case
    b"pk\x03\x04": "an Excel workbook or another packed file",
    b"\xd0\xcf\x11\xe0": "an old Excel workbook",
    b"%pdf": "a PDF",
    b"<!doctype": "a web page",
    b"<html": "a web page",
}
_CARDS = re.compile(r"\s*BEGIN:VCARD\b", re.IGNORECASE)


def read_book(
    path: Path, *, encoding: str | None = None, advance: Callable[[int], None] = lambda _: None
) -> Book:
    """The people in a file: vCard where it begins with one, else CSV.

    `encoding` names the charset where it cannot be told. Raises `NotFound` for no file, `UsageError` where
    nothing in it can be understood.
    """
    if not path.is_file():
        raise NotFound("there is no such file.", where=str(path))
    if path.stat().st_size > LARGEST_FILE:
        raise UsageError("the file is larger than 256 MB.", where=str(path))
    if encoding and codec_for(encoding) is None:
        raise UsageError(f"{encoding!r} is no charset.", mend="Such as utf-8, utf-16, cp1252, cp1250.")
    try:
        raw = path.read_bytes()
    except OSError as error:
        raise UsageError(f"it cannot be read ({error.strerror}).", where=str(path)) from None
    for beginning, what in _OTHER_FILES.items():
        if raw.lstrip()[:20].lower().startswith(beginning):
            raise UsageError(f"it is {what}.", where=str(path), mend="Save it as CSV, and import that.")
    text = as_text(raw, encoding)
    if _CARDS.match(text.removeprefix("\ufeff")):
        return read_cards(text.removeprefix("\ufeff"), where=str(path), advance=advance)
    return read_table(text, where=str(path), advance=advance)


def as_text(raw: bytes, encoding: str | None = None) -> str:
    """The text of a book; Excel's "Unicode text" is UTF-16, with a mark in front or without."""
    if encoding:
        return decode(raw, encoding)
    if raw.startswith((b"\xff\xfe", b"\xfe\xff")):
        return raw.decode("utf-16", "replace")
    sample = raw[:2_000]
    if len(sample) > 3 and sample.count(0) > len(sample) // 4:
        return raw.decode(
            "utf-16-le" if sample[1::2].count(0) > sample[::2].count(0) else "utf-16-be", "replace"
        )
    return decode(raw)
