"""A newer reader over what is stored."""

from __future__ import annotations

from sqlalchemy import select

from contacts.correct import correct
from contacts.reanalysis import reanalyze
from domain import Role, Signal, SignalType, Stage
from store.models import ContactRow, MentionRow, MessageRow, SignalRow
from store.people import known
from tests.contacts.desk import NOW, Desk, ScriptedReader

MALTE = "Malte Brodersen <malte.b@quickmail.example>"
TEODORA = "Teodora Ilic <t.ilic@hafenwerk.example>"


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
    newer = ScriptedReader(names=("Malte",), signals={"it is a no": [Signal(SignalType.NOT_SELECTED, "")]})
    done: list[int] = []
    changed = reanalyze(desk.database, desk.account, reader=newer, version="test 2", advance=done.append)
    assert signals(desk) == [("not_selected", "Malte Brodersen")]
    assert changed == {1}
    assert sum(done) == 2
    with desk.database.read() as session:
        assert known(session, [1], as_of=NOW)[1].contact.stage is Stage.REJECTED
        assert session.scalars(select(MentionRow.contact_id)).all() == [1]


def test_what_this_version_has_read_is_left_alone(desk: Desk) -> None:
    desk.take(desk.mail(MALTE, "me", "Hello"))
    again = ScriptedReader()
    assert reanalyze(desk.database, desk.account, reader=again, version="test 1") == set()
    assert again.seen == []


def test_what_was_set_by_hand_survives(desk: Desk) -> None:
    desk.take(desk.mail(TEODORA, "me", "Hello there"))
    with desk.database.write() as session:
        correct(session, known(session, [1], as_of=NOW)[1].contact, role="client", stage=None, now=NOW)
    reanalyze(desk.database, desk.account, reader=ScriptedReader(), version="test 2")
    with desk.database.read() as session:
        assert known(session, [1], as_of=NOW)[1].contact.role is Role.CLIENT
        assert session.scalars(select(MessageRow.kind)).all() == ["personal"]
