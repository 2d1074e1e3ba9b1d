"""The server's word between looks: what is news, and how a dead line is told from a quiet one."""

from __future__ import annotations

import threading
from collections.abc import Iterator

import pytest

from errors import ServerUnreachable
from ingest import line as lines
from ingest.bell import Bell
from ingest.cursor import FolderState
from ingest.imap_line import Patience
from ingest.line import Line
from tests.imap.mailroom import letter, letters, says
from tests.servers.offices import Office
from tests.servers.scripted_imap import PASSWORD, ScriptedImap, Session

IMPATIENT = Patience(silence_seconds=1, command_seconds=1)


@pytest.fixture
def line(server: ScriptedImap) -> Iterator[Line]:
    """A line to a mailbox with three letters, INBOX open."""
    server.capabilities += " IDLE"
    for raw in letters(range(3)):
        server.boxes["INBOX"].add(raw)
    found = Line(server.account(), PASSWORD, IMPATIENT)
    found.patiently(lambda _: found.opened("INBOX"))
    yield found
    found.close()


def read_to(server: ScriptedImap) -> FolderState:
    box = server.boxes["INBOX"]
    return FolderState("INBOX", uidvalidity=box.uidvalidity, high_uid=box.uidnext - 1)


def waits(server: ScriptedImap, line: Line, *told: str) -> bool:
    """What waiting comes to while the server says these lines, ended by a call once all are said."""

    def is_called() -> bool:
        if not server.is_waited_for():
            return False
        if not remaining:
            return True
        server.tell(remaining.pop(0))
        return False

    remaining = list(told)
    return line.wait_for_news(read_to(server), is_called=is_called)


def test_a_bell_ends_the_wait_and_the_line_is_free_afterwards(server: ScriptedImap, line: Line) -> None:
    bell = Bell()
    threading.Timer(0.3, bell.ring).start()
    assert not line.wait_for_news(read_to(server), is_called=bell.is_rung, bell=bell)
    assert server.log[-1] == "DONE"
    assert line.status("INBOX").messages == 3
    assert bell.wait(0)
    bell.clear()
    assert not bell.wait(0)


def test_exists_is_news_and_the_line_is_free_afterwards(server: ScriptedImap, line: Line) -> None:
    assert waits(server, line, "* 4 EXISTS")
    assert server.log[-1] == "DONE"
    assert line.status("INBOX").messages == 3


@pytest.mark.parametrize(
    "told", ["* OK Still here", "* 2 EXPUNGE", r"* 1 FETCH (FLAGS (\Seen))", "* 0 RECENT"]
)
def test_signs_of_life_and_other_clients_work_are_no_news(
    server: ScriptedImap, line: Line, told: str
) -> None:
    assert not waits(server, line, told, told)


def test_news_after_signs_of_life_in_the_same_breath_is_heard(server: ScriptedImap, line: Line) -> None:
    assert waits(server, line, "* OK Still here\r\n* 4 EXISTS")


def test_news_that_comes_with_the_first_answer_is_heard(server: ScriptedImap, line: Line) -> None:
    def tells_at_once(session: Session, tag: str, _arguments: str) -> bool:
        server.start_idle(session, tag, "* 4 EXISTS\r\n")
        return True

    server.faults["IDLE"] = tells_at_once
    assert waits(server, line)


def test_news_told_before_the_waiting_is_heard(server: ScriptedImap, line: Line) -> None:
    assert not waits(server, line)
    server.faults["NOOP"] = says("* 4 EXISTS", "{tag} OK done")
    line.patiently(lambda connection: connection.update())
    assert line.wait_for_news(read_to(server), is_called=lambda: False)


def test_a_folder_that_moved_on_before_it_was_opened_is_news(server: ScriptedImap, line: Line) -> None:
    state = read_to(server)
    server.boxes["INBOX"].add(letter(9))
    line.let_go("INBOX")
    assert line.wait_for_news(state, is_called=lambda: False)
    assert server.commands("IDLE") == []


def test_the_waiting_is_renewed_in_time(
    server: ScriptedImap, line: Line, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert lines.RENEW_SECONDS <= 600
    monkeypatch.setattr(lines, "RENEW_SECONDS", 0)
    assert not line.wait_for_news(read_to(server), is_called=lambda: False)
    assert not line.wait_for_news(read_to(server), is_called=lambda: False)
    assert [one for one in server.log if one in ("IDLE", "DONE")] == ["IDLE", "DONE"] * 2


@pytest.mark.parametrize("last_word", ["", "* BYE [UNAVAILABLE] going down for maintenance"])
def test_a_line_that_ends_is_no_quiet_one(server: ScriptedImap, line: Line, last_word: str) -> None:
    def ends(session: Session, tag: str, _arguments: str) -> bool:
        server.start_idle(session, tag)
        if last_word:
            session.send(last_word)
        session.hang_up()
        return True

    server.faults["IDLE"] = ends
    with pytest.raises(ServerUnreachable):
        line.wait_for_news(read_to(server), is_called=lambda: False)
    assert not line.is_connected


def test_a_line_that_is_dead_is_noticed_when_the_waiting_is_renewed(
    server: ScriptedImap, line: Line, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(lines, "RENEW_SECONDS", 0)

    def answers_no_more(session: Session, _tag: str, _arguments: str) -> bool:
        session.send("+ idling")  # and nothing ever after
        return True

    server.faults["IDLE"] = answers_no_more
    server.faults[""] = lambda *_: True
    with pytest.raises(ServerUnreachable):
        line.wait_for_news(read_to(server), is_called=lambda: False)


def test_a_server_that_refuses_to_wait_is_polled_over_the_same_line(server: ScriptedImap, line: Line) -> None:
    server.faults["IDLE"] = says("{tag} BAD what is that")
    assert line.can_wait()
    assert not line.wait_for_news(read_to(server), is_called=lambda: False)
    assert not line.can_wait()
    assert line.status("INBOX").messages == 3
    assert len(server.commands("LOGIN")) == 1


def test_a_server_without_idle_and_an_account_that_does_not_want_it_are_polled(server: ScriptedImap) -> None:
    for capabilities, wanted in (("IMAP4rev1 AUTH=PLAIN", True), ("IMAP4rev1 AUTH=PLAIN IDLE", False)):
        server.capabilities = capabilities
        line = Line(server.account(idle=wanted), PASSWORD, IMPATIENT)
        line.status("INBOX")
        assert not line.can_wait()
        line.close()


@pytest.mark.dovecot
@pytest.mark.parametrize("office", [pytest.param("dovecot", marks=pytest.mark.dovecot)], indirect=True)
def test_a_real_server_tells_of_mail_while_it_is_listened_to(office: Office) -> None:
    office.deliver(letter(1))
    line = Line(office.account(username=office.username), office.password)
    status = line.status("INBOX")
    state = FolderState("INBOX", uidvalidity=status.uidvalidity, high_uid=(status.uidnext or 1) - 1)
    line.patiently(lambda _: line.opened("INBOX"))
    timer = threading.Timer(0.2, lambda: office.deliver(letter(2)))
    timer.start()
    gave_up = threading.Event()
    limit = threading.Timer(20, gave_up.set)
    limit.start()
    assert line.wait_for_news(state, is_called=gave_up.is_set)
    limit.cancel()
    timer.join()
    line.close()
