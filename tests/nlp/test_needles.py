"""Looking for pieces of words first leaves no match out, and spares what cannot match."""

from __future__ import annotations

import re

import pytest

from evaluation.build_needed_pieces import needed_pieces
from nlp.needed_kept import KEPT, needs_of
from nlp.needed_pieces import EDGE, Needed
from nlp.needles import Needles, bits_of, numbers

WORDS = {"\ue100": "(?:monday|friday)"}


def possible(patterns: list[str], text: str) -> list[int]:
    needles = Needles()
    needles.add([Needed(WORDS).by(pattern) for pattern in patterns])
    return list(numbers(needles.left(text)))


@pytest.mark.parametrize(
    ("pattern", "text"),
    [
        (r"(?:lunch|supper) +is +at +\d", "our  lunch is  at 7"),
        (r"(?<!\w)(?:boat|ferry)s?\b(?! +trip)", "two ferrys left"),
        (r"(?:the +)?harbour(?: +\w+){0,3} +opens", "harbour gate opens"),
        (r"[€£$]\s?\d+(?:k)?", "it costs £ 30"),
        (r"^(?:oh|ah)$", "oh"),
        (r"^\(?oh", "(oh"),
        (r"wh(?:y|o|ere) +not", "who not"),
        (r"x(?:ab)?y", "xy"),
        (r"(?<!\w)tea(?!\w)", "no tea."),
        (r"(?<!\w)'tis", "so 'tis"),
        (r"\bto(?:day| +be)\b", "to be"),
        (r"isn(?:'t|t)\b(?: +it)?$", "is good, isn't"),
        (r"(?:a|an?other)(?=\W)", "another, a"),
        (r"up(?:-to)?-date\b", "it is up-date"),
        (r"\|x\|", "|x|"),
        (r"(?:no){2} +way", "nono way"),
        (r"é(?:t|c)ole\b", "a école"),
    ],
)
def test_a_pattern_is_possible_where_it_matches(pattern: str, text: str) -> None:
    assert re.search(pattern, text)
    assert possible([pattern], text) == [0]


@pytest.mark.parametrize(
    ("pattern", "text"),
    [
        (r"(?<!\w)in\b", "begin inside"),
        (r"(?<!\w)in +(?:may|june)\b", "in mayhem"),
        (r"(?<!\w)cv\b(?:'s| +is)", "the cvs is"),
        (r"(?<!\w)(?:tea|milk)(?!\w)", "steam"),
        (r"on +\ue100", "on tuesday"),
    ],
)
def test_a_part_of_another_word_makes_nothing_possible(pattern: str, text: str) -> None:
    assert possible([pattern], text) == []


def test_a_word_list_counts_by_what_its_words_need() -> None:
    assert Needed(WORDS).by("(?<!\\w)\ue100\\b") == (
        frozenset({f"{EDGE}monday{EDGE}", f"{EDGE}friday{EDGE}"}),
    )
    assert possible(["on +\ue100"], "on monday") == [0]


def test_only_patterns_whose_words_stand_there_are_tried() -> None:
    patterns = ["(?:tea|coffee) +break", r"\d+ +rooms", "(?:a|b)?"]
    assert possible(patterns, "a coffee break at last") == [0, 2]
    assert possible(patterns, "12 rooms") == [1, 2]


def test_patterns_may_join_later() -> None:
    needles = Needles()
    assert needles.add([Needed({}).by("meadow")]) == 0
    assert list(numbers(needles.left("the garden beyond the meadow"))) == [0]
    assert needles.add([Needed({}).by("garden"), Needed({}).by("fence")]) == 1
    left = needles.left("the garden beyond the meadow")
    assert list(numbers(left)) == [0, 1]
    assert list(numbers(left & bits_of(1, 2))) == [1]


def test_what_is_kept_is_what_the_patterns_need() -> None:
    assert KEPT.read_text("ascii") == needed_pieces(), "patterns were changed: run `make needles`"


def test_a_page_that_has_changed_is_worked_out_anew() -> None:
    anew = [(frozenset({"meadow"}),)]
    assert needs_of("talk", "another text", lambda: anew) == anew
