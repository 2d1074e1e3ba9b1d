"""Each deed is kept, changes what it says and nothing else, and is taken back to the exact state before."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta

import pytest

from contacts.correct import correct, correct_words
from domain import Correction, Corrects, Flag, FlagState, Stage
from errors import NotFound, UsageError
from review.actions import Act, Deed, Desk, Judged
from tests.review.conftest import NOW, Sitting

Do = Callable[[Desk, Flag], Deed]

DEEDS: dict[str, tuple[str, Do, FlagState]] = {
    "done": ("reply_owed", lambda d, f: d.done(f.id), FlagState.DONE),
    "written": ("reply_owed", lambda d, f: d.written(f.id), FlagState.DONE),
    "called": ("call_owed", lambda d, f: d.called(f.id, "spoke at noon"), FlagState.DONE),
    "snooze": ("reply_owed", lambda d, f: d.snooze(f.id, NOW + timedelta(days=5)), FlagState.SNOOZED),
    "dismiss": ("second_look", lambda d, f: d.dismiss(f.id), FlagState.DISMISSED),
    "reopen": ("second_look", lambda d, f: d.reopen(f.id), FlagState.OPEN),
    "stage": ("call_owed", lambda d, f: d.set_stage(f.id, Stage.INTERVIEWING), FlagState.OPEN),
    "not-strained": ("strained", lambda d, f: d.not_strained(f.id), FlagState.DISMISSED),
    "misread": ("promise_overdue", lambda d, f: d.misread(f.id), FlagState.DISMISSED),
    "misread reply": ("reply_owed", lambda d, f: d.misread(f.id), FlagState.DISMISSED),
    "wrong-person": ("prep_owed", lambda d, f: d.wrong_person(f.id), FlagState.DISMISSED),
    "right person": (
        "feedback_owed", lambda d, f: d.wrong_person(f.id, d.contact("Aisha Bello")), FlagState.DISMISSED,
    ),
    "referral": ("referral_open", lambda d, f: d.wrong_person(f.id), FlagState.DISMISSED),
}  # fmt: skip


@pytest.mark.parametrize("name", DEEDS)
def test_a_deed_changes_its_flag_and_undone_leaves_no_trace(sitting: Sitting, name: str) -> None:
    reason, do, state = DEEDS[name]
    flag = sitting.flag(reason)
    if name == "reopen":
        sitting.desk.dismiss(flag.id)
    before = sitting.everything()
    deed = do(sitting.desk, flag)
    assert deed.flag.state is state
    assert sitting.everything() != before
    undone = sitting.desk.undo(flag.id)
    assert (undone.what, undone.undone) == (Act.UNDO, deed.what.value)
    after = sitting.everything()
    for table, rows in before.items():
        assert after[table] == rows, table


def test_deeds_are_taken_back_one_after_another_in_another_sitting(
    open_sitting: Callable[[], Sitting],
) -> None:
    first = open_sitting()
    flag = first.flag("call_owed")
    states = [first.everything()]
    deeds: tuple[Do, ...] = (
        lambda d, f: d.snooze(f.id, NOW + timedelta(days=2)),
        lambda d, f: d.set_stage(f.id, Stage.OFFERED),
        lambda d, f: d.called(f.id, "at length"),
        lambda d, f: d.dismiss(f.id),
    )
    for do in deeds:
        do(first.desk, flag)
        states.append(first.everything())
    later = open_sitting()
    for expected in reversed(states[:-1]):
        later.desk.undo(flag.id)
        assert later.everything() == expected
    with pytest.raises(NotFound, match="nothing was done"):
        later.desk.undo(flag.id)


def test_written_settles_all_that_a_message_settles_and_nothing_else(sitting: Sitting) -> None:
    reply = sitting.flag("reply_owed")
    contact = reply.finding.contact
    cold = sitting.flag("going_cold")
    sitting.desk.set_stage(reply.id, Stage.IN_PROCESS)
    deed = sitting.desk.written(reply.id)
    left = sitting.desk.open_flags()
    assert not [f for f in left if f.finding.contact.id == contact.id]
    assert cold.id in [f.id for f in left]
    assert deed.flag.state is FlagState.DONE


def test_a_call_is_a_touch_and_closes_what_a_call_closes(sitting: Sitting) -> None:
    strained = sitting.flag("strained")
    deed = sitting.desk.called(strained.id, "he stays")
    assert [row["text"] for row in sitting.everything()["log_entries"]] == ["he stays"]
    assert deed.flag.state is FlagState.DONE


def test_what_was_said_of_words_wins_over_reading_again(sitting: Sitting) -> None:
    from contacts.words import read_words
    from store.accounts import accounts

    flag = sitting.flag("strained")
    (message,) = sitting.desk.proof(flag)
    sitting.desk.not_strained(flag.id)
    with sitting.database.read() as session:
        account = accounts(session)[0]
    read_words(
        sitting.database, sitting.desk.profile_of(account.name), account.id, [message.id],
        reader=sitting.desk._reader,
    )  # fmt: skip
    (again,) = sitting.desk.proof(flag)
    assert again.strain is not None
    assert not again.strain.value
    assert not [f for f in sitting.desk.open_flags() if f.finding.reason.value == "strained"]


def test_what_was_said_before_stands_again(sitting: Sitting) -> None:
    flag = sitting.flag("strained")
    (message,) = sitting.desk.proof(flag)
    said = [Correction(Corrects.STRAIN, "strain"), Correction(Corrects.SENTIMENT, "negative")]
    profile = sitting.desk.profile_of(message.account)
    correct_words(sitting.database, profile, message.id, said, reader=sitting.desk._reader, now=NOW)
    before = sitting.everything()
    sitting.desk.not_strained(flag.id)
    assert {row["what"]: row["is_so"] for row in sitting.everything()["corrections"]}["strain"] is False
    sitting.desk.undo(flag.id)
    assert sitting.everything() == before


def test_the_right_person_gets_the_flag_that_the_wrong_one_had(sitting: Sitting) -> None:
    flag = sitting.flag("feedback_owed")
    aisha = sitting.desk.contact("Aisha Bello")
    sitting.desk.wrong_person(flag.id, aisha)
    (message,) = sitting.desk.proof(flag)
    assert {s.contact_id for s in message.signals or () if s.type.value == "not_selected"} == {aisha.id}
    theirs = {f.finding.reason.value for f in sitting.desk.open_flags() if f.finding.contact.id == aisha.id}
    assert "feedback_owed" in theirs


def test_undo_leaves_alone_what_was_changed_since(sitting: Sitting) -> None:
    flag = sitting.flag("reply_owed")
    first = sitting.desk.dismiss(flag.id)
    sitting.desk.reopen(flag.id)
    sitting.desk.undo_deed(first)
    assert sitting.desk.flag(flag.id).state is FlagState.OPEN
    assert sitting.desk.undo_deed(first) is None


def test_a_stage_is_taken_back_whatever_was_set_of_them_since(sitting: Sitting) -> None:
    flag = sitting.flag("call_owed")
    contact = flag.finding.contact
    deed = sitting.desk.set_stage(flag.id, Stage.OFFERED)
    with sitting.database.write() as session:
        correct(session, contact, name="Newly Named", now=NOW + timedelta(hours=1))
    sitting.desk.undo_deed(deed)
    found = sitting.desk.contact(f"c-{contact.id}")
    assert (found.stage, found.name) == (contact.stage, "Newly Named")
    assert [row["what"] for row in sitting.everything()["contact_changes"]] == ["name"]


def test_what_was_misread_was_misread_on_every_day_before(sitting: Sitting) -> None:
    flag = sitting.flag("strained")
    judged = sitting.desk.judged
    the_evening_before = Judged(
        judged.policy, judged.calendars, lambda: NOW - timedelta(hours=12), is_past=True
    )
    past = Desk(
        sitting.database, the_evening_before, reader=sitting.desk._load_reader,
        profile_of=sitting.desk.profile_of,
    )  # fmt: skip
    assert flag.id in [one.id for one in past.open_flags()]
    sitting.desk.not_strained(flag.id)
    assert flag.id not in [one.id for one in past.open_flags()]


def test_silence_was_not_misread_and_calm_is_no_strain(sitting: Sitting) -> None:
    with pytest.raises(UsageError, match="nothing that was read"):
        sitting.desk.misread(sitting.flag("going_cold").id)
    with pytest.raises(UsageError, match="nobody was read as strained"):
        sitting.desk.not_strained(sitting.flag("second_look").id)
    assert sitting.everything()["corrections"] == []


def test_a_flag_belongs_to_the_mailbox_of_its_proof(sitting: Sitting) -> None:
    everything = sitting.desk.open_flags()
    assert sitting.desk.open_flags(account="imported") == everything
    with pytest.raises(NotFound, match="no account"):
        sitting.desk.open_flags(account="elsewhere")


def test_an_address_is_not_put_right_by_words(sitting: Sitting) -> None:
    reply, aisha = sitting.flag("reply_owed"), sitting.desk.contact("Aisha Bello")
    before = sitting.everything()
    with pytest.raises(UsageError, match="contacts unmerge c-"):
        sitting.desk.wrong_person(reply.id, aisha)
    assert sitting.everything() == before
    assert sitting.desk.wrong_person(reply.id).flag.state is FlagState.DISMISSED
