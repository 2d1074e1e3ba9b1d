"""A line that is kept: looking again costs next to nothing, and overlooks nothing."""

from __future__ import annotations

from collections.abc import Callable, Iterator

import pytest

from config import Account
from errors import ServerUnreachable
from ingest import line as lines
from ingest import sync
from ingest.cursor import FolderState, Step
from ingest.line import Line
from ingest.sync import Batch, FolderFailure, sync_account
from tests.imap.mailroom import PATIENCE, letter, letters, says
from tests.servers.dovecot import Dovecot
from tests.servers.offices import NOW, DovecotOffice, Office, ScriptedOffice
from tests.servers.scripted_imap import ScriptedImap, Session


class Reading:
    """One line over which an account is read again and again."""

    def __init__(self, account: Account, password: str) -> None:
        self.line = Line(account, password, PATIENCE)
        self.states: dict[str, FolderState] = {}
        self.failures: list[FolderFailure] = []

    def look(self) -> list[bytes]:
        """The mails that a look brings."""
        return [mail.raw for batch in self.batches() for mail in batch.mails]

    def batches(self) -> Iterator[Batch]:
        for item in sync_account(self.line, self.states, recognise=_nothing_known, now=NOW):
            if isinstance(item, FolderFailure):
                self.failures.append(item)
                continue
            self.states[item.folder] = item.state_after
            yield item


def _nothing_known(_: object) -> dict[int, int]:
    return {}


@pytest.fixture
def reading(office: Office) -> Iterator[Reading]:
    for raw in letters(range(4)):
        office.deliver(raw)
    office.deliver(letter(50), folder=office.sent)
    found = Reading(office.account(username=office.username), office.password)
    yield found
    found.line.close()


@pytest.fixture
def scripted(server: ScriptedImap) -> Iterator[Reading]:
    for raw in letters(range(4)):
        server.boxes["INBOX"].add(raw)
    found = Reading(server.account(), server.password)
    yield found
    found.line.close()


def test_looking_again_asks_for_the_status_of_each_folder_and_nothing_else(
    office: Office, reading: Reading
) -> None:
    assert len(reading.look()) == 5
    reading.line.rest()
    reading.look()
    before = len(office.commands())
    assert reading.look() == []
    asked = [one.split()[0] for one in office.commands()[before:]]
    # A server that cannot close a folder without a trace is asked to look at it afresh.
    assert asked in (["STATUS", "STATUS"], ["STATUS", "NOOP", "STATUS"])


@pytest.mark.dovecot
def test_a_look_at_an_unchanged_folder_costs_less_than_150_bytes(dovecot: Dovecot) -> None:
    office = DovecotOffice(dovecot)
    for raw in letters(range(12)):
        office.deliver(raw)
    reading = Reading(office.account(username=office.username, folders=["INBOX"]), office.password)
    reading.look()
    reading.line.rest()
    before = reading.line.received_bytes
    assert reading.look() == []
    assert reading.line.received_bytes - before <= 150
    reading.line.close()


def test_what_comes_between_looks_is_brought_by_the_next_over_the_same_line(
    office: Office, reading: Reading
) -> None:
    reading.look()
    office.deliver(letter(60))
    assert reading.look() == [letter(60)]
    office.deliver(letter(61), folder=office.sent)
    office.deliver(letter(62))
    assert sorted(reading.look()) == [letter(61), letter(62)]
    assert reading.look() == []


