"""The words of a text as a search for names needs them: where each begins and ends, and what precedes it."""

from __future__ import annotations

import pytest

from nlp.known_names import KnownNames
from nlp.name_scan import Word, scan


def _scan(text: str, *known: str) -> list[Word]:
    names = KnownNames()
    for name in known:
        names.learn(name.split())
    return scan(text, frozenset({0}), names)


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("Oona-can you call?", ["Oona", "can", "you", "call"]),
        ("Jae-won called", ["Jae-won", "called"]),
        ("Oona's cv", ["Oona", "cv"]),
        ("oonas cv", ["oona", "cv"]),
        ("Dear Ochieng', hello", ["Dear", "Ochieng'", "hello"]),
        ("Tanaka-san wrote", ["Tanaka", "wrote"]),
        ("see http://oona.example/x or oona@mail.example now", ["see", "or", "now"]),
        ("P. S. call me", ["call", "me"]),
    ],
)
def test_each_word_stands_where_it_is_written(text: str, words: list[str]) -> None:
    found = _scan(text, "oona quill")
    assert [word.text for word in found] == words
    assert [text[word.start : word.end] for word in found] == words


def test_the_gap_is_what_stands_between_two_words() -> None:
    found = _scan("Dear Ochieng', it is Oona's (and oonas) cv …\nYours", "oona quill")
    gaps = [(word.text, word.gap) for word in found if word.gap != " "]
    assert gaps == [("Dear", ""), ("it", ", "), ("and", " ("), ("cv", ") "), ("Yours", " …\n")]
    assert [word.text for word in found if word.begins] == ["Dear", "Yours"]


def test_only_what_belongs_to_somebody_is_a_possessive() -> None:
    found = _scan("Oona's plan, oonas plan, Oona is here", "oona quill")
    assert [word.is_possessive for word in found if word.low == "oona"] == [True, True, False]
