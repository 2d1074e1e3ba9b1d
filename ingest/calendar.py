"""The events an invitation carries; a calendar that cannot be read costs the event, never the mail."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import replace
from datetime import date, datetime, time, timedelta, tzinfo
from itertools import islice
from typing import Any

from domain import Invitation, Mailbox
from ingest import headers

MOST_ATTENDEES = 500
MOST_EVENTS = 20  # of one mail
MOST_REPEATS = 300  # dates of a series, and how far ahead of its first one they are worked out
MOST_ZONE_RULES = 40
REPEATS_AHEAD = timedelta(days=3 * 366)

_ZONE_EDGE = re.compile(r"^(BEGIN|END):VTIMEZONE\b", re.MULTILINE | re.IGNORECASE)
_OBSERVANCE = re.compile(r"^BEGIN:(?:STANDARD|DAYLIGHT)\b", re.MULTILINE | re.IGNORECASE)
_RULE = re.compile(r"^RRULE[^:\r\n]{0,200}:(.{0,400})", re.MULTILINE | re.IGNORECASE)
# What a rule may be made of so that its dates can be counted without searching for them for minutes.
_PARTS_OF_ZONES = frozenset({"FREQ", "INTERVAL", "BYDAY", "BYMONTH", "BYMONTHDAY", "UNTIL", "COUNT", "WKST"})
_PARTS_OF_EVENTS = {
    "DAILY": frozenset({"INTERVAL", "UNTIL", "COUNT", "WKST"}),
    "WEEKLY": frozenset({"INTERVAL", "UNTIL", "COUNT", "WKST", "BYDAY"}),
    "MONTHLY": frozenset({"INTERVAL", "UNTIL", "COUNT", "WKST", "BYDAY", "BYMONTHDAY", "BYSETPOS"}),
    "YEARLY": frozenset({"INTERVAL", "UNTIL", "COUNT", "WKST", "BYDAY", "BYMONTH", "BYMONTHDAY", "BYSETPOS"}),
}


def read_invitations(calendars: Sequence[tuple[bytes, str]], *, zone: tzinfo) -> tuple[Invitation, ...]:
    """The events of all readable calendar parts, each given with the METHOD its part named.

    A series is one event with the dates it comes again; a date of it that was moved or called off counts in,
    and stands alone only where the series itself is not in the mail. `zone` is where floating times and
    all-day events are placed: that of the mail's Date. An event without a start is left out.
    """
    found: dict[tuple[str, datetime | None], Invitation] = {}
    for content, method in calendars[:10]:
        for one in _read(content, method, zone):
            found.setdefault((one.uid, one.recurrence), one)
    return tuple(islice(found.values(), MOST_EVENTS))


def _read(content: bytes, method: str, zone: tzinfo) -> list[Invitation]:
    from icalendar import Calendar

    text = _without_endless_zones(content.decode("utf-8", "replace"))
    try:
        parsed = Calendar.from_ical(text)
        method = method or str(parsed.get("METHOD", ""))
        return _told(islice(parsed.walk("VEVENT"), 10 * MOST_EVENTS), method, zone)
    except Exception:  # noqa: BLE001  icalendar raises ValueError, KeyError, IndexError, AttributeError and
        return []  # others on broken calendars; the mail is worth more than its event.


def _without_endless_zones(text: str) -> str:
    """The calendar without zones that take minutes to work out: their names must do then.

    Those are zones whose clock would change every second, and those beyond `MOST_ZONE_RULES` in all: a rule
    of Outlook's begins in 1601.
    """
    kept: list[str] = []
    at = begun = seen = 0
    for edge in _ZONE_EDGE.finditer(text):
        if edge[1].upper() == "BEGIN":
            begun = edge.start()
        elif begun >= at:
            zone = text[begun : edge.end()]
            seen += max(len(_OBSERVANCE.findall(zone)), 1)
            if seen > MOST_ZONE_RULES or not _is_countable(zone):
                kept.append(text[at:begun])
                at = edge.end()
    return "".join([*kept, text[at:]]) if kept else text


def _is_countable(zone: str) -> bool:
    rules = [_parts(rule[1]) for rule in _RULE.finditer(zone)]
    return all(rule.get("FREQ") == "YEARLY" and rule.keys() <= _PARTS_OF_ZONES for rule in rules)


def _parts(rule: str) -> dict[str, str]:
    pairs = (part.partition("=") for part in rule.strip().upper().split(";"))
    return {name.strip(): value.strip() for name, _, value in pairs if name.strip()}


def _told(events: Iterable[Any], method: str, zone: tzinfo) -> list[Invitation]:
    """Every event; the dates of a series that are told apart go into it."""
    whole: dict[str, tuple[Any, Invitation]] = {}
    single: dict[str, list[Invitation]] = {}
    for event in events:
        found = _invitation(event, method, zone)
        if found is None:
            continue
        if found.recurrence is None:
            whole.setdefault(found.uid, (event, found))
        else:
            single.setdefault(found.uid, []).append(found)
    told = [_with_repeats(event, one, single.pop(uid, []), zone) for uid, (event, one) in whole.items()]
    return told + [one for left in single.values() for one in left]


def _with_repeats(event: Any, first: Invitation, changed: list[Invitation], zone: tzinfo) -> Invitation:
    taken = {one.recurrence for one in changed} | set(_moments(event.get("EXDATE"), zone))
    dates = {*_counted(event, first.start), *_moments(event.get("RDATE"), zone), first.start} - taken
    dates |= {one.start for one in changed if not one.is_cancelled}
    if not dates:
        return replace(first, status="CANCELLED")  # every date of it was called off
    start, *later = sorted(dates)[: MOST_REPEATS + 1]
    length = first.end - first.start if first.end else None
    return replace(first, start=start, end=start + length if length else None, repeats=tuple(later))


def _counted(event: Any, start: datetime) -> list[datetime]:
    """The dates that the event's rule names, its first included; none for a rule we do not count out."""
    rule = event.get("RRULE")
    if rule is None or isinstance(rule, list):
        return []
    from dateutil.rrule import rrulestr

    parts = _parts(rule.to_ical().decode())
    often = parts.pop("FREQ", "")
    is_countable = often in _PARTS_OF_EVENTS and parts.keys() <= _PARTS_OF_EVENTS[often]
    if not is_countable or parts.get("INTERVAL", "1").strip("0") == "":
        return []
    # Counted by the clock on the wall: a series keeps its hour when summer time begins.
    last = start + REPEATS_AHEAD
    until = parts.pop("UNTIL", "")
    text = ";".join([f"FREQ={often}", *(f"{name}={value}" for name, value in parts.items())])
    wall = (when.replace(tzinfo=start.tzinfo) for when in rrulestr(text, dtstart=start.replace(tzinfo=None)))
    end = min(last, _until(until, start) or last)
    found: list[datetime] = []
    for when in islice(wall, MOST_REPEATS + 1):
        if when > end:
            break
        found.append(when)
    return found


