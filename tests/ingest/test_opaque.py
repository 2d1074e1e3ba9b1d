"""Signed S/MIME mail that holds its text in the signature is read; encrypted mail is known as such."""

from __future__ import annotations

import subprocess
from pathlib import Path

import pytest

from ingest.mime import read_message
from ingest.opaque import signed_content
from tests.ingest.mails import mail
from tests.servers import certificates

INSIDE = (
    b'Content-Type: multipart/mixed; boundary="in"\r\n\r\n--in\r\nContent-Type: text/plain\r\n\r\n'
    b"Are you free on Thursday?\r\n\r\nBest,\r\nLena\r\n--in\r\n"
    b"Content-Type: application/pdf; name=cv.pdf\r\nContent-Disposition: attachment; filename=cv.pdf\r\n\r\n"
    b"%PDF\r\n--in--\r\n"
)


def openssl(folder: Path, *arguments: str) -> bytes:
    done = subprocess.run(["openssl", *arguments], cwd=folder, input=INSIDE, check=True, capture_output=True)
    return done.stdout


@pytest.fixture(scope="module")
def keys(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("smime")
    certificates.make_ca(folder)
    certificates.make_server(folder)
    return folder


def sealed(keys: Path, *way: str) -> bytes:
    """A mail as openssl makes it."""
    signer = ("-signer", "server.pem", "-inkey", "server.key")
    made = openssl(keys, "cms", *way, "-binary", *(signer if "-sign" in way else ()))
    head, _, body = made.partition(b"\n\n")
    extra = head.decode() + "\n"
    return mail(body, extra=extra)


@pytest.mark.parametrize("way", [("-sign", "-nodetach"), ("-sign", "-nodetach", "-stream")])
def test_a_mail_that_is_only_signed_is_read_with_its_files(keys: Path, way: tuple[str, ...]) -> None:
    raw = sealed(keys, *way)
    assert b"signed-data" in raw

    message = read_message(raw)

    assert not message.is_encrypted
    assert (message.own_words, message.signature) == ("Are you free on Thursday?", "Best,\nLena")
    assert [file.name for file in message.attachments] == ["cv.pdf"]


def test_a_mail_that_is_signed_beside_its_text_is_read(keys: Path) -> None:
    message = read_message(sealed(keys, "-sign"))

    assert message.own_words == "Are you free on Thursday?"
    assert [file.name for file in message.attachments] == ["cv.pdf"]


def test_an_encrypted_mail_has_no_own_words(keys: Path) -> None:
    made = openssl(keys, "cms", "-encrypt", "-binary", "-aes256", "-recip", "server.pem")
    head, _, body = made.partition(b"\n\n")

    message = read_message(mail(body, extra=head.decode() + "\n"))

    assert message.is_encrypted
    assert (message.own_words, message.attachments) == ("", ())


def test_what_was_cut_off_is_read_as_far_as_it_goes(keys: Path) -> None:
    der = openssl(keys, "cms", "-sign", "-nodetach", "-binary", "-outform", "DER", "-signer", "server.pem", "-inkey", "server.key")  # fmt: skip  # noqa: E501

    assert signed_content(der) == INSIDE
    assert (signed_content(der[:200]) or b"").startswith(INSIDE[:60])


@pytest.mark.parametrize(
    "data",
    [
        b"",
        b"\x30",
        b"no BER at all",
        b"\x30\x80" * 5000,
        b"\x30\x84\xff\xff\xff\xff" + bytes.fromhex("06092a864886f70d010702"),
        b"\x24\x80" * 100_000,
        b"\x30\x80" + bytes.fromhex("06092a864886f70d010702") + b"\xa0\x80\x30\x80" + b"\x02\x00" * 200_000,
    ],
)
def test_bytes_that_are_no_signed_mail_hold_none(data: bytes) -> None:
    assert signed_content(data) is None


def test_an_answer_that_only_quotes_encrypted_mail_is_read() -> None:
    message = read_message(
        mail("I cannot open this.\n\n> -----BEGIN PGP MESSAGE-----\n> hQEMA\n> -----END PGP MESSAGE-----\n")
    )

    assert not message.is_encrypted
    assert message.own_words == "I cannot open this."
