"""Mail that a platform passes on is its author's; what the platform says itself is not."""

# ruff: noqa: E501  mail is shown as programs write it
from __future__ import annotations

import pytest

from domain import Kind, Mailbox, Message
from ingest import fields
from ingest.mime import read_message
from ingest.phrases import table
from ingest.relays import relay_of

WORDS = "I could start in May. Is that too late?"


def relayed(sender: str, subject: str = "Re: Charge nurse", body: str = WORDS, extra: str = "") -> Message:
    return read_message(
        f"From: {sender}\nTo: Tomas Reiter <tomas@alderpost.example>\nSubject: {subject}\n"
        f"Date: Wed, 4 Mar 2026 09:15:00 +0100\nMessage-ID: <r1@relay.example>\n{extra}\n{body}\n".encode()
    )


# One message a platform, as its own addresses are known to look (see the data file).
MESSAGES = [
    ("LinkedIn", '"Ada Pine" <inmail-hit-reply@linkedin.com>', "Re: Charge nurse", ""),
    ("LinkedIn", "Ada Pine via LinkedIn <hit-reply@linkedin.com>", "Charge nurse", ""),
    ("LinkedIn", "LinkedIn <messages-noreply@linkedin.com>", "Ada Pine sent you a message", ""),
    ("LinkedIn", "Ada Pine <x@linkedin.com>", "Charge nurse", "X-LinkedIn-Class: INMAIL-NOTIFICATION\n"),
    ("XING", "XING <noreply@xing.com>", "Neue Nachricht von Ada Pine", ""),
    ("Indeed", "Ada Pine <adapine52_k7q@indeedemail.com>", "Charge nurse", ""),
    ("Indeed", "Indeed <no-reply@indeed.com>", "You have a new message from Ada Pine", ""),
    ("Greenhouse", "Ada Pine via Greenhouse <no-reply@us.greenhouse-mail.io>", "Re: Charge nurse", ""),
    ("Lever", "Ada Pine <reply+9f8e7d6c5b@hire.lever.co>", "Re: Charge nurse", ""),
    ("Workable", "Ada Pine <3f2b9c1d8e@inbound.workablemail.com>", "Re: Charge nurse", ""),
    ("SmartRecruiters", "Birchlane <notification@smartrecruiters.com>", "Ada Pine replied to your message", ""),
    ("Ashby", "Ada Pine <msg+77ab@ashbyhq.com>", "Re: Charge nurse", ""),
    ("Teamtailor", '"Ada Pine, Birchlane" <conversations@message.teamtailor.com>', "Re: Charge nurse", ""),
    ("Teamtailor", "Ada Pine <ada.pine@birchlane.teamtailor-mail.com>", "Re: Charge nurse", ""),
    ("Recruitee", "Ada Pine <c-83ab91ff20@birchlane.recruitee.com>", "Re: Charge nurse", ""),
    ("Personio", "Ada Pine via Personio <birchlane-jobs@m-personio.com>", "Re: Charge nurse", ""),
    ("BambooHR", "BambooHR <notifications@app.bamboohr.com>", "New message from Ada Pine", ""),
    ("JazzHR", "Ada Pine <prospect+5512@applytojob.com>", "Re: Charge nurse", ""),
    ("iCIMS", "Ada Pine <birchlane+email+7f2-90ab@talent.icims.com>", "Re: Charge nurse", ""),
    ("Workday", "Birchlane <birchlane@myworkday.com>", "Ada Pine sent you a message", ""),
    ("Jobvite", "Ada Pine <reply-88123412@jobvite.com>", "Re: Charge nurse", ""),
    ("Bullhorn", "Ada Pine via Bullhorn <mail@bullhornmail.com>", "Re: Charge nurse", ""),
    ("Breezy", "Ada Pine <candidate-55aa0917@breezy-mail.com>", "Re: Charge nurse", ""),
    ("ZipRecruiter", "ZipRecruiter <support@ziprecruiter.com>", "New message from Ada Pine on ZipRecruiter", ""),
    ("StepStone", "StepStone <info@stepstone.de>", "Ada Pine hat Ihnen eine Nachricht geschickt", ""),
    ("SEEK", "SEEK <messages@seek.com.au>", "Message from Ada Pine", ""),
    ("d.vinci", "Ada Pine <candidate-ab12cd34@birchlane.dvinci-hr.com>", "Re: Charge nurse", ""),
    ("Comeet", "Ada Pine <thread-9912ab78@comeet-mail.com>", "Re: Charge nurse", ""),
    ("SuccessFactors", "Birchlane <system@successfactors.eu>", "Nouveau message de Ada Pine", ""),
    ("Taleo", "Birchlane <birchlane@invalidemail.taleo.net>", "Ada Pine has replied to your message", ""),
    ("Gem", "Ada Pine via Gem <reply@gem.com>", "Re: Charge nurse", ""),
    ("Wellfound", "Wellfound <team@hi.wellfound.com>", "Ada Pine sent you a message", ""),
    ("Naukri", "Naukri <messages@naukri.com>", "New message from Ada Pine", ""),
    ("Monster", "Monster <mail@monster.de>", "Neue Nachricht von Ada Pine", ""),
    ("Dice", "Dice <mail@dice.com>", "Ada Pine messaged you", ""),
]  # fmt: skip


