"""What the service is doing, and whether it gets on with it: for `status`, the watchdog and the metrics.

It stands in a small file beside the lock, so that asking costs the service nothing and needs no port.
"""

from __future__ import annotations

import json
import os
import threading
import time
from contextlib import suppress
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

STUCK_SECONDS = 900  # without a step; a server may take 450 to be given up, five times tried
WRITE_SECONDS = 1.0  # between two steps that are told
BEAT_SECONDS = 60.0  # how often an idle service shows that it lives
HANGS_SECONDS = 300  # a file so old belongs to a service that hangs


@dataclass(frozen=True, slots=True)
class Doing:
    """A job at work. `done` and `expected` are mails; `expected` is None where nobody knows."""

    job: str
    since: datetime
    done: int = 0
    expected: int | None = None


@dataclass(frozen=True, slots=True)
class Seen:
    """A service as its file shows it."""

    pid: int
    version: str
    started_at: datetime
    beat_at: datetime
    doing: tuple[Doing, ...] = ()
    settings_read_at: datetime | None = None
    is_stopping: bool = False

    def hangs(self, now: datetime) -> bool:
        """Whether it has not shown for long that it lives."""
        return (now - self.beat_at).total_seconds() > HANGS_SECONDS


@dataclass
class _Work:
    since: datetime
    stepped: float
    done: int = 0
    expected: int | None = None


class Pulse:
    """The jobs at work, and when each last got on. Threads may tell it at the same time."""

    def __init__(self, file: Path | None = None, *, version: str = "") -> None:
        self._file, self._version = file, version
        self._lock = threading.Lock()
        self._works: dict[str, _Work] = {}
        self._started_at = self._settings_read_at = datetime.now(UTC)
        self._written = 0.0
        self._is_stopping = False
        self.stored: dict[str, int] = {}  # by account, since the start

    def begin(self, job: str) -> None:
        """A job sets to work."""
        with self._lock:
            self._works[job] = _Work(datetime.now(UTC), time.monotonic())
            self._write()

    def step(self, job: str, *, done: int = 0, expected: int | None = None) -> None:
        """It got on: so many mails more are done; so many are expected in all, where that is known."""
        with self._lock:
            work = self._works.get(job)
            if work is None:
                return
            work.stepped, work.done = time.monotonic(), work.done + done
            work.expected = work.expected if expected is None else expected
            if time.monotonic() - self._written >= WRITE_SECONDS:
                self._write()

    def gauge(self, job: str) -> PulseGauge:
        """What a reading of mail is told its progress by."""
        return PulseGauge(self, job)

    def end(self, job: str) -> None:
        """It is done, or failed."""
        with self._lock:
            self._works.pop(job, None)
            self._write()

    def count_stored(self, account: str, messages: int) -> None:
        """So many messages of an account were stored."""
        with self._lock:
            self.stored[account] = self.stored.get(account, 0) + messages

    def beat(self) -> None:
        """The loop goes round."""
        with self._lock:
            if time.monotonic() - self._written >= BEAT_SECONDS:
                self._write()

    def settings_were_read(self) -> None:
        """The configuration was read anew."""
        with self._lock:
            self._settings_read_at = datetime.now(UTC)
            self._write()

    def stop(self) -> None:
        """The end has begun."""
        with self._lock:
            self._is_stopping = True
            self._write()

    @property
    def doing(self) -> tuple[Doing, ...]:
        """The jobs at work, the longest first."""
        with self._lock:
            return self._doing()

    def stuck(self) -> tuple[str, ...]:
        """Jobs that have not got on for long."""
        with self._lock:
            now = time.monotonic()
            return tuple(name for name, one in self._works.items() if now - one.stepped > STUCK_SECONDS)

    def forget(self) -> None:
        """The service has ended; its file goes."""
        if self._file is not None:
            self._file.unlink(missing_ok=True)

    def _doing(self) -> tuple[Doing, ...]:
        works = sorted(self._works.items(), key=lambda item: item[1].since)
        return tuple(Doing(name, one.since, one.done, one.expected) for name, one in works)

    def _write(self) -> None:
        self._written = time.monotonic()
        if self._file is None:
            return
        told = {
            "pid": os.getpid(),
            "version": self._version,
            "started_at": self._started_at.isoformat(),
            "settings_read_at": self._settings_read_at.isoformat(),
            "beat_at": datetime.now(UTC).isoformat(),
            "is_stopping": self._is_stopping,
            "doing": [
                {"job": one.job, "since": one.since.isoformat(), "done": one.done, "expected": one.expected}
                for one in self._doing()
            ],
        }
        new = self._file.with_name(self._file.name + ".new")
        with suppress(OSError):  # a full disk must not end the service
            new.unlink(missing_ok=True)
            descriptor = os.open(new, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
            with os.fdopen(descriptor, "w", encoding="utf-8") as file:
                json.dump(told, file)
            new.replace(self._file)


class PulseGauge:
    """A gauge of mails (`daemon.meter.Gauge`) whose steps are those of a job."""

    def __init__(self, pulse: Pulse, job: str) -> None:
        self._pulse, self._job, self._before = pulse, job, 0

    def start(self, what: str, total: int | None) -> None:
        """A new piece of work."""
        self._before = sum(one.done for one in self._pulse.doing if one.job == self._job)
        self.expect(total or 0)

    def expect(self, total: int) -> None:
        """The piece is so long after all."""
        self._pulse.step(self._job, expected=self._before + total)

    def advance(self, steps: int = 1) -> None:
        """So many mails more are done."""
        self._pulse.step(self._job, done=steps)


def seen(file: Path) -> Seen | None:
    """The service that wrote the file; None where there is none, or it cannot be read."""
    try:
        told: dict[str, Any] = json.loads(file.read_text(encoding="utf-8"))
        return Seen(
            pid=int(told["pid"]),
            version=str(told["version"]),
            started_at=datetime.fromisoformat(told["started_at"]),
            beat_at=datetime.fromisoformat(told["beat_at"]),
            doing=tuple(
                Doing(one["job"], datetime.fromisoformat(one["since"]), one["done"], one["expected"])
                for one in told["doing"]
            ),
            settings_read_at=datetime.fromisoformat(told["settings_read_at"]),
            is_stopping=bool(told["is_stopping"]),
        )
    except (OSError, ValueError, KeyError, TypeError):
        return None
