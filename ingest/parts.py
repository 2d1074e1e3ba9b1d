"""Cuts a mail into its parts by their offsets: fields by name, bodies as bytes, nothing decoded early.

Broken mail is cut where Python's `email` package cuts it, which looks at every line and so takes many times
as long. Depth, parts, header blocks and fields are bounded.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from functools import lru_cache

from ingest.parameters import parameters

BLOCK_BYTES = 256 * 1024  # of one part's header block
FIELD_CHARACTERS = 16 * 1024  # of one field
MOST_NESTED = 100  # multiparts and enclosed messages; honest mail stays under ten
MOST_PARTS = 1_000

_BLOCK_END = re.compile(rb"\n\r?\n")
_BETWEEN_FIELDS = re.compile(r"\n(?![ \t])")
_LONGEST_NAME = 100  # longer ones are looked at with care
_NAME = re.compile(r"[!-9;-~]+[ \t]*")
_HEADER_LINE = re.compile(rb"[!-9;-~]*[ \t]*:|[ \t]")
FROM_LINE = re.compile(rb">?From (?![ \t]*:)")  # what an mbox puts above a mail
_DELIMITER_END = re.compile(rb"(--)?[ \t]*(?:\r\n|\r|\n|\Z)")
_LINE_END = re.compile(rb"\r?\n|\r")
_BLANK_LINE = re.compile(rb"(?<=\n)\r?\n|(?<=\r)\r(?!\n)")


class TooNested(Exception):
    """More parts hold parts than in any honest mail."""


@dataclass(slots=True, eq=False)
class Part:
    """One part of a mail, or the whole. Field values are as written, bytes beyond ASCII as surrogates."""

    fields: dict[str, list[str]]  # by lower-case name, in order
    raw: bytes = field(repr=False)
    start: int  # of the content in `raw`
    end: int
    content_type: str = "text/plain"
    children: list[Part] = field(default_factory=list)
    text: tuple[str, str] | None = field(default=None, repr=False)  # see `body`, which reads it once

    @property
    def content(self) -> bytes:
        """What stands below the fields, as it was sent; empty for parts that hold parts."""
        return b"" if self.children else self.raw[self.start : self.end]

    @property
    def main_type(self) -> str:
        """The first half of the content type."""
        return self.content_type.partition("/")[0]

    @property
    def disposition(self) -> str:
        """`attachment`, `inline` or whatever else is said; empty where nothing is."""
        told = self.fields.get("content-disposition")
        return told[0].partition(";")[0].strip().lower() if told else ""


def read_parts(raw: bytes) -> Part:
    """The mail in `raw` with all its parts; raises `TooNested`."""
    root = _part(raw, 0, len(raw), "text/plain")
    open_parts = [(root, False)]  # part, whether a multipart is around it
    nested = seen = 0
    while open_parts:
        part, is_inside = open_parts.pop()
        slices = _slices(part)
        if slices is None:
            if is_inside:
                part.end = _without_line_end(part)
            continue
        nested += 1
        if nested > MOST_NESTED:
            raise TooNested
        default = "message/rfc822" if part.content_type == "multipart/digest" else "text/plain"
        for start, end in slices[: MOST_PARTS - seen]:
            part.children.append(_part(raw, start, end, default))
        seen += len(part.children)
        is_inside = is_inside or part.main_type == "multipart"
        open_parts += [(child, is_inside) for child in part.children]
    return root


def read_head(raw: bytes) -> Part:
    """Only the fields of the mail in `raw`."""
    root = _part(raw, 0, len(raw), "text/plain")
    root.start = root.end
    return root


def _part(raw: bytes, start: int, end: int, default: str) -> Part:
    fields, start = _read_fields(raw, start, end)
    named = fields.get("content-type")
    if named is None:
        return Part(fields, raw, start, end, default)
    told = named[0].partition(";")[0].strip().lower()
    if told.count("/") != 1:
        told = "text/plain"
    return Part(fields, raw, start, end, told.encode("ascii", "replace").decode())


def _slices(part: Part) -> list[tuple[int, int]] | None:
    """From where to where the parts inside go, headers included; None for a part that holds none."""
    main = part.main_type
    if part.content_type == "message/delivery-status":
        return _blocks(part)
    if main == "message":
        return [(part.start, part.end)]
    if main != "multipart":
        return None
    boundary = parameters(part.fields["content-type"][0]).get("boundary")
    if boundary is None:
        return None
    return _between(part, b"--" + boundary.rstrip().encode("utf-8", "surrogateescape"))


def _blocks(part: Part) -> list[tuple[int, int]]:
    """The groups of fields of a delivery report, a blank line between."""
    found: list[tuple[int, int]] = []
    start = part.start
    for blank in _BLANK_LINE.finditer(part.raw, part.start, part.end):
        if len(found) >= MOST_PARTS:
            break
        found.append((start, blank.start()))
        start = blank.end()
    return [*found, (start, part.end)] if start < part.end or not found else found


def _between(part: Part, mark: bytes) -> list[tuple[int, int]] | None:
    """The stretches between lines of dashes and boundary; None where no such line opens a first one.

    A delimiter directly below another says nothing, not even that it is the last.
    """
    raw, end = part.raw, part.end
    found: list[tuple[int, int]] = []
    begun = -1
    at = raw.find(mark, part.start, end)
    while at >= 0 and len(found) < MOST_PARTS:
        after = at + len(mark)
        line = _DELIMITER_END.match(raw, after, end)
        if line is not None and (at == part.start or raw[at - 1] in b"\r\n"):
            after = line.end()
            if begun < 0 and line[1]:
                part.end = at  # closed before it was opened: a text, up to here
                return None
            if begun >= 0 and begun < at:
                found.append((begun, at))
                if line[1]:
                    return found
            begun = after
        at = raw.find(mark, after, end)
    if begun >= 0 and len(found) < MOST_PARTS:
        found.append((begun, end))
    return found or None


def _without_line_end(part: Part) -> int:
    """Where a content ends whose last line end belongs to the delimiter below it."""
    last = part.raw[max(part.start, part.end - 2) : part.end]
    return part.end - (2 if last == b"\r\n" else last[-1:] in (b"\r", b"\n"))


# --------------------------------------------------------------------------- header fields


def _read_fields(raw: bytes, start: int, end: int) -> tuple[dict[str, list[str]], int]:
    """The fields that begin at `start`, and where the content below them begins."""
    blank = _LINE_END.match(raw, start, end)
    if blank is not None:
        return {}, blank.end()
    limit = min(end, start + BLOCK_BYTES)
    found = _BLOCK_END.search(raw, start, limit)
    stop, below = (found.start(), found.end()) if found else (limit, end)
    if found is None and limit < end:
        stop = max(raw.rfind(b"\n", start, limit), start)
        rest = _BLOCK_END.search(raw, stop, end)
        below = rest.end() if rest else end
    block = raw[start:stop].decode("ascii", "surrogateescape")
    if "\r" in block:
        block = block.replace("\r\n", "\n").removesuffix("\r")
        if "\r" in block:
            return _read_odd_fields(raw, start, stop, below)
    fields: dict[str, list[str]] = {}
    for one in _BETWEEN_FIELDS.split(block.removesuffix("\n")):
        written, colon, told = one.partition(":")
        name = _field_name(written) if len(written) < _LONGEST_NAME else ""
        if not (name and colon):
            return _read_odd_fields(raw, start, stop, below)
        told = told.lstrip(" \t")[:FIELD_CHARACTERS]
        if name in fields:
            fields[name].append(told)
        else:
            fields[name] = [told]
    return fields, below


@lru_cache(maxsize=1024)
def _field_name(written: str) -> str:
    """A field's name in lower case; empty for what is no name. "From : ..." is the obsolete form."""
    return written.rstrip(" \t").lower() if _NAME.fullmatch(written) else ""


