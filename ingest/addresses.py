"""Who a mail says it is from and for, by a rule of our own that holds on every Python.

The standard library credits `a@x.example <b@y.example>` to the first on 3.11 and to nobody on 3.13. Here the
last address in angle brackets wins, and a name that shows another address is evidence against the sender.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from domain import Mailbox
from ingest import headers
from ingest.memory import remembered
from ingest.parts import FIELD_CHARACTERS

MOST = 2_000  # mailboxes read of one field

_ADDRESS = re.compile(r"[^\s@<>()\[\]\",;:\\]{1,128}@[^\s@<>()\",;:\\]{1,255}")
_AT_WORD = re.compile(r"\b([\w.+-]{1,64}) (?:at|\(at\)|\[at\]) ([\w-]{1,63}(?:\.[\w-]{1,63}){1,5})")
_ENCODED_NEXT = re.compile(
    r"(>|@[\w.-]{1,200})\s{0,80}(=\?[\w*-]{1,60}\?[bq]\?[^?\s]{1,300}\?=)", re.IGNORECASE
)
_PLAIN_CHARACTERS = 200
_PLAIN = re.compile(  # one mailbox as nearly every program writes it
    r'\s*(?:"([^"\\]*)"|([^"\\(),:;<>@]*?))\s*<([^\s@<>()\[\]",;:\\]{1,64}@[^\s@<>()",;:\\]{1,120})>\s*'
)


@dataclass(frozen=True, slots=True)
class Parsed:
    """The mailboxes of a field, and the address a display name pretends to be (empty = none)."""

    mailboxes: tuple[Mailbox, ...]
    shown_instead: str = ""


@dataclass(slots=True)
class _Chunk:
    phrase: list[str]
    comments: list[str]
    angles: list[str]


def parse(raw_values: Iterable[str]) -> Parsed:
    """Every mailbox of a From, To or Cc field; what holds no address is left out."""
    fields = [_field(one) for one in raw_values]
    if len(fields) == 1:
        return fields[0]
    mailboxes = dict.fromkeys(one for field in fields for one in field.mailboxes)
    return Parsed(tuple(mailboxes)[:MOST], next((f.shown_instead for f in fields if f.shown_instead), ""))


@remembered
def _field(raw_value: str) -> Parsed:
    """The mailboxes of one field."""
    plain = _PLAIN.fullmatch(raw_value) if len(raw_value) <= _PLAIN_CHARACTERS else None
    if plain is not None:
        phrase, address = headers.decoded(plain[1] or plain[2] or ""), _clean(plain[3])
        if address and "@" not in phrase:
            return Parsed((Mailbox(_name(phrase, address), address),))
    mailboxes: dict[Mailbox, None] = {}
    shown = ""
    for chunk in _chunks(_ENCODED_NEXT.sub(_with_comma, raw_value)):
        if len(mailboxes) >= MOST:
            break
        one, pretended = _mailbox(chunk)
        if one is not None:
            mailboxes[one] = None
            shown = shown or pretended
    return Parsed(tuple(mailboxes), shown)


def _with_comma(found: re.Match[str]) -> str:
    """A comma between two mailboxes that was encoded with what follows it.

    Python's own library wrote such fields for years where names are not plain (its issue 100884).
    """
    said = headers.decoded(found[2]).strip()
    if not said.startswith(","):
        return found[0]
    rest = re.sub(r'["\\]', "", said[1:]).strip()
    return f'{found[1]}, "{rest}" ' if rest else f"{found[1]},"


def in_text(text: str) -> tuple[str, ...]:
    """Every address that stands in a text, lower-case, each once."""
    found = (_clean(one) for one in _ADDRESS.findall(text[:FIELD_CHARACTERS]))
    return tuple(dict.fromkeys(one for one in found if one))


def _chunks(raw_value: str) -> Iterator[_Chunk]:
    """The parts between top-level commas; one pass, whatever brackets are left open."""
    chunk = _Chunk([], [], [])
    state, depth, angle = "phrase", 0, ""
    comment: list[str] = []
    escaped = False
    for char in raw_value[:FIELD_CHARACTERS]:
        if escaped:
            escaped = False
            if state == "comment":
                comment.append(char)
            elif state == "angle":
                angle += char
            else:
                chunk.phrase.append(char)
        elif char == "\\" and state != "angle":
            escaped = True
        elif state == "quoted":
            if char == '"':
                state = "phrase"
            else:
                chunk.phrase.append(char)
        elif state == "comment":
            depth += (char == "(") - (char == ")")
            if depth == 0:
                chunk.comments.append("".join(comment))
                comment, state = [], "phrase"
            else:
                comment.append(char)
        elif state == "angle":
            if char in "<>":
                chunk.angles.append(angle)
                angle, state = "", "angle" if char == "<" else "phrase"
            else:
                angle += char
        elif char == '"':
            state = "quoted"
        elif char == "(":
            state, depth = "comment", 1
        elif char == "<":
            state = "angle"
        elif char in ",;":
            yield chunk
            chunk = _Chunk([], [], [])
        elif char == ":" and "@" not in "".join(chunk.phrase[-80:]) and not chunk.angles:
            chunk = _Chunk([], [], [])  # the name of a group
        else:
            chunk.phrase.append(char)
    if state == "angle":
        chunk.angles.append(angle)
    if comment:
        chunk.comments.append("".join(comment))
    yield chunk


def _mailbox(chunk: _Chunk) -> tuple[Mailbox | None, str]:
    phrase = headers.decoded("".join(chunk.phrase))
    addresses = [one for one in (_clean(angle) for angle in chunk.angles) if one]
    if addresses:
        address = addresses[-1]
        others = [*addresses[:-1], *in_text(phrase)]
        pretended = next((one for one in others if _domain(one) != _domain(address)), "")
        return Mailbox(_name(phrase, address) or _comment(chunk), address), pretended
    found = in_text(phrase)
    if found:
        return Mailbox(_comment(chunk) or _name(_ADDRESS.sub("", phrase), found[0]), found[0]), ""
    spelled = _AT_WORD.search(" ".join([*chunk.angles, phrase])[:1000])
    if spelled:  # public list archives write "ana at example.org (Ana)"
        address = f"{spelled[1]}@{spelled[2]}".lower()
        return Mailbox(_comment(chunk) or _name(phrase.replace(spelled[0], ""), address), address), ""
    return None, ""


def _comment(chunk: _Chunk) -> str:
    return headers.decoded(" ".join(chunk.comments))[:200]


def _name(phrase: str, address: str) -> str:
    """A display name without decoration; empty where it only repeats the address."""
    name = phrase.strip(" '\"`,;").strip()[:200]
    return "" if name.lower() == address else name


def _clean(found: str) -> str:
    match = _ADDRESS.search(found.strip().removeprefix("mailto:"))
    if match is None:
        spelled = _AT_WORD.search(found[:400])
        return f"{spelled[1]}@{spelled[2]}".lower() if spelled else ""
    return headers.safe(match[0]).strip("'.`").lower()


def _domain(address: str) -> str:
    return address.rpartition("@")[2]
