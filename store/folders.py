"""How far each folder has been read; kept with the messages it covers, in one transaction.

`FolderCursor` has the fields of the mail room's `FolderState`, which this room does not know.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import delete, or_, select, update
from sqlalchemy.orm import Session

from domain import Look
from store.columns import key_text
from store.models import FolderRow, LocationRow, MessageRow, QuarantineRow

CHUNK = 500  # values in one query


@dataclass(frozen=True)
class FolderCursor:
    """What has been read of a folder.

    Up to `high_uid` everything is settled or a hole; the first sync has come down to `low_uid`, None when
    done; `holes` were asked for and not given. `uidvalidity` is None while never opened, or for an import.
    `messages` lay in it when it was last looked at.
    """

    name: str
    special_use: str = ""
    uidvalidity: int | None = None
    high_uid: int = 0
    low_uid: int | None = None
    holes: tuple[int, ...] = ()
    resets_in_a_row: int = 0
    last_read_at: datetime | None = None
    messages: int = 0


def cursors(session: Session, account_id: int) -> dict[str, FolderCursor]:
    """What has been read of each folder of an account, by the folder's name."""
    rows = session.scalars(select(FolderRow).where(FolderRow.account_id == account_id).order_by(FolderRow.id))
    return {row.name: _plain(row) for row in rows}


def save(session: Session, account_id: int, cursor: FolderCursor, *, read_at: datetime | None = None) -> int:
    """Keep how far a folder has been read; the folder's id.

    A folder looked through to its end lets go of the former places that were not found again.
    """
    row = session.scalar(
        select(FolderRow).where(FolderRow.account_id == account_id, FolderRow.name == cursor.name)
    )
    if row is None:
        row = FolderRow(account_id=account_id, name=cursor.name)
        session.add(row)
    elif row.low_uid is not None and cursor.low_uid is None:
        _drop_former(session, row.id)
    row.special_use = cursor.special_use
    row.uidvalidity = cursor.uidvalidity
    row.high_uid = cursor.high_uid
    row.low_uid = cursor.low_uid
    row.holes = list(cursor.holes)
    row.resets_in_a_row = cursor.resets_in_a_row
    row.messages = cursor.messages
    row.last_read_at = read_at or cursor.last_read_at or row.last_read_at
    session.flush()
    return row.id


def find(session: Session, account_id: int, name: str) -> int | None:
    """The id of a folder; None where nothing is known of it."""
    return session.scalar(
        select(FolderRow.id).where(FolderRow.account_id == account_id, FolderRow.name == name)
    )


def folder_id(session: Session, account_id: int, name: str) -> int:
    """The id of a folder, made if there is none."""
    found = find(session, account_id, name)
    return save(session, account_id, FolderCursor(name)) if found is None else found


def uids(session: Session, folder: int, uidvalidity: int, *, above: int = 0) -> dict[int, int]:
    """The message under each UID of a folder: {uid: id of the message}."""
    rows = session.execute(
        select(LocationRow.uid, LocationRow.message_id).where(
            LocationRow.folder_id == folder,
            LocationRow.uidvalidity == uidvalidity,
            LocationRow.uid > above,
        )
    )
    return {uid: message for uid, message in rows if uid is not None}


def rename(session: Session, account_id: int, old: str, new: str) -> None:
    """A folder has another name now; whatever was kept under the new one before is forgotten."""
    here = FolderRow.account_id == account_id
    row = session.scalar(select(FolderRow).where(here, FolderRow.name == old))
    if row is None or old == new:
        return
    session.execute(delete(FolderRow).where(here, FolderRow.name == new))
    row.name = new
    session.flush()


def forget_vanished(session: Session, account_id: int, listed: Collection[str]) -> int:
    """Forget the folders that are no longer on the server, with all places in them; the messages stay.

    One that comes back is read from the top, and its mail known by content. Imported folders stay.
    """
    vanished = [
        one
        for one in session.scalars(select(FolderRow).where(FolderRow.account_id == account_id))
        if one.uidvalidity is not None and one.name not in listed
    ]
    for row in vanished:
        session.delete(row)
    session.flush()
    return len(vanished)


def renumber(session: Session, folder: int) -> None:
    """The UIDs of a folder mean nothing any more: its places become former places, the messages stay."""
    for rows in (LocationRow, QuarantineRow):
        session.execute(update(rows).where(rows.folder_id == folder, rows.uid.is_not(None)).values(uid=None))


