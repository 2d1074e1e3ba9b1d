"""Stored mail read again by the present reader: account by account, a batch in one transaction."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime

from config import Settings
from contacts.reanalysis import mark, read_again, waiting
from contacts.settling import settle
from contacts.words import Reader
from daemon.imports import Progress
from daemon.profiles import stored_profile
from store import accounts
from store.database import Database


@dataclass
class Reanalysed:
    """How far it came: of `total` messages `messages` were read again, `changed` of them say something else.

    `changes` counts messages by what changed in them; `unread` (the store's numbers) could not be read, keep
    what was read before and wait for another try.
    """

    total: int = 0
    messages: int = 0
    changed: int = 0
    changes: Counter[str] = field(default_factory=Counter)
    unread: list[int] = field(default_factory=list)


def reanalyze(
    database: Database,
    settings: Settings,
    names: Sequence[str],
    *,
    reader: Reader,
    version: str | None,
    since: datetime | None,
    progress: Progress,
    result: Reanalysed,
) -> None:
    """Read the mail of these accounts that `version` has not read (None: all of it), and note it in `result`.

    Mail that waits to be read for another cause is read too. What was done before an interruption is kept;
    the rest waits for the next time.
    """
    profiles = [stored_profile(database, settings, name) for name in names]
    for profile in profiles:
        mark(database, profile, version=version, since=since)
    wanted = [waiting(database, profile) for profile in profiles]
    result.total = sum(map(len, wanted))
    if result.total:
        progress.start("Reading stored mail again", result.total)
    for profile, ids in zip(profiles, wanted, strict=True):
        for done in read_again(database, profile, ids, reader=reader):
            result.messages += done.messages
            result.changed += done.changed
            result.changes.update(dict(done.changes))
            result.unread += done.unread
            progress.advance(done.messages)
        settle(database, profile)
        with database.write() as session:
            accounts.mark_settled(session, accounts.find(session, profile.name).id)
