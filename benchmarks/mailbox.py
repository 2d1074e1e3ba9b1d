"""A recruiter's mailbox of any size, made from a seed and written straight into a Maildir.

Half of the mails were received, the rest sent; threads of one to eight mails that quote what they answer, 70%
with an HTML twin, five charsets, three encodings, the trace headers of real delivery, and a PDF where asked
for. UIDs rise with the dates. About 6 kB a mail without attachments.
"""

from __future__ import annotations

import base64
import html
import os
import quopri
import random
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from email.header import Header
from email.utils import format_datetime
from pathlib import Path

OWN = ("Rita Recruiter", "rita@talent.example")
UNTIL = datetime(2026, 7, 1, tzinfo=UTC)
DAYS = 730

_FIRST = (
    "Anouk Bao Cilla Darek Edda Fouad Gwen Haruki Ilka Jaan Kemi Luz Maëlle Nils Olga Pilar Søren Zoë".split()
)
_LAST = (
    "Albrecht Boyd Çelik Duarte Eide Fröhlich Goh Hägg Iversen Jovic Kowal Lindner Mäkelä Núñez Öberg".split()
)
_HOSTS = "mail.example post.example works.example forge.example bright.example".split()
_COMPANIES = "Arkwright,Belltower,Corvane,Dunmore,Eastfield,Fathom,Granite,Harrow".split(",")
_ROLES = "site engineer,ward nurse,data analyst,plant manager,product designer,payroll lead".split(",")
_OPENINGS = (
    "Many thanks for coming back to me this quickly.",
    "I hope the move went well and the boxes are unpacked.",
    "It was good to hear your voice on the phone last week.",
    "A short note from my side before the holiday.",
    "Forgive the delay, the end of the quarter took all of us.",
)
_SENTENCES = (
    "The {role} opening at {company} reads well, and I would be glad to know who leads the team.",
    "The talk with {company} went fine, though the last person asked about little but shift planning.",
    "The work itself is good, but there is far more travel than anybody told me and it wears me down.",
    "At the moment I have {pay}k and would want {more}k or better, with two days at home.",
    "In the end I took the other offer, the way to work decided it.",
    "Might we put the call off until {day}? A release landed on the very same hour.",
    "My updated papers are attached, with the last two projects at {company} in them.",
    "Do talk to {person}, we shared a desk for years and a {role} post may tempt them.",
    "{company} has been silent for two weeks now and I am losing patience.",
    "They chose somebody from inside. Do tell me when something alike comes up.",
    "Before you go in: they begin with a case, then a walk round the floor, then the head of the unit.",
    "Around here {pay}k to {more}k is what people get, and take-home tasks have gone out of fashion.",
    "I have to give three months' notice, so early spring is realistic.",
)
_SUBJECTS = (
    "{role} at {company}",
    "Meeting {company} on {day}",
    "Your papers: {role}",
    "Catching up",
    "About {company}",
)
_CLOSINGS = (
    "--\n{me}\nSent from my phone",
    "Best regards,\n{me}",
    "Cheers,\n{me}\n+1 555 0100",
    "Kind regards / Viele Grüße\n{me}\n{role}, {company}\nThis may be confidential, delete it otherwise.",
)
_CHARSETS = ("utf-8", "iso-8859-1", "windows-1252", "iso-2022-jp", "koi8-r")
_CHARSET_SHARES = (70, 10, 14, 3, 3)
_ELSEWHERE = {
    "iso-2022-jp": "お世話になっております。先日はありがとうございました。",
    "koi8-r": "Здравствуйте! Мне удобно во вторник после обеда.",
}
_DAYS = "Monday Tuesday Wednesday Thursday Friday".split()


@dataclass(frozen=True, slots=True)
class Made:
    """How much was written."""

    inbox: int
    sent: int
    bytes: int


@dataclass(slots=True)
class _Exchange:
    """A thread on its way: with whom, and what was said so far."""

    person: tuple[str, str]
    subject: str
    ids: list[str] = field(default_factory=list)
    quoted: str = ""


