"""Times of day as people write them: `10am`, `14:30`, `half past three`, `at 3`, `noon`.

A bare hour from one to seven is taken for the afternoon, as working people mean it.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import time

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

CLOCK = Ways(
    "clock",
    "",
    rf"""(?<![\w.:/€$£-])(?:
      (?P<noon>(?:at\s)?(?:12\s?)?(?:noon|midday)(?:-?ish)?\b)
    | (?:(?:{_LEAD})\s)?(?P<h10>\d{{1,2}})(?:[.:](?P<m10>[0-5]\d))?\s?-?ish\b
    | (?:(?:at|around|about)\s)?(?:(?P<h11>\d{{1,2}})(?:[.:](?P<m11>[0-5]\d))?
        |(?P<w11>{_HOUR_WORD}))\s(?:o'?clock\s)?in\sthe\s(?P<half11>morning|afternoon|evening)\b
    | half\s(?P<half_digits>\d{{1,2}})\b(?!\s?(?:hour|day|week|month|year|%))
    | (?P<fraction>half|quarter|(?:\d\d?|ten|five|twenty)(?:\sminutes)?)\s(?P<side>past|to|after|before)\s
        (?P<near>\d{{1,2}}|{_HOUR_WORD})\b(?:\s?(?P<near_half>[ap]\.?m\b\.?))?(?!\s(?:people|weeks|months
        |days|years))
    | half\s(?P<half_hour>{_HOUR_WORD})\b(?!\s?(?:hour|day|week|month|year))
    | (?P<h1>\d{{1,2}})(?::|h)(?P<m1>[0-5]\d)(?::\d\d)?(?:\s?(?P<half1>[ap]\.?m\b\.?))?
    | (?P<h2>\d{{1,2}})\.(?P<m2>[0-5]\d)\s?(?P<half2>[ap]\.?m\b\.?|h\b|uhr\b|uur\b|hrs\b|o'?clock)
    | (?:{_LEAD})\s(?P<h3>\d{{1,2}})\.(?P<m3>[0-5]\d)\b(?!\.?\d)
    | (?P<h7>\d{{1,2}})\s?(?:-|–|to|and)\s?\d{{1,2}}(?:[:.][0-5]\d)?\s?(?P<half7>[ap]\.?m\b\.?)
    | (?P<h4>\d{{1,2}})\s?(?P<half4>[ap]\.?\s?m\b\.?|o'?\s?clock|uhr\b|uur\b|h\b(?!\s?\w))(?:\s?(?:-|–|to
        |until)\s?\d{{1,2}}(?:[:.][0-5]\d)?\s?[ap]\.?m\b)?
    | (?P<w5>{_HOUR_WORD})\s(?P<half5>[ap]\.?m\b\.?|o'?clock)
    | (?P<h8>[01]\d|2[0-3])(?P<m8>[0-5]\d)\s?(?:h|hrs?|hours)\b
    | (?:{_LEAD})\s(?:(?P<h6>\d{{1,2}})|(?P<w6>{_HOUR_WORD}))\b(?![.,:/]?\d){_NOT_A_COUNT}(?=\s?(?:$|
      [,.;!?)\n–-]|or\b|and\b|to\b|on\b|in\b|for\b|as\b|with\b|if\b|is\b|works?\b|would\b|so\b|tomorrow|
      you\b|we\b|today|please|pls|my\b|your\b|gmt|utc|bst|c?est?\b|cet|pst|ist|sgt|mon|tue|wed|thu|fri|sat|sun|
      \U0001F300))
    | (?P<h12>\d{{1,2}})\.(?P<m12>[0-5]\d)(?![\d%€$£k.]|\s?(?:k\b|euro|pounds|percent|per\b))
    | (?P<h13>[01]\d|2[0-3])(?P<m13>[0-5]\d)(?<!20[2-3]\d)(?<!19\d\d)(?![\d%€$£k.,])\b
    | (?:at\s)?(?P<w14>{_HOUR_WORD})\s(?P<m14>thirty|fifteen|forty-?\s?five|twenty|ten)\b(?!\s?(?:people
        |min|k\b))
    | (?<=,\s)(?P<h15>\d{{1,2}})(?=\s*(?:$|[,;!?]|\.\s|\.$))
    )""",
)


@dataclass(frozen=True, slots=True)
class Clock:
    """A time of day in a text, with the offsets of its words."""

    start: int
    end: int
    at: time
    is_weak: bool = False  # a time only beside a day: "12.15", "1430", "two thirty"


def _hour(hour: int, meridiem: str | None) -> int | None:
    """The hour on a 24-hour clock; None where there is no such hour."""
    half = (meridiem or "").replace(".", "").replace(" ", "").lower()
    half = {"morning": "am", "afternoon": "pm", "evening": "pm"}.get(half, half)
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


def _read(match: re.Match[str]) -> time | None:
    part = match.groupdict()
    if part["noon"]:
        return time(12)
    if part["half_hour"]:
        return time(_working_hour(HOURS[part["half_hour"].lower()]) % 24, 30)
    if part["fraction"]:
        return _fraction(part)
    hour: int | None = None
    minute = 0
    if part["half_digits"]:
        hour = _working_hour(int(part["half_digits"]))
        return time(hour, 30) if hour < 24 else None
    if part["m14"]:
        words = str(part["m14"]).replace("-", " ")
        minutes = {"thirty": 30, "fifteen": 15, "twenty": 20, "ten": 10}.get(words, 45)
        return time(_working_hour(HOURS[str(part["w14"]).lower()]) % 24, minutes)
    for index in _HOUR_GROUPS:
        digits, word = part.get(f"h{index}"), part.get(f"w{index}")
        if digits is None and word is None:
            continue
        number = int(digits) if digits is not None else HOURS[str(word).lower()]
        minute = int(part.get(f"m{index}") or 0)
        hour = _hour(number, part.get(f"half{index}"))
        is_bare = index in ("3", "6", "10", "12", "15") or (
            index == "1" and not part["half1"] and len(str(digits)) == 1
        )
        if hour is not None and is_bare:
            is_morning = number == 7 and (minute or index in ("1", "12"))  # half past seven begins a day
            hour = hour if is_morning else _working_hour(hour)
    if hour is None or not 0 <= hour < 24:
        return None
    return time(hour, minute)


def _fraction(part: dict[str, str | None]) -> time | None:
    words = str(part["fraction"]).lower().removesuffix(" minutes")
    minutes = {"half": 30, "quarter": 15, "twenty": 20}.get(words) or (
        HOURS[words] if words in HOURS else int(words)
    )
    named = _number(str(part["near"]))
    hour = _hour(named, part["near_half"])
    if hour is None or minutes > 59:
        return None
    if not part["near_half"]:
        hour = _working_hour(hour)
    total = hour * 60 + (minutes if str(part["side"]).lower() in ("past", "after") else -minutes)
    return time(total // 60 % 24, total % 60)


_HOUR_GROUPS = ("1", "2", "3", "4", "5", "6", "7", "8", "10", "11", "12", "13", "15")


def find_clocks(text: str) -> list[Clock]:
    """Every time of day in the text, in order."""
    found = []
    for match in CLOCK.finditer(text):
        at = _read(match)
        if at is not None:
            is_weak = any(match[g] is not None for g in ("h12", "h13", "w14", "h15"))
            found.append(Clock(match.start(), match.end(), at, is_weak))
    return found
