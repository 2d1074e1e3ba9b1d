"""The machine: programs with known faults, file modes, the clock, room on the disk."""

from __future__ import annotations

import ctypes
import os
import shutil
import sqlite3
import stat
import sys
import tomllib
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from config import Settings
from daemon.verdicts import Check, Verdict

FAULTS = Path(__file__).with_name("known_faults.toml")
MEGABYTE = 1_000_000
FULL_MEGABYTES = 100  # below it SQLite's log may not find the room it needs any more
TIGHT_MEGABYTES = 1000
UNSYNCHRONISED = 5  # TIME_ERROR of adjtimex(2)

Version = tuple[int, ...]


@dataclass(frozen=True, slots=True)
class Fault:
    """A known fault of a program. `mended` names the first good version of each line."""

    program: str
    since: Version
    mended: tuple[Version, ...]
    what: str
    bears: str
    source: str

    def is_in(self, version: Version) -> bool:
        """Whether a version has it: it is older than the mended one of its line, or than all lines."""
        if version < self.since or version >= max(self.mended):
            return False
        same_line = [one for one in self.mended if one[:2] == version[:2]]
        return version < same_line[0] if same_line else True


def known_faults() -> list[Fault]:
    """All that are known, from the list that ships with keepwarm."""
    told = tomllib.loads(FAULTS.read_text(encoding="utf-8"))["fault"]
    return [
        Fault(
            one["program"],
            _version(one["from"]),
            tuple(_version(mended) for mended in one["mended"]),
            one["what"],
            one.get("bears", ""),
            one["source"],
        )
        for one in told
    ]


def programs(*, with_sqlite: bool) -> Iterator[Check]:
    """Python, and SQLite where it is used."""
    yield judged("Python", sys.version_info[:3], known_faults())
    if with_sqlite:
        yield judged("SQLite", sqlite3.sqlite_version_info, known_faults())


def judged(program: str, version: Version, faults: Sequence[Fault]) -> Check:
    """A version, and what is known against it."""
    shown = ".".join(map(str, version))
    found = [one for one in faults if one.program == program and one.is_in(version)]
    if not found:
        return Check(program, Verdict.FINE, shown)
    good = max(min(m for m in one.mended if m > version) for one in found)
    told = "; ".join(f"{one.what}: {one.source}" for one in found)
    bears = " ".join(one.bears for one in found if one.bears)
    mend = (
        f"{bears + ' ' if bears else ''}{'.'.join(map(str, good))} mends it; a distribution may have mended"
        " its own without another number."
    )
    return Check(program, Verdict.NOTE, f"{shown} has known faults: {told}.", mend)


def modes(config_path: Path | None, database: Path | None, settings: Settings) -> Iterator[Check]:
    """Who else may read what holds mail or secrets."""
    beside = [] if database is None else [database, database.with_name(database.name + "-wal")]
    wanted = [*([config_path] if config_path else []), *beside]
    wrong = False
    for path in wanted:
        try:
            about = path.stat()
        except OSError:
            continue
        mode = stat.S_IMODE(about.st_mode)
        if mode & 0o077:
            wrong = True
            said = f"{path} may be read by others (mode {mode:04o})."
            yield Check("file modes", Verdict.WRONG, said, f"Run: chmod 600 {path}")
        elif about.st_uid != os.getuid():
            wrong = True
            yield Check("file modes", Verdict.NOTE, f"{path} belongs to another user.", "Run as that user.")
    for name, account in settings.accounts.items():
        if account.ca_file and not os.access(account.ca_file, os.R_OK):
            wrong = True
            said = f"accounts.{name}.ca_file cannot be read: {account.ca_file}"
            yield Check("file modes", Verdict.WRONG, said, "Correct the path, or who may read it.")
    if not wrong and any(path.exists() for path in wanted):
        yield Check("file modes", Verdict.FINE, "only you may read configuration and database")


def clock(now: datetime, latest: datetime | None) -> Check:
    """Whether the clock can be right.

    `latest` is the latest moment that is known to have been, by a mail server's clock or by our own before.
    A mail server does not tell its time; a mail that arrived in our future shows that ours is behind.
    """
    if latest is not None and (latest - now).total_seconds() > 300:
        then = latest.astimezone(now.tzinfo)
        said = f"it says {now:%Y-%m-%d %H:%M}, but it was {then:%Y-%m-%d %H:%M} already."
        return Check("clock", Verdict.WRONG, said, "Set it, best by NTP: timedatectl set-ntp true")
    if _is_unsynchronised():
        said = f"{now:%Y-%m-%d %H:%M %Z}; nothing keeps it right (no NTP)."
        return Check("clock", Verdict.NOTE, said, "Run: timedatectl set-ntp true")
    return Check("clock", Verdict.FINE, f"{now:%Y-%m-%d %H:%M %Z}")


def disk(database: Path | None) -> Iterator[Check]:
    """Room for the database to grow and to be copied before an upgrade."""
    if database is None:
        return
    try:
        free = shutil.disk_usage(database.parent).free / MEGABYTE
        size = database.stat().st_size / MEGABYTE if database.exists() else 0.0
    except OSError:
        return
    said = f"{free:,.0f} MB free, the database has {size:,.0f} MB"
    mend = "Free some; keepwarm reads on afterwards and loses nothing."
    if free < FULL_MEGABYTES:
        yield Check("disk", Verdict.WRONG, f"{said}.", mend)
    elif free < max(TIGHT_MEGABYTES, 2 * size):
        yield Check("disk", Verdict.NOTE, f"{said}; a copy before an upgrade wants twice that.", mend)
    else:
        yield Check("disk", Verdict.FINE, said)


def _is_unsynchronised() -> bool:
    """Whether the kernel says that nobody keeps its clock right; False where it says nothing."""
    if sys.platform != "linux":
        return False
    try:
        return bool(ctypes.CDLL(None).adjtimex(ctypes.create_string_buffer(512)) == UNSYNCHRONISED)
    except (OSError, AttributeError):
        return False


def _version(text: str) -> Version:
    return tuple(int(part) for part in text.split("."))
