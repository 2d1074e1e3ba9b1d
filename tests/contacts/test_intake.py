"""Mail taken in: nothing twice, nothing lost, everything in one transaction."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from sqlalchemy import func, select

from contacts.address_book import keep
from contacts.intake import Arrival, FolderNews, recogniser, take_in
from domain import Look, Passage, Quarantined, Reading
from ingest.books.table import read_table
from ingest.cursor import FolderState
from ingest.exclusion import Exclusions
from store.database import Database
from store.folders import cursors
from store.models import (
    AttachmentRow,
    ContactRow,
    FolderRow,
    LocationRow,
    MessageRow,
    ParticipantRow,
    QuarantineRow,
    ThreadRow,
)
from tests.contacts.desk import NOW, OWN, START, Desk

READ_TO_5 = FolderState("INBOX", uidvalidity=7, high_uid=5)
LIN = "Lin Okoro <lin.okoro@quickmail.example>"


def count(database: Database, table: Any) -> int:
    with database.read() as session:
        return session.scalar(select(func.count()).select_from(table)) or 0


def test_the_same_archive_twice_stores_nothing_the_second_time(desk: Desk) -> None:
    raws = [
        desk.mail(LIN, "me", "Is the Kiel role still open?"),
        desk.mail("me", LIN, "It is.", answers="<1@mail.example>"),
    ]
    assert desk.take(*raws).stored == 2
    again = desk.take(*raws)
    assert (again.stored, again.known) == (0, 2)
    assert count(desk.database, MessageRow) == 2
    assert count(desk.database, LocationRow) == 2


def test_one_mail_in_two_folders_is_one_message_at_two_places(desk: Desk) -> None:
    raw = desk.mail(LIN, "me", "Hello there")
    desk.take(raw, folder="INBOX")
    taken = desk.take(raw, folder="Archive")
    assert (taken.stored, taken.known) == (0, 1)
    assert count(desk.database, MessageRow) == 1
    assert count(desk.database, LocationRow) == 2


def test_one_mail_twice_in_a_batch_is_one_message(desk: Desk) -> None:
    raw = desk.mail(LIN, "me", "Hello there")
    taken = desk.take(raw, raw)
    assert (taken.stored, taken.known) == (1, 1)
    assert count(desk.database, MessageRow) == 1


def test_one_message_id_with_other_content_is_kept_as_two(desk: Desk) -> None:
    desk.take(desk.mail(LIN, "me", "The first of two", message_id="<twin@x>", day=1))
    desk.take(desk.mail("Omar <omar@other.example>", "me", "The second of two", message_id="<twin@x>", day=2))
    assert count(desk.database, MessageRow) == 2


def test_mail_without_a_message_id_is_kept_and_known_again(desk: Desk) -> None:
    raw = desk.mail(LIN, "me", "No id on me").replace(b"Message-ID: <1@mail.example>\n", b"")
    assert b"Message-ID" not in raw
    assert desk.take(raw).stored == 1
    assert desk.take(raw).stored == 0


def test_an_unreadable_mail_goes_into_quarantine_with_its_bytes(desk: Desk) -> None:
    good = desk.mail(LIN, "me", "Fine")
    taken = desk.take(b"", good)
    assert (taken.stored, taken.quarantined) == (1, 1)
    desk.take(b"", good)
    with desk.database.read() as session:
        found = [(r.raw, r.where, bool(r.reason)) for r in session.scalars(select(QuarantineRow))]
    assert found == [(b"", "INBOX:0", True)]


def test_what_the_mail_room_could_not_read_is_kept_too(desk: Desk) -> None:
    broken = Quarantined("INBOX 12", "too large", b"x" * 10)
    taken = take_in(desk.database, desk.account, [], reader=desk.reader, now=NOW, unreadable=[broken])
    assert taken.quarantined == 1
    assert count(desk.database, QuarantineRow) == 1


def test_the_cursor_commits_with_the_mail(desk: Desk) -> None:
    arrival = Arrival(desk.mail(LIN, "me", "Hello"), "INBOX 5", "INBOX", NOW, uid=5, uidvalidity=7)
    state = FolderState("INBOX", uidvalidity=7, high_uid=5, holes=(3,))
    take_in(desk.database, desk.account, [arrival], reader=desk.reader, folder_state=state, now=NOW)
    with desk.database.read() as session:
        (cursor,) = cursors(session, 1).values()
    assert (cursor.high_uid, cursor.holes, cursor.uidvalidity) == (5, (3,), 7)


def test_a_failure_leaves_neither_mail_nor_cursor(desk: Desk, monkeypatch: pytest.MonkeyPatch) -> None:
    def fail(*_: object, **__: object) -> None:
        raise RuntimeError("the machine went down")

    monkeypatch.setattr("contacts.filing.mark_bounced", fail)
    arrival = Arrival(desk.mail(LIN, "me", "Hello"), "INBOX 5", "INBOX", NOW, uid=5, uidvalidity=7)
    with pytest.raises(RuntimeError):
        take_in(
            desk.database,
            desk.account,
            [arrival],
            reader=desk.reader,
            folder_state=READ_TO_5,
            now=NOW,
        )
    assert count(desk.database, MessageRow) == 0
    assert count(desk.database, FolderRow) == 0


def test_a_uid_that_left_the_folder_takes_its_place_along_and_leaves_the_mail(desk: Desk) -> None:
    arrival = Arrival(desk.mail(LIN, "me", "Hello"), "INBOX 5", "INBOX", NOW, uid=5, uidvalidity=7)
    take_in(desk.database, desk.account, [arrival], reader=desk.reader, folder_state=READ_TO_5, now=NOW)
    take_in(
        desk.database,
        desk.account,
        [],
        reader=desk.reader,
        folder_state=READ_TO_5,
        now=NOW,
        news=FolderNews(gone=[5]),
    )
    assert count(desk.database, LocationRow) == 0
    assert count(desk.database, MessageRow) == 1


def test_a_mail_is_recognised_by_id_size_and_arrival_together_and_by_nothing_less(desk: Desk) -> None:
    recognise = recogniser(desk.database, "mara")
    look = Look(9, "<1@mail.example>", 512, NOW)
    assert recognise([look]) == {}
    raw = desk.mail(LIN, "me", "Hello")
    arrival = Arrival(raw, "INBOX 5", "INBOX", NOW, uid=5, uidvalidity=7, size=512)
    take_in(desk.database, desk.account, [arrival], reader=desk.reader, folder_state=READ_TO_5, now=NOW)
    assert set(recognise([look])) == {9}
    for other in (
        replace(look, size=513),
        replace(look, arrived_at=NOW + timedelta(seconds=1)),
        replace(look, message_id="<2@mail.example>"),
        replace(look, message_id=""),
        replace(look, size=None),
    ):
        assert recognise([other]) == {}


def test_language_is_read_before_the_writing_begins(desk: Desk) -> None:
    """A second writer gets its turn while the words of a batch are read."""

    class Nosy:
        def read(self, passages: Sequence[Passage]) -> list[Reading]:
            with desk.database.write() as session:
                session.add(ContactRow(name="x", name_key="x", role="other", created_at=START))
            return [Reading("en") for _ in passages]

    take_in(desk.database, desk.account, [Arrival(desk.mail(LIN, "me", "Hello"))], reader=Nosy(), now=NOW)
    assert count(desk.database, MessageRow) == 1


def test_only_mail_that_says_something_is_read(desk: Desk) -> None:
    newsletter = desk.mail(
        "Weekly <weekly@news.example>",
        "me",
        "Ten tips",
        headers={"List-Unsubscribe": "<mailto:u@news.example>"},
    )
    desk.take(newsletter, desk.mail(LIN, "me", "Is it open?"))
    assert [passage.text.strip() for passage in desk.reader.seen] == ["Is it open?"]
    assert count(desk.database, ContactRow) == 1


def test_a_passage_comes_with_the_names_of_its_headers_and_of_the_address_book(desk: Desk) -> None:
    book = read_table("name,address,role\nTeodora Ilic,t.ilic@hafenwerk.example,client\n")
    keep(desk.database, book.entries, now=datetime(2026, 1, 1, tzinfo=UTC))
    desk.take(desk.mail("Ole Falk <ole@quickmail.example>", "me", "We met at the fair.", day=1))
    desk.take(desk.mail(LIN, "me", "Teodora and Ole said I should write to you.", day=2))
    passage = desk.reader.seen[-1]
    assert set(passage.known_names) == {"Lin Okoro", "Mara Vogt", "Teodora Ilic"}
    assert passage.author == "Lin Okoro"
    assert passage.addressees == ("Mara Vogt",)
    assert passage.date.utcoffset() == timedelta(hours=1)


def test_own_addresses_tell_what_is_outbound(desk: Desk) -> None:
    desk.take(desk.mail(LIN, "me", "Hi"), desk.mail("me", LIN, "Hi back"))
    with desk.database.read() as session:
        found = session.execute(
            select(MessageRow.from_address, MessageRow.direction).order_by(MessageRow.id)
        ).all()
    assert [tuple(row) for row in found] == [("lin.okoro@quickmail.example", "inbound"), (OWN, "outbound")]


def test_attachments_keep_their_names_only(desk: Desk) -> None:
    raw = desk.mail(
        LIN,
        "me",
        "Attached.",
        more=lambda m: m.add_attachment(
            b"%PDF", maintype="application", subtype="pdf", filename="CV Okoro.pdf"
        ),
    )
    desk.take(raw)
    with desk.database.read() as session:
        assert session.scalars(select(AttachmentRow.name)).all() == ["CV Okoro.pdf"]


def test_a_late_parent_joins_two_stored_threads(desk: Desk) -> None:
    first = desk.mail(LIN, "me", "One answer", answers="<root@x>", day=3, subject="Re: Kiel")
    second = desk.mail(
        "Omar <omar@other.example>", "me", "Another", answers="<branch@x>", day=4, subject="Re: Ulm"
    )
    desk.take(first)
    desk.take(second)
    assert count(desk.database, ThreadRow) == 2
    late = desk.mail(
        "me", LIN, "The start", message_id="<root@x>", answers="<branch@x>", day=2, subject="Kiel"
    )
    desk.take(late)
    assert count(desk.database, ThreadRow) == 1
    with desk.database.read() as session:
        assert len(set(session.scalars(select(MessageRow.thread_id)))) == 1


def test_a_reply_without_references_finds_its_stored_thread(desk: Desk) -> None:
    desk.take(desk.mail("me", LIN, "About Kiel", subject="Stelle in Kiel", day=1))
    desk.take(desk.mail(LIN, "me", "Gern!", subject="AW: Stelle in Kiel", day=2))
    desk.take(desk.mail("Omar <omar@other.example>", "me", "Gern!", subject="AW: Stelle in Kiel", day=2))
    assert count(desk.database, ThreadRow) == 2


def test_a_known_person_in_copy_is_recognised_later(desk: Desk) -> None:
    """Cc alone makes nobody a contact; once they write, the older mail is theirs too."""
    desk.take(
        desk.mail(
            "Omar <omar@other.example>", "me", "Hello", headers={"Cc": "lin.okoro@quickmail.example"}, day=1
        )
    )
    assert count(desk.database, ContactRow) == 1
    desk.take(desk.mail(LIN, "me", "Hello", day=2))
    with desk.database.read() as session:
        owners = session.scalars(
            select(ParticipantRow.contact_id).where(ParticipantRow.address == "lin.okoro@quickmail.example")
        ).all()
    assert len(owners) == 2
    assert len(set(owners)) == 1
    assert None not in owners


def test_mail_of_excluded_people_leaves_nothing_behind_and_its_uid_is_settled(desk: Desk) -> None:
    desk.account = replace(desk.account, excluded=Exclusions(("@nordkai.example",), desk.account.own))
    raws = [
        desk.mail("Ede Brandt <ede@nordkai.example>", "me", "The canteen closes at two."),
        desk.mail(LIN, "me", "Is the Kiel role still open?"),
    ]
    arrivals = [
        Arrival(raw, f"INBOX:{i}", "INBOX", NOW, uid=6 + i, uidvalidity=7) for i, raw in enumerate(raws)
    ]
    state = FolderState("INBOX", uidvalidity=7, high_uid=7)
    taken = take_in(desk.database, desk.account, arrivals, reader=desk.reader, folder_state=state, now=NOW)
    assert (taken.stored, taken.left_out, taken.quarantined) == (1, 1, 0)
    with desk.database.read() as session:
        assert session.scalars(select(MessageRow.from_address)).all() == ["lin.okoro@quickmail.example"]
        assert session.scalars(select(LocationRow.uid)).all() == [7]
        assert session.scalars(select(ContactRow.name)).all() == ["Lin Okoro"]
        assert cursors(session, 1)["INBOX"].high_uid == 7


def test_an_answer_to_the_id_of_a_copy_joins_the_mail(desk: Desk) -> None:
    """A server gives sent mail an id of its own; the copy of it comes in another batch, under the first."""
    sent = desk.mail("me", LIN, "Is the Kiel role for you?")
    copy = sent.replace(b"<1@mail.example>", b"<rewritten@server.example>")
    assert copy != sent
    assert (desk.take(sent).stored, desk.take(copy).known) == (1, 1)
    desk.take(desk.mail(LIN, "me", "Yes, tell me more.", answers="<rewritten@server.example>"))
    assert count(desk.database, MessageRow) == 2
    assert count(desk.database, ThreadRow) == 1


def test_a_forged_id_keeps_both_mails_and_believes_neither_more(desk: Desk) -> None:
    real = desk.mail(LIN, "me", "I accept the offer.")
    forged = desk.mail("Lin Okoro <lin@elsewhere.example>", "me", "I decline.").replace(
        b"<2@mail.example>", b"<1@mail.example>"
    )
    desk.take(real)
    desk.take(forged)
    with desk.database.read() as session:
        found = session.execute(select(MessageRow.message_id, MessageRow.from_address)).all()
    assert sorted(found) == [
        ("<1@mail.example>", "lin.okoro@quickmail.example"),
        ("<1@mail.example>", "lin@elsewhere.example"),
    ]
