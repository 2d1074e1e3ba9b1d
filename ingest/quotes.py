"""Finds what of a text is somebody else's: quote marks, attributions, copied headers, forwarded mail.

Every test looks at one line or at a window of few lines of bounded length, so hostile text costs linear time.
"""

from __future__ import annotations

import re
from functools import lru_cache

from ingest.lines import Line, Zone, is_quoted, unquoted
from ingest.phrases import alternatives, table, words

_WINDOW_LINES = 5  # an attribution that a program wrapped
_WINDOW_CHARACTERS = 600
_LOOK_AHEAD = 120  # lines of copied headers, long lists of recipients included
_MARK_LINE = 160  # no separator line is longer

_RULE = re.compile(r"[ \t]*(?:[_\-=*—–─━]{5,}|(?:[_\-=*] ){5,})[ \t]*")
_DIGIT = re.compile(r"\d")
_ADDRESS = re.compile(r"[^\s@<>]{1,64}@[^\s@<>]{2,}|\[mailto:", re.IGNORECASE)
_TIME = re.compile(r"\d{1,2}[:.h]\d{2}|\b(?:19|20)\d\d\b|\d{1,2}[./-]\d{1,2}[./-]\d{2,4}")
_RECIPIENTS = re.compile(r"@|;|[^\W\d_]{2,},\s*$|/[A-Z]{2,}")
_COMPARISON = re.compile(r">=?\s?[\d$€£]")
_CLOCK = re.compile(r"\d{1,2}[:.h]\d{2}")
_LOTUS_DATE = re.compile(
    r"\s*(?:on )?\d{1,2}[/.-]\d{1,2}[/.-]\d{2,4}\s+\d{1,2}:\d{2}(?::\d{2})?\s*(?:[ap]m)?\s*", re.IGNORECASE
)
_LOTUS_NAMED = re.compile(
    r"\s*\S.{0,160}?(?:\bon\b|\s)\s*"
    r"\d{1,2}[/.-]\d{1,2}[/.-]\d{2,4}\s+\d{1,2}:\d{2}(?::\d{2})?\s*(?:[ap]m)?\s*",
    re.IGNORECASE,
)
_DECORATION = r"[\s>|*_=\-—–─.<]{0,60}"
_SENT_BY = re.compile(r"\s*(?:sent by|please respond to)\b", re.IGNORECASE)


@lru_cache(maxsize=1)
def _attribution_start() -> re.Pattern[str]:
    return re.compile(rf"[\W_]{{0,4}}{alternatives(words('quotes', 'attribution_starts'))}(?=[\s,\d])")


@lru_cache(maxsize=1)
def _attribution_verb() -> re.Pattern[str]:
    latin = tuple(
        verb for verb in words("quotes", "attribution_verbs") if verb[0].isascii() or verb[0].isalpha()
    )
    return re.compile(rf"{alternatives(latin)}(?![^\W\d_])|写道|寫道|書きました|작성")


@lru_cache(maxsize=2)
def _mark(kind: str) -> re.Pattern[str]:
    return re.compile(rf"{_DECORATION}{alternatives(words('quotes', kind))}\s?[\s:*_=\-—–─.>：]{{0,60}}")


@lru_cache(maxsize=1)
def _verb_ends() -> frozenset[str]:
    """The last letters of the verbs: most lines end in something else."""
    return frozenset(verb[-1] for verb in words("quotes", "attribution_verbs"))


@lru_cache(maxsize=1)
def _mark_start() -> re.Pattern[str]:
    both = words("quotes", "forward_marks") + words("quotes", "original_marks")
    return re.compile(_DECORATION + alternatives(both))


@lru_cache(maxsize=1)
def _keys() -> dict[str, str]:
    return {key.casefold(): kind for kind, keys in table("quotes")["header_keys"].items() for key in keys}


_KEY = re.compile(
    r"[\s>*|_\-]{0,12}([^\W\d_][^:：\n*]{0,18}?)[ \u00a0\t]?\*{0,2}[ \u00a0\t]?[:：]\*{0,2}(.*)"
)


