"""Finds where a letter closes: the formula, the name, and the lines below the name.

Evidence, strongest first: the "-- " line; a closing formula with short lines below; the author's own name
(from the From header) on a line of its own; a short capitalised last line. Whatever would leave nothing of
the letter is not taken.
"""

from __future__ import annotations

import re
import unicodedata
from functools import lru_cache

from ingest.footers import is_device_line, is_notice
from ingest.lines import Line, Zone, blocks, trimmed
from ingest.phrases import alternatives, word_set, words

_REACH = 24  # shown lines above the end that a signature may fill
_NAME_CHARACTERS = 70
_TAIL_CHARACTERS = 110

_DELIMITER = re.compile(r"--\s{0,2}|—\s{0,2}|[-_=*~]{3,80}\s{0,2}|[—–─]{2,80}\s{0,2}")
_STRICT = re.compile(r"-- ?")
_PHONE = re.compile(r"(?:\+|\(|\b)\d[\d ()./\-]{5,22}\d")
_LINK = re.compile(
    r"https?://|www\.|[\w.+-]@[\w-]+\.|\b[\w-]{2,}\.(?:com|org|net|io|de|fr|co|eu|uk|nl|es|it|pl|cn)\b|example\b"
)
_FILE = re.compile(r"(?:<<|- |\[)[^<>]{1,80}\.[A-Za-z]{2,4}(?:>>|\])?")
_WORD = re.compile(r"[^\W\d_][\w'’.\-]{0,40}")
_LEADING = " \t-–—~*_•|/<(\"'“”"
_BRACKETED = re.compile(r"\([^()]{1,40}\)")
_TRAILING = " \t-–—~*_|>)\"'“”,.!:;xXoO❤️♥😊🙂😀😄🙏👍👋🌸💕😘"
_PARTICLES = frozenset(
    "de da do dos das del della di du des la le van von den der ten ter te zu zum bin ibn al el y e i und and & och og san mac mc st o' e. ap".split()
)
_HONORIFICS = frozenset(
    "mr mrs ms miss dr prof sir aunty auntie uncle tante onkel herr frau m mme dr. prof. mr. ms. mrs.".split()
)
_PRONOUN = re.compile(r"\b(?:i|you|we|he|she|they|it|i'm|i'll|ich|sie|wir|je|vous|nous|tu)\b", re.IGNORECASE)
_ADDRESSED = re.compile(r"\s*[^\W\d_]{2,20}(?: [^\W\d_]{2,20})?[:,]\s")  # "Wendi: please add ..."
_SENTENCE = re.compile(r"[?!…]\s*$|[a-zà-ÿ)\d]{2,}\.\s*$")
_FAMILY_TAIL = re.compile(r"(?:\W{1,3}x{1,5}|\W+(?:and|&|und|et|y|e|en|i)\b.{0,30})?\W{0,6}", re.IGNORECASE)


def mark_closing(lines: list[Line], low: int, high: int, author: str, *, is_last: bool = True) -> int:
    """Label sign-off and signature at the end of own lines `low..high`; gives where the letter's text ends.

    `is_last` is False for a piece between quotes, where only plain evidence counts.
    """
    high = trimmed(lines, low, high)
    delimited = _below_delimiter(lines, low, high)
    if delimited < high:
        _claim(lines, delimited, high, Zone.SIGNATURE)
        high = trimmed(lines, low, delimited)
    high = _cut_inline(lines, low, high, author)
    start = _formula_start(lines, low, high, author)
    if start < high:
        return _claim_formula(lines, low, start, high, author)
    if not is_last:
        start = _author_start(lines, low, high, author) if author else high
    else:
        start = _name_start(lines, low, high, author, is_delimited=delimited < high)
    if start < high:
        _claim(lines, start, high, Zone.SIGNATURE)
        return trimmed(lines, low, start)
    return high


def is_greeting(text: str) -> bool:
    """Whether a line is a salutation, such as "Hi Dana," or "Sehr geehrte Frau Vogt,"."""
    folded = text.strip(" \t*_").casefold()
    if not folded or len(folded) > 90:
        return False
    found = _greetings().match(folded)
    if found is None:
        return False
    rest = folded[found.end() :]
    return len(rest.split()) <= 6 and not re.search(r"[?]|[.!]\s*\w", rest)


