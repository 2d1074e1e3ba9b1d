"""keepwarm's own report on its way back: known by its id, whatever a server made of it, and kept wordless."""

from __future__ import annotations

from dataclasses import replace
from email import message_from_bytes
from email.policy import SMTP

import pytest

from domain import Kind
from ingest.mime import read_message
from ingest.own_reports import REASON
from reports import letter
from reports.letter import Envelope
from tests.reports.sheets import flag, report

ID = letter.message_id("weekly", "2026-W10", account="dana", sender="dana@agency.example")
ENVELOPE = Envelope("dana@agency.example", "dana@agency.example", ID)


def written(**fields: str) -> bytes:
    """The report, with some fields of its header changed; empty: gone."""
    mail = letter.weekly(report(flag(1, "Ana Petrov", "Any news, Ana?")), ENVELOPE)
    for name, value in fields.items():
        del mail[name.replace("_", "-")]
        if value:
            mail[name.replace("_", "-")] = value
    return mail.as_bytes()


@pytest.mark.parametrize(
    "changed",
    [
        {},
        {"Message_ID": "<0100-renamed@mailer.example>"},
        {"X_Keepwarm_Report": "", "Auto_Submitted": "", "X_Auto_Response_Suppress": ""},
        {"From": "Ana Petrov <ana@mail.example>"},
    ],
)
def test_it_is_known_and_its_words_are_not_kept(changed: dict[str, str]) -> None:
    read = read_message(written(**changed))
    assert (read.kind, read.kind_reason) == (Kind.AUTOMATIC, REASON)
    assert (read.own_words, read.signature, read.forwarded_from) == ("", "", ())
    assert "Ana" not in read.subject
    assert ID in (read.message_id, *read.other_names)


def test_an_answer_to_it_and_a_copy_passed_on_are_ordinary_mail() -> None:
    answer = message_from_bytes(
        b"From: boss@agency.example\r\nTo: dana@agency.example\r\n\r\nWho is that?\r\n", policy=SMTP
    )
    answer["Message-ID"], answer["In-Reply-To"], answer["Subject"] = "<7@agency.example>", ID, "Re: Week 10"
    answer["Date"] = "Mon, 02 Mar 2026 09:00:00 +0000"
    read = read_message(answer.as_bytes())
    assert (read.kind, read.own_words) == (Kind.PERSONAL, "Who is that?")


def test_a_daily_note_is_known_too() -> None:
    daily = letter.message_id("daily", "2026-03-02", account="dana", sender="dana@agency.example")
    mail = letter.letter(
        replace(ENVELOPE, message_id=daily),
        "On the calendar",
        "words",
        "<p>words</p>",
        at=flag(1, "A", "b").opened_at,
    )
    assert read_message(mail.as_bytes()).kind_reason == REASON
