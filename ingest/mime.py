"""One mail, from bytes to a `Message`: limits first, then headers, then text; no mail is lost in silence.

What cannot be parsed comes back with its headers only (`is_degraded`); what has not even those, or no date
from anywhere, is `UnreadableMessage` with a reason, so that it is quarantined and can be listed and retried.
"""

from __future__ import annotations

import hashlib
import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from email.utils import parsedate_tz

from domain import Kind, Mailbox, Message
from errors import UnreadableMessage
from ingest import addresses, bounces, calendar, dating, headers, kinds, relays
from ingest.body import Body, read_body
from ingest.copied_headers import header_key
from ingest.fields import OWN_REPORT
from ingest.own_reports import is_own_report
from ingest.parts import Part, TooNested, read_head, read_parts
from ingest.suspicion import doubts
from ingest.zones import Zones, split

MOST_BYTES = 150 * 1024 * 1024
KEY_BYTES = 20_000  # of the text count for the content key: a mail fetched up to a limit keeps its key
_NO_LETTERS = bytes(byte for byte in range(128) if not chr(byte).isalnum())

_FORWARD_SUBJECT = re.compile(
    r"\s*(?:fwd?|wg|tr|rv|enc|i|doorst|pd|vs|vb|fs|转发|轉寄)\s?[:：]", re.IGNORECASE
)
_KNOWN_FIELDS = (
    "from",
    "date",
    "subject",
    "to",
    "message-id",
    "received",
    "return-path",
    "sender",
    "content-type",
)
# Where a server that gives sent mail an id of its own keeps the one that the mail came with.
_FORMER_IDS = ("x-google-original-message-id", "x-microsoft-original-message-id", OWN_REPORT)


@dataclass(slots=True)
class Letter:
    """A mail as a mail program shows it: its fields and its text decoded, nothing judged yet."""

    root: Part
    body: Body
    is_degraded: bool  # only the headers could be read
    named: addresses.Parsed  # by the From field
    sender: Mailbox
    to: tuple[Mailbox, ...]
    cc: tuple[Mailbox, ...]
    subject: str


def read_letter(raw: bytes) -> Letter:
    """The fields and the text of the mail in `raw`, or `UnreadableMessage`."""
    root, is_degraded = _parts(raw)
    named = addresses.parse(headers.values(root, "from"))
    return Letter(
        root=root,
        body=Body() if is_degraded else read_body(root),
        is_degraded=is_degraded,
        named=named,
        sender=_sender(root, named),
        to=addresses.parse(headers.values(root, "to")).mailboxes,
        cc=addresses.parse(headers.values(root, "cc")).mailboxes,
        subject=headers.text(root, "subject")[:2000],
    )


def read_message(raw: bytes, *, received_at: datetime | None = None) -> Message:
    """The mail in `raw`. `received_at` is the server's INTERNALDATE or the mbox From line, aware.

    Raises `UnreadableMessage` where nothing can be made of the bytes.
    """
    letter = read_letter(raw)
    root, body, sender, subject = letter.root, letter.body, letter.sender, letter.subject
    relayed = _relayed(letter)
    if relayed is None:
        zones = split("" if is_own_report(root) else body.text, author=_author(letter.named))
    else:
        zones = split(relayed.text, author=relayed.person.name)
    date = _date(root, received_at)
    bounce = bounces.read_bounce(root, body, sender=sender, subject=subject)
    events = calendar.read_invitations(body.calendars, zone=date.tzinfo or UTC) if body.calendars else ()
    kind, reason = kinds.tell_kind(
        root,
        body,
        sender=sender,
        subject=subject,
        bounce=bounce,
        has_event=bool(events),
        relayed=relayed.reason if relayed else "",
    )
    relayed = relayed if kind is Kind.PERSONAL else None
    is_forward = zones.is_forward or bool(body.enclosed_authors) or _passes_on(subject, zones)
    return Message(
        message_id=next(iter(headers.message_ids(headers.values(root, "message-id")[:1])), ""),
        content_key=_content_key(root, sender, (*letter.to, *letter.cc), body, subject, received_at),
        date=date,
        sender=relayed.person if relayed else sender,
        to=letter.to,
        cc=letter.cc,
        subject=subject,
        in_reply_to=headers.message_ids(headers.values(root, "in-reply-to"), most=10),
        references=headers.message_ids(headers.values(root, "references")),
        kind=kind,
        kind_reason=reason,
        own_words="" if body.is_encrypted else zones.own_words,
        signature="" if body.is_encrypted else zones.signature,
        size_bytes=len(raw),
        suspicion=doubts(
            letter.named,
            from_fields=len(root.fields.get("from", ())),
            authentication=headers.values(root, "authentication-results"),
        ),
        is_encrypted=body.is_encrypted,
        is_degraded=letter.is_degraded,
        is_forward=is_forward,
        forwarded_from=_forwarded_from(zones, body) if is_forward else (),
        relay=relayed.relay if relayed else "",
        relay_address=relayed.reply_address if relayed else "",
        attachments=tuple(body.attachments),
        invitation=events[0] if events and kind is not Kind.BOUNCE else None,
        more_invitations=events[1:] if kind is not Kind.BOUNCE else (),
        other_names=headers.message_ids(
            [told for name in _FORMER_IDS for told in headers.values(root, name)], most=4
        ),
        bounced=bounce.addresses if bounce else (),
        bounced_message_ids=bounce.message_ids if bounce else (),
    )


