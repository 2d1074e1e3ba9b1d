"""Knows what machines and lawyers put around a mail: device lines, legal notices, list footers, banners."""

from __future__ import annotations

import re
from functools import lru_cache

from ingest.lines import Line, Zone, blocks, trimmed
from ingest.memory import remembered
from ingest.phrases import alternatives, words

_DEVICE_CHARACTERS = 90
_BANNER_CHARACTERS = 700
_NAME_CHARACTERS = 45  # a name over its firm's registration is shorter
_NOTICE_BEGINS = 300  # characters within which a notice says that it speaks of the mail
_ASIDE = 3  # lines with a link under a notice
_SENTENCE = 5  # words with which those begin
_BOX = 40  # lines that a boxed notice may fill
_FIRST_PERSON = re.compile(  # "i" is a word of its own in other languages
    r"\b(?:I|[Ii]'(?:m|ll|ve|d)|(?i:me|my|ich|mir|mich|je|j'ai|moi|yo|io|eu|ik|ja))\b"
)
_FILE = re.compile(  # what programs and exports write for attached files and pictures
    r"\s*(?:- [^<>]{1,80}\.[A-Za-z]{2,4}\s*|(?:(?:<<[^<>]{1,120}\.\w{2,4}\s?>>|<<\.\.\.OLE_Obj\.\.\.>>"
    r"|<Embedded [^<>]{1,40}>|\[(?:cid:|image: ?)?[^\[\]]{1,80}\.\w{2,4}\]"
    r"|\(see attached file: [^()]{1,120}(?:\([^()]{0,40}\)[^()]{0,40})?\))\W{0,8}){1,20})",
    re.IGNORECASE,
)
_PLACE = ("<<", "<e", "(s", "[c", "[i")  # how those begin that nobody writes by hand
_PLACE_STARTS = frozenset(" \t<([")
_SCRUBBED = re.compile(
    r"-{5,40} next part -{5,40}|\s{0,9}\[\[alternative HTML version deleted\]\]\s{0,9}"
    r"|An? [\w -]{3,60} was scrubbed(?:\.\.\.)?\s{0,9}"
)
_SCRUBBED_FIELD = re.compile(r"(?:Name|Type|Size|Desc|URL|From|Subject|Date)\s?:\s", re.IGNORECASE)
_LINK = re.compile(r"<?(?:https?://|www\.)[^\s<>]{1,500}>?")
_SENT_FROM = re.compile(
    r"sent (?:from|via|with) (?!the |our |your |his |her |their )[\w®™'’.]{2,20}(?: [\w®™'’.]{1,20}){0,4}"
    r"|(?:von|vom|mit|van)[^.?!]{0,40} (?:\w{0,20}(?:phone|handy|galaxy|android|tablet)|ipad|samsung"
    r"|unterwegs|telefoon|app)[^.?!]{0,30} (?:gesendet|verzonden|verstuurd)\b[^?!]{0,40}"
    r"|(?:从|從|由|通过|通過)[^，。？！]{2,24}(?:发送|發送|发出|发来的云附件)|(?:发送自|發送自)[^，。？！]{2,24}"
)
_REACHED = re.compile(r"https?://|www\.|\w@\w|\w at \w+\.\w")  # what a list or a program is found by
_URL_ONLY = re.compile(r"\W{0,3}(?:https?://|www\.)\S{1,500}\W{0,3}")


@lru_cache(maxsize=16)
def _any(key: str) -> re.Pattern[str]:
    return re.compile(alternatives(words("footers", key)))


@lru_cache(maxsize=1)
def _anything() -> re.Pattern[str]:
    """Finds the first of all the phrases without one of which no text is a notice."""
    groups = ("odds", "asides", "registrations", "legal", "legal_titles")
    return re.compile(alternatives(tuple(phrase for key in groups for phrase in words("footers", key))))


@lru_cache(maxsize=1)
def _registered() -> re.Pattern[str]:
    return re.compile(rf"(?<![^\W_]){alternatives(words('footers', 'registrations'))}(?![^\W_])")


def is_file_line(text: str) -> bool:
    """Whether a line stands for attached files."""
    return text.lstrip()[:1] in ("<", "-", "[", "(") and _FILE.fullmatch(text[:2000]) is not None


@remembered
def is_device_line(text: str) -> bool:
    """Whether a phone or program wrote this line."""
    folded = _LINK.sub("", text).strip(" \t-_*•·<>[]()|").casefold()
    if not folded or len(folded) > _DEVICE_CHARACTERS or folded.endswith("?"):
        return False
    return _any("devices").match(folded) is not None or _SENT_FROM.fullmatch(folded) is not None


