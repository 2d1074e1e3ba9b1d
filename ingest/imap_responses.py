"""What an IMAP server answers, taken apart into nested lists of atoms, strings and literals (RFC 3501).

Any order of items, literals anywhere, and lines that nobody asked for; what does not parse is `None`, and the
mail it was about stays unaccounted for until it is asked again.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from datetime import UTC, datetime, timedelta, timezone
from typing import Any

Value = Any  # bytes for atoms and strings, None for NIL, list for parentheses
Fragment = bytes | tuple[bytes, bytes]  # as imaplib hands them out: text, or text with the literal after it

_TOKEN = re.compile(
    rb'[ \t\r\n]*(?:(?P<open>\()|(?P<close>\))|"(?P<quoted>(?:[^"\\]|\\.)*)"'
    rb'|(?P<atom>[^\s()"\[\]]+(?:\[[^\]]*\](?:<\d+>)?)?))'
)
_LITERAL = re.compile(rb"\{\d+\+?\}$")
_ESCAPED = re.compile(rb"\\(.)")
_DATE = re.compile(
    r"\s*(\d{1,2})-([A-Za-z]{3})-(\d{4}) (\d{2}):(\d{2}):(\d{2}) ([+-])(\d{2})(\d{2})\s*$", re.ASCII
)
_MONTHS = "jan feb mar apr may jun jul aug sep oct nov dec".split()


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


def fetched(data: Iterable[Fragment | None]) -> Iterator[tuple[int, dict[bytes, Value]]]:
    """UID and items of each FETCH response that tells its UID; the keys in upper case.

    A response without UID is news of another client's doing (FLAGS) and is left out.
    """
    for one in responses(data):
        parsed = values(one)
        if not parsed or not isinstance(parsed[-1], list):
            continue
        pairs = parsed[-1]
        items = {
            key.upper(): value
            for key, value in zip(pairs[::2], pairs[1::2], strict=False)
            if isinstance(key, bytes)
        }
        uid = number(items.get(b"UID"))
        if uid:
            yield uid, items


def number(value: Value) -> int | None:
    """A number, None where there is none."""
    return int(value) if isinstance(value, bytes) and value.isdigit() and len(value) < 20 else None


def section(items: dict[bytes, Value], name: bytes) -> bytes | None:
    """The content of a BODY section, whether it was asked for whole or from its first byte on.

    None where the section was not sent or is NIL.
    """
    wanted = b"BODY[" + name.upper() + b"]"
    for key, value in items.items():
        if (key == wanted or key.startswith(wanted + b"<")) and isinstance(value, bytes):
            return value
    return None


def internal_date(value: Value) -> datetime | None:
    """INTERNALDATE, aware, in UTC; None where it cannot be read."""
    found = _DATE.match(value.decode("ascii", "replace")) if isinstance(value, bytes) else None
    if found is None or found[2].lower() not in _MONTHS:
        return None
    offset = timedelta(hours=int(found[8]), minutes=int(found[9])) * (-1 if found[7] == "-" else 1)
    month = _MONTHS.index(found[2].lower()) + 1
    day, year, hour, minute, second = (int(found[n]) for n in (1, 3, 4, 5, 6))
    try:
        return datetime(year, month, day, hour, minute, second, tzinfo=timezone(offset)).astimezone(UTC)
    except (ValueError, OverflowError):
        return None
