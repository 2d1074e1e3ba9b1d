"""Ways of saying tried one by one find what one alternation of them finds."""

from __future__ import annotations

import re

import pytest

from nlp.day_words import DAYS
from nlp.ways import Ways, alternatives

PATTERN = r"""
      (?P<both>red\sor\sgreen) | (?P<colour>red|green|blue)(?!\swood)
    | (?P<light>light\s(?P<of>red|blue)) | (?P<count>\d+)\s(?=red) | (?P<last>end)$
"""
TEXTS = (
    "Red or green or blue?",
    "light blue\nand 12 red, light reddish",
    "green wood, blue wood, red or greenwood",
    "no colour at all",
    "3 red lights in the end",
    "the end of 3 redwoods",
    "",
)


@pytest.mark.parametrize("text", TEXTS)
def test_the_first_way_of_the_leftmost_place_is_found(text: str) -> None:
    together = re.compile(rf"(?<!\w)(?:{PATTERN})", re.IGNORECASE | re.VERBOSE)
    told = [(m.span(), m.lastgroup) for m in Ways("colours", r"(?<!\w)", PATTERN).finditer(text)]
    assert told == [(m.span(), m.lastgroup) for m in together.finditer(text)]


def test_bars_in_brackets_divide_nothing() -> None:
    assert alternatives(r"a(?:b|c(d|e))|[|(\]]|\||x") == ["a(?:b|c(d|e))", r"[|(\]]", r"\|", "x"]


def test_days_are_found_as_by_one_pattern() -> None:
    together = re.compile(DAYS.source.replace("\n", "(?:\n", 1) + ")", re.IGNORECASE | re.VERBOSE)
    text = "next week Tuesday, the 3rd of May at 2pm; in two weeks, end of June 2027, tomorrow"
    found = [m.span() for m in DAYS.finditer(text)]
    assert found == [m.span() for m in together.finditer(text)]
    assert len(found) == 5