def recognise(session: Session, account_id: int, looks: Sequence[Look]) -> dict[int, int]:
    """Which mails on the server are kept already: {uid: id of the message}.

    Known is what has the Message-ID, the size and the time of arrival of one message kept, and of no other:
    an id alone can be used again. Whoever is left out must be fetched.
    """
    sure = [one for one in looks if one.message_id and one.size is not None and one.arrived_at is not None]
    kept: dict[tuple[str, int | None, datetime | None], set[int]] = {}
    for first in range(0, len(sure), CHUNK):
        ids = {one.message_id for one in sure[first : first + CHUNK]}
        rows = session.execute(
            select(MessageRow.message_id, LocationRow.size, LocationRow.arrived_at, MessageRow.id)
            .join(LocationRow, LocationRow.message_id == MessageRow.id)
            .where(MessageRow.account_id == account_id, MessageRow.message_id.in_(ids))
        )
        for message_id, size, arrived_at, id_ in rows:
            kept.setdefault((message_id, size, arrived_at), set()).add(id_)
    found: dict[int, int] = {}
    for one in sure:
        same = kept.get((key_text(one.message_id), one.size, one.arrived_at), set())
        if len(same) == 1:
            found[one.uid] = next(iter(same))
    return found


def place(
    session: Session, folder: int, uidvalidity: int, looks: Iterable[Look], kept: dict[int, int]
) -> None:
    """Note where messages lie that are kept already; `kept` is {uid: id of the message}."""
    looked = [one for one in looks if one.uid in kept]
    known = _placed(session, folder, uidvalidity, [one.uid for one in looked])
    session.add_all(
        LocationRow(
            message_id=kept[one.uid],
            folder_id=folder,
            uidvalidity=uidvalidity,
            uid=one.uid,
            size=one.size,
            arrived_at=one.arrived_at,
        )
        for one in looked
        if one.uid not in known
    )
    session.flush()


def drop_locations(session: Session, folder: int, *, only_uids: Iterable[int]) -> None:
    """Forget that messages lie in a folder under these UIDs; the messages stay."""
    wanted = sorted(only_uids)
    for first in range(0, len(wanted), CHUNK):
        session.execute(
            delete(LocationRow).where(
                LocationRow.folder_id == folder, LocationRow.uid.in_(wanted[first : first + CHUNK])
            )
        )


def keep_only(
    session: Session,
    folder: int,
    uidvalidity: int,
    there: Collection[int],
    *,
    above: int = 0,
    below: int | None = None,
) -> int:
    """Forget the places between two UIDs at which nothing lies any more; how many they were."""
    known = uids(session, folder, uidvalidity, above=above)
    gone = {uid for uid in known if below is None or uid < below}.difference(there)
    drop_locations(session, folder, only_uids=gone)
    return len(gone)


def _placed(session: Session, folder: int, uidvalidity: int, wanted: Sequence[int]) -> set[int]:
    found: set[int | None] = set()
    for first in range(0, len(wanted), CHUNK):
        here = (LocationRow.folder_id == folder, LocationRow.uidvalidity == uidvalidity)
        found |= set(
            session.scalars(
                select(LocationRow.uid).where(*here, LocationRow.uid.in_(wanted[first : first + CHUNK]))
            )
        )
    return {uid for uid in found if uid is not None}


def _drop_former(session: Session, folder: int) -> None:
    """Former places not found again, and what is in quarantine under numbers that the server gave up.

    Bytes that were not met again stay: they may be all that is left of a mail.
    """
    session.execute(
        delete(LocationRow).where(
            LocationRow.folder_id == folder, LocationRow.uidvalidity.is_not(None), LocationRow.uid.is_(None)
        )
    )
    here = QuarantineRow.folder_id == folder
    again = select(QuarantineRow.raw).where(here, QuarantineRow.uid.is_not(None))
    is_held = or_(QuarantineRow.raw == b"", QuarantineRow.raw.in_(again))
    session.execute(delete(QuarantineRow).where(here, QuarantineRow.uid.is_(None), is_held))


def _plain(row: FolderRow) -> FolderCursor:
    return FolderCursor(
        name=row.name,
        special_use=row.special_use,
        uidvalidity=row.uidvalidity,
        high_uid=row.high_uid,
        low_uid=row.low_uid,
        holes=tuple(row.holes),
        resets_in_a_row=row.resets_in_a_row,
        messages=row.messages,
        last_read_at=row.last_read_at,
    )
