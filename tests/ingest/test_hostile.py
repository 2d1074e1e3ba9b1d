"""Mail written to stall a reader costs time that grows with its length and no faster.

Time itself is never measured: the interpreter's calls are counted, and twice the text may cost little more
than twice the calls. Patterns are held linear by a second test that looks at the patterns themselves.
"""

# ruff: noqa: E501  mail is shown as programs write it
from __future__ import annotations

import importlib
import pkgutil
import re
import sys
from collections.abc import Callable
from types import FrameType
from typing import Any

import pytest

import ingest
from errors import UnreadableMessage
from ingest.html import to_text
from ingest.mime import read_message
from ingest.zones import split
from tests.ingest.mails import HEAD

PIECES = [
    "On ", "On x\n", "> ", ">", "> a\n", "> a\nb\n", "a:\n", "From: a\n", "To: a\ncc: b\n", "On 1/2/2003 x wrote:\n", "(", "-- \n", "_ ", "____________\n", "Thanks,\n", "\n",
    "Bob\n", "this message is confidential ", "sent from my ", "this email is confidential and privileged\n\n", "=?utf-8?B?A?=", "a@b.c ", "http://a.b/c ", "-- \nBob\n\n",
    "On Monday 2003 \n x\n y:\n", "-----Original Message-----\n", "See you. Thanks Bob. ", "x" * 70 + "\n", "\u202e", "P.S. a\n\n",
    "| a\n", ": a\n", "On 1/2/2003 x wrote:\n| a\n\n", "-Bob\n", "On 1/2/2003 Bob <a@b\n> wrote:\n", "<<a.doc>> ", "<<a.doc>>\n", "Thanks,\nBob Smith\n\n", "(see attached file: ", "Bob Smith\nx4411\n", "\tx\n\tFrom: a 1/2/2003 10:10\n", "=09=20\n", "Sent by: a\n1/2/2003 10:10\n", "2003-01-02 10:10 <a@b.c>:\n\n",
]  # fmt: skip
HTML_PIECES = [
    "<p>x",
    "<b>",
    "<",
    "&",
    "<br>",
    "<ul><li>x",
    '<div class="gmail_attr">x',
    "<div><blockquote>",
    "<td>",
    '<a href="',
    "&#x202e;",
]


def calls(run: Callable[[], object]) -> int:
    """How many calls, of Python and of C, something makes."""
    counted = 0

    def note(frame: FrameType, event: str, argument: Any) -> None:
        nonlocal counted
        counted += event in ("call", "c_call")

    sys.setprofile(note)
    try:
        run()
    except UnreadableMessage:
        pass
    finally:
        sys.setprofile(None)
    return counted


def assert_linear(run: Callable[[int], object]) -> None:
    run(500)  # patterns are compiled and word lists read
    once, twice = calls(lambda: run(10_000)), calls(lambda: run(20_000))
    assert twice < 2.4 * once + 2_000


@pytest.mark.parametrize("piece", PIECES)
def test_splitting_a_text_is_linear(piece: str) -> None:
    assert_linear(lambda length: split((piece * length)[:length], author="Bob Smith"))


@pytest.mark.parametrize("piece", HTML_PIECES)
def test_reading_html_is_linear(piece: str) -> None:
    assert_linear(lambda length: to_text((piece * length)[:length]))


