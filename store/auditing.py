"""What is kept of a folder, held against what its server lists."""

from __future__ import annotations

from collections.abc import Collection, Sequence

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from domain import Look
from store import folders
from store.columns import key_text
from store.folders import CHUNK
from store.models import FolderRow, LocationRow, MessageRow, ReferenceRow


def kept_at(session: Session, folder: int, uidvalidity: int, looks: Sequence[Look]) -> set[int]:
    """The UIDs at which exactly that mail is kept, under its Message-ID or another name it is known by."""
    told = {one.uid: key_text(one.message_id) for one in looks}
    kept: dict[int, tuple[int, str]] = {}
    uids = sorted(told)
    for first in range(0, len(uids), CHUNK):
        rows = session.execute(
            select(LocationRow.uid, MessageRow.id, MessageRow.message_id)
            .join(MessageRow, MessageRow.id == LocationRow.message_id)
            .where(
                LocationRow.folder_id == folder,
                LocationRow.uidvalidity == uidvalidity,
                LocationRow.uid.in_(uids[first : first + CHUNK]),
            )
        )
        kept |= {uid: (id_, message_id) for uid, id_, message_id in rows if uid is not None}
    same = {uid for uid, (_, message_id) in kept.items() if told[uid] in ("", message_id)}
    named = _other_names(session, [kept[uid][0] for uid in kept.keys() - same])
    return same | {uid for uid in kept.keys() - same if told[uid] in named.get(kept[uid][0], set())}


def ids_kept(session: Session, account_id: int, message_ids: Collection[str]) -> set[str]:
    """Which of these Message-IDs belong to mail that is kept, wherever it lies."""
    by_key = {key_text(one): one for one in message_ids if one}
    keys = sorted(by_key)
    found: set[str] = set()
    for first in range(0, len(keys), CHUNK):
        found |= set(
            session.scalars(
                select(MessageRow.message_id).where(
                    MessageRow.account_id == account_id,
                    MessageRow.message_id.in_(keys[first : first + CHUNK]),
                )
            )
        )
    return {by_key[key] for key in found}


def shared_ids(session: Session, account_id: int) -> int:
    """How many Message-IDs stand on more than one mail: forged ones, or those of careless programs."""
    shared = (
        select(MessageRow.message_id)
        .where(MessageRow.account_id == account_id, MessageRow.message_id != "")
        .group_by(MessageRow.message_id)
        .having(func.count() > 1)
    )
    return session.scalar(select(func.count()).select_from(shared.subquery())) or 0


def ask_again(session: Session, account_id: int, name: str, uidvalidity: int, uids: Collection[int]) -> int:
    """Let the next sync ask a folder for these mails again; how many of them it would have passed over."""
    row = session.scalar(select(FolderRow).where(FolderRow.account_id == account_id, FolderRow.name == name))
    if row is None or row.uidvalidity != uidvalidity:
        return 0  # it is read from the top, or looked through again, anyway
    lowest = row.low_uid or 0
    passed = {uid for uid in uids if lowest <= uid <= row.high_uid}
    folders.drop_locations(session, row.id, only_uids=passed)
    row.holes = sorted(passed.union(row.holes))
    return len(passed)


def _other_names(session: Session, ids: Sequence[int]) -> dict[int, set[str]]:
    found: dict[int, set[str]] = {}
    for first in range(0, len(ids), CHUNK):
        rows = session.execute(
            select(ReferenceRow.message_id, ReferenceRow.target).where(
                ReferenceRow.message_id.in_(ids[first : first + CHUNK]), ReferenceRow.position < 0
            )
        )
        for id_, name in rows:
            found.setdefault(id_, set()).add(name)
    return found
