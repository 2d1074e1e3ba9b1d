"""A message's text: chosen among its parts, decoded, flowed lines joined; attached mail is a forward."""

# ruff: noqa: E501  mail is shown as programs write it
from __future__ import annotations

import pytest

from domain import Mailbox
from ingest.mime import read_message
from tests.ingest.mails import mail, multipart


def test_plain_text_is_preferred_where_it_is_a_real_text() -> None:
    raw = multipart(
        "alternative",
        "Content-Type: text/plain\n\nAre you free?",
        "Content-Type: text/html\n\n<p>Are you <b>free</b>?</p><p>In HTML.</p>",
    )

    assert read_message(raw).own_words == "Are you free?"


@pytest.mark.parametrize(
    "stub",
    ["", "Please view this message in an HTML capable mail client.", "This message is in HTML format."],
)
def test_html_is_read_where_the_plain_text_only_stands_in_for_it(stub: str) -> None:
    raw = multipart(
        "alternative",
        f"Content-Type: text/plain\n\n{stub}",
        "Content-Type: text/html\n\n<p>Are you free on Thursday, or would the week after suit you better? "
        "I could also come to your office in the afternoon, if that helps.</p>",
    )

    assert read_message(raw).own_words.startswith("Are you free on Thursday")


def test_text_on_both_sides_of_a_picture_is_one_text() -> None:
    raw = multipart(
        "mixed",
        "Content-Type: text/plain\n\nHere is the floor plan.",
        "Content-Type: image/png; name=plan.png\nContent-Disposition: inline\nContent-Transfer-Encoding: base64\n\niVBORw0K",
        "Content-Type: text/plain\n\nMy desk would be by the window.",
    )

    message = read_message(raw)

    assert message.own_words == "Here is the floor plan.\n\nMy desk would be by the window."
    assert [file.name for file in message.attachments] == ["plan.png"]


def test_attachments_are_named_and_their_text_is_nobodys_words() -> None:
    raw = multipart(
        "mixed",
        "Content-Type: text/plain\n\nMy CV.",
        "Content-Type: text/plain\nContent-Disposition: attachment; filename*=utf-8''Ad%C3%A8le%20CV.txt\n\nBorn in 1990.",
        'Content-Type: application/pdf; name="=?utf-8?q?Ad=C3=A8le.pdf?="\nContent-Transfer-Encoding: base64\n\nAAAAAAAA',
    )

    message = read_message(raw)

    assert message.own_words == "My CV."
    assert [(file.name, file.content_type) for file in message.attachments] == [
        ("Adèle CV.txt", "text/plain"),
        ("Adèle.pdf", "application/pdf"),
    ]


def test_flowed_text_is_joined_again() -> None:
    body = "I could start in April, if the notice \nperiod allows it.\n\n> Earlier \n> perhaps?\nNo.\n"

    message = read_message(mail(body, extra="Content-Type: text/plain; format=flowed\n"))

    assert message.own_words == "I could start in April, if the notice period allows it.\n\nNo."


def test_flowed_text_with_delsp_loses_its_soft_spaces() -> None:
    message = read_message(
        mail("我周四 \n有空。\n", extra="Content-Type: text/plain; charset=utf-8; format=flowed; delsp=yes\n")
    )

    assert message.own_words == "我周四有空。"


@pytest.mark.parametrize(
    ("charset", "encoded_in"),
    [
        ("utf-8", "utf-8"),
        ("iso-8859-1", "cp1252"),
        ("windows-1252", "cp1252"),
        ("us-ascii", "utf-8"),
        ("", "utf-8"),
        ("x-unknown", "cp1252"),
        ("idna", "utf-8"),
    ],
)
def test_text_is_readable_in_the_charset_it_has_and_in_the_one_it_says(charset: str, encoded_in: str) -> None:
    extra = f"Content-Type: text/plain; charset={charset}\n" if charset else ""

    message = read_message(mail("Café, “naïve” – 5 €\n".encode(encoded_in), extra=extra))

    assert message.own_words == "Café, “naïve” – 5 €"


def test_russian_without_a_charset_is_guessed() -> None:
    text = "Добрый день! Я получил ваше письмо и готов обсудить условия на следующей неделе."

    assert read_message(mail(text.encode("koi8-r"))).own_words == text


def test_a_charset_that_is_a_trick_yields_no_control_characters() -> None:
    message = read_message(
        mail(b"\\x1b[31mred\n", extra="Content-Type: text/plain; charset=unicode_escape\n")
    )

    assert "\x1b" not in message.own_words


@pytest.mark.parametrize(
    "raw",
    [
        multipart(
            "encrypted",
            "Content-Type: application/pgp-encrypted\n\nVersion: 1",
            "Content-Type: application/octet-stream\n\n-----BEGIN PGP MESSAGE-----",
        ),
        mail("-----BEGIN PGP MESSAGE-----\n\nhQEMA\n-----END PGP MESSAGE-----\n"),
        mail(
            "MIIB",
            extra="Content-Type: application/pkcs7-mime; smime-type=enveloped-data; name=smime.p7m\nContent-Transfer-Encoding: base64\n",
        ),
    ],
)
def test_an_encrypted_mail_is_known_as_such_and_has_no_own_words(raw: bytes) -> None:
    message = read_message(raw)

    assert message.is_encrypted
    assert message.own_words == ""


def test_a_signed_mail_is_read_without_its_armour() -> None:
    body = "-----BEGIN PGP SIGNED MESSAGE-----\nHash: SHA256\n\nAre you free?\n\n- -- \nLena\n-----BEGIN PGP SIGNATURE-----\n\niQIz\n-----END PGP SIGNATURE-----\n"

    message = read_message(mail(body))

    assert (message.own_words, message.signature) == ("Are you free?", "Lena")


def test_a_mail_attached_whole_is_a_forward_of_its_author() -> None:
    raw = multipart(
        "mixed",
        "Content-Type: text/plain\n\nWorth a look?",
        "Content-Type: message/rfc822\n\nFrom: Ada Fenn <ada@pinegrove.example>\nSubject: CV\n\nPlease find my CV.",
    )

    message = read_message(raw)

    assert message.is_forward
    assert message.forwarded_from == (Mailbox("Ada Fenn", "ada@pinegrove.example"),)
    assert message.own_words == "Worth a look?"


def test_an_outlook_forward_is_told_by_its_subject() -> None:
    body = "Worth a look?\n\nFrom: Ada Fenn <ada@pinegrove.example>\nSent: Monday, March 2, 2026 8:00 AM\nTo: Lena Ortiz\nSubject: CV\n\nPlease find my CV.\n"

    forwarded = read_message(mail(body).replace(b"Subject: Thursday", b"Subject: FW: CV"))
    answered = read_message(mail(body).replace(b"Subject: Thursday", b"Subject: RE: CV"))

    assert forwarded.forwarded_from == (Mailbox("Ada Fenn", "ada@pinegrove.example"),)
    assert (forwarded.is_forward, answered.is_forward) == (True, False)
