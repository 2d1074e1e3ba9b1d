"""`audit` names what is missing and mends it; `quarantine` shows what could not be read, and retries."""

from __future__ import annotations

import json
import sqlite3
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from config_loading import load
from daemon.sync import sync_once
from store import folders, quarantine
from store.database import Database
from store.quarantine import Unreadable
from tests.cli.conftest import Desk
from tests.daemon.scene import Reads, letter
from tests.servers.offices import NOW, no_waiting, server
from tests.servers.scripted_imap import PASSWORD, Box, ScriptedImap, Session

__all__ = ["no_waiting", "server"]


@pytest.fixture(autouse=True)
def _no_language(monkeypatch: pytest.MonkeyPatch) -> None:
    """What mail says is of no matter here."""
    monkeypatch.setattr("commands.app.App.reader", lambda _: Reads())


@pytest.fixture
def account(empty_desk: Desk, server: ScriptedImap, monkeypatch: pytest.MonkeyPatch) -> Desk:
    """Ten letters in INBOX, two in Sent, read once."""
    monkeypatch.setenv("DANAS_PASSWORD", PASSWORD)
    path = empty_desk.home / "config" / "keepwarm" / "config.toml"
    path.parent.mkdir(parents=True)
    path.write_text(
        '[accounts.dana]\naddress = "dana@agency.example"\nhost = "127.0.0.1"\nsecurity = "none"\n'
        f'port = {server.port}\npassword_env = "DANAS_PASSWORD"\nmonths = 0\n'
    )
    for number in range(10):
        server.boxes["INBOX"].add(letter(number), at=NOW)
    for number in (20, 21):
        server.boxes["Sent"].add(letter(number), at=NOW)
    sync(empty_desk)
    return empty_desk


def sync(desk: Desk) -> None:
    """What `keepwarm sync` does, without waiting for the language model."""
    settings = load(desk.home / "config" / "keepwarm" / "config.toml").settings
    database = Database.open(f"sqlite:///{desk.database}")
    sync_once(database, settings, "dana", reader=Reads(), now=NOW)
    database.close()


def forget(desk: Desk, *numbers: int) -> None:
    """What a fault of ours would do: mails are gone from the store."""
    with sqlite3.connect(desk.database) as store:
        store.execute("PRAGMA foreign_keys = ON")
        for number in numbers:
            store.execute("DELETE FROM messages WHERE own_words = ?", [f"This is letter number {number}."])
    store.close()


def test_nothing_missing_ends_with_0(account: Desk) -> None:
    inbox, sent = account.json("audit")
    assert (inbox["folder"], inbox["on_server"], inbox["stored"], inbox["missing"]) == ("INBOX", 10, 10, 0)
    assert (sent["folder"], sent["stored"], sent["missing_messages"]) == ("Sent", 2, [])
    assert "0 missing" in account.run("audit", "dana").stdout


def test_what_is_missing_is_named_and_ends_with_6(account: Desk) -> None:
    forget(account, 3, 7)
    told = account.run("audit", exit_code=6)
    assert "uid 4, Mon 2 Mar 2026, 14:00, <3@outside.example>" in told.stdout
    assert "2 missing" in told.stdout
    assert "Letter 3" not in told.output
    inbox = account_json(account)[0]
    assert [one["uid"] for one in inbox["missing_messages"]] == [4, 8]
    assert inbox["missing_messages"][0]["date"] == "2026-03-02T14:00:00+00:00"


def account_json(desk: Desk) -> list[dict[str, Any]]:
    return [json.loads(line) for line in desk.run("audit", "--json", exit_code=6).stdout.splitlines()]


def test_what_is_missing_is_read_by_mend(account: Desk) -> None:
    forget(account, 3, 7)
    account.run("audit", "--mend")
    assert len(account.json("messages")) == 12
    account.run("audit")


def test_another_mail_under_a_known_place_is_missing_and_mended(account: Desk, server: ScriptedImap) -> None:
    """A server that puts another mail under a number it gave away, and tells nobody."""
    server.boxes["INBOX"].mails[5].raw = letter(55)
    told = account.run("audit", exit_code=6)
    assert "<55@outside.example>" in told.stdout
    account.run("audit", "--mend")
    assert len(account.json("messages")) == 13


def test_mail_that_came_since_is_told_apart(account: Desk, server: ScriptedImap) -> None:
    server.boxes["INBOX"].add(letter(50), at=NOW)
    assert "it arrived after the last sync" in account.run("audit", exit_code=6).stdout
    sync(account)
    account.run("audit")


def test_a_renumbered_folder_is_not_called_missing(account: Desk, server: ScriptedImap) -> None:
    server.boxes["INBOX"].renumber(99, first=500)
    account.run("audit")


def test_a_place_that_mail_has_left_is_forgotten(account: Desk, server: ScriptedImap) -> None:
    del server.boxes["INBOX"].mails[2]
    assert "1 that were read here have left the folder since" in account.run("audit").stdout
    assert "left the folder" not in account.run("audit").stdout
    assert len(account.json("messages")) == 12


