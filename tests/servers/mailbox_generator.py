"""A recruiter's mailbox made from a seed: threads to and fro, several charsets and encodings, files, bulk.

Order of delivery is the order of dates. The same seed gives the same bytes.
"""

from __future__ import annotations

import random
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta
from email.message import EmailMessage
from email.policy import SMTP
from email.utils import format_datetime

OWN = ("Dana Whitfield", "dana@agency.example")
_FIRST = "Ada Bjarne Chloé Dmytro Esra Finn Gül Hana Ivo Jørn Kaja Lúcia Mats Noor".split()
_LAST = "Abrams Brück Castell Dvořák Eyskens Farkas Grøn Hoxha Ilves Juhl Köhler Lindqvist".split()
_SAID = (
    "The second round with the hardware team is on Thursday, I hope it goes as well as the first.",
    "I have thought about the relocation and would rather stay near my family.",
    "Is there any word from the client? It has been quiet for a while.",
    "Could you ring me tomorrow after four? It is about the contract.",
    "They pay far less than what I have now, so I am not going on with it.",
    "My colleague Renske Tolhuis may want to hear about the lead role.",
    "I sent you the slides for the panel this morning.",
    "All is set for the start in May, thank you for your patience with me.",
)
_CHARSETS = ("utf-8", "utf-8", "iso-8859-1", "windows-1252", "us-ascii")


@dataclass(frozen=True, slots=True)
class Sample:
    """One mail, and where and when it arrived."""

    raw: bytes
    folder: str  # "INBOX" or "sent"
    at: datetime


def mailbox(number: int, *, seed: int, until: datetime, days: int = 300) -> list[Sample]:
    """`number` mails of the last `days` before `until`."""
    return sorted(_mails(number, random.Random(seed), until, days), key=lambda one: one.at)


def _mails(number: int, chance: random.Random, until: datetime, days: int) -> Iterator[Sample]:
    people = [_person(chance, n) for n in range(max(number // 8, 2))]
    made = 0
    while made < number:
        person = chance.choice(people)
        at = until - timedelta(days=chance.uniform(10, days))
        is_ours = chance.random() < 0.5
        ids: list[str] = []
        subject = f"{chance.choice(('Your application', 'A role', 'Next steps', 'Catching up'))} {made}"
        for _ in range(min(chance.choice((1, 2, 2, 3, 5)), number - made)):
            mail = _mail(chance, person, is_ours, at, subject, ids, made)
            yield Sample(mail.as_bytes(policy=SMTP), "sent" if is_ours else "INBOX", at)
            ids.append(str(mail["Message-ID"]))
            is_ours = not is_ours
            at = min(at + timedelta(hours=chance.uniform(2, 90)), until)
            made += 1


def _person(chance: random.Random, number: int) -> tuple[str, str]:
    first, last = chance.choice(_FIRST), chance.choice(_LAST)
    return f"{first} {last}", f"person{number}@{chance.choice(('works', 'mail', 'firm'))}.example"


def _mail(
    chance: random.Random,
    person: tuple[str, str],
    is_ours: bool,
    at: datetime,
    subject: str,
    ids: list[str],
    number: int,
) -> EmailMessage:
    author, addressee = (OWN, person) if is_ours else (person, OWN)
    mail = EmailMessage()
    mail["From"] = f"{author[0]} <{author[1]}>"
    mail["To"] = f"{addressee[0]} <{addressee[1]}>"
    mail["Subject"] = f"Re: {subject}" if ids else subject
    mail["Date"] = format_datetime(at)
    mail["Message-ID"] = f"<{number}.{chance.getrandbits(48):x}@{author[1].partition('@')[2]}>"
    if ids:
        mail["In-Reply-To"] = ids[-1]
        mail["References"] = " ".join(ids)
    if not is_ours and chance.random() < 0.05:
        mail["List-Unsubscribe"] = "<mailto:off@news.example>"
    said = " ".join(chance.sample(_SAID, chance.randint(1, 3)))
    text = f"Hi {addressee[0].split()[0]},\n\n{said}\n\nBest regards,\n{author[0]}\n"
    charset = chance.choice(_CHARSETS)
    if _fits(text, charset):
        mail.set_content(text, charset=charset)
    else:
        mail.set_content(text)
    if chance.random() < 0.5:
        mail.add_alternative(
            f"<html><body><p>{text.replace(chr(10), '<br>')}</p></body></html>", subtype="html"
        )
    if chance.random() < 0.1:
        mail.add_attachment(
            chance.randbytes(20_000), maintype="application", subtype="pdf", filename=f"cv {number}.pdf"
        )
    return mail


def _fits(text: str, charset: str) -> bool:
    try:
        text.encode(charset)
    except UnicodeEncodeError:
        return False
    return True
