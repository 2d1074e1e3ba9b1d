"""A large mail without its attachments: its text parts are fetched, its attached files only by name.

BODYSTRUCTURE tells the parts. The mail is put together again from its own headers and boundaries, so that
whoever parses it sees an ordinary mail whose attachments are empty.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from ingest import imap_responses

TEXT_BYTES = 256 * 1024  # of one text part; a base64 quantum and a round number of kilobytes
MESSAGE_BYTES = 64 * 1024  # of an enclosed message: its header and the first of its text
HEADER_BYTES = 256 * 1024
MOST_PARTS = 60
MOST_DEEP = 20


@dataclass(frozen=True, slots=True)
class Part:
    """A node of the structure. `section` is its number ("1.2"); a multipart has children and a boundary."""

    section: str
    content_type: str  # lower-case, "text/plain"
    is_attached: bool = False
    boundary: bytes = b""
    children: tuple[Part, ...] = ()

    @property
    def wanted_bytes(self) -> int:
        """How much of it is read: text and calendars, the beginning of enclosed messages, no files."""
        if self.content_type.startswith("message/"):
            return MESSAGE_BYTES
        if self.content_type == "text/calendar":
            return TEXT_BYTES
        if self.content_type in ("text/plain", "text/html") and not self.is_attached:
            return TEXT_BYTES
        return 0

    def walk(self) -> Iterator[Part]:
        """This part and all below it."""
        yield self
        for child in self.children:
            yield from child.walk()


def read_structure(value: Any) -> Part | None:
    """BODYSTRUCTURE as a tree; None where it cannot be made use of, or has no text anywhere."""
    root = _part(value, "", 0)
    if root is None:
        return None
    parts = list(root.walk())
    has_text = any(part.wanted_bytes for part in parts)
    return root if has_text and len(parts) <= MOST_PARTS else None


def sections(root: Part) -> tuple[str, ...]:
    """What to ask for, besides UID and INTERNALDATE."""
    asked = [f"BODY.PEEK[HEADER]<0.{HEADER_BYTES}>"]
    if not root.children:
        return (*asked, f"BODY.PEEK[TEXT]<0.{root.wanted_bytes}>")
    for part in root.walk():
        if part.section:
            asked.append(f"BODY.PEEK[{part.section}.MIME]<0.{HEADER_BYTES}>")
        if part.wanted_bytes:
            asked.append(f"BODY.PEEK[{part.section}]<0.{part.wanted_bytes}>")
    return tuple(asked)


def put_together(root: Part, items: dict[bytes, Any]) -> bytes | None:
    """The mail without its attachments; None where a piece that matters was not handed over."""
    header = imap_responses.section(items, b"HEADER")
    if not header:
        return None
    if not root.children:
        text = imap_responses.section(items, b"TEXT")
        return None if text is None else _ended(header) + _whole_lines(text, root.wanted_bytes)
    body = _body(root, items)
    return None if body is None else _ended(header) + body


def _body(part: Part, items: dict[bytes, Any]) -> bytes | None:
    if not part.children:
        if not part.wanted_bytes:
            return b""
        content = imap_responses.section(items, part.section.encode())
        return None if content is None else _whole_lines(content, part.wanted_bytes)
    pieces = []
    for child in part.children:
        header = imap_responses.section(items, f"{child.section}.MIME".encode())
        body = _body(child, items)
        if header is None or body is None:
            return None
        pieces.append(b"--" + part.boundary + b"\r\n" + _ended(header) + body + b"\r\n")
    return b"".join(pieces) + b"--" + part.boundary + b"--\r\n"


def _ended(header: bytes) -> bytes:
    return header.rstrip(b"\r\n") + b"\r\n\r\n"


def _whole_lines(content: bytes, most: int) -> bytes:
    """What was cut off ends with a whole line, so that its encoding can be undone."""
    if len(content) < most:
        return content
    return content[: content.rfind(b"\n") + 1] or content


def _part(value: Any, section: str, depth: int) -> Part | None:
    if not isinstance(value, list) or not value or depth > MOST_DEEP:
        return None
    if isinstance(value[0], list):
        return _multipart(value, section, depth)
    if len(value) < 7 or not all(isinstance(one, bytes) for one in value[:2]):
        return None
    content_type = f"{_text(value[0])}/{_text(value[1])}"
    # The fields that only some types have stand before the disposition (RFC 3501, 7.4.2).
    extra = 1 if content_type.startswith("text/") else 3 if content_type == "message/rfc822" else 0
    disposition = value[8 + extra] if len(value) > 8 + extra else None
    kind = disposition[0] if isinstance(disposition, list) and disposition else None
    has_name = any(key in (b"name", b"filename") for key in _parameters(value[2]))
    is_attached = isinstance(kind, bytes) and kind.lower() == b"attachment"
    return Part(section or "1", content_type, is_attached or (has_name and content_type == "text/plain"))


def _multipart(value: list[Any], section: str, depth: int) -> Part | None:
    children: list[Part] = []
    for number, one in enumerate(value, 1):
        if not isinstance(one, list):
            break
        child = _part(one, f"{section}.{number}" if section else f"{number}", depth + 1)
        if child is None:
            return None
        children.append(child)
    after = value[len(children) :]
    if not children or not after or not isinstance(after[0], bytes):
        return None
    boundary = _parameters(after[1] if len(after) > 1 else None).get(b"boundary", b"")
    if not boundary:
        return None
    return Part(section, f"multipart/{_text(after[0])}", boundary=boundary, children=tuple(children))


def _parameters(value: Any) -> dict[bytes, bytes]:
    if not isinstance(value, list):
        return {}
    return {
        key.lower(): one
        for key, one in zip(value[::2], value[1::2], strict=False)
        if isinstance(key, bytes) and isinstance(one, bytes)
    }


def _text(value: bytes) -> str:
    return value.decode("ascii", "replace").lower()
