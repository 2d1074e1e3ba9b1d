"""The zone that stands beside an hour: 3pm CET, 9am Pacific, 15:00 UTC+2, 11am Paris time, 9.30 in Oslo."""

from __future__ import annotations

import re
from datetime import timedelta, timezone, tzinfo
from zoneinfo import ZoneInfo

from nlp.places import zone_of

_ZONES = {
    "gmt": "Etc/GMT", "utc": "Etc/UTC", "bst": "Europe/London", "cet": "Europe/Paris", "cest": "Europe/Paris",
    "et": "America/New_York", "est": "America/New_York", "edt": "America/New_York", "ct": "America/Chicago",
    "cst": "America/Chicago", "cdt": "America/Chicago", "mt": "America/Denver", "mst": "America/Denver",
    "mdt": "America/Denver", "pt": "America/Los_Angeles", "pst": "America/Los_Angeles",
    "pdt": "America/Los_Angeles", "ist": "Asia/Kolkata", "sgt": "Asia/Singapore", "hkt": "Asia/Hong_Kong",
    "jst": "Asia/Tokyo", "aest": "Australia/Brisbane", "aedt": "Australia/Sydney",
    "awst": "Australia/Perth", "acst": "Australia/Darwin",
    "nzst": "Pacific/Auckland", "nzdt": "Pacific/Auckland", "gst": "Asia/Dubai", "eet": "Europe/Helsinki",
    "eest": "Europe/Helsinki", "wat": "Africa/Lagos", "eat": "Africa/Nairobi", "sast": "Africa/Johannesburg",
    "pkt": "Asia/Karachi",
}  # fmt: skip
_SPOKEN = {"eastern": "et", "central": "ct", "mountain": "mt", "pacific": "pt", "central european": "cet"}
_ZONE = re.compile(
    r"\s?\(?(?:(?P<offset>(?:UTC|GMT)\s?[+-]\d{1,2})(?!\d)|(?P<zone>[A-Z]{2,4}|gmt|utc|bst|cest|cet|est|edt|cst|pst|"
    r"ist|sgt|jst|aest)\b)"
)
_TIME = re.compile(
    r"\s?\(?(?:(?P<spoken>eastern|pacific|mountain|central european|central(?=\stime))\b"
    r"(?:\s(?:standard\s)?time\b)?"
    r"|(?:in\s)?(?P<place>[^\W\d_][\w.-]*(?:\s[^\W\d_][\w.-]*){0,2}?)(?:['’]s)?\stime\b)",
    re.IGNORECASE,
)
_CAPITALISED = r"(?-i:[^\W\d_a-zà-þ])[\w'’.-]*[^\W_](?:[ -](?-i:[^\W\d_a-zà-þ])[\w'’-]+){0,2}"
_HERE = re.compile(
    r"(?:,?\s(?:our|my|their|your|his|her|local)\stime)?,?\s(?:(?:over|here|out|up|down|back)\s)?in\s"
    rf"(?P<city>{_CAPITALISED})",
    re.IGNORECASE,
)
_THERE = re.compile(r"\s(?:(?:their|his|her|local)\stime\b|there(?=\s*(?:[.,;:!?)–-]|$)))", re.IGNORECASE)
_NAME = re.compile(_CAPITALISED, re.IGNORECASE)
_LOOK_BACK = 120  # characters before "their time" in which the place may be named


def zone_told(text: str, at: int) -> tzinfo | None:
    """The zone named right at this offset, or meant there by "their time"; None where none is."""
    told = _told(text, at)
    return _place_before(text, at) if told is None else told[0]


def without_zone(words: str) -> str:
    """The words less a zone that opens them."""
    told = _told(words, 0)
    return words if told is None else words[told[1] :]


def _told(text: str, at: int) -> tuple[tzinfo, int] | None:
    match = _ZONE.match(text, at)
    if match and match["offset"]:
        return timezone(timedelta(hours=int(match["offset"][3:].replace(" ", "")))), match.end()
    if match and match["zone"].lower() in _ZONES:
        return ZoneInfo(_ZONES[match["zone"].lower()]), match.end()
    named = _TIME.match(text, at)
    if named is not None and named["spoken"]:
        return ZoneInfo(_ZONES[_SPOKEN[named["spoken"].lower()]]), named.end()
    if named is not None and (zone := zone_of(named["place"])) is not None:
        return zone, named.end()
    here = _HERE.match(text, at)
    return None if here is None else _longest(text, *here.span("city"))


def _longest(text: str, start: int, end: int) -> tuple[tzinfo, int] | None:
    """The zone of the place that the capitalised words at `start` name, and where its name ends."""
    words = text[start:end]
    while words:
        zone = zone_of(words, is_certain=False)
        if zone is not None:
            return zone, start + len(words)
        words = words[: max(words.rfind(" "), 0)]
    return None


def _place_before(text: str, at: int) -> tzinfo | None:
    """The zone of the last place named before an hour "there" or in "their time"."""
    if _THERE.match(text, at) is None:
        return None
    found = None
    for match in _NAME.finditer(text, max(0, at - _LOOK_BACK), at):
        words = match.group().split()
        pieces = (" ".join(words[i:j]) for i in range(len(words)) for j in range(len(words), i, -1))
        found = next((zone for piece in pieces if (zone := zone_of(piece)) is not None), found)
    return found
