"""Finds the name that closes a letter: the author's own, a card, or a short capitalised last line."""

from __future__ import annotations

import re
from itertools import pairwise

from ingest.closing_words import Rank
from ingest.footers import is_notice
from ingest.formulas import closing_formula
from ingest.lines import Line, Zone, blocks, trimmed
from ingest.names import WORD, fold, is_author, is_short_form, is_short_name, looks_like_name
from ingest.phrases import word_set
from ingest.tails import PRONOUN, has_number, is_contact, is_greeting, is_tail, postscript

REACH = 24  # shown lines above the end that a signature may fill
_FULL_NAME = 60  # characters, with a title or degree behind it
_TOP = 120  # lines in which a letter above its quote begins
_FIRST_PERSON = re.compile(r"\b(?:i|i'm|i'll|i've|me|my|ich|mir|je|j'ai|yo|io|eu|ik|ja)\b", re.IGNORECASE)
_DASHED = re.compile(
    r"\s{0,4}(?:[-–—~]{1,2}[^\W\d_]|[-–—~]{1,2} [A-ZÀ-Þ])[\w.'’]{0,20}(?: [A-ZÀ-Þ][\w.'’]{1,20})?\s{0,9}"
)
_ADDRESSED = re.compile(r"\s*[^\W\d_]{2,20}(?: [^\W\d_]{2,20})?[:,]\s")  # "Wendi: please add ..."


def name_start(lines: list[Line], low: int, high: int, author: str) -> int:
    """The line of the name that closes the letter; `high` where there is none."""
    if author:
        found = author_start(lines, low, high, author)
        if found == high:
            found = _only_card(lines, low, high, author)
        if found < high:
            return found
    paragraphs = blocks(lines, max(low, high - 2 * REACH), high)
    best = high
    if paragraphs and paragraphs[-1][1] - paragraphs[-1][0] == 1:
        first = paragraphs[-1][0]
        if is_short_form(lines[first].text, author) and leaves_a_letter(lines, low, first):
            return first
    for first, last in reversed(paragraphs[-3:]):
        shown = [line.text for line in lines[first:last]]
        if not leaves_a_letter(lines, low, first) or not all(is_tail(one) for one in shown):
            break
        is_lone = len(shown) == 1 and last == high
        introduced = lines_text(lines, low, first)[-1].rstrip().endswith((":", "："))
        named = looks_like_name(shown[0]) and not introduced  # "You should meet:" and a person's card
        below = lines_text(lines, first, high)[1:]
        proven = any(is_contact(one) for one in below) or _is_firm(shown, lines_text(lines, low, first)[-1])
        is_theirs = "@" in author and any(author.casefold() in one.casefold() for one in below)
        if (
            named
            and (is_theirs or not _contradicts(shown, author))
            and (proven or (is_lone and is_short_name(shown[0])))
        ):
            best = first
        elif not any(is_contact(one) for one in shown):
            break
    if best == high:
        best = _card_start(lines, low, high, author)
    if author or best < high:
        return best
    return min(dashed_start(lines, low, high), _comma_start(lines, low, high))


def _only_card(lines: list[Line], low: int, high: int, author: str) -> int:
    """The author's name or card where a mail has no other words, as one that only passes mail on.

    A lone first name answers "Who?" as well, and "May" answers "When?": it counts above forwarded mail only.
    """
    shown = [number for number in range(low, high) if lines[number].text.strip()]
    if (
        not shown
        or len(shown) > REACH
        or any(line.zone is None and not line.is_blank for line in lines[:low])
    ):
        return high
    name, *below = (lines[number].text for number in shown)
    found = WORD.findall(name)
    if not is_author(name, author) or not all(is_tail(one) for one in below):
        return high
    is_word = fold(name.strip(" .,!")) in word_set("closings", "no_names")  # "OK" by Olga Kern
    is_bare = (
        not below
        and not is_word
        and all(is_author(word, author) or len(word.rstrip(".")) == 1 for word in found)
    )
    if len(found) > 1:
        return shown[0] if is_bare or any(is_contact(one) for one in below) else high
    if any(has_number(one) for one in below) or (is_bare and name.lstrip()[0] in "-–—~"):
        return shown[0]
    return shown[0] if is_bare and any(line.zone is Zone.FORWARDED for line in lines[high:]) else high


