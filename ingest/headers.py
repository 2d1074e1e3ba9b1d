"""Header fields as readable text: unfolded, RFC 2047 decoded, free of control characters."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from functools import lru_cache

from ingest import charsets
from ingest.parameters import parameters
from ingest.parts import FROM_LINE, Part
from ingest.transfer import base64_decoded

_FIELD = re.compile(rb"[!-9;-~]{1,100}[ \t]*:")
_BROKEN_LINES = 5
_SURE_FIELD = re.compile(
    rb"^(?:from|to|date|subject|received|message-id|return-path|mime-version|delivered-to|sender|reply-to):"
    rb"[ \t]",
    re.IGNORECASE | re.MULTILINE,
)
_BLANK_LINES = re.compile(rb"[ \t\r\n]*[\r\n]")
_ENCODED_WORD = re.compile(r"=\?([^?\s]{1,60})\?([bBqQ])\?([^?]{0,4000})\?=")
_BETWEEN_WORDS = re.compile(r"(\?=)[ \t\r\n]{1,20}(?==\?[^?\s]{1,60}\?[bBqQ]\?)")
_FOLD = re.compile(r"[ \t]*[\r\n]+[ \t]*")
# C0 and C1 controls, bidirectional overrides and isolates, invisible marks; joiners stay, for emoji.
_UNSAFE = re.compile(
    "[\x00-\x08\x0b-\x1f\x7f-\x9f\u00ad\u061c\u200b\u200e\u200f\u202a-\u202e\u2060-\u2069\ufeff\ufff9-\ufffb\ud800-\udfff]"
)
_MESSAGE_ID = re.compile(r"<[^<>\s]{1,990}>")
_UNSAFE_LATIN = bytes([*range(0x09), *range(0x0B, 0x20), *range(0x7F, 0xA0), 0xAD])
_HEX = re.compile(rb"=([0-9A-Fa-f]{2})")


def safe(text: str) -> str:
    """Without control characters, bidirectional overrides and lone surrogates; newline and tab stay."""
    if text.isascii() and text.isprintable():
        return text
    if "\r" in text:
        text = text.replace("\r\n", "\n").replace("\r", "\n")
    try:  # most mail is Latin, and bytes are cleaned ten times as fast
        return text.encode("latin-1").translate(None, _UNSAFE_LATIN).decode("latin-1")
    except UnicodeEncodeError:
        return _UNSAFE.sub("", text)


def from_first_field(raw: bytes) -> bytes | None:
    """`raw` from its first header field on; None where it does not begin as a mail does.

    A byte order mark, blank lines, an mbox From line and up to `_BROKEN_LINES` lines of something else may
    stand above; files with the line ends of old Macs are put right.
    """
    if b"\n" not in raw[:4096]:
        raw = raw.replace(b"\r", b"\n")
    if _FIELD.match(raw):
        return raw
    found = _without_preamble(raw)
    if not _starts_with_a_field(found):
        sure = _SURE_FIELD.search(raw, 0, 8192)
        if sure is None or raw.count(b"\n", 0, sure.start()) > _BROKEN_LINES:
            return None
        found = raw[sure.start() :]
    return found.partition(b"\n")[2] if FROM_LINE.match(found) else found


def starts_with_a_field(raw: bytes) -> bool:
    """Whether the bytes begin as a mail does: a header field, after at most an mbox From line."""
    return _starts_with_a_field(_without_preamble(raw[:8192]))


def _without_preamble(raw: bytes) -> bytes:
    """Bytes without a byte order mark and blank lines in front."""
    raw = raw.removeprefix(b"\xef\xbb\xbf")
    blank = _BLANK_LINES.match(raw)
    return raw[blank.end() :] if blank else raw


def _starts_with_a_field(raw: bytes) -> bool:
    head = raw[:4096]
    if FROM_LINE.match(head):
        head = (head if b"\n" in head else head.replace(b"\r", b"\n")).partition(b"\n")[2]
    return _FIELD.match(head) is not None


def values(part: Part, name: str) -> list[str]:
    """Every value of a field, unfolded, as written: RFC 2047 words are not decoded yet."""
    told = part.fields.get(name.lower())
    return [_text_of(one) for one in told] if told else []


def value(part: Part, name: str) -> str:
    """The first value of a field, unfolded, or an empty text."""
    told = part.fields.get(name.lower())
    return _text_of(told[0]) if told else ""


def text(part: Part, name: str) -> str:
    """The first value of a field, decoded and safe to store and show."""
    return decoded(value(part, name))


def decoded(raw_value: str) -> str:
    """RFC 2047 words decoded, however broken; white space collapsed; no control characters."""
    if "=?" not in raw_value:
        return " ".join(safe(raw_value).split())
    joined = _BETWEEN_WORDS.sub(r"\1", raw_value)
    pieces: list[str] = []
    at = 0
    for run in _runs(joined):
        start, end, content = run
        pieces += (joined[at:start], content)
        at = end
    pieces.append(joined[at:])
    return " ".join(safe("".join(pieces)).split())


def _runs(joined: str) -> Iterator[tuple[int, int, str]]:
    """Neighbouring encoded words of one charset, decoded together: some programs cut inside a character."""
    start = end = -1
    charset, data, open_base64 = "", b"", ""
    for word in _ENCODED_WORD.finditer(joined):
        named = word[1].split("*")[0].lower()
        if end != word.start() or charset != named:
            if end >= 0:
                yield (
                    start,
                    end,
                    charsets.decode(data + _base64(open_base64), charset),
                )
            start, charset, data, open_base64 = word.start(), named, b"", ""
        end = word.end()
        if word[2] in "bB":
            open_base64 += word[3]
            if not open_base64.endswith("="):
                continue  # the next word may go on with the same group of four
        data, open_base64 = data + _base64(open_base64), ""
        if word[2] in "qQ":
            data += _quoted(word[3])
    if end >= 0:
        yield (
            start,
            end,
            charsets.decode(data + _base64(open_base64), charset),
        )


def _base64(word: str) -> bytes:
    return base64_decoded(word.encode("ascii", "ignore"))


def _quoted(word: str) -> bytes:
    data = word.replace("_", " ").encode("utf-8", "surrogateescape")
    return _HEX.sub(lambda found: bytes([int(found[1], 16)]), data)


def _text_of(told: str) -> str:
    """A value as written (bytes beyond ASCII as surrogates) as unfolded text."""
    if not told.isascii():
        told = charsets.guess(told.encode("utf-8", "surrogateescape"))
    return (_FOLD.sub(" ", told) if "\n" in told or "\r" in told else told).strip()


def parameter(part: Part, name: str, header: str = "content-type") -> str:
    """A parameter of Content-Type or Content-Disposition, decoded; empty where missing or unreadable."""
    told = part.fields.get(header)
    return _parameter(told[0], name) if told else ""


@lru_cache(maxsize=512)
def _parameter(field: str, name: str) -> str:
    if not field.isascii():
        field = charsets.guess(field.encode("utf-8", "surrogateescape"))
    return decoded(_text_of(parameters(field).get(name, "")))


def message_ids(raw_values: Iterable[str], *, most: int = 100) -> tuple[str, ...]:
    """The ids in Message-ID, In-Reply-To or References, with brackets, in order, each once.

    Of more than `most` the first and the newest are kept: those tell the thread and the parent.
    """
    found: list[str] = []
    for raw_value in raw_values:
        ids = _MESSAGE_ID.findall(raw_value)
        if not ids:
            bare = re.sub(r"[<>]", "", raw_value).split()
            ids = [f"<{word}>" for word in bare if "@" in word and len(word) <= 990]
        found += [safe(one) for one in ids]
    unique = list(dict.fromkeys(found))
    return tuple(unique if len(unique) <= most else [unique[0], *unique[-(most - 1) :]])
