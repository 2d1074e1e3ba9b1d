"""Reads mail in processes of their own, with limits: whatever one mail does, the others are read.

A process that takes too long over a mail is killed, one that needs too much memory is refused it; the mail
goes into quarantine and what was read beside it is read again. Reading runs beside fetching and storing.
"""

from __future__ import annotations

import multiprocessing
import os
import signal
from collections import deque
from collections.abc import Callable, Iterable, Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress
from dataclasses import dataclass
from datetime import datetime
from multiprocessing.connection import Connection
from queue import SimpleQueue
from types import TracebackType
from typing import Any, Protocol, Self, TypeVar

from domain import Message
from errors import KeepwarmError, UnreadableMessage
from ingest.mime import read_message

SECONDS = 30.0  # for one mail; one of 150 MB, the largest that is read whole, takes three
MEGABYTES = 1024  # of memory; one of 150 MB takes under 700
FEW_BYTES = 256 * 1024  # read at once in this process: linear time makes so little harmless
CHUNK_MAILS = 64
CHUNK_BYTES = 8_000_000
STARTING_SECONDS = 60.0
_READY = "ready"
_LETTER = (
    b"From: Ada <ada@works.example>\r\nTo: Ivo <ivo@post.example>\r\nSubject: Re: Lunch\r\n"
    b"Date: Mon, 5 Jan 2026 09:00:00 +0000\r\nContent-Type: text/plain; charset=utf-8; format=flowed\r\n\r\n"
    b"Hello Ivo,\r\n\r\nat one then.\r\n\r\nBest regards,\r\nAda\r\n\r\n"
    b"On Sunday, Ivo wrote:\r\n> When shall we meet?\r\n"
)  # patterns are compiled when a letter first needs them

Mail = tuple[bytes, datetime | None]  # raw, and when it arrived
Outcome = Message | UnreadableMessage
T = TypeVar("T")


class Read(Protocol):
    """What makes a message of bytes; `read_message` is one."""

    def __call__(self, raw: bytes, *, received_at: datetime | None = None) -> Message:
        """The message, or `UnreadableMessage`."""
        ...


class Readers:
    """Processes that read mail. They start when first needed and end with `close` or the `with` block.

    `seconds` a mail and `megabytes` a process; `processes` is one less than there are processors, four at
    most.
    """

    def __init__(
        self,
        *,
        processes: int | None = None,
        seconds: float = SECONDS,
        megabytes: int = MEGABYTES,
        few_bytes: int = FEW_BYTES,
        read: Read = read_message,
    ) -> None:
        count = processes or max(1, min(4, (os.cpu_count() or 2) - 1))
        self._read, self._few_bytes = read, few_bytes
        self._rooms = [_Room(read, seconds, megabytes) for _ in range(count)]
        self._free: SimpleQueue[_Room] = SimpleQueue()
        for room in self._rooms:
            self._free.put(room)
        self._threads = ThreadPoolExecutor(count, thread_name_prefix="readers")

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, problem: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()

    def close(self) -> None:
        """End the processes."""
        self._threads.shutdown(cancel_futures=True)
        for room in self._rooms:
            room.close()

    def warm_up(self) -> None:
        """Start the processes and let each read one letter, not waited for: much mail is on its way."""
        for _ in self._rooms:
            self._threads.submit(self._read_chunk, [(_LETTER, None)])

    def read(self, mails: Sequence[Mail]) -> list[Outcome]:
        """What each mail says, or why it could not be read, in their order."""
        return self.begin(mails)()

    def begin(self, mails: Sequence[Mail]) -> Callable[[], list[Outcome]]:
        """Begin to read; the answer is called for the outcomes, and waits for them."""
        if sum(len(raw) for raw, _ in mails) < self._few_bytes:
            few = [_read_one(self._read, mail) for mail in mails]
            return lambda: few
        begun = [self._threads.submit(self._read_chunk, chunk) for chunk in _chunks(mails)]
        return lambda: [outcome for chunk in begun for outcome in chunk.result()]

    def read_ahead(
        self, batches: Iterable[T], mails_of: Callable[[T], Sequence[Mail]]
    ) -> Iterator[tuple[T, list[Outcome]]]:
        """Each batch with its outcomes; the next one is read while the caller works on this one.

        Where the batches break off with an error, what came before is given first.
        """
        held: tuple[T, Callable[[], list[Outcome]]] | None = None
        try:
            for batch in batches:
                begun = self.begin(mails_of(batch))
                if held is not None:
                    given, held = held, (batch, begun)
                    yield given[0], given[1]()
                else:
                    held = batch, begun
        except KeepwarmError:
            if held is not None:
                yield held[0], held[1]()
            raise
        if held is not None:
            yield held[0], held[1]()

    def _read_chunk(self, mails: Sequence[Mail]) -> list[Outcome]:
        room = self._free.get()
        try:
            return _read_in(room, mails)
        finally:
            self._free.put(room)


