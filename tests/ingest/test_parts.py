"""A mail falls into the same parts as with Python's `email` package, however broken it is."""

# ruff: noqa: E501  mail is shown as programs write it
from __future__ import annotations

import random
import re
from collections.abc import Iterator
from email import message_from_bytes
from email.message import Message as Reference
from typing import Any

import pytest

from ingest.headers import parameter
from ingest.parameters import parameters
from ingest.parts import MOST_NESTED, MOST_PARTS, Part, TooNested, read_head, read_parts
from ingest.transfer import decoded
from tests.ingest.mails import HEAD, mail, multipart

SPECIMENS = [
    mail(),
    mail("caf=C3=A9 =\nau lait\n", extra="Content-Transfer-Encoding: quoted-printable\n"),
    mail("SGkgUml0YSwKCkhvcGUgeW91\nIGFyZSB3ZWxsLgo=\n", extra="Content-Transfer-Encoding: base64\n"),
    mail("\n\nbelow two blank lines\n", extra="X-Long: one\n two\n\tthree\nX-Empty:\n"),
    multipart("alternative", "\nplain\n", "Content-Type: text/html\n\n<p>rich</p>\n"),
    multipart(
        "mixed",
        "Content-Type: multipart/alternative; boundary=inner\n\npreamble\n--inner\n\na\n--inner\n\nb\n--inner--\n",
        'Content-Type: application/pdf; name="cv; new.pdf"\nContent-Disposition: attachment\n\nJVBERi0=\n',
        "Content-Type: message/rfc822\n\nFrom: x@y.example\nSubject: inside\n\nenclosed\n",
        "no header above this text\n",
    ),
    multipart("digest", "\nFrom: x@y.example\n\none\n", "\nFrom: z@y.example\n\ntwo\n"),
    multipart(
        "report; report-type=delivery-status",
        "\nIt was not delivered.\n",
        "Content-Type: message/delivery-status\n\nReporting-MTA: dns; m.example\n\nAction: failed\nStatus: 5.1.1\n",
        "Content-Type: text/rfc822-headers\n\nMessage-ID: <a@b.example>\n",
    ),
    multipart("signed", "Content-Type: text/plain\n\nsigned\n").replace(b"\n", b"\r\n"),
    b"From tomas@alderpost.example Wed Mar  4 09:15:00 2026\n" + mail(),
]
PIECES = [
    b"\n", b"\r\n", b"\r", b"\n\n", b"--", b"--edge", b"\n--edge\n", b"\n--edge--\n", b": ", b";", b'"', b"\x00",
    b"\xff\xe9", b" ", b"\n ", b"\n\t", b"From x\n", b"Content-Type: multipart/mixed; boundary=x\n\n--x\n",
    b"Content-Type: message/rfc822\n\n", b"Content-Transfer-Encoding: base64\n", b"=", b">",
]  # fmt: skip


def mutants(count: int) -> Iterator[bytes]:
    """Specimens with pieces put in, taken out and moved; the same in every run."""
    chance = random.Random(20_260_304)
    for _ in range(count):
        raw = bytearray(chance.choice(SPECIMENS))
        for _ in range(chance.randint(1, 5)):
            at, act = chance.randrange(len(raw) + 1), chance.random()
            if act < 0.4:
                raw[at:at] = chance.choice(PIECES)
            elif act < 0.6:
                del raw[at : at + chance.randint(1, 40)]
            elif act < 0.75:
                raw[at : at + 1] = bytes([chance.randrange(256)])
            else:
                lines = raw.split(b"\n")
                lines.insert(chance.randrange(len(lines)), chance.choice(lines))
                raw = bytearray(b"\n".join(lines))
        yield bytes(raw)


def ours(part: Part) -> list[object]:
    """Type, fields and content, or the parts inside."""
    fields = {name: [collapsed(one) for one in told] for name, told in part.fields.items()}
    inside = [ours(child) for child in part.children]
    return [part.content_type, fields, inside or part.content.split()]


def theirs(part: Reference) -> list[object]:
    """The same of the standard library's object."""
    fields: dict[str, list[str]] = {}
    for name, told in part.raw_items():
        fields.setdefault(name.lower(), []).append(collapsed(told))
    content_type = part.get_content_type().replace("\ufffd", "?")
    held: Any = part._payload  # type: ignore[attr-defined]  # `get_payload` decodes
    if isinstance(held, list):
        return [content_type, fields, [theirs(child) for child in held]]
    return [content_type, fields, (held or "").encode("ascii", "surrogateescape").split()]


def collapsed(told: object) -> str:
    return " ".join(str(told).split())


@pytest.mark.parametrize("raw", SPECIMENS)
def test_an_honest_mail_falls_into_the_same_parts(raw: bytes) -> None:
    assert ours(read_parts(raw)) == theirs(message_from_bytes(raw))


