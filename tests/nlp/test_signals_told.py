"""What strangers tell of the market, ask and promise is heard; what only sounds like it is not."""

from __future__ import annotations

from datetime import datetime
from zoneinfo import ZoneInfo

import pytest
import spacy

from domain import Direction, Passage, Topic
from nlp.sentences import SENTENCES
from nlp.signals import Found, find_signals


@pytest.fixture(scope="module")
def nlp() -> spacy.language.Language:
    pipeline = spacy.blank("en")
    pipeline.add_pipe(SENTENCES)
    return pipeline


def read(nlp: spacy.language.Language, text: str, direction: Direction) -> Found:
    names = ("Carla Duarte", "Ruth Adler")
    author, addressee = names if direction is Direction.INBOUND else names[::-1]
    passage = Passage(
        text=text,
        date=datetime(2026, 4, 8, 10, 15, tzinfo=ZoneInfo("Europe/London")),
        direction=direction,
        author=author,
        addressees=(addressee,),
        known_names=names,
    )
    return find_signals(nlp(text), passage, (), by_rules_alone=True)


@pytest.mark.parametrize(
    ("text", "topic"),
    [
        ("So you have the picture: Corvale pays its bookbinders 39,000 by now.", Topic.PAY),
        ("There has been no rise since the takeover.", Topic.PAY),
        ("I'm tied to them until the end of the season.", Topic.NOTICE),
        ("They want us at our desks three mornings a week.", Topic.LOCATION),
        ("We do three on, three off, all year.", Topic.SCHEDULE),
        ("Every contract has to go through head office first.", Topic.PROCESS),
        ("Half the bakers have left since the new owners came.", Topic.TEAM),
        ("Glaziers are like gold dust this year.", Topic.COMPETITION),
        ("Without the crane ticket nobody gets on the site.", Topic.OTHER),
    ],
)
def test_a_fact_is_told_with_its_topic(nlp: spacy.language.Language, text: str, topic: Topic) -> None:
    facts = [s for s in read(nlp, text, Direction.INBOUND).signals if s.type == "market_fact"]
    assert [fact.topic for fact in facts] == [topic]
    assert facts[0].value in text


@pytest.mark.parametrize(
    "text",
    [
        "I would love to hear more about the bonus.",
        "If they moved the office I might come.",
        "What are the hours like?",
        "Thank you for the details on the notice period.",
        "The panel meets me on Friday in their office.",
    ],
)
def test_a_wish_or_a_question_teaches_nothing(nlp: spacy.language.Language, text: str) -> None:
    assert "market_fact" not in {s.type for s in read(nlp, text, Direction.INBOUND).signals}


@pytest.mark.parametrize(
    ("text", "is_call"),
    [
        ("Leave that one with me.", False),
        ("More on Tuesday.", False),
        ("Expect my call around noon tomorrow.", True),
        ("I'll diarise a call for Thursday.", True),
        ("The paperwork will be in your inbox by tonight.", False),
        ("I'll ring them this afternoon and you'll know by six.", False),
    ],
)
def test_a_promise_says_whether_it_is_a_call(nlp: spacy.language.Language, text: str, is_call: bool) -> None:
    promises = [s for s in read(nlp, text, Direction.OUTBOUND).signals if s.type == "promise"]
    assert [p.is_call for p in promises] == [is_call]


@pytest.mark.parametrize(
    "text",
    ["They'll write to you by Monday.", "Please return the form by Monday.", "I was going to ring you."],
)
def test_what_others_do_is_no_promise(nlp: spacy.language.Language, text: str) -> None:
    assert "promise" not in {s.type for s in read(nlp, text, Direction.OUTBOUND).signals}


@pytest.mark.parametrize(
    ("text", "kind"),
    [
        ("I'd also like to know whether the kitchen closes on Mondays.", "question"),
        ("Nobody has told me which entrance to use.", "question"),
        ("Would Tuesday at noon suit for a call?", "call_request"),
        ("You can try me on my mobile after nine.", "call_request"),
    ],
)
def test_a_wish_to_know_is_a_question_and_a_wish_to_talk_is_none(
    nlp: spacy.language.Language, text: str, kind: str
) -> None:
    types = {s.type.value for s in read(nlp, text, Direction.INBOUND).signals}
    assert types & {"question", "call_request"} == {kind}