def _chunks(mails: Sequence[Mail]) -> Iterator[list[Mail]]:
    held: list[Mail] = []
    size = 0
    for mail in mails:
        if held and (len(held) >= CHUNK_MAILS or size + len(mail[0]) > CHUNK_BYTES):
            yield held
            held, size = [], 0
        held.append(mail)
        size += len(mail[0])
    if held:
        yield held


def _read_in(room: _Room, mails: Sequence[Mail]) -> list[Outcome]:
    """The outcomes of a room; where it ends over a mail, that mail is tried alone, and then refused."""
    found: dict[int, Outcome] = {}
    waiting = deque([list(range(len(mails)))])
    while waiting:
        numbers = waiting.popleft()
        outcomes = room.read([mails[number] for number in numbers])
        if not isinstance(outcomes, _Ended):
            found.update(zip(numbers, outcomes, strict=True))
            continue
        at = outcomes.at
        if outcomes.is_sure or len(numbers) == 1:
            found[numbers[at]] = UnreadableMessage(outcomes.reason)
        else:
            waiting.append([numbers[at]])
        waiting += [some for some in (numbers[:at], numbers[at + 1 :]) if some]
    return [found[number] for number in range(len(mails))]


@dataclass(frozen=True, slots=True)
class _Ended:
    """A process ended over mail number `at`; `is_sure`: because of it."""

    at: int
    reason: str
    is_sure: bool


class _Room:
    """One process, started again after each end."""

    def __init__(self, read: Read, seconds: float, megabytes: int) -> None:
        self._read, self._seconds, self._megabytes = read, seconds, megabytes
        # A fresh interpreter: a fork would copy the language model and the locks of other threads.
        self._context = multiprocessing.get_context("spawn")
        self._at: Any = None  # the number of the mail being read, in shared memory
        self._process: Any = None
        self._line: Connection | None = None

    def read(self, mails: list[Mail]) -> list[Outcome] | _Ended:
        """The outcomes, or where the process ended."""
        line = self._line or self._open()
        self._at.value = 0
        try:
            line.send(mails)
            last = -1
            while not line.poll(self._seconds):
                if self._at.value == last:
                    self.close()
                    reason = f"reading it took more than {self._seconds:g} seconds"
                    return _Ended(last, reason, is_sure=True)
                last = self._at.value
            found: list[Outcome] = line.recv()
        except (EOFError, OSError):
            at = min(self._at.value, len(mails) - 1)
            self.close()
            return _Ended(
                at, "the process that read it ended: it needs too much memory, perhaps", is_sure=False
            )
        return found

    def close(self) -> None:
        """End the process, whatever it does."""
        if self._line is not None:
            self._line.close()
            self._process.kill()
            self._process.join()
            self._process.close()
            self._line = None

    def _open(self) -> Connection:
        line, far_end = self._context.Pipe()
        try:
            self._at = self._context.RawValue("q", 0)
            self._process = self._context.Process(
                target=_serve,
                args=(far_end, self._at, self._read, self._megabytes),
                name="reader",
                daemon=True,
            )
            self._process.start()
            self._line = line
            far_end.close()
            if line.poll(STARTING_SECONDS) and line.recv() == _READY:
                return line
        except (EOFError, OSError):
            pass
        self.close()
        raise KeepwarmError(
            "no process could be started to read mail in", mend="Is memory, or room in /dev/shm, used up?"
        )


# --------------------------------------------------------------------------- inside the process


def _serve(line: Connection, at: Any, read: Read, megabytes: int) -> None:
    """Read what comes until the line is closed."""
    for told in (signal.SIGINT, signal.SIGTERM):  # to the whole group; the parent closes the line
        signal.signal(told, signal.SIG_IGN)
    _limit_memory(megabytes)
    with suppress(EOFError, OSError, MemoryError):
        line.send(_READY)
        while True:
            outcomes = []
            for number, mail in enumerate(line.recv()):
                at.value = number
                outcomes.append(_read_one(read, mail))
            line.send(outcomes)


def _read_one(read: Read, mail: Mail) -> Outcome:
    raw, received_at = mail
    try:
        return read(raw, received_at=received_at)
    except UnreadableMessage as problem:
        return problem
    except MemoryError:
        return UnreadableMessage("reading it needs too much memory")
    except Exception as problem:  # noqa: BLE001  a mistake of ours that one mail in a million meets costs this
        # mail its reading, in quarantine with its bytes, and not the mailbox its mail.
        return UnreadableMessage(
            f"reading it failed ({type(problem).__name__}), which is a fault of keepwarm"
        )


def _limit_memory(megabytes: int) -> None:
    try:
        import resource
    except ImportError:
        return  # Windows
    with suppress(ValueError, OSError):  # macOS knows the limit and does not keep it
        resource.setrlimit(resource.RLIMIT_AS, (megabytes * 1024 * 1024,) * 2)