def _until(text: str, start: datetime) -> datetime | None:
    """The last moment of a series; of a day without an hour, its end."""
    if not re.fullmatch(r"\d{8}(?:T\d{6}Z?)?", text):
        return None
    if len(text) == 8:
        return datetime.combine(date.fromisoformat(text), time.max, start.tzinfo)
    found = datetime.fromisoformat(text)
    return found if found.tzinfo is not None else found.replace(tzinfo=start.tzinfo)


def _moments(held: Any, zone: tzinfo) -> list[datetime]:
    """The moments of EXDATE or RDATE, which may stand in several lines with several values each."""
    lists = held if isinstance(held, list) else [held]
    found = [_moment(one, zone) for line in lists for one in getattr(line, "dts", ())]
    return [moment for moment in found if moment is not None]


def _invitation(event: Any, method: str, zone: tzinfo) -> Invitation | None:
    start = _moment(event.get("DTSTART"), zone)
    if start is None:
        return None
    end = _moment(event.get("DTEND"), zone)
    if end is None and event.get("DURATION") is not None:
        end = start + event["DURATION"].dt
    sequence = str(event.get("SEQUENCE", "0"))
    attendees = event.get("ATTENDEE", [])
    attendees = (attendees if isinstance(attendees, list) else [attendees])[:MOST_ATTENDEES]
    found = [(_mailbox(one), _answer(one)) for one in attendees]
    return Invitation(
        uid=_text(event.get("UID")),
        method=_text(method).upper(),
        status=_text(event.get("STATUS")).upper(),
        sequence=int(sequence) if sequence.isdecimal() and len(sequence) < 10 else 0,
        start=start,
        end=end if end is not None and end >= start else None,
        summary=_text(event.get("SUMMARY")),
        organizer=_mailbox(event.get("ORGANIZER")),
        attendees=tuple(dict.fromkeys(one for one, _ in found if one is not None)),
        answers=tuple({one.address: said for one, said in found if one is not None and said}.items()),
        recurrence=_moment(event.get("RECURRENCE-ID"), zone),
    )


def _answer(attendee: Any) -> str:
    """What an attendee has answered; empty where they have not."""
    said = str(getattr(attendee, "params", {}).get("PARTSTAT", "")).upper()
    return said if said in ("ACCEPTED", "DECLINED", "TENTATIVE", "DELEGATED") else ""


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
