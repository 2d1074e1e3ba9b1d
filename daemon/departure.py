"""The end of the process within five seconds of SIGTERM, whatever still hangs in it.

What is being written then is rolled back by the next start, as after a kill.
"""

from __future__ import annotations

import multiprocessing
import os
import select
import signal
import sys
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from typing import NoReturn

LAST_SECONDS = 4.5  # an orderly end takes three at most


def leave() -> NoReturn:
    """End at once, and the processes that read mail with it.

    Python would wait for them, and they for the threads that are left behind.
    """
    for child in multiprocessing.active_children():
        child.kill()
    for stream in (sys.stdout, sys.stderr):
        with suppress(OSError, ValueError):
            stream.flush()
    os._exit(0)


@contextmanager
def last_resort(seconds: float = LAST_SECONDS) -> Iterator[None]:
    """The process leaves so long after SIGTERM or SIGINT, where the block has not ended by then.

    Also while the main thread waits for a database and hears no signal.
    """
    if threading.current_thread() is not threading.main_thread():
        yield
        return
    ear, mouth = os.pipe()
    os.set_blocking(mouth, False)
    before = signal.set_wakeup_fd(mouth, warn_on_full_buffer=False)
    threading.Thread(target=_watch, args=[ear, seconds], name="last resort", daemon=True).start()
    try:
        yield
    finally:
        signal.set_wakeup_fd(before)
        os.close(mouth)


def _watch(ear: int, seconds: float) -> None:
    """Leave so long after the first signal to stop, unless the other end of the pipe is closed."""
    end: float | None = None
    poll = select.poll()
    poll.register(ear, select.POLLIN)
    while True:
        if not poll.poll(None if end is None else max(end - time.monotonic(), 0) * 1000):
            leave()
        told = os.read(ear, 64)
        if not told:
            os.close(ear)
            return
        if end is None and {signal.SIGTERM, signal.SIGINT}.intersection(told):
            end = time.monotonic() + seconds
