"""Looking for pieces of words first leaves no match out, and spares what cannot match."""

from __future__ import annotations

import re
from collections.abc import Sequence

import pytest

from nlp.needles import Needles, Pieces, numbers, required

KNOWN: dict[str, Sequence[Pieces]] = {"\ue100": (frozenset({"mond", "frid"}),)}


def pieces(text: str) -> set[str]:
    return {text[i : i + size] for size in (1, 3, 4) for i in range(len(text) - size + 1)}


@pytest.mark.parametrize(
    ("pattern", "text"),
    [
        (r"(?:lunch|supper) +is +at +\d", "our  lunch is  at 7"),
        (r"(?<!\w)(?:boat|ferry)s?\b(?! +trip)", "two ferrys left"),
        (r"(?:the +)?harbour(?: +\w+){0,3} +opens", "harbour gate opens"),
        (r"[€£$]\s?\d+(?:k)?", "it costs £ 30"),
        (r"^(?:oh|ah)$", "oh"),
        (r"wh(?:y|o|ere) +not", "who not"),
        (r"x(?:ab)?y", "xy"),
    ],
)
def test_a_text_that_matches_has_a_piece_of_every_set(pattern: str, text: str) -> None:
    assert re.search(pattern, text)
    assert all(needed & pieces(text) for needed in required(pattern, {}))


def test_a_word_list_counts_by_what_its_words_need() -> None:
    assert required("on +\ue100", KNOWN)[0] <= {"mond", "frid", "on "}
    assert any({"mond", "frid"} == needed for needed in required("(?:\ue100)", KNOWN))


def test_only_patterns_whose_words_stand_there_are_tried() -> None:
    needles = Needles()
    patterns = ["(?:tea|coffee) +break", r"\d+ +rooms", "(?:a|b)"]
    needles.add([required(pattern, {}) for pattern in patterns])
    assert list(numbers(needles.left("a coffee break at last"))) == [0, 2]
    assert list(numbers(needles.left("12 rooms"))) == [1, 2]
    assert needles.add([required("garden", {})]) == 3
    assert list(numbers(needles.left("the garden has 12 rooms"))) == [1, 2, 3]
