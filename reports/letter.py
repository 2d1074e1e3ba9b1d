"""A report as a mail: HTML with its plain-text twin, and an id that stays however often it is written."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass, replace
from datetime import datetime
from email.headerregistry import Address
from email.message import EmailMessage
from email.policy import SMTP

from ingest.fields import OWN_REPORT
from reports import mail, text, words
from reports.model import WeeklyReport

WEEKLY, DAILY = "weekly", "daily"
MOST_BYTES = 98_000  # Gmail shows the first 102 kB
FEWEST_PEOPLE = 3  # before what people told about the market steps back


@dataclass(frozen=True, slots=True)
class Envelope:
    """From whom to whom, and under which id."""

    sender: str
    recipient: str
    message_id: str


def message_id(kind: str, period: str, *, account: str, sender: str, fresh: str = "") -> str:
    """The id of the one report of an account and a period; nothing in it tells who reads it.

    `fresh` makes another one, for a report that is sent again on purpose.
    """
    digest = hashlib.sha256(f"{account}\n{sender}\n{fresh}".encode()).hexdigest()[:16]
    domain = sender.rpartition("@")[2] or "localhost"
    return f"<keepwarm.{kind}.{period}.{digest}@{domain}>"


def weekly(report: WeeklyReport, envelope: Envelope) -> EmailMessage:
    """The weekly report as a mail. Its subject names nobody: it stands on screens that others see.

    Where words are so long that mail programs would cut the mail off, fewer people stand up front.
    """
    subject = f"Week {report.monday.isocalendar().week}: {words.headline(report)}"
    shown = report
    while True:
        written = letter(envelope, subject, text.render(shown), mail.render(shown), at=report.as_of)
        smaller = _smaller(shown)
        if smaller is None or len(written.as_bytes()) <= MOST_BYTES:
            return written
        shown = smaller


def _smaller(report: WeeklyReport) -> WeeklyReport | None:
    """The same with one less of what is long; nobody who waits is left out, they only stand further down."""
    if report.facts and len(report.people) <= FEWEST_PEOPLE:
        return replace(report, facts=report.facts[:-1])
    if report.people:
        return replace(report, people=report.people[:-1], also=(*report.people[-1].flags, *report.also))
    return None


def letter(envelope: Envelope, subject: str, plain: str, html: str, *, at: datetime) -> EmailMessage:
    """A mail with both twins that no out-of-office note answers and that keepwarm knows again."""
    message = EmailMessage(policy=SMTP)
    message["From"] = Address("keepwarm", addr_spec=envelope.sender)
    message["To"] = Address(addr_spec=envelope.recipient)
    message["Subject"] = subject
    message["Date"] = at
    message["Message-ID"] = envelope.message_id
    message[OWN_REPORT] = envelope.message_id  # some servers give a mail another id
    message["Auto-Submitted"] = "auto-generated"  # RFC 3834: no absence note answers it
    message["X-Auto-Response-Suppress"] = "All"  # the same for Exchange
    message["Content-Language"] = "en"
    message.set_content(plain, cte="quoted-printable")
    message.add_alternative(html, subtype="html", cte="quoted-printable")
    return message
