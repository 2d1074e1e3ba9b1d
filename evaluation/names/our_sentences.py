"""Sentences of ours with gaps, filled with persons, firms, places and things that nobody has heard of.

They set side by side what only the sentence tells: "I met Baraka", "I joined Baraka".
"""

from __future__ import annotations

import random
import re
from functools import cache
from pathlib import Path

from evaluation.names.people import new_name, people, put
from nlp.name_words import WORDS

_HERE = Path(__file__).parent


@cache
def _patterns() -> list[str]:
    lines = (_HERE / "patterns.txt").read_text(encoding="utf-8").splitlines()
    return [line.replace("\\n", "\n") for line in lines if not line.startswith("#")]


def our_sentence(dice: random.Random) -> tuple[str, tuple[tuple[int, int], ...]]:
    """One of the sentences and the spans of the persons in it."""
    givens, surnames = dice.choice(people())
    text, spans = "", list[tuple[int, int]]()
    for piece in re.split(r"(\{[A-Z]\})", dice.choice(_patterns())):
        filled = _filled(piece, givens, surnames, dice)
        if piece in _PERSONS:
            spans.append((len(text), len(text) + len(filled)))
        text += filled
    return text, tuple(spans)


def _word(dice: random.Random) -> str:
    """A word that exists nowhere."""
    return "".join(dice.choice(_SYLLABLES) for _ in range(dice.choice((2, 2, 3)))).capitalize()


def _firm(surnames: list[str], givens: list[str], dice: random.Random) -> str:
    one, other = dice.choice(surnames), dice.choice(surnames)
    return dice.choice(
        (
            f"{one} & {other}",
            f"{one} {dice.choice(_FIRMS)}",
            f"{_word(dice)} {dice.choice(_FIRMS)}",
            f"{dice.choice(givens)} {dice.choice(_FIRMS)}",
            f"St. {dice.choice(givens)}",
            f"{one} {other} {dice.choice(_FIRMS)}",
            _word(dice),
            _word(dice),
            f"{_word(dice)} {_word(dice)}",
            _word(dice).upper(),
            f"{_word(dice)[:5]}{_word(dice)}",
        )
    )


_PERSONS = ("{P}", "{G}", "{S}", "{W}", "{V}")
_WORDS_AND_NAMES = (
    "Will Mark Hope Grace Bill Rich Joy Faith Sue Rob Frank Rose Dean Summer Autumn Dawn May June Drew Jack "
    "Nick Pat Art Grant Chase Miles Amber Ivy Olive Patience Blessing Precious Sunday Wren Robin Sandy Iris "
    "Hazel Ray Guy Christian Mercy Prosper Bright Honey Angel Melody Ruby Pearl Basil Clement Victor"
).split()
_SYLLABLES = (
    "ba be bo cor da del dor el en fa fen gan hal ing jor ka kel lan ler lo lum ma mer min mo na nex nor "
    "or pel pra quil ra ren ro sa sel sta sur ta tel ter tra un va ven vi wen xa yor za zen"
).split()
_FIRMS = (
    "Ltd Group Bank Labs Hospital Primary Academy Logistics Foods Health Systems Media Partners Holdings "
    "House Mining Energy Foundation Trust Care Life Insurance Hotel Studios Capital Works College Clinic "
    "Sons Brothers Interactive Pharma Marine Services Solutions Recruitment Consulting Council"
).split()
_PLACES = sorted(WORDS.places)
_THINGS = sorted(WORDS.things)


def _filled(gap: str, givens: list[str], surnames: list[str], dice: random.Random) -> str:
    """What stands in a gap; other pieces of a sentence as they are."""
    match gap:
        case "{P}":
            return put(f"{new_name(givens, dice)} {new_name(surnames, dice)}", dice)
        case "{G}":
            return new_name(givens, dice)
        case "{S}":
            return new_name(surnames, dice)
        case "{W}":
            return f"{dice.choice(_WORDS_AND_NAMES)} {dice.choice(surnames)}"
        case "{V}":
            return dice.choice(_WORDS_AND_NAMES)
        case "{O}":
            return _firm(surnames, givens, dice)
        case "{L}":
            return dice.choice(_PLACES).title() if dice.random() < 0.6 else _word(dice)
        case "{T}":
            return dice.choice(_THINGS).title() if dice.random() < 0.5 else _word(dice)
        case "{X}":
            return _word(dice)
        case "{N}":
            return str(dice.randrange(3, 99999))
    return gap
