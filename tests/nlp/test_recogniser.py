"""What the recogniser is asked, and that its answer stands where the words stand."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest
from spacy.language import Language

from domain import Direction, Passage
from nlp.model import find, load_language
from nlp.recogniser import recognise
from nlp.text import Text
from nlp.tokens import Cutter

_FILLER = "and then they looked at it for a while, but nothing came of it, "


@pytest.fixture(scope="module")
def nlp() -> Language:
    return load_language(find())


def _read(nlp: Language, text: str) -> Text:
    cut = Cutter(nlp)(text)
    recognise(nlp, [(cut, Passage(text, date=datetime(2026, 3, 2, tzinfo=UTC), direction=Direction.INBOUND))])
    return cut


def _seen(text: Text) -> list[str]:
    return [text.text[entity.start_char : entity.end_char] for entity in text.ents]


def test_a_name_deep_in_a_long_sentence_is_seen_where_it_stands(nlp: Language) -> None:
    doubtful = "in the end Wendrick Ostrava called the office "
    text = _read(nlp, f"Last week we met, {_FILLER * 8}{doubtful}{_FILLER * 8}and that was all.")
    assert _seen(text) == ["Wendrick Ostrava"]


def test_a_text_without_doubts_is_not_read(nlp: Language) -> None:
    assert _read(nlp, "we will be there at noon, as agreed.").entities is None