def test_mail_before_the_window_is_counted_apart(account: Desk, server: ScriptedImap) -> None:
    path = account.home / "config" / "keepwarm" / "config.toml"
    path.write_text(path.read_text().replace("months = 0", "months = 2"))
    box = server.boxes["Archive"] = Box()
    for number in range(60, 63):
        box.add(letter(number), at=NOW.replace(year=2020))
    path.write_text(path.read_text() + 'folders = ["Archive"]\n')
    sync(account)
    (archive,) = account.json("audit", "--as-of", NOW.isoformat())
    assert (archive["on_server"], archive["outside_window"], archive["missing"]) == (3, 3, 0)


def test_a_folder_that_is_not_there_is_said(account: Desk) -> None:
    path = account.home / "config" / "keepwarm" / "config.toml"
    path.write_text(path.read_text() + 'folders = ["INBOX", "Candidates"]\n')
    told = account.run("audit", exit_code=1)
    assert "Candidates" in told.stderr
    assert "INBOX: 10 on the server" in told.stdout


def test_a_wrong_password_ends_with_4(account: Desk, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("DANAS_PASSWORD", "wrong")
    account.run("audit", exit_code=4)


def test_nothing_is_changed_on_the_server_and_no_mail_is_fetched(account: Desk, server: ScriptedImap) -> None:
    server.log.clear()
    account.run("audit")
    said = {line.partition(" ")[0] for line in server.log} | {
        line.split()[1] for line in server.log if line.startswith("UID ")
    }
    assert not said & {"SELECT", "STORE", "EXPUNGE", "COPY", "MOVE", "APPEND"}
    bodies = [line for line in server.log if "BODY" in line]
    assert bodies
    assert all("BODY.PEEK[HEADER.FIELDS (MESSAGE-ID)]" in line for line in bodies)


@pytest.fixture
def broken(account: Desk, server: ScriptedImap) -> Desk:
    """One mail that is none, one that the server withholds."""
    server.boxes["INBOX"].add(b"\xff\xfe this is no mail \x1b[31m\r\n\r\nat all", at=NOW)
    withheld = server.boxes["INBOX"].add(letter(70), at=NOW)

    def refuses(session: Session, tag: str, arguments: str) -> bool:
        uids = arguments.partition(" ")[0]
        if "BODY" not in arguments or str(withheld) not in uids or "MESSAGE-ID)" in arguments:
            return False
        session.send(f"{tag} NO cannot be converted")
        return True

    server.faults["UID FETCH"] = refuses
    sync(account)
    return account


def test_what_could_not_be_read_is_listed_with_its_reason(broken: Desk) -> None:
    unread, withheld = broken.json("quarantine", "list")
    assert (unread["where"], unread["uid"], unread["folder"]) == ("INBOX uid 11", 11, "INBOX")
    assert "this is no mail" in unread["why"]
    assert unread["size"] > 0
    assert (withheld["uid"], withheld["size"]) == (12, 0)
    assert "does not hand it over" in withheld["why"]
    assert "q-1" in broken.run("quarantine", "list").stdout


def test_what_is_in_quarantine_is_not_missing(broken: Desk) -> None:
    inbox = broken.json("audit")[0]
    assert (inbox["on_server"], inbox["stored"], inbox["quarantined"], inbox["missing"]) == (12, 10, 2, 0)


def test_one_is_shown_safely_and_written_whole(broken: Desk, tmp_path: Path) -> None:
    target = tmp_path / "mail.eml"
    told = broken.run("quarantine", "show", "q-1", "--raw", str(target))
    assert "\x1b" not in told.output
    assert target.read_bytes().startswith(b"\xff\xfe this is no mail")
    assert target.stat().st_mode & 0o777 == 0o600
    broken.run("quarantine", "show", "q-1", "--raw", str(target), exit_code=2)
    broken.run("quarantine", "show", "q-99", exit_code=1)
    assert broken.json("quarantine", "show", "q-2")[0]["header"] == []


def test_what_still_cannot_be_read_stays(broken: Desk) -> None:
    told = broken.json("quarantine", "retry")
    assert [(one["id"], one["is_read"]) for one in told] == [("q-1", False), ("q-2", False)]
    assert len(broken.json("quarantine", "list")) == 2


def test_what_can_be_read_now_is_stored_and_leaves(account: Desk, server: ScriptedImap) -> None:
    """An older program could not read it; today's can. It is tried where it can do no harm."""
    uid = server.boxes["INBOX"].add(letter(71), at=NOW)
    database = Database.open(f"sqlite:///{account.database}")
    with database.write() as session:
        inbox = folders.folder_id(session, 1, "INBOX")
        held = Unreadable(f"INBOX uid {uid}", "too deep", letter(71), inbox, 7, uid, received_at=NOW)
        quarantine.keep(session, 1, [held], at=NOW)
        cursor = folders.cursors(session, 1)["INBOX"]
        folders.save(session, 1, replace(cursor, high_uid=uid))
    database.close()
    (told,) = account.json("quarantine", "retry")
    assert told["is_read"]
    assert account.json("quarantine", "list") == []
    assert len(account.json("messages")) == 13
    assert account.json("audit")[0]["missing"] == 0


def test_one_alone_is_tried_again(broken: Desk, server: ScriptedImap) -> None:
    server.faults.clear()
    (told,) = broken.json("quarantine", "retry", "q-2")
    assert told["is_read"]
    assert [one["id"] for one in broken.json("quarantine", "list")] == ["q-1"]