@pytest.mark.parametrize(("relay", "sender", "subject", "extra"), MESSAGES)
def test_a_message_through_a_platform_is_its_authors(
    relay: str, sender: str, subject: str, extra: str
) -> None:
    """Whatever list headers the platform adds."""
    message = relayed(sender, subject, extra=f"List-Unsubscribe: <https://relay.example/u>\n{extra}")

    assert (message.kind, message.relay) == (Kind.PERSONAL, relay)
    assert message.kind_reason == f"{relay} passes it on for a person"
    assert message.sender == Mailbox("Ada Pine", "")
    assert message.own_words == WORDS


def test_every_platform_of_the_data_file_has_a_message_here() -> None:
    assert {name for name, *_ in MESSAGES} == {relay["name"] for relay in table("relays")["relay"]}


def test_every_platform_says_where_it_was_learnt_or_that_it_was_not() -> None:
    assert all(relay["source"] or relay["unverified"] for relay in table("relays")["relay"])


def test_a_server_is_asked_for_every_mark_of_a_platform() -> None:
    marks = {name for relay in table("relays")["relay"] for name in relay.get("marks", {})}

    assert marks <= {name.lower() for name in fields.READ}


@pytest.mark.parametrize(
    ("sender", "subject"),
    [
        ("LinkedIn Job Alerts <jobalerts-noreply@linkedin.com>", "Charge nurse at Birchlane"),
        ("LinkedIn <messages-noreply@linkedin.com>", "Tomas, add Ada Pine - Nurse"),
        ("LinkedIn <notifications-noreply@linkedin.com>", "Ada Pine replied to your comment"),
        ("Ada Pine via LinkedIn <newsletters-noreply@linkedin.com>", "Ten thoughts on staffing"),
        ("Ada Pine <invitations@linkedin.com>", "I want to connect"),
        ("Indeed <noreply@indeed.com>", "12 new nurse jobs"),
        ("Birchlane Recruiting <no-reply@ashbyhq.com>", "Thanks for applying"),
        ("Greenhouse <no-reply@us.greenhouse-mail.io>", "Your security code"),
        ("Birchlane <notification@smartrecruiters.com>", "Ada Pine has applied for Charge nurse"),
        ("Birchlane Talent Team via Lever <no-reply@hire.lever.co>", "Your application"),
        ("Birchlane AB <no-reply@birchlane.teamtailor-mail.com>", "Four new jobs match your profile"),
    ],
)
def test_what_a_platform_says_itself_is_nobodys_message(sender: str, subject: str) -> None:
    message = relayed(sender, subject, extra="List-Unsubscribe: <https://relay.example/u>\n")

    assert message.kind in (Kind.BULK, Kind.AUTOMATIC)
    assert message.relay == ""


@pytest.mark.parametrize(
    "sender",
    ["Ada Pine <ada.pine@linkedin.com>", "Ada Pine (Greenhouse) <ada@greenhouse.io>", "Ada from Lever <ada@lever.co>"],
)  # fmt: skip
def test_people_who_work_at_a_platform_write_for_themselves(sender: str) -> None:
    message = relayed(sender)

    assert (message.kind, message.relay) == (Kind.PERSONAL, "")
    assert message.sender.address == sender.partition("<")[2].rstrip(">")


def test_an_address_made_for_one_person_is_where_answers_reach_them() -> None:
    direct = relayed("Ada Pine <adapine52_k7q@indeedemail.com>")
    told = relayed(
        "Ada Pine <no-reply@us.greenhouse-mail.io>",
        "Ada Pine replied to your message",
        extra="Reply-To: Ada Pine <reply+9f8e7d6c5b@greenhouse.io>\n",
    )

    assert direct.relay_address == "adapine52_k7q@indeedemail.com"
    assert told.relay_address == "reply+9f8e7d6c5b@greenhouse.io"
    assert relayed("Ada Pine <inmail-hit-reply@linkedin.com>").relay_address == ""


def test_a_reply_to_of_the_persons_own_names_them() -> None:
    message = relayed("Ada Pine <reply@lever.co>", extra="Reply-To: Ada Pine <ada@pinegrove.example>\n")

    assert message.sender == Mailbox("Ada Pine", "ada@pinegrove.example")
    assert message.relay_address == ""


