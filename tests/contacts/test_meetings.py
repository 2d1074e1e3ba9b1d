"""What calendar mail means for a relationship: who meets when, and who does not after all."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from email.message import EmailMessage

import pytest
from sqlalchemy import select

from contacts.address_book import keep
from domain import Meeting
from ingest.books.table import read_table
from store.models import ContactRow, StageRow
from store.relationships import relationships
from tests.contacts.desk import NOW, OWN, Desk

LIN = "Lin Okoro <lin.okoro@quickmail.example>"
EDE = "Ede Brandt <ede.brandt@nordkai.example>"
FIRST = datetime(2026, 3, 2, 10, tzinfo=UTC)


def ics(
    *,
    method: str = "REQUEST",
    start: datetime = FIRST,
    sequence: int = 0,
    more: str = "",
    lin: str = "NEEDS-ACTION",
    own: str = "ACCEPTED",
    attendee: str = "lin.okoro@quickmail.example",
) -> Callable[[EmailMessage], None]:
    """A calendar part: the recruiter invites Lin and Ede."""
    attendees = f"ATTENDEE;PARTSTAT={lin}:mailto:{attendee}\n"
    if method != "REPLY":
        attendees += f"ATTENDEE:mailto:ede.brandt@nordkai.example\nATTENDEE;PARTSTAT={own}:mailto:{OWN}\n"
    content = (
        f"BEGIN:VCALENDAR\nVERSION:2.0\nMETHOD:{method}\nBEGIN:VEVENT\nUID:u1\nSEQUENCE:{sequence}\n"
        f"DTSTART:{start:%Y%m%dT%H%M%SZ}\nDURATION:PT1H\nSUMMARY:Interview with Nordkai\n"
        f"ORGANIZER:mailto:{OWN}\n"
        f"{attendees}{more}END:VEVENT\nEND:VCALENDAR\n"
    )

    def attach(message: EmailMessage) -> None:
        message.add_alternative(content, subtype="calendar", params={"method": method})

    return attach


def meetings(desk: Desk, who: str = "Lin Okoro", *, as_of: datetime = NOW) -> tuple[Meeting, ...]:
    with desk.database.read() as session:
        id_ = session.scalar(select(ContactRow.id).where(ContactRow.name == who))
        assert id_ is not None
        (one,) = relationships(session, contact_ids=[id_], as_of=as_of)
        return one.meetings


def standing(desk: Desk, who: str = "Lin Okoro") -> list[datetime]:
    return [meeting.start for meeting in meetings(desk, who) if not meeting.is_cancelled]


def invite(desk: Desk, more: Callable[[EmailMessage], None]) -> None:
    desk.take(desk.mail("me", [LIN, EDE], "Please come.", more=more))


def answer(desk: Desk, more: Callable[[EmailMessage], None], sender: str = LIN) -> None:
    desk.take(desk.mail(sender, "me", "", subject="Re: Interview", more=more))


def test_who_declines_does_not_meet_and_the_others_do(quick_desk: Desk) -> None:
    invite(quick_desk, ics())
    assert standing(quick_desk) == [FIRST]
    answer(quick_desk, ics(method="REPLY", lin="DECLINED"))
    assert standing(quick_desk) == []
    assert standing(quick_desk, "Ede Brandt") == [FIRST]


def test_who_declines_and_then_accepts_comes(quick_desk: Desk) -> None:
    invite(quick_desk, ics())
    answer(quick_desk, ics(method="REPLY", lin="DECLINED"))
    answer(quick_desk, ics(method="REPLY", lin="ACCEPTED"))
    assert standing(quick_desk) == [FIRST]


def test_a_no_to_the_old_time_is_none_to_the_new_one(quick_desk: Desk) -> None:
    invite(quick_desk, ics())
    answer(quick_desk, ics(method="REPLY", lin="DECLINED"))
    moved = FIRST + timedelta(days=2)
    invite(quick_desk, ics(start=moved, sequence=1))
    assert standing(quick_desk) == [moved]


def test_the_recruiters_own_no_calls_it_off_for_everybody(quick_desk: Desk) -> None:
    invite(quick_desk, ics(own="DECLINED"))
    assert standing(quick_desk) == standing(quick_desk, "Ede Brandt") == []


def test_a_no_from_an_address_nobody_knows_is_its_senders(quick_desk: Desk) -> None:
    invite(quick_desk, ics())

    answer(quick_desk, ics(method="REPLY", lin="DECLINED", attendee="lo@intern.quickmail.example"))
    assert standing(quick_desk) == []


def test_a_yes_tells_of_a_meeting_whose_invitation_lies_elsewhere(quick_desk: Desk) -> None:
    answer(quick_desk, ics(method="REPLY", lin="ACCEPTED"))
    assert standing(quick_desk) == [FIRST]


def test_a_cancelled_meeting_is_off_and_set_again_it_is_on(quick_desk: Desk) -> None:
    invite(quick_desk, ics())
    invite(quick_desk, ics(method="CANCEL", sequence=1))
    assert standing(quick_desk) == []
    invite(quick_desk, ics(sequence=2))
    assert standing(quick_desk) == [FIRST]


def test_a_series_is_met_date_by_date(quick_desk: Desk) -> None:
    invite(quick_desk, ics(more="RRULE:FREQ=WEEKLY;COUNT=4\n"))
    weeks = [FIRST + timedelta(weeks=n) for n in range(4)]
    assert standing(quick_desk) == weeks


def test_only_the_near_dates_of_an_endless_series_are_told(quick_desk: Desk) -> None:
    invite(quick_desk, ics(more="RRULE:FREQ=WEEKLY\n"))
    told = meetings(quick_desk, as_of=FIRST)
    assert [m.start for m in told] == [FIRST + timedelta(weeks=n) for n in range(9)]


def test_one_date_of_a_series_is_moved_called_off_or_declined(quick_desk: Desk) -> None:
    invite(quick_desk, ics(more="RRULE:FREQ=WEEKLY;COUNT=4\n"))
    second, third, fourth = (FIRST + timedelta(weeks=n) for n in (1, 2, 3))
    moved = second + timedelta(hours=4)

    def which(date: datetime) -> str:
        return f"RECURRENCE-ID:{date:%Y%m%dT%H%M%SZ}\n"

    invite(quick_desk, ics(start=moved, sequence=1, more=which(second)))
    invite(quick_desk, ics(method="CANCEL", start=third, sequence=1, more=which(third)))
    answer(quick_desk, ics(method="REPLY", start=fourth, lin="DECLINED", more=which(fourth)))

    assert standing(quick_desk) == [FIRST, moved]
    assert standing(quick_desk, "Ede Brandt") == [FIRST, moved, fourth]


# --------------------------------------------------------------------------- stages


def stage(desk: Desk, who: str = "Lin Okoro") -> str:
    with desk.database.read() as session:
        query = select(StageRow.stage).join(ContactRow, ContactRow.id == StageRow.contact_id)
        return (
            session.scalars(query.where(ContactRow.name == who).order_by(StageRow.at.desc())).first()
        ) or ""


@pytest.fixture
def candidate(quick_desk: Desk) -> Desk:
    """A desk at which Lin is a candidate."""
    book = read_table("name,address,role\nLin Okoro,lin.okoro@quickmail.example,candidate\n")
    keep(quick_desk.database, book.entries, now=datetime(2026, 1, 1, tzinfo=UTC))
    return quick_desk


def test_an_invitation_to_an_interview_is_a_stage(candidate: Desk) -> None:
    invite(candidate, ics())
    assert stage(candidate) == "interviewing"


def test_an_interview_that_was_called_off_takes_no_stage_back(candidate: Desk) -> None:
    invite(candidate, ics())
    invite(candidate, ics(method="CANCEL", sequence=1))
    assert stage(candidate) == "interviewing"


def test_what_another_guest_declines_is_still_an_interview(candidate: Desk) -> None:
    invite(candidate, ics())
    answer(candidate, ics(method="REPLY", lin="DECLINED", attendee="ede.brandt@nordkai.example"), EDE)
    assert stage(candidate) == "interviewing"
