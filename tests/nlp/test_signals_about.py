"""Whom a signal is about, when it is due, and what its evidence is."""

from __future__ import annotations

import re
from datetime import date, datetime
from zoneinfo import ZoneInfo

import pytest
import spacy

from domain import Direction, Kind, Mention, Passage, Signal, SignalType, Topic
from nlp.defuse import defuse
from nlp.sentences import SENTENCES
from nlp.signals import Found, find_signals

PARIS = ZoneInfo("Europe/Paris")
WEDNESDAY = datetime(2026, 4, 8, 10, 15, tzinfo=PARIS)
NAMES = ("Omar Haddad", "Lena Fischer", "Pooja Nair", "Omar", "Lena", "Pooja")
_PIPELINE = spacy.blank("en")
_PIPELINE.add_pipe(SENTENCES)


def read(
    text: str,
    direction: Direction = Direction.INBOUND,
    *,
    subject: str = "",
    kind: Kind = Kind.PERSONAL,
    addressees: tuple[str, ...] = (),
) -> Found:
    inbound = direction is Direction.INBOUND
    mentions: list[Mention] = []
    for name in NAMES:
        for match in re.finditer(rf"\b{name}\b", text):
            if not any(m.start <= match.start() < m.end for m in mentions):
                mentions.append(Mention(name, match.start(), match.end()))
    passage = Passage(
        text=text,
        date=WEDNESDAY,
        direction=direction,
        kind=kind,
        subject=subject,
        author="Carla Duarte" if inbound else "Ruth Adler",
        addressees=addressees or ("Ruth Adler" if inbound else "Carla Duarte",),
        known_names=("Omar Haddad", "Lena Fischer", "Pooja Nair", "Carla Duarte", "Ruth Adler"),
    )
    return find_signals(_PIPELINE(text), passage, sorted(mentions, key=lambda m: m.start))


def only(found: Found, kind: SignalType) -> Signal:
    signals = [s for s in found.signals if s.type is kind]
    assert len(signals) == 1, found.signals
    return signals[0]


OUT = Direction.OUTBOUND


@pytest.mark.parametrize(
    ("text", "kind", "about"),
    [
        ("We have decided against Omar Haddad.", SignalType.NOT_SELECTED, "Omar Haddad"),
        (
            "Lena Fischer interviewed well. Still, she is a no from us.",
            SignalType.NOT_SELECTED,
            "Lena Fischer",
        ),
        ("Sad news: Pooja turned our offer down.", SignalType.OFFER_DECLINED, "Pooja"),
        ("I met Omar Haddad on Monday. He has withdrawn, he tells me.", SignalType.WITHDREW, "Omar Haddad"),
        ("I withdraw my application.", SignalType.WITHDREW, None),
        ("Lena has accepted our offer.", SignalType.OFFER_ACCEPTED, "Lena"),
        ("Please offer Pooja Nair the job.", SignalType.OFFER_MADE, "Pooja Nair"),
        ("You should speak to Omar Haddad, he is looking.", SignalType.REFERRAL, "Omar Haddad"),
    ],
)
def test_a_signal_names_the_person_it_is_about(text: str, kind: SignalType, about: str | None) -> None:
    assert only(read(text), kind).about == about


def test_who_is_told_no_without_a_name_is_found_in_the_subject() -> None:
    found = read("The team went with another finalist.", subject="Decision on Lena Fischer")
    assert only(found, SignalType.NOT_SELECTED).about == "Lena Fischer"


def test_two_people_refused_in_one_breath_are_two_signals() -> None:
    found = read("Omar Haddad and Lena Fischer are both a no.")
    assert {s.about for s in found.signals if s.type is SignalType.NOT_SELECTED} == {
        "Omar Haddad",
        "Lena Fischer",
    }


def test_a_second_one_may_come_the_day_after_at_the_same_hour() -> None:
    found = read("Omar Haddad we meet on Monday the 20th at three, Lena Fischer the day after, same hour.")
    set_ = [(s.about, s.due) for s in found.signals if s.type is SignalType.INTERVIEW_SCHEDULED]
    assert set_ == [
        ("Omar Haddad", datetime(2026, 4, 20, 15, tzinfo=PARIS)),
        ("Lena Fischer", datetime(2026, 4, 21, 15, tzinfo=PARIS)),
    ]


def test_two_interviews_in_one_sentence_have_their_own_hours() -> None:
    found = read("The interviews are set for 21 April: Omar Haddad at 9:00 and Lena Fischer at 14:00.", OUT)
    due = {s.about: s.due for s in found.signals if s.type is SignalType.INTERVIEW_SCHEDULED}
    assert due == {
        "Omar Haddad": datetime(2026, 4, 21, 9, tzinfo=PARIS),
        "Lena Fischer": datetime(2026, 4, 21, 14, tzinfo=PARIS),
    }


def test_the_one_spoken_to_is_not_a_third_person() -> None:
    found = read("Omar, you got the job!", OUT, addressees=("Omar Haddad",))
    assert only(found, SignalType.OFFER_MADE).about is None


def test_evidence_is_an_exact_piece_of_the_own_words() -> None:
    text = "Hi Ruth,\n\nthanks for the mail. I'll send you my references by Friday.\nBest wishes to all"
    signal = only(read(text), SignalType.PROMISE)
    assert text[signal.start : signal.end] == signal.evidence == "I'll send you my references by Friday."
    assert signal.due == date(2026, 4, 10)


