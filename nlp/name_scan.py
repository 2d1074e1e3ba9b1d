"""The words of a text as a search for names needs them, and the stretches of them that may be one name."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from itertools import accumulate, repeat
from typing import NamedTuple

from nlp.known_names import KnownNames
from nlp.name_words import WORDS
from nlp.names import fold, is_first_name

_WORD = re.compile(r"([^\W\d_]+(?:['’ʼ‘-](?![sS]\b)[^\W\d_]+)*)((?:['’`´][sS]\b)?)")
_ADDRESS = re.compile(  # web and mail addresses, file names as they are and as Outlook puts them, "P.S."
    r"<\s?<\s?File:[^<>\n]{1,200}>\s?>|"
    r"(?:https?://|www\.)\S{1,2000}|[\w.+%-]{1,64}@[\w-]{1,63}\.[\w.-]{1,200}|"
    r"[^\s.]{1,100}\.(?:docx?|pdf|xlsx?|pptx?|txt|rtf|odt|jpe?g|png|zip|csv)\b|"
    r"\b[\w-]{1,63}\.(?:com|org|net|io|example|co)\b|\b[PN]\. ?[SB]\.|"
    r"\$\w{1,100}|\w{1,100}_\w{1,100}|\w{1,60}\.\w{1,60}\.\w{2,60}|\b\w{1,60}(?=[(\[=]\S)",
    re.IGNORECASE,
)
_MAY_HOLD_ADDRESS = re.compile(  # marks first: they are found faster than what may stand around them
    r"[.@_(\[=$:<](?:(?<=\S[.@_(\[=])(?=\S)|(?<=\$)\w|(?<=:)//|(?<=<)\s?<|(?<=\b[PNpn]\.) ?[SBsb]\.)"
)
_ODD = re.compile(
    r"(?<!\bMc)(?<!\bMac)(?<!\bDe)(?<!\bDi)(?<!\bLa)(?<!\bLe)(?<!\bFitz)(?<=[a-z])[A-Z]|^[A-Z]{2,}[a-z]"
)
_SYLLABLES = re.compile(  # given names of Korea and China, written with a hyphen: "Jae-won", "Shu-fen"
    r"(?:[bcdfghjklmnprstwxyz]|[cstz]h|ts|hs)?(?:[aeiou]|[aeiouwy][aeiou]{1,2})(?:ng|[nmklptr])?"
    r"-(?:[bcdfghjklmnprstwxyz]|[cstz]h|ts|hs)?(?:[aeiou]|[aeiouwy][aeiou]{1,2})(?:ng|[nmklptr])?",
    re.IGNORECASE,
)
_MARKS = ("'", "’")
_GAP = 40  # letters of what stands before a word that are kept
_SUFFIXES = frozenset(["jr", "sr", "ii", "iii", "iv"])
_SURE_TITLES = frozenset("mr mrs ms dr herr frau monsieur madame senor senora signor signora".split())
_LETTER_GAPS = frozenset([". ", ".", " "])
_FIRM = WORDS.organisation_words | WORDS.place_words
_BREAKS = (
    WORDS.never | WORDS.titles | WORDS.greetings | WORDS.vocatives | WORDS.everybody
    | _FIRM
)  # fmt: skip


class Word(NamedTuple):
    """A word at `start:end` of the text, without a possessive. `gap`: what stands before it."""

    text: str
    start: int
    end: int
    low: str  # folded
    gap: str
    is_possessive: bool
    begins: bool  # first word of a sentence or a line
    is_capital: bool  # begins with a capital letter
    honorific: bool  # "-san" follows

    @property
    def is_shouted(self) -> bool:
        """Two capitals or more and nothing else."""
        return len(self.text) > 1 and self.text.isupper()


def scan(text: str, sentence_starts: frozenset[int], known: KnownNames) -> list[Word]:
    """All words of `text` outside addresses and file names, in order.

    Made column by column, for that is fast; then one by one the few that hide a hyphen or a possessive.
    """
    bare = text
    if _MAY_HOLD_ADDRESS.search(text):
        bare = _ADDRESS.sub(lambda address: " " * len(address[0]), text)
    cut = _WORD.split(bare)  # what stands before a word, the word, its possessive, before the next, ...
    at = list(accumulate(map(len, cut)))
    texts, starts, ends = cut[1::3], at[:-1:3], at[1::3]
    lows = list(map(str.lower if bare.isascii() else fold, texts))
    gaps = [gap[-_GAP:] for gap in cut[:-1:3]]
    begins = [start in sentence_starts or "\n" in gap for start, gap in zip(starts, gaps, strict=True)]
    if begins:
        begins[0] = True
    capitals = [word[0].isupper() for word in texts]
    columns = zip(texts, starts, ends, lows, gaps, map(bool, cut[2::3]), begins, capitals, repeat(False))
    words = list(map(Word._make, columns))
    hidden: dict[int, list[Word]] = {}
    for i in _hiding(words, lows, bare, known):
        hidden[i] = list(_recut(words[i], bare, sentence_starts, known))
        end = hidden[i][-1].end
        if end > words[i].end and i + 1 < len(words):
            after = words[i + 1]
            words[i + 1] = after._replace(gap=bare[max(end, after.start - _GAP) : after.start])
    if hidden:
        return [piece for i, word in enumerate(words) for piece in hidden.get(i, (word,))]
    return words


def _hiding(words: Sequence[Word], lows: Sequence[str], bare: str, known: KnownNames) -> list[int]:
    """The indices of words that may be several, or end elsewhere."""
    found: set[int] = set()
    if "-" in bare:
        found.update(i for i, low in enumerate(lows) if "-" in low)
    if any("ng" + mark in bare for mark in _MARKS):
        found.update(i for i, word in enumerate(words) if bare.startswith(_MARKS, word.end))
    owners = {given + "s" for given in known.givens}
    if not owners.isdisjoint(lows):
        found.update(i for i, low in enumerate(lows) if low in owners)
    return sorted(found)


def _recut(whole: Word, text: str, sentence_starts: frozenset[int], known: KnownNames) -> Iterator[Word]:
    """What a word hides: "Oona-can", "Oona-san", "Wang'", "oonas"."""
    at, gap, begins = whole.start, whole.gap, whole.begins
    for start, end, honorific in _pieces(text, whole.start, whole.end, known):
        word = text[start:end]
        low = fold(word)
        is_possessive = whole.is_possessive and end == whole.end
        if low.endswith("s") and len(low) > 4 and low[:-1] in known.givens and not is_first_name(low):
            word, low, end, is_possessive = word[:-1], low[:-1], end - 1, True  # "oonas cv"
        if start > whole.start:
            gap, begins = text[at:start], start in sentence_starts
        yield Word(word, start, end, low, gap, is_possessive, begins, word[0].isupper(), honorific)
        at = end


def _pieces(text: str, start: int, end: int, known: KnownNames) -> Iterator[tuple[int, int, bool]]:
    """A word as it stands, or cut at a hyphen that is a dash ("Oona-can you") or precedes an honorific."""
    word = text[start:end]
    if "-" in word and fold(word) not in known.parts:
        cut = word.rfind("-")
        while cut > 0:
            tail = word[cut + 1 :]
            low = fold(tail)
            if low in WORDS.honorifics and tail[0].islower():
                yield start, start + cut, True
                return
            is_dash = tail[0].islower() and low not in WORDS.particles and word[0].isupper()
            is_dash = is_dash and not (_SYLLABLES.fullmatch(word) and low not in WORDS.never)
            if (low in WORDS.never or is_dash) and (
                (low in WORDS.never and is_dash) or not is_first_name(low)
            ):
                yield from _pieces(text, start, start + cut, known)
                yield start + cut + 1, end, False
                return
            cut = word.rfind("-", 0, cut)
    has_mark = text[end : end + 1] in _MARKS and not text[end + 1 : end + 2].isalnum()
    if has_mark and word.endswith("ng") and word[0].isupper():
        end += 1  # East African names end so
    yield start, end, False


def stretches(words: Sequence[Word], known: KnownNames) -> Iterator[tuple[int, int]]:
    """Index ranges of words that may together be one person's name, longest first words to last."""
    count, behind = len(words), 0
    for i in [i for i, word in enumerate(words) if word.is_capital or word.low in WORDS.particles]:
        if i < behind:
            continue
        j = i + 1
        if not _may_be_name(words[i], known) and not _is_titled_word(words, i):
            j = _past_particles(words, i)
            if not (i < j < count and _is_titled(words, i) and _may_be_name(words[j], known)):
                continue
            j += 1  # "Prof. de Haan"
        while j < count:
            if _continues(words[j - 1], words[j]) and (
                _may_be_name(words[j], known, is_inside=True)
                or (words[j].low in _SUFFIXES and words[j].is_capital)
            ):
                j += 1
                continue
            ahead = _past_particles(words, j) if j < count and words[j].gap == " " else j
            if j < ahead < count and words[ahead].gap in (" ", "-") and _may_be_name(words[ahead], known):
                j = ahead + 1
                continue
            break
        yield i, j
        behind = j


