"""Reads an mbox mail by mail from a stream, in whichever of its dialects: mboxo, mboxrd, mboxcl, mboxcl2.

A mail begins at a line "From address date" that follows a blank line, or the place that Content-Length
names. ">From " at the start of a line is unescaped.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from typing import IO

from ingest.dating import read_from_line

MOST_BYTES = 150 * 1024 * 1024
_LINE_BYTES = 1024 * 1024  # a longer line is read in pieces
# "From ", somebody, and a date that ends in a year (a zone may follow); the first may lack the date.
_DATED_FROM_LINE = re.compile(rb"From .{0,400}\d{1,2}:\d{2}(?::\d{2})?[ \t].{0,24}\d{4}")
_BARE_FROM_LINE = re.compile(rb"From [^\s:]{1,400}\s{0,3}$")
_ESCAPED = re.compile(rb"^>(>*From )", re.MULTILINE)
_CONTENT_LENGTH = re.compile(rb"^content-length:[ \t]{0,10}(\d{1,12})[ \t\r]*$", re.IGNORECASE | re.MULTILINE)


@dataclass(frozen=True, slots=True)
class MboxMail:
    """The bytes of one mail (None where it is too large to hold) and when it arrived, by its From line."""

    raw: bytes | None
    received_at: datetime | None


def looks_like_mbox(head: bytes) -> bool:
    """Whether a file that begins so is an mbox."""
    line = re.split(rb"[\r\n]", head.removeprefix(b"\xef\xbb\xbf").lstrip(b"\r\n"), maxsplit=1)[0]
    return _begins(line, first=True)


def read_mbox(stream: IO[bytes]) -> Iterator[MboxMail]:
    """The mails of an mbox, one in memory at a time."""
    held: list[bytes] = []
    size = 0
    from_line: bytes | None = None
    was_blank, in_header, skip = True, False, 0
    while line := stream.readline(_LINE_BYTES):
        if skip <= 0 and was_blank and line.startswith(b"From ") and _begins(line, first=from_line is None):
            if from_line is not None:
                yield _mail(held, size, from_line)
            held, size, from_line = [], 0, line
            in_header, was_blank, skip = True, False, 0
            continue
        skip -= len(line)
        if from_line is None:
            was_blank = True  # what stands before the first From line
            continue
        was_blank = line in (b"\n", b"\r\n")
        size += len(line)
        if size <= MOST_BYTES:
            held.append(line)
        if in_header and was_blank:
            in_header = False
            skip = _announced(stream, b"".join(held))
    if from_line is not None:
        yield _mail(held, size, from_line)


def _begins(line: bytes, *, first: bool) -> bool:
    head = line[:600].rstrip(b"\r\n")
    return _DATED_FROM_LINE.match(head) is not None or (first and _BARE_FROM_LINE.match(head) is not None)


def _announced(stream: IO[bytes], head: bytes) -> int:
    """The bytes of text that Content-Length announces, if the next mail does begin there; 0 otherwise."""
    found = _CONTENT_LENGTH.search(head)
    if found is None or not stream.seekable():
        return 0
    length, here = int(found[1]), stream.tell()
    stream.seek(here + length)
    after = stream.read(64).lstrip(b"\r\n")
    stream.seek(here)
    return length if after.startswith(b"From ") else 0


def _mail(held: list[bytes], size: int, from_line: bytes) -> MboxMail:
    received_at = read_from_line(from_line.decode("latin-1").strip())
    if size > MOST_BYTES:
        return MboxMail(None, received_at)
    if held and held[-1] in (b"\n", b"\r\n"):
        held = held[:-1]
    return MboxMail(_ESCAPED.sub(rb"\1", b"".join(held)), received_at)
