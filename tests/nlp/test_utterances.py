"""Rules see which word is a name or stands in capitals, at its own offset, and no more of it."""

from __future__ import annotations

import pytest

from nlp.utterances import NAME, PROPER, mask


def shown(text: str, *names: tuple[int, int]) -> str:
    return mask(text, names).replace(PROPER, "#").replace(NAME, "@")


@pytest.mark.parametrize(
    ("text", "low"),
    [
        ("We met Acme on Monday.", "we met #### on monday."),
        ("Good. Then Acme called.", "good. then #### called."),
        ("the v2.5 Beta at A&B-West", "the v2.5 #### at ########"),
        ("Hello.World and hello.World", "hello.world and hello.world"),
        ("in Élan’s office", "in ####'s office"),
        ("in Lyon\n- Berlin\nor Rome", "in #### - berlin or ####"),
        ("so “Acme” said *Acme", 'so "####" said *acme'),
        ("on 3 May, and May wrote", "on 3 mai, and mai wrote"),
        ("it may be 5 may", "it may be 5 mai"),
        ("", ""),
    ],
)
def test_capitals_inside_a_sentence_are_masked(text: str, low: str) -> None:
    assert shown(text) == low


def test_names_are_masked_wherever_they_stand() -> None:
    assert shown("Ferd Quill asked for ferd", (0, 10), (21, 25)) == "@@@@@@@@@@ asked for @@@@"


@pytest.mark.parametrize("unit", [".\n", "aA", "é", "A.b", "a-", "\n", "Ab ", "3 A", "'"])
def test_every_character_stays_at_its_offset(unit: str) -> None:
    text = unit * 5_000
    assert len(mask(text, ())) == len(text)
