"""What the bytes of a mail that cannot be read still say: as they stand, and what is encoded in them.

Its parts cannot be told from one another, so whatever looks like base64 is decoded wherever it begins, and
the whole of it as quoted-printable. What a document within says (PDF, Word) is not looked into.
"""

from __future__ import annotations

import binascii
import quopri
import re
from collections.abc import Iterator
from html import unescape

from ingest.charsets import codec_for

_BASE64 = re.compile(rb"[A-Za-z0-9+/\r\n]{8,}")
_CHARSET = re.compile(rb"(?i)charset\s*=\s*\"?([\w.:+-]{1,40})|=\?([\w.:+-]{1,40})\?[bq]\?")
_MOST_CHARSETS = 6
_PIECE = 64 * 1024  # bytes of base64 decoded at once, in whole groups of four
_OVERLAP = 512  # so that no name is cut in two
_FEW_CONTROLS = 0.04  # of all bytes: text has hardly any, what is no text a tenth


def texts_within(raw: bytes) -> Iterator[str]:
    """Every reading of the bytes in which a name or an address may stand; most of them say nothing."""
    labels = [(one or other).decode("ascii", "replace") for one, other in _CHARSET.findall(raw)]
    named = dict.fromkeys(codec for label in labels if (codec := codec_for(label)))
    codecs = dict.fromkeys(("utf-8", "latin-1", *list(named)[:_MOST_CHARSETS]))
    for piece in _pieces(raw):
        for codec in codecs:
            text = piece.decode(codec, "replace")
            yield text
            if "&" in text:
                yield unescape(text)


def _pieces(raw: bytes) -> Iterator[bytes]:
    yield raw
    if b"=" in raw:
        yield quopri.decodestring(raw)
    for run in _BASE64.finditer(raw):
        letters = run.group().translate(None, b"\r\n")
        for start in range(0, max(len(letters) - _OVERLAP, 1), _PIECE):
            # What stands before, or a letter that was lost, moves where the groups of four begin.
            for first in range(start, start + 4):
                piece = letters[first : first + _PIECE + _OVERLAP]
                # Without zeros most of UTF-16 is Latin-1.
                decoded = binascii.a2b_base64(piece[: len(piece) // 4 * 4]).translate(None, b"\0")
                if _is_text(decoded):
                    yield decoded


def _is_text(data: bytes) -> bool:
    controls = sum(byte < 32 and byte not in b"\t\r\n\f\x1b" for byte in data[:_OVERLAP])
    return bool(data) and controls <= max(len(data[:_OVERLAP]) * _FEW_CONTROLS, 1)
