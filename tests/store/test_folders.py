"""How far folders have been read, and whose mailboxes they are."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest

import errors
from domain import Look
from store import accounts, folders
from store.database import Database
from store.folders import FolderCursor
from store.models import LocationRow, MessageRow

NOON = datetime(2026, 3, 2, 12, tzinfo=UTC)


def test_an_account_is_made_once_and_gains_addresses(database: Database) -> None:
    with database.write() as session:
        first = accounts.ensure(session, "dana", own_addresses=["Dana@Agency.example"])
        again = accounts.ensure(session, "dana", own_addresses=["d.w@agency.example", "dana@agency.example"])
        assert again.id == first.id
        assert again.own_addresses == ("dana@agency.example", "d.w@agency.example")
    with database.read() as session:
        assert accounts.find(session, "dana") == again
        assert accounts.own_addresses(session) == {"dana@agency.example", "d.w@agency.example"}


def test_an_unknown_account_is_told_with_those_there_are(database: Database) -> None:
    with database.write() as session:
        accounts.ensure(session, "dana")
        with pytest.raises(errors.NotFound, match="There are: dana"):
            accounts.find(session, "dora")


def test_the_last_reading_never_goes_back_in_time(database: Database) -> None:
    with database.write() as session:
        account = accounts.ensure(session, "dana")
        accounts.mark_read(session, account.id, at=NOON)
        accounts.mark_read(session, account.id, at=NOON - timedelta(days=1))
    with database.read() as session:
        assert accounts.find(session, "dana").last_read_at == NOON


def test_a_cursor_comes_back_as_it_was_saved(database: Database) -> None:
    cursor = FolderCursor("INBOX", "", 7, high_uid=2**32 - 1, low_uid=400, holes=(3, 9), resets_in_a_row=1)
    with database.write() as session:
        account = accounts.ensure(session, "dana")
        folders.save(session, account.id, FolderCursor("INBOX"))
        folders.save(session, account.id, cursor, read_at=NOON)
    with database.read() as session:
        (kept,) = folders.cursors(session, account.id).values()
    assert kept == FolderCursor("INBOX", "", 7, 2**32 - 1, 400, (3, 9), 1, NOON)


def _message(account_id: int, *, number: int = 1, content_key: str = "") -> MessageRow:
    return MessageRow(
        account_id=account_id, message_id=f"<a{number}@x.example>",
        content_key=content_key or str(number) * 64, at=NOON, direction="inbound",
        kind="personal", kind_reason="", from_name="", from_address="a@x.example", subject="", own_words="",
    )  # fmt: skip


def test_a_renumbered_folder_keeps_its_former_places_until_it_has_been_looked_through(
    database: Database,
) -> None:
    with database.write() as session:
        account = accounts.ensure(session, "dana")
        found, gone = _message(account.id), _message(account.id, number=2)
        session.add_all([found, gone])
        session.flush()
        folder = folders.save(session, account.id, FolderCursor("INBOX", uidvalidity=7, high_uid=6))
        session.add_all(
            LocationRow(
                message_id=one.id, folder_id=folder, uidvalidity=7, uid=5 + i, size=900, arrived_at=NOON
            )
            for i, one in enumerate((found, gone))
        )
        folders.save(session, account.id, FolderCursor("INBOX", uidvalidity=8, high_uid=1, low_uid=2))
        folders.renumber(session, folder)
        assert folders.uids(session, folder, 7) == {}
        look = Look(1, "<a1@x.example>", 900, NOON)
        kept = folders.recognise(session, account.id, [look])
        assert kept == {1: found.id}
        folders.place(session, folder, 8, [look], kept)
        folders.save(session, account.id, FolderCursor("INBOX", uidvalidity=8, high_uid=1))
    with database.read() as session:
        assert folders.uids(session, folder, 8) == {1: found.id}
        assert session.query(LocationRow).count() == 1
        assert session.query(MessageRow).count() == 2


def test_an_id_that_two_kept_mails_share_tells_neither(database: Database) -> None:
    with database.write() as session:
        account = accounts.ensure(session, "dana")
        session.add_all(rows := [_message(account.id), _message(account.id, content_key="b" * 64)])
        session.flush()
        folder = folders.save(session, account.id, FolderCursor("INBOX", uidvalidity=7))
        session.add_all(
            LocationRow(
                message_id=row.id, folder_id=folder, uidvalidity=7, uid=uid, size=900, arrived_at=NOON
            )
            for uid, row in enumerate(rows, 1)
        )
        session.flush()
        assert folders.recognise(session, account.id, [Look(9, "<a1@x.example>", 900, NOON)]) == {}


def test_a_folder_with_a_new_name_keeps_its_places(database: Database) -> None:
    with database.write() as session:
        account = accounts.ensure(session, "dana")
        folder = folders.save(session, account.id, FolderCursor("Sent", r"\Sent", 7, high_uid=5))
        folders.rename(session, account.id, "Sent", "Gesendet")
        assert folders.folder_id(session, account.id, "Gesendet") == folder
        assert list(folders.cursors(session, account.id)) == ["Gesendet"]


def test_places_at_which_nothing_lies_any_more_are_dropped(database: Database) -> None:
    with database.write() as session:
        account = accounts.ensure(session, "dana")
        session.add(message := _message(account.id))
        folder = folders.save(session, account.id, FolderCursor("INBOX", uidvalidity=7))
        session.flush()
        session.add_all(
            LocationRow(message_id=message.id, folder_id=folder, uidvalidity=7, uid=uid)
            for uid in range(1, 8)
        )
        session.flush()
        assert folders.keep_only(session, folder, 7, {4, 6}, above=3) == 2
        assert sorted(folders.uids(session, folder, 7)) == [1, 2, 3, 4, 6]


def test_places_of_mail_that_is_gone_are_dropped_one_by_one(database: Database) -> None:
    with database.write() as session:
        account = accounts.ensure(session, "dana")
        message = _message(account.id)
        session.add(message)
        folder = folders.save(session, account.id, FolderCursor("INBOX", uidvalidity=7))
        session.add_all(
            LocationRow(message_id=message.id, folder_id=folder, uidvalidity=7, uid=uid)
            for uid in range(1, 1201)
        )
        session.flush()
        folders.drop_locations(session, folder, only_uids=range(2, 1201))
        assert folders.uids(session, folder, 7) == {1: message.id}
