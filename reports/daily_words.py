"""The daily note in words: as plain text, as HTML, and as a mail."""

from __future__ import annotations

import sys
from collections.abc import Iterator, Sequence
from datetime import datetime
from email.message import EmailMessage
from zoneinfo import ZoneInfo

from reports import links, templates, words
from reports.daily import Appointment, DailyNote, Dated
from reports.letter import Envelope, letter

WHAT = {
    Dated.INTERVIEW: "interview of",
    Dated.CALL: "a call with",
    Dated.MEETING: "meeting with",
    Dated.PROMISE: "you promised",
}


def headline(note: DailyNote) -> str:
    """The note in one line, naming nobody."""
    told = [
        f"{len(some)} {day}" for some, day in ((note.today, "today"), (note.tomorrow, "tomorrow")) if some
    ]
    return f"On the calendar: {', '.join(told)}" if told else "Nothing has a date today or tomorrow."


def when(one: Appointment, zone: ZoneInfo) -> str:
    """'09:30', or what stands where no hour was named."""
    return f"{one.due.astimezone(zone):%H:%M}" if isinstance(one.due, datetime) else "In the day"


def text(note: DailyNote) -> str:
    """The note as plain text."""
    return "\n".join(_lines(note)) + "\n"


def html(note: DailyNote) -> str:
    """The note as mail programs and browsers show it."""
    told = sys.modules[__name__]
    return (
        templates.environment()
        .get_template("daily.html.j2")
        .render(note=note, told=told, words=words, links=links)
    )


def mail(note: DailyNote, envelope: Envelope) -> EmailMessage:
    """The note as a mail."""
    return letter(envelope, headline(note), text(note), html(note), at=note.as_of)


def _lines(note: DailyNote) -> Iterator[str]:
    yield f"{words.day(note.day, note.zone)}: {headline(note)}"
    yield from _day("Today", note.today, note.zone)
    yield from _day("Tomorrow", note.tomorrow, note.zone)


def _day(title: str, appointments: Sequence[Appointment], zone: ZoneInfo) -> Iterator[str]:
    if not appointments:
        return
    yield ""
    yield title
    yield "-" * len(title)
    for one in appointments:
        late = " - not prepared yet" if one.is_unprepared else ""
        yield f"- {when(one, zone)}: {WHAT[one.what]} {words.name(one.contact)}{late}"
        if one.words:
            yield f'  "{words.quote(one.words)}"'
        yield f"  {links.command(one.contact)}"
