"""Undoes a Content-Transfer-Encoding; what it does not fit is given as it stands."""

from __future__ import annotations

import binascii
import re

_UUENCODED = ("x-uuencode", "uuencode", "uue", "x-uue")
_FOREIGN = re.compile(rb"[^A-Za-z0-9+/]+")
_UU_BEGIN = re.compile(rb"^begin [0-7]{3,4} [^\r\n]{1,1000}\r?\n", re.MULTILINE)


def decoded(data: bytes, encoding: str) -> bytes:
    """The bytes that `data` stands for; `encoding` in lower case."""
    if encoding == "quoted-printable":
        return binascii.a2b_qp(data)
    if encoding == "base64":
        return base64_decoded(data)
    if encoding in _UUENCODED:
        return _uuencoded(data)
    return data


def base64_decoded(data: bytes) -> bytes:
    """What base64 stands for; foreign characters in it are skipped, its end may be cut off."""
    try:
        return binascii.a2b_base64(data)
    except binascii.Error:
        digits = _FOREIGN.sub(b"", data)
        usable = len(digits) - (len(digits) % 4 == 1)
        return binascii.a2b_base64(digits[:usable] + b"=" * (-usable % 4))


def _uuencoded(data: bytes) -> bytes:
    begun = _UU_BEGIN.search(data)
    if begun is None:
        return data
    found = []
    for line in data[begun.end() :].splitlines():
        if line.strip() in (b"end", b"`", b""):
            break
        try:
            found.append(binascii.a2b_uu(line))
        except binascii.Error:  # some encoders leave rubbish behind the last byte
            length = (((line[0] - 32) & 63) * 4 + 5) // 3
            try:
                found.append(binascii.a2b_uu(line[:length]))
            except binascii.Error:
                return data
    return b"".join(found)
