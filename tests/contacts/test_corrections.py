"""What a person says of the results of language: it is in force, and stays so."""

from __future__ import annotations

from datetime import date
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest

from contacts.correct import correct_words, take_back_words
from contacts.corrections import put_right
from contacts.lessons import lesson, row, table
from contacts.settling import MUCH, settle
from domain import (
    Correction,
    Corrects,
    InProcess,
    Mention,
    Reading,
    Sentiment,
    SentimentLabel,
    Signal,
    SignalType,
    Strain,
)
from errors import NotFound, UsageError
from evaluation.invented import invented
from store import corrections
from store.messages import StoredMessage, messages
from store.models import ContactRow
from tests.contacts.desk import NOW, Desk

TEXT = "Hi Ana, Summer in Leeds is fine. They made an offer. Ana Maria will start on Monday."
READING = Reading(
    language="en",
    mentions=(Mention("Ana", 3, 6), Mention("Summer", 8, 14), Mention("Ana", 53, 56)),
    sentiment=Sentiment(SentimentLabel.POSITIVE, 0.7, "Summer in Leeds is fine."),
    strain=Strain(False, 0.1),
    signals=(Signal(SignalType.OFFER_MADE, "They made an offer.", 33, 52),),
    made_by="test 1",
)
LIN = "Lin Okoro <lin@a.example>"
BO = "Bo Adler <bo@b.example>"


def right(*said: Correction, reading: Reading = READING) -> Reading:
    return put_right(reading, TEXT, said)


def test_a_sentiment_said_wins_and_one_that_was_right_is_left_as_it_was() -> None:
    assert right(Correction(Corrects.SENTIMENT, "neutral")).sentiment == Sentiment(
        SentimentLabel.NEUTRAL, 0.0
    )
    assert right(Correction(Corrects.SENTIMENT, "positive")).sentiment == READING.sentiment


def test_strain_can_be_said_and_denied() -> None:
    strained = right(Correction(Corrects.STRAIN, "strain"))
    assert strained.strain == Strain(True, 1.0, TEXT)
    denied = right(Correction(Corrects.STRAIN, "strain", is_so=False), reading=strained)
    assert denied.strain == Strain(False, 0.0)


def test_a_word_that_is_no_person_is_no_mention() -> None:
    found = right(Correction(Corrects.PERSON, "Summer", is_so=False)).mentions
    assert [m.text for m in found] == ["Ana", "Ana"]


def test_a_name_in_full_takes_the_place_of_its_part() -> None:
    found = right(Correction(Corrects.PERSON, "Ana Maria")).mentions
    assert [(m.text, m.start) for m in found] == [("Ana", 3), ("Summer", 8), ("Ana Maria", 53)]


def test_a_signal_can_be_denied_and_said_with_its_words_and_its_day() -> None:
    assert right(Correction(Corrects.SIGNAL, "offer_made", is_so=False)).signals == ()
    start = Correction(
        Corrects.SIGNAL, "started", evidence="will start on Monday", due=date(2026, 4, 13), contact_name="Ana"
    )
    (_, said) = right(start).signals or ()
    assert (said.type, said.about, said.due) == (SignalType.STARTED, "Ana", date(2026, 4, 13))
    assert TEXT[said.start : said.end] == said.evidence == "will start on Monday"


def test_only_the_signal_with_the_words_is_meant_where_words_are_named() -> None:
    other = Correction(Corrects.SIGNAL, "offer_made", is_so=False, evidence="Summer in Leeds")
    assert right(other).signals == READING.signals
    this = Correction(Corrects.SIGNAL, "offer_made", is_so=False, evidence="an offer")
    assert right(this).signals == ()


def test_a_talk_and_an_application_are_put_right_like_signals() -> None:
    said = right(
        Correction(Corrects.SIGNAL, "took_place", evidence="in Leeds"),
        Correction(Corrects.SIGNAL, "in_process"),
        Correction(Corrects.CLOSING, "closing"),
    )
    assert said.contact_took_place == "in Leeds"
    assert said.in_process == (InProcess(TEXT),)
    assert said.is_mere_closing
    denied = right(
        Correction(Corrects.SIGNAL, "took_place", is_so=False),
        Correction(Corrects.SIGNAL, "in_process", is_so=False),
        reading=said,
    )
    assert (denied.contact_took_place, denied.in_process) == ("", ())


def desk_with(desk: Desk, text: str = "Anna and I talked about Bo, they made an offer.") -> Desk:
    desk.reader.names = ("Anna", "Bo")
    desk.reader.signals = {"made an offer": [Signal(SignalType.OFFER_MADE, "")]}
    desk.take(desk.mail(BO, "me", "My CV is attached."), desk.mail(LIN, "me", text))
    return desk


def say(desk: Desk, *said: Correction, message: int = 2) -> set[int]:
    return correct_words(desk.database, desk.account, message, said, reader=desk.reader, now=NOW)


