"""The way in: passages go in, readings come out, in batches, within limits, each on its own.

One passage that cannot be read never costs the others: its reading says that nothing read it
(`made_by` empty), and the message is kept all the same.
"""

from __future__ import annotations

import logging
import traceback
from collections.abc import Callable, Iterator, Sequence
from dataclasses import replace
from functools import partial
from itertools import islice
from pathlib import Path
from typing import TYPE_CHECKING, TypeVar

from domain import Passage, Reading
from nlp import language
from nlp.closing import has_question_mark, is_mere_closing
from nlp.defuse import defuse
from nlp.mentions import find_mentions
from nlp.model import find, load_language
from nlp.sentences import set_sentence_starts
from nlp.sentiment import feel
from nlp.signals import find_signals
from nlp.strain import find_strain

if TYPE_CHECKING:
    from spacy.language import Language
    from spacy.tokens import Doc

VERSION = "1"  # of the rules; raised whenever they would read stored mail differently
_BATCH = 12  # documents the model reads at once; larger batches cost memory and gain nothing
_ZONE = 192  # passages per memory zone: what spaCy learnt of their words is dropped after each

_log = logging.getLogger(__name__)


class Reader:
    """Reads passages with one loaded pipeline; not to be shared between threads."""

    def __init__(self, nlp: Language, name: str) -> None:
        self._nlp = nlp
        self.version = name

    def read(self, passages: Sequence[Passage]) -> list[Reading]:
        """One reading for each passage, in order; plain dataclasses that hold nothing of spaCy."""
        readings: list[Reading] = []
        rest = iter(passages)
        while zone := list(islice(rest, _ZONE)):
            with self._nlp.memory_zone():
                readings += self._read_zone(zone)
        return readings

    def _read_zone(self, passages: Sequence[Passage]) -> list[Reading]:
        defused = [replace(passage, text=defuse(passage.text)) for passage in passages]
        languages = [language.detect(passage.text) for passage in defused]
        covered = [p.text for p, code in zip(defused, languages, strict=True) if language.is_covered(code)]
        docs = self._docs(covered)
        return [
            self._reading(passage, code, next(docs) if language.is_covered(code) else None)
            for passage, code in zip(defused, languages, strict=True)
        ]

    def _docs(self, texts: Sequence[str]) -> Iterator[Doc | None]:
        """The texts as the model reads them; None for one that it cannot read."""
        done = 0
        try:
            for doc in self._nlp.pipe(texts, batch_size=_BATCH):
                done += 1
                yield doc
        except Exception as error:  # noqa: BLE001  a model may raise anything on hostile text
            _log.warning("a batch could not be read at once: %s", _where(error))
            for text in texts[done:]:
                yield _attempt(partial(self._nlp, text))

    def _reading(self, passage: Passage, code: str, doc: Doc | None) -> Reading:
        unread = Reading(
            language=code,
            is_mere_closing=is_mere_closing(passage.text),
            has_question_mark=has_question_mark(passage.text),
        )
        if not language.is_covered(code):
            return _attempt(partial(self._known_names, passage, unread)) or unread
        if doc is None:
            return unread
        return _attempt(partial(self._all_of, passage, doc, unread)) or unread

    def _known_names(self, passage: Passage, unread: Reading) -> Reading:
        """Mail in a language no model covers: names that headers and address book know, nothing else."""
        doc = set_sentence_starts(self._nlp.make_doc(passage.text))
        return replace(unread, mentions=find_mentions(doc, passage), made_by=self.version)

    def _all_of(self, passage: Passage, doc: Doc, unread: Reading) -> Reading:
        mentions = find_mentions(doc, passage)
        sentiment = feel(doc, passage)
        found = find_signals(doc, passage, mentions)
        return replace(
            unread,
            mentions=mentions,
            sentiment=sentiment,
            strain=find_strain(doc, passage, sentiment),
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
    return Reader(load_language(found), f"{found.name} {found.version}, rules {VERSION}")


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
