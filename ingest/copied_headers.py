"""Finds headers that a program copied above the mail it quotes: From, Sent, To, Subject, in any language."""

from __future__ import annotations

import re
from functools import lru_cache

from ingest.lines import Line
from ingest.phrases import table
from ingest.separators import LONGEST, is_mark, is_rule

_LOOK_AHEAD = 120  # lines of copied headers, long lists of recipients included
_JOINED = 600  # characters of two lines together
_ADDRESS = re.compile(r"[^\s@<>]{1,64}@[^\s@<>]{2,}|\[mailto:", re.IGNORECASE)
_RECIPIENTS = re.compile(r"@|;|[^\W\d_]{2,},\s*$|/[A-Z]{2,}")
_CLOCK = re.compile(r"\d{1,2}[:.h]\d{2}")
_LOTUS_DATE = re.compile(
    r"\s*(?:on )?\d{1,2}[/.-]\d{1,2}[/.-]\d{2,4}\s+\d{1,2}:\d{2}(?::\d{2})?\s*(?:[ap]m)?\s*", re.IGNORECASE
)
_LOTUS_NAMED = re.compile(
    r"\s*\S.{0,160}?(?:\bon\b|\s)\s*"
    r"\d{1,2}[/.-]\d{1,2}[/.-]\d{2,4}\s+\d{1,2}:\d{2}(?::\d{2})?\s*(?:[ap]m)?\s*",
    re.IGNORECASE,
)
_SENT_BY = re.compile(r"\s*(?:sent by|please respond to)\b", re.IGNORECASE)
_KEY = re.compile(
    r"[\s>*|_\-]{0,12}([^\W\d_][^:：\n*]{0,18}?)[ \u00a0\t]?\*{0,2}[ \u00a0\t]?[:：]\*{0,2}(.*)"
)


@lru_cache(maxsize=1)
def _keys() -> dict[str, str]:
    return {key.casefold(): kind for kind, keys in table("quotes")["header_keys"].items() for key in keys}


def header_key(text: str) -> tuple[str, str]:
    """Which copied header a line is (`from`, `sent`, `to`, `cc`, `subject` or empty) and its value."""
    found = _KEY.match(text[:2000]) if ":" in text or "：" in text else None
    if found is None:
        return "", ""
    return _keys().get(found[1].strip().casefold(), ""), found[2].replace("\u200e", "").strip()


def is_header_block(lines: list[Line], number: int, *, after_rule: bool) -> bool:
    """Whether copied headers begin here: several of them on neighbouring lines."""
    kind, value = header_key(lines[number].text)
    if not kind or kind == "cc":
        return False
    kinds = {kind}
    named, dated = (value if kind == "from" else ""), (value if kind == "sent" else "")
    unknown = repeats = 0
    for line in lines[number + 1 : number + _LOOK_AHEAD]:
        if line.is_blank and len(kinds) > 2:
            break
        here, value = header_key(line.text)
        if here:
            repeats += here in kinds
            if repeats > 3:
                break
            kinds.add(here)
            named = named or (value if here == "from" else "")
            dated = dated or (value if here == "sent" else "")
            unknown = 0
        elif not _RECIPIENTS.search(line.text):
            unknown += 1
            if unknown > 6:
                break
    if kind in ("from", "sent") and "from" in kinds and len(kinds) >= (2 if after_rule else 3):
        # A journey has "From:", "To:" and "Date:" as well; copied headers show a subject, an address, a time.
        is_addressed = _ADDRESS.search(named) is not None
        return "subject" in kinds or ("sent" in kinds and (is_addressed or _CLOCK.search(dated) is not None))
    return kind == "to" and {"cc", "subject"} <= kinds


def block_above(lines: list[Line], last: int) -> int:
    """Where copied headers that end just above line `last` begin, or -1."""
    first = last
    while (
        first > 0
        and last - first < _LOOK_AHEAD
        and lines[first - 1].zone is None
        and not lines[first - 1].is_blank
    ):
        first -= 1
    for start in range(first, last):
        if (
            is_rule(lines[start].text)
            or is_mark(lines[start].text, "original_marks")
            or header_key(lines[start].text)[0]
        ):
            kinds = {header_key(line.text)[0] for line in lines[start:last]}
            return start if len(kinds - {""}) >= 2 else -1
    return -1


def first_line(lines: list[Line], number: int) -> int:
    """Where what belongs to the copied headers at `number` begins: Lotus Notes writes more above them.

    Name and date without a key, "Sent by", or the firm's name as a letterhead over an indented "From:".
    """
    if _is_indented(lines[number].text) and _LOTUS_NAMED.fullmatch(lines[number].text):
        return _letterhead(lines, number)
    for above in range(number - 1, max(-1, number - 8), -1):
        text = lines[above].text
        if not text.strip():
            continue
        if len(text) > LONGEST:
            break
        if _LOTUS_NAMED.fullmatch(text):
            return above
        if _LOTUS_DATE.fullmatch(text):
            return _lotus_name(lines, above)
        if above > 0 and _LOTUS_NAMED.fullmatch(f"{lines[above - 1].text} {text}"[:_JOINED]):
            return above - 1
        if header_key(text)[0] or _SENT_BY.match(text):
            continue
        break
    return number


def _lotus_name(lines: list[Line], dated: int) -> int:
    """The line of the name above a date that stands alone, if there is one."""
    first = dated
    while first > 0 and first > dated - 3 and _SENT_BY.match(lines[first - 1].text):
        first -= 1
    above = lines[first - 1].text.strip() if first > 0 else ""
    is_named = 0 < len(above) < 70 and above[-1] not in ".?!,:"
    return first - 1 if is_named else first


def _letterhead(lines: list[Line], number: int) -> int:
    first = number
    while first > 0 and number - first < 3 and lines[first - 1].is_blank:
        first -= 1
    above = lines[first - 1].text if first > 0 else ""
    is_firm = _is_indented(above) and 0 < len(above.strip()) < 70 and above.strip()[-1] not in "?!,:;"
    return first - 1 if is_firm and lines[first - 1].zone is None else number


def _is_indented(text: str) -> bool:
    return text[:1] in ("\t", " ") and not text.isspace()
