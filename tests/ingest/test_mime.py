"""Bytes become a message with its fields, date and key; whatever is wrong with them is said, not lost."""

# ruff: noqa: E501  mail is shown as programs write it
from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from domain import Mailbox
from errors import UnreadableMessage
from ingest.mime import read_message
from tests.ingest.mails import HEAD, mail, reason_of

ARRIVED = datetime(2026, 3, 4, 8, 20, tzinfo=UTC)


def without(field: bytes) -> bytes:
    return b"".join(line for line in HEAD.splitlines(keepends=True) if not line.startswith(field))


# --------------------------------------------------------------------------- headers


def test_a_plain_mail_is_read() -> None:
    message = read_message(mail())

    assert message.message_id == "<m1@birchlane.example>"
    assert message.sender == Mailbox("Lena Ortiz", "lena@birchlane.example")
    assert message.to == (Mailbox("Tomas Reiter", "tomas@alderpost.example"),)
    assert message.subject == "Thursday"
    assert message.date == datetime(2026, 3, 4, 8, 15, tzinfo=UTC)
    assert message.own_words == "Are you free?"
    assert message.size_bytes == len(mail())
    assert message.is_verified
    assert not message.is_degraded


@pytest.mark.parametrize(
    ("written", "read"),
    [
        ("=?utf-8?q?R=C3=BCckruf?=", "Rückruf"),
        ("=?UTF-8?B?UsO8Y2tydWY=?=", "Rückruf"),
        ("=?utf-8?B?UsO8Y2?= =?utf-8?B?tydWY=?=", "Rückruf"),  # cut inside a character's base64 group
        ("=?iso-8859-1?q?R=FCckruf?= today", "Rückruf today"),
        ("=?utf-8?q?R=C3=BCckruf_today?=", "Rückruf today"),
        ("=?gb2312?B?xOO6ww==?=", "你好"),
        ("=?idna?q?abc?=", "abc"),
        ("=?x-none?q?caf=C3=A9?=", "café"),
        ("=?utf-8?B?A?=", ""),
        ("a\x1b[31mb\x07 \u202ec", "a[31mb c"),
        ("broken =?utf-8?q?no end", "broken =?utf-8?q?no end"),
    ],
)
def test_a_subject_is_readable_however_it_was_encoded(written: str, read: str) -> None:
    raw = without(b"Subject") + b"Subject: " + written.encode() + b"\n\nhi\n"

    assert read_message(raw).subject == read


def test_a_subject_in_bytes_without_a_charset_is_read() -> None:
    for bytes_written in ("Rückruf".encode(), "Rückruf".encode("latin-1")):
        assert (
            read_message(without(b"Subject") + b"Subject: " + bytes_written + b"\n\nhi").subject == "Rückruf"
        )


def test_ids_keep_their_brackets_and_carry_nothing_else() -> None:
    raw = mail(
        extra="In-Reply-To: Your mail of Monday <p1@a.example>\nReferences: <p0@a.example>\r\n <p1@a.example>junk\n"
    )

    message = read_message(raw)

    assert message.in_reply_to == ("<p1@a.example>",)
    assert message.references == ("<p0@a.example>", "<p1@a.example>")


def test_a_mail_without_an_id_is_told_by_its_content() -> None:
    message = read_message(mail(head=without(b"Message-ID")))

    assert message.message_id == ""
    assert message.content_key == read_message(mail()).content_key


# --------------------------------------------------------------------------- senders


def test_the_last_address_in_brackets_is_the_sender_and_the_mail_is_doubted() -> None:
    message = read_message(mail(head=without(b"From") + b"From: ceo@corp.example <eve@elsewhere.example>\n"))

    assert message.sender.address == "eve@elsewhere.example"
    assert "another address" in message.suspicion


def test_an_address_repeated_as_its_own_name_is_no_ground_for_doubt() -> None:
    message = read_message(
        mail(head=without(b"From") + b'From: "lena@birchlane.example" <Lena@Birchlane.example>\n')
    )

    assert message.sender == Mailbox("", "lena@birchlane.example")
    assert message.is_verified


@pytest.mark.parametrize(
    ("fields", "doubt"),
    [
        (b"From: a@one.example\nFrom: b@two.example\n", "more than one From"),
        (b"From: a@one.example, b@two.example\n", "two senders"),
        (b"From: a@one.example\nAuthentication-Results: mx.example; spf=pass; dmarc=fail\n", "dmarc=fail"),
        (
            b"From: a@one.example\nAuthentication-Results: mx.example; dmarc=pass\n"
            b"Authentication-Results: mx.example; dmarc=fail\n",
            "",
        ),
        (b"From: a@one.example\nAuthentication-Results: mx.example; spf=softfail\n", ""),
    ],
)
def test_evidence_against_a_sender_is_told_and_missing_evidence_is_none(fields: bytes, doubt: str) -> None:
    suspicion = read_message(mail(head=without(b"From") + fields)).suspicion

    assert bool(suspicion) == bool(doubt)
    assert doubt in suspicion


def test_recipients_are_read_out_of_groups_comments_and_broken_lists() -> None:
    raw = mail(
        head=without(b"To"),
        extra='To: Team: "Reiter, Tomas" <tomas@alderpost.example>, ada@pinegrove.example (Ada Fenn);, <broken, Zoë <zoe@x.example>\n'
        "Cc: undisclosed-recipients:;\n",
    )

    message = read_message(raw)

    assert message.to[:2] == (
        Mailbox("Reiter, Tomas", "tomas@alderpost.example"),
        Mailbox("Ada Fenn", "ada@pinegrove.example"),
    )
    assert message.to[-1].address == "zoe@x.example"
    assert message.cc == ()


