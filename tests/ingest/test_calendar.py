"""An invitation carries its event, aware and complete; a broken calendar costs the event, never the mail."""

# ruff: noqa: E501  mail is shown as programs write it
from __future__ import annotations

from datetime import UTC, datetime

import pytest

from domain import Invitation, Kind, Mailbox
from ingest.mime import read_message
from tests.ingest.mails import mail, multipart

EVENT = """BEGIN:VCALENDAR
VERSION:2.0
PRODID:-//test//EN
METHOD:{method}
BEGIN:VEVENT
UID:e1@birchlane.example
SEQUENCE:{sequence}
DTSTAMP:20260301T080000Z
{times}
SUMMARY:Panel with the board
STATUS:CONFIRMED
ORGANIZER;CN=Lena Ortiz:mailto:Lena@birchlane.example
ATTENDEE;CN="Reiter, Tomas";PARTSTAT=NEEDS-ACTION:mailto:tomas@alderpost.example
ATTENDEE:mailto:ada@pinegrove.example
END:VEVENT
END:VCALENDAR
"""
IN_UTC = "DTSTART:20260305T090000Z\nDTEND:20260305T100000Z"


def event(times: str = IN_UTC, *, method: str = "REQUEST", sequence: str = "2") -> str:
    return EVENT.format(times=times, method=method, sequence=sequence)


def invitation(content: str, *, method: str = "REQUEST") -> Invitation | None:
    raw = multipart(
        "alternative",
        "Content-Type: text/plain\n\nSee you there.",
        f"Content-Type: text/calendar; method={method}; charset=utf-8\n\n{content}",
    )
    message = read_message(raw)
    assert message.own_words == "See you there."
    assert not message.is_degraded
    return message.invitation


def test_an_invitation_is_read_whole() -> None:
    assert invitation(event()) == Invitation(
        uid="e1@birchlane.example",
        method="REQUEST",
        status="CONFIRMED",
        sequence=2,
        start=datetime(2026, 3, 5, 9, tzinfo=UTC),
        end=datetime(2026, 3, 5, 10, tzinfo=UTC),
        summary="Panel with the board",
        organizer=Mailbox("Lena Ortiz", "lena@birchlane.example"),
        attendees=(Mailbox("Reiter, Tomas", "tomas@alderpost.example"), Mailbox("", "ada@pinegrove.example")),
    )


@pytest.mark.parametrize(
    ("times", "start"),
    [
        ("DTSTART;TZID=Europe/Berlin:20260305T100000\nDURATION:PT1H", datetime(2026, 3, 5, 9, tzinfo=UTC)),
        (
            "DTSTART;TZID=W. Europe Standard Time:20260305T100000\nDURATION:PT1H",
            datetime(2026, 3, 5, 9, tzinfo=UTC),
        ),
        (
            "DTSTART;TZID=Eastern Standard Time:20260305T040000\nDURATION:PT1H",
            datetime(2026, 3, 5, 9, tzinfo=UTC),
        ),
        (
            "DTSTART:20260305T100000\nDURATION:PT1H",
            datetime(2026, 3, 5, 9, tzinfo=UTC),
        ),  # floating: the mail's +0100
        ("DTSTART;VALUE=DATE:20260305\nDTEND;VALUE=DATE:20260306", datetime(2026, 3, 4, 23, tzinfo=UTC)),
    ],
)
def test_times_are_aware_whatever_zone_they_name(times: str, start: datetime) -> None:
    found = invitation(event(times))

    assert found is not None
    assert found.start == start
    assert found.end is not None
    assert found.end > found.start


def test_a_cancelled_event_is_known_as_such() -> None:
    found = invitation(event(method="CANCEL"), method="CANCEL")

    assert found is not None
    assert found.is_cancelled


def test_an_attached_calendar_file_makes_an_invitation() -> None:
    raw = multipart(
        "mixed",
        "Content-Type: text/plain\n\nSee you there.",
        f"Content-Type: application/octet-stream; name=invite.ics\nContent-Disposition: attachment; filename=invite.ics\n\n{event()}",
    )

    message = read_message(raw)

    assert message.kind is Kind.INVITATION
    assert message.invitation is not None


@pytest.mark.parametrize(
    "content",
    [
        "",
        "BEGIN:VCALENDAR",
        "BEGIN:VCALENDAR\nBEGIN:VEVENT\nEND:VCALENDAR",
        "nothing of the kind",
        event("DTSTART:2026-99-99"),
        event("DTEND:20260305T100000Z"),
        event("DTSTART;TZID=Nowhere/Land:20260305T100000", sequence="many").replace("END:VEVENT\n", ""),
        event("RRULE:FREQ=SOMETIMES"),
    ],
)
def test_a_broken_calendar_costs_the_event_and_not_the_mail(content: str) -> None:
    assert invitation(content) is None


def test_an_end_before_the_start_is_not_believed() -> None:
    found = invitation(event("DTSTART:20260305T090000Z\nDTEND:20260304T090000Z"))

    assert found is not None
    assert found.end is None


def test_a_mail_that_only_speaks_of_a_meeting_is_personal() -> None:
    assert read_message(mail("Shall we meet on Thursday at ten?\n")).kind is Kind.PERSONAL
