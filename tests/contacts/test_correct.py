"""What a person sets by hand."""

from __future__ import annotations

from datetime import timedelta

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from contacts.correct import correct, log, take_back
from domain import Contact, Role, Signal, SignalType, Stage
from errors import NotFound
from store import changes, contacts_edit
from store.models import LogRow
from store.people import known
from tests.contacts.desk import NOW, Desk

LIN = "Lin Okoro <lin@a.example>"


def only(session: Session) -> Contact:
    return known(session, [1], as_of=NOW)[1].contact


def test_a_role_by_hand_stays_whatever_mail_says(desk: Desk) -> None:
    desk.take(desk.mail(LIN, "me", "My CV is attached, my notice period is short."))
    with desk.database.write() as session:
        correct(session, only(session), role="other", now=NOW)
    desk.take(desk.mail(LIN, "me", "I applied for the job, my application is in."))
    with desk.database.read() as session:
        assert only(session).role is Role.OTHER
    with desk.database.write() as session:
        correct(session, only(session), role="auto", now=NOW)
        assert only(session).role is Role.CANDIDATE


def test_a_stage_by_hand_stays_until_it_is_taken_back(desk: Desk) -> None:
    desk.reader.signals = {"I sign": [Signal(SignalType.OFFER_ACCEPTED, "")]}
    desk.take(desk.mail(LIN, "me", "My CV is attached."))
    with desk.database.write() as session:
        correct(session, only(session), stage="interviewing", now=NOW)
    desk.take(desk.mail(LIN, "me", "Tomorrow I sign."))
    with desk.database.read() as session:
        assert only(session).stage is Stage.INTERVIEWING
    with desk.database.write() as session:
        correct(session, only(session), stage="auto", now=NOW)
        assert only(session).stage is Stage.PLACED


def test_what_is_taken_back_leaves_what_was_set_after_it_and_the_history_reads_right(desk: Desk) -> None:
    desk.take(desk.mail(LIN, "me", "My CV is attached."))
    with desk.database.write() as session:
        for hour, stage in enumerate(("interviewing", "offered", "placed"), start=1):
            correct(session, only(session), stage=stage, now=NOW + timedelta(hours=hour))
        correct(session, only(session), name="Lin Chidi Okoro", now=NOW + timedelta(hours=4))
        correct(session, only(session), name="L. C. Okoro", now=NOW + timedelta(hours=5))
        first, offered, _, renamed, _ = changes.of(session, 1)
        take_back(session, only(session), [renamed, offered])
        assert only(session).name == "L. C. Okoro"
        assert [stage for stage, *_ in contacts_edit.stages_by_hand(session, 1)] == ["interviewing", "placed"]
        kept = changes.of(session, 1)
        assert [(one.before, one.after) for one in kept if one.what == "stage"] == [
            ([], first.after),
            (first.after, contacts_edit.stages_by_hand(session, 1)),
        ]
        take_back(session, only(session))
        assert only(session).name == "Lin Okoro"
        take_back(session, only(session))
        take_back(session, only(session))
        assert only(session).stage is Stage.LEAD
        assert changes.of(session, 1) == []


def test_a_thing_set_twice_at_one_moment_is_taken_back_step_by_step(desk: Desk) -> None:
    desk.take(desk.mail(LIN, "me", "My CV is attached."))
    with desk.database.write() as session:
        correct(session, only(session), role="client", now=NOW)
        correct(session, only(session), role="other", now=NOW)
        take_back(session, only(session))
        assert only(session).role is Role.CLIENT
        take_back(session, only(session))
        assert only(session).role is Role.CANDIDATE


def test_somebody_who_gets_a_stage_is_a_candidate(desk: Desk) -> None:
    desk.take(desk.mail(LIN, "me", "Good evening."))
    with desk.database.write() as session:
        correct(session, only(session), stage="offered", now=NOW)
        assert only(session).role is Role.CANDIDATE
        assert only(session).stage is Stage.OFFERED


def test_name_and_address_by_hand_are_kept(desk: Desk) -> None:
    desk.take(desk.mail(LIN, "me", "Good evening."))
    with desk.database.write() as session:
        correct(session, only(session), name="Lin Chidi Okoro", add_address="LIN@b.example", now=NOW)
    desk.take(desk.mail("lin <lin@b.example>", "me", "Good evening."))
    with desk.database.read() as session:
        assert only(session).name == "Lin Chidi Okoro"
        assert only(session).addresses == ("lin@a.example", "lin@b.example")


def test_a_call_is_written_down(desk: Desk) -> None:
    desk.take(desk.mail(LIN, "me", "Good evening."))
    with desk.database.write() as session:
        log(session, only(session), "call", "spoke about Kiel", at=NOW)
    with desk.database.read() as session:
        assert session.scalars(select(LogRow.kind)).all() == ["call"]


def test_somebody_without_a_record_cannot_be_corrected(desk: Desk) -> None:
    with desk.database.write() as session, pytest.raises(NotFound):
        correct(session, Contact(None, "Lin"), role="client", now=NOW)
