"""What a mail is made of, as BODYSTRUCTURE tells it: its parts with their types, names and sizes.

What of it is asked for, and how a mail is put together again, is told by `imap_selection`.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import lru_cache
from typing import Any

from ingest import headers, imap_responses

MOST_PARTS = 200
MOST_DEEP = 30

_USUAL_BYTES = 1000
_LEAF = (
    rb'\("text" "(plain|html)" (NIL|\([^()\\]{0,200}\)) NIL NIL'
    rb' "([^"\\]{1,40})" (\d{1,10}) \d{1,10}(?: NIL){0,4}\)'
)
_TEXT = re.compile(_LEAF, re.IGNORECASE)
_ALTERNATIVE = re.compile(
    rb"\(" + _LEAF + _LEAF + rb' "alternative" \("boundary" "[^"\\]{1,200}"\)(?: NIL){0,3}\)', re.IGNORECASE
)

Parameters = tuple[tuple[bytes, bytes], ...]  # as written, in order


@dataclass(slots=True, eq=False)
class Part:
    """A node of the structure. `section` is its number ("1.2"), empty for a multipart at the root."""

    section: str
    content_type: str  # lower-case, "text/plain"
    parameters: Parameters = ()
    content_id: bytes | None = None
    encoding: bytes = b""
    octets: int = 0  # as it is encoded
    disposition: str = ""  # lower-case
    disposition_parameters: Parameters = ()
    children: tuple[Part, ...] = ()
    is_bare: bool = False  # a text with nothing to it but charset and format; or a plain one and its HTML

    @property
    def has_name(self) -> bool:
        """Whether it is named as files are."""
        return any(self._names())

    def file_name_ends(self, ending: bytes) -> bool:
        """Whether its name has this ending (lower-case)."""
        return any(_readable(name).lower().endswith(ending) for name in self._names())

    def _names(self) -> Iterator[bytes]:
        for key, value in (*self.disposition_parameters, *self.parameters):
            if key.lower().partition(b"*")[0] in (b"name", b"filename"):
                yield value

    def walk(self) -> Iterator[Part]:
        """This part and all below it."""
        yield self
        for child in self.children:
            yield from child.walk()


def read_structure(value: Any) -> Part | None:
    """BODYSTRUCTURE, parsed or as it stands on the wire, as a tree; None where it cannot be made use of."""
    if isinstance(value, bytes):
        if len(value) <= _USUAL_BYTES and (usual := _usual(value)) is not None:
            return usual
        value = imap_responses.nested(value)
    root = _part(value, "", 0)
    return root if root is not None and sum(1 for _ in root.walk()) <= MOST_PARTS else None


def _usual(text: bytes) -> Part | None:
    """The structure of a mail that is a text, or a plain text and its HTML: most mails, read at one go."""
    found = _TEXT.fullmatch(text)
    if found is not None:
        return _usual_text("1", *found.groups())
    found = _ALTERNATIVE.fullmatch(text)
    if found is None:
        return None
    told = found.groups()
    plain, rich = _usual_text("1", *told[:4]), _usual_text("2", *told[4:])
    if plain is None or rich is None:
        return None
    is_pair = plain.content_type == "text/plain" and rich.content_type == "text/html"
    return Part("", "multipart/alternative", children=(plain, rich), is_bare=is_pair)


def _usual_text(section: str, kind: bytes, told: bytes, encoding: bytes, octets: bytes) -> Part | None:
    parameters = _usual_parameters(told)
    if parameters is None:
        return None
    content_type = "text/html" if kind in (b"html", b"HTML") else f"text/{_text(kind)}"
    return Part(section, content_type, parameters, None, encoding.lower(), int(octets), is_bare=True)


@lru_cache(maxsize=1000)
def _usual_parameters(told: bytes) -> Parameters | None:
    """Charset and format; None where there is more to them. Mailboxes have few different ones."""
    parsed = imap_responses.nested(told) if told.startswith(b"(") else []
    found = _parameters(parsed)
    is_usual = parsed is not None and all(
        key.lower() in (b"charset", b"format", b"delsp") for key, _ in found
    )
    return found if is_usual else None


def _part(value: Any, section: str, depth: int) -> Part | None:
    if not isinstance(value, list) or not value or depth > MOST_DEEP:
        return None
    if isinstance(value[0], list):
        return _multipart(value, section, depth)
    if len(value) < 7 or not isinstance(value[0], bytes) or not isinstance(value[1], bytes):
        return None
    content_type = f"{_text(value[0])}/{_text(value[1])}"
    # The fields that only some types have stand before the disposition (RFC 3501, 7.4.2).
    extra = 1 if content_type.startswith("text/") else 3 if content_type == "message/rfc822" else 0
    disposition, parameters = _disposition(value[8 + extra] if len(value) > 8 + extra else None)
    content_id, encoding = value[3], value[5]
    return Part(
        section or "1",
        content_type,
        _parameters(value[2]),
        content_id if isinstance(content_id, bytes) else None,
        encoding.lower() if isinstance(encoding, bytes) else b"",
        imap_responses.number(value[6]) or 0,
        disposition,
        parameters,
    )


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
    if not after or not isinstance(after[0], bytes):
        return None
    return Part(
        section,
        f"multipart/{_text(after[0])}",
        _parameters(after[1] if len(after) > 1 else None),
        children=tuple(children),
    )


def _disposition(value: Any) -> tuple[str, Parameters]:
    if not isinstance(value, list) or not value or not isinstance(value[0], bytes):
        return "", ()
    return _text(value[0]), _parameters(value[1] if len(value) > 1 else None)


def _parameters(value: Any) -> Parameters:
    if not isinstance(value, list):
        return ()
    return tuple(
        (key, one)
        for key, one in zip(value[::2], value[1::2], strict=False)
        if isinstance(key, bytes) and isinstance(one, bytes)
    )


def _readable(name: bytes) -> bytes:
    return headers.decoded(name.decode("latin-1")).encode() if b"=?" in name else name


def _text(value: bytes) -> str:
    return value.decode("ascii", "replace").lower()
