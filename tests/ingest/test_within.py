"""What a mail that cannot be read still says, however it is encoded."""

from __future__ import annotations

import base64
import binascii
import quopri
import random

import pytest

from contacts.tracks import Tracks
from ingest.within import texts_within

NAME, ADDRESS = "Jürgen Falk", "juergen.falk@outside.example"
SAID = f"I met {NAME} yesterday, he wrote from {ADDRESS}; his wage is 60,000.\n"
HEAD = b"Content-Type: text/plain; charset=%b\r\nContent-Transfer-Encoding: base64\r\n\r\n"


def says(raw: bytes, words: str) -> bool:
    return any(words in text for text in texts_within(raw))


@pytest.mark.parametrize("charset", ["utf-8", "iso-8859-1", "windows-1252", "utf-16-le"])
@pytest.mark.parametrize("before", range(4))
def test_a_body_in_base64_is_decoded_wherever_it_begins(charset: str, before: int) -> None:
    body = base64.encodebytes(("So it goes. " * before + SAID * 40).encode(charset)).replace(b"\n", b"\r\n")
    raw = HEAD % charset.encode() + b"x" * before + body + b"--boundary--\r\n"
    assert says(raw, NAME)
    assert says(raw, ADDRESS)


def test_a_lost_letter_or_line_hides_only_what_stands_beside_it() -> None:
    body = base64.encodebytes((SAID * 200).encode())
    chance = random.Random(2)
    for _ in range(20):
        at = chance.randrange(len(body))
        assert says(HEAD % b"utf-8" + body[:at] + body[at + chance.randint(1, 90) :], NAME)


@pytest.mark.parametrize(
    "raw",
    [
        quopri.encodestring(SAID.encode()),
        quopri.encodestring(SAID.encode("latin-1")),
        b"Subject: =?utf-8?B?" + base64.b64encode(NAME.encode()) + b"?=\r\n",
        b"Subject: about =?iso-8859-1?Q?J=FCrgen Falk?=\r\n",
        b"<p>J&uuml;rgen Falk</p>",
        SAID.encode("utf-8"),
        SAID.encode("latin-1"),
        b"Content-Type: text/plain; charset=koi8-r\r\n\r\n"
        + b"\xe0\xce\xce\xc1 "
        + SAID.replace("ü", "u").encode(),
    ],
)
def test_other_ways_to_write_are_read(raw: bytes) -> None:
    tracks = Tracks(names=frozenset({NAME}))
    assert tracks.are_in(raw)
    assert not Tracks(names=frozenset({"Somebody Else"})).are_in(raw)


def test_letters_of_other_alphabets_are_read_in_the_charset_the_mail_names() -> None:
    raw = HEAD % b"koi8-r" + base64.encodebytes("Пишет Анна Петрова из Казани.".encode("koi8-r"))
    assert says(raw, "Анна Петрова")


def test_what_is_no_text_costs_little_and_says_nothing() -> None:
    noise = random.Random(3).randbytes(200_000)
    found = [text for text in texts_within(binascii.b2a_base64(noise)) if len(text) > 100]
    assert len(found) <= 4