@lru_cache(maxsize=1)
def _greetings() -> re.Pattern[str]:
    return re.compile(alternatives(words("closings", "greetings")) + r"(?![^\W_])|你好|您好|尊敬的|亲爱的")


# --------------------------------------------------------------------------- the "-- " line


def _below_delimiter(lines: list[Line], low: int, high: int) -> int:
    """The line of a signature mark, `high` where there is none."""
    for number in range(high - 1, max(low - 1, high - 1 - 2 * _REACH), -1):
        text = lines[number].text
        if not _DELIMITER.fullmatch(text):
            continue
        if _STRICT.fullmatch(text.rstrip()) or text == "-- ":
            return number
        below = [line.text for line in lines[number + 1 : high] if line.text.strip()]
        if below and len(below) <= 12 and all(_is_tail(one) for one in below) and number > low:
            above = [line.text for line in lines[low:number] if line.text.strip()]
            if above and not _is_listlike(above[-1]):
                return number
    return high


def _is_listlike(text: str) -> bool:
    return text.lstrip()[:1] in "|+#"


# --------------------------------------------------------------------------- "Kind regards,"


@lru_cache(maxsize=1)
def _formulas() -> re.Pattern[str]:
    both = tuple(
        sorted((*words("closings", "closings"), *words("closings", "courtesies")), key=len, reverse=True)
    )
    return re.compile(rf"({alternatives(both)})(?![^\W_])")


def _formula(text: str, author: str) -> tuple[str, str] | None:
    """The closing formula a line is, and the name behind it; None for any other line."""
    bare = text.strip(_LEADING + " ")
    if not bare or len(bare) > _NAME_CHARACTERS:
        return None
    folded = unicodedata.normalize("NFC", bare).casefold()
    found = _formulas().match(folded)
    if found is None:
        return None
    rest = bare[found.end() :] if len(folded) == len(bare) else folded[found.end() :]
    follows = rest.strip(" \t,.!-–—:;/~*_)")
    if not follows:
        return found[1], ""
    if folded[found.end() : found.end() + 4].strip().startswith(("and ", "& ", "und ", "et ", "y ")):
        # "Thanks and regards": two formulas joined
        second = _formula(re.sub(r"^\W*(?:and|und|et|y|&)\s+", "", rest, flags=re.IGNORECASE), author)
        return (found[1] + " regards", second[1]) if second else None
    joins = rest[:1] in ",-–—:;!./~" or rest[:2].strip()[:1] in ",-–—"
    if is_author(follows, author) or (joins and looks_like_name(follows)):
        return found[1], follows
    return None


def _formula_start(lines: list[Line], low: int, high: int, author: str) -> int:
    """The highest closing formula with nothing but a closing below it; `high` where there is none."""
    best = high
    shown = 0
    for number in range(high - 1, low - 1, -1):
        text = lines[number].text
        if not text.strip():
            continue
        shown += 1
        if shown > _REACH:
            break
        formula = _formula(text, author)
        if formula is not None:
            if _stands_alone(lines, number, high, formula, text):
                best = number
        elif not _is_tail(text) and not _is_below_name(lines, number, low, high, author):
            break
    return best


def _stands_alone(lines: list[Line], number: int, high: int, formula: tuple[str, str], text: str) -> bool:
    """Whether the formula closes: a courtesy needs a comma or a name, a real formula nothing."""
    if formula[0] in word_set("closings", "closings") or formula[1] or formula[0].endswith(" regards"):
        return True
    below = [line.text for line in lines[number + 1 : high] if line.text.strip()]
    if below:
        return looks_like_name(below[0]) or _is_contact(below[0]) or bool(_formula(below[0], ""))
    return text.rstrip().endswith(",")


def _is_below_name(lines: list[Line], number: int, low: int, high: int, author: str) -> bool:
    """A paragraph under the name that nobody can tell from a footer: at most two of them, and not about "me"."""
    text = lines[number].text
    if postscript(text) or _PRONOUN.search(text) or "?" in text or _ADDRESSED.match(text):
        return bool(is_notice(text, below_signature=True))
    above = [line.text for line in lines[max(low, number - 8) : number] if line.text.strip()]
    if not lines[number - 1].is_blank and number > low and not _is_tail(lines[number - 1].text):
        return False
    return len(text) > 40 and any(is_author(one, author) or _formula(one, author) for one in above)


