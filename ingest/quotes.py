"""Finds what of a text is somebody else's: quote marks, attributions, copied headers, forwarded mail.

Every test looks at one line or at a window of few lines of bounded length, so hostile text costs linear time.
"""

from __future__ import annotations

import re

from ingest import attributions, copied_headers
from ingest.lines import Line, Zone, is_quoted, unquoted
from ingest.separators import is_groupwise, is_mark, is_rule, opened_by
from ingest.tails import is_greeting

_NO_MARK = re.compile(r">=?\s?[\d$€£]|>From ?:")


def mark_quotes(lines: list[Line]) -> None:
    """Label every line that is quoted, forwarded, or says who is quoted."""
    last_marked = _mark_marked(lines)
    _mark_barred(lines)
    first_own = len(lines)  # of the author's lines, a salutation apart
    for number, line in enumerate(lines):
        if line.zone is not None or line.is_blank:
            continue
        first, zone = _rest_from(lines, number)
        if zone is Zone.QUOTED and first == number and _is_over_marked(lines, number):
            line.zone = Zone.ATTRIBUTION  # "Original Message" over lines with marks: those tell the end
            continue
        if zone is not None:
            _claim_rest(lines, first, zone)
            return
        first = _attribution(lines, number)
        if first >= 0:
            _claim(lines, first, number + 1, Zone.ATTRIBUTION)
            if first_own < first or last_marked < number:
                _claim_rest(lines, number + 1, Zone.QUOTED)
                return
            # On top of a mail whose quotes carry marks: what carries none is the answer.
        elif first_own > number and not is_greeting(line.text):
            first_own = number


def _mark_marked(lines: list[Line]) -> int:
    """Label lines with quote marks, torn ends between them, and the attribution above.

    Gives the number of the last such line, -1 where there is none.
    """
    number, last = 0, -1
    while number < len(lines):
        text = lines[number].text
        if ">" not in text or not is_quoted(text) or _is_no_mark(lines, number):
            number += 1
            continue
        last = _end_of_block(lines, number)
        is_forward = _is_forward_inside(lines, number, last)
        _claim(lines, number, last, Zone.FORWARDED if is_forward else Zone.QUOTED)
        _mark_attribution(lines, number)
        number = last
    return last - 1


def _mark_barred(lines: list[Line]) -> None:
    """Label lines that a few programs mark with "|" or ":" instead.

    The bar is known by an attribution above its first block; three lines of ":" together need none.
    """
    known = ""
    number = 0
    while number < len(lines):
        bar = lines[number].text[:1]
        if not bar or bar not in "|:" or lines[number].zone is not None:
            number += 1
            continue
        last = number + 1
        while last < len(lines) and lines[last].text[:1] == bar and lines[last].zone is None:
            last += 1
        if bar in known or _is_barred(lines, number, last, bar):
            known += bar
            _claim(lines, number, last, Zone.QUOTED)
            _mark_attribution(lines, number)
        number = last


def _is_barred(lines: list[Line], number: int, last: int, bar: str) -> bool:
    if bar == ":" and last - number >= 3 and all(one.text[1:2] in ("", " ") for one in lines[number:last]):
        return True
    above = number - 1
    while above > 0 and lines[above].is_blank and number - above < 3:
        above -= 1
    return above >= 0 and attributions.first_line(lines, above, is_strong=False) >= 0


def _end_of_block(lines: list[Line], number: int) -> int:
    """The line after a block of quoted lines."""
    last = number + 1
    while last < len(lines):
        if is_quoted(lines[last].text):
            last += 1
            continue
        following = last
        while following < len(lines) and lines[following].is_blank:
            following += 1
        if following < len(lines) and following > last and is_quoted(lines[following].text):
            last = following
        elif following == last and _is_torn_end(lines, last):
            last += 1
        else:
            break
    return last


def _is_torn_end(lines: list[Line], number: int) -> bool:
    """A few words that a program wrapped out of the long quoted line above, losing the mark."""
    if number + 1 >= len(lines) or not is_quoted(lines[number + 1].text):
        return False
    above, here = lines[number - 1].text.rstrip(), lines[number].text.strip()
    return len(above) >= 60 and len(here) <= 30 and above[-1:] not in "?!.:" and here[-1:] not in "!?"


def _is_no_mark(lines: list[Line], number: int) -> bool:
    """`>50% of them` in a sentence, and a copied `>From:` that a mailbox escaped; no quoted neighbour."""
    text = lines[number].text.lstrip()
    if not _NO_MARK.match(text) and not is_groupwise(text):
        return False
    beside = [lines[n].text for n in (number - 1, number + 1) if 0 <= n < len(lines)]
    return not any(is_quoted(one) for one in beside)


def _is_forward_inside(lines: list[Line], first: int, last: int) -> bool:
    shown = [
        unquoted(line.text) for line in lines[first : min(last, first + 4)] if unquoted(line.text).strip()
    ]
    return any(is_mark(text, "forward_marks") for text in shown[:2])


def _mark_attribution(lines: list[Line], first: int) -> None:
    """The line or lines above a quoted block that say who wrote it."""
    last = first
    while last > 0 and lines[last - 1].is_blank and first - last < 3:
        last -= 1
    if last == 0 or lines[last - 1].zone is not None:
        return
    torn = attributions.torn_end(lines, first)
    start = attributions.first_line(lines, last - 1, is_strong=False, torn=torn)
    if start >= 0:
        _claim(lines, start, first, Zone.ATTRIBUTION)
        return
    start = copied_headers.block_above(lines, last)
    if start >= 0:
        _claim(lines, start, first, Zone.QUOTED)


def _rest_from(lines: list[Line], number: int) -> tuple[int, Zone | None]:
    """Whether everything from this line on belongs to another mail, and from which line exactly."""
    text = lines[number].text
    zone = opened_by(text)
    if zone is not None:
        return number, zone
    if is_rule(text):
        following = _next_shown(lines, number + 1, reach=3)
        if following >= 0 and copied_headers.is_header_block(lines, following, after_rule=True):
            return number, Zone.QUOTED
        return number, None
    if copied_headers.is_header_block(lines, number, after_rule=False):
        return copied_headers.first_line(lines, number), Zone.QUOTED
    return number, None


def _is_over_marked(lines: list[Line], number: int) -> bool:
    following = _next_shown(lines, number + 1, reach=3)
    return following >= 0 and lines[following].zone in (Zone.QUOTED, Zone.ATTRIBUTION)


def _attribution(lines: list[Line], number: int) -> int:
    """Where an attribution that stands for itself and ends in this line begins, or -1."""
    text = lines[number].text
    if len(text) > attributions.LONGEST or not attributions.may_end(text.rstrip(), is_strong=True):
        return -1
    return attributions.first_line(lines, number, is_strong=True)


def _next_shown(lines: list[Line], number: int, *, reach: int) -> int:
    for following in range(number, min(len(lines), number + reach)):
        if not lines[following].is_blank:
            return following
    return -1


def _claim(lines: list[Line], first: int, last: int, zone: Zone) -> None:
    for line in lines[first:last]:
        line.zone = zone


def _claim_rest(lines: list[Line], first: int, zone: Zone) -> None:
    """Everything from `first` on belongs to the other mail; a list's footer below stays what it is."""
    for line in lines[first:]:
        if line.zone is None or zone is Zone.FORWARDED:
            line.zone = zone
