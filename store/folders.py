"""How far each folder has been read; kept with the messages it covers, in one transaction.

`FolderCursor` has the fields of the mail room's `FolderState`, which this room does not know.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import delete, select
from sqlalchemy.orm import Session

from store.models import FolderRow, LocationRow, MessageRow


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

    A new UIDVALIDITY drops the places known under the old one: their UIDs mean other mails now.
    """
    row = session.scalar(
        select(FolderRow).where(FolderRow.account_id == account_id, FolderRow.name == cursor.name)
    )
    if row is None:
        row = FolderRow(account_id=account_id, name=cursor.name)
        session.add(row)
    elif row.uidvalidity is not None and row.uidvalidity != cursor.uidvalidity:
        old = (LocationRow.folder_id == row.id) & (LocationRow.uidvalidity == row.uidvalidity)
        session.execute(delete(LocationRow).where(old))
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


def folder_id(session: Session, account_id: int, name: str) -> int:
    """The id of a folder, made if there is none."""
    wanted = select(FolderRow.id).where(FolderRow.account_id == account_id, FolderRow.name == name)
    found = session.scalar(wanted)
    return save(session, account_id, FolderCursor(name)) if found is None else found


def uids(session: Session, folder: int, uidvalidity: int) -> dict[int, int]:
    """The message under each UID of a folder: {uid: id of the message}."""
    rows = session.execute(
        select(LocationRow.uid, LocationRow.message_id).where(
            LocationRow.folder_id == folder,
            LocationRow.uidvalidity == uidvalidity,
            LocationRow.uid.is_not(None),
        )
    )
    return {uid: message for uid, message in rows if uid is not None}


def place_known(session: Session, folder: int, uidvalidity: int, message_ids: Mapping[int, str]) -> None:
    """Note where messages lie that are kept already: {uid: Message-ID}. Unknown ids are left out."""
    account = select(FolderRow.account_id).where(FolderRow.id == folder).scalar_subquery()
    placed = uids(session, folder, uidvalidity)
    wanted = sorted((uid, one) for uid, one in message_ids.items() if uid not in placed)
    for first in range(0, len(wanted), 500):
        some = wanted[first : first + 500]
        query = select(MessageRow.message_id, MessageRow.id).where(
            MessageRow.account_id == account, MessageRow.message_id.in_([one for _, one in some])
        )
        known = {one.message_id: one.id for one in session.execute(query)}
        session.add_all(
            LocationRow(message_id=known[one], folder_id=folder, uidvalidity=uidvalidity, uid=uid)
            for uid, one in some
            if one in known
        )
    session.flush()


def drop_locations(session: Session, folder: int, *, only_uids: Iterable[int] | None = None) -> None:
    """Forget where messages lay in a folder; the messages stay."""
    gone = delete(LocationRow).where(LocationRow.folder_id == folder)
    if only_uids is None:
        session.execute(gone)
        return
    wanted = sorted(only_uids)
    for first in range(0, len(wanted), 500):
        session.execute(gone.where(LocationRow.uid.in_(wanted[first : first + 500])))


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
