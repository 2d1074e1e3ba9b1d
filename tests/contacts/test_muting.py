"""People of whom nothing is judged: nothing is kept of what was read of them, until they are judged again."""

from __future__ import annotations

from sqlalchemy import func, select

from contacts import muting
from contacts.correct import correct, take_back
from domain import Contact, Role, Signal, SignalType, Stage
from store import changes
from store.models import MessageRow, SignalRow
from store.relationships import relationships
from store.views import find_contact
from tests.contacts.desk import NOW, Desk

LIN = "Lin Okoro <lin@a.example>"
BOSS = "Bea Roth <bea@works.example>"
SIGNALS = {
    "I withdraw": [Signal(SignalType.WITHDREW, "I withdraw")],
    "an offer for Lin Okoro": [Signal(SignalType.OFFER_MADE, "an offer for Lin Okoro", about="Lin Okoro")],
}


def read(desk: Desk) -> Contact:
    """Lin wrote, and a client wrote of Lin."""
    desk.reader.names, desk.reader.signals = ("Lin Okoro",), SIGNALS
    desk.take(desk.mail(LIN, "me", "My CV is attached, my notice period is short.", day=1))
    desk.take(desk.mail(BOSS, "me", "We are hiring. We have an offer for Lin Okoro.", day=2))
    desk.take(desk.mail(LIN, "me", "I withdraw", day=3))
    return lin(desk)


def lin(desk: Desk) -> Contact:
    with desk.database.read() as session:
        return find_contact(session, "lin@a.example", as_of=NOW)


def signals_of(desk: Desk, contact_id: int | None) -> int:
    with desk.database.read() as session:
        count = select(func.count()).select_from(SignalRow).where(SignalRow.contact_id == contact_id)
        return session.scalar(count) or 0


def test_what_was_read_of_somebody_is_forgotten_and_mail_stays(desk: Desk) -> None:
    before = read(desk)
    assert (before.stage, signals_of(desk, before.id)) == (Stage.DECLINED, 2)
    with desk.database.write() as session:
        muting.mute(session, before, now=NOW)
    after = lin(desk)
    assert (after.is_muted, after.role, after.stage_evidence) == (True, Role.CANDIDATE, None)
    assert signals_of(desk, after.id) == 0
    with desk.database.read() as session:
        assert session.scalar(select(func.count()).select_from(MessageRow)) == 3
        (relationship,) = relationships(session, as_of=NOW, contact_ids=[after.id or 0])
    assert len(relationship.exchanges) == 2
    assert all(one.sentiment is None and not one.signals for one in relationship.exchanges)


def test_later_mail_is_kept_without_being_judged(desk: Desk) -> None:
    person = read(desk)
    with desk.database.write() as session:
        muting.mute(session, person, now=NOW)
    desk.take(desk.mail(LIN, "me", "I withdraw", day=5))
    desk.take(desk.mail(BOSS, "me", "There is an offer for Lin Okoro again.", day=6))
    assert signals_of(desk, person.id) == 0
    assert lin(desk).stage_evidence is None


def test_who_is_muted_is_not_muted_again_and_who_is_not_has_nothing_to_end(desk: Desk) -> None:
    person = read(desk)
    with desk.database.write() as session:
        assert not muting.unmute(session, person, now=NOW)
        assert muting.mute(session, person, now=NOW)
        assert not muting.mute(session, person, now=NOW.replace(hour=23))
        assert [one.at for one in changes.of(session, person.id or 0)] == [NOW]


def test_somebody_judged_again_is_read_again(desk: Desk) -> None:
    person = read(desk)
    with desk.database.write() as session:
        muting.mute(session, person, now=NOW)
    with desk.database.write() as session:
        muting.unmute(session, lin(desk), now=NOW)
        waiting = session.scalar(select(func.count()).select_from(MessageRow).where(MessageRow.to_read > 0))
    assert waiting == 2
    assert not lin(desk).is_muted


def test_what_was_set_by_hand_survives_and_muting_can_be_taken_back(desk: Desk) -> None:
    person = read(desk)
    with desk.database.write() as session:
        correct(session, person, stage="placed", now=NOW)
        muting.mute(session, person, now=NOW.replace(hour=23))
    assert lin(desk).stage is Stage.PLACED
    with desk.database.write() as session:
        assert [one.what for one in take_back(session, lin(desk))] == ["muted"]
        waiting = session.scalar(select(func.count()).select_from(MessageRow).where(MessageRow.to_read > 0))
    assert not lin(desk).is_muted
    assert waiting == 2