def _past_particles(words: Sequence[Word], i: int) -> int:
    """The index behind up to three particles from `i` on."""
    j = i
    while (
        j < len(words) and j - i < 3 and words[j].low in WORDS.particles and (j == i or words[j].gap == " ")
    ):
        j += 1
    return j


def _is_titled(words: Sequence[Word], i: int) -> bool:
    return i > 0 and words[i - 1].low in WORDS.titles and words[i].gap in (" ", ". ")


def _is_titled_word(words: Sequence[Word], i: int) -> bool:
    """Whether word `i`, elsewhere a greeting or a mere word, is a surname here: "Mr. Asante", "Ms Best"."""
    if i == 0 or words[i - 1].low not in _SURE_TITLES or words[i].gap not in (" ", ". "):
        return False
    word = words[i]
    is_mere_call = word.low in WORDS.titles or word.low in WORDS.everybody
    return word.is_capital and len(word.text) > 1 and not is_mere_call


def _continues(before: Word, word: Word) -> bool:
    """Whether `word` may stand in one name with the word before it."""
    if before.is_possessive or before.honorific:
        return False
    if word.gap == " ":
        return True
    if before.gap.endswith(", "):
        return False  # "thank you, X. Appreciate it"
    return len(before.text) == 1 and word.gap in _LETTER_GAPS and before.text.isupper()


def _may_be_name(word: Word, known: KnownNames, *, is_inside: bool = False) -> bool:
    if not word.is_capital:
        return False
    if word.low in known.parts:
        return True
    if word.is_shouted and len(word.text) < 4 and not (word.start == 0 and len(word.text) == 2):
        return False
    if not word.text[1:].islower() and _ODD.search(word.text):
        return False
    if "-" in word.text and word.text.rpartition("-")[2].lower() in WORDS.place_words:
        return False
    if len(word.text) == 1:
        return (word.low not in ("i", "a") or not word.begins) and word.low != "i"
    if word.start == 0 and known.abbreviates(word.low):
        return True
    if word.low in WORDS.never:
        return False
    if word.low in (_FIRM if is_inside else _BREAKS):
        return is_first_name(word.low) and not word.begins
    return True
