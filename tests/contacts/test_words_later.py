"""Mail kept now and read later: what it says is then the same as if it had been read at once."""

from __future__ import annotations

from collections import deque
from collections.abc import Sequence
from pathlib import Path

import pytest
from sqlalchemy import select

from contacts.intake import Arrival, take_in
from contacts.reanalysis import catch_up, waiting
from contacts.settling import settle
from domain import Message, Passage, Reading, Signal, SignalType
from errors import UnreadableMessage
from ingest.mime import read_message
from store.database import Database
from store.models import (
    ContactRow,
    MentionRow,
    MessageRow,
    ParticipantRow,
    QuarantineRow,
    SignalRow,
    StageRow,
    ThreadRow,
)
from store.statistics import number_unread, number_waiting
from tests.contacts.desk import NOW, Desk, ScriptedReader

LIN = "Lin Okoro <lin.okoro@quickmail.example>"
TEODORA = "Teodora Ilic <t.ilic@hafenwerk.example>"
SAYS = {
    "will see you": [Signal(SignalType.INTERVIEW_SCHEDULED, "")],
    "offer is out": [Signal(SignalType.OFFER_MADE, "")],
    "I accept": [Signal(SignalType.OFFER_ACCEPTED, "")],
    "it is a no": [Signal(SignalType.NOT_SELECTED, "", about="Malte")],
    "talk to Ebba": [Signal(SignalType.REFERRAL, "", about="Ebba Lund")],
}


class Speechless:
    """A language room that fails at everything, or at what holds a word."""

    def __init__(self, word: str = "") -> None:
        self.word = word

    def read(self, passages: Sequence[Passage]) -> list[Reading]:
        return [Reading("und", made_by="" if self.word in one.text else "test 1") for one in passages]


def an_office(desk: Desk) -> list[bytes]:
    """A candidate, a client who speaks of another candidate, and somebody referred who then writes."""
    malte, ebba = "Malte Brodersen <malte.b@quickmail.example>", "Ebba Lund <ebba@quickmail.example>"
    return [
        desk.mail(malte, "me", "My CV is attached, my notice period is a month."),
        desk.mail("me", malte, "Malte, Hafenwerk will see you on Monday."),
        desk.mail(TEODORA, "me", "We liked Malte, but it is a no."),
        desk.mail(LIN, "me", "You should talk to Ebba Lund, she is looking."),
        desk.mail("me", ebba, "Hello Ebba, Lin gave me your name."),
        desk.mail(ebba, "me", "Gladly, my CV is attached."),
        desk.mail("me", ebba, "Ebba, the offer is out."),
        desk.mail(ebba, "me", "I accept, thank you."),
        desk.mail("News <list@news.example>", "me", "Ten tips", headers={"List-Id": "<tips.news.example>"}),
    ]


def reader() -> ScriptedReader:
    return ScriptedReader(names=("Malte", "Ebba Lund", "Ebba", "Lin"), signals=SAYS)


def all_that_is_known(database: Database) -> dict[str, list[tuple[object, ...]]]:
    """Everything said and judged, comparable between two databases."""
    who = select(ContactRow.id, ContactRow.name)
    with database.read() as session:
        names = {row.id: row.name for row in session.execute(who)}
        keys = select(MessageRow.id, MessageRow.content_key)
        ids = {row.id: row.content_key for row in session.execute(keys)}
        told = {
            "people": select(ContactRow.name, ContactRow.role, ContactRow.also_role, ContactRow.created_at),
            "mails": select(MessageRow.content_key, MessageRow.language, MessageRow.read_by),
            "to read": select(MessageRow.content_key, MessageRow.to_read),
            "threads": select(ThreadRow.subject, ThreadRow.last_at),
        }
        found = {name: [tuple(row) for row in session.execute(query)] for name, query in told.items()}
        rows = (
            ("headers", select(ParticipantRow.message_id, ParticipantRow.contact_id, ParticipantRow.field)),
            ("mentions", select(MentionRow.message_id, MentionRow.contact_id, MentionRow.text)),
            ("signals", select(SignalRow.message_id, SignalRow.contact_id, SignalRow.type)),
            ("stages", select(StageRow.message_id, StageRow.contact_id, StageRow.stage)),
        )
        for name, query in rows:
            found[name] = [(ids[m], names.get(c or 0), what) for m, c, what in session.execute(query)]
    return {name: sorted(rows, key=repr) for name, rows in found.items()}


def test_mail_kept_without_a_reader_has_its_people_and_waits(desk: Desk) -> None:
    taken = take_in(
        desk.database,
        desk.account,
        [Arrival(desk.mail(LIN, "me", "Is the role open?"), "INBOX 1", "INBOX", NOW)],
        reader=None,
        now=NOW,
    )
    assert (taken.stored, len(taken.contacts)) == (1, 1)
    assert len(waiting(desk.database, desk.account)) == 1
    with desk.database.read() as session:
        assert session.scalars(select(ContactRow.name)).all() == ["Lin Okoro"]
        assert session.scalars(select(MessageRow.own_words)).one().strip() == "Is the role open?"
        assert (number_waiting(session), number_unread(session)) == (1, 0)


