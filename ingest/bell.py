"""A bell that ends a wait, also one for a server's word: an event that `poll` can listen to."""

from __future__ import annotations

import os
import select
import threading
import weakref


class Bell:
    """Rung from any thread, it stays rung until it is cleared; one thread waits for it."""

    def __init__(self) -> None:
        self._ear, self._clapper = os.pipe()
        self._lock = threading.Lock()
        self._is_rung = False
        weakref.finalize(self, _close, self._ear, self._clapper)

    def ring(self) -> None:
        """End the wait, or the next one."""
        with self._lock:
            if not self._is_rung:
                os.write(self._clapper, b"!")
            self._is_rung = True

    def is_rung(self) -> bool:
        """Whether it was rung since it was cleared."""
        return self._is_rung

    def clear(self) -> None:
        """Begin anew."""
        with self._lock:
            if self._is_rung:
                os.read(self._ear, 1)
            self._is_rung = False

    def wait(self, seconds: float) -> bool:
        """Whether it was rung, now or within so many seconds."""
        poll = select.poll()
        poll.register(self._ear, select.POLLIN)
        return bool(poll.poll(seconds * 1000))

    def fileno(self) -> int:
        """What `poll` is given; there is something to read while it is rung."""
        return self._ear


def _close(*ends: int) -> None:
    for end in ends:
        os.close(end)