def _card_start(lines: list[Line], low: int, high: int, author: str) -> int:
    """A card that no blank line sets apart: under the letter, or all there is above mail passed on."""
    first = trimmed(lines, low, high)
    lowest = max(low, first - REACH)
    while first > lowest and not lines[first - 1].is_blank and is_tail(lines[first - 1].text):
        first -= 1
    if high - first < 2 or not any(has_number(one) for one in lines_text(lines, first + 1, high)):
        return high
    for number in range(first, high - 1):
        text = lines[number].text
        below = lines_text(lines, number + 1, high)
        if len(WORD.findall(text)) < 2 or not looks_like_name(text) or _contradicts([text], author):
            continue
        if not all(is_tail(one) for one in below) or not has_number(
            below[0] if len(below) == 1 else " ".join(below)
        ):
            continue
        if not leaves_a_letter(lines, low, number):
            return number if is_author(text, author) and len(below) >= 2 else high
        if number > low and lines[number - 1].text.rstrip()[-1:] in ".!?)":
            return number
        if (start := above_full_name(lines, low, number, high)) < number:
            return start
    return high


def above_full_name(lines: list[Line], low: int, name: int, high: int) -> int:
    """The line above the full name that says what they are called, as their address does; else the name's."""
    above = lines[name - 1].text.strip() if name > low else ""
    addresses = (one.partition("@") for one in lines_text(lines, name + 1, high))
    is_called = (
        above.isalpha()
        and len(above) > 2
        and any(at and above.casefold() in local.casefold() for local, at, _ in addresses)
    )
    return name - 1 if is_called and leaves_a_letter(lines, low, name - 1) else name


def _comma_start(lines: list[Line], low: int, high: int) -> int:
    """A last paragraph of a few words with a comma, and a name below: "HTH," and "Emir"."""
    first = high - 2
    if first <= low or not lines[first - 1].is_blank or not is_short_name(lines[high - 1].text):
        return high
    said = lines[first].text.strip()
    is_few = said.endswith(",") and said.rstrip(",").replace(" ", "").isalpha() and len(said.split()) <= 3
    is_closing = is_few and not is_greeting(said) and looks_like_name(lines[high - 1].text)
    return first if is_closing and leaves_a_letter(lines, low, first) else high


def dashed_start(lines: list[Line], low: int, high: int) -> int:
    """A line such as "-Ada" near the end, where nobody knows the author; not the item of a list."""
    for number in range(high - 1, max(low, high - 8, 1) - 1, -1):
        text, above = lines[number].text, lines[number - 1].text
        if _DASHED.fullmatch(text):
            is_item = above.lstrip()[:1] in ("-", "–", "—") or above.rstrip()[-1:] in (":", "：")
            is_set_off = number == low or lines[number - 1].is_blank or above.rstrip()[-1:] in ".!?)"
            return number if is_set_off and not is_item and _follows_a_letter(lines, low, number) else high
        if text.strip() and not is_tail(text):
            break
    return high


def lines_text(lines: list[Line], low: int, high: int) -> list[str]:
    """The shown lines between two numbers."""
    return [line.text for line in lines[low:high] if line.text.strip()]


def author_start(lines: list[Line], low: int, high: int, author: str) -> int:
    """The highest line near the end that is the author's name, with nothing but a closing below it."""
    best = high
    shown = 0
    for number in range(high - 1, low - 1, -1):
        text = lines[number].text
        if not text.strip():
            continue
        shown += 1
        if shown > REACH:
            break
        if (
            (is_author(text, author) or _is_named_farewell(lines, number, author))
            and _follows_a_letter(lines, low, number)
            and begins_here(lines, number, low)
        ):
            best = number
        elif not is_tail(text) and not is_below_name(lines, number, low, author):
            break
    return best


