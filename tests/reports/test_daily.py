"""The daily note: what has a date today or tomorrow, and nothing that is over, kept or called off."""

from __future__ import annotations

from datetime import datetime, timedelta
from email import message_from_bytes
from email.policy import default

from domain import (
    Contact,
    Direction,
    Exchange,
    Flag,
    FlagState,
    Kind,
    Meeting,
    Reason,
    Relationship,
    Role,
    SignalSeen,
    SignalType,
    Stage,
)
from reports import daily_words
from reports.daily import DailyNote, Dated, note_of
from reports.letter import Envelope
from tests.reports.sheets import NOW, flag, hostile
from warmth.days import BusinessCalendar
from warmth.policy import Policy

CALENDAR = BusinessCalendar("Europe/London", "GB")
TODAY, TOMORROW, LATER = NOW.date(), NOW.date() + timedelta(days=1), NOW.date() + timedelta(days=2)
AT_NOON = NOW.replace(hour=12, minute=0)


def exchange(
    *signals: SignalSeen, direction: Direction = Direction.OUTBOUND, days_ago: float = 1
) -> Exchange:
    at = NOW - timedelta(days=days_ago)
    return Exchange(f"<{at}@x>", at, direction, Kind.PERSONAL, "News", is_touch=True, signals=signals)


def signal(type_: SignalType, due: object, **more: bool) -> SignalSeen:
    return SignalSeen(type_, f"the words of {type_}", due=due, **more)  # type: ignore[arg-type]


def person(
    *exchanges: Exchange, meetings: tuple[Meeting, ...] = (), name: str = "Ana Petrov"
) -> Relationship:
    contact = Contact(1, name, ("ana@mail.example",), Role.CANDIDATE, stage=Stage.INTERVIEWING)
    return Relationship(contact, exchanges=exchanges, meetings=meetings)


def note(*relationships: Relationship, flags: tuple[Flag, ...] = ()) -> DailyNote:
    return note_of(flags, relationships, policy=Policy(), calendar=CALENDAR, as_of=NOW)


def dated(found: DailyNote) -> list[tuple[Dated, object]]:
    return [(one.what, one.due) for one in (*found.today, *found.tomorrow)]


def test_a_promise_for_today_and_one_for_tomorrow_are_told() -> None:
    found = note(
        person(exchange(signal(SignalType.PROMISE, TODAY), signal(SignalType.PROMISE, TOMORROW))),
    )
    assert dated(found) == [(Dated.PROMISE, TODAY), (Dated.PROMISE, TOMORROW)]
    told = daily_words.text(found)
    assert "On the calendar: 1 today, 1 tomorrow" in told
    assert "you promised Ana Petrov" in told


def test_what_was_promised_and_followed_by_mail_or_lies_further_off_is_not() -> None:
    kept = person(exchange(signal(SignalType.PROMISE, TODAY), days_ago=2), exchange(days_ago=1))
    far = person(exchange(signal(SignalType.PROMISE, LATER)))
    vague = person(exchange(signal(SignalType.PROMISE, TODAY, is_conditional=True)))
    assert note(kept, far, vague).is_empty


def test_a_call_that_was_named_is_told_until_the_two_have_talked() -> None:
    asked = exchange(signal(SignalType.CALL_REQUEST, AT_NOON, by_contact=True), direction=Direction.INBOUND)
    assert dated(note(person(asked))) == [(Dated.CALL, AT_NOON)]
    talk = Meeting("<m@x>", NOW - timedelta(days=1), NOW - timedelta(hours=2), None, "Call")
    assert note(person(asked, meetings=(talk,))).is_empty


def test_an_interview_says_whether_it_was_prepared() -> None:
    start = datetime.combine(TOMORROW, AT_NOON.timetz())
    told = person(exchange(signal(SignalType.INTERVIEW_SCHEDULED, start)))
    (one,) = note(told).tomorrow
    assert (one.what, one.is_unprepared) == (Dated.INTERVIEW, False)
    owed = flag(1, "Ana Petrov", "...", Reason.PREP_OWED)
    found = note(told, flags=(Flag(9, owed.finding, FlagState.OPEN, NOW),))
    assert found.tomorrow[0].is_unprepared
    assert "not prepared yet" in daily_words.text(found)
    assert "not prepared yet" in daily_words.html(found)


def test_a_meeting_that_is_over_or_called_off_is_not_told() -> None:
    said = NOW - timedelta(days=2)
    over = Meeting("<1@x>", said, NOW - timedelta(hours=1), None, "Coffee")
    off = Meeting("<2@x>", said, AT_NOON, None, "Lunch", is_cancelled=True)
    on = Meeting("<3@x>", said, AT_NOON, None, "Review of the shortlist")
    found = note(person(meetings=(over, off, on)))
    assert [one.words for one in found.today] == ["Review of the shortlist"]


def test_the_note_is_harmless_and_names_nobody_in_its_subject() -> None:
    summaries = hostile(40)
    meetings = tuple(
        Meeting(f"<{n}@x>", NOW - timedelta(days=1), AT_NOON, None, s) for n, s in enumerate(summaries)
    )
    found = note(*(person(meetings=(one,), name=one.summary) for one in meetings))
    written = daily_words.mail(found, Envelope("a@x.example", "a@x.example", "<keepwarm.daily.x@x.example>"))
    read = message_from_bytes(written.as_bytes(), policy=default)
    assert read["Subject"] == "On the calendar: 40 today"
    html = daily_words.html(found)
    for word in ("<script", "<img", "<iframe", "onerror=w", "\u202e"):
        assert word not in html.replace("&#34;", '"').lower() or word == "onerror=w"
    assert html.count("<style") == 1
