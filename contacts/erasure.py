"""A person erased for good: their mail, what was read of them, and what is left of them in others' mail.

Mail that they wrote, that was written to them, or that is about a meeting with them goes whole. Other
people's mail stays, without them. What is left is a receipt without words and a mark that nobody can read
back, by which they are recognised and not stored again.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection
from dataclasses import dataclass, field, replace
from datetime import datetime
from enum import StrEnum
from typing import Any

from sqlalchemy import Select, delete, or_, select
from sqlalchemy.orm import Session

from contacts.names import name_key, parse_name
from contacts.others_mail import Changed, Going, clean, requoted
from contacts.people import chunks
from contacts.threading import read_subject
from contacts.traces import phones
from contacts.tracks import Tracks, full_names, runs_of
from domain import DetailKind, Direction
from store import tombstones
from store.bulk import among
from store.models import (
    AccountRow,
    ContactRow,
    DetailRow,
    ErasureRow,
    FlagRow,
    FolderRow,
    LocationRow,
    MentionRow,
    MergeRow,
    MessageRow,
    ParticipantRow,
    QuarantineRow,
    ThreadRow,
)
from store.sweeping import sweep

THEIRS = ("from", "to", "organizer", "attendee", "bounced")  # mail in which they stand so is theirs


class Why(StrEnum):
    """Why somebody was erased."""

    ASKED = "asked"
    LAPSED = "lapsed"


@dataclass(frozen=True, slots=True)
class Erasure:
    """A receipt: numbers and times, no words. `out_of_reach` says what keepwarm does not hold or not rule."""

    id: int
    contact_id: int
    at: datetime
    why: Why
    counts: dict[str, int]
    out_of_reach: tuple[str, ...] = field(default=())


def erase(session: Session, contact_id: int, *, at: datetime, why: Why = Why.ASKED) -> tuple[Erasure, Tracks]:
    """Erase somebody from all tables; the receipt, and by what they are found in files.

    Needs a writing session. Who lapsed (`Why.LAPSED`) may come back with mail written from `at` on.
    """
    tracks, keys = _tracks(session, contact_id)
    counts: Counter[str] = Counter()
    theirs = _their_mail(session, contact_id, tracks)
    going, tracks = _going(session, contact_id, tracks, theirs)
    _note_places(session, theirs)
    erased = _delete_mail(session, theirs)
    counts["messages"] = len(theirs)
    named = or_(
        ParticipantRow.contact_id == contact_id,
        among(session, ParticipantRow.address, sorted(tracks.addresses)),
    )
    counts["places in headers of others"] = _rows(session, delete(ParticipantRow).where(named))
    changed = clean(session, going)
    counts["mails of others cleaned"] = changed.mails
    counts["mentions"] = changed.mentions
    counts["signals in others' mail"] = changed.signals
    counts["quarantine"] = _clean_quarantine(session, tracks)
    counts["flags"] = _clean_flags(session, contact_id, tracks, changed, erased)
    counts["texts elsewhere"] = _sweep(session, tracks, changed, erased)
    session.execute(delete(ContactRow).where(ContactRow.id == contact_id))
    session.expire_all()
    receipt = ErasureRow(contact_id=contact_id, at=at, why=why.value, counts={})
    session.add(receipt)
    session.flush()
    tombstones.add(
        session,
        receipt.id,
        addresses=tracks.addresses,
        name_keys=keys,
        at=at,
        is_for_good=why is Why.ASKED,
    )
    receipt.counts = dict(counts)
    session.flush()
    folders = session.scalars(select(FolderRow.name)).all()
    beyond = ["a folder of the mailbox bears their name"] if any(map(tracks.spans, folders)) else []
    return Erasure(receipt.id, contact_id, at, why, dict(counts), tuple(beyond)), tracks


def receipts(session: Session) -> list[Erasure]:
    """Every receipt, oldest first."""
    rows = session.scalars(select(ErasureRow).order_by(ErasureRow.id))
    return [Erasure(row.id, row.contact_id, row.at, Why(row.why), dict(row.counts)) for row in rows]


def _tracks(session: Session, contact_id: int) -> tuple[Tracks, frozenset[str]]:
    """By what they are found, and their names folded. A name that others bear too finds nobody."""
    row = session.get_one(ContactRow, contact_id)
    addresses = {one.address for one in row.addresses}
    names = {row.name}
    for merged in session.scalars(select(MergeRow).where(MergeRow.contact_id == contact_id)):
        names.add(str(merged.held.get("contact", {}).get("name", "")))
        addresses |= set(merged.held.get("address_words", ()))
    # Not their addresses: of mail that a platform passed on it is the platform's.
    named = select(ParticipantRow.name).where(
        or_(ParticipantRow.contact_id == contact_id, ParticipantRow.address.in_(sorted(addresses)))
    )
    names |= set(session.scalars(named.distinct()))
    mentioned = select(MentionRow.text).where(MentionRow.contact_id == contact_id).distinct()
    # In a text "de Vries" may be anybody of that family.
    names |= {text for text in session.scalars(mentioned) if parse_name(text).is_full}
    full = full_names(names)
    own = {a for held in session.scalars(select(AccountRow.own_addresses)) for a in held}
    addresses -= own
    of_others = select(ContactRow.name_key).where(ContactRow.id != contact_id)
    ours = select(ParticipantRow.name).where(ParticipantRow.address.in_(sorted(own))).distinct()
    taken = set(session.scalars(of_others)) | {name_key(name) for name in session.scalars(ours)}
    alone = frozenset(name for name in full if name_key(name) not in taken)
    written = (
        select(MessageRow.signature)
        .join(ParticipantRow)
        .where(ParticipantRow.contact_id == contact_id, ParticipantRow.field == "from")
    )
    numbers = {number for text in session.scalars(written) for number in phones(text)}
    told = session.execute(select(DetailRow.kind, DetailRow.value).where(DetailRow.contact_id == contact_id))
    strings: set[str] = set()
    for kind, value in told:
        if kind == DetailKind.PHONE.value:
            numbers |= phones(value) or {"".join(c for c in value if c.isdigit())}
        elif kind == DetailKind.LINK.value:
            strings.add(value)
    tracks = Tracks(frozenset(addresses), alone, frozenset(numbers), frozenset(strings))
    return tracks, frozenset(name_key(name) for name in alone)


def _their_mail(session: Session, contact_id: int, tracks: Tracks) -> dict[int, str]:
    """Mail that is theirs: the store's numbers, with the Message-IDs."""
    is_named = or_(
        ParticipantRow.contact_id == contact_id,
        among(session, ParticipantRow.address, sorted(tracks.addresses)),
    )
    query = (
        select(MessageRow.id, MessageRow.message_id)
        .join(ParticipantRow, ParticipantRow.message_id == MessageRow.id)
        .where(is_named, ParticipantRow.field.in_(THEIRS))
    )
    return {row.id: row.message_id for row in session.execute(query)}


