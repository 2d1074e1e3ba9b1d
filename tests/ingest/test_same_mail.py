"""When two copies are one mail, and when two mails are two, whatever their ids say."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

from ingest.mime import read_message

ARRIVED = datetime(2026, 3, 2, 9, 0, tzinfo=UTC)
MAIL = {
    "From": "Ines Falk <ines.falk@outside.example>",
    "To": "dana@agency.example",
    "Date": "Mon, 02 Mar 2026 08:59:00 +0000",
    "Message-ID": "<1@outside.example>",
    "Subject": "The role",
}


def key(text: str = "Is it still open?", *, at: datetime = ARRIVED, **changed: str | None) -> str:
    """The content key of a mail; a field that is None is not there."""
    fields = MAIL | {name.replace("_", "-"): value for name, value in changed.items()}
    head = "\r\n".join(f"{name}: {value}" for name, value in fields.items() if value is not None)
    return read_message(f"{head}\r\n\r\n{text}\r\n".encode(), received_at=at).content_key


def test_a_copy_with_another_way_behind_it_is_the_same() -> None:
    assert key() == key(
        Received="from a by b; Mon, 02 Mar 2026 09:00:00 +0000", at=ARRIVED + timedelta(days=1)
    )
    assert key() == key("Is it\r\nstill  open?\r\n")


def test_a_copy_under_another_id_or_none_is_the_same() -> None:
    assert key() == key(Message_ID="<2@server.example>") == key(Message_ID=None)


def test_one_id_on_two_texts_makes_two() -> None:
    assert key() != key("Send me your password.")


def test_the_same_words_to_two_people_at_once_are_two() -> None:
    """A mail merge sends within the second."""
    assert key() != key(To="lin@quickmail.example", Message_ID="<2@outside.example>")
    assert key(To="a@x.example, b@x.example") == key(To="B@x.example, A@x.example")


def test_undated_notices_with_the_same_words_are_told_apart_by_id_or_arrival() -> None:
    assert key(Date=None) != key(Date=None, Message_ID="<2@outside.example>")
    assert key(Date=None, Message_ID=None) != key(Date=None, Message_ID=None, at=ARRIVED + timedelta(hours=1))
    assert key(Date=None, Message_ID=None) == key(Date=None, Message_ID=None)


def test_an_undated_mail_has_the_date_of_its_arrival() -> None:
    raw = b"From: a@x.example\r\nMessage-ID: <3@x.example>\r\n\r\nHello"
    assert read_message(raw, received_at=ARRIVED).date == ARRIVED
