"""A large mail read without its attachments says what the whole mail says; a real server shows it."""

from __future__ import annotations

from email.message import EmailMessage
from email.policy import SMTP

import pytest

from ingest import imap
from ingest.mime import read_message
from tests.imap.mailroom import PATIENCE, Clerk, letter
from tests.servers.offices import DovecotOffice, Office, dovecot  # noqa: F401

pytestmark = pytest.mark.dovecot
HEAVY = bytes(range(256)) * 4000
UMLAUTS = "Liebe Dana,\n\nich habe mich über das Gespräch gefreut.\n\nViele Grüße\nJörg\n"


def mail() -> EmailMessage:
    found = EmailMessage()
    found["From"] = "Jörg Möller <joerg.moeller@outside.example>"
    found["To"] = "dana@agency.example"
    found["Subject"] = "Unterlagen für den Termin"
    found["Date"] = "Mon, 23 Feb 2026 10:00:00 +0000"
    found["Message-ID"] = "<heavy@outside.example>"
    return found


def with_files() -> EmailMessage:
    found = mail()
    found.set_content(UMLAUTS)
    found.add_alternative(f"<p>{UMLAUTS}</p>", subtype="html")
    for number in range(3):
        found.add_attachment(
            HEAVY, maintype="application", subtype="pdf", filename=f"Mappe {number} – neu.pdf"
        )
    return found


def text_between_pictures() -> EmailMessage:
    found = mail()
    found.set_content("Above the picture.\n")
    found.make_mixed()
    found.add_attachment(HEAVY, maintype="image", subtype="png", disposition="inline")
    below = EmailMessage()
    below.set_content("Below the picture.\n", cte="base64")
    found.attach(below)
    return found


def with_an_invitation() -> EmailMessage:
    found = with_files()
    event = (
        "BEGIN:VCALENDAR\r\nVERSION:2.0\r\nMETHOD:REQUEST\r\nBEGIN:VEVENT\r\nUID:e1@outside.example\r\n"
        "DTSTAMP:20260223T100000Z\r\nDTSTART:20260305T090000Z\r\nDTEND:20260305T100000Z\r\nSUMMARY:Interview\r\n"
        "ORGANIZER:mailto:joerg.moeller@outside.example\r\nATTENDEE:mailto:dana@agency.example\r\n"
        "END:VEVENT\r\nEND:VCALENDAR\r\n"
    )
    found.add_attachment(event, subtype="calendar", params={"method": "REQUEST"}, filename="invite.ics")
    return found


def forwarded() -> EmailMessage:
    found = mail()
    found.set_content("See below.\n")
    inner = EmailMessage()
    inner["From"] = "Wanda Reiss <wanda@elsewhere.example>"
    inner["Subject"] = "My documents"
    inner["Date"] = "Sun, 22 Feb 2026 10:00:00 +0000"
    inner.set_content("Here they are.\n")
    inner.add_attachment(HEAVY, maintype="application", subtype="zip", filename="all.zip")
    found.add_attachment(inner)
    return found


def alone() -> EmailMessage:
    found = mail()
    found.set_content("A line that is said again and again.\n" * 20_000)
    return found


@pytest.fixture
def office(dovecot: object) -> Office:  # noqa: F811
    return DovecotOffice(dovecot)  # type: ignore[arg-type]


@pytest.mark.parametrize(
    "make",
    [with_files, text_between_pictures, with_an_invitation, forwarded, alone],
    ids=lambda m: m.__name__,
)
def test_it_says_the_same_without_its_attachments(office: Office, make: object) -> None:
    whole = make().as_bytes(policy=SMTP)  # type: ignore[operator]
    office.deliver(whole)
    dana = Clerk(office.account(folders=["INBOX"]), office.password)
    dana.sync()
    ((_, raw),) = dana.kept
    assert len(raw) < min(len(whole), 300_000)
    seen, meant = read_message(raw), read_message(whole)
    assert seen.content_key == meant.content_key
    assert seen.own_words[:5000] == meant.own_words[:5000]
    assert seen.kind == meant.kind
    assert seen.invitation == meant.invitation
    assert seen.forwarded_from == meant.forwarded_from
    assert [file.name for file in seen.attachments] == [file.name for file in meant.attachments]


def test_a_password_beyond_ascii_opens_a_real_mailbox(office: DovecotOffice) -> None:
    from tests.servers.dovecot import PASSWORD_WITH_UMLAUTS, USER_WITH_UMLAUTS

    account = office.server.account(USER_WITH_UMLAUTS)
    with imap.connect(account, PASSWORD_WITH_UMLAUTS, patience=PATIENCE) as connection:
        assert connection.folders()


def test_the_line_may_begin_in_the_clear_and_be_secured_then(office: DovecotOffice) -> None:
    office.deliver(letter(1))
    account = office.account(security="starttls", port=office.server.imap)
    assert Clerk(account, office.password).sync() == 1
