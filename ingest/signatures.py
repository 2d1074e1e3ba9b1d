"""Finds where a letter closes: the formula, the name, and the lines below the name.

Evidence, strongest first: the "-- " line; a closing formula with short lines below; the author's own name
(from the From header) on a line of its own; a short capitalised last line. Whatever would leave nothing of
the letter is not taken, the author's own card apart.
"""

from __future__ import annotations

import re

from ingest.closing_names import (
    REACH,
    above_full_name,
    author_start,
    begins_here,
    dashed_start,
    is_below_name,
    leaves_a_letter,
    lines_text,
    name_start,
)
from ingest.closing_words import Rank
from ingest.footers import is_device_line, is_notice
from ingest.formulas import Formula, closing_formula, inline_closing, inline_formula
from ingest.lines import Line, Zone, blocks, trimmed
from ingest.names import is_author, is_short_form, is_short_name, looks_like_name
from ingest.tails import (
    DELIMITER,
    has_number,
    is_contact,
    is_greeting,
    is_sentence,
    is_tail,
    postscript,
)

_MOST_DELIMITED = 2  # signatures below "--": a list's under the author's
_SHORT_ANSWER = 12  # words
_NAME_WORDS = 5
_TITLE_WORDS = 8
_CARD_LINE = 40  # characters; a notice fills its first line, a name does not
_STRICT = re.compile(r"-- ?")
_WORD = re.compile(r"[\u4e00-\u9fff\u3040-\u30ff]{1,2}|[^\s\u4e00-\u9fff\u3040-\u30ff]+")  # or about one


def mark_closing(lines: list[Line], low: int, high: int, author: str, *, is_last: bool = True) -> int:
    """Label sign-off and signature at the end of own lines `low..high`; gives where the letter's text ends.

    `is_last` is False for a piece between quotes, where only plain evidence counts.
    """
    high = _above_postscript(lines, low, trimmed(lines, low, high), author)
    for _ in range(_MOST_DELIMITED):
        delimited = _below_delimiter(lines, low, high, author)
        if delimited == high:
            break
        zone = Zone.FOOTER if _is_notice_below(lines, delimited, high) else Zone.SIGNATURE
        _claim(lines, delimited, high, zone)
        high = _above_postscript(lines, low, trimmed(lines, low, delimited), author)
    high = _cut_inline(lines, low, high, author)
    start = _formula_start(lines, low, high, author)
    if start < high:
        return _claim_formula(lines, low, start, high, author)
    if is_last:
        start = name_start(lines, low, high, author)
    elif author:
        start = author_start(lines, low, high, author)
    if start == high:
        _mark_closing_inside(lines, low, high, author)
        return high
    start = above_full_name(lines, low, start, high)
    while start > low and DELIMITER.fullmatch(lines[start - 1].text):
        start -= 1  # a rule above the name
    _claim(lines, start, high, Zone.SIGNATURE)
    ends = trimmed(lines, low, start)
    start = _formula_start(lines, low, ends, author)
    if start < ends:
        return _claim_formula(lines, low, start, ends, author)
    if not author and (start := dashed_start(lines, low, ends)) < ends:  # "-Frank", and his card below
        _claim(lines, start, ends, Zone.SIGNATURE)
        ends = trimmed(lines, low, start)
    if _is_unknown_formula(lines, low, ends):
        lines[ends - 1].zone = Zone.SIGN_OFF
        ends = trimmed(lines, low, ends - 1)
    return ends


def _is_unknown_formula(lines: list[Line], low: int, ends: int) -> bool:
    """A few words and a comma, alone above the name: a formula in whatever language."""
    if ends - 2 <= low or not lines[ends - 2].is_blank or not leaves_a_letter(lines, low, ends - 1):
        return False
    text = lines[ends - 1].text.strip()
    words_shown = text.rstrip(",").split()
    return text.endswith((",", "，")) and 1 <= len(words_shown) <= 6 and not any(c.isdigit() for c in text)