def _going(
    session: Session, contact_id: int, tracks: Tracks, theirs: Collection[int]
) -> tuple[Going, Tracks]:
    """What else of them is recognised in others' mail: their conversations, subjects and own words."""
    threads: set[int] = set()
    subjects: set[str] = set()
    texts: list[str] = []
    for some in chunks(theirs):
        threads |= {t for t in session.scalars(_threads(some)) if t is not None}
        query = select(
            MessageRow.own_words, MessageRow.signature, MessageRow.subject, MessageRow.from_address,
            MessageRow.direction, MessageRow.in_reply_to,
        ).where(MessageRow.id.in_(some))  # fmt: skip
        for words, signature, subject, address, direction, answers in session.execute(query):
            wrote_it = address in tracks.addresses or (not address and direction == Direction.INBOUND.value)
            if wrote_it:
                texts += [words, signature]
                if not answers:
                    subjects.add(read_subject(subject).base)
    tracks = replace(tracks, runs=runs_of(texts))
    return Going(contact_id, tracks, frozenset(threads), frozenset(subjects - {""})), tracks


def _threads(ids: Collection[int]) -> Select[Any]:
    return select(MessageRow.thread_id).where(MessageRow.id.in_(ids)).distinct()


def _note_places(session: Session, theirs: Collection[int]) -> None:
    """Where their mail lies on the server, for the audit not to miss it."""
    for some in chunks(theirs):
        query = select(LocationRow.folder_id, LocationRow.uidvalidity, LocationRow.uid)
        places = session.execute(query.where(LocationRow.message_id.in_(some)))
        tombstones.note_places(session, [(folder, validity, uid) for folder, validity, uid in places])


