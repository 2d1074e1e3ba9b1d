"""Times of day as people write them: `10am`, `14:30`, `half past three`, `at 3`, `noon`.

A bare hour from one to seven is taken for the afternoon, as working people mean it.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import time
from functools import lru_cache

from nlp.ways import Ways

HOURS = {
    "one": 1, "two": 2, "three": 3, "four": 4, "five": 5, "six": 6,
    "seven": 7, "eight": 8, "nine": 9, "ten": 10, "eleven": 11, "twelve": 12,
}  # fmt: skip

_HOUR_WORD = "|".join(HOURS)
_LEAD = (
    r"(?:at|@|from|by|before|after|around|about|until|till|til|between|circa|approx|ca|for|"
    r"a\slas|alle|um|om|kl|à|às|o)"
)
_NOT_A_COUNT = (
    r"(?!\s?(?:[%€$£k]|st\b|nd\b|rd\b|th\b|percent|min|hour|hrs?\b|day|week|month|year|people|person|round|interview"
    r"|candidate|of\b|other|more|different|time|step|stage|or so|jan|feb|mar|apr|may\b|jun|jul|aug|"
    r"sep|oct|nov|dec))"
)
_MINUTES = r"(?:five|ten|twenty(?:[\s-]five)?)"
_TO = r"(?:-|–|to\b|and\b|till?\b|until\b)"
_ZONE_TIME = r"\s(?:their|your|our|my|his|her|local|uk|(?-i:[A-Z]\w+)(?:\s(?-i:[A-Z]\w+))?)\stime\b"
_FOLLOWED = (
    r"(?=\s?(?:$|[,.;!?)\n–-]|\U0001F300|(?:or|and|to|on|in|for|as|with|if|is|works?|would|so|tomorrow|tonight|"
    r"today|you|we|i|he|she|it|they|me|him|her|us|them|my|your|the|please|pls|gmt|utc|bst|c?est?|cet|[ecmp]t|pst|"
    r"ist|sgt|sharp|prompt|promptly|then|there|again|when|where|while|instead|at|but|from|unless|because|since|"
    r"before|after|till?|until|latest|local|uk|this|that|thanks|thank|cheers|eastern|pacific|central)\b|"
    r"(?:i|we|he|she|it|they|you)'|mon|tue|wed|thu|fri|sat|sun))"
)  # an hour without "o'clock" ends its words: "at ten they see me", not "at ten firms"

CLOCK = Ways(
    "clock",
    r"(?<![\w.:/€$£-])",
    rf"""
      (?P<noon>(?:at\s)?(?:12\s?)?(?:noon|midday)(?:-?ish)?\b)
    | (?:(?:{_LEAD})\s)?(?P<h10>\d{{1,2}})(?:[.:](?P<m10>[0-5]\d))?\s?-?ish\b
    | (?:(?:at|around|about)\s)?(?:(?P<h11>\d{{1,2}})(?:[.:](?P<m11>[0-5]\d))?
        |(?P<w11>{_HOUR_WORD}))\s(?:o'?clock\s)?in\sthe\s(?P<half11>morning|afternoon|evening)\b
    | half\s(?P<half_digits>\d{{1,2}})\b(?!\s?(?:hour|day|week|month|year|%))
    | (?P<h7>\d{{1,2}})(?:[:.](?P<m7>[0-5]\d))?\s?{_TO}\s?(?P<end7>\d{{1,2}})(?:[:.][0-5]\d)?
        \s?(?P<half7>[ap]\.?m\b\.?)
    | (?:(?:at|by|until|till|before|after|around|about|@|from)\s(?:an?\s)?)?
        (?P<fraction>half|quarter|(?:{_MINUTES}|\d\d?)\sminutes|{_MINUTES}|5|20|25|(?<=at\s)10|(?<=by\s)10
        |\d\d?(?=\spast\s))\s(?P<side>past|after|before|till?|to|of(?<=quarter\sof))\s
        (?P<near>\d{{1,2}}|{_HOUR_WORD})\b{_NOT_A_COUNT}(?:\s?(?P<near_half>[ap]\.?m\b\.?))?
    | half\s(?P<half_hour>{_HOUR_WORD})\b(?!\s?(?:hour|day|week|month|year))
    | (?P<h1>\d{{1,2}})(?::|h)(?P<m1>[0-5]\d)(?::\d\d)?(?:\s?(?P<half1>[ap]\.?m\b\.?|(?<=\d)[ap]\b(?!['’.])))?
    | (?P<h2>\d{{1,2}})\.(?P<m2>[0-5]\d)\s?(?P<half2>[ap]\.?m\b\.?|h\b|uhr\b|uur\b|hrs\b|o'?clock)
    | (?:{_LEAD})\s(?P<h3>\d{{1,2}})\.(?P<m3>[0-5]\d)\b(?!\.?\d)
    | between\s(?:(?P<h18>\d{{1,2}})|(?P<w18>{_HOUR_WORD}))\s?(?:{_TO})\s?(?:\d{{1,2}}(?:[:.][0-5]\d)?
        |{_HOUR_WORD}|noon|midday)\b{_NOT_A_COUNT}{_FOLLOWED}
    | (?P<h4>\d{{1,2}})\s?(?P<half4>[ap]\.?\s?m\b\.?|o'?\s?clock|uhr\b|uur\b|h\b(?!\s?\w)
        |h(?={_ZONE_TIME}))(?:\s?(?:-|–|to
        |until)\s?\d{{1,2}}(?:[:.][0-5]\d)?\s?[ap]\.?m\b)?
    | (?P<w5>{_HOUR_WORD})\s(?P<half5>[ap]\.?m\b\.?|o'?clock)
    | (?P<h8>[01]\d|2[0-3])(?P<m8>[0-5]\d)\s?(?:h|hrs?|hours)\b
    | (?:{_LEAD})(?<!between)(?:\s|(?<=@))(?:(?P<h6>\d{{1,2}})|(?P<w6>{_HOUR_WORD}))\b
        (?![.,:/]?\d){_NOT_A_COUNT}{_FOLLOWED}
    | (?P<h12>\d{{1,2}})\.(?P<m12>[0-5]\d)(?![\d%€$£k]|\.\S|\s?(?:k\b|euro|pounds|percent|per\b))
    | (?P<h13>[01]\d|2[0-3])(?P<m13>[0-5]\d)(?<!20[2-3]\d)(?<!19\d\d)(?![\d%€$£k]|[.,]\d)\b
    | (?:at\s)?(?P<w14>{_HOUR_WORD})\s(?P<m14>thirty|fifteen|forty-?\s?five|twenty|ten)\b(?!\s?(?:people
        |min|k\b))
    | (?P<h17>\d{{1,2}})\s?(?:-|–|to|till?|until)\s?(?:\d{{1,2}}|noon\b|midday\b)
        (?![\d:/-]|\.\d){_NOT_A_COUNT}
    | (?P<h23>\d{{1,2}})(?P<half23>[ap])\b(?!['’.])
    | (?:^|(?:do|does|make|makes|manage|say|is|it's|for|or|block|blocked|book|booked)\s)(?P<h19>\d{{1,2}})
        (?=\s(?:on\s(?:the\s\d|mon|tue|wed|thu|fri)|tomorrow|tmrw|tonight))
    | (?:^|(?:settled|agreed|fixed|decided)\son\s)(?!(?:one|two)\s)(?P<w19>{_HOUR_WORD})
        (?=\s(?:(?:on|this|next)\s(?:the\s\d|mon|tue|wed|thu|fri)|tomorrow|tmrw))
    | (?:(?P<h20>\d{{1,2}})|(?P<w20>{_HOUR_WORD}))
        (?=\s(?-i:[ECMP][SD]?T|GMT|UTC|BST|CES?T|IST|SGT|HKT|JST|AE[SD]T|SAST|WAT|EAT)\b|{_ZONE_TIME})
    | (?:(?P<h21>\d{{1,2}})|(?P<w21>{_HOUR_WORD}))(?:-?\s?ish\b|(?=\s(?:sharp|prompt|on\sthe\sdot)\b))
    | (?:(?<=day\s)|(?<=mon\s)|(?<=tues\s)|(?<=tue\s)|(?<=wed\s)|(?<=weds\s)|(?<=thu\s)|(?<=thurs\s)
        |(?<=fri\s)|(?<=sat\s)|(?<=sun\s)|(?<=tmrw\s)|(?<=tomorrow\s))(?P<h22>[1-9])(?P<m22>[0-5]\d)
        (?![\w%€$£.,:/-]|\s?(?:people|k\b|of\b|words|miles|staff|euro|pounds))
    | (?<=,\s)(?P<h15>\d{{1,2}})(?=\s*(?:$|[,;!?]|\.\s|\.$))
    """,
)


@dataclass(frozen=True, slots=True)
class Clock:
    """A time of day in a text, with the offsets of its words."""

    start: int
    end: int
    at: time
    is_weak: bool = False  # a time only beside a day: "12.15", "1430", "two thirty"
    is_guess: bool = False  # morning or afternoon was not said


def _hour(hour: int, meridiem: str | None) -> int | None:
    """The hour on a 24-hour clock; None where there is no such hour."""
    half = (meridiem or "").replace(".", "").replace(" ", "").lower()
    half = {"morning": "am", "afternoon": "pm", "evening": "pm", "a": "am", "p": "pm"}.get(half, half)
    if half == "pm":
        return hour % 12 + 12 if hour <= 12 else (hour if hour < 24 else None)
    if half == "am":
        return hour % 12 if hour <= 12 else None
    if half:  # o'clock and its kin
        return hour + 12 if half.startswith("o") and 1 <= hour <= 7 else hour
    return hour if hour < 24 else None


def _working_hour(hour: int) -> int:
    return hour + 12 if 1 <= hour <= 7 else hour


def _number(word: str) -> int:
    return HOURS[word.lower()] if word.lower() in HOURS else int(word)


def _half_meant(hour: int, minute: int) -> int:
    """The hour on a 24-hour clock that working people mean; half past seven begins a day."""
    return hour if hour == 7 and minute else _working_hour(hour)


def _read(part: Mapping[str, str]) -> time | None:
    """The time that the named parts of a match say."""
    if "noon" in part:
        return time(12)
    if "half_hour" in part:
        return time(_half_meant(HOURS[part["half_hour"].lower()], 30) % 24, 30)
    if "fraction" in part:
        return _fraction(part)
    hour: int | None = None
    minute = 0
    if "half_digits" in part:
        hour = _half_meant(int(part["half_digits"]), 30)
        return time(hour, 30) if hour < 24 else None
    if "m14" in part:
        words = part["m14"].replace("-", " ")
        minutes = {"thirty": 30, "fifteen": 15, "twenty": 20, "ten": 10}.get(words, 45)
        return time(_half_meant(HOURS[part["w14"].lower()], minutes) % 24, minutes)
    for index in _HOUR_GROUPS:
        digits, word = part.get(f"h{index}"), part.get(f"w{index}")
        if digits is None and word is None:
            continue
        number = int(digits) if digits is not None else HOURS[str(word).lower()]
        minute = int(part.get(f"m{index}") or 0)
        hour = _hour(number, None if _ends_later(part, number) else part.get(f"half{index}"))
        is_bare = index in _BARE_GROUPS or (index == "1" and "half1" not in part and len(str(digits)) == 1)
        if hour is not None and is_bare:
            hour = hour if number == 7 and index in ("1", "12") else _half_meant(hour, minute)
    if hour is None or not 0 <= hour < 24:
        return None
    return time(hour, minute)


def _ends_later(part: Mapping[str, str], number: int) -> bool:
    """The afternoon that is said belongs to the end alone: 10-4pm, 9 to 12pm."""
    end = part.get("end7")
    return end is not None and number != 12 and (number > int(end) or int(end) == 12) and number <= 12


def _fraction(part: Mapping[str, str]) -> time | None:
    words = part["fraction"].lower().removesuffix(" minutes")
    minutes = {"half": 30, "quarter": 15, "twenty": 20}.get(words) or (
        25 if words.endswith("five") and words != "five" else _number(words)
    )
    named = _number(part["near"])
    hour = _hour(named, part.get("near_half"))
    if hour is None or minutes > 59:
        return None
    is_past = part["side"].lower() in ("past", "after")
    if "near_half" not in part:
        hour = _half_meant(hour, minutes if is_past else 0)
    total = hour * 60 + (minutes if is_past else -minutes)
    return time(total // 60 % 24, total % 60)


_HOUR_GROUPS = (
    "1",
    "2",
    "3",
    "4",
    "5",
    "6",
    "7",
    "8",
    "10",
    "11",
    "12",
    "13",
    "15",
    "17",
    "18",
    "19",
    "20",
    "21",
    "22",
    "23",
)
_BARE_GROUPS = frozenset({"3", "6", "10", "12", "15", "17", "18", "19", "20", "21", "22"})
_WEAK = ("h12", "h13", "w14", "h15", "h17", "h19", "w19", "h22", "h23")
_SAID = (
    "near_half",
    "half1",
    "half2",
    "half4",
    "half5",
    "half7",
    "half11",
    "half23",
    "noon",
    "h8",
    "h13",
)


@lru_cache(maxsize=8)
def find_clocks(text: str) -> tuple[Clock, ...]:
    """Every time of day in the text, in order; several rules ask about one sentence in a row."""
    found = []
    for match in CLOCK.finditer(text):
        part = {group: said for group, said in match.groupdict().items() if said is not None}
        at = _read(part)
        if at is not None:
            is_weak, is_guess = not part.keys().isdisjoint(_WEAK), part.keys().isdisjoint(_SAID)
            start = match.start(next((group for group in ("h19", "w19") if group in part), 0))
            found.append(Clock(start, match.end(), at, is_weak, is_guess))
    return tuple(found)
