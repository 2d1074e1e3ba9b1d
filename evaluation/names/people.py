"""Names of people of many countries, and the ways in which a full name is written."""

from __future__ import annotations

import random
from functools import cache
from pathlib import Path

from nlp.name_words import WORDS
from nlp.names import fold

_HERE = Path(__file__).parent


@cache
def people() -> list[tuple[list[str], list[str]]]:
    """Given names and surnames, country by country."""
    lines = [
        line
        for page in ("people_faker.tsv", "people_ours.tsv")
        for line in (_HERE / page).read_text(encoding="utf-8").splitlines()
    ]
    return [
        (_whole(givens), _whole(surnames)) for _, givens, surnames in (line.split("\t") for line in lines)
    ]


def _whole(names: str) -> list[str]:
    """The names of a list, particles and what follows them kept together."""
    whole: list[str] = []
    for word in names.split():
        if whole and fold(whole[-1].split()[-1]) in WORDS.particles:
            whole[-1] += f" {word}"
        else:
            whole.append(word)
    return whole


def new_name(names: list[str], dice: random.Random) -> str:
    """One of the names or, once in three times, a name that no list has, put together from two of them."""
    one, other = dice.choice(names), dice.choice(names)
    if dice.random() < 0.65 or not (one + other).isalpha():
        return one
    return one[: (len(one) + 1) // 2] + other[len(other) // 2 :].lower()


def put(name: str, dice: random.Random) -> str:
    """A full name in one of the ways people write it."""
    first, _, rest = name.partition(" ")
    way = dice.random()
    if way < 0.05:
        return f"{first[0]}. {rest}"
    if way < 0.08:
        return f"{first} {rest[0]}"
    if way < 0.10:
        return f"{first} {rest[0]}."
    if way < 0.14:
        return f"{first} {dice.choice('ABCDEFGHJKLMPRSTW')}. {rest}"
    if way < 0.20:
        return f"{rest} {first}"
    if way < 0.24:
        return f"{rest.upper()} {first}"
    if way < 0.27:
        return f"{rest}, {first}"
    return name