HEADERS: dict[str, Callable[[int], bytes]] = {
    "semicolons": lambda n: HEAD + b"Content-Type: text/plain" + b";" * n + b"\n\nhi",
    "recipients": lambda n: HEAD + b"Cc: " + b"a@b.c, " * (n // 7) + b"\n\nhi",
    "brackets": lambda n: HEAD + b"Cc: " + b"(" * n + b"\n\nhi",
    "fields": lambda n: HEAD + b"X: y\n" * (n // 5) + b"\nhi",
    "encoded words": lambda n: HEAD + b"X: " + b"=?utf-8?B?A?= " * (n // 14) + b"\n\nhi",
    "folds": lambda n: HEAD + b"X: a" + b"\n b" * (n // 3) + b"\n\nhi",
    "references": lambda n: HEAD + b"References: " + b"<a@b> " * (n // 6) + b"\n\nhi",
    "parts": lambda n: HEAD + b"Content-Type: multipart/mixed; boundary=x\n\n" + b"--x\n\na\n" * (n // 7),
    "nested": lambda n: (
        HEAD
        + b"".join(b"Content-Type: multipart/mixed; boundary=%d\n\n--%d\n" % (i, i) for i in range(n // 50))
    ),
    "enclosed": lambda n: HEAD + b"Content-Type: message/rfc822\n\n" * (n // 30),
    "parameters": lambda n: HEAD + b"Content-Type: text/plain" + b"; name*1=a" * (n // 10) + b"\n\nhi",
    "delimiters that are none": lambda n: (
        HEAD + b"Content-Type: multipart/mixed; boundary=x\n\n--x\n\n" + b"a --x --x" * (n // 9)
    ),
    "delimiters alone": lambda n: (
        HEAD + b"Content-Type: multipart/mixed; boundary=x\n\n" + b"--x\n" * (n // 4)
    ),
    "an empty boundary": lambda n: (
        HEAD + b'Content-Type: multipart/mixed; boundary=""\n\n' + b"--\n\n" * (n // 4)
    ),
    "one boundary in another": lambda n: (
        HEAD + b"".join(b"Content-Type: multipart/mixed; boundary=x\n\n--x\n" for _ in range(n // 45))
    ),
    "digest": lambda n: (
        HEAD + b"Content-Type: multipart/digest; boundary=x\n\n" + b"--x\n\nFrom: a\n\nb\n" * (n // 17)
    ),
    "reports": lambda n: (
        HEAD + b"Content-Type: message/delivery-status\n\n" + b"Action: failed\n\n" * (n // 16)
    ),
    "senders": lambda n: HEAD + b"From: a@b.c\n" * (n // 12) + b"\nhi",
    "types": lambda n: HEAD + b"Content-Type: a/b; c=d\n" * (n // 23) + b"\nhi",
    "lines that continue nothing": lambda n: b" \n" * (n // 2) + HEAD + b"\nhi",
    "lone carriage returns": lambda n: HEAD + b"X: a\rY: b\n" * (n // 11) + b"\nhi",
    "mbox lines": lambda n: HEAD + b"From x\n" * (n // 7) + b"\nhi",
    "folded parameters": lambda n: HEAD + b'Content-Type: text/plain; a="' + b"\n " * (n // 2) + b'"\n\nhi',
    "letters of no charset": lambda n: HEAD + b"\n" + b"\xe4\xf6 \x98\xfc. " * (n // 7),
    "charsets": lambda n: (
        HEAD + b"X: " + b"".join(b"=?x-%d?Q?=E4?= " % i for i in range(n // 14)) + b"\n\nhi"
    ),
    "broken base64": lambda n: HEAD + b"Content-Transfer-Encoding: base64\n\n" + b"QUJD=" * (n // 5) + b"Q",
    "broken quoted-printable": lambda n: HEAD + b"Content-Transfer-Encoding: quoted-printable\n\n" + b"=" * n,
    "uuencode": lambda n: HEAD + b"Content-Transfer-Encoding: uuencode\n\n" + b"begin 644 a\n" * (n // 12),
    "pasted files": lambda n: HEAD + b"\n" + b"begin 644 a\n%2&5L\n" * (n // 18) + b"end\n",
    "flowed": lambda n: HEAD + b"Content-Type: text/plain; format=flowed\n\n" + b">a \n" * (n // 4),
    "quotes in quotes": lambda n: HEAD + b"\n" + b"> " * (n // 2),
    "armour": lambda n: HEAD + b"\n" + b"-----BEGIN PGP SIGNED MESSAGE-----\n" * (n // 35),
    "calendar": lambda n: (
        HEAD + b"Content-Type: text/calendar\n\nBEGIN:VCALENDAR\n" + b"BEGIN:VEVENT\n" * (n // 13)
    ),
}


@pytest.mark.parametrize("name", HEADERS)
def test_reading_a_mail_is_linear(name: str) -> None:
    assert_linear(lambda length: read_message(HEADERS[name](length)))


def patterns() -> list[tuple[str, str]]:
    """Every compiled pattern at the top of the modules of this room."""
    found = []
    for module in pkgutil.iter_modules(ingest.__path__, "ingest."):
        for name, value in vars(importlib.import_module(module.name)).items():
            if isinstance(value, re.Pattern):
                text = value.pattern if isinstance(value.pattern, str) else value.pattern.decode("latin-1")
                found.append((f"{module.name}.{name}", text))
    return found


@pytest.mark.parametrize(("name", "pattern"), patterns())
def test_no_pattern_repeats_a_repetition_without_end(name: str, pattern: str) -> None:
    parser = __import__("re._parser", fromlist=["parse"])

    def endless(tree: Any, inside: bool) -> bool:
        for operation, argument in tree:
            kind = str(operation)
            if kind in ("MAX_REPEAT", "MIN_REPEAT"):
                repeats = argument[1] > 1_000
                if (repeats and inside) or endless(argument[2], inside or repeats):
                    return True
            elif kind == "BRANCH":
                if any(endless(one, inside) for one in argument[1]):
                    return True
            elif kind == "SUBPATTERN" and endless(argument[3], inside):
                return True
        return False

    assert not endless(parser.parse(pattern), inside=False)
