"""The list of fields that a server is asked for holds every field that anything reads."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any

import pytest

from ingest import fields, mime
from ingest.mime import read_message
from ingest.parts import Part, read_parts
from tests.imap.unusual_mail import HEAD, PLAIN, made, mails
from tests.ingest.mails import mail

AT = datetime(2026, 3, 1, tzinfo=UTC)
# A server's INTERNALDATE stands for Received; the others are fields of parts, told by BODYSTRUCTURE.
TOLD_OTHERWISE = {"received", "content-id", "content-length"}
BOUNCES = (
    "From: Mail Delivery Subsystem <mailer-daemon@mx.example>\nTo: dana@agency.example\n"
    "Subject: Undeliverable mail\nDate: Mon, 23 Feb 2026 10:00:00 +0000\n\n"
    "Delivery to the following recipients failed: nobody@outside.example\n"
)


class _Noticing(dict[str, list[str]]):
    """Fields that remember which of them somebody asked for."""

    asked: set[str] = set()  # of all of them together

    def get(self, name: str, *default: Any) -> Any:
        self.asked.add(name)
        return super().get(name, *default)

    def __getitem__(self, name: str) -> list[str]:
        self.asked.add(name)
        return super().__getitem__(name)

    def __contains__(self, name: object) -> bool:
        self.asked.add(str(name))
        return super().__contains__(name)


def test_every_field_that_is_read_is_asked_for(monkeypatch: pytest.MonkeyPatch) -> None:
    def noticing(raw: bytes) -> Part:
        root = read_parts(raw)
        root.fields = _Noticing(root.fields)
        return root

    monkeypatch.setattr(mime, "read_parts", noticing)
    raws = [raw for _, raw in mails()]
    raws += [mail(head=BOUNCES.encode()), made("nobody", PLAIN, head=HEAD.replace("From", "X"))[1]]
    for raw in raws:
        read_message(raw, received_at=AT)
    asked = _Noticing.asked - TOLD_OTHERWISE
    assert asked >= {"from", "references", "x-failed-recipients", "authentication-results", "delivered-to"}
    assert asked <= {name.lower() for name in fields.READ}


def test_a_field_is_listed_once() -> None:
    assert len({name.lower() for name in fields.READ}) == len(fields.READ)