def test_a_broken_mail_falls_into_the_same_parts() -> None:
    for raw in mutants(3_000):
        if re.search(rb"^[!-9;-~]+[ \t]+:", raw, re.MULTILINE):
            continue  # the obsolete "From :" is a field to us, and to the standard library a text
        assert ours(read_parts(raw)) == theirs(message_from_bytes(raw)), raw


def test_a_space_before_the_colon_is_allowed_in_every_part() -> None:
    root = read_parts(
        HEAD + b"Reply-To : x@y.example\nContent-Type : message/rfc822\n\nSubject : inside\n\na\n"
    )
    assert root.fields["reply-to"] == ["x@y.example"]
    assert root.children[0].fields == {"subject": ["inside"]}


def test_a_sentence_that_begins_with_from_is_text() -> None:
    root = read_parts(HEAD + b"From what I hear they like you.\nSee you.\n")
    assert root.content == b"From what I hear they like you.\nSee you.\n"


@pytest.mark.parametrize("lines", [b"\n", b"\r\n"])
def test_the_line_end_above_a_delimiter_belongs_to_the_delimiter(lines: bytes) -> None:
    root = read_parts(multipart("mixed", "\none\n", "\ntwo").replace(b"\n", lines))
    assert [child.content for child in root.children] == [b"one" + lines, b"two"]


def test_more_nesting_than_any_honest_mail_has_is_told() -> None:
    with pytest.raises(TooNested):
        read_parts(HEAD + b"Content-Type: message/rfc822\n\n" * (MOST_NESTED + 1))


def test_no_more_parts_are_cut_than_any_honest_mail_has() -> None:
    assert len(read_parts(multipart("mixed", *["\na\n"] * (MOST_PARTS + 9))).children) == MOST_PARTS


def test_the_head_alone_has_no_content() -> None:
    head = read_head(mail("Are you free?\n"))
    assert head.fields["subject"] == ["Thursday"]
    assert head.content == b""


def test_fields_larger_than_any_honest_one_are_cut() -> None:
    root = read_parts(HEAD + b"X: " + b"a" * 20_000 + b"\n" + b"Y: b\n" * 60_000 + b"\nAre you free?\n")
    assert len(root.fields["x"][0]) == 16 * 1024
    assert len(root.fields["y"]) < 60_000
    assert root.content == b"Are you free?\n"


# --------------------------------------------------------------------------- parameters


@pytest.mark.parametrize(
    ("field", "name", "told"),
    [
        ("text/plain; charset=utf-8", "charset", "utf-8"),
        ('text/plain; CHARSET="UTF-8"; format=flowed', "charset", "UTF-8"),
        ('application/pdf;\n name="cv; new.pdf"', "name", "cv; new.pdf"),
        ("application/pdf; name=cv new.pdf", "name", "cv new.pdf"),
        ('application/pdf; name="a \\"b\\".pdf"', "name", 'a "b".pdf'),
        ("application/pdf; name*=utf-8''R%C3%A9sum%C3%A9.pdf", "name", "Résumé.pdf"),
        ("application/pdf; name*0=R%C3; name*1=abc.pdf", "name", "R%C3abc.pdf"),
        ("text/plain; charset=a; charset=b", "charset", "a"),
        ("text/plain; charset", "charset", ""),
        ("text/plain", "charset", ""),
    ],
)
def test_parameters_are_read_as_programs_write_them(field: str, name: str, told: str) -> None:
    assert parameters(field).get(name, "") == told


def test_a_file_name_in_bytes_is_shown_as_letters() -> None:
    root = read_parts(b"Content-Disposition: attachment; filename=ci\xc3\xable.pdf\n\nx")
    assert parameter(root, "filename", "content-disposition") == "ciële.pdf"


# --------------------------------------------------------------------------- transfer encodings


@pytest.mark.parametrize(
    "cut",
    ["SGkgUml0YSwgaG93IGFyZSB5b3U/", "SGkgUml0YSwgaG93IGFyZSB5b3U", "SGkg\r\nUml0YSwgaG93IGFyZSB5b3U/X"],
)
def test_base64_is_read_as_far_as_it_goes(cut: str) -> None:
    assert decoded(cut.encode(), "base64").startswith(b"Hi Rita, how are you")


def test_a_uuencoded_part_is_read_and_a_broken_one_stands_as_it_is() -> None:
    assert decoded(b"begin 644 note.txt\n%2&5L;&\\\n`\nend\n", "x-uuencode") == b"Hello"
    assert decoded(b"no such thing", "x-uuencode") == b"no such thing"


def test_an_unknown_encoding_leaves_the_bytes_alone() -> None:
    assert decoded(b"8 bit", "8bit") == b"8 bit"
