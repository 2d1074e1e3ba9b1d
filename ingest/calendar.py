"""The event an invitation carries; a calendar that cannot be read costs the event, never the mail."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, datetime, time, tzinfo
from typing import Any

from domain import Invitation, Mailbox
from ingest import headers

MOST_ATTENDEES = 500


def read_invitation(calendars: Sequence[tuple[bytes, str]], *, zone: tzinfo) -> Invitation | None:
    """The first event of the first readable calendar part, each given with the METHOD its part named.

    `zone` is where floating times and all-day events are placed: that of the mail's Date. None where no part
    holds an event with a start.
    """
    for content, method in calendars[:10]:
        found = _read(content, method, zone)
        if found is not None:
            return found
    return None


def _read(content: bytes, method: str, zone: tzinfo) -> Invitation | None:
    from icalendar import Calendar

    try:
        parsed = Calendar.from_ical(content.decode("utf-8", "replace"))
        events = parsed.walk("VEVENT")
        # Of a series with exceptions the event itself comes first; an exception names RECURRENCE-ID.
        event = next((e for e in events if "RECURRENCE-ID" not in e), events[0] if events else None)
        return None if event is None else _invitation(event, method or str(parsed.get("METHOD", "")), zone)
    except Exception:  # noqa: BLE001  icalendar raises ValueError, KeyError, IndexError, AttributeError and
        return None  # others on broken calendars; the mail is worth more than its event.


def _invitation(event: Any, method: str, zone: tzinfo) -> Invitation | None:
    start = _moment(event.get("DTSTART"), zone)
    if start is None:
        return None
    end = _moment(event.get("DTEND"), zone)
    if end is None and event.get("DURATION") is not None:
        end = start + event["DURATION"].dt
    sequence = str(event.get("SEQUENCE", "0"))
    attendees = event.get("ATTENDEE", [])
    attendees = attendees if isinstance(attendees, list) else [attendees]
    found = [_mailbox(one) for one in attendees[:MOST_ATTENDEES]]
    return Invitation(
        uid=_text(event.get("UID")),
        method=_text(method).upper(),
        status=_text(event.get("STATUS")).upper(),
        sequence=int(sequence) if sequence.isdecimal() and len(sequence) < 10 else 0,
        start=start,
        end=end if end is not None and end >= start else None,
        summary=_text(event.get("SUMMARY")),
        organizer=_mailbox(event.get("ORGANIZER")),
        attendees=tuple(dict.fromkeys(one for one in found if one is not None)),
    )


def _moment(held: Any, zone: tzinfo) -> datetime | None:
    """An aware moment; an all-day event begins at midnight, a floating time counts in `zone`."""
    if isinstance(held, list):
        held = held[0] if held else None
    found = getattr(held, "dt", None)
    if isinstance(found, datetime):
        return found if found.tzinfo is not None else found.replace(tzinfo=zone)
    return datetime.combine(found, time(), zone) if isinstance(found, date) else None


def _mailbox(held: Any) -> Mailbox | None:
    if held is None:
        return None
    address = str(held).strip()
    address = address[7:] if address[:7].lower() == "mailto:" else address
    parameters = getattr(held, "params", {})
    if "@" not in address:
        address = str(parameters.get("EMAIL", ""))
    if "@" not in address:
        return None
    name = headers.decoded(str(parameters.get("CN", ""))).strip("'\" ")
    address = headers.safe(address).strip().lower()[:320]
    return Mailbox("" if name.lower() == address else name[:200], address)


def _text(held: Any) -> str:
    return "" if held is None else " ".join(headers.safe(str(held)).split())[:2000]
