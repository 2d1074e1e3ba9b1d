"""Mail taken in: read, sorted to people and threads, and kept, a batch in one transaction, nothing twice.

Parsing happens before the transaction opens, elsewhere where that is wished; the words are read once the mail
is safe.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from contacts.account import AccountProfile
from contacts.erased import are_named_in, spare
from contacts.filing import file_batch
from contacts.people import chunks
from contacts.rows import Filed, Place
from contacts.settling import MUCH
from contacts.words import Reader, read_words
from domain import Direction, Listing, Look, Message, Quarantined
from errors import UnreadableMessage
from ingest.cursor import FolderState
from ingest.exclusion import is_left_out
from ingest.mime import read_message
from store import accounts, folders, quarantine, tombstones
from store.database import Database
from store.models import MessageRow

__all__ = [
    "AccountProfile",
    "Arrival",
    "FolderNews",
    "Reader",
    "Taken",
    "read_mails",
    "recogniser",
    "take_in",
]


@dataclass(frozen=True, slots=True)
class Arrival:
    """One raw mail and where it lay. `received_at` is aware: INTERNALDATE, or the From line of an mbox.

    `size` is what the server says it weighs, `server_id` and `server_thread` what it calls the mail and its
    conversation; `is_sent`: it says that the account's owner sent it.
    """

    raw: bytes = field(repr=False)
    where: str = ""  # named in quarantine: file, or folder and UID
    folder: str = ""
    received_at: datetime | None = None
    uid: int | None = None
    uidvalidity: int | None = None
    size: int | None = None
    server_id: str = ""
    server_thread: str = ""
    is_sent: bool = False


@dataclass(frozen=True, slots=True)
class FolderNews:
    """What a batch tells of its folder beside new mail.

    `gone` are UIDs that left it: the mails stay, their places go; `there` lists all that is left.
    `recognised` are mails that are kept already, with the ids under which the store keeps them. With
    `is_renumbered` every UID known before means nothing now; `renamed_from` is the name it had until now.
    """

    gone: Collection[int] = ()
    there: Listing | None = None
    recognised: Sequence[tuple[Look, int]] = ()
    is_renumbered: bool = False
    renamed_from: str = ""


@dataclass(frozen=True, slots=True)
class Taken:
    """Counts of mails, the contacts concerned, and what could not be read (without bytes)."""

    stored: int
    known: int
    quarantined: int
    contacts: frozenset[int] = frozenset()
    unreadable: tuple[Quarantined, ...] = ()
    left_out: int = 0  # of people whose mail is not kept
    erased: int = 0  # of people who were erased


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
    reader: Reader | None,
    messages: Sequence[Message | UnreadableMessage] | None = None,
    folder_state: FolderState | None = None,
    now: datetime,
    unreadable: Sequence[Quarantined] = (),
    news: FolderNews | None = None,
) -> Taken:
    """Store a batch, together with the folder's cursor, then read its words; `now` is aware.

    `messages` are the arrivals where they have been parsed already, in their order. Without a `reader` the
    words wait, for `reanalysis.catch_up`; so they do where reading them fails.

    A mail known by its content only gains a place; one that cannot be read goes into quarantine with its
    bytes. `unreadable` is what the mail room itself could not read, `news` what else is new in the folder of
    `folder_state`.
    """
    came = list(zip(arrivals, read_mails(arrivals) if messages is None else messages, strict=True))
    wanted = [one for one in came if not is_left_out(one[0].raw, account.excluded)]
    batch = _sorted(wanted)
    with database.write() as session:
        gone = tombstones.read(session)
        batch.mails, erased = spare(session, gone, batch.mails)
        left = [one for one, _ in batch.unreadable if are_named_in(one.raw, gone, one.received_at)]
        batch.unreadable = [one for one in batch.unreadable if one[0] not in left]
        stored_account = accounts.ensure(
            session, account.name, own_addresses=account.own_addresses, read_at=now
        )
        if folder_state is not None and news is not None and news.renamed_from:
            folders.rename(session, stored_account.id, news.renamed_from, folder_state.name)
        folder_ids = _folder_ids(session, stored_account.id, batch, folder_state, now)
        if folder_state is not None and news is not None and news.is_renumbered:
            folders.renumber(session, folder_ids[folder_state.name])
        _tell_senders(session, stored_account.id, account, batch.mails)
        filed = file_batch(session, account, stored_account.id, batch.mails, folder_ids=folder_ids)
        if folder_state is not None and folder_state.uidvalidity is not None:
            place, uidvalidity = folder_ids[folder_state.name], folder_state.uidvalidity
            read = {one.uid for mail in batch.mails for one in mail.places if one.uid is not None}
            quarantine.release(session, place, uidvalidity, read)
            _note(session, place, uidvalidity, news or FolderNews())
        places = [(place.folder, place.uidvalidity, place.uid) for mail in erased for place in mail.places]
        places += [(one.folder, one.uidvalidity, one.uid) for one in left]
        tombstones.note_places(session, [(folder_ids.get(place[0], 0), *place[1:]) for place in places])
        kept = list(batch.unreadable)
        kept += [
            (Arrival(one.raw, where=one.where, folder=one.folder, uid=one.uid,
                     uidvalidity=folder_state.uidvalidity if folder_state else None), one.reason)
            for one in unreadable
        ]  # fmt: skip
        quarantine.keep(
            session,
            stored_account.id,
            [
                quarantine.Unreadable(
                    where=arrival.where,
                    reason=reason,
                    raw=arrival.raw,
                    folder_id=folder_ids.get(arrival.folder),
                    uidvalidity=arrival.uidvalidity,
                    uid=arrival.uid,
                    received_at=arrival.received_at,
                )
                for arrival, reason in kept
            ],
            at=now,
        )
    contacts = filed.contacts
    if reader is not None:
        contacts |= read_words(
            database, account, stored_account.id, filed.ids,
            reader=reader, newly=filed.newly, also=filed.earlier,
            is_settled_next=len(filed.ids) >= MUCH,
        )  # fmt: skip
    named = tuple(Quarantined(arrival.where, reason) for arrival, reason in kept)
    gone_out = len(erased) + len(left)
    return Taken(len(filed.ids), filed.known, len(kept), contacts, named, len(came) - len(wanted), gone_out)


def read_mails(arrivals: Sequence[Arrival]) -> list[Message | UnreadableMessage]:
    """What the mail room makes of the bytes, in their order."""
    found: list[Message | UnreadableMessage] = []
    for arrival in arrivals:
        try:
            found.append(read_message(arrival.raw, received_at=arrival.received_at))
        except UnreadableMessage as error:
            found.append(error)
    return found


def recogniser(database: Database, account_name: str) -> Callable[[Sequence[Look]], dict[int, int]]:
    """A question for the mail room: which of these mails are kept already, and under which ids."""

    def recognise(looks: Sequence[Look]) -> dict[int, int]:
        with database.read() as session:
            account = next((a for a in accounts.accounts(session) if a.name == account_name), None)
            return folders.recognise(session, account.id, looks) if account else {}

    return recognise


def _note(session: Session, folder: int, uidvalidity: int, news: FolderNews) -> None:
    """Keep what a folder tells of mail that is kept already."""
    folders.drop_locations(session, folder, only_uids=news.gone)
    looks = [look for look, _ in news.recognised]
    folders.place(session, folder, uidvalidity, looks, {look.uid: kept for look, kept in news.recognised})
    if news.there is not None:
        folders.keep_only(session, folder, uidvalidity, news.there.uids, above=news.there.above)


def _sorted(read: Sequence[tuple[Arrival, Message | UnreadableMessage]]) -> _Sorted:
    """The same content twice is one mail with two places."""
    batch = _Sorted()
    by_content: dict[str, Filed] = {}
    for arrival, message in read:
        if isinstance(message, UnreadableMessage):
            batch.unreadable.append((arrival, message.what))
            continue
        place = Place(
            arrival.folder,
            arrival.uidvalidity,
            arrival.uid,
            arrival.size,
            arrival.received_at if arrival.uid else None,
            arrival.server_id,
        )
        if arrival.server_thread:
            in_thread = f"conversation {arrival.server_thread}"
            message = replace(message, other_names=(*message.other_names, in_thread))
        if same := by_content.get(message.content_key):
            same.places.append(place)
            same.copies += 1
            same.is_sent = same.is_sent or arrival.is_sent
            if message.message_id not in ("", same.message.message_id):
                names = (*same.message.other_names, message.message_id)
                same.message = replace(same.message, other_names=names)
            continue
        mail = Filed(message, [place], is_sent=arrival.is_sent)
        by_content[message.content_key] = mail
        batch.mails.append(mail)
    return batch


def _tell_senders(session: Session, account_id: int, account: AccountProfile, mails: Sequence[Filed]) -> None:
    """Which mail is the recruiter's own, and whose sender is believed: who answers our own mail always is."""
    ours = _own_ids(session, account_id, account, mails)
    for mail in mails:
        mail.direction = Direction.OUTBOUND if mail.is_sent else account.direction(mail.message.sender)
        answered = {*mail.message.references, *mail.message.in_reply_to}
        mail.is_believed = mail.message.is_verified or bool(answered & ours)


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
    names = {place.folder for mail in batch.mails for place in mail.places}
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