def _above_postscript(lines: list[Line], low: int, high: int, author: str) -> int:
    """Where the letter ends if its last paragraphs are postscripts; those stay the author's own words."""
    for first, last in reversed(blocks(lines, max(low, high - REACH), high)):
        start = _postscript_in(lines, first, last, author)
        if start <= low:
            break
        high = trimmed(lines, low, start)
        if start > first:
            break
    return high


def _postscript_in(lines: list[Line], first: int, last: int, author: str) -> int:
    """The line of a paragraph that begins a postscript: its first, or one under a name or formula; or -1."""
    if postscript(lines[first].text):
        return first
    for number in range(first + 1, min(last, first + 4)):
        above = lines[number - 1].text
        if postscript(lines[number].text) and (looks_like_name(above) or closing_formula(above, author)):
            return number
    return -1


# --------------------------------------------------------------------------- the "-- " line


def _below_delimiter(lines: list[Line], low: int, high: int, author: str) -> int:
    """The line of a signature mark, `high` where there is none; a box is drawn around the author's name."""
    is_closed = high > low and DELIMITER.fullmatch(lines[high - 1].text) is not None
    for number in range(high - 1, max(low - 1, high - 1 - 2 * REACH), -1):
        text = lines[number].text
        if not DELIMITER.fullmatch(text):
            continue
        if _STRICT.fullmatch(text.rstrip()) or text == "-- ":
            return number
        below = lines_text(lines, number + 1, high)
        if is_closed and below and len(below[0].split()) > 1 and is_author(below[0], author):
            return number
        if _is_signed(below, author) and number > low:
            above = [line.text for line in lines[low:number] if line.text.strip()]
            if above and not _is_listlike(above[-1]):
                return number
    return high


def _is_signed(below: list[str], author: str) -> bool:
    """Whether the lines under a drawn rule are a signature: none a sentence, and the first begins one."""
    if not 0 < len(below) <= 12 or not all(is_tail(one) for one in below):
        return False
    first = below[0]
    return (
        len(first.split()) <= _NAME_WORDS
        or is_author(first, author)
        or has_number(first)
        or (is_contact(first) and len(first.split()) <= _TITLE_WORDS)
        or is_device_line(first)
        or is_notice(first, below_signature=True)
        or closing_formula(first, author) is not None
    )


def _is_notice_below(lines: list[Line], delimiter: int, high: int) -> bool:
    """Whether all below a signature mark is a list's or the lawyers': a card begins with a short line."""
    below = lines_text(lines, delimiter + 1, high)
    return bool(below) and len(below[0]) > _CARD_LINE and is_notice(" ".join(below), below_signature=True)


def _is_listlike(text: str) -> bool:
    return text.lstrip()[:1] in "|+#"


# --------------------------------------------------------------------------- "Kind regards,"


def _formula_start(lines: list[Line], low: int, high: int, author: str) -> int:
    """The highest closing formula with nothing but a closing below it; `high` where there is none."""
    best = high
    shown = 0
    for number in range(high - 1, low - 1, -1):
        text = lines[number].text
        if not text.strip():
            continue
        shown += 1
        if shown > REACH:
            break
        formula = closing_formula(text, author)
        if formula is not None:
            if _stands_alone(lines, low, number, high, formula, author):
                best = number
        elif not is_tail(text) and not is_below_name(lines, number, low, author):
            break
    return best


def _is_long(lines: list[Line], low: int, first: int) -> bool:
    """Whether the letter above is more than a short answer, of which the thanks are a part."""
    above = " ".join(line.text for line in lines[max(low, first - REACH) : first])
    return len(_WORD.findall(above)) >= _SHORT_ANSWER


def _is_nickname(below: list[str]) -> bool:
    """One lower-case word, all there is below a courtesy: "thanks", "brant"."""
    return len(below) == 1 and below[0].strip(" .,!").isalpha() and len(below[0].strip()) <= 12