def _claim_formula(lines: list[Line], low: int, start: int, high: int, author: str) -> int:
    """Label from the formula on; a courtesy that is all the letter says stays the author's word."""
    formula = _formula(lines[start].text, author)
    above = [line for line in lines[low:start] if line.zone is None and line.text.strip()]
    is_all = not [line for line in above if not is_greeting(line.text)]
    if is_all and formula and formula[0] not in word_set("closings", "closings") and not formula[1]:
        _claim(lines, start + 1, high, Zone.SIGNATURE)
        return start + 1
    lines[start].zone = Zone.SIGN_OFF
    _claim(lines, start + 1, high, Zone.SIGNATURE)
    return trimmed(lines, low, start)


# --------------------------------------------------------------------------- "See you then. Thanks, Sara"


def _cut_inline(lines: list[Line], low: int, high: int, author: str) -> int:
    """Cut a closing off the end of the letter's last sentence, where the author's name proves it.

    The line becomes two, without a line end between; gives `high`, which may have moved by one.
    """
    if not author:
        return high
    for number in range(high - 1, max(low, high - 10) - 1, -1):
        text = lines[number].text
        at = _inline_closing(text, author)
        if at > 0:
            line = lines[number]
            rest = Line(line.start + at, line.end, text[at:], Zone.SIGNATURE)
            lines[number] = Line(line.start, line.start + at, text[:at])
            lines.insert(number + 1, rest)
            _claim(lines, number + 2, high + 1, Zone.SIGNATURE)
            return number + 1
        if text.strip() and not _is_tail(text):
            return high
    return high


def _inline_closing(text: str, author: str) -> int:
    """Where a closing such as "Thanks, Sara" begins within a line, or -1."""
    tail = text[-80:]
    for end in re.finditer(r"(?<=[.!?])\s{1,4}", tail):
        rest = tail[end.end() :].strip()
        if not rest or len(rest.split()) > 6:
            continue
        names = re.split(r"[,.!–—-]\s*", rest)
        last = names[-1].strip() or (names[-2].strip() if len(names) > 1 else "")
        is_name = is_author(last, author) and len(last.split()) <= 3
        if is_name and (rest == last or _formulas().match(rest.casefold()) or rest.lstrip("-–— ") == last):
            return len(text) - len(tail) + end.end()
    return -1


# --------------------------------------------------------------------------- a name on a line of its own


def _name_start(lines: list[Line], low: int, high: int, author: str, *, is_delimited: bool) -> int:
    """The line of the name that closes the letter; `high` where there is none."""
    if author:
        found = _author_start(lines, low, high, author)
        if found < high:
            return found
    if is_delimited and not author:
        pass  # the mark told where the signature is; a name above it may still close the letter
    paragraphs = blocks(lines, max(low, high - 2 * _REACH), high)
    best = high
    if paragraphs and paragraphs[-1][1] - paragraphs[-1][0] == 1:
        first = paragraphs[-1][0]
        if _is_short_form(lines[first].text, author) and _leaves_a_letter(lines, low, first):
            return first
    for first, last in reversed(paragraphs[-3:]):
        shown = [line.text for line in lines[first:last]]
        if not _leaves_a_letter(lines, low, first) or not all(_is_tail(one) for one in shown):
            break
        is_lone = len(shown) == 1 and last == high
        named = looks_like_name(shown[0])
        below = lines_text(lines, first, high)[1:]
        proven = any(_is_contact(one) for one in below) or _is_firm(shown, lines_text(lines, low, first)[-1])
        if named and not _contradicts(shown, author) and (proven or (is_lone and _is_short_name(shown[0]))):
            best = first
        elif not all(_is_contact(one) for one in shown):
            break
    return best


def lines_text(lines: list[Line], low: int, high: int) -> list[str]:
    """The shown lines between two numbers."""
    return [line.text for line in lines[low:high] if line.text.strip()]


