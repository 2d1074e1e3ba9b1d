"""Address books as cards: vCard 2.1, 3.0 and 4.0 (RFC 2426, RFC 6350), read and written.

How lines are folded, split and escaped is icalendar's: vCards are made of the same lines.
"""

from __future__ import annotations

import quopri
import re
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass

from domain import DetailKind
from ingest.books.entry import BadLine, Book, Entry
from ingest.books.table import addresses_in, labelled, value_of
from ingest.charsets import decode

LONGEST_CARD = 4_000_000  # characters; a photograph may stand in it
_BULKY = re.compile(r"(?:[\w-]+\.)?(?:PHOTO|LOGO|SOUND|KEY)\b", re.IGNORECASE)
_QUOTED = re.compile(r"[^:]*;\s*(?:ENCODING=)?QUOTED-PRINTABLE", re.IGNORECASE)
_DETAILS = {
    "ORG": DetailKind.ORGANISATION,
    "TITLE": DetailKind.TITLE,
    "TEL": DetailKind.PHONE,
    "URL": DetailKind.LINK,
    "NOTE": DetailKind.NOTE,
    "ADR": DetailKind.PLACE,
}
_TOWN = 3  # which part of ADR it is


@dataclass(frozen=True, slots=True)
class _Line:
    """One property: its name without a group, its parameters (upper-case names), its value as written."""

    name: str
    parameters: Mapping[str, str]
    value: str

    @property
    def parts(self) -> list[str]:
        """The value's parts, without their escapes."""
        from icalendar.parser import split_on_unescaped_semicolon

        return [part.strip() for part in split_on_unescaped_semicolon(self.value)]

    @property
    def text(self) -> str:
        """The whole value, without its escapes."""
        from icalendar.parser import unescape_backslash

        return str(unescape_backslash(self.value)).strip()

    @property
    def is_preferred(self) -> bool:
        """The one of several that the card's owner would take."""
        return "PREF" in self.parameters or "pref" in self.parameters.get("TYPE", "").lower()


def read_cards(text: str, *, where: str = "", advance: Callable[[int], None] = lambda _: None) -> Book:
    """The people in the text of a vCard file; `advance` is told how many lines more were read."""
    entries: list[Entry] = []
    bad: list[BadLine] = []
    last = 0
    for line, lines in _cards(text):
        advance(line - last)
        last = line
        if isinstance(lines, BadLine):
            bad.append(lines)
            continue
        entry, remarks = _person(line, _properties(lines))
        bad += remarks
        if entry is not None:
            entries.append(entry)
    return Book(
        tuple(_at(entry, where) for entry in entries),
        tuple(BadLine(one.line, one.reason, one.mend, where, one.is_person_kept) for one in bad),
        "vCard",
    )


def _at(entry: Entry, where: str) -> Entry:
    return Entry(entry.line, entry.name, entry.addresses, entry.role, entry.details, where)


def _cards(text: str) -> Iterator[tuple[int, list[str] | BadLine]]:
    """The lines of each card, with the line it begins at."""
    begun = 0
    held: list[str] = []
    size = 0
    is_lost = False  # what lies outside of cards is told once, not line by line
    for number, line in enumerate(text.split("\n"), start=1):
        line = line.rstrip("\r")
        mark = line.strip().upper()
        if mark == "BEGIN:VCARD":
            if begun:
                yield begun, BadLine(begun, "the card has no end", "Add END:VCARD after its last line.")
            begun, held, size, is_lost = number, [], 0, False
        elif mark == "END:VCARD" and begun:
            yield begun, held
            begun = 0
        elif begun:
            size += len(line)
            if size <= LONGEST_CARD:
                held.append(line)
        elif mark and not is_lost:
            is_lost = True
            yield number, BadLine(number, "this stands in no card", "A card begins with BEGIN:VCARD.")
    if begun:
        yield begun, BadLine(begun, "the card has no end", "Add END:VCARD after its last line.")


def _properties(lines: list[str]) -> list[_Line]:
    from icalendar.parser import Contentlines

    kept: list[str] = []
    is_bulky = False
    for line in _joined(lines):
        is_bulky = bool(_BULKY.match(line)) or (is_bulky and line[:1] in (" ", "\t", ""))
        if not is_bulky:
            kept.append(line)
    unfolded = Contentlines.from_ical("\r\n".join(kept))  # type: ignore[no-untyped-call]
    return [read for line in unfolded if line and (read := _line(line))]


def _joined(lines: list[str]) -> Iterator[str]:
    """The lines with those of quoted-printable values joined: vCard 2.1 breaks them with a `=`."""
    held = ""
    for line in lines:
        if held:
            held = held[:-1] + line
        elif line.endswith("=") and _QUOTED.match(line):
            held = line
        else:
            yield line
            continue
        if not held.endswith("="):
            yield held
            held = ""
    if held:
        yield held[:-1]