# --------------------------------------------------------------------------- dates


@pytest.mark.parametrize(
    "written",
    [
        None,
        "yesterday",
        "Thu, 1 Jan 1970 00:00:00 +0000",
        "Wed, 4 Mar 2037 09:15:00 +0100",
        "Wed, 44 Mar 2026 09:15:00 +0100",
    ],
)
def test_a_date_that_cannot_be_believed_gives_way_to_the_arrival(written: str | None) -> None:
    head = without(b"Date") + (f"Date: {written}\n".encode() if written else b"")

    assert read_message(mail(head=head), received_at=ARRIVED).date == ARRIVED


def test_a_clock_that_is_a_little_fast_is_believed() -> None:
    written = datetime(2026, 3, 4, 8, 15, tzinfo=UTC)

    assert read_message(mail(), received_at=written - timedelta(hours=23)).date == written


def test_a_mail_found_years_later_keeps_its_own_date() -> None:
    assert read_message(mail(), received_at=ARRIVED + timedelta(days=900)).date == datetime(
        2026, 3, 4, 8, 15, tzinfo=UTC
    )


def test_without_a_date_and_arrival_the_newest_received_field_dates_a_mail() -> None:
    raw = mail(
        head=b"Received: from b by a; Wed, 4 Mar 2026 09:20:00 +0100\nReceived: from c by b; Wed, 4 Mar 2026 07:00:00 +0100\n"
        + without(b"Date")
    )

    assert read_message(raw).date == ARRIVED


def test_a_mail_that_nothing_dates_is_unreadable_and_says_so() -> None:
    assert "nothing tells when it was sent" in reason_of(mail(head=without(b"Date")))


# --------------------------------------------------------------------------- what cannot be read


@pytest.mark.parametrize("raw", [b"", b"\n\n  \r\n", b"\x00\x00"])
def test_an_empty_message_is_unreadable(raw: bytes) -> None:
    assert "empty" in reason_of(raw)


@pytest.mark.parametrize("raw", [b"%PDF-1.7\n...", b"Dear Lena,\nhow are you?", b"\x89PNG\r\n\x1a\n"])
def test_what_is_no_mail_is_unreadable(raw: bytes) -> None:
    assert "no mail" in reason_of(raw)


def test_a_mail_whose_first_line_is_damaged_is_still_read() -> None:
    assert read_message(b"\xff\x00garbage\n" + mail()).subject == "Thursday"


def test_a_mail_nested_without_end_keeps_its_headers() -> None:
    nested = b"".join(
        b'Content-Type: multipart/mixed; boundary="%d"\n\n--%d\n' % (n, n) for n in range(5_000)
    )

    message = read_message(HEAD + nested)

    assert message.is_degraded
    assert (message.subject, message.own_words) == ("Thursday", "")


def test_a_header_of_many_megabytes_is_cut_and_the_text_still_read() -> None:
    raw = HEAD + b"X-Noise: " + b"a;" * 400_000 + b"\n" + b"X-More: b\n" * 60_000 + b"\nAre you free?\n"

    message = read_message(raw)

    assert (message.subject, message.own_words) == ("Thursday", "Are you free?")


@pytest.mark.parametrize("newline", [b"\n", b"\r\n", b"\r"])
def test_every_kind_of_line_end_is_understood(newline: bytes) -> None:
    message = read_message(mail().replace(b"\n", newline))

    assert (message.subject, message.own_words) == ("Thursday", "Are you free?")


@settings(max_examples=300)
@given(st.binary(max_size=600))
def test_random_bytes_are_read_or_unreadable_and_never_anything_else(noise: bytes) -> None:
    for raw in (
        noise,
        HEAD + noise,
        HEAD + b"\n" + noise,
        HEAD + b"Content-Type: multipart/mixed; boundary=x\n\n--x\n" + noise,
    ):
        try:
            message = read_message(raw)
        except UnreadableMessage:
            continue
        assert message.date.tzinfo is not None


@settings(max_examples=200)
@given(
    st.lists(
        st.tuples(
            st.sampled_from(
                [
                    "From",
                    "To",
                    "Date",
                    "Subject",
                    "Content-Type",
                    "Content-Transfer-Encoding",
                    "Content-Disposition",
                    "References",
                    "Received",
                    "Auto-Submitted",
                ]
            ),
            st.text(alphabet="abc@.<>()\",;:=?%*'\\ \t\x00éQB-utf8/0123456789", max_size=80),
        ),
        max_size=8,
    ),
    st.text(max_size=100),
)
def test_headers_of_any_shape_are_read_or_unreadable(fields: list[tuple[str, str]], body: str) -> None:
    raw = "".join(f"{name}: {value}\n" for name, value in fields).encode() + b"\n" + body.encode()
    try:
        message = read_message(raw, received_at=ARRIVED)
    except UnreadableMessage:
        return
    assert len(message.content_key) == 64


# --------------------------------------------------------------------------- one mail, one key


def test_one_mail_has_one_key_whether_it_comes_by_imap_or_from_an_archive() -> None:
    body = "Hi Tomas,\n\nFrom Monday on I am free.\n\nLena\n"
    by_imap = mail(body).replace(b"\n", b"\r\n")
    from_mbox = mail(body.replace("\nFrom ", "\n>From "), extra="Status: RO\nX-UID: 12\n")

    assert read_message(by_imap).content_key == read_message(from_mbox).content_key


def test_another_text_another_sender_or_another_date_is_another_mail() -> None:
    changed = [
        mail("Are you busy?\n"),
        mail().replace(b"lena@", b"ada@"),
        mail().replace(b"09:15:00", b"09:15:01"),
    ]

    assert len({read_message(raw).content_key for raw in [mail(), *changed]}) == 4
