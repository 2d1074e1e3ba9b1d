"""The way in: passages go in, readings come out, in batches, within limits, each on its own.

One passage that cannot be read never costs the others: its reading says that nothing read it
(`made_by` empty), and the message is kept all the same.
"""

from __future__ import annotations

import logging
import traceback
from collections.abc import Callable, Sequence
from dataclasses import replace
from datetime import UTC, datetime
from functools import partial
from itertools import islice
from pathlib import Path
from typing import TYPE_CHECKING, TypeVar

from domain import Direction, Mention, Passage, Reading
from nlp import language
from nlp.closing import has_question_mark, is_mere_closing
from nlp.defuse import defuse
from nlp.explanation import Explanation, explain
from nlp.listening import listen
from nlp.mentions import find_mentions
from nlp.model import find, load_language
from nlp.recogniser import recognise
from nlp.rules import pages, rules
from nlp.sentiment import feel
from nlp.signals import find_signals
from nlp.strain import find_strain
from nlp.text import Text
from nlp.tokens import Cutter

if TYPE_CHECKING:
    from spacy.language import Language

_TOGETHER = 24  # messages heard at once: more gain little and cost memory
_ZONE = 64  # passages held at once; what spaCy learnt of their words is dropped after each zone

_FIRST = Passage(  # reads what is kept of names and feelings, and has the recogniser asked
    "Dear Mr. Example, could we speak tomorrow at Example Hall? Ferd Quill was glad to hear it.",
    date=datetime(2026, 1, 1, tzinfo=UTC),
    direction=Direction.INBOUND,
)

_log = logging.getLogger(__name__)


class Reader:
    """Reads passages with one loaded pipeline; not to be shared between threads."""

    def __init__(self, nlp: Language, name: str) -> None:
        self._nlp = nlp
        self._cut = Cutter(nlp)
        self.version = name

    def read(self, passages: Sequence[Passage]) -> list[Reading]:
        """One reading for each passage, in order; plain dataclasses that hold nothing of spaCy."""
        readings: list[Reading] = []
        rest = iter(passages)
        while zone := list(islice(rest, _ZONE)):
            with self._nlp.memory_zone():
                readings += self._read_zone(zone)
        return readings

    def explain(self, passage: Passage, reading: Reading) -> Explanation:
        """Why `reading`, which this reader gave of the passage, says what it says."""
        return explain(self._nlp, replace(passage, text=defuse(passage.text)), reading)

    def _read_zone(self, passages: Sequence[Passage]) -> list[Reading]:
        defused = [replace(passage, text=defuse(passage.text)) for passage in passages]
        docs = [_attempt(partial(self._cut, passage.text)) for passage in defused]
        languages = [language.detect(passage.text) for passage in defused]
        covered = [
            (doc, passage)
            for doc, passage, code in zip(docs, defused, languages, strict=True)
            if doc is not None and language.is_covered(code)
        ]
        if _attempt(partial(recognise, self._nlp, covered)) is None:
            for each in covered:  # one of them broke it; the others keep the recogniser
                _attempt(partial(recognise, self._nlp, [each]))
        known = {id(p): _attempt(partial(find_mentions, doc, p)) for doc, p in covered}
        heard = [(doc, p, named) for doc, p in covered if (named := known[id(p)]) is not None]
        for first in range(0, len(heard), _TOGETHER):
            _attempt(partial(listen, heard[first : first + _TOGETHER]))
        return [
            self._reading(passage, code, doc, known.get(id(passage)))
            for passage, code, doc in zip(defused, languages, docs, strict=True)
        ]

    def _reading(
        self, passage: Passage, code: str, doc: Text | None, mentions: tuple[Mention, ...] | None
    ) -> Reading:
        unread = Reading(
            language=code,
            is_mere_closing=is_mere_closing(passage.text),
            has_question_mark=has_question_mark(passage.text),
        )
        if doc is None:
            return unread
        if not language.is_covered(code):
            return _attempt(partial(self._known_names, passage, doc, unread)) or unread
        if mentions is None:
            return unread
        return _attempt(partial(self._all_of, passage, doc, unread, mentions)) or unread

    def _known_names(self, passage: Passage, doc: Text, unread: Reading) -> Reading:
        """Mail in a language no model covers: names that headers and rules know, nothing else."""
        return replace(unread, mentions=find_mentions(doc, passage), made_by=self.version)

    def _all_of(self, passage: Passage, doc: Text, unread: Reading, mentions: tuple[Mention, ...]) -> Reading:
        found = find_signals(doc, passage, mentions)
        return replace(
            unread,
            mentions=mentions,
            sentiment=feel(doc, passage),
            strain=find_strain(doc, passage),
            signals=tuple(found.signals),
            in_process=tuple(found.in_process),
            contact_took_place=found.contact_took_place,
            made_by=self.version,
        )


def load(model: str = "") -> Reader:
    """A reader over the pipeline that `model` names (package or folder), or the best one installed.

    Raises `ModelMissing`. Takes about a second, so load once a process.
    """
    found = find(model)
    reader = Reader(load_language(found), found.reads_as)
    for page in pages():
        rules(page)  # else the first mails would take long, and memory would grow with each
    reader.read([_FIRST])
    return reader


T = TypeVar("T")


def _attempt(read: Callable[[], T]) -> T | None:
    """What `read` gives, or None where it fails on one passage; the log tells where, without words."""
    try:
        return read()
    except Exception as error:  # noqa: BLE001  whatever one mail provokes, the message itself is kept
        _log.warning("a message could not be read: %s", _where(error))
        return None


def _where(error: Exception) -> str:
    """The error's class and line of code; never its message, which may carry a candidate's words."""
    frames = traceback.extract_tb(error.__traceback__)
    return f"{type(error).__name__} at {Path(frames[-1].filename).name}:{frames[-1].lineno}"
