"""Mail taken in: read, sorted to people and threads, and kept, a batch in one transaction, nothing twice.

Everything slow, parsing and language, happens before the transaction opens.
"""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Protocol

from sqlalchemy import delete, select
from sqlalchemy.orm import Session

from contacts.account import AccountProfile
from contacts.filing import file_batch, known_content
from contacts.people import Roster, chunks
from contacts.reading import passage_of
from contacts.rows import Filed
from domain import Direction, Passage, Quarantined, Reading
from errors import UnreadableMessage
from ingest.cursor import FolderState
from ingest.mime import read_message
from store import accounts, folders
from store.database import Database
from store.models import MessageRow, QuarantineRow

__all__ = ["AccountProfile", "Arrival", "Taken", "known_message_ids", "take_in"]


class Reader(Protocol):
    """What reads own words; `nlp.pipeline.Reader` is one."""

    def read(self, passages: Sequence[Passage]) -> list[Reading]:
        """One reading for each passage, in their order."""
        ...


@dataclass(frozen=True, slots=True)
class Arrival:
    """One raw mail and where it lay. `received_at` is aware: INTERNALDATE, or the From line of an mbox."""

    raw: bytes = field(repr=False)
    where: str = ""  # named in quarantine: file, or folder and UID
    folder: str = ""
    received_at: datetime | None = None
    uid: int | None = None
    uidvalidity: int | None = None


@dataclass(frozen=True, slots=True)
class Taken:
    """Counts of mails, the contacts concerned, and what could not be read (without bytes)."""

    stored: int
    known: int
    quarantined: int
    contacts: frozenset[int] = frozenset()
    unreadable: tuple[Quarantined, ...] = ()


@dataclass(slots=True)
class _Sorted:
    """A batch after parsing."""

    mails: list[Filed] = field(default_factory=list)
    unreadable: list[tuple[Arrival, str]] = field(default_factory=list)


def take_in(
    database: Database,
    account: AccountProfile,
    arrivals: Sequence[Arrival],
    *,
    reader: Reader,
    folder_state: FolderState | None = None,
    now: datetime,
    gone: Collection[int] = (),
    unreadable: Sequence[Quarantined] = (),
    recognised: Mapping[int, str] | None = None,
    is_renumbered: bool = False,
) -> Taken:
    """Store a batch with all it tells, together with the folder's cursor; `now` is aware.

    A mail known by its content only gains a place; one that cannot be read goes into quarantine with its
    bytes. `gone` are UIDs that left the folder of `folder_state`: the mails stay, their places go.
    `unreadable` is what the mail room itself could not read. `recognised` are UIDs of mails that are kept
    already, with their Message-IDs; with `is_renumbered` every place known in the folder goes first.
    """
    batch = _parse(arrivals)
    _read(database, account, batch.mails, reader)
    with database.write() as session:
        stored_account = accounts.ensure(session, account.name, own_addresses=account.own_addresses)
        folder_ids = _folder_ids(session, stored_account.id, batch, folder_state, now)
        if folder_state is not None and is_renumbered:
            folders.drop_locations(session, folder_ids[folder_state.name])
        stored, known, contacts = file_batch(
            session, account, stored_account.id, batch.mails, folder_ids=folder_ids
        )
        if folder_state is not None and gone:
            folders.drop_locations(session, folder_ids[folder_state.name], only_uids=gone)
        if folder_state is not None and folder_state.uidvalidity is not None and recognised:
            place = folder_ids[folder_state.name]
            folders.place_known(session, place, folder_state.uidvalidity, recognised)
        kept = [(arrival, reason) for arrival, reason in batch.unreadable]
        kept += [(Arrival(one.raw, where=one.where), one.reason) for one in unreadable]
        _release(session, stored_account.id, [mail.where for mail in arrivals])
        quarantined = _quarantine(session, stored_account.id, kept, folder_ids, now)
    named = tuple(Quarantined(arrival.where, reason) for arrival, reason in kept)
    return Taken(stored, known, quarantined, frozenset(contacts), named)


def known_message_ids(database: Database, account_name: str) -> Callable[[Sequence[str]], set[str]]:
    """A question for the mail room: which of these Message-IDs are in the store already."""

    def known(ids: Sequence[str]) -> set[str]:
        found: set[str] = set()
        with database.read() as session:
            account = next((a for a in accounts.accounts(session) if a.name == account_name), None)
            if account is None:
                return found
            for some in chunks(ids):
                found |= set(
                    session.scalars(
                        select(MessageRow.message_id).where(
                            MessageRow.account_id == account.id, MessageRow.message_id.in_(some)
                        )
                    )
                )
        return found

    return known