def test_the_recruiters_own_address_in_reply_to_is_not_the_persons() -> None:
    message = relayed(
        "Tomas Reiter <inmail-hit-reply@linkedin.com>",
        extra="Reply-To: Tomas Reiter <tomas@alderpost.example>\n",
    )

    assert message.sender.address == ""


LINKEDIN = """Ada Pine
Charge nurse at Birchlane Hospital

Hi Tomas,

{words}

Best,
Ada

Reply: https://www.linkedin.com/comm/messaging/thread/2-abc

----------------------------------------

This email was intended for Tomas Reiter (Recruiter at Alderpost)
Learn why we included this: https://www.linkedin.com/help/linkedin/answer/4788
You are receiving LinkedIn notification emails.
Unsubscribe: https://www.linkedin.com/comm/psettings/email-unsubscribe
© 2026 LinkedIn Ireland Unlimited Company
"""
APPLICANT_SYSTEM = """Hello Tomas,

Ada Pine replied to your message:

##- Please type your reply above this line -##

{words}

View conversation: https://app.smartrecruiters.com/c/1
You are receiving this because you follow this candidate.
"""
GERMAN = """Ada Pine hat Ihnen eine Nachricht geschrieben:

{words}

Nachricht anzeigen
https://www.xing.com/messages/1
Sie erhalten diese E-Mail, weil ...
"""


@pytest.mark.parametrize(
    ("sender", "body", "greeting"),
    [
        ("Ada Pine <inmail-hit-reply@linkedin.com>", LINKEDIN, "Hi Tomas,\n\n"),
        ("Ada Pine via SmartRecruiters <notification@smartrecruiters.com>", APPLICANT_SYSTEM, ""),
        ("Ada Pine via XING <nachrichten@xing.com>", GERMAN, ""),
    ],
)
def test_the_platforms_words_around_the_message_go(sender: str, body: str, greeting: str) -> None:
    assert relayed(sender, body=body.format(words=WORDS)).own_words == greeting + WORDS


def test_words_that_only_resemble_the_platforms_stay() -> None:
    said = "View the ward first?\nI would reply to them directly if I were you.\nSee you on Monday."

    assert relayed("Ada Pine <inmail-hit-reply@linkedin.com>", body=said).own_words == said


def test_a_first_name_in_the_subject_is_completed_from_the_text() -> None:
    message = relayed(
        "LinkedIn <messaging-digest-noreply@linkedin.com>",
        "Ada just messaged you",
        f"1 new message awaits your response\n\nAda Pine\nCharge nurse\n\n{WORDS}\n\nView message\n",
    )

    assert message.sender == Mailbox("Ada Pine", "")
    assert message.own_words == WORDS


def test_an_absence_note_through_a_platform_stays_automatic() -> None:
    message = relayed("Ada Pine <inmail-hit-reply@linkedin.com>", "Automatic reply: Charge nurse")

    assert (message.kind, message.relay) == (Kind.AUTOMATIC, "")


@pytest.mark.parametrize(
    "sender",
    ["Ada Pine via Hireboard <no-reply@hireboard.example>", "Ada Pine über Jobwelt <antwort+8a7f@jobwelt.example>", "Ada Pine via Paperwork <eu_na3@paperwork.example>"],
)  # fmt: skip
def test_a_relay_nobody_knows_stays_visible_as_such(sender: str) -> None:
    message = relayed(sender)

    assert message.kind is Kind.AUTOMATIC
    assert message.kind_reason == "sent by a robot for a person: unknown relay"


def test_a_persons_own_address_stays_theirs_whatever_stands_behind_the_name() -> None:
    """Some servers rewrite the name of whoever writes from outside."""
    message = relayed("Ada Pine via Pinegrove <ada@pinegrove.example>")

    assert (message.kind, message.sender.address) == (Kind.PERSONAL, "ada@pinegrove.example")


def test_a_list_that_writes_for_its_members_stays_a_list() -> None:
    message = relayed(
        "Ada Pine via Nurses <nurses-reply@lists.example>", extra="List-Id: <nurses.lists.example>\n"
    )

    assert message.kind is Kind.BULK


@pytest.mark.parametrize(
    ("address", "name"),
    [
        ("x@mail.linkedin.com", "LinkedIn"),
        ("x@notlinkedin.com", None),
        ("x@linkedin.com.example", None),
        ("", None),
        ("nobody", None),
    ],
)
def test_subdomains_belong_to_a_platform_and_lookalikes_do_not(address: str, name: str | None) -> None:
    found = relay_of(address)

    assert (found.name if found else None) == name
