"""One thread that does errands in turn, so that the loop is never held up by one of them."""

from __future__ import annotations

import threading
from collections import deque
from collections.abc import Callable

Errand = Callable[[], object]


class Clerk:
    """Does what it is handed, one after another; an errand that waits already is not taken twice."""

    def __init__(self, name: str) -> None:
        self._name = name
        self._waiting: deque[tuple[str, Errand]] = deque()
        self._at_work = ""
        self._change = threading.Condition()
        self._thread: threading.Thread | None = None

    def hand(self, name: str, errand: Errand) -> None:
        """Do this as soon as what came before is done; an errand must not raise."""
        with self._change:
            if name == self._at_work or name in [waiting for waiting, _ in self._waiting]:
                return
            self._waiting.append((name, errand))
            if self._thread is None:
                # A daemon thread: one that hangs in the network does not keep the process alive.
                self._thread = threading.Thread(target=self._work, name=self._name, daemon=True)
                self._thread.start()

    def drop(self) -> None:
        """What has not begun is not done any more."""
        with self._change:
            self._waiting.clear()

    def wait_until_done(self, within_seconds: float | None = None) -> bool:
        """Whether nothing is left to do, within so many seconds."""
        with self._change:
            return self._change.wait_for(lambda: self._thread is None, within_seconds)

    def _work(self) -> None:
        while True:
            with self._change:
                if not self._waiting:
                    self._thread = None
                    self._change.notify_all()
                    return
                self._at_work, errand = self._waiting.popleft()
            try:
                errand()
            finally:
                with self._change:
                    self._at_work = ""