def _is_named_farewell(lines: list[Line], number: int, author: str) -> bool:
    """A paragraph of a word or two, a comma and the author's name: a closing in whatever language."""
    said, comma, name = lines[number].text.strip().partition(",")
    is_alone = number > 0 and lines[number - 1].is_blank
    is_few = 1 <= len(said.split()) <= 3 and said.replace(" ", "").isalpha()
    return bool(comma) and is_alone and is_few and is_author(name, author)


def begins_here(lines: list[Line], number: int, low: int) -> bool:
    """A name stands below a blank line, a finished sentence or another line of the closing."""
    if number == low or lines[number - 1].is_blank:
        return True
    above = lines[number - 1].text.rstrip()
    return above[-1:] in ".!?,;:)…" or not above[-1:].isalnum() or len(above) < 60


def leaves_a_letter(lines: list[Line], low: int, first: int) -> bool:
    """Whether something but a salutation stands above."""
    return any(
        line.text.strip() and not is_greeting(line.text) for line in lines[low:first] if line.zone is None
    )


def _follows_a_letter(lines: list[Line], low: int, first: int) -> bool:
    """The same, where the letter may also stand above a quote, and the name alone below it."""
    return leaves_a_letter(lines, low, first) or leaves_a_letter(lines, 0, min(low, _TOP))


def _is_firm(shown: list[str], above: str) -> bool:
    """A short name over one to four capitalised lines: name, firm, place; not the items of a list."""
    below = shown[1:]
    if not 1 <= len(below) <= 4 or not is_short_name(shown[0]) or above.rstrip()[-1:] in ":,":
        return False
    return len(below[0].split()) > 1 and all(
        sum(word[:1].isupper() for word in one.split()) * 2 >= len(one.split()) and one[-1:] not in ".;,"
        for one in below
    )


def _contradicts(shown: list[str], author: str) -> bool:
    """Two words or more that are not the author's name: a person written about, with an address perhaps."""
    return bool(author) and len(WORD.findall(shown[0])) >= 2 and not is_author(shown[0], author)


def is_below_name(lines: list[Line], number: int, low: int, author: str) -> bool:
    """A paragraph under the name that cannot be told from a footer, and does not speak to anybody."""
    text = lines[number].text
    above = lines_text(lines, max(low, number - 8), number)
    is_told = is_notice(text, below_signature=True)
    is_signed = any(is_author(one, author) or _closes(one, author) for one in above)
    if not (is_told or is_signed):
        return False
    is_below_card = _is_below_firm(lines, max(low, number - 8), number, author)
    is_below_card = is_below_card or sum(is_contact(one) for one in above) >= 2  # slogans say "we" and "you"
    speaks = (_FIRST_PERSON if is_below_card else PRONOUN).search(text) is not None
    if postscript(text) or speaks or "?" in text or _ADDRESSED.match(text) or text.rstrip()[-1:] in ":：":
        return is_told
    if not lines[number - 1].is_blank and number > low and not is_tail(lines[number - 1].text):
        return False
    if any(_is_full_name(one, author) for one in above):
        return True  # a firm's slogan under the full name
    return len(text) > 40 and is_signed


def _is_below_firm(lines: list[Line], low: int, number: int, author: str) -> bool:
    """Whether the author's full name stands above, and directly below it a line such as the firm's."""
    return any(
        _is_full_name(name.text, author) and not below.is_blank and is_tail(below.text)
        for name, below in pairwise(lines[low:number])
    )


def _is_full_name(text: str, author: str) -> bool:
    return len(text) < _FULL_NAME and is_author(text, author) and len(WORD.findall(text)) > 1


def _closes(text: str, author: str) -> bool:
    formula = closing_formula(text, author)
    return formula is not None and formula.rank is not Rank.GRATITUDE
