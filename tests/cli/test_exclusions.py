"""People whose mail is not kept: sync counts it, audit does not miss it, and nothing of it is stored."""

from __future__ import annotations

import pytest

from tests.cli.conftest import Desk
from tests.daemon.scene import Reads, letter
from tests.servers.offices import NOW, no_waiting, server
from tests.servers.scripted_imap import PASSWORD, ScriptedImap

__all__ = ["no_waiting", "server"]


@pytest.fixture(autouse=True)
def _no_language(monkeypatch: pytest.MonkeyPatch) -> None:
    """What mail says is of no matter here."""
    monkeypatch.setattr("commands.app.App.reader", lambda _: Reads())


def test_excluded_mail_is_counted_settled_and_not_missed(
    empty_desk: Desk, server: ScriptedImap, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("DANAS_PASSWORD", PASSWORD)
    path = empty_desk.home / "config" / "keepwarm" / "config.toml"
    path.parent.mkdir(parents=True)
    path.write_text(
        '[accounts.dana]\naddress = "dana@agency.example"\nhost = "127.0.0.1"\nsecurity = "none"\n'
        f'port = {server.port}\npassword_env = "DANAS_PASSWORD"\nmonths = 0\n'
        'exclude_senders = ["@agency.example"]\n'
    )
    inside = (
        b"From: Kim <kim@agency.example>\r\nTo: Dana <dana@agency.example>\r\nSubject: Canteen\r\n"
        b"Date: Mon, 2 Mar 2026 09:00:00 +0000\r\nMessage-ID: <canteen@agency.example>\r\n"
        b"\r\nIt closes at two.\r\n"
    )
    for raw in (letter(1), inside, letter(2)):
        server.boxes["INBOX"].add(raw, at=NOW)

    first = empty_desk.run("sync")
    assert first.stdout.startswith("dana: 2 messages stored")
    assert "1 left out by exclude_senders" in first.stderr
    assert "left out" not in empty_desk.run("sync").output
    assert not any("Canteen" in m["subject"] for m in empty_desk.json("messages"))
    (inbox, *_) = empty_desk.json("audit")
    assert (inbox["on_server"], inbox["stored"], inbox["excluded"], inbox["missing"]) == (3, 2, 1, 0)