@pytest.mark.parametrize("times", [1, 4], ids=["a little mail", "mail that is settled"])
def test_what_is_read_later_says_the_same_as_what_was_read_at_once(
    desk: Desk, migrated_sqlite: Path, tmp_path: Path, times: int
) -> None:
    raws = [raw for _ in range(times) for raw in an_office(desk)]
    arrivals = [Arrival(raw, f"{n}", "INBOX", NOW) for n, raw in enumerate(raws)]
    take_in(desk.database, desk.account, arrivals, reader=reader(), now=NOW)
    settle(desk.database, desk.account)

    path = tmp_path / "later.db"
    path.write_bytes(migrated_sqlite.read_bytes())
    later = Database.open(f"sqlite:///{path}")
    for arrival in reversed(arrivals):  # a server gives the newest first
        take_in(later, desk.account, [arrival], reader=None, now=NOW)
    read = sum(
        done.messages for done in catch_up(later, desk.account, waiting(later, desk.account), reader=reader())
    )
    settle(later, desk.account)
    assert read == 8 * times  # the newsletter says nothing
    known, expected = all_that_is_known(later), all_that_is_known(desk.database)
    assert known == expected
    assert len(expected["stages"]) > 2
    assert len(expected["signals"]) == 5 * times
    assert {role for _, role, *_ in expected["people"]} >= {"candidate", "client"}
    later.close()


def test_what_is_settled_in_slices_is_settled_the_same(
    quick_desk: Desk, migrated_sqlite: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    desk = quick_desk
    raws = [raw for _ in range(4) for raw in an_office(desk)]
    arrivals = [Arrival(raw, f"{n}", "INBOX", NOW) for n, raw in enumerate(raws)]
    path = tmp_path / "slices.db"
    path.write_bytes(migrated_sqlite.read_bytes())
    sliced = Database.open(f"sqlite:///{path}")
    for database, size in ((desk.database, 1000), (sliced, 5)):
        monkeypatch.setattr("contacts.settling.AT_ONCE", size)
        monkeypatch.setattr("contacts.inference.AT_ONCE", size)
        take_in(database, desk.account, arrivals, reader=reader(), now=NOW)
        settle(database, desk.account)
    assert all_that_is_known(sliced) == all_that_is_known(desk.database)
    sliced.close()


def test_mail_is_safe_before_its_words_are_read(desk: Desk, monkeypatch: pytest.MonkeyPatch) -> None:
    def fail(*_: object, **__: object) -> None:
        raise RuntimeError("the machine went down")

    monkeypatch.setattr("contacts.understanding.judge_stages", fail)
    with pytest.raises(RuntimeError):
        desk.take(desk.mail(LIN, "me", "The offer is out."))
    monkeypatch.undo()
    ids = waiting(desk.database, desk.account)
    assert len(ids) == 1
    desk.reader.signals = SAYS
    deque(catch_up(desk.database, desk.account, ids, reader=desk.reader))
    assert waiting(desk.database, desk.account) == []
    with desk.database.read() as session:
        assert session.scalars(select(SignalRow.type)).all() == ["offer_made"]


def test_words_that_cannot_be_read_are_tried_again_and_then_given_up(quick_desk: Desk) -> None:
    desk = quick_desk
    arrivals = [Arrival(desk.mail(LIN, "me", text), text, "INBOX", NOW) for text in ("Fine.", "Broken.")]
    take_in(desk.database, desk.account, arrivals, reader=Speechless("Broken"), now=NOW)
    assert len(waiting(desk.database, desk.account)) == 1
    for _ in range(2):
        ids = waiting(desk.database, desk.account)
        deque(catch_up(desk.database, desk.account, ids, reader=Speechless("Broken")))
    assert waiting(desk.database, desk.account) == []
    with desk.database.read() as session:
        assert number_unread(session) == 1


def test_catching_up_may_end_after_any_batch_and_the_rest_waits(
    quick_desk: Desk, monkeypatch: pytest.MonkeyPatch
) -> None:
    desk = quick_desk
    monkeypatch.setattr("contacts.reanalysis.BATCH", 2)
    arrivals = [Arrival(desk.mail(LIN, "me", f"Mail {n}"), f"{n}", "INBOX", NOW) for n in range(5)]
    take_in(desk.database, desk.account, arrivals, reader=None, now=NOW)
    ids = waiting(desk.database, desk.account)
    assert next(catch_up(desk.database, desk.account, ids, reader=desk.reader)).messages == 2
    assert [passage.text.strip() for passage in desk.reader.seen] == ["Mail 3", "Mail 4"]
    assert waiting(desk.database, desk.account) == ids[2:]


def test_mail_parsed_elsewhere_is_kept_as_it_was_parsed(desk: Desk) -> None:
    arrivals = [Arrival(desk.mail(LIN, "me", "Hello"), "INBOX 1", "INBOX", NOW), Arrival(b"?", "INBOX 2")]
    messages: list[Message | UnreadableMessage] = [
        read_message(arrivals[0].raw, received_at=NOW),
        UnreadableMessage("it took too long"),
    ]
    taken = take_in(desk.database, desk.account, arrivals, messages=messages, reader=desk.reader, now=NOW)
    assert (taken.stored, taken.quarantined) == (1, 1)
    with desk.database.read() as session:
        assert session.execute(select(QuarantineRow.raw, QuarantineRow.reason)).one() == (
            b"?",
            "it took too long",
        )
