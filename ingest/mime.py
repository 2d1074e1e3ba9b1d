"""One mail, from bytes to a `Message`: limits first, then headers, then text; no mail is lost in silence.

What cannot be parsed comes back with its headers only (`is_degraded`); what has not even those, or no date
from anywhere, is `UnreadableMessage` with a reason, so that it is quarantined and can be listed and retried.
"""

from __future__ import annotations

import hashlib
import re
from dataclasses import dataclass
from datetime import UTC, datetime
from email.message import Message as MimePart
from email.parser import BytesParser
from email.utils import parsedate_tz

from domain import Kind, Mailbox, Message
from errors import UnreadableMessage
from ingest import addresses, bounces, calendar, dating, headers, kinds
from ingest.body import Body, read_body
from ingest.quotes import header_key
from ingest.suspicion import doubts
from ingest.zones import Zones, split

MOST_BYTES = 150 * 1024 * 1024
MOST_NESTED = 100  # multiparts and enclosed messages; honest mail stays under ten
KEY_CHARACTERS = 20_000  # of the text count for the content key: a mail fetched up to a limit keeps its key

_PARSER = BytesParser(policy=headers.CappedPolicy())
_NESTED = re.compile(rb"^content-type:\s{0,20}(?:multipart|message)/", re.IGNORECASE | re.MULTILINE)
_HEAD_END = re.compile(rb"\r?\n\r?\n")
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


@dataclass(frozen=True, slots=True)
class _Senders:
    parsed: addresses.Parsed
    sender: Mailbox


def read_message(raw: bytes, *, received_at: datetime | None = None) -> Message:
    """The mail in `raw`. `received_at` is the server's INTERNALDATE or the mbox From line, aware.

    Raises `UnreadableMessage` where nothing can be made of the bytes.
    """
    root, is_degraded = _parse(raw)
    body = Body()
    if not is_degraded:
        try:
            body = read_body(root)
        except Exception:  # noqa: BLE001  the standard library's parser raises nearly anything on hostile
            # mail (KeyError, AttributeError, RecursionError, ...); the headers are still worth keeping.
            body, is_degraded = Body(), True
    zones = split(body.text, author=_author(root))
    from_values = headers.values(root, "from")
    parsed = addresses.parse(from_values)
    sender = _sender(root, parsed)
    to, cc = (addresses.parse(headers.values(root, name)).mailboxes for name in ("to", "cc"))
    subject = headers.text(root, "subject")[:2000]
    date = _date(root, received_at)
    bounce = bounces.read_bounce(root, body, sender=sender, subject=subject)
    invitation = calendar.read_invitation(body.calendars, zone=date.tzinfo or UTC)
    kind, reason = kinds.tell_kind(
        root, body, sender=sender, subject=subject, bounce=bounce, has_event=invitation is not None
    )
    forwarded_from = _forwarded_from(zones, body)
    is_forward = zones.is_forward or bool(body.enclosed_authors) or _passes_on(subject, zones)
    return Message(
        message_id=next(iter(headers.message_ids(headers.values(root, "message-id")[:1])), ""),
        content_key=_content_key(root, sender, body, subject),
        date=date,
        sender=sender,
        to=to,
        cc=cc,
        subject=subject,
        in_reply_to=headers.message_ids(headers.values(root, "in-reply-to"), most=10),
        references=headers.message_ids(headers.values(root, "references")),
        kind=kind,
        kind_reason=reason,
        own_words="" if body.is_encrypted else zones.own_words,
        signature="" if body.is_encrypted else zones.signature,
        size_bytes=len(raw),
        suspicion=doubts(
            parsed,
            from_fields=len(from_values),
            authentication=headers.values(root, "authentication-results"),
        ),
        is_encrypted=body.is_encrypted,
        is_degraded=is_degraded,
        is_forward=is_forward,
        forwarded_from=forwarded_from if is_forward else (),
        attachments=tuple(body.attachments),
        invitation=invitation if kind is not Kind.BOUNCE else None,
        bounced=bounce.addresses if bounce else (),
        bounced_message_ids=bounce.message_ids if bounce else (),
    )


def _parse(raw: bytes) -> tuple[MimePart, bool]:
    """The parsed mail, and whether only its headers were parsed."""
    if not raw.strip(b"\r\n\t \x00"):
        raise UnreadableMessage("the message is empty: it has no header and no text")
    capped = headers.cap_header_block(headers.without_broken_start(raw))
    if not headers.starts_with_a_field(capped):
        raise UnreadableMessage("this is no mail: it does not begin with header fields")
    if capped.startswith(b">From "):
        capped = capped.partition(b"\n")[2]
    is_degraded = len(raw) > MOST_BYTES or len(_NESTED.findall(capped)) > MOST_NESTED
    try:
        root = _PARSER.parsebytes(_head(capped) if is_degraded else capped)
    except Exception:  # noqa: BLE001  see `read_message`
        root, is_degraded = _headers_only(capped), True
    if not any(name.lower() in _KNOWN_FIELDS for name in root.keys()):  # noqa: SIM118  keys are not unique
        raise UnreadableMessage("this is no mail: none of its header fields is one that mails have")
    return root, is_degraded


def _headers_only(capped: bytes) -> MimePart:
    try:
        return _PARSER.parsebytes(_head(capped), headersonly=True)
    except Exception as problem:  # noqa: BLE001  see `read_message`
        raise UnreadableMessage(f"its header cannot be parsed ({type(problem).__name__})") from None


def _head(capped: bytes) -> bytes:
    end = _HEAD_END.search(capped)
    return capped[: end.end()] if end else capped[: headers.BLOCK_BYTES]


def _author(root: MimePart) -> str:
    found = addresses.parse(headers.values(root, "from")).mailboxes
    if not found:
        return ""
    return found[0].name or re.sub(r"[._\d+-]+", " ", found[0].address.partition("@")[0])


def _sender(root: MimePart, parsed: addresses.Parsed) -> Mailbox:
    """Who wrote: From, else Sender, else Reply-To, else Return-Path; empty where none names anybody."""
    if parsed.mailboxes:
        return parsed.mailboxes[0]
    for name in ("sender", "reply-to", "return-path"):
        found = addresses.parse(headers.values(root, name)).mailboxes
        if found:
            return found[0]
    return Mailbox(headers.text(root, "from")[:200], "")


def _date(root: MimePart, received_at: datetime | None) -> datetime:
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


def _content_key(root: MimePart, sender: Mailbox, body: Body, subject: str) -> str:
    """Hex SHA-256 over From, Date and the letters and digits of the text.

    White space, line ends, quote and escape marks do not count, so one mail has one key whether it comes by
    IMAP or from an archive. Where there is no text, the subject stands for it.
    """
    letters = re.sub(r"[\W_]+", "", body.text[: 4 * KEY_CHARACTERS]).casefold()[:KEY_CHARACTERS]
    date = " ".join(headers.value(root, "date").split())
    told = "\n".join((sender.address, date, letters or subject))
    return hashlib.sha256(told.encode("utf-8", "replace")).hexdigest()


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