def _parse(arrivals: Sequence[Arrival]) -> _Sorted:
    """Bytes to messages; the same content twice is one mail with two places."""
    batch = _Sorted()
    by_content: dict[str, Filed] = {}
    for arrival in arrivals:
        try:
            message = read_message(arrival.raw, received_at=arrival.received_at)
        except UnreadableMessage as error:
            batch.unreadable.append((arrival, error.what))
            continue
        place = (arrival.folder, arrival.uidvalidity, arrival.uid)
        if same := by_content.get(message.content_key):
            same.places.append(place)
            same.copies += 1
            continue
        mail = Filed(message, [place])
        by_content[message.content_key] = mail
        batch.mails.append(mail)
    return batch


def _read(database: Database, account: AccountProfile, mails: Sequence[Filed], reader: Reader) -> None:
    """Let the language room read what is new; a doubted answer to our own mail is believed."""
    with database.read() as session:
        stored = next((a for a in accounts.accounts(session) if a.name == account.name), None)
        known = known_content(session, stored.id, mails) if stored else {}
        fresh = [mail for mail in mails if mail.message.content_key not in known]
        ours = _own_ids(session, stored.id if stored else 0, account, fresh)
        roster = Roster(session)
    for mail in fresh:
        mail.direction = account.direction(mail.message.sender)
        answered = {*mail.message.references, *mail.message.in_reply_to}
        mail.is_believed = mail.message.is_verified or bool(answered & ours)
    wanted: list[tuple[Filed, Passage]] = []
    for mail in fresh:
        passage = passage_of(mail.message, mail.direction, account, roster)
        if passage is not None:
            wanted.append((mail, passage))
    readings = reader.read([passage for _, passage in wanted])
    for (mail, _), reading in zip(wanted, readings, strict=True):
        mail.reading = reading


def _own_ids(
    session: Session, account_id: int, account: AccountProfile, mails: Sequence[Filed]
) -> frozenset[str]:
    """Which of the ids that these mails answer are the recruiter's own mail."""
    doubted = [mail.message for mail in mails if mail.message.suspicion]
    asked = {target for m in doubted for target in (*m.references, *m.in_reply_to)}
    if not asked:
        return frozenset()
    ours = {
        mail.message.message_id
        for mail in mails
        if account.direction(mail.message.sender) is Direction.OUTBOUND and not mail.message.suspicion
    }
    for some in chunks(sorted(asked)):
        ours |= set(
            session.scalars(
                select(MessageRow.message_id).where(
                    MessageRow.account_id == account_id,
                    MessageRow.message_id.in_(some),
                    MessageRow.direction == Direction.OUTBOUND.value,
                    MessageRow.suspicion == "",
                )
            )
        )
    return frozenset(asked & ours)


def _folder_ids(
    session: Session, account_id: int, batch: _Sorted, state: FolderState | None, now: datetime
) -> dict[str, int]:
    """The ids of the folders that the batch names; the cursor is kept on the way."""
    names = {name for mail in batch.mails for name, _, _ in mail.places}
    names |= {arrival.folder for arrival, _ in batch.unreadable}
    found: dict[str, int] = {}
    if state is not None:
        cursor = folders.FolderCursor(
            name=state.name,
            special_use=state.special_use,
            uidvalidity=state.uidvalidity,
            high_uid=state.high_uid,
            low_uid=state.low_uid,
            holes=tuple(state.holes),
            resets_in_a_row=state.resets_in_a_row,
            messages=state.messages,
        )
        found[state.name] = folders.save(session, account_id, cursor, read_at=now)
    for name in sorted(names - found.keys()):
        found[name] = folders.folder_id(session, account_id, name)
    return found


def _release(session: Session, account_id: int, places: Sequence[str]) -> None:
    """Let go of what a server would not hand over before and has now."""
    for some in chunks(sorted({_digest(b"", where) for where in places})):
        session.execute(
            delete(QuarantineRow).where(
                QuarantineRow.account_id == account_id, QuarantineRow.digest.in_(some)
            )
        )


def _digest(raw: bytes, where: str) -> str:
    """What tells one unreadable mail from another: its bytes; its place where a server gave none."""
    return hashlib.sha256(raw or where.encode()).hexdigest()


def _quarantine(
    session: Session,
    account_id: int,
    unreadable: Sequence[tuple[Arrival, str]],
    folder_ids: dict[str, int],
    now: datetime,
) -> int:
    """Keep what could not be read, each once; how many there were."""
    by_digest = {_digest(arrival.raw, arrival.where): (arrival, why) for arrival, why in unreadable}
    known: set[str] = set()
    for some in chunks(sorted(by_digest)):
        known |= set(
            session.scalars(
                select(QuarantineRow.digest).where(
                    QuarantineRow.account_id == account_id, QuarantineRow.digest.in_(some)
                )
            )
        )
    session.add_all(
        QuarantineRow(
            account_id=account_id,
            folder_id=folder_ids.get(arrival.folder),
            uidvalidity=arrival.uidvalidity,
            uid=arrival.uid,
            where=arrival.where,
            reason=why,
            raw=arrival.raw,
            digest=digest,
            at=now,
        )
        for digest, (arrival, why) in by_digest.items()
        if digest not in known
    )
    session.flush()
    return len(unreadable)
