"""New mail held against those who were erased: theirs is not stored, and others' is stored without them."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import replace
from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from contacts.cutting import Cut, Span
from contacts.events import events_of, invited
from contacts.names import parse_name
from contacts.rows import Filed
from contacts.tracks import ERASED
from domain import Attachment, Invitation, Mailbox, Message
from ingest.books.entry import Entry
from ingest.within import texts_within
from store.bulk import among
from store.models import ContactRow
from store.tombstones import Tombstones

_ADDRESS = re.compile(r"[\w.+'-]{1,64}@[\w-]{1,63}(?:\.[\w-]{1,63}){1,4}")
_WORD = re.compile(r"[^\W\d_]+(?:['’-][^\W\d_]+)*")
_LONGEST = 4  # words of a name
LONGEST_TEXT = 50_000  # characters of a text that names are looked for in


def spare(session: Session, gone: Tombstones, mails: Sequence[Filed]) -> tuple[list[Filed], list[Filed]]:
    """The mails to keep, without a trace of people who were erased, and the mails that are theirs."""
    if not gone:
        return list(mails), []
    theirs = [mail for mail in mails if _is_theirs(mail.message, gone)]
    out = {id(mail) for mail in theirs}
    kept = [mail for mail in mails if id(mail) not in out]
    borne = _borne(session, {key for mail in kept for key in _named(mail.message, gone)})
    for mail in kept:
        mail.message = _without(mail.message, gone, borne)
    return kept, theirs


def are_named_in(raw: bytes, gone: Tombstones, at: datetime | None = None) -> bool:
    """Whether the bytes of a mail that cannot be read hold an address of somebody erased, also encoded."""
    found = (hit.group() for text in texts_within(raw) for hit in _ADDRESS.finditer(text)) if gone else ()
    return any(gone.cover(address.rstrip("."), at) for address in found)


def without_erased(entries: Sequence[Entry], gone: Tombstones) -> tuple[list[Entry], list[Entry]]:
    """The people of an address book who may be stored, and those who were erased."""
    left_out = [one for one in entries if any(gone.cover(address) for address in one.addresses)]
    out = {id(one) for one in left_out}
    return [one for one in entries if id(one) not in out], left_out


def _is_theirs(message: Message, gone: Tombstones) -> bool:
    organizers, attendees, _ = invited(message)
    at = message.date
    people = (message.sender, *message.to, *organizers, *attendees)
    addresses = (*(one.address for one in people), *message.bounced, message.relay_address)
    if any(gone.cover(address, at) for address in addresses):
        return True
    sender = message.sender
    return not sender.address and gone.cover_name(parse_name(sender.name).key, at)


def _named(message: Message, gone: Tombstones) -> set[str]:
    """The folded names of people erased that stand in a mail."""
    return {key for text in _texts(message) for key, _ in _names_in(text, gone, message.date)}


def _texts(message: Message) -> Iterator[str]:
    yield from (message.subject, message.own_words, message.signature)
    yield from (file.name for file in message.attachments)
    yield from (event.summary for event in events_of(message))
    yield from (one.name for one in (*message.cc, *message.forwarded_from))


def _names_in(text: str, gone: Tombstones, at: datetime) -> Iterator[tuple[str, Span]]:
    words = list(_WORD.finditer(text, 0, LONGEST_TEXT))
    for first in range(len(words) - 1):
        if not words[first].group()[0].isupper():
            continue
        for last in range(first + 1, min(first + _LONGEST, len(words))):
            start, end = words[first].start(), words[last].end()
            key = parse_name(" ".join(word.group() for word in words[first : last + 1])).key
            if gone.cover_name(key, at):
                yield key, (start, end)


def _borne(session: Session, keys: set[str]) -> frozenset[str]:
    """Those of the names that somebody with a record bears: another person of the same name."""
    if not keys:
        return frozenset()
    held = select(ContactRow.name_key).where(among(session, ContactRow.name_key, sorted(keys)))
    return frozenset(session.scalars(held))


def _without(message: Message, gone: Tombstones, borne: frozenset[str]) -> Message:
    at = message.date

    def masked(text: str) -> str:
        spans = [span for key, span in _names_in(text, gone, at) if key not in borne]
        spans += [found.span() for found in _ADDRESS.finditer(text) if gone.cover(found.group(), at)]
        return Cut.of(text, spans, filler=ERASED).text if spans else text

    def left(people: Sequence[Mailbox]) -> tuple[Mailbox, ...]:
        return tuple(one for one in people if not gone.cover(one.address, at))

    def told(event: Invitation) -> Invitation:
        return replace(event, summary=masked(event.summary))

    return replace(
        message,
        cc=left(message.cc),
        forwarded_from=left(message.forwarded_from),
        subject=masked(message.subject),
        own_words=masked(message.own_words),
        signature=masked(message.signature),
        attachments=tuple(
            Attachment(masked(file.name), file.content_type, file.size) for file in message.attachments
        ),
        invitation=told(message.invitation) if message.invitation else None,
        more_invitations=tuple(told(event) for event in message.more_invitations),
    )