def _author_start(lines: list[Line], low: int, high: int, author: str) -> int:
    """The highest line near the end that is the author's name, with nothing but a closing below it."""
    best = high
    shown = 0
    for number in range(high - 1, low - 1, -1):
        text = lines[number].text
        if not text.strip():
            continue
        shown += 1
        if shown > _REACH:
            break
        if (
            is_author(text, author)
            and _leaves_a_letter(lines, low, number)
            and _begins_here(lines, number, low)
        ):
            best = number
        elif not _is_tail(text) and not _is_below_name(lines, number, low, high, author):
            break
    return best


def _begins_here(lines: list[Line], number: int, low: int) -> bool:
    """A name stands below a blank line, a finished sentence or another line of the closing."""
    if number == low or lines[number - 1].is_blank:
        return True
    above = lines[number - 1].text.rstrip()
    return above[-1:] in ".!?,;:)…" or not above[-1:].isalnum() or len(above) < 60


def _leaves_a_letter(lines: list[Line], low: int, first: int) -> bool:
    """Whether something but a salutation stands above."""
    return any(
        line.text.strip() and not is_greeting(line.text) for line in lines[low:first] if line.zone is None
    )


def _is_firm(shown: list[str], above: str) -> bool:
    """A short name over one to four capitalised lines: name, firm, place; not the items of a list."""
    below = shown[1:]
    if not 1 <= len(below) <= 4 or not _is_short_name(shown[0]) or above.rstrip()[-1:] in ":,":
        return False
    return len(below[0].split()) > 1 and all(
        sum(word[:1].isupper() for word in one.split()) * 2 >= len(one.split()) and one[-1:] not in ".;,"
        for one in below
    )


def _is_short_form(text: str, author: str) -> bool:
    """A lone last word that is a short form of the author's name: "aga" of Agnieszka, "Merv" of Mervyn."""
    word = _fold(text.strip(_LEADING).strip(_TRAILING))
    if not author or not word.isalpha() or not 2 <= len(word) <= 12:
        return False
    if word in word_set("closings", "no_names") or _formulas().fullmatch(word):
        return False
    return any(
        name.startswith(word) or (len(word) <= 5 and name[:2] == word[:2]) for name in _folded_words(author)
    )


def _contradicts(shown: list[str], author: str) -> bool:
    """Two words or more that are not the author's name: a person written about, with an address perhaps."""
    return bool(author) and len(_WORD.findall(shown[0])) >= 2 and not is_author(shown[0], author)


def is_author(text: str, author: str) -> bool:
    """Whether a line is the author's name, whole or in part, with decoration or a title behind it.

    "Priya", "- priya", "Priya Raman | Recruiter", "P. Raman", "PR", "Priya x" for Priya Raman; not "Will call
    you" for Will Adams.
    """
    if not author or len(text.strip()) > _TAIL_CHARACTERS:
        return False
    bare = _BRACKETED.sub("", text).strip(_LEADING)  # "(she/her)"
    names = _folded_words(author)
    if not names or not bare:
        return False
    found = list(_WORD.finditer(bare))[:8]
    if not found or found[0].start() > 0:
        return False
    if len(found) > 1 and _fold(found[0][0]) not in names and _fold(found[1][0]).strip(".'’-") in names:
        if not found[0][0][0].isupper() or bare[found[0].end() : found[1].start()].strip():
            return False
        found = found[1:]  # a short form before the family name
    matched, end = 0, 0
    for word in found:
        folded = _fold(word[0]).strip(".'’-")
        if folded in names or (len(folded) == 1 and any(name.startswith(folded) for name in names)):
            matched += len(folded) > 1 or len(found) == 1 or matched > 0
        elif folded in _HONORIFICS or (matched and (folded in _PARTICLES or len(folded) == 1)):
            continue
        elif _is_initials(word[0], names):
            matched += 1
        else:
            break
        end = word.end()
    if not matched or not end:
        return False
    rest = bare[end:]
    if not rest.strip(_TRAILING):
        return True
    if _FAMILY_TAIL.fullmatch(rest):
        return True
    if rest.lstrip()[:1] in ",|(/•·-–—" and not _PRONOUN.search(rest) and not _SENTENCE.search(rest):
        return True
    return rest.strip()[:1].isupper() and len(rest.split()) <= 6 and not _SENTENCE.search(rest)


