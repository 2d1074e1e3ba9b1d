"""A sync killed at every step, and at random moments; the next one goes on, and the end is the same.

Every try is a process of its own, forked from this one, so that nothing has to be loaded again; a killed one
has no chance to tidy up.
"""

from __future__ import annotations

import os
import random
import signal
import time
from collections.abc import Callable, Iterator, Sequence

from sqlalchemy import Engine, event

from faults.stage import End, Reads, Stage, compare, end_of, in_workers, sync
from faults.table import Row
from store.database import Database

FINE, FAILED = 0, 1


class Steps:
    """Counts every statement and every commit; `at` is the step that does not happen any more."""

    def __init__(self, at: int | None) -> None:
        self._at = at
        self.taken = 0

    def listen(self) -> None:
        """From now on, on every connection."""
        event.listen(Engine, "before_cursor_execute", self._step)
        event.listen(Engine, "commit", self._step)

    def _step(self, *_: object) -> None:
        if self.taken == self._at:
            os.kill(os.getpid(), signal.SIGKILL)
        self.taken += 1


def in_a_process(work: Callable[[], int]) -> tuple[int, int]:
    """Run it in a forked process: how it ended (negative: the signal), and the number it gave."""
    read_end, write_end = os.pipe()
    child = os.fork()
    if child == 0:
        status = FAILED
        try:
            os.write(write_end, str(work()).encode())
            status = FINE
        except BaseException as error:  # noqa: BLE001  a child must end here, whatever happens
            os.write(write_end, f"{type(error).__name__}: {error}"[:300].encode())
        finally:
            os._exit(status)
    os.close(write_end)
    status = os.waitstatus_to_exitcode(os.waitpid(child, 0)[1])
    with os.fdopen(read_end, "rb") as told:
        said = told.read().decode("utf-8", "replace")
    if status == FAILED:
        raise RuntimeError(said)
    return status, int(said or 0)


def _sync_into(stage: Stage, url: str, at: int | None = None) -> int:
    """One sync, killed at a step; how many steps it took."""
    steps = Steps(at)
    steps.listen()
    database = Database.open(url)
    sync(database, stage.settings(), reader=Reads())
    database.close()
    return steps.taken


def _end(url: str) -> End:
    database = Database.open(url)
    try:
        return end_of(database)
    finally:
        database.close()


def _judge(stage: Stage, url: str, wanted: End, row: Row, what: str) -> None:
    """Sync on after a kill, and compare."""
    try:
        in_a_process(lambda: _sync_into(stage, url))
    except RuntimeError as error:
        row.crashed += 1
        row.notes.append(f"{what}: {error}")
    compare(_end(url), wanted, row, what)
    row.tried += 1


def whole(stage: Stage) -> tuple[End, int, float]:
    """The end of an undisturbed sync, its steps and its seconds."""
    with stage.fresh_url() as url:
        began = time.perf_counter()
        _, steps = in_a_process(lambda: _sync_into(stage, url))
        return _end(url), steps, time.perf_counter() - began


def at_every_step(stage: Stage, *, every: int = 1, workers: int = 1) -> Row:
    """Killed before every statement and every commit (or every so many), once each."""
    wanted, steps, _ = whole(stage)
    row = Row(f"killed at every step of a sync, {stage.kind}", remark=f"{steps:,} statements and commits")
    if every > 1:
        row.case = f"killed at every {every}th step of a sync, {stage.kind}"
    at = range(0, steps, every)
    for part in in_workers(_killed_at, [(stage, wanted, at[n::workers]) for n in range(workers)]):
        row.add(part)
    return row


def _killed_at(stage: Stage, wanted: End, steps: Sequence[int]) -> Row:
    row = Row("")
    for at in steps:
        began = time.perf_counter()
        with stage.fresh_url() as url:
            status, _ = in_a_process(lambda url=url, at=at: _sync_into(stage, url, at))  # type: ignore[misc]
            if status == -signal.SIGKILL:
                _judge(stage, url, wanted, row, f"killed at step {at}")
        row.slowest = max(row.slowest, time.perf_counter() - began)
    return row


def at_random(stage: Stage, *, times: int, workers: int = 1, seed: int = 5) -> Row:
    """SIGKILL at a random moment, so many times; one that comes too late does not count."""
    wanted, _, seconds = whole(stage)
    row = Row(f"killed at random by SIGKILL, {stage.kind}")
    parts = [(stage, wanted, seconds, len(range(n, times, workers)), seed + n) for n in range(workers)]
    for part in in_workers(_killed_sometime, parts):
        row.add(part)
    return row


def _killed_sometime(stage: Stage, wanted: End, seconds: float, times: int, seed: int) -> Row:
    row = Row("")
    chance = random.Random(seed)
    for number in range(10 * times):
        if row.tried == times:
            break
        began = time.perf_counter()
        with stage.fresh_url() as url:
            if _killed_after(chance.uniform(0, seconds), lambda url=url: _sync_into(stage, url)):  # type: ignore[misc]
                _judge(stage, url, wanted, row, f"random kill {number}")
        row.slowest = max(row.slowest, time.perf_counter() - began)
    return row


def _killed_after(seconds: float, work: Callable[[], int]) -> bool:
    """Whether the process was still at work when it was killed."""
    child = os.fork()
    if child == 0:
        try:
            work()
        finally:
            os._exit(FINE)
    time.sleep(seconds)
    os.kill(child, signal.SIGKILL)
    return os.waitstatus_to_exitcode(os.waitpid(child, 0)[1]) == -signal.SIGKILL


def run(stage: Stage, *, every: int, times: int, workers: int = 1) -> Iterator[Row]:
    """Both kinds of kill."""
    yield at_every_step(stage, every=every, workers=workers)
    yield at_random(stage, times=times, workers=workers)