def stored(desk: Desk, message: int = 2) -> StoredMessage:
    with desk.database.read() as session:
        return next(one for one in messages(session) if one.id == message)


def number(desk: Desk, name: str) -> int:
    with desk.database.read() as session:
        return next(row.id for row in session.query(ContactRow) if row.name == name)


def test_whose_a_name_is_and_whom_a_signal_is_about_stay_as_said(desk: Desk) -> None:
    desk_with(desk)
    lin, bo = number(desk, "Lin Okoro"), number(desk, "Bo Adler")
    concerned = say(
        desk,
        Correction(Corrects.PERSON, "Bo", contact_id=lin, contact_name="Lin Okoro"),
        Correction(Corrects.PERSON, "Anna", is_own=True),
        Correction(Corrects.SIGNAL, "offer_made", contact_id=bo, contact_name="Bo Adler"),
    )
    assert concerned == {lin, bo}
    for _ in range(2):
        found = stored(desk)
        assert [(m.text, m.contact_id, m.is_own) for m in found.mentions] == [
            ("Anna", None, True),
            ("Bo", lin, False),
        ]
        assert [(s.type, s.contact_id) for s in found.signals or ()] == [(SignalType.OFFER_MADE, bo)]
        desk.take(*(desk.mail(LIN, "me", f"Hello {n}") for n in range(MUCH)))
        assert settle(desk.database, desk.account)


def test_what_was_taken_back_says_again_what_was_read(desk: Desk) -> None:
    before = stored(desk_with(desk))
    say(desk, Correction(Corrects.SIGNAL, "offer_made", is_so=False), Correction(Corrects.STRAIN, "strain"))
    assert stored(desk).signals == ()
    with desk.database.read() as session:
        made = corrections.made(session)
    take_back_words(desk.database, desk.account, made, reader=desk.reader)
    assert stored(desk) == before


def test_a_second_word_on_the_same_takes_the_place_of_the_first(quick_desk: Desk) -> None:
    desk = desk_with(quick_desk)
    say(desk, Correction(Corrects.SENTIMENT, "negative"))
    say(desk, Correction(Corrects.SENTIMENT, "positive"), Correction(Corrects.PERSON, "Bo", is_so=False))
    say(desk, Correction(Corrects.PERSON, "Bo"))
    found = stored(desk)
    assert [(one.what, one.said, one.is_so) for one in found.corrections] == [
        (Corrects.SENTIMENT, "positive", True),
        (Corrects.PERSON, "Bo", True),
    ]
    assert found.sentiment == Sentiment(SentimentLabel.POSITIVE, 0.5)


@pytest.mark.parametrize(
    "said",
    [Correction(Corrects.PERSON, "Zoe"), Correction(Corrects.SIGNAL, "question", evidence="who is it?")],
)
def test_words_that_the_message_does_not_hold_are_refused(quick_desk: Desk, said: Correction) -> None:
    with pytest.raises(UsageError):
        say(desk_with(quick_desk), said)
    assert stored(quick_desk).corrections == ()


def test_mail_in_which_nothing_is_read_cannot_be_put_right(quick_desk: Desk) -> None:
    quick_desk.take(quick_desk.mail(LIN, "me", "News for all", headers={"List-Unsubscribe": "<u@a.example>"}))
    with pytest.raises(UsageError, match="bulk"):
        say(quick_desk, Correction(Corrects.SENTIMENT, "negative"), message=1)


def test_a_correction_that_nobody_made_is_not_found(quick_desk: Desk) -> None:
    with quick_desk.database.read() as session, pytest.raises(NotFound):
        corrections.find(session, "k-9")


def test_the_exported_table_is_read_by_what_learns_from_it(quick_desk: Desk, tmp_path: Path) -> None:
    desk = desk_with(quick_desk, "Bo,\n\nthey made\tan offer.")
    say(desk, Correction(Corrects.SIGNAL, "took_place"), Correction(Corrects.SENTIMENT, "negative"))
    (tmp_path / "ours.tsv").write_text("".join(f"{line}\n" for line in table([stored(desk)])))
    (learnt,) = invented(tmp_path)
    assert learnt.text == "Bo,\n\nthey made an offer."
    assert learnt.names == ("Bo",)
    assert learnt.feeling is SentimentLabel.NEGATIVE
    assert learnt.signals == {"took_place"}
    assert row(stored(desk)).startswith("in\ttook_place\tneg\t-\tBo\t")


def test_a_lesson_tells_what_a_person_said_and_when_in_the_users_zone(quick_desk: Desk) -> None:
    desk = desk_with(quick_desk)
    say(desk, Correction(Corrects.SIGNAL, "offer_made", due=date(2026, 2, 1)))
    told = lesson(stored(desk), ZoneInfo("Asia/Tokyo"))
    assert told["date"].endswith("+09:00")
    assert [(s["type"], s["due"]) for s in told["signals"]] == [("offer_made", "2026-02-01")]
    assert [one["said"] for one in told["corrected"]] == ["offer_made"]