def _is_initials(word: str, names: frozenset[str]) -> bool:
    letters = [letter for letter in _fold(word) if letter.isalpha()]
    if not 1 <= len(letters) <= 4 or not word[0].isupper() or len(letters) != sum(map(str.isupper, word)):
        return False
    firsts = {name[0] for name in names}
    return all(letter in firsts for letter in letters)


def looks_like_name(text: str) -> bool:
    """Whether a line could be somebody's name: one to five capitalised words, no sentence."""
    bare = text.strip(_LEADING).rstrip(_TRAILING)
    if not bare or len(bare) > _NAME_CHARACTERS or any(c.isdigit() for c in bare) or "@" in bare:
        return False
    head = re.split(r"[,|(/•·–—]| - ", bare)[0].strip()
    found = head.split()
    if not 1 <= len(found) <= 5:
        return False
    if not head.isascii() and len(found) == 1 and len(head) <= 4 and not head[0].isascii() and head.isalpha():
        return True  # 王小明, 김민수
    if _fold(found[0]).strip(".,!") in word_set("closings", "no_names") or _formulas().match(head.casefold()):
        return False
    capital = [w for w in found if w[0].isupper() or w[0] in "'’"]
    others = [w for w in found if w not in capital]
    if not capital or any(_fold(w) not in _PARTICLES for w in others):
        return False
    return all(re.fullmatch(r"[^\W\d_][\w.'’\-]{0,40}", w) for w in found)


def _is_short_name(text: str) -> bool:
    """A last line of one to three words without an end mark: a name, where nothing else tells."""
    bare = text.strip(_LEADING)
    return len(bare.split()) <= 3 and bare[-1:] not in ".?!:;" and bool(bare)


def _is_contact(text: str) -> bool:
    """A line of the kind that stands under a name: telephone, link, title, firm, separators."""
    if len(text) > 2 * _TAIL_CHARACTERS:
        return False
    if _PHONE.search(text) or _LINK.search(text) or re.search(r"\s[|•·]\s", text):
        return not _is_sentence(text)
    folded = {word.strip(".,:;|()").casefold() for word in text.split()}
    return bool(folded & word_set("closings", "titles")) and not _is_sentence(text) and len(folded) <= 12


def _is_sentence(text: str) -> bool:
    found = text.split()
    if len(found) > 6 and _PRONOUN.search(text):
        return True
    if len(found) <= 3 or not _SENTENCE.search(text):
        return False
    last = found[-1].rstrip(".").casefold()
    is_abbreviated = found[-1].endswith(".") and (last in word_set("closings", "titles") or len(last) < 3)
    return not is_abbreviated


def _is_tail(text: str) -> bool:
    """Whether a line may stand below a name: short and no sentence, or plainly a footer."""
    stripped = text.strip()
    if is_device_line(stripped) or _DELIMITER.fullmatch(stripped) or _FILE.fullmatch(stripped):
        return True
    if len(stripped) > _TAIL_CHARACTERS:
        return is_notice(stripped, below_signature=True) or (_is_contact(stripped) and len(stripped) < 220)
    if postscript(stripped) or is_greeting(stripped):
        return False
    if _is_contact(stripped):
        return True
    return not _is_sentence(stripped) and len(stripped.split()) <= 9 and stripped[-1:] not in "?:"


def postscript(text: str) -> bool:
    """Whether a line begins a postscript, which is the author's own words again."""
    folded = text.strip().casefold()
    return any(folded.startswith(mark) for mark in words("footers", "postscripts"))


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
                or (is_apart and _is_sentence(line.text))
                or (number > first and lines[number - 1].zone is Zone.FOOTER and not line.is_blank)
            )
            line.zone = Zone.FOOTER if is_footer else zone
        number += 1


@lru_cache(maxsize=2048)
def _folded_words(name: str) -> frozenset[str]:
    found = {_fold(word).strip(".'’-") for word in _WORD.findall(name.split("@")[0])}
    parts = {part for word in found for part in re.split(r"['’\-.]", word)}
    return frozenset(word for word in found | parts if len(word) > 1 and word not in _PARTICLES)


@lru_cache(maxsize=8192)
def _fold(word: str) -> str:
    """Lower case, without accents."""
    decomposed = unicodedata.normalize("NFKD", word.casefold())
    return "".join(c for c in decomposed if not unicodedata.combining(c)).replace("ı", "i").replace("ł", "l")
