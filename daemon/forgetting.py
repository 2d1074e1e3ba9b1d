"""People erased from everything keepwarm holds: the tables, its own files, and the copies of both."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from functools import partial
from html import unescape
from pathlib import Path

from config import Settings
from contacts.erasure import Erasure, Why, erase
from contacts.tracks import Tracks
from daemon.posting import folder_of
from store import backups
from store.database import Database
from warmth.days import BusinessCalendar
from warmth.flags import refresh
from warmth.policy import Policy

PAGES = ("keepwarm-*.html", "keepwarm-*.eml", "keepwarm-*.txt")  # as reports are named
LOGS = ("keepwarm*.log", "keepwarm*.log.*")
ALWAYS_BEYOND = (
    "the mail on the mail server, and what was sent to others",
    "files that you exported, and copies of the database that keepwarm did not make",
)


@dataclass(frozen=True, slots=True)
class Forgotten:
    """What was erased: of each person a receipt, and of all together the files.

    `beyond` says what keepwarm cannot reach.
    """

    erased: tuple[Erasure, ...]
    pages: int = 0
    logs: int = 0
    backups: int = 0
    beyond: tuple[str, ...] = ()


def forget(
    database: Database,
    settings: Settings,
    contact_ids: Sequence[int],
    *,
    now: datetime,
    why: Why = Why.ASKED,
    advance: Callable[[int], None] = lambda _: None,
) -> Forgotten:
    """Erase these people from tables, pages, logs and copies; `now` is aware. Holds were asked about before.

    Each person is one transaction. Where it breaks off the rest can be done again; files come last.
    """
    receipts: list[Erasure] = []
    tracks: list[Tracks] = []
    for contact_id in contact_ids:
        with database.write() as session:
            receipt, told = erase(session, contact_id, at=now, why=why)
        receipts.append(receipt)
        tracks.append(told)
        advance(1)
    if not receipts:
        return Forgotten(())
    refresh(
        database,
        policy=Policy.of(settings),
        calendars=partial(BusinessCalendar.of, settings),
        now=now,
    )
    pages, logs = _clean_files(_folders(database, settings), tracks)
    hindered = database.compact()
    renewed, missing = _renew_backups(database, settings, now)
    beyond = [line for receipt in receipts for line in receipt.out_of_reach]
    beyond += [f"the backup {path}, which is not there now: delete it" for path in missing]
    if not database.is_sqlite:
        beyond.append("the write-ahead log and the backups of the PostgreSQL server")
    beyond += [hindered] if hindered else []
    return Forgotten(tuple(receipts), pages, logs, renewed, (*dict.fromkeys(beyond), *ALWAYS_BEYOND))


def backup_folder(database: Database, settings: Settings) -> Path:
    """Where copies of the database lie."""
    if settings.backups.folder:
        return Path(settings.backups.folder).expanduser()
    return (database.path.parent if database.path is not None else Path()) / "backups"


def _folders(database: Database, settings: Settings) -> set[Path]:
    found = {folder_of(database, settings)}
    if database.path is not None:
        found.add(database.path.parent)
    return {folder.absolute() for folder in found if folder.is_dir()}


def _clean_files(folders: Iterable[Path], tracks: Sequence[Tracks]) -> tuple[int, int]:
    """Pages that name somebody are deleted; logs, which should name nobody, are written anew without."""
    pages = logs = 0
    for folder in folders:
        for path in sorted({path for end in PAGES for path in folder.glob(end)}):
            text = path.read_text(encoding="utf-8", errors="replace")
            if any(one.spans(unescape(text)) for one in tracks):
                path.unlink()
                pages += 1
        for path in sorted({path for end in LOGS for path in folder.glob(end)}):
            text = clean = path.read_text(encoding="utf-8", errors="replace")
            for one in tracks:
                clean = one.masked(clean)
            if clean != text:
                with os.fdopen(os.open(path, os.O_WRONLY | os.O_TRUNC), "w", encoding="utf-8") as file:
                    file.write(clean)
                logs += 1
    return pages, logs


def _renew_backups(database: Database, settings: Settings, now: datetime) -> tuple[int, list[Path]]:
    """Copies hold whoever was there when they were made: one of today takes the place of all of them."""
    folder = backup_folder(database, settings)
    there, missing = backups.known(database, folder)
    if there and database.path is not None:
        backups.back_up(database, now=now, folder=folder, keep=settings.backups.keep)
        backups.remove(database, there)
    return len(there), missing
