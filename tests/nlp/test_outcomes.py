"""Who decides about whom tells the six outcomes apart, and they are found in many people's words."""

from __future__ import annotations

import re
from datetime import datetime
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest
import spacy

from domain import Direction, Mention, Passage
from nlp.sentences import SENTENCES
from nlp.signals import find_signals

LINES = Path(__file__).parents[2] / "evaluation" / "signals"
NAMES = (
    "Pooja Nair",
    "Kofi Mensah",
    "Jonas Weber",
    "Beth Ryan",
    "Lena Fischer",
    "Omar Haddad",
    "Aoife",
    "Declan",
    "Priya",
    "Yuki",
    "Ngozi",
    "Mateus",
    "Tomasz",
)
OUTCOMES = ("offer_made", "offer_accepted", "offer_declined", "withdrew", "not_selected", "feedback_given")


@pytest.fixture(scope="module")
def nlp() -> spacy.language.Language:
    pipeline = spacy.blank("en")
    pipeline.add_pipe(SENTENCES)
    return pipeline


def told(nlp: spacy.language.Language, text: str, direction: str, name: str = "-") -> set[tuple[str, str]]:
    inbound = direction == "inbound"
    contact, recruiter = "Carla Duarte", "Ruth Adler"
    names = NAMES if name == "-" else (name,)
    mentions = [Mention(n, m.start(), m.end()) for n in names for m in re.finditer(n, text)]
    passage = Passage(
        text=text,
        date=datetime(2026, 4, 8, 10, 15, tzinfo=ZoneInfo("Europe/London")),
        direction=Direction(direction),
        author=contact if inbound else recruiter,
        addressees=(recruiter if inbound else contact,),
        known_names=(*names, contact, recruiter),
    )
    found = find_signals(
        nlp(text), passage, sorted(mentions, key=lambda m: m.start), by_rules_alone=True
    ).signals
    return {(s.type.value, s.about or "-") for s in found if s.type.value in OUTCOMES}


@pytest.mark.parametrize(
    ("direction", "text", "right"),
    [
        (
            "inbound",
            "We have decided not to go ahead with Declan. Fine man, wrong job.",
            "not_selected Declan",
        ),
        ("inbound", "I have decided not to go ahead with Declan.", "not_selected Declan"),
        ("inbound", "We would rather not continue with Yuki.", "not_selected Yuki"),
        ("inbound", "They are passing on Priya.", "not_selected Priya"),
        ("inbound", "I have decided not to go ahead with the interviews.", "withdrew -"),
        ("inbound", "Declan has decided not to go ahead with the process.", "withdrew Declan"),
        ("outbound", "Yuki would like to pull out.", "withdrew Yuki"),
        ("outbound", "They have decided not to go ahead with you.", "not_selected -"),
        ("inbound", "Priya has turned us down.", "offer_declined Priya"),
        ("inbound", "We have turned Priya down.", "not_selected Priya"),
        ("inbound", "Thank you for the offer, but I have decided not to go ahead.", "offer_declined -"),
        ("inbound", "We would like to hire Ngozi.", "offer_made Ngozi"),
        ("inbound", "Ngozi would like to accept.", "offer_accepted Ngozi"),
        ("outbound", "Thank you for accepting the offer.", "offer_accepted -"),
    ],
)
def test_who_decides_about_what_tells_the_outcome(
    nlp: spacy.language.Language, direction: str, text: str, right: str
) -> None:
    kind, about = right.split(" ")
    assert told(nlp, text, direction) == {(kind, about)}


@pytest.mark.parametrize(
    "text",
    [
        "They felt your examples were too short. Bring two longer ones next time.",
        "The sticking point was your notice.",
        "It's a no, sorry. The panel was not convinced that you know payroll.",
    ],
)
def test_reasons_and_advice_are_feedback_without_the_word(nlp: spacy.language.Language, text: str) -> None:
    assert ("feedback_given", "-") in told(nlp, text, "outbound")


@pytest.mark.parametrize(
    "text",
    [
        "It's a no, sorry. I will ring you tomorrow.",
        "They will ask about budgets on Monday, so have two examples ready.",
        "They thought you were great and want you back!",
    ],
)
def test_a_bare_no_preparation_and_praise_are_no_feedback(nlp: spacy.language.Language, text: str) -> None:
    assert "feedback_given" not in {kind for kind, _ in told(nlp, text, "outbound")}


def lines(kind: str, part: str) -> list[list[str]]:
    rows = (LINES / f"{kind}{part}.txt").read_text("utf-8").splitlines()
    return [row.replace("\\n", "\n").split("\t") for row in rows if row.strip()]


@pytest.mark.parametrize("kind", OUTCOMES)
def test_an_outcome_is_found_in_most_words_for_it(nlp: spacy.language.Language, kind: str) -> None:
    rows = lines(kind, "")
    missed = [t for d, name, t in rows if (kind, name) not in told(nlp, t, d, name)]
    assert len(missed) <= 0.25 * len(rows), missed


@pytest.mark.parametrize("kind", OUTCOMES)
def test_look_alikes_of_an_outcome_stay_silent(nlp: spacy.language.Language, kind: str) -> None:
    rows = lines(kind, ".not")
    heard = [t for d, name, t in rows if kind in {k for k, _ in told(nlp, t, d, name)}]
    assert len(heard) <= 0.1 * len(rows), heard
