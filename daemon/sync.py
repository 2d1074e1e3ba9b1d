"""One pass over one account: new mail read, understood, kept with the folder's mark, and judged."""

from __future__ import annotations

import logging
from collections.abc import Callable, Mapping, Sequence
from contextlib import AbstractContextManager, ExitStack, closing, nullcontext
from dataclasses import dataclass, field
from datetime import datetime
from functools import partial

from config import Account, OAuth, Settings
from contacts.account import AccountProfile
from contacts.intake import Arrival, FolderNews, Reader, recogniser, take_in
from contacts.reanalysis import catch_up, waiting
from contacts.reducing import reduce_all
from contacts.settling import settle
from daemon.budget import Budget, megabytes_a_day
from daemon.meter import Gauge, Meter, Silent
from daemon.profiles import account_of, profile_of
from errors import FolderMissing, KeepwarmError
from ingest import imap
from ingest.cursor import FolderState
from ingest.imap_line import Patience
from ingest.imap_mails import Fetched
from ingest.line import Line
from ingest.readers import Mail, Outcome, Readers
from ingest.signin.credentials import Ask, Credentials, credentials_of
from ingest.sync import Batch, FolderFailure, sync_account
from store import accounts, folders
from store.database import Database
from warmth.days import BusinessCalendar
from warmth.flags import refresh
from warmth.policy import Policy

Turn = AbstractContextManager[object]
_log = logging.getLogger(__name__)


@dataclass
class Synced:
    """What one pass brought; `failures` are folders that could not be read, while others were."""

    account: str
    stored: int = 0
    known: int = 0
    quarantined: int = 0
    left_out: int = 0  # of people named in exclude_senders, or erased
    contacts: set[int] = field(default_factory=set)
    failures: list[KeepwarmError] = field(default_factory=list)
    caught_up: int = 0  # stored before, and read only now
    is_complete: bool = True  # False: told to stop in between
    is_budget_spent: bool = False  # the day's megabytes; what is left comes tomorrow
    first_folder: FolderState | None = None  # the first of those that are watched, as it was left


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


def sync_once(
    database: Database,
    settings: Settings,
    account_name: str,
    *,
    reader: Reader | None,
    now: datetime,
    progress: Gauge | None = None,
    ask: Ask | None = None,
    since: datetime | None = None,
    should_stop: Callable[[], bool] = lambda: False,
    patience: Patience | None = None,
    line: Line | None = None,
    turn: Turn | None = None,
    readers: Readers | None = None,
) -> Synced:
    """Read what is new in an account; `since` reads once more from that day on. `now` is aware.

    First the words of stored mail that waits for it are read. Without a `reader` they wait, and so do those
    of the new mail. `readers` parse mail beside; they are left open.

    Each batch is kept together with its folder's mark, so that whatever ends the pass, the next goes on from
    there and keeps nothing twice. `should_stop` is asked after each batch. A `line` is left open; `turn` is
    held while mail is understood and kept. Raises `SignInNeeded` and `ServerUnreachable`; what was
    kept before is judged all the same.
    """
    with ExitStack() as own:
        if line is None:
            line = own.enter_context(closing(line_of(settings, account_name, ask=ask, patience=patience)))
        if readers is None:
            readers = own.enter_context(Readers())
        work = _Pass(database, settings, account_name, line, reader, now, turn or nullcontext(), readers)
        return work.run(progress or Silent(), since=since, should_stop=should_stop)


def line_of(
    settings: Settings, account_name: str, *, ask: Ask | None = None, patience: Patience | None = None
) -> Line:
    """A line to an account's mailbox, not connected yet. Raises `SignInNeeded` where no password is found."""
    account = account_of(settings, account_name)
    credentials = credentials_of(account, account_name, oauth=settings.oauth, ask=ask)
    return Line(account, credentials, patience)


