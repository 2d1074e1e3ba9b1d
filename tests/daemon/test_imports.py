"""An import keeps each mail once, counts what it leaves out and tells how many bytes it has read."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from sqlalchemy import select

from contacts.account import AccountProfile
from daemon.imports import Imported, import_archives
from domain import Passage, Reading
from store.database import Database
from store.models import MessageRow
from tests.imap.mailroom import letter
from tests.servers.offices import NOW


class Reads:
    def read(self, passages: Sequence[Passage]) -> list[Reading]:
        return [Reading("en") for _ in passages]


class Bar:
    total: int | None = None
    done = 0

    def start(self, what: str, total: int | None) -> None:
        self.total = total

    def advance(self, steps: int = 1) -> None:
        self.done += steps


def write_takeout(path: Path) -> None:
    mails = []
    for number, label in enumerate(("Inbox", "Sent", "Spam", "Trash", "Drafts", "Chat", "Archived,Opened")):
        raw = letter(number).replace(b"\r\n", b"\n")
        mails.append(
            b"From 17@xxx Mon Mar 02 08:20:00 +0000 2026\nX-Gmail-Labels: " + label.encode() + b"\n" + raw
        )
    path.write_bytes(b"\n".join(mails))


def imported(database: Database, path: Path, bar: Bar) -> Imported:
    account = AccountProfile("dana", ("dana@agency.example",))
    return import_archives(database, account, [path], reader=Reads(), now=NOW, progress=bar)


def test_a_takeout_is_kept_once_and_what_is_left_out_is_counted(
    sqlite_database: Database, tmp_path: Path
) -> None:
    path = tmp_path / "All mail Including Spam and Trash.mbox"
    write_takeout(path)
    bar = Bar()

    first = imported(sqlite_database, path, bar)
    again = imported(sqlite_database, path, Bar())

    assert (first.stored, first.known, first.unreadable) == (3, 0, [])
    assert first.left_out == {"spam": 1, "trash": 1, "drafts": 1, "chats": 1}
    assert (again.stored, again.known) == (0, 3)
    with sqlite_database.read() as session:
        directions = session.execute(select(MessageRow.subject, MessageRow.direction)).all()
    assert dict(directions) == {"Letter 0": "inbound", "Letter 1": "outbound", "Letter 6": "inbound"}
    assert bar.done == bar.total == path.stat().st_size


def test_a_conversation_of_a_takeout_holds_together_where_no_reference_does(
    sqlite_database: Database, tmp_path: Path
) -> None:
    path = tmp_path / "All mail.mbox"
    path.write_bytes(
        b"\n".join(
            b"From 17@xxx Mon Mar 02 08:20:00 +0000 2026\nX-GM-THRID: %d\n" % thread
            + letter(number).replace(b"\r\n", b"\n")
            for number, thread in enumerate((7, 8, 7))
        )
    )

    imported(sqlite_database, path, Bar())

    with sqlite_database.read() as session:
        threads = dict(session.execute(select(MessageRow.subject, MessageRow.thread_id)).all())
    assert threads["Letter 0"] == threads["Letter 2"] != threads["Letter 1"]
