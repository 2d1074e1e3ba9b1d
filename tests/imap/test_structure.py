"""BODYSTRUCTURE as servers send it, rightly and wrongly, is read or left, and never a surprise."""

from __future__ import annotations

import random

import pytest

from ingest import imap_responses
from ingest.imap_selection import Selection, put_together, select
from ingest.imap_structure import read_structure

TEXT = (
    b'("text" "plain" ("charset" "utf-8" "format" "flowed") NIL NIL "quoted-printable" 812 20'
    b" NIL NIL NIL NIL)"
)
HTML = b'("text" "html" ("charset" "utf-8") NIL NIL "7bit" 1602 40 NIL NIL NIL NIL)'
FILE = (
    b'("application" "pdf" ("name" "My \\"CV\\".pdf") "<i@d>" NIL "base64" 90210 NIL'
    b' ("attachment" ("filename" "My \\"CV\\".pdf")) NIL NIL)'
)
PAIR = b"(" + TEXT + HTML + b' "alternative" ("boundary" "b1") NIL NIL NIL)'
MIXED = b"(" + PAIR + FILE + b' "mixed" ("boundary" "b2") NIL NIL NIL)'
INNER = (
    b'("message" "rfc822" NIL NIL NIL "7bit" 900 (NIL "s" NIL NIL NIL NIL NIL NIL NIL NIL) %s 30'
    b" NIL NIL NIL NIL)"
)
FORWARD = b"(" + TEXT + INNER % PAIR + b' "mixed" ("boundary" "b3") NIL NIL NIL)'
HEADER = b"From: a@b.example\r\nDate: Mon, 2 Mar 2026 10:00:00 +0000\r\nContent-Type: multipart/mixed\r\n\r\n"


def asked_of(structure: bytes) -> list[str]:
    selection = select(read_structure(structure))
    return [part.section for part in selection.wanted] if selection else []


@pytest.mark.parametrize(
    ("structure", "sections"),
    [
        (TEXT, ["1"]),
        (PAIR, ["1"]),
        (MIXED, ["1.1"]),
        (FORWARD, ["1", "2"]),
        (PAIR.upper(), ["1"]),
        (PAIR.replace(b" NIL NIL NIL)", b")"), ["1"]),
        (FILE, []),
        (b"NIL", []),
        (b"()", []),
        (b"(" * 5000, []),
        (b"(" * 5000 + b")" * 5000, []),
        (b'("text" "plain', []),
    ],
)
def test_the_text_is_asked_for_and_nothing_else(structure: bytes, sections: list[str]) -> None:
    assert asked_of(structure) == sections


@pytest.mark.parametrize("structure", [TEXT, PAIR, MIXED, FORWARD])
def test_the_quick_way_and_the_careful_way_read_the_same(structure: bytes) -> None:
    quick = imap_responses.fetched(
        [b'* 1 FETCH (UID 7 INTERNALDATE " 1-Mar-2026 10:00:00 +0100" RFC822.SIZE 12 BODYSTRUCTURE '
         + structure + b" BODY[HEADER.FIELDS (FROM)]<0> {%d}" % len(HEADER), HEADER, b")"]
    )  # fmt: skip
    careful = imap_responses.fetched(
        [b"* 1 fetch (BODY[HEADER.FIELDS (From)]<0> {%d}" % len(HEADER), HEADER,
         b' RFC822.SIZE 12 BODYSTRUCTURE ' + structure
         + b' INTERNALDATE " 1-Mar-2026 10:00:00 +0100" UID 7 FLAGS ())']
    )  # fmt: skip
    assert quick is not None
    assert careful is not None
    assert isinstance(quick[1][b"BODYSTRUCTURE"], bytes)
    assert isinstance(careful[1][b"BODYSTRUCTURE"], list)
    for key in (b"INTERNALDATE", b"RFC822.SIZE", imap_responses.FIELDS):
        assert quick[1][key] == careful[1][key]
    one, other = (select(read_structure(items[b"BODYSTRUCTURE"])) for _, items in (quick, careful))
    content = {b"BODY[1]": b"Hello.\r\n", b"BODY[1.1]": b"Hello.\r\n", b"BODY[2.HEADER]": b"From: c@d\r\n"}
    assert isinstance(one, Selection)
    assert isinstance(other, Selection)
    assert put_together(one, HEADER, content) == put_together(other, HEADER, content)


def test_broken_structures_are_read_or_left() -> None:
    chance = random.Random(11)
    left = 0
    for _ in range(4000):
        mutant = bytearray(chance.choice((TEXT, PAIR, MIXED, FORWARD)))
        for _ in range(chance.randint(1, 6)):
            at = chance.randrange(len(mutant))
            if chance.random() < 0.5:
                mutant[at] = chance.choice(b'()"\\ {}[]<>NIL0129\x00\xff=?;*')
            else:
                del mutant[at : at + chance.randint(1, 20)]
        selection = select(read_structure(bytes(mutant)))
        left += selection is None
        if selection is not None:
            put_together(selection, HEADER, {b"BODY[1]": b"Hello.\r\n", b"BODY[1.1]": b"Hello.\r\n"})
    assert 1000 < left < 4000
