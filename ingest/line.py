"""The line to an account's mailbox: kept between looks, made anew when it breaks, never two at once.

While it is kept, the list of folders is known and one folder stays open, so that looking again costs one
question. Between looks it may wait for the server's word (IDLE).
"""

from __future__ import annotations

import time
from collections.abc import Callable
from typing import TypeVar

import stamina

from config import Account
from errors import CertificateRefused, ServerBusy, ServerUnreachable
from ingest import cursor, imap
from ingest.bell import Bell
from ingest.cursor import FolderState, FolderStatus
from ingest.imap_idle import IdleRefused
from ingest.imap_line import Patience
from ingest.imap_sign_in import Credentials

ATTEMPTS = 5  # at one question, before the network counts as down: two together, three of one mail
LONGEST_WAIT_SECONDS = 30  # a server that asks for more is left alone until a later sync
LIST_SECONDS = 24 * 3600  # folders that somebody makes or moves are noticed within a day
RENEW_SECONDS = 9 * 60  # of IDLE; RFC 2177 allows 29 minutes, many a router forgets a silent line after ten

T = TypeVar("T")


class Line:
    """A connection that is made when it is needed, with a credential asked for anew each time."""

    def __init__(
        self, account: Account, credentials: Credentials | str, patience: Patience | None = None
    ) -> None:
        self.account = account
        self._credentials, self._patience = credentials, patience
        self._connection: imap.Connection | None = None
        self._open_folder = ""
        self._opened: FolderStatus | None = None
        self._folders: tuple[imap.Folder, ...] = ()
        self._listed_at = 0.0
        self.watched: tuple[str, ...] = ()  # the folders that were last read
        self._hint = ""  # the folder of which the server told news
        self._received = 0  # bytes, over connections that are gone
        self._is_up_to_date = False  # the open folder, because the server was listened to just now
        self._is_idle_refused = False
        self._is_given_up = False

    @property
    def received_bytes(self) -> int:
        """What came down over this line so far."""
        return self._received + (self._connection.received_bytes if self._connection is not None else 0)

    @property
    def is_connected(self) -> bool:
        """Whether there is a connection, as far as is known."""
        return self._connection is not None

    def patiently(self, ask: Callable[[imap.Connection], T]) -> T:
        """What the server answers; a broken line or a busy server is tried again after a while."""
        for attempt in stamina.retry_context(
            on=self._wait, attempts=ATTEMPTS, timeout=None, wait_initial=0.5, wait_max=8.0, wait_jitter=1.0
        ):
            with attempt:
                try:
                    return ask(self._connected())
                except ServerUnreachable:
                    self.drop()
                    raise
        raise AssertionError("the last attempt returns or raises")

    def folders(self) -> tuple[imap.Folder, ...]:
        """Every folder of the mailbox; listed once a connection, once a day and after `forget_folders`."""
        if not self._folders or time.monotonic() - self._listed_at >= LIST_SECONDS:
            self._folders = self.patiently(lambda connection: connection.folders())
            self._listed_at = time.monotonic()
        return self._folders

    def forget_folders(self) -> None:
        """The list may be wrong; the next look asks for it again."""
        self._folders = ()

    def status(self, name: str) -> FolderStatus:
        """What a folder holds; an open one is brought up to date first, or some servers tell old news."""

        def ask(connection: imap.Connection) -> FolderStatus:
            if self._opened is not None and self._open_folder == name and not self._is_up_to_date:
                connection.update()
            self._is_up_to_date = False
            return connection.status(name)

        return self.patiently(ask)

    def opened(self, name: str) -> tuple[FolderStatus, bool]:
        """The folder's status when it was opened, and whether that was just now."""
        if self._opened is not None and self._open_folder == name:
            return self._opened, False
        self._opened, self._open_folder = None, name
        self._opened = self._connected().open(name)
        return self._opened, True

    def let_go(self, name: str) -> None:
        """Open the folder anew when it is needed next: what it showed does not hold any more."""
        if self._open_folder == name:
            self._opened = None

    def take_hint(self, name: str) -> bool:
        """Whether the server told of news in this folder, whatever its STATUS says; asked once."""
        is_hinted, self._hint = self._hint == name, "" if self._hint == name else self._hint
        return is_hinted

    def rest(self) -> None:
        """Close the open folder where the server can: one STATUS then tells all. The line stays."""
        if self._connection is None or self._opened is None:
            return
        try:
            if self._connection.unselect():
                self._opened, self._open_folder = None, ""
        except ServerUnreachable:
            self.drop()

    def wait_for_news(
        self, state: FolderState, *, is_called: Callable[[], bool], bell: Bell | None = None
    ) -> bool:
        """Wait in IDLE until the server tells of mail in a folder (True), `is_called` or it is time to renew.

        `state` is the folder as last read: where it has moved on when it is opened, that is news already.
        The `bell` rings when somebody calls. Raises `ServerUnreachable` where the line breaks or is dead, and
        `FolderMissing`.
        """
        connection = self._connection
        if connection is None:
            raise ServerUnreachable("there is no line to wait on.", where=self.account.host)
        try:
            status, is_fresh = self.opened(state.name)
            is_news = is_fresh and not cursor.has_nothing_new(state, status)
            is_news = is_news or connection.idle(seconds=RENEW_SECONDS, is_called=is_called, bell=bell)
            self._is_up_to_date = True
        except IdleRefused:
            self._is_idle_refused = True
            return False
        except ServerUnreachable:
            self.drop()
            raise
        if is_news:
            self._hint = state.name
        return is_news

    def can_wait(self) -> bool:
        """Whether the account wants IDLE and the server at the other end offers it."""
        connection = self._connection
        if not self.account.idle or connection is None or self._is_idle_refused:
            return False
        try:
            return "IDLE" in connection.abilities
        except ServerUnreachable:
            self.drop()
            return False

    def drop(self) -> None:
        """Let go of a broken line."""
        self._part(imap.Connection.hang_up)

    def close(self) -> None:
        """Sign out."""
        self._part(imap.Connection.close)

    def interrupt(self) -> None:
        """From another thread: whatever is waited for fails now and is not tried again."""
        self._is_given_up = True
        if (connection := self._connection) is not None:
            connection.interrupt()

    def _part(self, how: Callable[[imap.Connection], None]) -> None:
        connection, self._connection = self._connection, None
        self._opened, self._folders, self._is_idle_refused = None, (), False
        if connection is not None:
            self._received += connection.received_bytes
            how(connection)

    def _connected(self) -> imap.Connection:
        if self._is_given_up:
            raise ServerUnreachable("the reading was stopped.", where=self.account.host)
        if self._connection is None:
            self._connection = imap.connect(self.account, self._credentials, patience=self._patience)
        return self._connection

    def _wait(self, error: Exception) -> bool | float:
        """Whether trying again may help, and after how many seconds where the server named them."""
        if not isinstance(error, ServerUnreachable) or isinstance(error, CertificateRefused):
            return False
        if self._is_given_up:
            return False
        wait = error.retry_after_seconds
        if wait is None:
            return not isinstance(error, ServerBusy)
        return wait if wait <= LONGEST_WAIT_SECONDS else False
