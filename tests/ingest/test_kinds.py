"""What sort of mail it is, said with the reason; a person's mail is never taken for a machine's."""

# ruff: noqa: E501  mail is shown as programs write it
from __future__ import annotations

import pytest

from domain import Kind
from ingest.mime import read_message
from tests.ingest.mails import HEAD, mail, multipart


def kind_of(raw: bytes) -> Kind:
    return read_message(raw).kind


def from_sender(address: str, subject: str = "Thursday") -> bytes:
    return HEAD.replace(b"Lena Ortiz <lena@birchlane.example>", address.encode()).replace(
        b"Thursday", subject.encode()
    )


@pytest.mark.parametrize(
    "extra",
    [
        "List-Id: <news.birchlane.example>\n",
        "List-Unsubscribe: <mailto:out@birchlane.example>\n",
        "Precedence: bulk\n",
        "Precedence: list\n",
        "Feedback-ID: 1:2:3:sender\n",
        "X-Campaign-Id: 77\n",
        "Auto-Submitted: auto-generated\nList-Unsubscribe: <mailto:out@birchlane.example>\n",
    ],
)
def test_lists_and_campaigns_are_bulk(extra: str) -> None:
    assert kind_of(mail(extra=extra)) is Kind.BULK


@pytest.mark.parametrize(
    "extra",
    [
        "Auto-Submitted: auto-replied\n",
        "Auto-Submitted: auto-generated\n",
        "Auto-Submitted: auto-replied; owner-email=x\nPrecedence: bulk\n",
        "Auto-Submitted: auto-generated\nX-MS-Exchange-Generated-Message-Source: Mailbox Rules Agent\n",
        "X-Autoreply: yes\n",
        "Precedence: auto_reply\n",
    ],
)
def test_answering_machines_are_automatic(extra: str) -> None:
    assert kind_of(mail(extra=extra)) is Kind.AUTOMATIC


@pytest.mark.parametrize(
    "subject",
    [
        "Automatic reply: Thursday",
        "Out of office: back on Monday",
        "Abwesenheitsnotiz: Donnerstag",
        "Automatische Antwort: Donnerstag",
        "Réponse automatique : jeudi",
        "Respuesta automática: jueves",
        "Risposta automatica: giovedì",
        "Resposta automática: quinta",
        "Automatisch antwoord: donderdag",
        "Odpowiedź automatyczna: czwartek",
        "自动回复: 周四",
    ],
)
def test_absence_notes_are_known_by_their_subject(subject: str) -> None:
    assert kind_of(mail(head=from_sender("ada@pinegrove.example", subject))) is Kind.AUTOMATIC


@pytest.mark.parametrize(
    "address",
    [
        "no-reply@ats.example",
        "noreply@ats.example",
        "do-not-reply@ats.example",
        "notifications@ats.example",
        "jobs-noreply@ats.example",
    ],
)
def test_senders_that_take_no_reply_are_automatic(address: str) -> None:
    assert kind_of(mail(head=from_sender(address))) is Kind.AUTOMATIC


@pytest.mark.parametrize(
    ("address", "subject", "extra"),
    [
        ("ada@pinegrove.example", "Re: your out of office", ""),
        ("ada@pinegrove.example", "Thursday", "X-Auto-Response-Suppress: All\n"),
        ("ada@pinegrove.example", "Thursday", "Auto-Submitted: no\n"),
        ("norah.reply@pinegrove.example", "Thursday", ""),
        ("ada@pinegrove.example", "My application was rejected", ""),
        ("ada@pinegrove.example", "Delivery failed?", "Return-Path: <ada@pinegrove.example>\n"),
        ("ada@pinegrove.example", "Returned from holiday", "Return-Path: <>\n"),
        ("ada@pinegrove.example", "Thursday", "Feedback-ID: i56a14606:Fastmail\n"),
        ("ada@pinegrove.example", "Thursday", "Feedback-ID: 17485103:user:proton\n"),
        ("ada@pinegrove.example", "Thursday", "Feedback-ID: webmail:pinegrove.example:bgweb:bgweb17\n"),
        ("ada@pinegrove.example", "Thursday", "Feedback-ID: rr08:zu08:rf08:ZohoMail\n"),
        ("ada@pinegrove.example", "Thursday", "Precedence: normal\n"),
        (
            "ada@pinegrove.example",
            "Thursday",
            "Auto-Submitted: auto-generated\nX-MS-Exchange-Generated-Message-Source: Transport Rule Agent\n",
        ),
    ],
)
def test_a_persons_mail_stays_personal(address: str, subject: str, extra: str) -> None:
    assert kind_of(mail(head=from_sender(address, subject), extra=extra)) is Kind.PERSONAL