def write(
    folder: Path, number: int, *, seed: int = 1, attached: float = 0.0, attached_bytes: int = 0
) -> Made:
    """Write `number` mails below `folder`, the sent ones into `.Sent`; `attached` is a share of 1."""
    chance = random.Random(seed)
    attachment = base64.encodebytes(chance.randbytes(attached_bytes)).replace(b"\n", b"\r\n")
    counts = {True: 0, False: 0}
    total = 0
    for box in (folder, folder / ".Sent"):
        for name in ("cur", "new", "tmp"):
            (box / name).mkdir(parents=True, exist_ok=True)
    for count, (at, exchange, is_ours) in enumerate(_plan(number, chance)):
        raw = _mail(chance, at, exchange, is_ours, attachment if chance.random() < attached else b"", count)
        box = folder / ".Sent" if is_ours else folder
        file = box / "cur" / f"{int(at.timestamp())}.M{count:07d}P1.made,S={len(raw)},W={len(raw)}:2,S"
        file.write_bytes(raw)
        os.utime(file, (at.timestamp(), at.timestamp()))
        counts[is_ours] += 1
        total += len(raw)
    return Made(counts[False], counts[True], total)


def _plan(number: int, chance: random.Random) -> Iterator[tuple[datetime, _Exchange, bool]]:
    people = [_person(chance, n) for n in range(max(20, number // 12))]
    plan: list[tuple[datetime, int, _Exchange, bool]] = []
    while len(plan) < number:
        at = UNTIL - timedelta(days=chance.random() * DAYS)
        exchange = _Exchange(chance.choice(people), _filled(chance, chance.choice(_SUBJECTS)))
        is_ours = chance.random() < 0.5
        for _ in range(min(number - len(plan), chance.choice((1, 1, 2, 2, 3, 4, 5, 8)))):
            plan.append((at, len(plan), exchange, is_ours))
            is_ours = not is_ours
            at += timedelta(seconds=chance.expovariate(1 / 90_000))
    plan.sort(key=lambda one: one[:2])
    return ((at, exchange, is_ours) for at, _, exchange, is_ours in plan)


def _person(chance: random.Random, number: int) -> tuple[str, str]:
    first, last = chance.choice(_FIRST), chance.choice(_LAST)
    plain = "".join(c for c in f"{first}.{last}".lower() if c.isascii())
    return f"{first} {last}", f"{plain}{number}@{chance.choice(_HOSTS)}"


def _filled(chance: random.Random, pattern: str) -> str:
    pay = chance.randint(45, 150)
    return pattern.format(
        role=chance.choice(_ROLES), company=chance.choice(_COMPANIES), day=chance.choice(_DAYS), me="{me}",
        pay=pay, more=pay + chance.randint(5, 30),
        person=f"{chance.choice(_FIRST)} {chance.choice(_LAST)}",
    )  # fmt: skip


def _text(chance: random.Random, author: str, addressee: str, charset: str) -> str:
    paragraphs = [f"Hi {addressee.split()[0]},", chance.choice(_OPENINGS)]
    for _ in range(chance.choice((1, 1, 2, 2, 3, 4))):
        said = (_filled(chance, chance.choice(_SENTENCES)) for _ in range(chance.randint(1, 4)))
        paragraphs.append(" ".join(said))
    if charset in _ELSEWHERE:
        paragraphs.append(_ELSEWHERE[charset])
    paragraphs.append(_filled(chance, chance.choice(_CLOSINGS)).replace("{me}", author))
    return "\n\n".join(paragraphs)


def _mail(
    chance: random.Random, at: datetime, exchange: _Exchange, is_ours: bool, attachment: bytes, count: int
) -> bytes:
    author, addressee = (OWN, exchange.person) if is_ours else (exchange.person, OWN)
    charset = chance.choices(_CHARSETS, _CHARSET_SHARES)[0]
    text = _text(chance, author[0], addressee[0], charset)
    quoted = exchange.quoted
    whole = text + (f"\n\n{quoted}" if quoted else "")
    attribution = f"On {at:%a, %d %b %Y at %H:%M}, {author[0]} wrote:\n"
    exchange.quoted = attribution + "\n".join(f"> {line}" for line in whole[:6000].split("\n"))

    lines = [] if is_ours else _trace(chance, at, author[1])
    lines += [f"Date: {format_datetime(at)}", f"From: {_mailbox(author)}", f"To: {_mailbox(addressee)}"]
    lines.append(f"Subject: {_word(('Re: ' if exchange.ids else '') + exchange.subject)}")
    own_id = f"<{count}.{chance.getrandbits(64):x}@{author[1].partition('@')[2]}>"
    lines.append(f"Message-ID: {own_id}")
    if exchange.ids:
        lines.append(f"In-Reply-To: {exchange.ids[-1]}")
        lines.append("References: " + "\r\n ".join(exchange.ids[-20:]))
    elif not is_ours and chance.random() < 0.03:
        lines.append("List-Unsubscribe: <mailto:off@news.example>\r\nPrecedence: bulk")
    exchange.ids.append(own_id)
    lines += ["MIME-Version: 1.0", "X-Mailer: Desk Mail 16.0"]

    part = _part("plain", charset, whole, chance)
    if chance.random() < 0.7:
        page = _part("html", "utf-8", _page(text, quoted), chance)
        part = _multipart("alternative", [part, page], chance)
    if attachment:
        part = _multipart("mixed", [part, _pdf(attachment)], chance)
    head, body = part
    return "\r\n".join(lines).encode("ascii", "xmlcharrefreplace") + b"\r\n" + head + b"\r\n\r\n" + body


def _trace(chance: random.Random, at: datetime, sender: str) -> list[str]:
    host = sender.partition("@")[2]
    lines = [f"Return-Path: <{sender}>"]
    lines += [
        f"Received: from mx{hop}.{host} (mx{hop}.{host} [192.0.2.{hop + 1}])\r\n\tby mx.talent.example with"
        f" ESMTPS id {chance.getrandbits(40):010X}\r\n\tfor <{OWN[1]}>; {format_datetime(at)}"
        for hop in range(3)
    ]
    signature = "\r\n\t ".join(base64.b64encode(chance.randbytes(96)).decode() for _ in range(2))
    lines.append(
        f"DKIM-Signature: v=1; a=rsa-sha256; c=relaxed/relaxed; d={host}; s=s1;\r\n"
        f"\tbh={base64.b64encode(chance.randbytes(32)).decode()};\r\n\th=from:to:subject:date:message-id;\r\n\tb={signature}"
    )
    return lines


def _word(text: str) -> str:
    return text if text.isascii() else Header(text, "utf-8", maxlinelen=70).encode().replace("\n", "\r\n")


def _mailbox(person: tuple[str, str]) -> str:
    name, address = person
    return f'"{name}" <{address}>' if name.isascii() else f"{_word(name)} <{address}>"


def _part(subtype: str, charset: str, text: str, chance: random.Random) -> tuple[bytes, bytes]:
    raw = text.replace("\n", "\r\n").encode(charset, "replace")
    encoding = "7bit"
    if charset != "iso-2022-jp" and (any(b > 127 for b in raw) or max(map(len, raw.split(b"\r\n"))) > 990):
        if chance.random() < 0.3:
            encoding, raw = "base64", base64.encodebytes(raw).replace(b"\n", b"\r\n")
        else:
            raw = quopri.encodestring(raw.replace(b"\r\n", b"\n")).replace(b"\n", b"\r\n")
            encoding = "quoted-printable"
    flowed = "; format=flowed" if subtype == "plain" else ""
    head = f"Content-Type: text/{subtype}; charset={charset}{flowed}\r\nContent-Transfer-Encoding: {encoding}"
    return head.encode(), raw


def _page(text: str, quoted: str) -> str:
    paragraphs = "".join(
        f'<p class="MsoNormal" style="margin:0cm;font-size:11pt;font-family:Calibri">{html.escape(one)}</p>\n'
        for one in text.split("\n\n")
    )
    below = html.escape(quoted).replace("\n", "<br>\n")
    history = f'<blockquote type="cite" style="padding-left:1ex">{below}</blockquote>' if quoted else ""
    style = "<style>p.MsoNormal{margin:0}a:link{color:#0563C1}</style>"
    return f'<html><head>{style}</head><body lang="EN-US">\n{paragraphs}{history}</body></html>'


def _multipart(subtype: str, parts: list[tuple[bytes, bytes]], chance: random.Random) -> tuple[bytes, bytes]:
    boundary = f"{subtype}_{chance.getrandbits(64):016x}".encode()
    pieces = (b"--" + boundary + b"\r\n" + head + b"\r\n\r\n" + body + b"\r\n" for head, body in parts)
    head = b"Content-Type: multipart/" + subtype.encode() + b'; boundary="' + boundary + b'"'
    return head, b"".join(pieces) + b"--" + boundary + b"--\r\n"


def _pdf(encoded: bytes) -> tuple[bytes, bytes]:
    head = (
        b'Content-Type: application/pdf; name="papers.pdf"\r\n'
        b'Content-Disposition: attachment; filename="papers.pdf"\r\nContent-Transfer-Encoding: base64'
    )
    return head, encoded
