"""Status mail: each line about its own person, an offer in somebody's hands, and papers that are no offer."""

from __future__ import annotations

import re
from datetime import datetime
from zoneinfo import ZoneInfo

import pytest
import spacy

from domain import Direction, Mention, Passage
from nlp.sentences import SENTENCES
from nlp.signals import find_signals

NAMES = ("Ilse Marquardt", "Tobias Renn", "Farida Okoro", "Piet Langa", "Nadia", "Bruno", "Marisol")
ENDINGS = {"offer_made", "offer_accepted", "offer_declined", "withdrew", "not_selected"}


@pytest.fixture(scope="module")
def nlp() -> spacy.language.Language:
    pipeline = spacy.blank("en")
    pipeline.add_pipe(SENTENCES)
    return pipeline


def told(nlp: spacy.language.Language, direction: str, text: str) -> set[tuple[str, str | None]]:
    inbound = direction == "in"
    contact, recruiter = "Gerda Lindqvist", "Oriane Foss"
    mentions = [Mention(n, m.start(), m.end()) for n in NAMES for m in re.finditer(n, text)]
    passage = Passage(
        text=text,
        date=datetime(2026, 4, 8, 10, 15, tzinfo=ZoneInfo("Europe/London")),
        direction=Direction.INBOUND if inbound else Direction.OUTBOUND,
        author=contact if inbound else recruiter,
        addressees=(recruiter if inbound else contact,),
        known_names=(*NAMES, contact, recruiter),
    )
    found = find_signals(nlp(text), passage, sorted(mentions, key=lambda m: m.start))
    return {(s.type.value, s.about) for s in found.signals if s.type.value in ENDINGS}


@pytest.mark.parametrize(
    ("direction", "text", "about"),
    [
        ("in", "Our letter went to Mrs Ilse Marquardt on Tuesday, 81 thousand gross.", "Ilse Marquardt"),
        ("in", "Personnel sent Tobias Renn the papers at noon, 54 base and a small bonus.", "Tobias Renn"),
        ("in", "HR mailed Nadia her terms last night, 3,900 gross.", "Nadia"),
        ("in", "The proposal for Bruno went out today, 47 k and a bicycle.", "Bruno"),
        ("in", "Farida Okoro has received our contract, we gave her a week.", "Farida Okoro"),
        ("in", "The contract for Piet Langa has been posted.", "Piet Langa"),
        ("out", "Their contract is with you. Could they have your signature this week?", None),
        ("out", "You will find their offer in your inbox, exactly as we discussed it.", None),
        ("out", "The terms are in your mailbox. They ask for an answer by the 9th.", None),
        ("out", "The bank's letter is with you, read the bonus paragraph twice before you answer.", None),
    ],
)
def test_an_offer_in_somebodys_hands_is_an_offer_made(
    nlp: spacy.language.Language, direction: str, text: str, about: str | None
) -> None:
    assert ("offer_made", about) in told(nlp, direction, text)


@pytest.mark.parametrize(
    ("direction", "text"),
    [
        ("in", "I sent you my cover letter, the job is exactly mine."),
        ("in", "My old school sent you the reference letter for the teaching job."),
        ("out", "The visa papers are with you, the job cannot begin without them."),
        ("out", "Our terms of business are in your inbox, please answer when you can."),
        ("in", "HR sent Nadia the onboarding papers, she accepted last week."),
        ("in", "The service contract is with you for review."),
        ("out", "The rota is in your inbox and the parking letter is with you."),
        ("in", "If the contract is with him by Friday we are happy."),
        ("in", "We emailed Bruno the interview times."),
        ("in", "Tobias Renn got the letter from his landlord."),
    ],
)
def test_other_papers_are_no_offer(nlp: spacy.language.Language, direction: str, text: str) -> None:
    assert "offer_made" not in {kind for kind, _ in told(nlp, direction, text)}


def test_each_line_of_a_status_mail_is_about_its_own_person(nlp: spacy.language.Language) -> None:
    text = (
        "Dear Oriane,\n\n- Ilse Marquardt has got the offer from us, 61 thousand\n"
        "- Tobias Renn and Nadia we say no to\n- Bruno has dropped out, he found something nearer\n"
        "1. Piet Langa we drop, he knew no regulation\n\nIt snows again."
    )
    assert told(nlp, "in", text) >= {
        ("offer_made", "Ilse Marquardt"),
        ("not_selected", "Tobias Renn"),
        ("not_selected", "Nadia"),
        ("withdrew", "Bruno"),
        ("not_selected", "Piet Langa"),
    }


@pytest.mark.parametrize(
    ("text", "about"),
    [
        ("Tobias Renn's out, lovely man, but he never ran a team.", "Tobias Renn"),
        ("Ms Farida Okoro was not the choice of the panel.", "Farida Okoro"),
        ("In the end it was between himself and Nadia, and there is only one desk.", "Nadia"),
        ("Neither Piet Langa nor Marisol was what we hoped for.", "Marisol"),
        ("Bruno and Marisol are both a no.", "Bruno"),
    ],
)
def test_a_client_says_no_to_somebody_named(nlp: spacy.language.Language, text: str, about: str) -> None:
    assert ("not_selected", about) in told(nlp, "in", text)


@pytest.mark.parametrize(
    ("text", "about"),
    [
        ("Nadia wrote to us that she will not continue.", "Nadia"),
        ("And Piet Langa has pulled out, he rang on Sunday.", "Piet Langa"),
        ("Farida Okoro really did withdraw because of the move.", "Farida Okoro"),
    ],
)
def test_a_client_tells_who_is_out_by_their_own_will(
    nlp: spacy.language.Language, text: str, about: str
) -> None:
    assert told(nlp, "in", text) == {("withdrew", about)}


def test_the_recruiter_tells_a_client_of_a_candidates_no(nlp: spacy.language.Language) -> None:
    assert told(nlp, "out", "Bruno has said no, the four weeks of silence were the reason.") == {
        ("offer_declined", "Bruno")
    }
    assert told(nlp, "out", "Nadia told me that you have stepped aside.") == {("withdrew", None)}
    assert told(nlp, "out", "They have your signed contract, so it's official.") == {("offer_accepted", None)}


@pytest.mark.parametrize(
    "text",
    [
        "The night desk has gone to another chap.",
        "The ward post was given to somebody internal.",
        "It did not work out with Holmgren this time.",
    ],
)
def test_the_job_gone_to_another_refuses_the_one_written_to(nlp: spacy.language.Language, text: str) -> None:
    assert told(nlp, "out", text) == {("not_selected", None)}


def test_who_gives_the_job_away_is_not_the_one_refused(nlp: spacy.language.Language) -> None:
    assert told(
        nlp, "in", "Not the answer you hoped for: Bruno has given the line to somebody internal."
    ) == {("not_selected", None)}


@pytest.mark.parametrize(
    ("direction", "text"),
    [
        ("in", "Anybody with more than six weeks of notice we cannot take this quarter."),
        ("out", "I've dropped her a line."),
        ("in", "My cousin Nadia has me signed up for a bicycle race on Sunday."),
        ("in", "Please call me, Bruno, I don't want this in writing."),
        ("in", "The account has gone to another colleague here, please write to him."),
        ("out", "Bruno's out, back on Monday."),
        ("in", "The coffee machine has gone to a better place."),
    ],
)
def test_what_only_looks_like_an_ending(nlp: spacy.language.Language, direction: str, text: str) -> None:
    assert told(nlp, direction, text) == set()
