"""The store held against the server: every watched folder, mail by mail, and what is missing by name.

Nothing is fetched but numbers, dates and Message-IDs, a thousand mails at a time.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import datetime

from config import Settings
from daemon.imports import Progress
from daemon.meter import Silent
from daemon.profiles import exclusions_of
from daemon.sync import line_of
from domain import Look
from errors import FolderMissing, FolderNeedsAttention, KeepwarmError
from ingest.cursor import window_start
from ingest.exclusion import Exclusions
from ingest.imap_line import Patience
from ingest.signin.credentials import Ask
from ingest.survey import Survey, watched
from store import accounts, auditing, folders, quarantine, tombstones
from store.database import Database

TOGETHER = 1000  # mails in one question: some 200 bytes each

UNREAD = "the folder has not been read yet"
NEW = "it arrived after the last sync"
WAITING = "the first reading has not come down to it yet"
WITHHELD = "the server did not hand it over; it is asked for again at every sync"
OTHER_PLACE = "a mail with this Message-ID is kept, but was not read at this place"
LOST = "it was passed over"


@dataclass(frozen=True, slots=True)
class Missing:
    """A mail on the server that is not in the store, and why."""

    uid: int
    why: str
    arrived_at: datetime | None = None
    message_id: str = ""


@dataclass
class FolderAudit:
    """What a folder holds, counted; every mail on the server stands in exactly one of the counts.

    `left` are mails that are kept and lie there no longer; their places were forgotten.
    """

    folder: str
    uidvalidity: int = 0
    on_server: int = 0
    stored: int = 0
    quarantined: int = 0
    excluded: int = 0
    outside_window: int = 0
    left: int = 0
    missing: list[Missing] = field(default_factory=list)


@dataclass(frozen=True, slots=True)
class Unaudited:
    """A folder that could not be looked at, and why."""

    folder: str
    error: KeepwarmError


def audit_account(
    database: Database,
    settings: Settings,
    account_name: str,
    *,
    now: datetime,
    progress: Progress | None = None,
    ask: Ask | None = None,
    patience: Patience | None = None,
) -> Iterator[FolderAudit | Unaudited]:
    """Every watched folder of an account. Raises `SignInNeeded` and `ServerUnreachable`; `now` is aware."""
    line = line_of(settings, account_name, ask=ask, patience=patience)
    account = line.account
    with database.write() as session:
        stored = accounts.ensure(session, account_name, own_addresses=account.own_addresses)
    progress = progress or Silent()
    try:
        choice = watched(line)
        for name, error in choice.missing:
            yield Unaudited(name, error)
        for folder in choice.folders:
            try:
                survey = Survey(line, folder, start=window_start(now, account.months))
                progress.start(f"{account_name}: {folder.name}", len(survey.inside))
                yield _audited(
                    database,
                    stored.id,
                    survey,
                    progress,
                    exclusions_of(account),
                    has_labels=choice.has_labels,
                )
            except (FolderMissing, FolderNeedsAttention) as error:
                yield Unaudited(folder.name, error)
        listed = {one.name for one in line.folders()}
        with database.write() as session:
            # One that is not known yet may be an old one under a new name: the next sync finds out.
            if folders.cursors(session, stored.id).keys() >= {one.name for one in choice.folders}:
                folders.forget_vanished(session, stored.id, listed)
    finally:
        line.close()


def mend(database: Database, account_name: str, audits: list[FolderAudit]) -> int:
    """Let the next sync ask for what is missing; how many mails it would have passed over."""
    with database.write() as session:
        account = accounts.find(session, account_name)
        return sum(
            auditing.ask_again(session, account.id, one.folder, one.uidvalidity, [m.uid for m in one.missing])
            for one in audits
        )


def shared_ids(database: Database, account_name: str) -> int:
    """How many Message-IDs of an account stand on more than one mail."""
    with database.read() as session:
        return auditing.shared_ids(session, accounts.find(session, account_name).id)


def _audited(
    database: Database,
    account_id: int,
    survey: Survey,
    progress: Progress,
    excluded: Exclusions,
    *,
    has_labels: bool,
) -> FolderAudit:
    found = FolderAudit(survey.name, survey.uidvalidity, len(survey.every))
    with database.read() as session:
        cursor = folders.cursors(session, account_id).get(survey.name)
        folder = folders.find(session, account_id, survey.name)
        held = quarantine.places(session, folder, survey.uidvalidity) if folder else set()
        erased = tombstones.uids(session, folder, survey.uidvalidity) if folder else set()
        placed = folders.uids(session, folder, survey.uidvalidity).keys() if folder else set()
    older = set(survey.every).difference(survey.inside)
    found.stored = len(older & placed)
    found.outside_window = len(older) - found.stored
    for first in range(0, len(survey.inside), TOGETHER):
        some = survey.inside[first : first + TOGETHER]
        looks = survey.looks(some)
        with database.read() as session:
            kept = auditing.kept_at(session, folder, survey.uidvalidity, looks) if folder else set()
            others = [one for one in looks if one.uid not in kept]
            # After a change of numbers nothing lies where it lay, and yet it is kept.
            kept |= folders.recognise(session, account_id, others).keys()
            others = [one for one in others if one.uid not in kept]
            known = auditing.ids_kept(session, account_id, [one.message_id for one in others])
        unwanted = survey.unwanted([one.uid for one in others]) if has_labels and others else set()
        unwanted |= survey.of_excluded([one.uid for one in others], excluded)
        found.on_server -= len(some) - len(looks)
        found.stored += len(kept)
        for one in others:
            if one.uid in held:
                found.quarantined += 1
            elif one.uid in unwanted or one.uid in erased:
                found.excluded += 1
            else:
                found.missing.append(
                    Missing(one.uid, _why(one, cursor, survey, known), one.arrived_at, one.message_id)
                )
        progress.advance(len(some))
    if folder:
        with database.write() as session:
            found.left = folders.keep_only(
                session, folder, survey.uidvalidity, set(survey.every), above=0, below=survey.uidnext
            )
    return found


def _why(one: Look, cursor: folders.FolderCursor | None, survey: Survey, known: set[str]) -> str:
    if cursor is None or cursor.uidvalidity is None:
        return UNREAD
    if cursor.uidvalidity != survey.uidvalidity or one.uid > cursor.high_uid:
        return NEW
    if cursor.low_uid is not None and one.uid < cursor.low_uid:
        return WAITING
    if one.uid in cursor.holes:
        return WITHHELD
    return OTHER_PLACE if one.message_id in known else LOST
