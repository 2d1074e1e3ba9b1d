"""What an IMAP server answers, taken apart into nested lists of atoms, strings and literals (RFC 3501).

Any order of items, literals anywhere, and lines that nobody asked for; what does not parse is `None`, and the
mail it was about stays unaccounted for until it is asked again.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from datetime import UTC, datetime, timedelta
from typing import Any

Value = Any  # bytes for atoms and strings, None for NIL, list for parentheses
Fragment = bytes | tuple[bytes, bytes]  # as imaplib hands them out: text, or text with the literal after it

_TOKEN = re.compile(
    rb'[ \t\r\n]*(?:(?P<open>\()|(?P<close>\))|"(?P<quoted>(?:[^"\\]|\\.)*)"'
    rb'|(?P<atom>[^\s()"\[\]]+(?:\[[^\]]*\](?:<\d+>)?)?))'
)
_TOKENS = re.compile(rb'[()]|"(?:[^"\\]|\\.)*"|"|[^\s()"]+')
# How most servers answer `imap_mails.OUTLINE` and a single section: told apart at one go.
_USUAL_BYTES = 8192
_USUAL = re.compile(
    rb'\* \d+ FETCH \(UID (\d{1,10})(?: INTERNALDATE "([^"]*)" RFC822\.SIZE (\d+) BODYSTRUCTURE (\(.*\)))?'
    rb" BODY\[([^\]]{0,2000})\](?:<0>)? \{\d+\+?\}"
)
_FETCH = re.compile(rb"\* \d+ FETCH ", re.IGNORECASE)
FIELDS = b"BODY[HEADER.FIELDS]"
_LITERAL = re.compile(rb"\{\d+\+?\}$")
_ESCAPED = re.compile(rb"\\(.)")
_DATE = re.compile(rb"\s*(\d{1,2})-([A-Za-z]{3})-(\d{4}) (\d{2}):(\d{2}):(\d{2}) ([+-])(\d{2})(\d{2})\s*")
_MONTHS = {
    name: number for number, name in enumerate(b"jan feb mar apr may jun jul aug sep oct nov dec".split(), 1)
}


def responses(data: Iterable[Fragment | None]) -> Iterator[list[Fragment]]:
    """The single responses in what imaplib collected: each is text with literals, ended by text alone."""
    one: list[Fragment] = []
    for fragment in data:
        if fragment is None:
            continue
        one.append(fragment)
        if isinstance(fragment, bytes):
            yield one
            one = []


def values(fragments: Sequence[Fragment]) -> list[Value] | None:
    """One response as nested lists; None where it is not well formed."""
    root: list[Value] = []
    stack = [root]
    for fragment in fragments:
        text, literal = fragment if isinstance(fragment, tuple) else (fragment, None)
        if literal is not None:
            text = _LITERAL.sub(b"", text)
        if not _read_text(text, stack):
            return None
        if literal is not None:
            stack[-1].append(literal)
    return root if len(stack) == 1 else None


def _read_text(text: bytes, stack: list[list[Value]]) -> bool:
    position, end = 0, len(text.rstrip())
    while position < end:
        token = _TOKEN.match(text, position)
        if token is None:
            return False
        position = token.end()
        if token["open"]:
            inner: list[Value] = []
            stack[-1].append(inner)
            stack.append(inner)
        elif token["close"]:
            if len(stack) == 1:
                return False
            stack.pop()
        elif token["quoted"] is not None:
            stack[-1].append(_ESCAPED.sub(rb"\1", token["quoted"]))
        else:
            atom = token["atom"]
            stack[-1].append(None if atom.upper() == b"NIL" else atom)
    return True


def fetched(pieces: Sequence[bytes]) -> tuple[int, dict[bytes, Value]] | None:
    """UID and items of one FETCH response, given as text and literals in turn; None for any other response.

    Keys are upper-case and name a section without its origin and its list of fields: `BODY[1]`,
    `BODY[HEADER.FIELDS]`. BODYSTRUCTURE may come as the bytes that stood there (`nested` reads them). A
    response without UID is news of another client's doing (FLAGS) and is left out.
    """
    if len(pieces) == 3 and pieces[2] == b")" and len(pieces[0]) <= _USUAL_BYTES:
        usual = _USUAL.fullmatch(pieces[0])
        if usual is not None:
            uid, date, size, structure, name = usual.groups()
            key = FIELDS if name.startswith(b"HEADER.FIELDS ") else b"BODY[" + name + b"]"
            items = {key: pieces[1]}
            if structure is not None:
                items[b"INTERNALDATE"], items[b"RFC822.SIZE"] = date, size
                items[b"BODYSTRUCTURE"] = structure
            return int(uid), items
    if not _FETCH.match(pieces[0]):
        return None
    parsed = values([*zip(pieces[:-1:2], pieces[1::2], strict=True), pieces[-1]])
    if not parsed or not isinstance(parsed[-1], list):
        return None
    pairs = parsed[-1]
    found = {
        key_of(key): value
        for key, value in zip(pairs[::2], pairs[1::2], strict=False)
        if isinstance(key, bytes)
    }
    uid_told = number(found.get(b"UID"))
    return (uid_told, found) if uid_told else None


def key_of(word: bytes) -> bytes:
    """The key under which `fetched` tells what stands under this name."""
    upper = word.upper()
    if upper.startswith(b"BODY[HEADER.FIELDS "):
        return FIELDS
    return upper.partition(b"<")[0] if upper.startswith(b"BODY[") else upper


def nested(text: bytes) -> list[Value] | None:
    """One parenthesised value without literals as nested lists; None where it is not well formed."""
    root: list[Value] = []
    inner, stack = root, []
    for token in _TOKENS.findall(text):
        if token == b"(":
            stack.append(inner)
            inner = []
            stack[-1].append(inner)
        elif token == b")":
            if not stack:
                return None
            inner = stack.pop()
        elif token[0] == 34:  # a quotation mark
            if len(token) == 1:
                return None
            inner.append(_ESCAPED.sub(rb"\1", token[1:-1]) if b"\\" in token else token[1:-1])
        else:
            inner.append(None if token in (b"NIL", b"nil") else token)
    return root[0] if not stack and len(root) == 1 and isinstance(root[0], list) else None


def number(value: Value) -> int | None:
    """A number, None where there is none."""
    return int(value) if isinstance(value, bytes) and value.isdigit() and len(value) < 20 else None


def section(items: dict[bytes, Value], name: bytes) -> bytes | None:
    """The content of a BODY section; None where it was not sent or is NIL."""
    found = items.get(b"BODY[" + name + b"]")
    return found if isinstance(found, bytes) else None


def internal_date(value: Value) -> datetime | None:
    """INTERNALDATE, aware, in UTC; None where it cannot be read."""
    found = _DATE.fullmatch(value) if isinstance(value, bytes) else None
    month = _MONTHS.get(found[2].lower()) if found is not None else None
    if found is None or month is None:
        return None
    day, year, hour, minute, second, sign, hours, minutes = found.group(1, 3, 4, 5, 6, 7, 8, 9)
    try:
        told = datetime(int(year), month, int(day), int(hour), int(minute), int(second), tzinfo=UTC)
        if hours == b"00" == minutes:
            return told
        offset = timedelta(hours=int(hours), minutes=int(minutes))
        return told + offset if sign == b"-" else told - offset
    except (ValueError, OverflowError):
        return None