@remembered
def is_notice(text: str, *, below_signature: bool = False) -> bool:
    """Whether a paragraph is a legal notice, a printing or virus remark, or the footer of a list.

    Below a signature one legal word is enough; elsewhere a notice must speak of the mail itself, of at least
    two legal things, and not of "me".
    """
    folded = _suspected(text)
    if not folded:
        return False
    bare = folded.strip("*_-= #\"'")
    if bare.startswith(words("footers", "postscripts")):
        return False
    if bare.startswith(words("footers", "legal_titles")):
        return True
    is_odd = _any("odds").search(folded) or (
        _any("asides").search(folded) and (below_signature or _REACHED.search(folded))
    )
    if is_odd and (len(folded) < 600 or below_signature):
        return below_signature or not _FIRST_PERSON.search(text)
    if (
        _registered().search(folded)
        and any(char.isdigit() for char in folded)
        and not _FIRST_PERSON.search(text)
    ):
        return True
    legal = set(_any("legal").findall(folded))
    speaks_of_mail = _any("notices").search(folded[:_NOTICE_BEGINS]) is not None
    if below_signature:
        return bool(legal) and (speaks_of_mail or len(legal) > 1)
    return speaks_of_mail and len(legal) >= 2 and not _FIRST_PERSON.search(text)


@remembered
def _suspected(text: str) -> str:
    """The text case-folded where it says anything that notices say; else nothing."""
    folded = " ".join(text.split()).casefold()
    return folded if _anything().search(folded) else ""


def mark_files(lines: list[Line]) -> None:
    """Label what programs leave between own lines in the place of a file or picture."""
    places = [
        line
        for line in lines
        if line.text[:1] in _PLACE_STARTS and line.zone is None and _is_place(line.text)
    ]
    for line in places:
        line.zone = Zone.FOOTER


def _is_place(text: str) -> bool:
    return text.lstrip()[:2].casefold() in _PLACE and is_file_line(text)


def mark_scrubbed(lines: list[Line]) -> None:
    """Label what a list's archive (Mailman's, most of them) wrote in the place of files and HTML."""
    is_fields = False
    for line in lines:
        is_fields = _SCRUBBED.fullmatch(line.text) is not None or (
            is_fields and _SCRUBBED_FIELD.match(line.text) is not None
        )
        if is_fields and line.zone is None:
            line.zone = Zone.FOOTER


def mark_banner(lines: list[Line]) -> None:
    """Label the warning that a gateway put above the text."""
    first = blocks(lines, 0, min(len(lines), 30))[:2]
    for low, high in first:
        if any(line.zone is not None for line in lines[low:high]):
            return
        text = " ".join(line.text for line in lines[low:high])
        if len(text) > _BANNER_CHARACTERS or not _is_banner(text):
            # The banner may stand directly on top of the text, without a blank line between.
            one = lines[low].text
            if len(one) > 24 and _is_banner(one):
                lines[low].zone = Zone.FOOTER
                continue
            return
        for line in lines[low:high]:
            line.zone = Zone.FOOTER


def _is_machines(text: str) -> bool:
    return is_device_line(text) or _is_place(text)


def _is_banner(text: str) -> bool:
    folded = text.strip(" \t*[]-_=!⚠").casefold()
    return _any("banners").match(folded) is not None


def mark_trailing(lines: list[Line], low: int, high: int) -> int:
    """Label footers at the end of a stretch of own lines; gives where the text above them ends."""
    high = trimmed(lines, low, high)
    while high > low:
        first = _footer_start(lines, low, high)
        if first >= high:
            first = _link_below_notice(lines, low, high)
        if first >= high:
            break
        if (
            all(lines[number].is_blank for number in range(low, first))
            and low == 0
            and not _is_machines(lines[first].text)
        ):
            break  # a mail that is nothing but a notice is what its author wanted to say
        ends = trimmed(lines, low, first)
        if ends - 1 > low and _is_rule_line(lines[ends - 1].text) and lines[ends - 2].is_blank:
            first = ends - 1  # a rule by itself, with nothing of the author's below
        for line in lines[first:high]:
            line.zone = Zone.FOOTER
        high = trimmed(lines, low, first)
    return high