def header_key(text: str) -> tuple[str, str]:
    """Which copied header a line is (`from`, `sent`, `to`, `cc`, `subject` or empty) and its value."""
    found = _KEY.match(text[:2000]) if ":" in text or "：" in text else None
    if found is None:
        return "", ""
    return _keys().get(found[1].strip().casefold(), ""), found[2].strip()


def mark_quotes(lines: list[Line]) -> None:
    """Label every line that is quoted, forwarded, or says who is quoted."""
    _mark_marked(lines)
    number = 0
    while number < len(lines):
        if lines[number].zone is None and not lines[number].is_blank:
            first, zone = _rest_from(lines, number)
            if zone is not None:
                _claim_rest(lines, first, zone)
                return
        number += 1


def _mark_marked(lines: list[Line]) -> None:
    """Lines with quote marks, the blank lines and torn ends between them, and the attribution above."""
    number = 0
    while number < len(lines):
        text = lines[number].text
        if ">" not in text or not is_quoted(text) or _is_lone_comparison(lines, number):
            number += 1
            continue
        last = _end_of_block(lines, number)
        is_forward = _is_forward_inside(lines, number, last)
        for line in lines[number:last]:
            line.zone = Zone.FORWARDED if is_forward else Zone.QUOTED
        _mark_attribution(lines, number)
        number = last


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


def _is_lone_comparison(lines: list[Line], number: int) -> bool:
    """`>50% of them` in a sentence: one line, a figure, no quoted neighbour."""
    text = lines[number].text.lstrip()
    if not _COMPARISON.match(text):
        return False
    beside = [lines[n].text for n in (number - 1, number + 1) if 0 <= n < len(lines)]
    return not any(is_quoted(one) for one in beside)


def _is_forward_inside(lines: list[Line], first: int, last: int) -> bool:
    shown = [
        unquoted(line.text) for line in lines[first : min(last, first + 4)] if unquoted(line.text).strip()
    ]
    return any(_is_mark(text, "forward_marks") for text in shown[:2])


def _mark_attribution(lines: list[Line], first: int) -> None:
    """The line or lines above a quoted block that say who wrote it."""
    last = first
    while last > 0 and lines[last - 1].is_blank and first - last < 3:
        last -= 1
    if last == 0 or lines[last - 1].zone is not None:
        return
    start = _attribution_start_line(lines, last - 1, is_strong=False)
    if start >= 0:
        for line in lines[start:first]:
            line.zone = Zone.ATTRIBUTION
        return
    start = _header_block_above(lines, last)
    if start >= 0:
        for line in lines[start:first]:
            line.zone = Zone.QUOTED


def _header_block_above(lines: list[Line], last: int) -> int:
    """Where copied headers that end just above a quoted block begin, or -1."""
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
            _is_rule(lines[start].text)
            or _is_mark(lines[start].text, "original_marks")
            or header_key(lines[start].text)[0]
        ):
            kinds = {header_key(line.text)[0] for line in lines[start:last]}
            return start if len(kinds - {""}) >= 2 else -1
    return -1


def _attribution_start_line(lines: list[Line], last: int, *, is_strong: bool) -> int:
    """Where the attribution ending in line `last` begins, or -1.

    A strong one stands for itself: a start or an address, a verb, a date or time. Above quoted lines less
    is asked, for there every language's programs say the same.
    """
    ending = lines[last].text.rstrip()
    if len(ending) > _WINDOW_CHARACTERS or not _may_end(ending, is_strong=is_strong):
        return -1
    window = ""
    fallback, is_told = -1, False
    for first in range(last, max(-1, last - _WINDOW_LINES), -1):
        if lines[first].is_blank or lines[first].zone is not None:
            break
        window = f"{lines[first].text} {window}".casefold()
        if len(window) > _WINDOW_CHARACTERS:
            break
        starts = _attribution_start().match(window) is not None
        verb = _attribution_verb().search(window) is not None
        dated = _TIME.search(window) is not None
        addressed = _ADDRESS.search(window) is not None
        if starts and verb and (dated or not is_strong):
            return first
        if is_told:
            continue
        is_told = verb and dated and (addressed or window.startswith("--"))
        is_likely = not is_strong and (verb or (addressed and dated)) and len(window) < 200
        if is_told or (is_likely and fallback < 0):
            fallback = first
    return fallback


