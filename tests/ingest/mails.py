"""Mails for the tests of this room, written as bytes so that every fault can be put in by hand."""

from __future__ import annotations

from errors import UnreadableMessage
from ingest.mime import read_message

HEAD = (
    b"From: Lena Ortiz <lena@birchlane.example>\n"
    b"To: Tomas Reiter <tomas@alderpost.example>\n"
    b"Subject: Thursday\n"
    b"Date: Wed, 4 Mar 2026 09:15:00 +0100\n"
    b"Message-ID: <m1@birchlane.example>\n"
)


def mail(body: str | bytes = "Are you free?\n", *, head: bytes = HEAD, extra: str = "") -> bytes:
    """A mail with the usual headers, some more, and a body."""
    content = body.encode() if isinstance(body, str) else body
    return head + extra.encode() + b"\n" + content


def multipart(subtype: str, *parts: str, extra: str = "") -> bytes:
    """A multipart mail; every part is given with its own headers."""
    inside = "".join(f"--edge\n{part}\n" for part in parts)
    return mail(
        f"{inside}--edge--\n",
        extra=f"MIME-Version: 1.0\nContent-Type: multipart/{subtype}; boundary=edge\n{extra}",
    )


def reason_of(raw: bytes) -> str:
    """Why a mail could not be read; empty if it could."""
    try:
        read_message(raw)
    except UnreadableMessage as problem:
        return str(problem)
    return ""
