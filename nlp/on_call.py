"""A reader in a process of its own: it comes when there is something to read, and goes when it is quiet.

With the process goes the memory of its model, several times what the service needs without it.
"""

from __future__ import annotations

import logging
import multiprocessing
import signal
import threading
import warnings
from collections.abc import Sequence
from contextlib import suppress
from multiprocessing.connection import Connection
from types import TracebackType
from typing import Any, Self

from domain import Passage, Reading
from errors import KeepwarmError
from nlp.model import find

TOGETHER = 32  # passages in one question; each answer is a sign that the reading gets on
QUIET_SECONDS = 60.0
STARTING_SECONDS = 120.0  # a model comes from a cold disk
_READY = "ready"

_log = logging.getLogger(__name__)
_Answer = tuple[list[Reading], list[tuple[int, str]]]


class ReaderOnCall:
    """Reads as `nlp.pipeline.Reader` does. It may be shared by threads: they take turns.

    `quiet_seconds` after the last question the process ends; so it does with `close`. `version` is what it
    writes under its readings. Raises `ModelMissing` where there is no such model.
    """

    def __init__(self, model: str = "", *, quiet_seconds: float = QUIET_SECONDS) -> None:
        self.version = find(model).reads_as
        self._model, self._quiet_seconds = model, quiet_seconds
        # A fresh interpreter: a fork would copy the locks of other threads.
        self._context = multiprocessing.get_context("spawn")
        self._turn = threading.Lock()
        self._process: Any = None
        self._line: Connection | None = None
        self._farewell: threading.Timer | None = None

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, problem: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()

    @property
    def is_here(self) -> bool:
        """Whether the process runs, and with it the model's memory is taken."""
        return self._line is not None

    def read(self, passages: Sequence[Passage]) -> list[Reading]:
        """One reading for each passage, in order. Raises `KeepwarmError` where the process ends over it."""
        if not passages:
            return []
        readings: list[Reading] = []
        with self._turn:
            self._stay()
            try:
                line = self._line or self._open()
                for first in range(0, len(passages), TOGETHER):
                    line.send(passages[first : first + TOGETHER])
                    found, notes = self._answer(line)
                    readings += found
                    for level, note in notes:
                        _log.log(level, "%s", note)
            except (EOFError, OSError):
                self._end()
                raise KeepwarmError(
                    "the process that reads language ended, for want of memory perhaps; the mail is kept and"
                    " its words are read later."
                ) from None
            self._leave_when_quiet()
        return readings

    def interrupt(self) -> None:
        """From another thread: end the process, whatever it reads; `read` raises then."""
        if (process := self._process) is not None:
            with suppress(ValueError, AttributeError):  # it has ended meanwhile
                process.kill()

    def close(self) -> None:
        """End the process; the next question starts another one."""
        with self._turn:
            self._stay()
            self._end()

    def _answer(self, line: Connection) -> _Answer:
        answer: _Answer = line.recv()
        return answer

    def _open(self) -> Connection:
        line, far_end = self._context.Pipe()
        try:
            self._process = self._context.Process(
                target=_serve, args=(far_end, self._model), name="language", daemon=True
            )
            self._line = line
            self._process.start()
            far_end.close()
            if line.poll(STARTING_SECONDS) and line.recv() == _READY:
                return line
        except (EOFError, OSError):
            pass
        self._end()
        raise KeepwarmError("no process could be started to read language in.", mend="Is memory used up?")

    def _end(self) -> None:
        process, line, self._process, self._line = self._process, self._line, None, None
        if line is not None:
            line.close()
        if process is not None:
            with suppress(AttributeError):  # it was never started
                process.kill()
                process.join()
            process.close()

    def _stay(self) -> None:
        if self._farewell is not None:
            self._farewell.cancel()
            self._farewell = None

    def _leave_when_quiet(self) -> None:
        self._farewell = threading.Timer(self._quiet_seconds, self._leave)
        self._farewell.daemon = True
        self._farewell.start()

    def _leave(self) -> None:
        # Somebody may ask just now: who reads needs no farewell.
        if self._turn.acquire(blocking=False):
            try:
                if threading.current_thread() is self._farewell:
                    self._end()
            finally:
                self._turn.release()


# --------------------------------------------------------------------------- inside the process


class _Notes(logging.Handler):
    """What our own modules tell, to be told by the service's log."""

    def __init__(self) -> None:
        super().__init__()
        self.told: list[tuple[int, str]] = []

    def emit(self, record: logging.LogRecord) -> None:
        if record.name.startswith("nlp."):
            self.told.append((record.levelno, record.getMessage()))


def _serve(line: Connection, model: str) -> None:
    """Read what comes until the line is closed."""
    for told in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP):  # to the whole group; the parent ends us
        signal.signal(told, signal.SIG_IGN)
    warnings.simplefilter("ignore")  # of a library, with a mail's words perhaps
    notes = _Notes()
    logging.getLogger().addHandler(notes)
    from nlp.pipeline import load

    reader = load(model)
    with suppress(EOFError, OSError):
        line.send(_READY)
        while True:
            readings = reader.read(line.recv())
            line.send((readings, notes.told))
            notes.told.clear()
