"""Letters begun: personal, from what was written between the two, and only that; nothing is sent."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from email import message_from_bytes
from email.policy import default
from urllib.parse import parse_qs, urlsplit

import pytest
from sqlalchemy import text

from domain import Mailbox, Reason
from review import letters
from review.drafts import ago, draft
from tests.review.conftest import NOW, Sitting

# The reason, the addressee, and words that only this letter has.
LETTERS = {
    "reply_owed": ("Tobias Renner", ['On Thursday you wrote: "has Bianca said anything', "not answered"]),
    "call_owed": ("Aisha Bello", ["On Friday you asked me for a call", "give me a ring"]),
    "promise_overdue": ("Hugh Castellan", ["I will send you a shortlist", "still open", "stock systems"]),
    "prep_owed": ("Lucia Ferrante", ["interview is tomorrow at 10:00", "whom you will meet"]),
    "feedback_owed": ("Samuel Okonjo", ["it is a no", "what would help next time"]),
    "check_in_due": ("Petra Novakova", ["You started in December", "60 days", "five weeks ago"]),
    "strained": ("Daniel Whitcombe", ["whether anybody has noticed that I am here", "talk than write"]),
    "second_look": ("Grace Tan", ["In July you said no", "decided to decline the offer"]),
    "referral_open": ("Marek Dudek", ["Lucia Ferrante recommended you to me two weeks ago"]),
    "going_cold": ("Hannah Voss", ["have not heard from you since", "A boss who decides things"]),
}


@pytest.mark.parametrize("reason", [one.value for one in Reason])
def test_each_reason_has_a_letter_of_its_own(sitting: Sitting, reason: str) -> None:
    name, wanted = LETTERS[reason]
    made = draft(sitting.desk, sitting.flag(reason))
    assert made.text.split("\n")[0].split()[-1] == f"{name.split()[0]},"
    for words in wanted:
        assert words in made.text
    assert "{" not in made.text
    assert "  " not in made.text
    others = [words for other, (_, some) in LETTERS.items() if other != reason for words in some]
    assert not [words for words in others if words in made.text]


def test_what_a_client_says_of_a_candidate_stays_with_the_client(sitting: Sitting) -> None:
    made = draft(sitting.desk, sitting.flag("feedback_owed"))
    assert "not to go ahead" not in made.text
    assert made.to == Mailbox("Samuel Okonjo", "s.okonjo@inkmail.example")
    assert made.subject == "Re: Interview with Merrow"


def test_a_time_that_was_asked_for_is_told_from_a_no(sitting: Sitting) -> None:
    oliver = next(
        f for f in sitting.desk.open_flags() if f.finding.contact.name == "Oliver Marsh"
    )  # fmt: skip
    assert "That time has come" in draft(sitting.desk, oliver).text


def test_the_file_is_an_unsent_answer_in_the_thread(sitting: Sitting) -> None:
    mail = message_from_bytes(letters.eml(draft(sitting.desk, sitting.flag("reply_owed"))), policy=default)
    assert mail["From"] == "Ines Calloway <ines@harbourline-talent.example>"
    assert mail["To"] == "Tobias Renner <tobias.renner@postbox.example>"
    assert mail["Subject"] == "Re: Fennel Foods"
    assert mail["In-Reply-To"] == "<sample.tobias-4@postbox.example>"
    assert mail["References"].split()[-1] == mail["In-Reply-To"]
    assert mail["X-Unsent"] == "1"
    assert "has Bianca said anything" in mail.get_content()


def test_a_file_is_made_whatever_stands_in_the_mail(sitting: Sitting) -> None:
    flag = sitting.flag("reply_owed")
    evil = "Ana\r\nBcc: all@evil.example <x@y>\x00\u202e"
    with sitting.database.write() as session:
        session.execute(
            text("UPDATE messages SET subject = :evil, message_id = :evil, from_name = :evil"), {"evil": evil}
        )
        session.execute(text("UPDATE contacts SET name = :evil"), {"evil": evil})
        session.execute(
            text("UPDATE flags SET evidence = replace(evidence, 'has Bianca', '{{ 7 * 7 }} {% raise %}')")
        )
    made = draft(sitting.desk, sitting.desk.flag(flag.id))
    mail = message_from_bytes(letters.eml(made), policy=default)
    assert mail["Bcc"] is None
    assert mail["To"].addresses[0].addr_spec == "tobias.renner@postbox.example"
    assert "\u202e" not in mail.get_content()
    assert "49" not in mail.get_content()
    odd = replace(made, to=Mailbox("x", "no address\n<at all>"))
    assert message_from_bytes(letters.eml(odd), policy=default)["Bcc"] is None


def test_the_link_is_encoded_as_mail_programs_read_it(sitting: Sitting) -> None:
    made = draft(sitting.desk, sitting.flag("reply_owed"))
    made = replace(made, subject="Re: 50% & more? #1", text="Hi,\n\nGrüße\n")
    link = letters.mailto(made)
    assert link.isascii()
    parts = urlsplit(link)
    assert (parts.scheme, parts.path) == ("mailto", "tobias.renner@postbox.example")
    fields = parse_qs(parts.query)
    assert fields["subject"] == ["Re: 50% & more? #1"]
    assert fields["body"] == ["Hi,\r\n\r\nGrüße\r\n"]
    assert "+" not in link


def test_without_an_address_the_letter_says_so(sitting: Sitting) -> None:
    made = draft(sitting.desk, sitting.flag("referral_open"))
    assert made.to is None
    assert made.note == "No address of theirs is known."
    assert letters.mailto(made).startswith("mailto:?subject=")
    assert made.in_reply_to == ""


def test_without_kept_words_a_letter_still_says_what_is_owed(sitting: Sitting) -> None:
    with sitting.database.write() as session:
        session.execute(text("UPDATE messages SET own_words = ''"))
        session.execute(text("UPDATE flags SET evidence = replace(evidence, '\"quote\"', '\"was\"')"))
        session.execute(text("UPDATE flags SET evidence = replace(evidence, '\"was\": \"', '\"quote\": \"\", \"was\": \"')"))  # fmt: skip  # noqa: E501
    for flag in [sitting.desk.flag(sitting_flag.id) for sitting_flag in sitting.desk.open_flags(anew=False)]:
        told = draft(sitting.desk, flag).text
        assert '""' not in told
        assert len(told.split()) > 10


@pytest.mark.parametrize(
    ("days", "said"),
    [
        (0, "today"),
        (1, "yesterday"),
        (2, "on Monday"),
        (6, "on Thursday"),
        (7, "last week"),
        (13, "a week ago"),
        (14, "two weeks ago"),
        (59, "eight weeks ago"),
        (70, "in December"),
        (400, "in January 2025"),
    ],
)
def test_how_long_ago_is_said_in_words(days: int, said: str) -> None:
    assert ago(NOW - timedelta(days=days), NOW) == said
