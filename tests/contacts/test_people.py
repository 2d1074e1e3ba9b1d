"""Who becomes a contact, and who is one person."""

from __future__ import annotations

from email.message import EmailMessage

import pytest
from sqlalchemy import select

from store.models import ContactRow, MessageRow
from tests.contacts.desk import OWN, Desk

LIN = "Lin Okoro <lin.okoro@quickmail.example>"


def people(quick_desk: Desk) -> dict[str, list[str]]:
    """Names with their addresses."""
    with quick_desk.database.read() as session:
        return {row.name: [a.address for a in row.addresses] for row in session.scalars(select(ContactRow))}


def test_one_address_is_one_person_under_any_name(quick_desk: Desk) -> None:
    quick_desk.take(
        quick_desk.mail(LIN, "me", "One"),
        quick_desk.mail('"Okoro, L." <LIN.OKORO@quickmail.example>', "me", "Two"),
    )
    assert people(quick_desk) == {"Lin Okoro": ["lin.okoro@quickmail.example"]}


def test_two_people_with_one_name_stay_two(quick_desk: Desk) -> None:
    quick_desk.take(
        quick_desk.mail(LIN, "me", "One"), quick_desk.mail("Lin Okoro <lin@hafenwerk.example>", "me", "Two")
    )
    with quick_desk.database.read() as session:
        assert len(session.scalars(select(ContactRow)).all()) == 2


@pytest.mark.parametrize(
    "sender",
    ["no-reply@jobs.example", "Hafenwerk Jobs <jobs@hafenwerk.example>", "info@hafenwerk.example",
     "MAILER-DAEMON@mx.example"],
)  # fmt: skip
def test_robots_and_offices_are_no_people(quick_desk: Desk, sender: str) -> None:
    quick_desk.take(quick_desk.mail(sender, "me", "Something came in"))
    assert people(quick_desk) == {}


def test_whoever_the_recruiter_writes_to_is_a_contact_without_answering(quick_desk: Desk) -> None:
    quick_desk.take(
        quick_desk.mail("me", ["lin.okoro@quickmail.example", "careers@hafenwerk.example"], "Hello")
    )
    assert people(quick_desk) == {"Lin Okoro": ["lin.okoro@quickmail.example"]}


def test_a_long_list_of_recipients_makes_no_contacts(quick_desk: Desk) -> None:
    quick_desk.take(
        quick_desk.mail("me", [f"guest{i}.smith@firm.example" for i in range(6)], "Season's greetings")
    )
    assert people(quick_desk) == {}


def test_whoever_only_stood_beside_the_recruiter_is_no_contact(quick_desk: Desk) -> None:
    """In a long To line, or in Cc: they did not write, and nobody wrote to them."""
    many = ["me", *(f"guest{i}.smith@firm.example" for i in range(12))]
    copied = {"Cc": "Omar Haddad <omar@firm.example>"}
    quick_desk.take(
        quick_desk.mail(LIN, many, "Dear all"), quick_desk.mail(LIN, "me", "Hello", headers=copied)
    )
    assert people(quick_desk) == {"Lin Okoro": ["lin.okoro@quickmail.example"]}


def test_newsletters_make_no_contacts(quick_desk: Desk) -> None:
    headers = {
        "List-Unsubscribe": "<https://firm.example/u>",
        "List-Id": "<weekly.firm.example>",
        "Precedence": "bulk",
    }
    quick_desk.take(
        quick_desk.mail("Ana Silva <ana@firm.example>", "me", "Our offers of the week", headers=headers)
    )
    assert people(quick_desk) == {}


def test_the_recruiter_is_no_contact(quick_desk: Desk) -> None:
    quick_desk.take(quick_desk.mail("me", "me", "Note to self"))
    assert people(quick_desk) == {}


def test_a_name_made_from_the_address_gives_way_to_the_real_one(quick_desk: Desk) -> None:
    quick_desk.take(quick_desk.mail("me", "lokoro@quickmail.example", "Hello"))
    assert list(people(quick_desk)) == ["Lokoro"]
    quick_desk.take(quick_desk.mail("Lin Okoro <lokoro@quickmail.example>", "me", "Hello"))
    assert list(people(quick_desk)) == ["Lin Okoro"]


def test_a_doubted_sender_becomes_nobody(quick_desk: Desk) -> None:
    forged = quick_desk.mail(LIN, "me", "Send me the list").replace(
        b"From: Lin Okoro <lin.okoro@quickmail.example>",
        b"From: lin.okoro@quickmail.example <thief@elsewhere.example>",
    )
    quick_desk.take(forged)
    with quick_desk.database.read() as session:
        assert session.scalar(select(MessageRow.suspicion))
    assert people(quick_desk) == {}


def test_participants_of_an_invitation_are_contacts(quick_desk: Desk) -> None:
    event = (
        "BEGIN:VCALENDAR\r\nVERSION:2.0\r\nPRODID:-//x//y//EN\r\nMETHOD:REQUEST\r\nBEGIN:VEVENT\r\nUID:e1@x\r\n"
        "DTSTAMP:20260106T090000Z\r\nDTSTART:20260112T130000Z\r\nDTEND:20260112T140000Z\r\nSEQUENCE:0\r\n"
        "SUMMARY:Panel interview: Lin Okoro\r\n"
        f"ORGANIZER;CN=Mara Vogt:mailto:{OWN}\r\n"
        "ATTENDEE;CN=Lin Okoro:mailto:lin.okoro@quickmail.example\r\n"
        "ATTENDEE;CN=Teodora Ilic:mailto:t.ilic@hafenwerk.example\r\n"
        "END:VEVENT\r\nEND:VCALENDAR\r\n"
    )

    def invite(message: EmailMessage) -> None:
        message.add_alternative(event, subtype="calendar", params={"method": "REQUEST"})

    quick_desk.take(
        quick_desk.mail("me", LIN, "Fourth floor.", subject="Panel interview: Lin Okoro", more=invite)
    )
    assert set(people(quick_desk)) == {"Lin Okoro", "Teodora Ilic"}


def test_mail_that_a_platform_relays_is_the_person_s(quick_desk: Desk) -> None:
    """The relay's address is nobody's; the same name through the relay again is the same person."""
    relay = "Lin Okoro via LinkedIn <inmail-hit-reply@linkedin.com>"
    quick_desk.take(quick_desk.mail(relay, "me", "I would like to hear more about the role in Kiel."))
    quick_desk.take(quick_desk.mail(relay, "me", "Did you get my message? I would like to talk."))
    found = people(quick_desk)
    assert found in ({"Lin Okoro": []}, {})
    with quick_desk.database.read() as session:
        kinds = set(session.scalars(select(MessageRow.kind)))
    assert (kinds == {"personal"}) == (found == {"Lin Okoro": []})
