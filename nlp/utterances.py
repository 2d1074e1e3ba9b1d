"""Sentences made ready for rules: lower-case, names masked, every character still at its offset.

Rules see the kind of word, not the word: a person's name becomes a run of one private character, any
other capitalised word a run of another. So no rule can know a name.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from domain import Mention
from nlp.sentences import sentences, written
from nlp.text import Doc

NAME, PROPER = "\ue000", "\ue001"

_MARKS = {"’": "'", "‘": "'", "´": "'", "`": "'", "–": "-", "—": "-"}
_APOSTROPHES = str.maketrans(_MARKS | dict.fromkeys("“”„«»", '"') | dict.fromkeys("\xa0\n\r\t", " "))
_OPENS = frozenset('.!?:\n*•"')  # a capital behind them says nothing
_LONGEST = 800  # characters of one sentence; what has no end is cut, so that time stays linear
_REST = r"[^\W_]*+(?:[&.'-][^\W_]++)*+"  # of a word
_CAPITALISED = re.compile(  # what is between words; small words, each with what is behind it; a word
    rf"([\W\d_]*+)(?:[a-z]{_REST}([\W\d_]*+))*([^\W\d_a-z]{_REST})?"
)
_KEPT = frozenset(
    "monday tuesday wednesday thursday friday saturday sunday mon tue tues wed weds thu thur thurs "
    "fri sat sun january "
    "february march april may june july august september october november december jan feb mar apr "
    "jun jul aug "
    "sep sept oct nov dec i i'm i'll i've i'd q1 q2 q3 q4 h1 h2 am pm cv cvs hr ceo cfo cto coo md "
    "vp ctc lpa hmo rsu "
    "rsus it ok okay gmt bst cet est pst ist utc yes no thanks thank please easter christmas xmas "
    "spring summer autumn fall "
    "winter new year arr asap eod cob eow eta wfh usd eur gbp pln aed inr chf sgd aud nzd zar kes "
    "ngn tbc tbd fyi btw "
    "zoom teams skype webex facetime whatsapp meet google hangouts chime slack hirevue".split()
)
_MAY = re.compile(
    r"(?<=\d )may\b|(?<=\dth )may\b|(?<=\dst )may\b|(?<=\dnd )may\b|(?<=\drd )may\b|(?<!\w)may(?= \d)"
)  # the month, for rules: "mai"
_SMILEY = re.compile(
    r"(?:[:;]-?[)DPp(/]+|[\U0001F300-\U0001FAFF☀-➿][️‍\U0001F300-\U0001FAFF☀-➿]*)[ \t]+(?=\w)"
)  # ends a sentence
_CLOSING = re.compile(r"[\s\"')\]*_\U0001F300-\U0001FAFF☀-➿️‍:;)(<3xX]")
_LIST_MARK = re.compile(r"(?:[-*•·‣▪◦–—+>]+|\(?\d{1,2}[.)]|\(?[a-zA-Z][.)])\s+")


@dataclass(frozen=True, slots=True)
class Utterance:
    """One sentence. `text` as written, `low` the same length for rules; offsets count from `start`."""

    text: str
    start: int
    low: str
    mentions: tuple[Mention, ...]
    is_first_of_line: bool
    in_list: bool

    @property
    def end(self) -> int:
        """Offset in the own words where the sentence ends."""
        return self.start + len(self.text)


def _lower(text: str) -> str:
    low = text.lower()
    return low if len(low) == len(text) else "".join(c.lower() if len(c.lower()) == 1 else c for c in text)


def mask(text: str, names: Sequence[tuple[int, int]]) -> str:
    """The text as rules see it, of the same length. `names` are the spans of people's names."""
    low = list(_lower(text).translate(_APOSTROPHES))
    for match in _CAPITALISED.finditer(text):
        gap, last_gap, word = match.groups()
        if word is None or not word[0].isupper():
            continue
        start, end = match.span(3)
        is_first = match.start() == 0 and last_gap is None
        is_start = is_first or not _OPENS.isdisjoint(gap if last_gap is None else last_gap)
        plain = word.lower().replace("’", "'")
        if is_start or plain in _KEPT or plain.split("'")[0] in _KEPT:
            if word == "May" and not is_start:
                low[end - 1] = "i"
            continue
        if plain.endswith("'s"):
            low[start : end - 2] = PROPER * (len(word) - 2)
        else:
            low[start:end] = PROPER * len(word)
    for start, end in names:
        low[start:end] = NAME * (end - start)
    masked = "".join(low)
    return _MAY.sub(lambda m: m.group().replace("may", "mai"), masked) if "may" in masked else masked


def utterances(doc: Doc, mentions: Sequence[Mention]) -> list[Utterance]:
    """The sentences of the own words, empty ones left out."""
    text = written(doc)
    here = [m for m in mentions if m.source == "own_words" and 0 <= m.start < m.end <= len(text)]
    low = mask(text, [(m.start, m.end) for m in here])
    said = []
    for start, end in _pieces(doc):
        line_start = text.rfind("\n", 0, start) + 1
        mark = _LIST_MARK.match(text, line_start)
        said.append(
            Utterance(
                text=text[start:end],
                start=start,
                low=low[start:end],
                mentions=tuple(m for m in here if start <= m.start and m.end <= end),
                is_first_of_line=not text[line_start:start].strip(),
                in_list=mark is not None and mark.end() >= start and mark.start() <= start,
            )
        )
    return said


def _pieces(doc: Doc) -> Iterator[tuple[int, int]]:
    """Where sentences begin and end, without the white space around them; a smiley ends one too."""
    text = written(doc)
    for sent in sentences(doc):
        start = sent.start_char
        for smiley in _SMILEY.finditer(text, sent.start_char, sent.end_char):
            yield from _trimmed(text, start, smiley.end())
            start = smiley.end()
        yield from _trimmed(text, start, sent.end_char)


def _trimmed(text: str, start: int, end: int) -> Iterator[tuple[int, int]]:
    while start < end and text[start].isspace():
        start += 1
    while end > start and text[end - 1].isspace():
        end -= 1
    while end - start > _LONGEST:
        cut = text.rfind(" ", start + 1, start + _LONGEST) + 1 or start + _LONGEST
        yield start, cut
        start = cut
    if start < end:
        yield start, end


def bare_end(low: str) -> str:
    """The sentence without closing quotes, smileys and spaces, to see its last mark."""
    end = len(low)
    while end and _CLOSING.match(low, end - 1):
        end -= 1
    return low[:end]
