"""What is done with a flag, kept in either database, and taken back without a trace."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

import pytest
from sqlalchemy import delete

from domain import (
    Contact,
    Correction,
    Corrects,
    Evidence,
    Finding,
    FlagState,
    Reason,
    SignalType,
    Urgency,
    WaitingOn,
)
from store import contacts_edit, corrections, deeds, flags
from store.corrections import Made
from store.database import Database
from store.models import FlagRow, MessageRow
from store.proof import accounts_of, answer_to, proving
from tests.store.mailbox import Store, day


@dataclass(frozen=True)
class Scene:
    """A person, a mail of theirs and a flag it proves."""

    database: Database
    contact: int
    message: int
    flag: int

    def said(self) -> list[Made]:
        with self.database.read() as session:
            return corrections.made(session)


@pytest.fixture
def scene(database: Database) -> Scene:
    with database.write() as session:
        store = Store(session)
        person = store.person("Ines Faro", "ines@mail.example")
        mail = store.mail(day(1), person, answers=["<0@mail.example>"])
        evidence = (Evidence(mail.message_id, day(1), "S", "Q"),)
        finding = Finding(
            Contact(person, "Ines Faro"), Reason.REPLY_OWED, day(1), Urgency.SOON, WaitingOn.RECRUITER,
            "Ines waits.", evidence,
        )  # fmt: skip
        (flag,) = flags.record(session, [finding], now=day(3)).opened
        return Scene(database, person, mail.id, flag)


def _signal(*, due: date | None, is_so: bool = True) -> Correction:
    return Correction(Corrects.SIGNAL, SignalType.PROMISE.value, is_so=is_so, evidence="words", due=due)


def test_a_deed_keeps_what_it_replaced_and_gives_it_back(scene: Scene) -> None:
    with scene.database.write() as session:
        corrections.add(session, scene.message, [_signal(due=date(2026, 3, 6))], at=day(4))
    before = scene.said()
    with scene.database.write() as session:
        stood = deeds.standing(session, scene.contact, messages=[scene.message])
        flags.dismiss(session, scene.flag, now=day(5))
        contacts_edit.log(session, scene.contact, "call", "spoke", at=day(5))
        number = deeds.add(session, scene.flag, "misread", stood=stood, at=day(5))
        corrections.add(session, scene.message, [_signal(due=None, is_so=False)], at=day(5))
        deeds.complete(session, number, stood)
    assert [one.correction.is_so for one in scene.said()] == [False]
    with scene.database.write() as session:
        deed = deeds.newest(session, scene.flag)
        assert deed is not None
        assert deed == deeds.get(session, number)
        assert deeds.restore_corrections(session, deed) == {"mira": {scene.message}}
        deeds.take_back(session, deed)
        assert flags.get(session, scene.flag, now=day(6)).state is FlagState.OPEN
        assert deeds.newest(session, scene.flag) is None
        assert deeds.standing(session, scene.contact).log == ()
    assert scene.said() == before


def test_of_an_erased_message_nothing_comes_back(scene: Scene) -> None:
    with scene.database.write() as session:
        corrections.add(session, scene.message, [_signal(due=date(2026, 3, 6))], at=day(4))
    with scene.database.write() as session:
        stood = deeds.standing(session, scene.contact, messages=[scene.message])
        number = deeds.add(session, scene.flag, "misread", stood=stood, at=day(5))
        corrections.add(session, scene.message, [_signal(due=None, is_so=False)], at=day(5))
        deeds.complete(session, number, stood)
    with scene.database.write() as session:
        session.execute(delete(MessageRow))
    with scene.database.write() as session:
        deed = deeds.newest(session, scene.flag)
        assert deed is not None
        assert deeds.restore_corrections(session, deed) == {}
        deeds.take_back(session, deed)
    assert scene.said() == []


def test_what_was_changed_since_is_left_alone(scene: Scene) -> None:
    with scene.database.write() as session:
        stood = deeds.standing(session, scene.contact)
        flags.dismiss(session, scene.flag, now=day(5))
        deeds.add(session, scene.flag, "dismiss", stood=stood, at=day(5))
        flags.snooze(session, scene.flag, until=day(20), now=day(6))
        deed = deeds.newest(session, scene.flag)
        assert deed is not None
        deeds.take_back(session, deed)
        assert flags.get(session, scene.flag, now=day(7)).state is FlagState.SNOOZED


def test_deeds_go_with_their_flag(scene: Scene) -> None:
    with scene.database.write() as session:
        stood = deeds.standing(session, scene.contact)
        number = deeds.add(session, scene.flag, "done", stood=stood, at=day(5))
    with scene.database.write() as session:
        session.delete(session.get_one(FlagRow, scene.flag))
    with scene.database.read() as session:
        assert deeds.get(session, number) is None


def test_the_mail_that_proves_a_flag_and_what_answers_it(scene: Scene) -> None:
    with scene.database.read() as session:
        (message,) = proving(session, ["<1@mail.example>", "<none@mail.example>"])
        assert message.id == scene.message
        assert accounts_of(session, [message.message_id]) == {message.message_id: frozenset({"mira"})}
        head = answer_to(session, message)
        assert head.references == ("<0@mail.example>", "<1@mail.example>")
        assert proving(session, []) == []
        assert accounts_of(session, []) == {}
    assert "mira@" in head.own_addresses[0]
