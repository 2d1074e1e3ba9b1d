"""Bytes to text in whatever charset a mail says or hides, from a list of charsets known to be harmless.

Python's codecs include some that are no charsets at all (`idna`, `unicode_escape`, `rot13`); a mail that
names one of those, or none, or a wrong one, is read as what its bytes are most likely to be.
"""

from __future__ import annotations

import codecs
import re
from functools import lru_cache

_ALLOWED = frozenset(
    """utf-8 utf-8-sig utf-16 utf-16-le utf-16-be utf-32 utf-32-le utf-32-be utf-7 ascii
    iso8859-1 iso8859-2 iso8859-3 iso8859-4 iso8859-5 iso8859-6 iso8859-7 iso8859-8 iso8859-9 iso8859-10
    iso8859-11 iso8859-13 iso8859-14 iso8859-15 iso8859-16 cp1250 cp1251 cp1252 cp1253 cp1254 cp1255 cp1256
    cp1257 cp1258 cp437 cp850 cp852 cp855 cp857 cp858 cp862 cp866 cp874 tis-620 koi8-r koi8-u kz1048
    mac-roman mac-latin2 mac-cyrillic mac-greek mac-turkish gb2312 gbk gb18030 hz big5 big5hkscs cp950
    shift_jis cp932 shift_jis_2004 euc_jp euc_jis_2004 iso2022_jp iso2022_jp_1 iso2022_jp_2 iso2022_jp_3
    iso2022_jp_ext euc_kr cp949 iso2022_kr johab""".split()
)

# A label is read as the superset that mail programs really write (as browsers do).
_READ_AS = {
    "iso8859-1": "cp1252",
    "iso8859-9": "cp1254",
    "iso8859-11": "cp874",
    "tis-620": "cp874",
    "gb2312": "gb18030",
    "gbk": "gb18030",
    "shift_jis": "cp932",
    "euc_kr": "cp949",
}
_ALIASES = {
    "unicode-1-1-utf-7": "utf-7",
    "unicode-1-1-utf-8": "utf-8",
    "utf8mb4": "utf-8",
    "x-gbk": "gb18030",
    "x-sjis": "cp932",
    "x-euc-jp": "euc_jp",
    "x-mac-roman": "mac-roman",
    "iso-8859-8-i": "iso8859-8",
    "iso-8859-6-i": "iso8859-6",
    "macintosh": "mac-roman",
}
_GUESSES = ["cp1252", "cp1250", "cp1251", "koi8_r", "gb18030", "big5", "cp932", "euc_jp", "cp949", "cp1253"]
_NAME = re.compile(r"[A-Za-z0-9][A-Za-z0-9._:+()-]{0,39}")
_SAMPLE_BYTES = 8192
_GUESS_FROM_BYTES = 24  # fewer bytes beyond ASCII say too little: cp1252, what Western programs write


@lru_cache(maxsize=256)
def codec_for(label: str) -> str | None:
    """The codec that reads a charset label, or None where the label names no charset we allow."""
    name = label.strip().strip("'\"").lower()
    if not _NAME.fullmatch(name):
        return None
    try:
        found = codecs.lookup(_ALIASES.get(name, name)).name
    except (LookupError, ValueError):
        return None
    return _READ_AS.get(found, found) if found in _ALLOWED else None


def decode(data: bytes, label: str | None = None) -> str:
    """The text of `data`; never raises. Undecodable bytes become U+FFFD."""
    codec = codec_for(label) if label else None
    if codec is None or codec == "ascii":
        return guess(data)
    if codec in ("utf-8", "utf-8-sig"):
        return _utf_8(data)
    try:
        return data.decode(codec)
    except (UnicodeError, ValueError):
        pass
    try:
        return data.decode("utf-8")  # the commonest wrong label hides UTF-8
    except UnicodeDecodeError:
        return data.decode(codec, "replace")


def guess(data: bytes) -> str:
    """The text of bytes whose charset nobody told: UTF-8 where valid, else the likeliest."""
    try:
        return data.removeprefix(codecs.BOM_UTF8).decode()
    except UnicodeDecodeError:
        pass
    if data[:2] in (b"\xff\xfe", b"\xfe\xff"):
        return data.decode("utf-16", "replace")
    beyond_ascii = sum(1 for byte in data[:_SAMPLE_BYTES] if byte > 127)
    if beyond_ascii >= _GUESS_FROM_BYTES:
        from charset_normalizer import from_bytes

        best = from_bytes(data[:_SAMPLE_BYTES], cp_isolation=_GUESSES).best()
        if best is not None:
            return data.decode(best.encoding, "replace")
    return data.decode("cp1252", "replace")


def _utf_8(data: bytes) -> str:
    """UTF-8 with a broken character here and there (cut at a size limit), or not UTF-8 at all."""
    try:
        return data.removeprefix(codecs.BOM_UTF8).decode()
    except UnicodeDecodeError:
        text = data.decode("utf-8-sig", "replace")
    return text if text.count("�") <= 2 + len(text) // 200 else guess(data)
