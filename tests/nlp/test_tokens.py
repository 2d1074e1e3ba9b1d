"""Text cut by our tokenizer is what spaCy makes of it, its sentences too."""

from __future__ import annotations

import random
import re

import pytest
import spacy
from spacy.language import Language

from nlp.sentences import SENTENCES
from nlp.tokenizer import Tokenizer, narrowed
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


@pytest.fixture(scope="module")
def ours(blank: Language) -> Language:
    """The same, with our tokenizer in the place of spaCy's."""
    nlp = spacy.blank("en")
    nlp.add_pipe(SENTENCES)
    nlp.tokenizer = Tokenizer(nlp.vocab).from_bytes(blank.tokenizer.to_bytes())  # type: ignore[union-attr]
    return nlp


@pytest.mark.parametrize("text", TEXTS)
def test_words_and_sentences_are_those_of_spacy(blank: Language, ours: Language, text: str) -> None:
    doc, cut = blank(text), Cutter(ours)(text)
    assert list(zip(cut.words, cut.offsets, strict=True)) == [(token.text, token.idx) for token in doc]
    assert [cut.is_followed_by_blank(i) for i in range(len(doc))] == [bool(t.whitespace_) for t in doc]
    told = [(s.start_char, s.end_char, s.first, s.behind) for s in cut.sentences]
    assert told == [(s.start_char, s.end_char, s.start, s.end) for s in doc.sents]
    assert [(token.text, token.whitespace_) for token in ours(text)] == [(t.text, t.whitespace_) for t in doc]


def test_a_word_is_cut_once(ours: Language, monkeypatch: pytest.MonkeyPatch) -> None:
    cut = Cutter(ours)
    first = cut("Oona can't, Gustav can't")
    monkeypatch.setattr(Tokenizer, "_cut", None)
    assert list(cut("can't, Gustav").words) == [*first.words[1:4], "Gustav"]


def test_special_cases_and_marks_behind_words_are_cut_as_spacy_does(blank: Language, ours: Language) -> None:
    cut = Cutter(ours)
    bare = ("tomorrow", "ok", "I", "café", "Łódź", "naïve", "USA", "Ümit", "über", "中文", "straße", "ﬁn")
    words = [*bare, *blank.tokenizer.rules]  # type: ignore[union-attr]  # spaCy's own
    for word in [f"{word}{mark}" for word in words for mark in ("", ",", ".", "!", "?", ";", ":", "…", "..")]:
        assert list(cut(word).words) == [token.text for token in blank.tokenizer(word)], word


def test_special_cases_among_marks_are_cut_as_spacy_does(blank: Language, ours: Language) -> None:
    dice = random.Random(7)
    rules = [rule for rule in blank.tokenizer.rules if not rule.isspace()]  # type: ignore[union-attr]
    marks = [
        *",.!?;:'\"()-–—/*_=<>@£$5’“”…",
        "",
        "",
        "",
        "'s",
        "km",
        "a.m.",
        "...",
        "😀",
        "é",
        "Ü",
        "°C.",
        ":)",
    ]
    for rule in rules:
        some = dice.choices(marks, k=8)
        words = (
            "".join((*some[:2], rule, *some[2:5])),
            f"{rule}{some[5]}{dice.choice(rules)}{some[6]}{rule}",
        )
        for word in words:
            assert ours.tokenizer.cut(word) == [token.text for token in blank.tokenizer(word)], word  # type: ignore[union-attr]


@pytest.mark.parametrize(
    "word",
    [
        "https://www.example.com/a?b=c#d",
        "oona.quill@mail.example.co.uk,",
        "well-known/half-done",
        "10:30am-11:15pm",
        "£40k/yr",
        "(c.12%)",
        "U.S.-based",
        "he/she:they",
        "<<oona@example.com>>",
        "a.b.C.d",
        "--:-)--",
        "x=y=z",
        "café—crème",
        "1.000,50€",
        "…and…so…",
        "[1](https://example.com)",
    ],
)
def test_addresses_and_marks_within_words_are_cut_as_spacy_does(
    blank: Language, ours: Language, word: str
) -> None:
    assert list(ours.tokenizer.cut(word)) == [token.text for token in blank.tokenizer(word)]  # type: ignore[union-attr]


@pytest.mark.parametrize(
    "rule", ["é?a", "[é-öø-ÿ]{2,3}x?", r"^(?:…|……|\u2013|ab)", r"[a-z\u00df-\u00f6\u00f8]\.", "[!-ÿ]z"]
)
def test_a_rule_without_its_strange_characters_finds_the_same_in_ascii(rule: str) -> None:
    for text in ("a", "xx", "ab", "q.", "-z", ""):
        whole, narrow = re.search(rule, text), re.search(narrowed(rule), text)
        assert (whole and whole.span()) == (narrow and narrow.span())
