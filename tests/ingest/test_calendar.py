"""An invitation carries its event, aware and complete; a broken calendar costs the event, never the mail."""

# ruff: noqa: E501  mail is shown as programs write it
from __future__ import annotations

from datetime import UTC, datetime
from zoneinfo import ZoneInfo

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


# --------------------------------------------------------------------------- answers, series, zones

AT_TEN_IN_BERLIN = "DTSTART;TZID=Europe/Berlin:20260305T100000\nDTEND;TZID=Europe/Berlin:20260305T110000"
CHANGED = """BEGIN:VEVENT
UID:e1@birchlane.example
RECURRENCE-ID;TZID=Europe/Berlin:20260319T100000
DTSTART;TZID=Europe/Berlin:20260320T150000
DTEND;TZID=Europe/Berlin:20260320T160000
STATUS:{status}
END:VEVENT
END:VCALENDAR
"""


def berlin(month: int, day: int, hour: int) -> datetime:
    return datetime(2026, month, day, hour, tzinfo=ZoneInfo("Europe/Berlin"))


def dates(found: Invitation | None) -> list[datetime]:
    assert found is not None
    return [found.start, *found.repeats]


def with_changed_date(content: str, *, status: str = "CONFIRMED") -> str:
    return content.replace("END:VCALENDAR\n", CHANGED.format(status=status))


def test_what_somebody_answered_is_read_with_who_it_was() -> None:
    found = invitation(
        event(method="REPLY").replace("PARTSTAT=NEEDS-ACTION", "PARTSTAT=DECLINED"), method="REPLY"
    )

    assert found is not None
    assert found.answers == (("tomas@alderpost.example", "DECLINED"),)


def test_a_series_names_its_coming_dates_at_the_same_hour_of_the_clock() -> None:
    times = f"{AT_TEN_IN_BERLIN}\nRRULE:FREQ=WEEKLY;COUNT=5\nEXDATE;TZID=Europe/Berlin:20260312T100000"

    assert dates(invitation(event(times))) == [
        berlin(3, 5, 10),
        berlin(3, 19, 10),
        berlin(3, 26, 10),
        berlin(4, 2, 10),  # summer time has begun
    ]


@pytest.mark.parametrize(
    ("rule", "last"),
    [
        ("FREQ=DAILY;UNTIL=20260307T235959Z", berlin(3, 7, 10)),
        ("FREQ=DAILY;UNTIL=20260307", berlin(3, 7, 10)),
        ("FREQ=WEEKLY;INTERVAL=2;COUNT=3", berlin(4, 2, 10)),
        ("FREQ=MONTHLY;BYDAY=MO,TU,WE,TH,FR;BYSETPOS=-1;COUNT=2", berlin(4, 30, 10)),
        ("FREQ=SECONDLY", berlin(3, 5, 10)),  # nobody meets every second
        ("FREQ=DAILY;INTERVAL=0", berlin(3, 5, 10)),
    ],
)
def test_the_rules_people_use_are_counted_out(rule: str, last: datetime) -> None:
    assert dates(invitation(event(f"{AT_TEN_IN_BERLIN}\nRRULE:{rule}")))[-1] == last


def test_a_series_without_an_end_is_counted_for_three_years() -> None:
    found = dates(invitation(event(f"{AT_TEN_IN_BERLIN}\nRRULE:FREQ=WEEKLY")))

    assert 150 < len(found) < 160


def test_a_date_of_a_series_that_was_moved_or_called_off_counts_in() -> None:
    weekly = event(f"{AT_TEN_IN_BERLIN}\nRRULE:FREQ=WEEKLY;COUNT=3")

    assert dates(invitation(with_changed_date(weekly)))[-1] == berlin(3, 20, 15)
    assert dates(invitation(with_changed_date(weekly, status="CANCELLED")))[-1] == berlin(3, 12, 10)


def test_one_date_of_a_series_sent_alone_says_which_it_is() -> None:
    found = invitation("BEGIN:VCALENDAR\nVERSION:2.0\n" + CHANGED.format(status="CONFIRMED"))

    assert found is not None
    assert (found.start, found.recurrence) == (berlin(3, 20, 15), berlin(3, 19, 10))


def test_several_events_in_one_mail_are_all_read() -> None:
    second = event().partition("BEGIN:VEVENT")[2].replace("UID:e1", "UID:e2").replace("T090000Z", "T130000Z")
    raw = multipart(
        "mixed",
        "Content-Type: text/plain\n\nSee you there.",
        "Content-Type: text/calendar; method=REQUEST\n\n"
        + event().replace("END:VCALENDAR\n", f"BEGIN:VEVENT{second}"),
    )

    message = read_message(raw)

    assert message.invitation is not None
    assert [one.uid for one in (message.invitation, *message.more_invitations)] == [
        "e1@birchlane.example",
        "e2@birchlane.example",
    ]


def test_a_calendar_given_twice_is_one_event() -> None:
    raw = multipart(
        "mixed",
        f"Content-Type: text/calendar; method=REQUEST\n\n{event()}",
        f"Content-Type: application/ics; name=invite.ics\nContent-Disposition: attachment\n\n{event()}",
    )

    assert read_message(raw).more_invitations == ()


ZONE = """BEGIN:VTIMEZONE
TZID:{name}
BEGIN:STANDARD
DTSTART:16010101T030000
TZOFFSETFROM:+0200
TZOFFSETTO:+0100
RRULE:{rule}
END:STANDARD
END:VTIMEZONE
BEGIN:VEVENT"""


@pytest.mark.parametrize("name", ["W. Europe Standard Time", "Customized Time Zone", "tzone://Microsoft/Utc"])
def test_a_zone_that_the_calendar_defines_itself_is_believed(name: str) -> None:
    content = event(f'DTSTART;TZID="{name}":20260105T100000')
    content = content.replace(
        "BEGIN:VEVENT", ZONE.format(name=name, rule="FREQ=YEARLY;BYDAY=-1SU;BYMONTH=10")
    )

    assert dates(invitation(content)) == [datetime(2026, 1, 5, 9, tzinfo=UTC)]


def test_a_zone_whose_clock_changes_every_second_is_not_counted_out() -> None:
    content = event("DTSTART;TZID=Bomb:20260105T100000")
    content = content.replace("BEGIN:VEVENT", ZONE.format(name="Bomb", rule="FREQ=SECONDLY"))

    assert dates(invitation(content)) == [datetime(2026, 1, 5, 9, tzinfo=UTC)]  # the mail's own +0100


def test_a_zone_of_endless_rules_is_not_counted_out() -> None:
    zone = ZONE.format(name="Bomb", rule="FREQ=YEARLY;BYDAY=-1SU;BYMONTH=10")
    rules = zone.partition("BEGIN:STANDARD")[2].partition("END:VTIMEZONE")[0]
    many = zone.replace("END:VTIMEZONE", f"BEGIN:STANDARD{rules}" * 500 + "END:VTIMEZONE")
    content = event("DTSTART;TZID=Bomb:20260105T100000").replace("BEGIN:VEVENT", many)

    assert dates(invitation(content)) == [datetime(2026, 1, 5, 9, tzinfo=UTC)]  # the mail's own +0100


@pytest.mark.parametrize(
    "content",
    ["BEGIN:VTIMEZONE\n" * 2000, "BEGIN:VTIMEZONE\nTZID:x\nEND:VTIMEZONE\n" * 2000, "END:VTIMEZONE\n" * 50],
)
def test_zones_without_end_cost_the_event_at_most(content: str) -> None:
    assert invitation("BEGIN:VCALENDAR\n" + content) is None