def test_a_promised_call_is_marked() -> None:
    assert only(read("I will ring you tomorrow at 3.", OUT), SignalType.PROMISE).is_call
    assert not only(read("I will write to you tomorrow.", OUT), SignalType.PROMISE).is_call


def test_a_promise_tied_to_an_event_is_conditional() -> None:
    assert only(read("I'll let you know as soon as I hear.", OUT), SignalType.PROMISE).is_conditional
    assert not only(read("I'll let you know by noon.", OUT), SignalType.PROMISE).is_conditional


def test_asking_for_a_call_is_no_question_too() -> None:
    types = {s.type for s in read("Could you call me on Friday at 4?").signals}
    assert types == {SignalType.CALL_REQUEST}
    assert only(read("Could you call me on Friday at 4?"), SignalType.CALL_REQUEST).due == datetime(
        2026, 4, 10, 16, tzinfo=PARIS
    )


def test_the_recruiter_asking_for_a_call_asks_a_question() -> None:
    assert {s.type for s in read("Could you call me on Friday?", OUT).signals} == {SignalType.QUESTION}


def test_a_not_now_comes_due_on_the_first_day_it_names() -> None:
    assert only(read("Try me again in September."), SignalType.NOT_NOW).due == date(2026, 9, 1)


def test_a_start_in_the_past_is_dated() -> None:
    assert only(read("I started on Monday and love it."), SignalType.STARTED).due == date(2026, 4, 6)


def test_the_start_an_offer_names_is_not_agreed_yet() -> None:
    found = read("We are pleased to offer you the position of buyer. You start on 4 May.", OUT)
    assert {s.type for s in found.signals} == {SignalType.OFFER_MADE}


@pytest.mark.parametrize(
    ("text", "topic"),
    [
        ("I'm on 62k plus a car.", Topic.PAY),
        ("My notice period is three months.", Topic.NOTICE),
        ("The process took nine weeks.", Topic.PROCESS),
        ("We work 12 hour shifts.", Topic.SCHEDULE),
        ("There are nine of us in accounts.", Topic.TEAM),
        ("It's fully remote.", Topic.LOCATION),
        ("Competitors are offering more holidays.", Topic.COMPETITION),
    ],
)
def test_a_market_fact_has_its_topic_and_words(text: str, topic: Topic) -> None:
    signal = only(read(text), SignalType.MARKET_FACT)
    assert signal.topic is topic
    assert signal.value
    assert signal.value in text


def test_only_inbound_mail_teaches_the_market() -> None:
    assert read("They pay 62k plus a car.", OUT).signals == ()


def test_an_invitation_to_an_interview_sets_one_and_a_cancelled_one_does_not() -> None:
    invite = read(
        "Third floor, ask for the panel.", OUT, subject="Interview: design lead", kind=Kind.INVITATION
    )
    assert SignalType.INTERVIEW_SCHEDULED in {s.type for s in invite.signals}
    off = read("This is off.", OUT, subject="Canceled: Interview, design lead", kind=Kind.INVITATION)
    assert off.signals == ()


def test_automatic_mail_is_not_read() -> None:
    assert read("I will call you tomorrow. Any news?", kind=Kind.AUTOMATIC) == Found()


def test_a_cv_that_is_with_a_client_is_in_process() -> None:
    found = read("Your CV is with the hiring manager.", OUT)
    assert [(p.about, p.evidence) for p in found.in_process] == [
        (None, "Your CV is with the hiring manager.")
    ]


def test_feedback_may_come_with_the_no() -> None:
    text = "Sadly they chose someone else. They felt your answers on budgets were too short."
    assert {s.type for s in read(text, OUT).signals} == {SignalType.NOT_SELECTED, SignalType.FEEDBACK_GIVEN}


@pytest.mark.parametrize(
    "piece", ["a", "i will ", "no ", "offer ", "(", "not selected by ", "12 ", "1.1.", "\n", "😀 "]
)
def test_time_grows_linearly_on_hostile_text(piece: str) -> None:
    found = read(defuse(piece * (20_000 // len(piece))))
    assert isinstance(found, Found)


@pytest.mark.parametrize(
    ("text", "direction", "about"),
    [
        ("Your interview with Lena Fischer is confirmed for Thursday at 10am.", OUT, None),
        ("You're seeing Lena Fischer at the depot on Thursday at 2pm for the interview.", OUT, None),
        ("My interview is fixed for Tuesday, 3pm, with Lena Fischer.", Direction.INBOUND, None),
        ("I can see Lena Fischer on Thursday 7 May at 10am.", Direction.INBOUND, "Lena Fischer"),
        ("Thursday at 10am it is, Lena Fischer will be there.", OUT, "Lena Fischer"),
        ("Lena Fischer meets the panel on Friday at 2.", Direction.INBOUND, "Lena Fischer"),
        ("The interview for Lena Fischer is confirmed: Thursday at 3.", OUT, "Lena Fischer"),
        (
            "Omar Haddad is back for the final on Thursday at 3, with me and my boss Pooja Nair.",
            Direction.INBOUND,
            "Omar Haddad",
        ),
        ("So: Lena Fischer does round two on Friday 17 April, 10.00.", Direction.INBOUND, "Lena Fischer"),
        ("Lena Fischer has me in for an interview on Friday at 10.", Direction.INBOUND, None),
    ],
)
def test_an_interview_is_about_who_is_interviewed_not_who_is_met(
    text: str, direction: Direction, about: str | None
) -> None:
    assert only(read(text, direction), SignalType.INTERVIEW_SCHEDULED).about == about