def _parts(raw: bytes) -> tuple[Part, bool]:
    """The parts of the mail, and whether only its headers were read."""
    if not raw.strip(b"\r\n\t \x00"):
        raise UnreadableMessage("the message is empty: it has no header and no text")
    begun = headers.from_first_field(raw)
    if begun is None:
        raise UnreadableMessage("this is no mail: it does not begin with header fields")
    is_degraded = len(raw) > MOST_BYTES
    try:
        root = read_head(begun) if is_degraded else read_parts(begun)
    except TooNested:
        root, is_degraded = read_head(begun), True
    if root.fields.keys().isdisjoint(_KNOWN_FIELDS):
        raise UnreadableMessage("this is no mail: none of its header fields is one that mails have")
    return root, is_degraded


def _relayed(letter: Letter) -> relays.Relayed | None:
    """Who wrote, where a platform passes the mail on."""
    if relays.relay_of(letter.sender.address) is None:
        return None  # nearly all mail
    return relays.read_relay(
        sender=letter.sender,
        reply_to=addresses.parse(headers.values(letter.root, "reply-to")).mailboxes,
        addressed=[one.address for one in (*letter.to, *letter.cc)],
        subject=letter.subject,
        text=letter.body.text,
        field_of=lambda name: headers.value(letter.root, name),
    )


def _author(named: addresses.Parsed) -> str:
    if not named.mailboxes:
        return ""
    one = named.mailboxes[0]
    return one.name or re.sub(r"[._\d+-]+", " ", one.address.partition("@")[0])


def _sender(root: Part, parsed: addresses.Parsed) -> Mailbox:
    """Who wrote: From, else Sender, else Reply-To, else Return-Path; empty where none names anybody."""
    if parsed.mailboxes:
        return parsed.mailboxes[0]
    for name in ("sender", "reply-to", "return-path"):
        found = addresses.parse(headers.values(root, name)).mailboxes
        if found:
            return found[0]
    return Mailbox(headers.text(root, "from")[:200], "")


def _date(root: Part, received_at: datetime | None) -> datetime:
    if received_at is not None and received_at.tzinfo is None:
        received_at = received_at.replace(tzinfo=UTC)
    arrived = received_at or dating.arrival_told(headers.values(root, "received"))
    found = dating.believed(dating.read_date(headers.value(root, "date")), arrived)
    if found is None:
        said = headers.value(root, "date")
        what = (
            "its Date cannot be believed or read"
            if said and parsedate_tz(said)
            else "it has no readable Date"
        )
        raise UnreadableMessage(f"nothing tells when it was sent: {what}, and no arrival time is known")
    return found


def _content_key(
    root: Part,
    sender: Mailbox,
    recipients: Sequence[Mailbox],
    body: Body,
    subject: str,
    received_at: datetime | None,
) -> str:
    """Hex SHA-256 over From, To, Cc, Date and the text without white space and the marks of ASCII.

    Line ends, quote and escape marks do not count, so one mail has one key whether it comes by IMAP or from
    an archive. Where there is no text, the subject stands for it; where there is no Date, the
    Message-ID or else the arrival, so that two notices of a robot stay two.
    """
    text = body.text[: 4 * KEY_BYTES].encode("utf-8", "replace")
    letters = text.translate(None, _NO_LETTERS)[:KEY_BYTES].lower()
    date = " ".join(headers.value(root, "date").split()) or headers.value(root, "message-id").strip()
    if not date and received_at is not None:
        date = received_at.astimezone(UTC).isoformat()
    addressed = " ".join(sorted({one.address for one in recipients}))
    told = "\n".join((sender.address, addressed, date, "" if letters else subject))
    return hashlib.sha256(told.encode("utf-8", "replace") + letters).hexdigest()


def _passes_on(subject: str, zones: Zones) -> bool:
    """A subject that says so, over somebody else's mail."""
    return bool(_FORWARD_SUBJECT.match(subject)) and bool(zones.quoted.strip())


def _forwarded_from(zones: Zones, body: Body) -> tuple[Mailbox, ...]:
    """The author named in the first copied headers, and the authors of messages attached whole."""
    found = list(body.enclosed_authors)
    for line in zones.quoted.split("\n")[:40]:
        kind, value = header_key(line)
        if kind == "from" and value:
            named = addresses.parse([value.replace("[mailto:", "<").replace("]", ">").strip("* ")])
            found += named.mailboxes[:1] or (Mailbox(" ".join(value.split())[:200], ""),)
            break
    return tuple(dict.fromkeys(found))
