"""What every server must give: all mail, once, wherever a sync is cut off, whatever happens meanwhile."""

from __future__ import annotations

from datetime import timedelta

import pytest

from errors import FolderMissing, FolderNeedsAttention, SignInNeeded
from ingest import sync
from ingest.line import Line
from tests.imap.mailroom import Clerk, Cut, letter, letters
from tests.servers.offices import NOW, Office


def clerk(office: Office, **settings: object) -> Clerk:
    return Clerk(office.account(**settings), office.password)


@pytest.fixture
def small_batches(monkeypatch: pytest.MonkeyPatch) -> None:
    """Three mails a batch, so that a few mails make many batches."""
    monkeypatch.setattr(sync, "BATCH_MAILS", 3)
    monkeypatch.setattr(sync, "FIRST_BATCH_MAILS", 3)


def test_a_first_sync_reads_inbox_and_sent_byte_for_byte(office: Office) -> None:
    for raw in letters(range(5)):
        office.deliver(raw)
    office.deliver(letter(50), folder=office.sent)
    dana = clerk(office)
    assert dana.sync() == 6
    assert dana.texts() == sorted(letters(range(5)))
    assert dana.texts(office.sent) == [letter(50)]
    assert dana.states[office.sent].special_use == r"\Sent"


def test_a_second_sync_brings_only_what_is_new(office: Office) -> None:
    office.deliver(letter(1))
    dana = clerk(office)
    dana.sync()
    office.deliver(letter(2))
    assert dana.sync() == 1
    assert dana.texts() == letters([1, 2])


def test_a_folder_without_anything_new_costs_one_status(office: Office) -> None:
    for raw in letters(range(4)):
        office.deliver(raw)
    dana = clerk(office)
    dana.sync()
    dana.sync()
    before = len(office.commands())
    assert dana.sync() == 0
    asked = [line.split()[0].upper() for line in office.commands()[before:]]
    assert asked.count("STATUS") == 2
    assert not {"EXAMINE", "SELECT", "UID"} & set(asked)


@pytest.mark.usefixtures("small_batches")
def test_the_newest_mail_of_a_first_sync_comes_first(office: Office) -> None:
    for raw in letters(range(10)):
        office.deliver(raw)
    dana = clerk(office, folders=["INBOX"])
    dana.sync()
    assert {mail.raw for mail in dana.batches[0].mails} == set(letters([7, 8, 9]))
    assert [batch.remaining for batch in dana.batches] == [7, 4, 1, 0, 0]


@pytest.mark.usefixtures("small_batches")
@pytest.mark.parametrize("cut_after", range(6))
def test_a_sync_cut_off_after_any_batch_is_taken_up_without_loss_or_doubles(
    office: Office, cut_after: int
) -> None:
    for raw in letters(range(10)):
        office.deliver(raw)
    office.deliver(letter(50), folder=office.sent)
    dana = clerk(office)
    with pytest.raises(Cut):
        dana.sync(cut_after=cut_after)
    office.deliver(letter(11))
    dana.sync()
    assert dana.texts() == sorted(letters([*range(10), 11]))
    assert dana.fetched == len(dana.kept)


