"""The second ear adds what no rule said, never against a rule's ending, a question or a condition."""

from __future__ import annotations

from datetime import UTC, datetime

import numpy as np
import pytest
import spacy

from domain import Direction, Mention, Passage, SignalType
from nlp.about import people
from nlp.ear import Ear, Heard, ear
from nlp.ear_features import Spoken, features
from nlp.ear_words import BUCKETS
from nlp.second_opinion import Opinion, doubted, process_heard, second_opinions, talk_heard
from nlp.sentences import SENTENCES
from nlp.utterances import Utterance, utterances

NO_TYPE: frozenset[SignalType] = frozenset()


def listen(text: str, *, outbound: bool) -> tuple[list[Utterance], Passage, Heard]:
    pipeline = spacy.blank("en")
    pipeline.add_pipe(SENTENCES)
    way = Direction.OUTBOUND if outbound else Direction.INBOUND
    passage = Passage(text, datetime(2026, 4, 8, 10, tzinfo=UTC), way)
    said = utterances(pipeline(text), [])
    return said, passage, ear().hear([Spoken([u.low for u in said], outbound)])[0]


def hear(text: str, *, outbound: bool = False, found: frozenset[SignalType] = NO_TYPE) -> list[Opinion]:
    said, passage, heard = listen(text, outbound=outbound)
    mentions: list[Mention] = []
    return second_opinions(said, people(passage, mentions), found, heard)


MOVED = "I left the hospital in May and joined a clinic as head nurse."


def test_a_change_of_employer_is_heard_with_the_correspondent() -> None:
    assert [(o.type, o.about) for o in hear(MOVED)] == [(SignalType.JOB_CHANGE, None)]


def test_what_a_rule_found_is_not_heard_twice() -> None:
    assert not hear(MOVED, found=frozenset({SignalType.JOB_CHANGE}))


def test_ordinary_mail_sounds_like_nothing() -> None:
    assert hear("The minutes of the meeting are attached.\n\nLunch is at noon in the canteen.") == []


def test_a_withdrawal_in_a_question_or_a_condition_is_not_believed() -> None:
    for text in ("Would it be bad to withdraw my application?", "If it drags on I withdraw my application."):
        assert SignalType.WITHDREW not in {o.type for o in hear(text)}


def test_a_rule_that_nothing_in_a_longer_mail_sounds_like_is_doubted() -> None:
    text = (
        "The patch for the parser is in the tracker, and the build on the second machine is green again. "
        "Please look at the third commit, the one that moves the cache."
    )
    assert SignalType.MARKET_FACT in doubted(listen(text, outbound=False)[2])


def test_three_words_are_too_few_to_doubt_a_rule() -> None:
    assert doubted(listen("It is remote.", outbound=False)[2]) == frozenset()


@pytest.mark.parametrize(
    "text",
    [
        "All good here, the crew took me in from the first day.",
        "Everyone has been kind since I started.",
        "I have had my own bench since day one.",
    ],
)
def test_looking_back_on_a_start_is_no_new_one(text: str) -> None:
    assert not {SignalType.STARTED, SignalType.JOB_CHANGE} & {o.type for o in hear(text)}


@pytest.mark.parametrize(
    "text", ["I am on the road today and will be back at my desk tomorrow.", "Will be in late."]
)
def test_to_be_somewhere_is_no_promise(text: str) -> None:
    assert SignalType.PROMISE not in {o.type for o in hear(text, outbound=True)}


def test_an_application_that_is_in_is_heard_and_a_denied_one_is_not() -> None:
    said, passage, heard = listen("Your profile went across to the panel in Cork on Monday.", outbound=True)
    assert [p.evidence for p in process_heard(said, people(passage, []), heard)] == [said[0].text]
    said, passage, heard = listen("I have not applied yet.", outbound=False)
    assert process_heard(said, people(passage, []), heard) == []


def test_a_talk_with_somebody_else_is_no_talk_of_the_two() -> None:
    said, _, heard = listen("I spoke to my wife yesterday.", outbound=False)
    assert talk_heard(said, heard) == ""


@pytest.mark.parametrize("lows", [[], [""], ["", "yes"], ["yes"], ["?"], ["a b"], ["a b c", "", "d"]])
def test_mail_of_few_words_or_none_can_be_heard(lows: list[str]) -> None:
    heard = ear().hear([Spoken(lows, is_outbound=False)])[0]
    assert heard.alone.shape == (len(lows), len(ear().heads))
    assert np.isfinite(heard.mail).all()


def test_a_mail_of_very_many_sentences_is_heard_to_its_limit() -> None:
    heard = ear().hear([Spoken(["we would like to make you an offer."] * 500, is_outbound=True)])[0]
    assert heard.alone.shape[0] == 500


def test_who_writes_makes_a_difference_and_names_do_not() -> None:
    inbound, outbound = (set(features([Spoken(["we met on monday"], way)])[0]) for way in (False, True))
    assert inbound != outbound
    short, long = (features([Spoken(["\ue000" * n + " called"], False)])[0] for n in (3, 9))
    assert (short == long).all()


def test_mails_heard_together_sound_as_they_do_alone() -> None:
    mails = [
        Spoken(["dear all,", "we went with somebody else.", "sorry."], is_outbound=True),
        Spoken([], is_outbound=False),
        Spoken(["ok"], is_outbound=False),
        Spoken(["", "i started on monday, and the first week was hard!"], is_outbound=False),
    ]
    for mail, heard in zip(mails, ear().hear(mails), strict=True):
        alone = ear().hear([mail])[0]
        assert np.allclose(heard.alone, alone.alone, atol=1e-5)
        assert np.allclose(heard.mail, alone.mail, atol=1e-5)
        assert heard.is_telling is alone.is_telling


def test_every_head_has_its_limits_and_is_a_type_or_a_feeling() -> None:
    model: Ear = ear()
    assert len(model.heads) == len(model.believed) == len(model.doubted) == len(model.bias)
    assert model.weights.shape == (BUCKETS, len(model.heads))
    assert (model.believed >= model.doubted).all()
    known = {kind.value for kind in SignalType} | {
        "in_process",
        "took_place",
        "against",
        "towards",
        "strained",
    }
    assert set(model.heads) <= known
