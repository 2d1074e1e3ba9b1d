"""Whatever changes a relationship marks whom it concerns, in either database, and nobody else."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from sqlalchemy import delete, update
from sqlalchemy.orm import Session

from domain import Contact, Evidence, Finding, Kind, Reason, Role, SignalType, Stage, Urgency, WaitingOn
from store import accounts, contacts_edit, flags, judging
from store.database import Database
from store.models import ContactRow, EventRow, MessageRow, ParticipantRow, SignalRow
from tests.store.mailbox import RECRUITER, Says, Store, day

NOW = day(30)


class Scene:
    """Ada and Bo and Cy, a colleague; some mail; everybody judged. Nobody has anything to do with Dot."""

    def __init__(self, session: Session) -> None:
        self.session = session
        store = self.store = Store(session)
        self.ada = store.person("Ada Quist", "ada@quist.example", made=day(0))
        self.bo = store.person("Bo Lind", "bo@lind.example", Role.CLIENT, made=day(0))
        self.cy = store.person("Cy Hearth", "cy@hearth.example", Role.COLLEAGUE, made=day(0))
        self.dot = store.person("Dot Alone", "dot@alone.example", made=day(0))
        self.letter = store.mail(day(1), self.ada, says=[Says(SignalType.QUESTION, self.bo)])
        self.answer = store.mail(day(2), self.cy, (self.ada, RECRUITER))
        self.doubted = store.mail(day(3), self.bo, suspicion="dmarc=fail", answers=["<late@mail.example>"])
        self.invitation = store.mail(
            day(4), RECRUITER, (self.ada,), invited=(self.ada,), kind=Kind.INVITATION
        )
        store.event(self.invitation, day(9))
        finding = Finding(
            Contact(self.ada, "Ada Quist"), Reason.REPLY_OWED, day(3), Urgency.SOON, WaitingOn.RECRUITER,
            "words", (Evidence("<1@mail.example>", day(1), "S", "Q"),),
        )  # fmt: skip
        (self.flag,) = flags.record(session, [finding], now=day(5)).opened
        flags.dismiss(session, self.flag, now=day(6))

    def names(self, ids: list[int]) -> set[str]:
        """Who that is, in short."""
        return {{self.ada: "ada", self.bo: "bo", self.cy: "cy", self.dot: "dot"}[id_] for id_ in ids}


def _letter(**values: Any) -> Callable[[Scene], None]:
    def change(scene: Scene) -> None:
        scene.session.execute(update(MessageRow).where(MessageRow.id == scene.letter.id).values(**values))

    return change


def _signal_of_somebody_else(scene: Scene) -> None:
    of_it = update(SignalRow).where(SignalRow.message_id == scene.letter.id)
    scene.session.execute(of_it.values(contact_id=None))


def _colleague_leaves(scene: Scene) -> None:
    contacts_edit.set_role(scene.session, scene.cy, Role.OTHER)


CHANGES: dict[str, tuple[Callable[[Scene], object], set[str]]] = {
    "a mail came": (lambda s: s.store.mail(day(6), s.ada, message_id="<n@x>"), {"ada"}),
    "a mail was read otherwise": (_letter(strain_value=True), {"ada", "bo"}),
    "a mail bounced": (_letter(is_bounced=True), {"ada", "bo"}),
    "a signal is another's": (_signal_of_somebody_else, {"ada", "bo"}),
    "a signal is gone": (
        lambda s: s.session.execute(delete(SignalRow).where(SignalRow.message_id == s.letter.id)),
        {"ada", "bo"},
    ),
    "a mail is gone": (
        lambda s: s.session.execute(delete(MessageRow).where(MessageRow.id == s.letter.id)),
        {"ada", "bo"},
    ),
    "the author is somebody else": (
        lambda s: s.session.execute(
            update(ParticipantRow)
            .where(ParticipantRow.message_id == s.answer.id, ParticipantRow.field == "from")
            .values(contact_id=s.bo)
        ),
        {"ada", "bo", "cy"},
    ),
    "a stage was reached": (lambda s: s.store.stage(s.ada, Stage.OFFERED, day(6)), {"ada"}),
    "a stage was set by hand": (
        lambda s: contacts_edit.set_stage(s.session, s.bo, Stage.OFFERED, at=day(6)),
        {"bo"},
    ),
    "a call was logged": (lambda s: s.store.log(s.ada, "call", day(6)), {"ada"}),
    "a name was set": (
        lambda s: s.session.execute(update(ContactRow).where(ContactRow.id == s.bo).values(name="Bo Lund")),
        {"bo"},
    ),
    "a colleague is none any more": (_colleague_leaves, {"ada", "cy"}),
    "a colleague's record is gone": (
        lambda s: s.session.execute(delete(ContactRow).where(ContactRow.id == s.cy)),
        {"ada"},
    ),
    "an address was added": (lambda s: contacts_edit.add_address(s.session, s.bo, "bo@home.example"), {"bo"}),
    "the event was called off by mail from elsewhere": (
        lambda s: s.store.event(
            s.store.mail(day(6), "office@lind.example", message_id="<off@x>"), day(9), method="CANCEL"
        ),
        {"ada"},
    ),
    "the event was taken out": (
        lambda s: s.session.execute(delete(EventRow).where(EventRow.message_id == s.invitation.id)),
        {"ada"},
    ),
    "the mail that a doubted one answers came late": (
        lambda s: s.store.mail(day(2), RECRUITER, (s.cy,), message_id="<late@mail.example>"),
        {"bo", "cy"},
    ),
    "a flag was taken back": (lambda s: flags.reopen(s.session, s.flag, now=day(7)), {"ada"}),
    "the recruiter has another address": (
        lambda s: accounts.ensure(s.session, "mira", own_addresses=["mira@home.example"]),
        {"ada", "bo", "cy", "dot"},
    ),
    "nothing": (lambda _: None, set()),
}


@pytest.mark.parametrize("what", CHANGES)
def test_a_change_marks_whom_it_concerns(database: Database, what: str) -> None:
    change, concerned = CHANGES[what]
    with database.write() as session:
        scene = Scene(session)
        word, ids = judging.claim(session, now=NOW, judged_by=["rules"])
        assert scene.names(ids) == {"ada", "bo", "cy", "dot"}
        judging.settle(session, word, [(id_, "rules", None) for id_ in ids], now=NOW)
        assert not judging.is_anybody_due(session, now=NOW, judged_by=["rules"])
        change(scene)
        session.flush()
        _, marked = judging.claim(session, now=NOW, judged_by=["rules"])
        assert scene.names(marked) == concerned


def test_who_changes_while_they_are_judged_is_still_due(database: Database) -> None:
    with database.write() as session:
        scene = Scene(session)
        word, ids = judging.claim(session, now=NOW, judged_by=["rules"])
        scene.store.log(scene.ada, "call", day(6))
        session.flush()
        judging.settle(session, word, [(id_, "rules", None) for id_ in ids], now=NOW)
        assert judging.claim(session, now=NOW, judged_by=["rules"])[1] == [scene.ada]


def test_a_moment_to_look_again_other_rules_and_a_clock_set_back_are_reasons_to_judge(
    database: Database,
) -> None:
    later = NOW + timedelta(days=1)
    with database.write() as session:
        scene = Scene(session)
        word, ids = judging.claim(session, now=NOW, judged_by=["rules"])
        look = {scene.ada: later}
        judging.settle(session, word, [(id_, "rules", look.get(id_)) for id_ in ids], now=NOW)
        assert not judging.is_anybody_due(session, now=later - timedelta(seconds=1), judged_by=["rules"])
        assert judging.claim(session, now=later, judged_by=["rules"])[1] == [scene.ada]
        assert len(judging.claim(session, now=NOW, judged_by=["others"])[1]) == 4
    with database.read() as session:
        assert judging.is_anybody_due(session, now=NOW - timedelta(hours=1), judged_by=["rules", "others"])


def test_a_flag_that_has_slept_long_enough_is_a_reason_to_judge(database: Database) -> None:
    with database.write() as session:
        scene = Scene(session)
        flags.snooze(session, scene.flag, until=NOW + timedelta(days=2), now=NOW)
        word, ids = judging.claim(session, now=NOW, judged_by=["rules"])
        judging.settle(session, word, [(id_, "rules", None) for id_ in ids], now=NOW)
        assert not judging.is_anybody_due(session, now=NOW + timedelta(days=1), judged_by=["rules"])
        due = judging.claim(session, now=NOW + timedelta(days=2), judged_by=["rules"])[1]
        assert due == [scene.ada]