def _line(line: str) -> _Line | None:
    """A property taken apart; None where it is none. vCard 2.1 names values of TYPE without saying TYPE."""
    from icalendar.parser import Contentline, q_split

    end = Contentline(line).value_separator_index()
    if end < 1:
        return None
    head, *given = q_split(line[:end], ";")
    parameters: dict[str, str] = {}
    for one in given:
        name, sign, value = one.partition("=")
        if not sign:
            name, value = ("ENCODING" if name.upper() in ("QUOTED-PRINTABLE", "BASE64") else "TYPE"), name
        key = name.strip().upper()
        parameters[key] = ",".join(filter(None, (parameters.get(key, ""), value.strip('" '))))
    value = line[end + 1 :]
    if parameters.get("ENCODING", "").upper() == "QUOTED-PRINTABLE":
        value = decode(quopri.decodestring(value.encode("latin-1", "replace")), parameters.get("CHARSET"))
    return _Line(head.rpartition(".")[2].strip().upper(), parameters, value)


def _person(line: int, properties: list[_Line]) -> tuple[Entry | None, list[BadLine]]:
    """The person of a card, and what of it could not be read."""
    kinds = [one.text.lower() for one in properties if one.name in ("KIND", "X-ADDRESSBOOKSERVER-KIND")]
    if any(kind != "individual" for kind in kinds):
        return None, [BadLine(line, f"the card is of a {_word(kinds[0])}, not of a person", "Nothing to do.")]
    mail = sorted((one for one in properties if one.name == "EMAIL"), key=lambda one: not one.is_preferred)
    addresses, is_partly = addresses_in(one.text for one in mail)
    if not addresses:
        reason = "an address is not complete" if is_partly else "no e-mail address"
        return None, [BadLine(line, reason, "Add an address to the card to keep this person.")]
    bad = []
    if is_partly:
        bad.append(BadLine(line, "one of the addresses is not complete", "Mend it.", is_person_kept=True))
    details: list[tuple[DetailKind, str]] = []
    for one in properties:
        kind = _DETAILS.get(one.name)
        if kind is not None and (value := value_of(kind, _said(kind, one))):
            details.append((kind, value))
    words = (word for one in properties if one.name == "CATEGORIES" for word in one.text.split(","))
    return Entry(
        line, _name(properties), tuple(addresses), labelled(words), tuple(dict.fromkeys(details))
    ), bad


def _word(kind: str) -> str:
    return kind if kind in ("group", "org", "location", "application") else "kind of its own"


def _said(kind: DetailKind, of: _Line) -> str:
    """What a property says, as one text."""
    if kind is DetailKind.PHONE:
        return of.text.removeprefix("tel:")
    if kind is DetailKind.PLACE:
        return of.parts[_TOWN] if len(of.parts) > _TOWN else ""
    if kind is DetailKind.ORGANISATION:
        return of.parts[0]
    return of.text


def _name(properties: list[_Line]) -> str:
    """The name as it is spoken; made of its parts where the card has no FN."""
    shown = next((one.text for one in properties if one.name == "FN" and one.text), "")
    if not shown:
        parts = next((one.parts for one in properties if one.name == "N"), [])
        family, given, middle = (*parts, "", "", "")[:3]
        shown = " ".join(filter(None, (given, middle, family)))
    return " ".join(shown.split())


def card(
    name: str,
    addresses: tuple[str, ...],
    *,
    uid: str = "",
    categories: tuple[str, ...] = (),
    details: tuple[tuple[DetailKind, str], ...] = (),
) -> str:
    """One person as a vCard 3.0, which every program reads: lines end with CRLF, at most 75 bytes long."""
    from icalendar.parser import Contentline
    from icalendar.prop import vText

    def escaped(text: str) -> str:
        return vText(text).to_ical().decode()

    *before, family = name.split() or [""]
    lines = ["BEGIN:VCARD", "VERSION:3.0", f"FN:{escaped(name)}"]
    lines.append(f"N:{escaped(family)};{escaped(' '.join(before))};;;")
    lines += [f"EMAIL;TYPE=INTERNET:{escaped(address)}" for address in addresses]
    for kind, value in details:
        prefix = next(prop for prop, of in _DETAILS.items() if of is kind)
        said = escaped(value) if kind is not DetailKind.LINK else value.replace("\n", " ")
        lines.append(f"ADR:;;;{said};;;" if kind is DetailKind.PLACE else f"{prefix}:{said}")
    if categories:
        lines.append("CATEGORIES:" + ",".join(escaped(one) for one in categories))
    if uid:
        lines.append(f"UID:{escaped(uid)}")
    lines.append("END:VCARD")
    return "".join(Contentline(line).to_ical().decode() + "\r\n" for line in lines)
