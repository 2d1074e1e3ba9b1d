"""A newer reader over what is stored."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import timedelta

import pytest
from sqlalchemy import select

from contacts.correct import correct, correct_words
from contacts.reanalysis import ReadAgain, mark, read_again, waiting
from domain import (
    Correction,
    Corrects,
    Passage,
    Reading,
    Role,
    Sentiment,
    SentimentLabel,
    Signal,
    SignalType,
    Stage,
)
from store.messages import messages
from store.models import ContactRow, MentionRow, MessageRow, SignalRow
from store.people import known
from tests.contacts.desk import NOW, START, Desk, ScriptedReader

MALTE = "Malte Brodersen <malte.b@quickmail.example>"
TEODORA = "Teodora Ilic <t.ilic@hafenwerk.example>"


class Newer(ScriptedReader):
    """The next version of the reader."""

    def read(self, passages: Sequence[Passage]) -> list[Reading]:
        return [replace(reading, made_by="test 2") for reading in super().read(passages)]


class Broken(ScriptedReader):
    """A reader that fails at every message."""

    def read(self, passages: Sequence[Passage]) -> list[Reading]:
        return [Reading(language="en") for _ in passages]


def again(desk: Desk, reader: ScriptedReader, *, version: str | None = "test 2") -> list[ReadAgain]:
    mark(desk.database, desk.account, version=version)
    return list(read_again(desk.database, desk.account, waiting(desk.database, desk.account), reader=reader))


def signals(desk: Desk) -> list[tuple[str, str | None]]:
    with desk.database.read() as session:
        rows = session.execute(
            select(SignalRow.type, ContactRow.name).outerjoin(
                ContactRow, ContactRow.id == SignalRow.contact_id
            )
        )
        return [(type_, name) for type_, name in rows]


def test_what_a_newer_reader_finds_takes_the_place_of_what_was_found(desk: Desk) -> None:
    desk.reader.signals = {"will see": [Signal(SignalType.OFFER_MADE, "")]}
    desk.take(
        desk.mail(MALTE, "me", "My CV is attached, my notice period is a month."),
        desk.mail("me", MALTE, "Malte, they will see you and decide: it is a no."),
    )
    with desk.database.read() as session:
        assert known(session, [1], as_of=NOW)[1].contact.stage is Stage.OFFERED
    newer = Newer(names=("Malte",), signals={"it is a no": [Signal(SignalType.NOT_SELECTED, "")]})
    (done,) = again(desk, newer)
    assert (done.messages, set(done.contacts), done.changed) == (2, {1}, 1)
    assert done.changes == (("mentions", 1), ("signals", 1))
    assert signals(desk) == [("not_selected", "Malte Brodersen")]
    with desk.database.read() as session:
        assert known(session, [1], as_of=NOW)[1].contact.stage is Stage.REJECTED
        assert session.scalars(select(MentionRow.contact_id)).all() == [1]


def test_what_this_version_has_read_is_left_alone_unless_all_is_asked_for(quick_desk: Desk) -> None:
    quick_desk.take(quick_desk.mail(MALTE, "me", "Hello"))
    reader = ScriptedReader()
    assert again(quick_desk, reader, version="test 1") == []
    assert again(quick_desk, reader, version=None)[0].changed == 0
    assert len(reader.seen) == 1


def test_only_mail_from_a_day_on_is_read_again_where_one_is_named(quick_desk: Desk) -> None:
    quick_desk.take(*(quick_desk.mail(MALTE, "me", f"Hello {n}", day=n) for n in (1, 2, 3)))
    marked = mark(quick_desk.database, quick_desk.account, version=None, since=START + timedelta(days=2))
    assert marked == 2


def test_a_pass_that_broke_off_leaves_the_rest_waiting(
    quick_desk: Desk, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("contacts.reanalysis.BATCH", 2)
    quick_desk.take(*(quick_desk.mail(MALTE, "me", f"Hello {n}") for n in range(5)))
    mark(quick_desk.database, quick_desk.account, version="test 2")
    ids = waiting(quick_desk.database, quick_desk.account)
    next(read_again(quick_desk.database, quick_desk.account, ids, reader=Newer()))
    assert waiting(quick_desk.database, quick_desk.account) == ids[2:]
    with quick_desk.database.read() as session:
        assert sorted(session.scalars(select(MessageRow.read_by))) == ["test 1"] * 3 + ["test 2"] * 2


def test_what_the_reader_fails_at_keeps_what_was_read_and_waits(quick_desk: Desk) -> None:
    quick_desk.reader = ScriptedReader(names=("Malte",), applications={"My CV": None})
    quick_desk.take(quick_desk.mail(MALTE, "me", "My CV is attached, Malte says so."))
    (done,) = again(quick_desk, Broken())
    assert (done.changed, done.unread) == (0, (1,))
    with quick_desk.database.read() as session:
        (found,) = messages(session)
        assert [m.text for m in found.mentions] == ["Malte"]
        assert found.in_process == ("My CV",)
        assert found.read_by == "test 1"
    assert waiting(quick_desk.database, quick_desk.account) == [1]


def test_what_was_set_by_hand_survives(desk: Desk) -> None:
    desk.take(desk.mail(TEODORA, "me", "Hello there"))
    with desk.database.write() as session:
        correct(session, known(session, [1], as_of=NOW)[1].contact, role="client", stage=None, now=NOW)
    said = [Correction(Corrects.SENTIMENT, "negative")]
    correct_words(desk.database, desk.account, 1, said, reader=desk.reader, now=NOW)
    again(desk, Newer(names=("there",)))
    with desk.database.read() as session:
        assert known(session, [1], as_of=NOW)[1].contact.role is Role.CLIENT
        (found,) = messages(session)
        assert found.sentiment == Sentiment(SentimentLabel.NEGATIVE, -0.5)
        assert [m.text for m in found.mentions] == ["there"]
        assert found.kind.value == "personal"
