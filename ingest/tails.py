"""Knows the lines that stand below a name: telephone, title, firm, link; and what can be no such line."""

from __future__ import annotations

import re
from functools import lru_cache

from ingest.footers import is_device_line, is_file_line, is_notice
from ingest.memory import remembered
from ingest.phrases import alternatives, word_set, words

TAIL_CHARACTERS = 110
_PHONE = re.compile(r"(?:\+|\(|\b)\d[\d ()./\-]{5,22}\d")
_EXTENSION = re.compile(r"(?<![^\W\d_])[Ee]?[Xx](?:t\.?)?[ -]?\d[\d-]{2,8}\b")  # "x4411", "Ext. 4411"
_LINK = re.compile(
    r"https?://|www\.|[\w.+-]@[\w-]+\.|\b[\w-]{2,}\.(?:com|org|net|io|de|fr|co|eu|uk|nl|es|it|pl|cn)\b|example\b"
)
PRONOUN = re.compile(r"\b(?:i|you|we|he|she|they|it|i'm|i'll|ich|sie|wir|je|vous|nous|tu)\b", re.IGNORECASE)
SENTENCE = re.compile(r"[?!…]\s*$|[a-zà-ÿ)\d]{2,}\.\s*$")
_BETWEEN = re.compile(r"\s[|•·]\s")
_PRONOUNS = re.compile(r"[(\[]?(?:she|he|they|sie|er|elle|il)(?:\s?/\s?\w{2,6}){1,2}[)\]]?", re.IGNORECASE)
DELIMITER = re.compile(r"--\s{0,2}|—\s{0,2}|[-_=*~]{3,80}\s{0,2}|[—–─]{2,80}\s{0,2}")


def has_number(text: str) -> bool:
    """Whether a text shows a telephone number, an address or a link."""
    return (
        _PHONE.search(text) is not None
        or _LINK.search(text) is not None
        or ("x" in text and _EXTENSION.search(text) is not None)
    )


@remembered
def is_contact(text: str) -> bool:
    """A line of the kind that stands under a name: telephone, link, title, firm, separators."""
    if len(text) > 2 * TAIL_CHARACTERS:
        return False
    if _PRONOUNS.fullmatch(text.strip()):
        return True
    if has_number(text) or _BETWEEN.search(text):
        return not is_sentence(text)
    folded = {word.strip(".,:;|()").casefold() for word in text.split()}
    return bool(folded & word_set("closings", "titles")) and not is_sentence(text) and len(folded) <= 12


@remembered
def is_sentence(text: str) -> bool:
    """Whether a line reads as a sentence, ended by its mark or long and with a pronoun."""
    found = text.split()
    if len(found) > 6 and PRONOUN.search(text):
        return True
    if len(found) <= 3 or not SENTENCE.search(text):
        return False
    last = found[-1].rstrip(".").casefold()
    is_abbreviated = found[-1].endswith(".") and (last in word_set("closings", "titles") or len(last) < 3)
    return not is_abbreviated


@remembered
def is_tail(text: str) -> bool:
    """Whether a line may stand below a name: short and no sentence, or plainly a footer."""
    stripped = text.strip()
    if is_device_line(stripped) or DELIMITER.fullmatch(stripped) or is_file_line(stripped):
        return True
    if len(stripped) > TAIL_CHARACTERS:
        return is_notice(stripped, below_signature=True) or (is_contact(stripped) and len(stripped) < 220)
    if postscript(stripped) or is_greeting(stripped):
        return False
    if is_contact(stripped):
        return True
    return not is_sentence(stripped) and len(stripped.split()) <= 9 and stripped[-1:] not in "?:"


@remembered
def postscript(text: str) -> bool:
    """Whether a line begins a postscript, which is the author's own words again."""
    return text.strip().casefold().startswith(words("footers", "postscripts"))


@remembered
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
