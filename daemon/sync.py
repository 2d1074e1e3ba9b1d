"""One pass over one account: new mail read, understood, kept with the folder's mark, and judged."""

from __future__ import annotations

import logging
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from functools import partial

from config import Account, OAuth, Settings
from contacts.account import AccountProfile
from contacts.intake import Arrival, FolderNews, Reader, recogniser, take_in
from contacts.settling import settle
from daemon.imports import Progress
from daemon.profiles import profile_of
from errors import FolderMissing, KeepwarmError, UsageError
from ingest import imap
from ingest.cursor import FolderState
from ingest.imap_line import Patience
from ingest.imap_mails import Fetched
from ingest.sync import Batch, FolderFailure, sync_account
from signin.credentials import Ask, Credentials, credentials_of
from store import accounts, folders
from store.database import Database
from warmth.days import BusinessCalendar
from warmth.flags import refresh
from warmth.policy import Policy

_log = logging.getLogger(__name__)


@dataclass
class Synced:
    """What one pass brought; `failures` are folders that could not be read, while others were."""

    account: str
    stored: int = 0
    known: int = 0
    quarantined: int = 0
    contacts: set[int] = field(default_factory=set)
    failures: list[KeepwarmError] = field(default_factory=list)
    is_complete: bool = True  # False: told to stop in between


@dataclass(frozen=True, slots=True)
class FolderSeen:
    """A folder as the server shows it. `messages` is None where nobody counted."""

    name: str
    special_uses: tuple[str, ...] = ()
    is_guess: bool = False
    messages: int | None = None

    @property
    def is_sent(self) -> bool:
        """Whether sent mail is kept in it."""
        return r"\Sent" in self.special_uses


class Silent:
    """A progress that tells nothing."""

    def start(self, what: str, total: int | None) -> None:
        """A new piece of work."""

    def advance(self, steps: int = 1) -> None:
        """So many mails more are done."""


def sync_once(
    database: Database,
    settings: Settings,
    account_name: str,
    *,
    reader: Reader,
    now: datetime,
    progress: Progress | None = None,
    ask: Ask | None = None,
    since: datetime | None = None,
    should_stop: Callable[[], bool] = lambda: False,
    patience: Patience | None = None,
) -> Synced:
    """Read what is new in an account; `since` reads once more from that day on. `now` is aware.

    Each batch is kept together with its folder's mark, so that whatever ends the pass, the next goes on from
    there and keeps nothing twice. `should_stop` is asked after each batch. Raises `SignInNeeded` and
    `ServerUnreachable`; what was kept before is judged all the same.
    """
    account = _configured(settings, account_name)
    profile = profile_of(settings, account_name)
    credentials = credentials_of(account, account_name, oauth=settings.oauth, ask=ask)
    with database.write() as session:
        stored = accounts.ensure(session, account_name, own_addresses=profile.own_addresses)
        states = {name: _state(cursor) for name, cursor in folders.cursors(session, stored.id).items()}
    done = Synced(account_name)
    stream = sync_account(
        account,
        credentials,
        states,
        recognise=recogniser(database, account_name),
        now=now,
        since=since,
        patience=patience,
    )
    progress = progress or Silent()
    folder = None
    try:
        for item in stream:
            if isinstance(item, FolderFailure):
                done.failures.append(item.error)
                continue
            if item.mails and folder != item.folder:
                folder = item.folder
                progress.start(f"{account_name}: {folder}", len(item.mails) + item.remaining)
            _keep(database, profile, item, done, reader=reader, now=now)
            progress.advance(len(item.mails))
            if should_stop():
                done.is_complete = False
                break
    finally:
        stream.close()
        settled = settle(database, profile, stored=done.stored)
        if done.contacts:
            refresh(
                database,
                policy=Policy.of(settings),
                calendars=partial(BusinessCalendar.of, settings),
                now=now,
                contact_ids=None if settled else done.contacts,
            )
    if done.is_complete and len(done.failures) < len(account.folders):
        with database.write() as session:
            accounts.mark_read(session, stored.id, at=now)
    return done


def try_account(
    account: Account,
    *,
    name: str,
    count: bool = False,
    ask: Ask | None = None,
    oauth: Mapping[str, OAuth] | None = None,
) -> list[FolderSeen]:
    """Sign in and list the folders, those with sent mail marked; with `count` how much lies in each.

    Raises what signing in raises: `SignInNeeded`, `ServerUnreachable`, `ConfigurationError`.
    """
    return try_credentials(account, credentials_of(account, name, oauth=oauth, ask=ask), count=count)


def try_credentials(
    account: Account, credentials: Credentials | str, *, count: bool = False
) -> list[FolderSeen]:
    """The same with credentials that are at hand; a string is a password."""
    with imap.connect(account, credentials) as connection:
        found = connection.folders()
        return [
            FolderSeen(
                one.name,
                one.special_uses,
                one.is_guess,
                _counted(connection, one.name) if count and one.can_be_opened else None,
            )
            for one in found
        ]


def _counted(connection: imap.Connection, name: str) -> int | None:
    try:
        return connection.status(name).messages
    except FolderMissing:
        return None  # listed, and gone or closed when asked


def _configured(settings: Settings, name: str) -> Account:
    account = settings.accounts.get(name)
    if account is None:
        known = ", ".join(settings.accounts) or "none"
        raise UsageError(f"there is no account {name!r}.", mend=f"Accounts in the configuration: {known}.")
    return account


def _keep(
    database: Database,
    profile: AccountProfile,
    batch: Batch,
    done: Synced,
    *,
    reader: Reader,
    now: datetime,
) -> None:
    """Store one batch and its folder's mark."""
    state = batch.state_after
    arrivals = [_arrival(mail, batch) for mail in batch.mails]
    taken = take_in(
        database,
        profile,
        arrivals,
        reader=reader,
        folder_state=state,
        now=now,
        unreadable=batch.unreadable,
        news=FolderNews(
            gone=batch.gone,
            there=batch.there,
            recognised=batch.recognised,
            is_renumbered=batch.is_renumbered,
            renamed_from=batch.renamed_from,
        ),
    )
    done.stored += taken.stored
    done.known += taken.known
    done.quarantined += taken.quarantined
    done.contacts |= taken.contacts
    _log.debug(
        "batch account=%s stored=%d known=%d quarantined=%d remaining=%d",
        profile.name, taken.stored, taken.known, taken.quarantined, batch.remaining,
    )  # fmt: skip


def _arrival(mail: Fetched, batch: Batch) -> Arrival:
    """A mail with all that its server tells of it."""
    hints = batch.hints.get(mail.uid)
    return Arrival(
        raw=mail.raw,
        where=f"{batch.folder} uid {mail.uid}",
        folder=batch.folder,
        received_at=mail.internal_date,
        uid=mail.uid,
        uidvalidity=batch.state_after.uidvalidity,
        size=batch.sizes.get(mail.uid),
        server_id=hints.mail if hints else "",
        server_thread=hints.thread if hints else "",
        is_sent=hints is not None and hints.is_sent,
    )


def _state(cursor: folders.FolderCursor) -> FolderState:
    """What the store remembers of a folder, in the mail room's words."""
    return FolderState(
        name=cursor.name,
        special_use=cursor.special_use,
        uidvalidity=cursor.uidvalidity,
        high_uid=cursor.high_uid,
        low_uid=cursor.low_uid,
        holes=cursor.holes,
        resets_in_a_row=cursor.resets_in_a_row,
        messages=cursor.messages,
    )
