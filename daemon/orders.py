"""What the service is told from outside: to stop, or to read its configuration anew."""

from __future__ import annotations

import os
import select
import signal
import threading
import weakref
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from types import FrameType
from typing import Any


class Orders:
    """Given by signals or another thread, and waited for by the loop; without a lock, for signals cut in."""

    def __init__(self) -> None:
        self._is_to_stop = self._is_to_reload = False
        self._ear, self._mouth = os.pipe()
        for end in (self._ear, self._mouth):
            os.set_blocking(end, False)
        weakref.finalize(self, _close, self._ear, self._mouth)

    def stop(self) -> None:
        """End the service."""
        self._is_to_stop = True
        self._wake()

    def reload(self) -> None:
        """Read the configuration anew."""
        self._is_to_reload = True
        self._wake()

    def is_stop(self) -> bool:
        """Whether the end was ordered."""
        return self._is_to_stop

    def take_reload(self) -> bool:
        """Whether a reload was ordered since this was last asked."""
        wanted, self._is_to_reload = self._is_to_reload, False
        return wanted

    def wait(self, seconds: float) -> None:
        """Until an order comes, or for so long."""
        poll = select.poll()
        poll.register(self._ear, select.POLLIN)
        if not self._is_to_stop and not self._is_to_reload:
            poll.poll(seconds * 1000)
        with suppress(BlockingIOError):
            os.read(self._ear, 4096)

    @contextmanager
    def by_signals(self) -> Iterator[None]:
        """SIGTERM and SIGINT stop, SIGHUP reloads; elsewhere than in the main thread no signal can tell."""
        if threading.current_thread() is not threading.main_thread():
            yield
            return

        def told(number: int, _frame: FrameType | None) -> None:
            self.reload() if number == signal.SIGHUP else self.stop()

        numbers = (signal.SIGTERM, signal.SIGINT, signal.SIGHUP)
        before: dict[signal.Signals, Any] = {number: signal.signal(number, told) for number in numbers}
        try:
            yield
        finally:
            for number, handler in before.items():
                signal.signal(number, handler)

    def _wake(self) -> None:
        with suppress(BlockingIOError):
            os.write(self._mouth, b"!")


def _close(*ends: int) -> None:
    for end in ends:
        os.close(end)
