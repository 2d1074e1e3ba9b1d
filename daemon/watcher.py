"""One account's thread in the service: it reads when called, and listens for the server's word in between.

Accounts wait for their servers side by side; one that hangs or fails holds up no other.
"""

from __future__ import annotations

import logging
import threading
import time
from collections.abc import Callable

from daemon.logs import place
from daemon.manners import one_line
from daemon.sync import Synced
from errors import FolderMissing, FolderNeedsAttention, ServerUnreachable
from ingest.bell import Bell
from ingest.cursor import FolderState
from ingest.line import Line

LONGEST_WAIT_SECONDS = 600.0  # it is called when there is something to do
MOST_FALSE_HINTS = 3  # in a row, before the server's word is not listened to until the next regular look
SHORT_WAIT_SECONDS = 60  # a line that breaks sooner than this is not made anew before the next regular look

Read = Callable[[Callable[[], Line]], Synced | None]
_log = logging.getLogger(__name__)


class Watcher:
    """Keeps one account's line. `read` reads what is new over it and gives None where it could not."""

    def __init__(
        self, account: str, *, make_line: Callable[[], Line], read: Read, is_over: Callable[[], bool]
    ) -> None:
        self.account = account
        self._make_line, self._read, self._is_over = make_line, read, is_over
        self._line: Line | None = None
        self._called = Bell()
        self._thread: threading.Thread | None = None
        self._listens_to: FolderState | None = None  # None: not before the next regular look
        self._is_hinted = False
        self._false_hints = 0

    @property
    def is_at_work(self) -> bool:
        """Whether its thread lives."""
        return self._thread is not None and self._thread.is_alive()

    def call(self, *, once: bool = False) -> None:
        """Read now, or as soon as the reading in hand is done; with `once` the thread ends after it."""
        self._called.ring()
        if not self.is_at_work:
            # A daemon thread: one that hangs in the network does not keep the process alive.
            name = f"watch {self.account}"
            self._thread = threading.Thread(target=self._live, args=[once], name=name, daemon=True)
            self._thread.start()

    def wait_until_done(self, within_seconds: float) -> bool:
        """Whether its thread ended within so many seconds."""
        if self._thread is not None:
            self._thread.join(within_seconds)
        return not self.is_at_work

    def wake(self) -> None:
        """Ask now whether all is over."""
        self._called.ring()

    def interrupt(self) -> None:
        """From another thread: cut off whatever is waited for."""
        if (line := self._line) is not None:
            line.interrupt()

    def _live(self, once: bool) -> None:
        try:
            while not self._is_over():
                if self._called.is_rung():
                    self._look()
                elif once:
                    break
                else:
                    self._listen()
        except Exception as error:  # noqa: BLE001  the account is taken up again at the next look; see `place`
            _log.error("broke off account=%s error=%s", self.account, place(error))
        finally:
            self._hang_up()

    def _look(self) -> None:
        self._called.clear()
        is_hinted, self._is_hinted = self._is_hinted, False
        done = self._read(self._own_line)
        if done is None:
            self._hang_up()
            return
        brought = done.stored + done.known + done.quarantined
        self._false_hints = self._false_hints + 1 if is_hinted and not brought else 0
        self._listens_to = done.first_folder if self._false_hints < MOST_FALSE_HINTS else None

    def _listen(self) -> None:
        """Wait for the server's word, or at least for a call."""
        line = self._line
        if line is None or self._listens_to is None or not line.can_wait():
            if line is not None:
                line.rest()
            self._called.wait(LONGEST_WAIT_SECONDS)
            return
        began = time.monotonic()
        try:
            if line.wait_for_news(self._listens_to, is_called=self._is_called, bell=self._called):
                self._is_hinted = True
                self._called.ring()
        except (ServerUnreachable, FolderMissing, FolderNeedsAttention) as error:
            _log.info("stopped listening account=%s error=%s", self.account, one_line(error))
            self._listens_to = None
            if time.monotonic() - began >= SHORT_WAIT_SECONDS:
                self._called.ring()  # mail may have come while the line was dead

    def _is_called(self) -> bool:
        return self._called.is_rung() or self._is_over()

    def _own_line(self) -> Line:
        if self._line is None:
            self._line = self._make_line()
        return self._line

    def _hang_up(self) -> None:
        line, self._line, self._listens_to = self._line, None, None
        if line is not None:
            line.close()
