"""Where a sentence of a mail begins, told by punctuation and by how its lines are laid out.

Mail has greetings on lines of their own, lists, and paragraphs that a mail program wrapped at 72
characters. A line end is a sentence end where the next word would still have fitted on the line; where it
would not, the program broke the line and the sentence goes on. Linear in the length of the text.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from itertools import pairwise

import numpy
import spacy.tokens
from spacy.language import Language
from spacy.tokens import Span

from nlp.text import Doc, Sentence, Text

SENTENCES = "keepwarm_sentences_v1"  # spaCy allows no dot in the name of a component
_TEXT = "keepwarm.text"

_STOPS = frozenset(".!?…。！？‽") | {"?!", "!?"}
_CLOSERS = frozenset(")]}\"'”’»›」*_")
_ABBREVIATIONS = frozenset(
    "approx appt apt assoc asst attn ave avg bldg blvd bros ca capt cf co col corp dept dir div dr ed est "
    "etc ext fig figs fr ft gen gov hon hr hrs inc incl intl jr lt ltd max messrs mgr min mins mr mrs ms mt "
    "no nos op par pp prof pte pty ref reg rep resp rev rm sec sen sgt sp sq sr st ste str tel temp univ vol "
    "vs wk wks yr yrs zb bzw".split()
)
_MAY_END = frozenset(
    "a.m. p.m. am. pm. etc. inc. ltd. co. corp. jr. sr. u.s. u.k. ph.d. mo. st. ave.".split()
)
_GOES_ON = frozenset(
    "mon monday tue tuesday wed wednesday thu thursday fri friday sat saturday sun sunday jan january feb "
    "february mar march apr april may june july aug august sep sept september oct october nov november dec "
    "december est edt et cst cdt ct mst mdt mt pst pdt pt gmt bst cet cest utc ist aest".split()
)  # "at 9 a.m. Friday": no new sentence
_BULLET = re.compile(r"[ \t]{0,12}(?:[-*•·‣▪◦–—o►✓✔➢➤+]|\(?\d{1,2}[.)]|\(?[a-zA-Z][.)]|#)[ \t]+\S")
_FIRST_WORD = re.compile(r"[ \t]{0,12}(\S{1,40})")
_UNWRAPPED = 100  # no mail program wraps lines longer than this; they are whole paragraphs
_NARROWEST = 55  # nor narrower than this


@Language.component(SENTENCES)
def set_sentence_starts(doc: spacy.tokens.Doc) -> spacy.tokens.Doc:
    """Mark each token of `doc` as the start of a sentence or not; gives the same `doc` back."""
    # written at once: spaCy looks through the whole text at each single `token.is_sent_start = ...`
    starts = numpy.full((len(doc), 1), -1).astype(numpy.uint64)
    for i in sentence_starts(doc.text, [token.text for token in doc], [token.idx for token in doc]):
        starts[i, 0] = 1
    if not len(doc):
        return doc
    return doc.from_array(["SENT_START"], starts)  # type: ignore[arg-type]  # thinc's own array types


def written(doc: Doc) -> str:
    """The text of `doc`, put together once: spaCy joins all tokens at each `doc.text`."""
    if isinstance(doc, Text):
        return doc.text
    kept: str | None = doc.user_data.get(_TEXT)
    if kept is None:
        kept = doc.user_data[_TEXT] = doc.text
    return kept


def sentences(doc: Doc) -> Sequence[Sentence | Span]:
    """The sentences of `doc`, looked for once: spaCy goes through all tokens at each `doc.sents`."""
    if isinstance(doc, Text):
        return doc.sentences
    kept: tuple[Span, ...] | None = doc.user_data.get(SENTENCES)
    if kept is None:
        kept = doc.user_data[SENTENCES] = tuple(doc.sents) if len(doc) else ()
    return kept


def sentence_starts(text: str, words: Sequence[str], offsets: Sequence[int]) -> Iterator[int]:
    """The indices of the words that open a sentence; `words` as spaCy cuts them, each with its offset."""
    if not words:
        return
    yield 0
    hard_ends = _hard_line_ends(text)
    list_marks = _list_marks(text)
    is_new_line = stop_seen = is_closed = False
    before = ""  # the last word that is neither space nor a closing mark
    for i, word in enumerate(words):
        if not (stop_seen or is_new_line) and word.isalpha():
            before = word  # most words: nothing can begin or end here
            continue
        if word.isspace():
            if before and any(at in hard_ends for at in _newlines(word, offsets[i])):
                is_new_line = True
            continue
        is_start = is_new_line or (stop_seen and _may_start(word, before, is_closed))
        if is_start and i:
            yield i
        if stop_seen and not is_start and word in _CLOSERS:
            is_closed = True
            continue
        stop_seen = _is_stop(words, offsets, i, list_marks)
        is_new_line = is_closed = False
        before = word


def _newlines(word: str, start: int) -> list[int]:
    return [start + i for i, char in enumerate(word) if char == "\n"]


def _hard_line_ends(text: str) -> set[int]:
    """The positions of newlines at which the author, not the mail program, ended the line."""
    lines = text.split("\n")
    width = max((len(line) for line in lines if len(line) <= _UNWRAPPED), default=0)
    ends: set[int] = set()
    at = -1
    for line, following in pairwise(lines):
        at += len(line) + 1
        if not _is_soft(line.rstrip(), following, width):
            ends.add(at)
    return ends


def _is_soft(line: str, following: str, width: int) -> bool:
    first = _FIRST_WORD.match(following)
    if first is None or not line.strip() or len(line) > _UNWRAPPED or width < _NARROWEST:
        return False
    if _BULLET.match(following) or line.endswith(":"):
        return False
    if len(line) + 1 + len(first[1]) <= width:  # the next word would have fitted
        return line.endswith(("-", "/")) and len(line) >= _NARROWEST
    return width >= 65 or not first[1][0].isupper()


def _list_marks(text: str) -> set[int]:
    """Where the text of each list item begins: a full stop before it belongs to its number."""
    marks: set[int] = set()
    at = 0
    for line in text.split("\n"):
        if found := _BULLET.match(line):
            marks.add(at + found.end() - 1)
        at += len(line) + 1
    return marks


def _is_stop(words: Sequence[str], offsets: Sequence[int], i: int, list_marks: set[int]) -> bool:
    """Whether a sentence may end with word `i`."""
    word = words[i]
    if word in _STOPS or (word[0] in "!?." and not word.strip("!?.")):
        if word == "." and i > 0 and offsets[i - 1] + len(words[i - 1]) == offsets[i]:
            last = words[i - 1]
            if last.lower() in _ABBREVIATIONS or (len(last) == 1 and last.isupper() and last != "I"):
                return False
            if i + 1 < len(words) and offsets[i + 1] in list_marks:
                return False
        return True
    return word.lower() in _MAY_END or _is_emoji(word)


def _is_emoji(word: str) -> bool:
    if word[0] in ":;=" and 2 <= len(word) <= 4:
        return not word[-1].isalnum() or word[-1] in "DPp"
    return ord(word[0]) >= 0x2600 and not word[0].isalnum() and word[0] not in "。！？"


def _may_start(word: str, before: str, is_closed: bool) -> bool:
    """Whether `word` may open a sentence after `before`; `is_closed`: a bracket or quote closed between."""
    if word in _CLOSERS or word in _STOPS or _is_emoji(word):
        return False
    first = word[0]
    if before.lower() in _MAY_END:
        return first.isupper() and word.lower() not in _GOES_ON
    if is_closed:
        return first.isupper()
    if before[0] in ".!?。！？" and not before.startswith(".."):
        return first not in ",;:)"
    return first.isupper() or (first.isdigit() and before[0] != "…") or first in "\"'“‘«¿¡("