def _read_odd_fields(raw: bytes, start: int, stop: int, below: int) -> tuple[dict[str, list[str]], int]:
    """The same line by line, for a block with lines that are no fields: the first of them begins the content.

    An mbox From line is left out, and so is a line without a name before its colon.
    """
    fields: dict[str, list[str]] = {}
    held: list[str] = []  # the values of the name that the last line continues
    at, from_line = start, -1
    for line in raw[start:stop].splitlines(keepends=True):
        text = line.decode("ascii", "surrogateescape").rstrip("\r\n")
        if not text or not (FROM_LINE.match(line) or _HEADER_LINE.match(line)):
            if from_line > start:
                return fields, from_line  # "From what I hear ..." begins the text
            return fields, at if text else at + len(line)
        if FROM_LINE.match(line):
            held, from_line = [], at
        elif text[0] in " \t":
            if held and len(held[-1]) < FIELD_CHARACTERS:
                held[-1] = f"{held[-1]}\n{text}"[:FIELD_CHARACTERS]
        else:
            name, _, told = text.partition(":")
            held = fields.setdefault(name.rstrip().lower(), []) if name else []
            held.append(told.lstrip(" \t")[:FIELD_CHARACTERS])
            from_line = -1
        at += len(line)
    return fields, from_line if from_line > start else below
