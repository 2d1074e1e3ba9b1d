"""Pay as people write it: amounts and ranges with currency and period, the job and place they are told of.

Pure, without spaCy. What is no amount somebody is paid (a bonus, a raise, "20k under what I make") is left
out, and so is a bare number: "118 base" may be thousands of anything.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from nlp.kept_tables import loads

CURRENCIES = {
    "€": "EUR", "eur": "EUR", "euro": "EUR", "euros": "EUR", "£": "GBP", "gbp": "GBP", "pounds": "GBP",
    "quid": "GBP", "$": "USD", "us$": "USD", "usd": "USD", "dollars": "USD", "bucks": "USD", "chf": "CHF",
    "sfr": "CHF", "francs": "CHF", "₹": "INR", "inr": "INR", "rs": "INR", "rs.": "INR", "rupees": "INR",
    "aed": "AED", "dirhams": "AED", "a$": "AUD", "aud": "AUD", "c$": "CAD", "cad": "CAD", "nz$": "NZD",
    "nzd": "NZD", "¥": "JPY", "jpy": "JPY", "yen": "JPY", "sek": "SEK", "nok": "NOK", "dkk": "DKK",
    "kr": "SEK", "pln": "PLN", "zł": "PLN", "zl": "PLN", "czk": "CZK", "huf": "HUF", "sgd": "SGD",
    "s$": "SGD", "hkd": "HKD", "zar": "ZAR", "brl": "BRL", "r$": "BRL", "mxn": "MXN",
    "sar": "SAR", "qar": "QAR",
}  # fmt: skip
_TIMES = {
    "k": 1_000, "grand": 1_000, "thousand": 1_000, "m": 1_000_000, "million": 1_000_000, "lakh": 100_000,
    "lakhs": 100_000, "lac": 100_000, "lacs": 100_000, "lpa": 100_000, "l": 100_000, "crore": 10_000_000,
}  # fmt: skip
_PERIODS = (
    ("hour", r"(?:an?|per|each|the|/) ?(?:hour|hr|h)\b|hourly|p\.?h\b|/h\b"),
    ("day", r"(?:a|per|each|the|/) ?day\b|daily|day rate|p\.?d\b"),
    ("week", r"(?:a|per|each|/) ?(?:week|wk)\b|weekly|p\.?w\b"),
    ("month", r"(?:a|per|each|/) ?(?:month|mth|mo)\b|monthly|p\.?c?m\b|mensuel|im monat|brutto monatlich"),
    ("year", r"(?:a|per|each|/) ?(?:year|yr|annum)\b|yearly|annual(?:ly)?|p\.?a\b|lpa\b|ote\b|im jahr"),
)  # fmt: skip
_PERIOD = re.compile("|".join(f"(?P<{name}>{words})" for name, words in _PERIODS), re.IGNORECASE)
_PERIOD_WITHIN = 25  # characters behind the amount
_SIGNS = "|".join(sorted((re.escape(word) for word in CURRENCIES), key=len, reverse=True))
_NUMBER = r"\d{1,3}(?:[.,'’ \u00a0\u202f]\d{3})+(?:[.,]\d{1,2})?(?!\d)|\d+(?:[.,]\d{1,2})?(?!\d)"
_UNIT = r"(?:k|grand|thousand|million|lakhs?|lacs?|lpa|crore|m|l)(?![\w])"


def _amount(number: int, begins: str) -> str:
    """The pattern of one amount: a currency before or behind it, thousands as a unit."""
    return (
        rf"(?:{begins}(?P<before{number}>{_SIGNS}) ?)?{begins}(?P<number{number}>{_NUMBER})"
        rf" ?(?P<unit{number}>{_UNIT})?(?: ?(?P<after{number}>k ?€|(?:{_SIGNS})(?!\w)))?"
    )


_ONE, _OTHER = _amount(1, r"(?<![\w.,/])"), _amount(2, "")
_PAY = re.compile(rf"{_ONE}(?:(?: ?(?:-|–|—|to|and|bis|à) ?){_OTHER})?", re.IGNORECASE)
_NO_PAY_BEFORE = re.compile(
    r"\b(?:bonus|sign(?:ing)?[- ]on|commission|equity|rsus?|shares?|raise|rise|increase|uplift|budget of|fee|"
    r"turnover|revenue|round of|savings?|mortgage|rent|car allowance|relocation)\b[^.;!?\d]{0,25}$",
    re.IGNORECASE,
)
_NO_PAY_BEHIND = re.compile(
    r"^ ?(?:%|percent|per cent)|^[^.;!?\d]{0,14}\b(?:under|below|less|lower|more|above|over what|higher|"
    r"short of|off what|raise|rise|increase|bonus|sign[- ]on|in equity|in shares|people|employees|users|"
    r"rounds|days'? notice|miles|km|kilometres)\b",
    re.IGNORECASE,
)


@cache
def _job_words() -> tuple[frozenset[str], re.Pattern[str]]:
    """The last words of jobs, and the pattern of a whole one."""
    told = loads((Path(__file__).parent / "jobs.toml").read_text(encoding="utf-8"))
    heads, before = frozenset(told["heads"].split()), told["before"].split()
    last = "|".join(f"{head}s?" for head in sorted(heads, key=len, reverse=True))
    words = "|".join(map(re.escape, sorted(before, key=len, reverse=True)))
    pattern = rf"(?<![\w-])(?:(?:{words})[ /-]){{0,3}}(?:{last})(?![\w-])(?: of [a-z]+)?"
    return heads, re.compile(pattern, re.IGNORECASE)


_NO_JOB_ALONE = frozenset("lead head principal sister grad graduate associate partner coach rep".split())
_PLACE = re.compile(
    r"\b(?:in|around|near|outside|across|from) (?P<place>[A-ZÀ-Þ][\w'’-]+(?:[ -][A-ZÀ-Þ][\w'’-]+){0,2})"
)
_NO_PLACE = frozenset(
    (
        "january february march april may june july august september october november december monday "
        "tuesday wednesday thursday friday saturday sunday spring summer autumn winter easter christmas "
        "english german french spanish q1 q2 q3 q4 hr it sales finance i eur usd gbp aed chf inr"
    ).split()
)


@dataclass(frozen=True, slots=True)
class Pay:
    """What somebody is paid: from `low` to `high` of a currency (ISO 4217) a period.

    `currency` and `period` (hour, day, week, month, year) are empty where nothing tells them.
    """

    low: float
    high: float
    currency: str
    period: str


def pay_in(text: str) -> list[Pay]:
    """Every amount that is pay in a text about pay, in its order."""
    found = []
    for match in _PAY.finditer(text):
        before, behind = text[: match.start()], text[match.end() :]
        if _NO_PAY_BEFORE.search(before) or _NO_PAY_BEHIND.search(behind):
            continue
        if pay := _pay(match, behind):
            found.append(pay)
    return found


def _pay(match: re.Match[str], behind: str) -> Pay | None:
    units = [
        (match[f"unit{n}"] or ("k" if (match[f"after{n}"] or "").lower().startswith("k") else "")).lower()
        for n in "12"
    ]
    signs = [match[f"{side}{n}"] for n in "12" for side in ("before", "after")]
    currency = next((CURRENCIES.get(sign.lower(), "EUR") for sign in signs if sign), "")
    numbers = [_number(match[f"number{n}"]) for n in "12" if match[f"number{n}"]]
    # In "55 to 60k" both are thousands; in "900 to 1k" only the second is.
    if len(numbers) > 1 and units[1] and not units[0] and numbers[0] <= numbers[1]:
        units[0] = units[1]
    period = _period(behind[:_PERIOD_WITHIN]) or ("year" if "lpa" in units else "")
    amounts = [number * _TIMES.get(unit, 1) for number, unit in zip(numbers, units, strict=False)]
    if any(unit in ("lakh", "lakhs", "lac", "lacs", "lpa", "l", "crore") for unit in units):
        currency = currency or "INR"
    is_told = currency or any(units) or period or (max(amounts) >= 1_000 and not _is_year(match))
    if not is_told:
        return None
    low, high = min(amounts), max(amounts)
    if low <= 0 or high > 50 * low:
        return None
    if not period and low >= 10_000:
        period = "year"
    return Pay(low, high, currency, period)


def _number(text: str) -> float:
    """A number with either sign as its point: three digits behind one are thousands."""
    plain = re.sub(r"[ '’\u00a0\u202f]", "", text)
    whole, _, rest = plain.rpartition("." if plain.rfind(".") > plain.rfind(",") else ",")
    if whole and len(rest) != 3:
        return float(re.sub(r"[.,]", "", whole) + "." + rest)
    return float(re.sub(r"[.,]", "", plain))


def _is_year(match: re.Match[str]) -> bool:
    """Whether the number may be a year of the calendar."""
    text = match["number1"]
    return text.isdigit() and 1900 <= int(text) <= 2100


def _period(text: str) -> str:
    found = _PERIOD.search(text.split(";")[0])
    return found.lastgroup or "" if found else ""


def job_in(text: str) -> str:
    """The job a text about pay speaks of, in the singular and lower case; empty where it names none."""
    heads, pattern = _job_words()
    for found in pattern.finditer(text):
        name, of, what = found[0].lower().partition(" of ")
        *before, last = name.split()
        head = last if last in heads else last.removesuffix("s")
        if before or of or head not in _NO_JOB_ALONE:
            return " ".join([*before, head]) + of + what
    return ""


def place_in(text: str) -> str:
    """The place a text speaks of; empty where it names none."""
    for found in _PLACE.finditer(text):
        if found["place"].split()[0].lower() not in _NO_PLACE:
            return found["place"]
    return ""
