"""The command line against a real server: set up, read, and the same people and flags as from an archive."""

from __future__ import annotations

import os
from collections.abc import Iterator
from datetime import UTC, datetime
from email import message_from_bytes
from email.utils import parsedate_to_datetime
from pathlib import Path
from typing import Any

import pytest

from commands.sample import Sample
from evaluation import real_mailbox
from ingest.archives import RawMail, read_archive
from tests.cli.conftest import AS_OF, Desk
from tests.servers.offices import dovecot
from tests.servers.scripted_imap import PASSWORD

__all__ = ["dovecot"]

pytestmark = pytest.mark.dovecot
DATA = Path(os.environ.get("KEEPWARM_DATA", ""))  # read before the tests take our variables away
SENT = "Gesendet"  # the test server marks it as \\Sent; its name tells nothing
UNDATED = datetime(2017, 11, 1, tzinfo=UTC)


def arrival(raw: bytes) -> datetime:
    """When a mail came in: its own date, as a delivery agent would have seen it."""
    try:
        at = parsedate_to_datetime(message_from_bytes(raw)["Date"])
    except (TypeError, ValueError):
        return UNDATED
    return at if at.tzinfo else at.replace(tzinfo=UTC)


def deliver(server: Any, user: str, folders: dict[str, Iterator[bytes]]) -> None:
    box = server.add_user(user)
    for folder, mails in folders.items():
        for raw in mails:
            box.deliver(raw, folder=folder, at=arrival(raw))


def maildir(path: Path) -> Iterator[bytes]:
    return (file.read_bytes() for file in sorted((path / "new").iterdir()))


def mbox(path: Path) -> Iterator[bytes]:
    return (mail.raw for mail in read_archive(path) if isinstance(mail, RawMail))


def set_up(desk: Desk, server: Any, user: str, address: str, *more: str) -> None:
    os.environ["MAIL_SECRET"] = PASSWORD
    desk.run(
        "init", "--yes", "--email", address, "--host", "localhost", "--port", str(server.imaps),
        "--username", user, "--ca-file", str(server.ca), "--password-env", "MAIL_SECRET",
        "--timezone", "Europe/London", "--country", "GB", *more,
    )  # fmt: skip


def known(desk: Desk, as_of: str) -> dict[str, Any]:
    """People, conversations and flags without the numbers they happen to have."""
    return {
        "people": sorted(
            (c["addresses"], c["role"], c["stage"], c["touches"])
            for c in desk.json("contacts", "list", "--as-of", as_of)
        ),
        "threads": sorted(sorted(t["message_ids"]) for t in desk.json("threads", "--as-of", as_of)),
        "flags": sorted(
            (f["reason"], f["contact"]["name"], f["since"], sorted(e["message_id"] for e in f["evidence"]))
            for f in desk.json("flags", "--as-of", as_of)
        ),
    }


@pytest.fixture
def account(empty_desk: Desk, dovecot: Any, mailbox: Sample, request: pytest.FixtureRequest) -> Desk:
    """The sample mailbox on the server, set up but not read yet."""
    user = f"ines-{request.node.name[:40]}".lower().replace("_", "-")
    deliver(dovecot, user, {"INBOX": maildir(mailbox.folders[0]), SENT: maildir(mailbox.folders[1])})
    empty_desk.run("contacts", "import", str(mailbox.address_book))
    set_up(empty_desk, dovecot, user, mailbox.own_address, "--account", "ines")
    return empty_desk


def test_a_mailbox_is_set_up_tested_and_read(account: Desk, mailbox: Sample) -> None:
    path = account.home / "config" / "keepwarm" / "config.toml"
    assert path.stat().st_mode & 0o777 == 0o600
    assert PASSWORD not in path.read_text(encoding="utf-8")
    told = account.run("check")
    assert "account ines: signed in" in told.stdout
    first = account.run("sync", "--since", "2020-01-01").stdout
    assert first.startswith(f"ines: {mailbox.number_of_messages} messages stored")
    assert account.run("sync").stdout.startswith("ines: 0 messages stored")
    assert {m["direction"] for m in account.json("messages")} == {"inbound", "outbound"}


def test_mail_from_the_server_says_the_same_as_from_an_archive(account: Desk, read_once: Desk) -> None:
    account.run("sync", "--since", "2020-01-01")
    assert known(account, AS_OF) == known(read_once, AS_OF)


def test_the_service_reads_once_and_writes_no_words_to_its_log(account: Desk) -> None:
    told = account.run("run", "--once")
    assert "shortlist" not in told.output
    assert PASSWORD not in told.output
    assert account.json("messages")


def test_a_wrong_password_ends_with_4_and_the_mend(account: Desk, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("MAIL_SECRET", "not-the-password")
    told = account.run("sync", exit_code=4)
    assert "ines" in told.stderr
    assert "not-the-password" not in told.output


def test_a_missing_folder_is_named_with_those_that_exist(account: Desk) -> None:
    path = account.home / "config" / "keepwarm" / "config.toml"
    path.write_text(
        path.read_text(encoding="utf-8") + 'folders = ["INBOX", "Candidates"]\n', encoding="utf-8"
    )
    told = account.run("sync", exit_code=1)
    assert "Candidates" in told.stderr
    assert SENT in told.stderr
    assert account.json("messages")


def test_a_server_that_is_not_there_ends_with_5(account: Desk) -> None:
    path = account.home / "config" / "keepwarm" / "config.toml"
    text = path.read_text(encoding="utf-8")
    path.write_text("\n".join("port = 1" if line.startswith("port") else line for line in text.splitlines()))
    account.run("sync", exit_code=5)


@pytest.mark.data
def test_a_real_mailbox_says_the_same_from_the_server_as_from_an_archive(
    dovecot: Any, tmp_path: Path
) -> None:
    data = DATA
    (own,), threads = real_mailbox.labels(data)
    inbox, sent = (Path(name) for name in real_mailbox.archives(data))
    for name in ("archive", "server"):
        (tmp_path / name).mkdir()
    archive = Desk(tmp_path / "archive", tmp_path / "archive" / "keepwarm.db")
    (first,) = archive.json("import", str(inbox), str(sent), "--own", own)
    (second,) = archive.json("import", str(inbox), str(sent), "--own", own)
    assert (first["stored"], first["quarantined"], second["stored"]) == (2293, 0, 0)
    assert real_mailbox.pairwise_f1(real_mailbox.threads_of(archive.json("messages")), threads)[2] >= 0.99

    deliver(dovecot, "peterson", {"INBOX": mbox(inbox), SENT: mbox(sent)})
    server = Desk(tmp_path / "server", tmp_path / "server" / "keepwarm.db")
    set_up(server, dovecot, "peterson", own)
    server.run("sync", "--since", "1990-01-01")
    assert known(server, real_mailbox.AS_OF) == known(archive, real_mailbox.AS_OF)