@pytest.mark.usefixtures("small_batches")
def test_mail_that_comes_during_a_first_sync_is_not_left_for_later(
    office: Office, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(sync, "LOOK_SECONDS", 0)  # half a minute has gone by
    for raw in letters(range(10)):
        office.deliver(raw)
    dana = clerk(office, folders=["INBOX"])
    line = Line(dana.account, dana.password)
    stream = sync.sync_account(line, {}, recognise=lambda _: {}, now=NOW)
    brought = [mail.raw for mail in next(stream).mails]  # type: ignore[union-attr]
    office.deliver(letter(20))
    brought += [mail.raw for mail in next(stream).mails]  # type: ignore[union-attr]
    assert letter(20) in brought[3:]
    for item in stream:
        brought += [mail.raw for mail in item.mails]  # type: ignore[union-attr]
    line.close()
    assert sorted(brought) == sorted(letters([*range(10), 20]))


def test_mail_before_the_window_stays_unread_until_the_window_is_widened(office: Office) -> None:
    office.deliver(letter(1), at=NOW - timedelta(days=400))
    office.deliver(letter(2), at=NOW - timedelta(days=20))
    dana = clerk(office, months=2)
    assert dana.sync() == 1
    assert dana.texts() == [letter(2)]
    assert dana.sync(since=NOW - timedelta(days=500)) == 1
    assert dana.texts() == letters([1, 2])


def test_a_changed_uidvalidity_fetches_nothing_known_and_loses_nothing(office: Office) -> None:
    for raw in letters(range(6)):
        office.deliver(raw)
    office.deliver(letter(7, message_id=""))
    dana = clerk(office, folders=["INBOX"])
    dana.sync()
    office.renumber(4711)
    office.deliver(letter(8))
    dana.sync()
    assert dana.texts() == sorted([*letters([*range(6), 8]), letter(7, message_id="")])
    assert dana.fetched == 9  # six, the one without an id twice, and the new one
    assert sorted(dana.places.values()) == dana.texts()
    assert dana.states["INBOX"].uidvalidity == 4711
    dana.sync()
    assert dana.states["INBOX"].resets_in_a_row == 0


@pytest.mark.usefixtures("small_batches")
@pytest.mark.parametrize("cut_after", range(5))
def test_a_renumbered_folder_cut_off_after_any_batch_is_taken_up(office: Office, cut_after: int) -> None:
    for raw in letters(range(7)):
        office.deliver(raw)
    dana = clerk(office, folders=["INBOX"])
    dana.sync()
    office.renumber(99)
    office.deliver(letter(8))
    try:
        dana.sync(cut_after=cut_after)
    except Cut:
        dana.sync()
    assert dana.texts() == sorted(letters([*range(7), 8]))
    assert sorted(dana.places.values()) == dana.texts()
    assert dana.fetched == 8


def test_a_folder_that_is_numbered_anew_again_and_again_is_stopped_and_the_others_go_on(
    office: Office,
) -> None:
    office.deliver(letter(1))
    dana = clerk(office)
    dana.sync()
    for turn in range(6):
        office.renumber(1000 + turn)
        dana.sync()
    office.deliver(letter(2), folder=office.sent)
    assert dana.sync() == 1
    failure = dana.failures[-1]
    assert failure.folder == "INBOX"
    assert isinstance(failure.error, FolderNeedsAttention)


def test_a_stopped_folder_is_read_again_when_asked_for_and_loses_nothing(office: Office) -> None:
    office.deliver(letter(1))
    dana = clerk(office, folders=["INBOX"])
    dana.sync()
    for turn in range(6):
        office.renumber(1000 + turn)
        dana.sync()
    office.deliver(letter(2))
    assert dana.sync() == 0
    assert dana.sync(since=NOW - timedelta(days=500)) == 1
    assert dana.texts() == letters([1, 2])


def test_a_folder_emptied_at_once_is_asked_about_and_nothing_is_dropped(office: Office) -> None:
    for raw in letters(range(12)):
        office.deliver(raw)
    dana = clerk(office)
    dana.sync()
    for raw in letters(range(12)):
        office.remove(raw)
    dana.sync()
    assert [failure.folder for failure in dana.failures] == ["INBOX"]
    assert "emptied on purpose?" in dana.failures[0].error.mend
    assert len(dana.texts()) == 12
    office.deliver(letter(13))
    assert dana.sync() == 1


def test_mail_removed_between_two_syncs_is_no_trouble(office: Office) -> None:
    for raw in letters(range(8)):
        office.deliver(raw)
    dana = clerk(office)
    dana.sync()
    for raw in letters([5, 6, 7]):
        office.remove(raw)
    office.deliver(letter(9))
    assert dana.sync() == 1
    assert len(dana.texts()) == 9


def test_a_folder_that_is_not_there_is_named_with_those_that_are(office: Office) -> None:
    office.deliver(letter(1))
    dana = clerk(office, folders=["Candidates", r"\All", "INBOX"])
    assert dana.sync() == 1
    assert [failure.folder for failure in dana.failures] == ["Candidates", r"\All"]
    assert all(isinstance(failure.error, FolderMissing) for failure in dana.failures)
    assert office.sent in str(dana.failures[0].error)


def test_a_wrong_password_is_tried_once_and_never_shown(office: Office) -> None:
    dana = Clerk(office.account(), "not-my-password")
    with pytest.raises(SignInNeeded) as refused:
        dana.sync()
    assert refused.value.exit_code == 4
    assert "not-my-password" not in str(refused.value)


def test_nothing_on_the_server_is_changed_not_even_seen(office: Office) -> None:
    for raw in letters(range(3)):
        office.deliver(raw)
    office.deliver(letter(4, text="long " * 200_000))
    dana = clerk(office)
    dana.sync()
    office.renumber(5)
    dana.sync()
    lines = [line.upper() for line in office.commands()]
    said = {line.split()[0] for line in lines} | {
        line.split()[1] for line in lines if line.startswith("UID ")
    }
    assert said & {"EXAMINE", "FETCH"} == {"EXAMINE", "FETCH"}
    assert not said & {"STORE", "EXPUNGE", "COPY", "MOVE", "APPEND", "SELECT", "CREATE", "DELETE", "RENAME"}
    assert not [line for line in lines if "BODY[" in line or "RFC822.TEXT" in line or "RFC822 " in line]