def _delete_mail(session: Session, theirs: dict[int, str]) -> frozenset[str]:
    """Delete mail with all that hangs on it; the Message-IDs that no other mail bears."""
    threads: set[int] = set()
    for some in chunks(theirs):
        threads |= {t for t in session.scalars(_threads(some)) if t is not None}
        session.execute(delete(MessageRow).where(MessageRow.id.in_(some)))
    for some in chunks(sorted(threads)):
        has_mail = select(MessageRow.id).where(MessageRow.thread_id == ThreadRow.id).exists()
        session.execute(delete(ThreadRow).where(ThreadRow.id.in_(some), ~has_mail))
    ids = set(theirs.values()) - {""}
    session.expire_all()
    for some_ids in chunks(sorted(ids)):
        ids -= set(session.scalars(select(MessageRow.message_id).where(MessageRow.message_id.in_(some_ids))))
    return frozenset(ids)


def _clean_quarantine(session: Session, tracks: Tracks) -> int:
    """Mail that could not be read goes where its bytes name them: nothing in it can be told apart."""
    held = select(
        QuarantineRow.id, QuarantineRow.where, QuarantineRow.raw,
        QuarantineRow.folder_id, QuarantineRow.uidvalidity, QuarantineRow.uid,
    )  # fmt: skip
    gone = {
        id_: (folder or 0, validity, uid)
        for id_, where, raw, folder, validity, uid in session.execute(held).yield_per(50)
        if tracks.spans(where) or tracks.are_in(raw)
    }
    for some in chunks(gone):
        session.execute(delete(QuarantineRow).where(QuarantineRow.id.in_(some)))
    tombstones.note_places(session, [place for place in gone.values() if place[0]])
    return len(gone)


def _clean_flags(
    session: Session, contact_id: int, tracks: Tracks, changed: Changed, erased: frozenset[str]
) -> int:
    """Flags on them go, and flags on others that only their mail proves."""
    gone = 0
    for flag in session.scalars(select(FlagRow)).all():
        is_theirs = flag.contact_id == contact_id or bool(flag.about_name and tracks.spans(flag.about_name))
        evidence = requoted(flag.evidence, changed, erased)
        if is_theirs or (flag.evidence and not evidence):
            session.delete(flag)
            gone += 1
        elif evidence != flag.evidence:
            flag.evidence = evidence
    session.flush()
    return gone


def _sweep(session: Session, tracks: Tracks, changed: Changed, erased: frozenset[str]) -> int:
    """Every other text: subjects, names of files, calendars, notes, corrections, what merges hold."""
    without_numbers = replace(tracks, numbers=frozenset())

    def text(where: str, value: str) -> str:
        # An office's number stands under the mail of everybody who works there.
        return (without_numbers if where == "messages.signature" else tracks).masked(value)

    def json(value: Any) -> Any:
        return tracks.masked_json(requoted(value, changed, erased))

    done = sweep(session, text, json, columns_left=("messages.own_words",))
    return sum(done.values())


def _rows(session: Session, statement: Any) -> int:
    done: Any = session.execute(statement)
    return int(done.rowcount)