class _Pass:
    """One pass: batches as they come, each kept, counted and told of."""

    def __init__(
        self,
        database: Database,
        settings: Settings,
        account_name: str,
        line: Line,
        reader: Reader | None,
        now: datetime,
        turn: Turn,
        readers: Readers,
    ) -> None:
        self._database, self._settings, self._line, self._readers = database, settings, line, readers
        self._reader, self._now, self._turn = reader, now, turn
        self._profile = profile_of(settings, account_name)
        self._done = Synced(account_name)
        with database.write() as session:
            stored = accounts.ensure(session, account_name, own_addresses=self._profile.own_addresses)
            cursors = folders.cursors(session, stored.id)
        self._account_id, self._is_over = stored.id, False
        self._states = {name: _state(one) for name, one in cursors.items()}
        self._budget = Budget(database, stored, megabytes=megabytes_a_day(line.account), now=now)

    def run(self, progress: Gauge, *, since: datetime | None, should_stop: Callable[[], bool]) -> Synced:
        """Read until nothing is left to read, or told to stop."""
        done, received = self._done, self._line.received_bytes
        stream = sync_account(
            self._line,
            dict(self._states),
            recognise=recogniser(self._database, done.account),
            now=self._now,
            since=since,
            may_read=self._budget.may_read,
        )
        meter = Meter(progress, done.account)
        if not self._states:
            self._readers.warm_up()  # a first sync: much mail is on its way
        try:
            self._catch_up(progress, should_stop)
            for item, messages in self._readers.read_ahead(stream, _mails):
                if isinstance(item, FolderFailure):
                    done.failures.append(item.error)
                    continue
                meter.expect(item)
                with self._turn:
                    _keep(
                        self._database,
                        self._profile,
                        item,
                        messages,
                        done,
                        reader=self._reader,
                        now=self._now,
                    )
                meter.advance(item)
                self._states[item.folder] = item.state_after
                self._budget.spend(self._line.received_bytes - received)
                received = self._line.received_bytes
                if should_stop():
                    done.is_complete = False
                    break
            self._is_over = done.is_complete
        finally:
            stream.close()
            self._budget.spend(self._line.received_bytes - received)
            with self._turn:
                if not should_stop():  # the next pass judges what this one kept
                    self._judge(should_stop)
                self._note()
        done.is_budget_spent = self._budget.is_spent
        done.first_folder = next((self._states.get(name) for name in self._line.watched), None)
        return done

    def _catch_up(self, progress: Gauge, should_stop: Callable[[], bool]) -> None:
        """Read the words of mail that was stored without."""
        if self._reader is None:
            return
        ids = waiting(self._database, self._profile)
        if ids:
            progress.start(f"{self._done.account}: mail that waits to be read", len(ids))
        batches = catch_up(self._database, self._profile, ids, reader=self._reader)
        while not should_stop():
            with self._turn:
                batch = next(batches, None)
            if batch is None:
                return
            self._done.caught_up += batch.messages
            self._done.contacts |= batch.contacts
            progress.advance(batch.messages)

    def _judge(self, should_stop: Callable[[], bool]) -> None:
        """Judge whom the mail concerns, once its words are read, and whose time has come."""
        if self._reader is None:
            return
        settle(self._database, self._profile)
        reduce_all(self._database, self._profile)
        refresh(
            self._database,
            policy=Policy.of(self._settings),
            calendars=partial(BusinessCalendar.of, self._settings),
            now=self._now,
            should_stop=should_stop,
        )
        with self._database.write() as session:
            accounts.mark_settled(session, self._account_id)

    def _note(self) -> None:
        """Note what came down, and that the account was read to its end if it was."""
        done = self._done
        is_read = self._is_over and len(done.failures) < len(self._line.account.folders)
        self._budget.note(read_at=self._now if is_read else None)


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


def _keep(
    database: Database,
    profile: AccountProfile,
    batch: Batch,
    messages: Sequence[Outcome],
    done: Synced,
    *,
    reader: Reader | None,
    now: datetime,
) -> None:
    """Store one batch and its folder's mark."""
    state = batch.state_after
    arrivals = [_arrival(mail, batch) for mail in batch.mails]
    taken = take_in(
        database,
        profile,
        arrivals,
        messages=messages,
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
    done.left_out += taken.left_out + taken.erased
    done.contacts |= taken.contacts
    _log.debug(
        "batch account=%s stored=%d known=%d quarantined=%d remaining=%d",
        profile.name, taken.stored, taken.known, taken.quarantined, batch.remaining,
    )  # fmt: skip


def _mails(item: Batch | FolderFailure) -> list[Mail]:
    """What of a batch is to be parsed."""
    return [(mail.raw, mail.internal_date) for mail in item.mails] if isinstance(item, Batch) else []


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