ANSWER = "In-Reply-To: <sent9@alderpost.example>\n"


@pytest.mark.parametrize(
    "extra",
    [
        "List-Unsubscribe: <https://crm.example/u>\n",
        "Feedback-ID: 1.eu-west-1.x:crm\n",
        "X-Mailgun-Tag: sequence\nList-Unsubscribe: <https://crm.example/u>\n",
    ],
)
def test_an_answer_to_one_person_through_a_mailing_service_is_personal(extra: str) -> None:
    assert kind_of(mail(extra=extra)) is Kind.BULK
    assert kind_of(mail(extra=extra + ANSWER)) is Kind.PERSONAL


@pytest.mark.parametrize(
    "extra",
    [
        "List-Id: <nurses.lists.example>\n",
        "Precedence: bulk\nFeedback-ID: 1:2:3:x\n",
        "List-Unsubscribe: <https://crm.example/u>\nAuto-Submitted: auto-generated\n",
    ],
)
def test_an_answer_on_a_list_or_by_a_machine_is_none(extra: str) -> None:
    assert kind_of(mail(extra=extra + ANSWER)) in (Kind.BULK, Kind.AUTOMATIC)


def test_an_answer_to_many_through_a_mailing_service_is_bulk() -> None:
    head = HEAD.replace(
        b"To: Tomas Reiter <tomas@alderpost.example>", b"To: tomas@alderpost.example, ada@pinegrove.example"
    )

    assert kind_of(mail(head=head, extra="List-Unsubscribe: <https://crm.example/u>\n" + ANSWER)) is Kind.BULK


def test_every_kind_says_why() -> None:
    assert (
        read_message(mail(extra="List-Id: <news.birchlane.example>\n")).kind_reason
        == "sent to a list (List-Id)"
    )
    assert read_message(mail()).kind_reason


# --------------------------------------------------------------------------- delivery reports

STATUS = (
    "Content-Type: message/delivery-status\n\nReporting-MTA: dns; mx.birchlane.example\n\n"
    "Original-Recipient: rfc822;ada@pinegrove.example\nFinal-Recipient: rfc822; ada@pinegrove.example\nAction: {action}\nStatus: 5.1.1\n"
)
RETURNED = "Content-Type: message/rfc822\n\nFrom: tomas@alderpost.example\nTo: ada@pinegrove.example\nMessage-ID: <sent9@alderpost.example>\n\nHello Ada"
DAEMON = from_sender("MAILER-DAEMON@mx.birchlane.example", "Undelivered Mail Returned to Sender")


def report(action: str) -> bytes:
    whole = multipart(
        "report", "Content-Type: text/plain\n\nI am sorry.", STATUS.format(action=action), RETURNED
    )
    return whole.replace(HEAD, DAEMON).replace(
        b"boundary=edge", b"report-type=delivery-status; boundary=edge"
    )


def test_a_delivery_report_names_who_was_not_reached_and_which_mail_it_was() -> None:
    message = read_message(report("failed"))

    assert message.kind is Kind.BOUNCE
    assert message.bounced == ("ada@pinegrove.example",)
    assert message.bounced_message_ids == ("<sent9@alderpost.example>",)


@pytest.mark.parametrize("action", ["delayed", "delivered", "relayed"])
def test_a_report_that_a_mail_is_late_or_has_arrived_is_no_bounce(action: str) -> None:
    message = read_message(report(action))

    assert message.kind is Kind.AUTOMATIC
    assert message.bounced == ()


def test_a_report_in_plain_words_is_understood() -> None:
    body = (
        "Sorry, I could not deliver your message.\n\n<ada@pinegrove.example>:\n203.0.113.5 does not like recipient: 550 no such user\n\n"
        "--- Below this line is a copy of the message.\n\nFrom: tomas@alderpost.example\nTo: ada@pinegrove.example\n"
        "Message-ID: <sent9@alderpost.example>\n\nHello Ada\n"
    )

    message = read_message(mail(body, head=from_sender("MAILER-DAEMON@mx.example", "failure notice")))

    assert message.kind is Kind.BOUNCE
    assert message.bounced == ("ada@pinegrove.example",)
    assert message.bounced_message_ids == ("<sent9@alderpost.example>",)


def test_a_mail_forwarded_whole_by_a_person_is_no_bounce() -> None:
    raw = multipart("mixed", "Content-Type: text/plain\n\nThey rejected her application.", RETURNED)

    assert kind_of(raw.replace(b"Thursday", b"rejected, see below")) is Kind.PERSONAL
