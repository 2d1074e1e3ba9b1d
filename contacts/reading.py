"""What the language room is given of a message, and what a calendar event says without words."""

from __future__ import annotations

from dataclasses import replace

from contacts.account import AccountProfile
from contacts.addresses import name_from_address
from contacts.events import events_of
from contacts.names import fold, parse_name, shown_name
from contacts.people import Roster
from contacts.stages import looks_like_interview
from domain import Direction, Mailbox, Message, Passage, Reading, Signal, SignalType

MOST_NAMES = 60  # known names that go with one passage
CALENDAR = "keepwarm.calendar.v1"


def passage_of(
    message: Message,
    direction: Direction,
    account: AccountProfile,
    roster: Roster,
) -> Passage | None:
    """The own words with what is known around them; None for mail that is not read."""
    if not message.kind.is_read or message.is_encrypted or message.is_degraded:
        return None
    people = (message.sender, *message.to, *message.cc)
    names = [spoken(person) for person in account.others(people)]
    if account.own_name:
        names.append(account.own_name)
    # Only what does not depend on the mail read before: a message says the same in whatever order it comes.
    names += roster.book_names_in(f"{message.own_words[:20_000]}\n{message.subject}")
    known = [shown for name in names if (shown := shown_name(name))]
    return Passage(
        text=message.own_words,
        date=message.date.astimezone(account.zone),
        direction=direction,
        kind=message.kind,
        subject=message.subject,
        author=shown_name(message.sender.name),
        addressees=tuple(shown for person in message.to if (shown := shown_name(person.name))),
        known_names=tuple(dict.fromkeys(known))[:MOST_NAMES],
        signature=message.signature,
        attachment_names=tuple(attachment.name for attachment in message.attachments),
        forwarded_names=tuple(shown_name(person.name) for person in message.forwarded_from if person.name),
    )


def spoken(person: Mailbox) -> str:
    """The display name, or one made from the address."""
    return person.name or name_from_address(person.address)


def with_calendar(message: Message, reading: Reading | None) -> Reading | None:
    """The reading, with the interviews that calendar events set: the start of each is a signal's `due`."""
    events = [
        event
        for event in events_of(message)
        if not event.is_cancelled and event.method in ("REQUEST", "PUBLISH", "")
    ]
    signals = list(reading.signals or ()) if reading else []
    read = [s for s in signals if s.type is SignalType.INTERVIEW_SCHEDULED]
    first = read[0] if read else None
    interviews = [
        Signal(
            type=SignalType.INTERVIEW_SCHEDULED,
            evidence=first.evidence if first else summary,
            start=first.start if first else -1,
            end=first.end if first else -1,
            about=next((s.about for s in read if s.about), None) or _named_in(summary, event.attendees),
            due=event.start,
            made_by=first.made_by if first else CALENDAR,
        )
        for event in events
        for summary in (event.summary or message.subject,)
        if read or looks_like_interview(summary)
    ]
    if not interviews:
        return reading
    kept = tuple(s for s in signals if s.type is not SignalType.INTERVIEW_SCHEDULED)
    return replace(reading or Reading(language="und"), signals=(*kept, *interviews))


def _named_in(summary: str, people: tuple[Mailbox, ...]) -> str | None:
    """The only participant whose full name stands in the event's summary."""
    words = set(fold(summary).replace("/", " ").replace(":", " ").replace(",", " ").split())
    found = [
        person.name
        for person in people
        if (name := parse_name(person.name)).is_full and all(forms & words for forms in name.forms)
    ]
    return found[0] if len(found) == 1 else None
