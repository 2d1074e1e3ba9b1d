"""Reads an mbox mail by mail from a stream, in whichever of its dialects: mboxo, mboxrd, mboxcl, mboxcl2.

A mail begins at a line "From address date" over a header field, or at the place that a Content-Length names,
where the file's other mails bear that out: a length of somebody's own making must not swallow the mails
behind it. Escaped lines (">From ") are set right as the lines around them tell; see `_unescaped`.
The stream is read forward only, one mail in memory at a time.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from typing import IO

from ingest.dating import read_from_line

MOST_BYTES = 150 * 1024 * 1024
_PIECE_BYTES = 1024 * 1024  # read at a time; a longer line comes in pieces
_LENGTH_BYTES = 64 * 1024 * 1024  # a Content-Length above this is not tried
_MOST_WRONG_LENGTHS = 5  # then nobody keeps the lengths of this file
_HEAD_BYTES = 600  # of a From line and of what follows it
_MONTH = rb"(?:Jan|Feb|Mar|Apr|May|Jun|Jul|Aug|Sep|Oct|Nov|Dec)"
# "From ", somebody, and a date as C's asctime writes it; a zone may stand before or after the year.
_EXACT_FROM_LINE = re.compile(
    rb"From \S{1,320} {1,2}(?:Mon|Tue|Wed|Thu|Fri|Sat|Sun),? {1,2}(?:" + _MONTH + rb" [ 0-3]?\d|[ 0-3]?\d "
    + _MONTH + rb") [ \d]?\d:\d\d(?::\d\d)? (?:[A-Z]{1,5} |[+-]\d{4} )?\d{4}(?: [+-]\d{4})?[ \t]{0,3}$"
)  # fmt: skip
_DATED_FROM_LINE = re.compile(
    rb"From .{0,400}(?:\b"
    + _MONTH
    + rb"\b|\d{4}-\d\d-\d\d).{0,20}\d{1,2}:\d{2}(?::\d{2})?(?:[ \t].{0,24}\d{4})?"
)
_BARE_FROM_LINE = re.compile(rb"From [^\s:]{1,400}\s{0,3}$")
_FIELD = re.compile(rb">?From |[!-9;-~]{1,76}[ \t]{0,20}:")
_CONTENT_LENGTH = re.compile(rb"^content-length:[ \t]{0,10}(\d{1,12})[ \t\r]*$", re.IGNORECASE | re.MULTILINE)
_ESCAPED = re.compile(rb"^>+From ", re.MULTILINE)
_BARE_FROM = re.compile(rb"^From ", re.MULTILINE)
_COMPACT_QUOTE = re.compile(rb"(>+)[^>\s]")
_MAIL_FIELD = re.compile(rb"^(From|Date|Message-ID|Received):", re.IGNORECASE | re.MULTILINE)
_HEADER_END = re.compile(rb"\r?\n\r?\n")
# UW-IMAP and its heirs keep their own notes in a first mail that nobody sent.
_FOLDER_DATA = re.compile(rb"^subject:[^\n]{0,40}FOLDER INTERNAL DATA", re.IGNORECASE | re.MULTILINE)


@dataclass(frozen=True, slots=True)
class MboxMail:
    """The bytes of one mail (None where it is too large to hold) and when it arrived, by its From line."""

    raw: bytes | None
    received_at: datetime | None


def looks_like_mbox(head: bytes) -> bool:
    """Whether a file that begins so is an mbox."""
    line = re.split(rb"[\r\n]", head.removeprefix(b"\xef\xbb\xbf").lstrip(b"\r\n"), maxsplit=1)[0][
        :_HEAD_BYTES
    ]
    return _is_from_line(line, may_be_bare=True)


def read_mbox(stream: IO[bytes]) -> Iterator[MboxMail]:
    """The mails of an mbox, in order."""
    mbox = _Mbox(_Source(stream))
    while mbox.from_line:
        mail = mbox.mail()
        if mail.raw is None or not _FOLDER_DATA.search(mail.raw[:2000]):
            yield mail


class _Source:
    """A stream that can be looked into ahead of what has been read."""

    def __init__(self, stream: IO[bytes]) -> None:
        self._stream = stream
        self._buffer, self._at = b"", 0

    def line(self) -> bytes:
        """The next line, or a piece of a very long one; empty at the end."""
        end = self._buffer.find(b"\n", self._at)
        while end < 0 and len(self._buffer) - self._at < _PIECE_BYTES and self._fill():
            end = self._buffer.find(b"\n", self._at)
        return self.take(end + 1 - self._at if end >= 0 else len(self._buffer) - self._at)

    def lines(self) -> bytes:
        """The next lines, or a piece of a very long one, up to a line that begins with "From "."""
        end = self._line_end()
        while end < 0 and len(self._buffer) - self._at < _PIECE_BYTES and self._fill():
            end = self._line_end()
        return self.take(end + 1 - self._at if end >= 0 else len(self._buffer) - self._at)

    def _line_end(self) -> int:
        """Where the line above the next "From " ends; else the last line in sight; -1 where none does."""
        end = self._buffer.find(b"\nFrom ", self._at)
        return end if end >= 0 else self._buffer.rfind(b"\n", self._at)

    def look(self, length: int) -> bytes:
        """The next `length` bytes, fewer at the end; they are still to be read."""
        while len(self._buffer) - self._at < length and self._fill(length):
            pass
        return self._buffer[self._at : self._at + length]

    def take(self, length: int) -> bytes:
        """The next `length` bytes, of those that were looked at."""
        taken = self._buffer[self._at : self._at + length]
        self._at += len(taken)
        return taken

    def _fill(self, length: int = 0) -> bool:
        more = self._stream.read(max(length, _PIECE_BYTES))
        self._buffer, self._at = self._buffer[self._at :] + more, 0
        return bool(more)


class _Mbox:
    """The cut between mails, and what the file has shown so far of its lengths."""

    def __init__(self, source: _Source) -> None:
        self._source = source
        self._right_lengths = self._wrong_lengths = 0
        self._is_bare = False
        self.from_line = self._first()

    def mail(self) -> MboxMail:
        """The mail under `from_line`; then `from_line` is that of the next, empty at the end."""
        received_at = read_from_line(self.from_line.decode("latin-1").strip())
        self.from_line = b""
        head = self._header()
        body = self._by_length(head)
        is_whole = body is not None
        if body is None:
            body = self._to_next_from_line(len(head))
        else:
            self._to_next_from_line(0)  # blank lines
        if body is None:
            return MboxMail(None, received_at)
        if not is_whole and (body.endswith((b"\n\n", b"\n\r\n")) or body in (b"\n", b"\r\n")):
            body = body[: -2 if body.endswith(b"\r\n") else -1]  # the blank line above the next mail
        if is_whole and _BARE_FROM.search(body):
            return MboxMail(head + body, received_at)  # mboxcl2 escapes nothing
        return MboxMail(head + _unescaped(body), received_at)

    def _first(self) -> bytes:
        while line := self._source.line():
            if _is_from_line(line[:_HEAD_BYTES].rstrip(b"\r\n"), may_be_bare=True):
                self._is_bare = _DATED_FROM_LINE.match(line) is None
                return line
        return b""

    def _header(self) -> bytes:
        """The header with the blank line under it; a mail may lack both."""
        lines: list[bytes] = []
        size = 0
        while size < 1024 * 1024 and (line := self._source.line()):
            if lines and line.startswith(b"From ") and self._begins(line, after_blank=False):
                self.from_line = line
                break
            lines.append(line)
            size += len(line)
            if line in (b"\n", b"\r\n"):
                break
        return b"".join(lines)

    def _by_length(self, head: bytes) -> bytes | None:
        """The body that Content-Length announces, where the next mail or the end of the file follows."""
        if self.from_line:
            return b""
        found = _CONTENT_LENGTH.search(head)
        if found is None or int(found[1]) > _LENGTH_BYTES or self._wrong_lengths >= _MOST_WRONG_LENGTHS:
            self._wrong_lengths += self._right_lengths == 0
            return None
        length = int(found[1])
        seen = self._source.look(length + 16 * 1024)
        body, after = seen[:length], seen[length:].lstrip(b"\r\n")
        if len(body) < length or not (not after or self._starts(after)) or not self._is_believed(body, after):
            self._wrong_lengths += 1
            return None
        self._right_lengths += 1
        return self._source.take(length)

    def _is_believed(self, body: bytes, after: bytes) -> bool:
        """Whether a length that covers what looks like other mails is still to be followed."""
        if not any(self._is_mail(body[at.start() : at.start() + 8192]) for at in _BARE_FROM.finditer(body)):
            return True
        if self._wrong_lengths:
            return False
        next_has_one = _CONTENT_LENGTH.search(after[: max(after.find(b"\n\n"), 0)]) is not None
        return next_has_one or (self._right_lengths > 0 and not after)

    def _is_mail(self, text: bytes) -> bool:
        head = _HEADER_END.split(text, maxsplit=1)[0]
        return self._starts(text) and len({name.lower() for name in _MAIL_FIELD.findall(head)}) > 1

    def _starts(self, text: bytes) -> bool:
        line, _, rest = text[: 2 * _HEAD_BYTES].partition(b"\n")
        return _is_from_line(line.rstrip(b"\r"), may_be_bare=self._is_bare) and (
            not rest or _FIELD.match(rest) is not None
        )

    def _to_next_from_line(self, size: int) -> bytes | None:
        """The body up to the next mail; None where head and body are larger than `MOST_BYTES`."""
        held: list[bytes] = []
        before = b"\n\n"  # what stands above: the end of the header
        while not self.from_line:
            is_from = before.endswith(b"\n") and self._source.look(5) == b"From "
            piece = self._source.line() if is_from else self._source.lines()
            if is_from and self._begins(piece, after_blank=before.endswith((b"\n\n", b"\n\r\n"))):
                self.from_line = piece
            elif not piece:
                break
            else:
                size += len(piece)
                before = before[-3:] + piece[-3:]
                if size <= MOST_BYTES:
                    held.append(piece)
        return b"".join(held) if size <= MOST_BYTES else None

    def _begins(self, line: bytes, *, after_blank: bool) -> bool:
        """Whether a mail begins at this line, which starts with "From "."""
        head = line[:_HEAD_BYTES].rstrip(b"\r\n")
        is_exact = _EXACT_FROM_LINE.match(head) is not None
        if not is_exact and not (after_blank and _is_from_line(head, may_be_bare=self._is_bare)):
            return False
        following = self._source.look(_HEAD_BYTES)
        is_empty = not following.strip() or following.startswith((b"\n", b"\r\n"))
        return _FIELD.match(following) is not None or (is_exact and after_blank and is_empty)


def _is_from_line(line: bytes, *, may_be_bare: bool) -> bool:
    return _DATED_FROM_LINE.match(line) is not None or (
        may_be_bare and _BARE_FROM_LINE.match(line) is not None
    )


def _unescaped(body: bytes) -> bytes:
    """The body with one ">" less where a writer put it before "From ".

    mboxrd adds one to every such line, mboxo only to bare "From ", mboxcl2 to none; no file says which it is.
    A line as deeply quoted as its neighbours (">a", without a space) was quoted by the author and stays.
    """
    if _ESCAPED.search(body) is None:
        return body
    lines = body.split(b"\n")
    for number, line in enumerate(lines):
        if _ESCAPED.match(line) is None:
            continue
        depth = len(line) - len(line.lstrip(b">"))
        around = [_depth(lines[n]) for n in (number - 1, number + 1) if 0 <= n < len(lines)]
        told = [one for one in around if one is not None]
        if not told or min(told) < depth:
            lines[number] = line[1:]
    return b"\n".join(lines)


def _depth(line: bytes) -> int | None:
    """How deeply a line is quoted without spaces; None where it tells nothing."""
    if not line.strip() or _ESCAPED.match(line) is not None:
        return None
    quote = _COMPACT_QUOTE.match(line)
    return len(quote[1]) if quote else 0
