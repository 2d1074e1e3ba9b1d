"""Letters in nine languages, as many programs write them, are told from what stands around them."""

from __future__ import annotations

import random
from email.message import EmailMessage
from email.policy import SMTP

import pytest

from ingest.mime import read_message
from ingest.zones import split
from tests.ingest import letters, letters_html
from tests.ingest.letters import LANGUAGES, Mail

MAILS = 150  # of each kind and language


def wrong(own_words: str, mail: Mail) -> str:
    """What a test shows of a mail that was misread; empty for one that was read well."""
    if own_words.split() == mail.own.split():
        return ""
    return f"{mail.text}\n===== read as\n{own_words}\n===== from\n" + "\n".join(mail.pieces)


def shown_name(chance: random.Random, author: str) -> str:
    """The author as From fields write them."""
    first, _, last = author.rpartition(" ")
    forms = [author, author, f"{author} (Northquay)"]
    return chance.choice([*forms, f"{last}, {first}"] if first else forms)


@pytest.mark.parametrize("language", LANGUAGES)
def test_own_words_of_plain_letters(language: str) -> None:
    chance = random.Random(language)
    for _ in range(MAILS):
        mail = letters.plain_mail(chance, language)
        zones = split(mail.text, author=shown_name(chance, mail.author))
        assert not wrong(zones.own_words, mail)
        assert zones.is_forward is mail.is_forward, mail.text


@pytest.mark.parametrize("language", LANGUAGES)
def test_own_words_of_answers_between_quotes(language: str) -> None:
    chance = random.Random(language)
    for _ in range(MAILS // 3):
        mail = letters.answered_between(chance, language)
        assert not wrong(split(mail.text, author=shown_name(chance, mail.author)).own_words, mail)


@pytest.mark.parametrize("language", LANGUAGES)
def test_own_words_of_letters_that_are_html_only(language: str) -> None:
    chance = random.Random(language)
    for _ in range(MAILS // 2):
        mail, page = letters_html.html_mail(chance, language)
        message = read_message(_sent(mail, page, subtype="html"))
        assert not wrong(message.own_words, mail)
        assert message.is_forward is mail.is_forward, page
        if mail.is_forward:
            assert [one.address for one in message.forwarded_from] == ["sofia@hartley.example"]


@pytest.mark.parametrize("language", LANGUAGES)
def test_own_words_of_flowed_letters(language: str) -> None:
    chance = random.Random(language)
    for _ in range(MAILS // 3):
        mail = letters.plain_mail(chance, language)
        raw = _sent(mail, _flowed(mail.text), subtype="plain", flowed=True)
        assert not wrong(read_message(raw).own_words, mail)


FORWARD_SUBJECTS = {
    "en": ("FW: Plan", "Fwd: Plan"),
    "de": ("WG: Plan",),
    "fr": ("TR: Plan", "Tr : Plan"),
    "es": ("RV: Plan",),
    "it": ("I: Plan",),
    "pt": ("ENC: Plan",),
    "nl": ("Doorst: Plan",),
    "pl": ("PD: Plan",),
    "zh": ("转发: Plan", "转发：Plan"),
}


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_forward_without_a_mark_is_known_by_its_subject(language: str) -> None:
    of = letters.pieces()[language]
    for subject in FORWARD_SUBJECTS[language]:
        for headers in of["headers"]:
            mail = Mail(
                of["authors"][0], f"{of['bodies'][0]}\n\n{headers}\n\n{of['quoted'][0]}", of["bodies"][0]
            )
            message = read_message(_sent(mail, mail.text, subtype="plain", subject=subject))
            assert not wrong(message.own_words, mail)
            assert message.is_forward, mail.text
            assert [one.address for one in message.forwarded_from] == ["sofia@hartley.example"]


def _sent(mail: Mail, content: str, *, subtype: str, subject: str = "", flowed: bool = False) -> bytes:
    message = EmailMessage(policy=SMTP)
    message["From"] = f"{mail.author} <a@northquay.example>"
    message["To"] = "Sofia Lindqvist <sofia@hartley.example>"
    message["Subject"] = subject or ("Fwd: Plan" if mail.is_forward else "Re: Plan")
    message["Date"] = "Wed, 4 Mar 2026 09:15:00 +0100"
    message["Message-ID"] = "<1@northquay.example>"
    message.set_content(content, subtype=subtype, charset="utf-8", cte="base64")
    if flowed:
        message.set_param("format", "flowed")
    return message.as_bytes()


def _flowed(text: str) -> str:
    """A text as `format=flowed` (RFC 3676) writes it: long lines broken behind a space."""
    lines: list[str] = []
    for line in text.split("\n"):
        mark = "> " if line.startswith(">") else ""
        rest = line.removeprefix(">").removeprefix(" ") if mark else line
        while len(rest) > 60 and " " in rest[:60].rstrip():
            at = rest[:60].rstrip().rindex(" ") + 1
            lines.append(mark + rest[:at])
            rest = rest[at:]
        is_stuffed = not mark and rest.startswith((" ", ">", "From "))
        lines.append(mark + (" " if is_stuffed else "") + (rest if rest == "-- " else rest.rstrip()))
    return "\n".join(lines) + "\n"