def test_new_mail_of_another_folder_is_brought_while_the_years_are_read(
    office: Office, reading: Reading, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(sync, "BATCH_MAILS", 1)
    monkeypatch.setattr(sync, "FIRST_BATCH_MAILS", 1)
    monkeypatch.setattr(sync, "LOOK_SECONDS", 0)
    stream = reading.batches()
    brought = [mail.raw for mail in next(stream).mails]
    office.deliver(letter(70), folder=office.sent)
    for batch in stream:
        brought += [mail.raw for mail in batch.mails]
    assert sorted(brought) == sorted([*letters(range(4)), letter(50), letter(70)])
    assert brought.index(letter(70)) < brought.index(letter(0))


def test_the_years_of_all_folders_go_back_in_turn(
    office: Office, reading: Reading, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(sync, "BATCH_MAILS", 1)
    monkeypatch.setattr(sync, "FIRST_BATCH_MAILS", 1)
    monkeypatch.setattr(sync, "LOOK_SECONDS", 0)
    office.deliver(letter(51), folder=office.sent)
    order = [batch.folder for batch in reading.batches() if batch.mails]
    assert order == ["INBOX", office.sent, "INBOX", office.sent, "INBOX", "INBOX"]


def test_what_is_left_is_told_for_all_folders_together(reading: Reading) -> None:
    first, *_, last = reading.batches()
    assert len(first.mails) + first.remaining + first.elsewhere == 5
    assert last.remaining + last.elsewhere == 0


def test_folders_are_listed_once_and_again_where_one_is_missing(
    server: ScriptedImap, scripted: Reading
) -> None:
    scripted.look()
    scripted.look()
    assert len(server.commands("LIST")) == 1
    server.boxes["Out"] = server.boxes.pop("Sent")
    scripted.look()
    assert [one.folder for one in scripted.failures] == ["Sent"]
    server.boxes["Out"].add(letter(8))
    assert scripted.look() == [letter(8)]
    assert len(server.commands("LIST")) == 3  # to tell which there are, and for the look after it


def test_folders_are_listed_anew_every_day(
    server: ScriptedImap, scripted: Reading, monkeypatch: pytest.MonkeyPatch
) -> None:
    scripted.look()
    monkeypatch.setattr(lines, "LIST_SECONDS", 0)
    scripted.look()
    assert len(server.commands("LIST")) == 2


def test_mail_that_an_open_folder_does_not_show_is_found_by_opening_it_anew(
    server: ScriptedImap, scripted: Reading
) -> None:
    scripted.look()
    scripted.line.opened("INBOX")
    stale = frozenset(server.boxes["INBOX"].mails)
    opened = len(server.commands("EXAMINE"))

    def shows_what_was_there(session: Session, tag: str, _arguments: str) -> bool:
        if len(server.commands("EXAMINE")) > opened:
            return False
        session.send(" ".join(["* SEARCH", *map(str, sorted(stale))]))
        session.send(f"{tag} OK done")
        return True

    server.faults["UID SEARCH"] = shows_what_was_there
    server.boxes["INBOX"].add(letter(9))
    assert scripted.look() == [letter(9)]


def test_a_hint_is_followed_where_status_tells_old_news(server: ScriptedImap, scripted: Reading) -> None:
    server.capabilities += " IDLE"
    scripted.look()
    scripted.line.opened("INBOX")
    was = server.boxes["INBOX"].uidnext
    validity = server.boxes["INBOX"].uidvalidity
    server.faults["STATUS"] = says(
        f'* STATUS "INBOX" (MESSAGES 4 UIDNEXT {was} UIDVALIDITY {validity})', "{tag} OK done"
    )
    server.boxes["INBOX"].add(letter(9))
    server.faults["IDLE"] = says("+ idling", "* 5 EXISTS", "{tag} OK done")
    assert scripted.look() == []
    assert scripted.line.wait_for_news(scripted.states["INBOX"], is_called=lambda: False)
    assert letter(9) in scripted.look()


def test_a_folder_numbered_anew_while_it_was_open_is_read_by_its_new_numbers(
    server: ScriptedImap, scripted: Reading
) -> None:
    scripted.look()
    scripted.line.opened("INBOX")
    server.boxes["INBOX"].renumber(99, first=100)
    server.boxes["INBOX"].add(letter(9))
    assert letter(9) in scripted.look()
    assert scripted.states["INBOX"].uidvalidity == 99


def test_a_line_that_broke_between_looks_is_made_anew(server: ScriptedImap, scripted: Reading) -> None:
    scripted.look()
    for session in server.sessions:
        session.hang_up()
    server.boxes["INBOX"].add(letter(9))
    assert scripted.look() == [letter(9)]
    assert len(server.commands("LOGIN")) == 2


def test_a_line_cut_from_another_thread_is_not_made_anew(server: ScriptedImap, scripted: Reading) -> None:
    scripted.look()
    scripted.line.interrupt()
    with pytest.raises(ServerUnreachable):
        scripted.look()
    assert len(server.commands("LOGIN")) == 1


def test_what_may_not_be_read_today_is_left_for_tomorrow_and_new_mail_is_not(server: ScriptedImap) -> None:
    office = ScriptedOffice(server)
    for raw in letters(range(4)):
        office.deliver(raw)
    reading = Reading(office.account(folders=["INBOX"]), office.password)

    def but_years(step: Step) -> bool:
        return step is not Step.BACKFILL

    def look(may_read: Callable[[Step], bool]) -> list[bytes]:
        brought = []
        for item in sync_account(
            reading.line, reading.states, recognise=_nothing_known, now=NOW, may_read=may_read
        ):
            assert isinstance(item, Batch)
            reading.states[item.folder] = item.state_after
            brought += [mail.raw for mail in item.mails]
        return brought

    assert look(but_years) == []
    office.deliver(letter(9))
    assert look(but_years) == [letter(9)]
    assert sorted(look(lambda _: True)) == letters(range(4))
    reading.line.close()
