"""Header fields as readable text: capped before parsing, RFC 2047 decoded, free of control characters."""

from __future__ import annotations

import binascii
import re
from collections.abc import Iterable, Iterator, Sequence
from email.message import Message as MimePart
from email.policy import Compat32

from ingest import charsets

BLOCK_BYTES = 256 * 1024  # of one message's header block
FIELD_CHARACTERS = 16 * 1024  # of one field

_FIELD = re.compile(rb"[!-9;-~]{1,100}[ \t]*:")
_BROKEN_LINES = 5
_SURE_FIELD = re.compile(
    rb"^(?:from|to|date|subject|received|message-id|return-path|mime-version|delivered-to|sender|reply-to):"
    rb"[ \t]",
    re.IGNORECASE | re.MULTILINE,
)
_BLANK_LINES = re.compile(rb"[ \t\r\n]*[\r\n]")
_BLOCK_END = re.compile(rb"\n\r?\n")
_SPACE_BEFORE_COLON = re.compile(rb"^([!-9;-~]{1,76})[ \t]{1,20}:", re.MULTILINE)
_ENCODED_WORD = re.compile(r"=\?([^?\s]{1,60})\?([bBqQ])\?([^?]{0,4000})\?=")
_BETWEEN_WORDS = re.compile(r"(\?=)[ \t\r\n]{1,20}(?==\?[^?\s]{1,60}\?[bBqQ]\?)")
_FOLD = re.compile(r"[ \t]*[\r\n]+[ \t]*")
# C0 and C1 controls, bidirectional overrides and isolates, invisible marks; joiners stay, for emoji.
_UNSAFE = re.compile(
    "[\x00-\x08\x0b-\x1f\x7f-\x9f\u00ad\u061c\u200b\u200e\u200f\u202a-\u202e\u2060-\u2069\ufeff\ufff9-\ufffb\ud800-\udfff]"
)
_HEX = re.compile(rb"=([0-9A-Fa-f]{2})")


class CappedPolicy(Compat32):
    """The parser's policy: `compat32`, with every field cut, those of nested parts too.

    `policy.default` parses each field when it is read and stalls for minutes on 50 kB of semicolons.
    """

    def header_source_parse(self, sourcelines: Sequence[str]) -> tuple[str, str]:
        """Name and raw value of one field, cut to `FIELD_CHARACTERS`."""
        name, value = super().header_source_parse(list(sourcelines))
        return name, value[:FIELD_CHARACTERS]


def safe(text: str) -> str:
    """Without control characters, bidirectional overrides and lone surrogates; newline and tab stay."""
    return _UNSAFE.sub("", text.replace("\r\n", "\n").replace("\r", "\n"))


def cap_header_block(raw: bytes) -> bytes:
    """`raw` from its first header field on, with a header block of at most `BLOCK_BYTES`.

    Files with the line ends of old Macs and fields in the obsolete form "From : ..." are put right.
    """
    raw = _without_preamble(raw)
    end = _BLOCK_END.search(raw, 0, BLOCK_BYTES + 4)
    if end is not None:
        head, rest = raw[: end.start() + 1], raw[end.start() + 1 :]
    elif len(raw) <= BLOCK_BYTES:
        head, rest = raw, b""
    else:
        cut = raw.rfind(b"\n", 0, BLOCK_BYTES)
        head = raw[: cut + 1] if cut > 0 else raw[:BLOCK_BYTES] + b"\n"
        end = _BLOCK_END.search(raw, BLOCK_BYTES)
        rest = b"\n" + (raw[end.end() :] if end else b"")
    return _SPACE_BEFORE_COLON.sub(rb"\1:", head) + rest


def _without_preamble(raw: bytes) -> bytes:
    """Bytes without a byte order mark and blank lines in front, with line feeds at the ends of lines."""
    raw = raw.removeprefix(b"\xef\xbb\xbf")
    blank = _BLANK_LINES.match(raw)
    raw = raw[blank.end() :] if blank else raw
    return raw.replace(b"\r", b"\n") if b"\r" in raw[:4096] and b"\n" not in raw[:4096] else raw


def without_broken_start(raw: bytes) -> bytes:
    """`raw` from its first field on, where up to `_BROKEN_LINES` lines of something else stand above it."""
    if starts_with_a_field(raw):
        return raw
    found = _SURE_FIELD.search(raw, 0, 8192)
    return raw[found.start() :] if found and raw.count(b"\n", 0, found.start()) <= _BROKEN_LINES else raw


def starts_with_a_field(raw: bytes) -> bool:
    """Whether the bytes begin as a mail does: a header field, after at most an mbox From line."""
    head = _without_preamble(raw[:8192])[:4096]
    if head.startswith((b"From ", b">From ")):
        head = head.partition(b"\n")[2]
    return _FIELD.match(head) is not None


def values(part: MimePart, name: str) -> list[str]:
    """Every value of a field, unfolded, as written: RFC 2047 words are not decoded yet."""
    wanted = name.lower()
    return [_text_of(value) for key, value in part.raw_items() if key.lower() == wanted]


def value(part: MimePart, name: str) -> str:
    """The first value of a field, unfolded, or an empty text."""
    return next(iter(values(part, name)), "")


def text(part: MimePart, name: str) -> str:
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
                yield start, end, charsets.decode(data + _base64(open_base64), charset)
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
        yield start, end, charsets.decode(data + _base64(open_base64), charset)


def _base64(word: str) -> bytes:
    cleaned = re.sub(r"[^A-Za-z0-9+/]", "", word)
    if len(cleaned) % 4 == 1:
        cleaned = cleaned[:-1]
    try:
        return binascii.a2b_base64(cleaned + "=" * (-len(cleaned) % 4))
    except binascii.Error:
        return b""


def _quoted(word: str) -> bytes:
    data = word.replace("_", " ").encode("utf-8", "surrogateescape")
    return _HEX.sub(lambda found: bytes([int(found[1], 16)]), data)


def _text_of(raw_value: object) -> str:
    """A raw compat32 value (bytes beyond ASCII as surrogates) as unfolded text."""
    found = str(raw_value)
    if not found.isascii():
        found = charsets.guess(found.encode("utf-8", "surrogateescape"))
    return _FOLD.sub(" ", found).strip()


def parameter(part: MimePart, name: str, header: str = "content-type") -> str:
    """A parameter of Content-Type or Content-Disposition, decoded; empty where missing or unreadable."""
    try:
        found = part.get_param(name, "", header)
    except (LookupError, ValueError, TypeError, AttributeError):
        return ""  # the standard library raises these on broken RFC 2231 continuations
    if isinstance(found, tuple):
        charset, _, encoded = found
        found = charsets.decode(encoded.encode("latin-1", "replace"), charset or "utf-8")
    return decoded(_text_of(found))


def message_ids(raw_values: Iterable[str], *, most: int = 100) -> tuple[str, ...]:
    """The ids in Message-ID, In-Reply-To or References, with brackets, in order, each once.

    Of more than `most` the first and the newest are kept: those tell the thread and the parent.
    """
    found: list[str] = []
    for raw_value in raw_values:
        ids = re.findall(r"<[^<>\s]{1,990}>", raw_value)
        if not ids:
            bare = re.sub(r"[<>]", "", raw_value).split()
            ids = [f"<{word}>" for word in bare if "@" in word and len(word) <= 990]
        found += [safe(one) for one in ids]
    unique = list(dict.fromkeys(found))
    return tuple(unique if len(unique) <= most else [unique[0], *unique[-(most - 1) :]])