def _may_end(ending: str, *, is_strong: bool) -> bool:
    """A colon, or the verb itself as French "a écrit" and some webmail leave it."""
    bare = ending.rstrip(" \t-_=*–—")
    if bare.endswith((":", "：")):
        return True
    folded = bare[-60:].casefold()
    if folded[-1:] not in _verb_ends():
        return False
    if not any(verb.end() == len(folded) for verb in _attribution_verb().finditer(folded)):
        return False
    if _TIME.search(bare) is not None:
        return True
    return not is_strong and len(bare) < 60 and len(bare.split()) <= 6


def _rest_from(lines: list[Line], number: int) -> tuple[int, Zone | None]:
    """Whether everything from this line on belongs to another mail, and from which line exactly."""
    text = lines[number].text
    zone = _opened_by(text)
    if zone is not None:
        return number, zone
    if _is_rule(text):
        following = _next_shown(lines, number + 1, reach=3)
        if following >= 0 and _is_header_block(lines, following, after_rule=True):
            return number, Zone.QUOTED
        return number, None
    if _is_header_block(lines, number, after_rule=False):
        return _lotus_name_above(lines, number), Zone.QUOTED
    if len(text) <= _WINDOW_CHARACTERS and _may_end(text.rstrip(), is_strong=True):
        first = _attribution_start_line(lines, number, is_strong=True)
        if first >= 0:
            return first, Zone.QUOTED
    return number, None


def _opened_by(text: str) -> Zone | None:
    """What a line such as "----- Original Message -----" begins; None for any other line."""
    if text.lstrip().startswith("---") and _is_lotus_forward(text):
        return Zone.FORWARDED
    if len(text) > _MARK_LINE or _mark_start().match(text.casefold()) is None:
        return None
    if _is_mark(text, "forward_marks"):
        return Zone.FORWARDED
    return Zone.QUOTED if _is_mark(text, "original_marks") else None


def _is_mark(text: str, kind: str) -> bool:
    if len(text) > _MARK_LINE:
        return False
    folded = text.casefold()
    found = _mark(kind).fullmatch(folded)
    if found is None:
        return False
    bare = folded.strip()
    is_decorated = bare[:2] in ("--", "__", "==", "**", "—-", "- ", "──") or bare[:1] in "—–─"
    return is_decorated or bare.endswith((":", "：")) or len(bare.split()) >= 2 or not bare.isascii()


def _is_lotus_forward(text: str) -> bool:
    folded = text.strip().casefold()[:_MARK_LINE]
    return folded.startswith("---") and " forwarded by " in folded


def _is_rule(text: str) -> bool:
    return len(text) <= _MARK_LINE and _RULE.fullmatch(text) is not None


def _next_shown(lines: list[Line], number: int, *, reach: int) -> int:
    for following in range(number, min(len(lines), number + reach)):
        if not lines[following].is_blank:
            return following
    return -1


def _is_header_block(lines: list[Line], number: int, *, after_rule: bool) -> bool:
    """Copied headers: From, Sent, To, Subject in any language, on neighbouring lines."""
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


def _lotus_name_above(lines: list[Line], number: int) -> int:
    """Lotus Notes writes name and date above its copied headers, without a key."""
    for above in range(number - 1, max(-1, number - 8), -1):
        text = lines[above].text
        if not text.strip():
            continue
        if len(text) > _MARK_LINE:
            break
        if _LOTUS_NAMED.fullmatch(text):
            return above
        if _LOTUS_DATE.fullmatch(text):
            named = above > 0 and 0 < len(lines[above - 1].text.strip()) < 70
            return above - 1 if named and lines[above - 1].text.strip()[-1] not in ".?!,:" else above
        if above > 0 and _LOTUS_NAMED.fullmatch(f"{lines[above - 1].text} {text}"[:_WINDOW_CHARACTERS]):
            return above - 1
        if header_key(text)[0] or _SENT_BY.match(text):
            continue
        break
    return number


def _claim_rest(lines: list[Line], first: int, zone: Zone) -> None:
    """Everything from `first` on belongs to the other mail; a list's footer below stays what it is."""
    for line in lines[first:]:
        if line.zone is None or zone is Zone.FORWARDED:
            line.zone = zone
