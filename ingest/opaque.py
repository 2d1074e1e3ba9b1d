"""The mail inside an S/MIME part that is signed and not encrypted (RFC 8551, "opaque"): anybody may read it.

Only as much of BER (X.690) is walked as leads to the content; the signature is not checked.
"""

from __future__ import annotations

from collections.abc import Iterator

MOST_DEPTH = 16
MOST_ELEMENTS = 100_000

_SIGNED_DATA = bytes.fromhex("06092a864886f70d010702")
_DATA = bytes.fromhex("06092a864886f70d010701")
_SEQUENCE, _OCTETS, _OCTETS_IN_PIECES, _TAGGED = 0x30, 0x04, 0x24, 0xA0


class _NoBerError(ValueError):
    """The bytes are no BER, or not what a signed mail holds."""


def signed_content(data: bytes) -> bytes | None:
    """The bytes that were signed; None where there are none, or the part is something else.

    What was cut off at its end is read as far as it goes.
    """
    walk = _Walk(data)
    try:
        info = walk.inside(0, len(data), _SEQUENCE)
        signed = walk.inside(*walk.named(info, _SIGNED_DATA), _SEQUENCE)
        content = next(walk.named(children, _DATA) for children in walk.sequences(*signed))
        return b"".join(walk.octets(*content, 0)) or None
    except (_NoBerError, StopIteration, IndexError):
        return None


class _Walk:
    """Elements of one BER value, found by their offsets."""

    def __init__(self, data: bytes) -> None:
        self._data = data
        self._seen = 0

    def inside(self, start: int, end: int, tag: int) -> tuple[int, int]:
        """Where the content of the first element is, which must have this tag."""
        found, begin, stop, _ = self._element(start, end, 0)
        if found != tag:
            raise _NoBerError
        return begin, stop

    def named(self, content: tuple[int, int], name: bytes) -> tuple[int, int]:
        """What stands, explicitly tagged, behind an object identifier."""
        start, end = content
        if not self._data.startswith(name, start):
            raise _NoBerError
        return self.inside(start + len(name), end, _TAGGED)

    def sequences(self, start: int, end: int) -> Iterator[tuple[int, int]]:
        """The sequences at the top of a content that begin as the signed content does."""
        for tag, begin, stop in self._children(start, end, 0):
            if tag == _SEQUENCE and self._data.startswith(_DATA, begin):
                yield begin, stop

    def octets(self, start: int, end: int, depth: int) -> Iterator[bytes]:
        """The bytes of octet strings, which may come in pieces."""
        for tag, begin, stop in self._children(start, end, depth):
            if tag == _OCTETS:
                yield self._data[begin:stop]
            elif tag == _OCTETS_IN_PIECES:
                yield from self.octets(begin, stop, depth + 1)
            else:
                raise _NoBerError

    def _children(self, start: int, end: int, depth: int) -> Iterator[tuple[int, int, int]]:
        while start < end:
            tag, begin, stop, after = self._element(start, end, depth)
            yield tag, begin, stop
            start = after

    def _element(self, at: int, end: int, depth: int) -> tuple[int, int, int, int]:
        """Tag, begin and end of the content, and where the next element begins."""
        self._seen += 1
        if depth > MOST_DEPTH or self._seen > MOST_ELEMENTS or at + 2 > end:
            raise _NoBerError
        tag, length, begin = self._data[at], self._data[at + 1], at + 2
        if length == 0x80:  # ends with two zeros
            inner = begin
            while inner < end and self._data[inner : inner + 2] != b"\0\0":
                inner = self._element(inner, end, depth + 1)[3]
            return tag, begin, min(inner, end), min(inner + 2, end)
        if length > 0x80:
            size = length - 0x80
            if size > 8:
                raise _NoBerError
            length = int.from_bytes(self._data[begin : begin + size], "big")
            begin += size
        return tag, begin, min(begin + length, end), min(begin + length, end)
