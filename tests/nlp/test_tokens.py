"""Text cut word by word is what spaCy makes of the whole, its sentences too."""

from __future__ import annotations

import pytest
import spacy
from spacy.language import Language

from nlp.sentences import SENTENCES
from nlp.tokens import Cutter

TEXTS = (
    "",
    " ",
    "Oona",
    "Hi Oona,\n\nI can't come at 9 a.m. (sorry!). Could we do 10:30am?  Ok?\n\t- Gustav ",
    " Two  blanks, one\ttab and a\n line; e-mail oona@example.com or www.example.com/x?y=1 :-)",
    "\n\nIt's £40k/yr (c. 12% more)... he said: \"No.\" We'll see…\xa0Bye \n ",
    "1. Ring Ida\n2. Write to Tom-Erik O'Neill, Ph.D.\n* don't wait, gonna go",
)


@pytest.fixture(scope="module")
def blank() -> Language:
    nlp = spacy.blank("en")
    nlp.add_pipe(SENTENCES)
    return nlp


@pytest.mark.parametrize("text", TEXTS)
def test_words_and_sentences_are_those_of_spacy(blank: Language, text: str) -> None:
    doc, cut = blank(text), Cutter(blank)(text)
    assert list(zip(cut.words, cut.offsets, strict=True)) == [(token.text, token.idx) for token in doc]
    assert [cut.is_followed_by_blank(i) for i in range(len(doc))] == [bool(t.whitespace_) for t in doc]
    told = [(s.start_char, s.end_char, s.first, s.behind) for s in cut.sentences]
    assert told == [(s.start_char, s.end_char, s.start, s.end) for s in doc.sents]


def test_a_word_is_cut_once(blank: Language, monkeypatch: pytest.MonkeyPatch) -> None:
    cut = Cutter(blank)
    first = cut("Oona can't, Gustav can't")
    monkeypatch.setattr(blank, "tokenizer", None)
    assert list(cut("can't Gustav").words) == [*first.words[1:3], "Gustav"]


def test_special_cases_and_marks_behind_words_are_cut_as_spacy_does(blank: Language) -> None:
    cut = Cutter(blank)
    bare = ("tomorrow", "ok", "I", "café", "Łódź", "naïve", "USA", "Ümit", "über", "中文", "straße", "ﬁn")
    words = [*bare, *blank.tokenizer.rules]  # type: ignore[union-attr]  # spaCy's own
    for word in [f"{word}{mark}" for word in words for mark in ("", ",", ".", "!", "?", ";", ":", "…", "..")]:
        assert list(cut(word).words) == [token.text for token in blank.tokenizer(word)], word
