"""The zone that stands beside an hour: 3pm CET, 10 ET, 9am Pacific, 15:00 UTC+2, 11am Paris time."""

from __future__ import annotations

import re
from datetime import timedelta, timezone, tzinfo
from zoneinfo import ZoneInfo

_ZONES = {
    "gmt": "Etc/GMT", "utc": "Etc/UTC", "bst": "Europe/London", "cet": "Europe/Paris", "cest": "Europe/Paris",
    "et": "America/New_York", "est": "America/New_York", "edt": "America/New_York", "ct": "America/Chicago",
    "cst": "America/Chicago", "cdt": "America/Chicago", "mt": "America/Denver", "mst": "America/Denver",
    "mdt": "America/Denver", "pt": "America/Los_Angeles", "pst": "America/Los_Angeles",
    "pdt": "America/Los_Angeles", "ist": "Asia/Kolkata", "sgt": "Asia/Singapore", "hkt": "Asia/Hong_Kong",
    "jst": "Asia/Tokyo", "aest": "Australia/Brisbane", "aedt": "Australia/Sydney",
    "nzst": "Pacific/Auckland", "nzdt": "Pacific/Auckland", "gst": "Asia/Dubai", "eet": "Europe/Helsinki",
    "eest": "Europe/Helsinki", "wat": "Africa/Lagos", "eat": "Africa/Nairobi", "sast": "Africa/Johannesburg",
    "pkt": "Asia/Karachi",
}  # fmt: skip
_SPOKEN = {"eastern": "et", "central": "ct", "mountain": "mt", "pacific": "pt", "central european": "cet"}
_PLACES = {
    "uk": "Europe/London", "london": "Europe/London", "british": "Europe/London", "irish": "Europe/Dublin",
    "dublin": "Europe/Dublin", "new york": "America/New_York", "ny": "America/New_York",
    "boston": "America/New_York", "toronto": "America/Toronto", "chicago": "America/Chicago",
    "sf": "America/Los_Angeles", "california": "America/Los_Angeles", "india": "Asia/Kolkata",
    "indian": "Asia/Kolkata", "mumbai": "Asia/Kolkata", "singapore": "Asia/Singapore",
    "hong kong": "Asia/Hong_Kong", "tokyo": "Asia/Tokyo", "sydney": "Australia/Sydney",
    "melbourne": "Australia/Melbourne", "dubai": "Asia/Dubai", "lisbon": "Europe/Lisbon",
    "lagos": "Africa/Lagos", "nairobi": "Africa/Nairobi", "athens": "Europe/Athens",
    "istanbul": "Europe/Istanbul",
}  # fmt: skip
_CENTRAL_EUROPE = (
    "paris|berlin|german|french|spanish|madrid|polish|warsaw|amsterdam|dutch|zurich|swiss|italian|rome"
)
_ZONE = re.compile(
    r"\s?\(?(?:(?P<offset>(?:UTC|GMT)\s?[+-]\d{1,2})(?!\d)|(?P<zone>[A-Z]{2,4}|gmt|utc|bst|cest|cet|est|edt|cst|pst|"
    r"ist|sgt|jst|aest)\b)"
)
_TIME = re.compile(
    r"\s?\(?(?:(?P<spoken>eastern|pacific|mountain|central european|central(?=\stime))\b"
    r"(?:\s(?:standard\s)?time\b)?"
    rf"|(?P<place>{'|'.join(_PLACES)}|{_CENTRAL_EUROPE})(?:'s)?\stime\b)",
    re.IGNORECASE,
)


def zone_told(text: str, at: int) -> tzinfo | None:
    """The zone named right at this offset; None where none is."""
    told = _told(text, at)
    return None if told is None else told[0]


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
    if named is None:
        return None
    if named["spoken"]:
        return ZoneInfo(_ZONES[_SPOKEN[named["spoken"].lower()]]), named.end()
    return ZoneInfo(_PLACES.get(named["place"].lower(), "Europe/Paris")), named.end()
