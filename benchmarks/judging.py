"""Judging a store of 50,000 people and a million touches: everybody, after a sync, and `keepwarm flags`.

    python -m benchmarks.judging DATABASE     judge everybody; prints seconds and the peak as JSON

Judging is timed from within, as a sync or the service does it; the command as a whole process.
"""

from __future__ import annotations

import json
import os
import statistics
import sys
import time
from contextlib import closing
from datetime import timedelta
from functools import partial
from pathlib import Path

from benchmarks import store
from benchmarks.measure import Figure, process, timed
from config import Settings
from store.database import Database
from warmth.days import BusinessCalendar
from warmth.flags import current, refresh
from warmth.policy import Policy

PEOPLE, TOUCHES = 50_000, 1_000_000
CHANGED = 50  # people whose mail a sync brings
ZONE, COUNTRY = "Europe/Berlin", "DE"
SETTINGS = Settings(timezone=ZONE, country=COUNTRY)


def all_figures(folder: Path, *, rounds: int, people: int = PEOPLE, touches: int = TOUCHES) -> list[Figure]:
    """The figures of one store, made for them; medians."""
    path = folder / "judging.db"
    with closing(Database.open(f"sqlite:///{path}")) as database:
        store.fill(database, people=people, touches=touches)
    everybody = [json.loads(process("-m", "benchmarks.judging", str(path))) for _ in range(rounds)]
    with closing(Database.open(f"sqlite:///{path}")) as database:
        after_sync = [_after_a_sync(database, number, people) for number in range(rounds)]
        next_day = timed(lambda: _judge(database, minutes=1500))
        number = len(_flags(database, minutes=1500))
    whole = [_command(path) for _ in range(rounds)]
    peak = max(one["peak_kb"] for one in everybody) / 1000
    took = statistics.median(one["seconds"] for one in everybody)
    return [
        Figure(
            f"everybody, {people:,} people with {touches:,} touches", f"{took:.1f} s, {peak:.0f} MB at most"
        ),
        Figure(
            f"after a sync that changed {CHANGED} of them",
            f"{statistics.median(after_sync) * 1000:.0f} ms",
        ),
        Figure("a day later, those whose time has come", f"{next_day * 1000:.0f} ms"),
        Figure(f"`keepwarm flags`, whole process, {number:,} flags", f"{statistics.median(whole):.2f} s"),
        Figure("the same as JSON", f"{statistics.median(_command(path, '--json') for _ in whole):.2f} s"),
    ]


def _judge(database: Database, *, minutes: int = 0, everybody: bool = False) -> None:
    refresh(
        database,
        policy=Policy.of(SETTINGS),
        calendars=partial(BusinessCalendar.of, SETTINGS),
        now=store.UNTIL + timedelta(minutes=minutes),
        everybody=everybody,
    )


def _flags(database: Database, *, minutes: int) -> list[object]:
    return list(
        current(
            database,
            policy=Policy.of(SETTINGS),
            calendars=partial(BusinessCalendar.of, SETTINGS),
            as_of=store.UNTIL + timedelta(minutes=minutes),
        )
    )


def _after_a_sync(database: Database, number: int, people: int) -> float:
    """The judging alone: what a sync brought is stored before."""
    _judge(database, minutes=number)
    changed = range(1 + number * CHANGED, 1 + (number + 1) * CHANGED)
    at = store.UNTIL + timedelta(minutes=number)
    store.new_mail(database, [id_ % people + 1 for id_ in changed], at=at, seed=number)
    return timed(lambda: _judge(database, minutes=number + 1))


def _command(path: Path, *options: str) -> float:
    os.environ |= {"KEEPWARM_TIMEZONE": ZONE, "KEEPWARM_COUNTRY": COUNTRY}
    database = ("--database", f"sqlite:///{path}")
    return timed(lambda: process("-m", "cli", *database, "flags", *options))


def main() -> None:
    """Judge everybody in a database, once, in a process that does nothing else."""
    (path,) = sys.argv[1:]
    with closing(Database.open(f"sqlite:///{path}")) as database:
        began = time.perf_counter()
        _judge(database, everybody=True)
        seconds = time.perf_counter() - began
    print(json.dumps({"seconds": seconds, "peak_kb": _peak_kb()}))


def _peak_kb() -> int:
    for line in Path("/proc/self/status").read_text(encoding="ascii").splitlines():
        if line.startswith("VmHWM:"):
            return int(line.split()[1])
    return 0


if __name__ == "__main__":
    main()