def _stands_alone(lines: list[Line], low: int, number: int, high: int, formula: Formula, author: str) -> bool:
    """Whether the formula closes: a real one does, thanks with a comma, a name or nothing below them."""
    text = lines[number].text
    if formula.rank is Rank.CLOSING or formula.name or text.rstrip().endswith((",", "，")):
        return True
    if formula.rank is Rank.WISH:
        return False  # with its own full stop it is a sentence
    below = lines_text(lines, number + 1, high)
    if formula.rank is Rank.GRATITUDE:
        return bool(below) and (is_author(below[0], author) or looks_like_name(below[0]))
    if not below:
        is_thanks = formula.rank is Rank.COURTESY and text.rstrip()[-1:] != "?"
        return is_thanks and begins_here(lines, number, low) and _is_long(lines, low, number)
    is_named = is_author(below[0], author) or looks_like_name(below[0]) or _is_nickname(below)
    return is_named or is_contact(below[0]) or closing_formula(below[0], author) is not None


def _claim_formula(lines: list[Line], low: int, start: int, high: int, author: str) -> int:
    """Label from the formula on; a courtesy that is all the letter says stays the author's word."""
    formula = closing_formula(lines[start].text, author)
    above = [line for line in lines[low:start] if line.zone is None and line.text.strip()]
    is_all = not [line for line in above if not is_greeting(line.text)]
    if is_all and formula is not None and formula.rank is not Rank.CLOSING:
        _claim(lines, start + 1, high, Zone.SIGNATURE)
        return start + 1
    lines[start].zone = Zone.SIGN_OFF
    _claim(lines, start + 1, high, Zone.SIGNATURE)
    return trimmed(lines, low, start)


def _mark_closing_inside(lines: list[Line], low: int, high: int, author: str) -> None:
    """Label a formula and the author's name that end a paragraph, over a word to somebody else."""
    for first, last in reversed(blocks(lines, max(low, high - REACH), high)[:-1]):
        at, name = last - 2, lines[last - 1].text
        if at < first or not is_short_name(name) or closing_formula(lines[at].text, author) is None:
            continue
        if is_author(name, author) and leaves_a_letter(lines, low, at):
            lines[at].zone = Zone.SIGN_OFF
            lines[at + 1].zone = Zone.SIGNATURE
            return


# --------------------------------------------------------------------------- "See you then. Thanks, Sara"


def _cut_inline(lines: list[Line], low: int, high: int, author: str) -> int:
    """Cut a closing off the end of the letter's last sentence, where the author's name proves it.

    The line becomes two, without a line end between; gives `high`, which may have moved by one.
    """
    below = ""
    for number in range(high - 1, max(low, high - 10) - 1, -1):
        text = lines[number].text
        if len(text) + 2 < lines[number].end - lines[number].start:
            return high  # letters nobody sees were left out: places do not agree
        at = inline_closing(text, author)
        if at <= 0 and below and (is_author(below, author) or is_short_form(below, author)):
            at = inline_formula(text)
        if at > 0:
            line = lines[number]
            rest = Line(line.start + at, line.end, text[at:], Zone.SIGN_OFF if below else Zone.SIGNATURE)
            lines[number] = Line(line.start, line.start + at, text[:at])
            lines.insert(number + 1, rest)
            _claim(lines, number + 2, high + 1, Zone.SIGNATURE)
            return number + 1
        if text.strip() and not is_tail(text):
            return high
        below = text.strip() or below
    return high


def _claim(lines: list[Line], first: int, last: int, zone: Zone) -> None:
    """Label lines; device lines, notices and sentences among them are footers, a postscript stays own."""
    number = first
    while number < last:
        line = lines[number]
        if postscript(line.text):
            while number < last and not lines[number].is_blank:
                number += 1
            continue
        if line.zone is None:
            is_apart = number > first and lines[number - 1].is_blank
            is_footer = (
                is_device_line(line.text)
                or (len(line.text) > 60 and is_notice(line.text, below_signature=True))
                or (is_apart and is_sentence(line.text))
                or (number > first and lines[number - 1].zone is Zone.FOOTER and not line.is_blank)
            )
            line.zone = Zone.FOOTER if is_footer else zone
        number += 1
