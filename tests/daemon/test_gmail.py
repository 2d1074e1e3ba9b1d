"""Gmail without a setting: every mail once, labels tell what was sent, drafts stay out, its threads count."""

from __future__ import annotations

from dataclasses import dataclass

import pytest
from sqlalchemy import select

from config import Settings
from daemon.audit import FolderAudit, audit_account
from daemon.sync import sync_once
from store.database import Database
from store.models import FolderRow, LocationRow, MessageRow
from tests.daemon.scene import Reads, letter, number_of
from tests.servers.gmail import ALL, Gmail
from tests.servers.offices import NOW
from tests.servers.scripted_imap import PASSWORD, ScriptedImap


@pytest.fixture
def gmail(server: ScriptedImap, monkeypatch: pytest.MonkeyPatch) -> Gmail:
    monkeypatch.setenv("DANAS_PASSWORD", PASSWORD)
    return Gmail(server)


def settings(gmail: Gmail, **account: object) -> Settings:
    made = gmail.server.account(password_env="DANAS_PASSWORD", **account)
    return Settings(timezone="UTC", accounts={"dana": made})


def sync(database: Database, gmail: Gmail, **account: object) -> int:
    done = sync_once(database, settings(gmail, **account), "dana", reader=Reads(), now=NOW)
    assert done.failures == []
    return done.stored


@dataclass(frozen=True)
class Stored:
    direction: str
    thread: int | None


def stored(database: Database) -> dict[int, Stored]:
    with database.read() as session:
        rows = session.execute(select(MessageRow.own_words, MessageRow.direction, MessageRow.thread_id))
        return {number_of(words): Stored(direction, thread) for words, direction, thread in rows}


def audited(database: Database, gmail: Gmail, **account: object) -> list[FolderAudit]:
    found = list(audit_account(database, settings(gmail, **account), "dana", now=NOW))
    assert all(isinstance(one, FolderAudit) for one in found)
    return found  # type: ignore[return-value]


def test_every_mail_is_read_once_archived_ones_too_and_drafts_not(
    gmail: Gmail, sqlite_database: Database
) -> None:
    gmail.add(letter(1), r"\Inbox", r"\Important")
    gmail.add(letter(2))  # archived: no label is left
    gmail.add(letter(3), "Candidates/2026", "Müller")
    gmail.add(letter(4), r"\Sent")
    gmail.add(letter(5), r"\Draft")
    assert sync(sqlite_database, gmail) == 4
    assert sorted(stored(sqlite_database)) == [1, 2, 3, 4]
    opened = {line.split('"')[1] for line in gmail.server.log if line.startswith("EXAMINE")}
    assert opened == {ALL}
    assert sync(sqlite_database, gmail) == 0
    (audit,) = audited(sqlite_database, gmail)
    assert (audit.on_server, audit.stored, audit.excluded, audit.missing) == (5, 4, 1, [])


def test_the_label_tells_what_was_sent_from_an_address_nobody_named(
    gmail: Gmail, sqlite_database: Database
) -> None:
    from_alias = letter(1).replace(b"ines.falk@outside.example", b"dana@sideline.example")
    gmail.add(from_alias, r"\Sent")
    gmail.add(letter(2), r"\Inbox")
    sync(sqlite_database, gmail)
    assert {n: row.direction for n, row in stored(sqlite_database).items()} == {1: "outbound", 2: "inbound"}


def test_gmails_own_conversations_are_threads(gmail: Gmail, sqlite_database: Database) -> None:
    """Without References, under other subjects, and read in two batches."""
    gmail.add(letter(1), r"\Inbox", thread=77)
    gmail.add(letter(2), r"\Inbox", thread=78)
    sync(sqlite_database, gmail)
    gmail.add(letter(3), r"\Inbox", thread=77)
    sync(sqlite_database, gmail)
    found = {n: row.thread for n, row in stored(sqlite_database).items()}
    assert found[1] == found[3] != found[2]


def test_a_sent_mail_that_gmail_gave_another_id_is_found_under_both(
    gmail: Gmail, sqlite_database: Database
) -> None:
    """The program that sent it kept a copy with the first id; answers name the second."""
    copy = letter(1, message_id="<first@program.example>")
    rewritten = letter(1, message_id="<second@mail.gmail.com>").replace(
        b"Subject:", b"X-Google-Original-Message-ID: <first@program.example>\r\nSubject:"
    )
    gmail.add(rewritten, r"\Sent")
    gmail.add(copy, r"\Sent")
    for number, parent in ((2, b"<first@program.example>"), (3, b"<second@mail.gmail.com>")):
        gmail.add(letter(number).replace(b"Subject:", b"In-Reply-To: " + parent + b"\r\nSubject:"), r"\Inbox")
    assert sync(sqlite_database, gmail) == 3
    assert len({row.thread for row in stored(sqlite_database).values()}) == 1
    assert audited(sqlite_database, gmail)[0].missing == []


def test_a_label_can_be_left_out(gmail: Gmail, sqlite_database: Database) -> None:
    gmail.add(letter(1), r"\Inbox")
    gmail.add(letter(2), r"\Inbox", "Private")
    gmail.add(letter(3), r"Lists/Ruby")
    assert sync(sqlite_database, gmail, exclude_folders=["private", "Lists/*"]) == 1
    (audit,) = audited(sqlite_database, gmail, exclude_folders=["private", "Lists/*"])
    assert (audit.excluded, audit.missing) == (2, [])


def test_all_mail_hidden_from_imap_means_inbox_and_sent(gmail: Gmail, sqlite_database: Database) -> None:
    gmail.add(letter(1), r"\Inbox")
    gmail.add(letter(4), r"\Sent")
    del gmail.server.boxes[ALL]
    assert sync(sqlite_database, gmail) == 2


def test_one_label_alone_is_read_as_a_folder(gmail: Gmail, sqlite_database: Database) -> None:
    gmail.add(letter(1), r"\Inbox")
    gmail.add(letter(2), "Candidates")
    assert sync(sqlite_database, gmail, folders=["Candidates"]) == 1


def test_a_renumbered_gmail_fetches_nothing_again(gmail: Gmail, sqlite_database: Database) -> None:
    for number in range(6):
        gmail.add(letter(number), r"\Inbox")
    sync(sqlite_database, gmail)
    gmail.server.boxes[ALL].renumber(8, first=40)
    gmail.server.log.clear()
    sync(sqlite_database, gmail)
    assert not [line for line in gmail.server.log if "BODY.PEEK[1]" in line or "TEXT" in line]
    with sqlite_database.read() as session:
        places = session.execute(select(FolderRow.name, LocationRow.uid).join(LocationRow)).all()
    assert sorted(places) == [(ALL, uid) for uid in range(40, 46)]