def _footer_start(lines: list[Line], low: int, high: int) -> int:
    """Where the lowest footer of the stretch begins; `high` if there is none."""
    closes = high
    while closes > low and (_is_rule_line(lines[closes - 1].text) or lines[closes - 1].is_blank):
        closes -= 1
    if closes < high:  # rules below a footer belong to it
        start = _footer_start(lines, low, closes) if closes > low else closes
        start = start if start < closes else _fence_start(lines, low, closes)
        return start if start < closes else high
    if is_file_line(lines[high - 1].text):
        return high - 1
    is_wrapped = lines[high - 1].text.rstrip()[-1:] == ")" and high - 2 >= low
    if is_wrapped and is_file_line(f"{lines[high - 2].text} {lines[high - 1].text}"):
        return high - 2
    if is_device_line(lines[high - 1].text):
        first = high - 1
        return first - 1 if first > low and _is_rule_line(lines[first - 1].text) else first
    paragraph = blocks(lines, max(low, high - 60), high)[-1][0]
    while paragraph < high - 1 and _is_rule_line(lines[paragraph].text):
        paragraph += 1  # a rule above a notice goes with it, and is no name
    text = " ".join(line.text for line in lines[paragraph:high])
    is_card = high - paragraph > 1 and len(lines[paragraph].text.strip()) < _NAME_CHARACTERS
    is_under_name = is_card and is_notice(text) and not _suspected(lines[paragraph].text)
    if is_under_name and not _registered().search(text.casefold()):
        return _notice_on_card(lines, paragraph, high)
    if is_notice(text) and not (is_card and _registered().search(text.casefold())):
        while paragraph > low and _is_rule_line(lines[paragraph - 1].text):
            paragraph -= 1
        return paragraph
    ruled = next((n for n in range(high - 1, max(low, high - 9), -1) if _is_rule_line(lines[n].text)), high)
    if ruled < high:
        below = " ".join(line.text for line in lines[ruled + 1 : high])
        if _any("odds").search(below.casefold()) or _any("asides").search(below.casefold()):
            return ruled
        if below and _URL_ONLY.fullmatch(below.strip()):
            return ruled
    is_suspected = bool(_suspected(text))
    for number in range(paragraph + 1, high):  # a notice directly under a signature
        if is_device_line(lines[number].text):
            rest = " ".join(line.text for line in lines[number + 1 : high])
            if not rest.strip() or is_notice(rest, below_signature=True):
                return number
        if is_suspected and (lines[number].text[:1].isupper() or lines[number].text[:1] in "*_-"):
            rest = " ".join(line.text for line in lines[number:high])
            if len(rest) > 80 and is_notice(rest):
                return number
    return high


def _fence_start(lines: list[Line], low: int, high: int) -> int:
    """The rule that opens a box with a notice in it, of which less is asked there; `high` for any other."""
    reach = range(high - 1, max(low, high - _BOX) - 1, -1)
    opens = next((number for number in reach if _is_rule_line(lines[number].text)), high)
    inside = " ".join(line.text for line in lines[opens + 1 : high])
    is_boxed = is_notice(inside, below_signature=True) and not _FIRST_PERSON.search(inside)
    return opens if is_boxed else high


def _link_below_notice(lines: list[Line], low: int, high: int) -> int:
    """Where a few lines with a link under a notice begin: "Visit us at www ..."; `high` if there are none."""
    last = lines[high - 1].text
    if _REACHED.search(last) is None or _FIRST_PERSON.search(last):
        return high
    paragraph = high
    while paragraph > low and not lines[paragraph - 1].is_blank:
        paragraph -= 1
        if high - paragraph > _ASIDE or _FIRST_PERSON.search(lines[paragraph].text):
            return high
    closes = paragraph
    while closes > low and (_is_rule_line(lines[closes - 1].text) or lines[closes - 1].is_blank):
        closes -= 1
    if len(lines[paragraph].text.split()) < _SENTENCE:
        return high  # a card
    return paragraph if closes > low and _footer_start(lines, low, closes) < closes else high


def _notice_on_card(lines: list[Line], first: int, high: int) -> int:
    """Where the notice under a name and its lines begins; `high` where it cannot be told from them."""
    for number in range(first + 1, high):
        if _suspected(lines[number].text):
            rest = " ".join(line.text for line in lines[number:high])
            return number if is_notice(rest) else high
    return high


def _is_rule_line(text: str) -> bool:
    stripped = text.strip()
    is_long = len(stripped) >= 3 or stripped == "__"
    return is_long and not stripped[0].isalnum() and not stripped.strip("_-=*~—–#. ")
