"""Real mail damaged in seeded ways: every mutant is read, read in part, or refused with a reason."""

from __future__ import annotations

import os
import random
import re
import signal
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from types import FrameType

from sqlalchemy import func, select

from contacts.account import AccountProfile
from contacts.intake import Arrival, take_in
from errors import UnreadableMessage
from faults.stage import Stage, in_workers
from faults.table import Row
from ingest.archives import RawMail, read_archive
from ingest.mime import read_message
from store.models import LocationRow, QuarantineRow
from tests.servers.offices import NOW

GOLD = Path(__file__).parent.parent / "evaluation" / "gold"
PUBLIC = ("mime", "bounces", "mailboxes")
MOST_SECONDS = 20.0  # then a mutant counts as one that hangs
MOST_BYTES = 2_000_000  # of an original
SAMPLE = 10  # every so many mutants also go into a database

Mutate = Callable[[bytes, random.Random, Sequence[bytes]], bytes]


class Hangs(Exception):
    """A mutant took longer than `MOST_SECONDS`."""


@dataclass
class Outcome:
    """What became of some mutants. `slowest` is (seconds, bytes)."""

    parsed: int = 0
    degraded: int = 0
    refused: int = 0
    crashes: tuple[str, ...] = ()
    slowest: tuple[float, int] = (0.0, 0)


# --------------------------------------------------------------------------- originals


def originals() -> list[bytes]:
    """Public mail where `KEEPWARM_DATA` names it, else that of the gold scenarios."""
    data = os.environ.get("KEEPWARM_DATA", "")
    folders = [Path(data) / name for name in PUBLIC if data and (Path(data) / name).is_dir()]
    if folders:
        return [raw for folder in folders for raw in _mails(folder)]
    with tempfile.TemporaryDirectory() as scratch:
        for scenario in sorted((GOLD / "scenarios").glob("*.yaml")):
            out = Path(scratch) / scenario.stem
            subprocess.run([sys.executable, GOLD / "render.py", scenario, out], check=True)
        return list(_mails(Path(scratch)))


def _mails(folder: Path) -> Iterator[bytes]:
    for one in read_archive(folder):
        if isinstance(one, RawMail) and len(one.raw) <= MOST_BYTES:
            yield one.raw


# --------------------------------------------------------------------------- damages


def flip(raw: bytes, chance: random.Random, _others: Sequence[bytes]) -> bytes:
    """Some bytes become others."""
    damaged = bytearray(raw)
    for _ in range(chance.randint(1, max(len(raw) // 200, 1))):
        damaged[chance.randrange(len(raw))] = chance.randrange(256)
    return bytes(damaged)


def cut_off(raw: bytes, chance: random.Random, _others: Sequence[bytes]) -> bytes:
    """The end is missing, or the beginning."""
    at = chance.randrange(len(raw))
    return raw[:at] if chance.random() < 0.7 else raw[at:]


def cut_out(raw: bytes, chance: random.Random, _others: Sequence[bytes]) -> bytes:
    """A piece is missing, or stands there many times."""
    first, last = sorted(chance.randrange(len(raw) + 1) for _ in range(2))
    times = chance.choice((0, 0, 2, 30)) if last - first < 20_000 else 0
    return raw[:first] + raw[first:last] * times + raw[last:]


def splice(raw: bytes, chance: random.Random, others: Sequence[bytes]) -> bytes:
    """The beginning of one mail and the end of another."""
    other = chance.choice(others)
    return raw[: chance.randrange(len(raw))] + other[chance.randrange(len(other)) :]


def fields(raw: bytes, chance: random.Random, others: Sequence[bytes]) -> bytes:
    """Header lines in another order, left out, doubled, or from another mail."""
    head, gap, body = raw.partition(b"\n\n")
    lines = head.split(b"\n") + chance.choice(others).partition(b"\n\n")[0].split(b"\n")[:5]
    chance.shuffle(lines)
    return b"\n".join(lines[chance.randrange(len(lines)) // 2 :] + lines[:2]) + gap + body


def swapped(pattern: bytes, values: Sequence[bytes]) -> Mutate:
    """A damage that puts another value wherever the pattern's last group stands."""
    found = re.compile(pattern, re.IGNORECASE)

    def mutate(raw: bytes, chance: random.Random, others: Sequence[bytes]) -> bytes:
        places = [one.span(1) for one in found.finditer(raw)]
        if not places:
            return flip(raw, chance, others)
        for first, last in reversed(chance.sample(places, chance.randint(1, min(len(places), 4)))):
            raw = raw[:first] + chance.choice(values) + raw[last:]
        return raw

    return mutate


BOUNDARIES = swapped(rb'boundary="?([^"\s;]+)', (b"", b"x", b"--", b"a" * 300, b"\xff\x00", b"=?utf-8?Q?b?="))
CHARSETS = swapped(
    rb'charset="?([^"\s;]+)',
    (
        b"idna",
        b"unicode_escape",
        b"utf-7",
        b"a\0b",
        b"utf-16",
        b"hz",
        b"punycode",
        b"zip",
        b"no-such",
        b"cp932",
    ),
)
ENCODINGS = swapped(
    rb"transfer-encoding:\s*(\S+)", (b"base64", b"quoted-printable", b"x-uuencode", b"8bit", b"", b"binary;")
)
TYPES = swapped(
    rb"content-type:\s*([^\s;]+)",
    (
        b"multipart/mixed", b"multipart/report", b"message/rfc822", b"message/delivery-status",
        b"text/calendar", b"text/html", b"/",
    ),
)  # fmt: skip
WORDS = swapped(
    rb"\n(?:from|to|cc|subject|date|message-id):([^\n]*)",
    (
        b" =?utf-8?B?A?=", b" =?x?q?=00=1b?= <a@b.example>", b" a@b.example <c@d.example>",
        b" " + b"(" * 5000, b" " + b"<" * 5000, b" " + b";" * 50_000, b" " + b"a@b.example, " * 2000,
        b" Thu, 99 Foo 99999 99:99:99 +9999", b" <a\r\nA1 DELETE INBOX>", b"", b" \xff\xfe\x00",
        b" \xe2\x80\xaegnp.exe", b" \x1b]0;x\x07",
    ),
)  # fmt: skip
DAMAGES: tuple[Mutate, ...] = (
    flip, cut_off, cut_out, splice, fields, BOUNDARIES, CHARSETS, ENCODINGS, TYPES, WORDS,
)  # fmt: skip


def mutant(mails: Sequence[bytes], number: int) -> bytes:
    """The mutant of this number: always the same from the same mails; one to three damages."""
    chance = random.Random(number)
    raw = chance.choice(mails)
    for _ in range(chance.choice((1, 1, 2, 3))):
        if raw:
            raw = chance.choice(DAMAGES)(raw, chance, mails)
    return raw


# --------------------------------------------------------------------------- reading them


@contextmanager
def limited() -> Iterator[None]:
    """`Hangs` is raised inside after `MOST_SECONDS`."""

    def late(_signal: int, _frame: FrameType | None) -> None:
        raise Hangs

    before = signal.signal(signal.SIGALRM, late)
    signal.setitimer(signal.ITIMER_REAL, MOST_SECONDS)
    try:
        yield
    finally:
        signal.setitimer(signal.ITIMER_REAL, 0)
        signal.signal(signal.SIGALRM, before)


def read_all(mails: Sequence[bytes], numbers: Sequence[int]) -> Outcome:
    """Read these mutants one by one."""
    done = Outcome()
    for number in numbers:
        raw = mutant(mails, number)
        began = time.perf_counter()
        try:
            with limited():
                message = read_message(raw, received_at=NOW)
            done.degraded += message.is_degraded
            done.parsed += not message.is_degraded
        except UnreadableMessage:
            done.refused += 1
        except Exception as error:  # noqa: BLE001  whatever it is, it is counted
            done.crashes += (f"mutant {number}: {type(error).__name__}: {error}"[:200],)
        done.slowest = max(done.slowest, (time.perf_counter() - began, len(raw)))
    return done


def run(mails: Sequence[bytes], *, number: int, workers: int, stage: Stage) -> list[Row]:
    """Read so many mutants of these mails; every tenth goes into a database as well."""
    row = Row(f"mutants of {len(mails):,} mails")
    outcomes = in_workers(read_all, [(mails, range(n, number, workers)) for n in range(workers)])
    for one in outcomes:
        row.crashed += len(one.crashes)
        row.notes += one.crashes
    row.tried = number
    row.lost = number - sum(one.parsed + one.degraded + one.refused + len(one.crashes) for one in outcomes)
    seconds, size = max(one.slowest for one in outcomes)
    row.slowest = seconds
    parsed, degraded, refused = (
        sum(getattr(o, n) for o in outcomes) for n in ("parsed", "degraded", "refused")
    )
    row.remark = (
        f"{parsed:,} read, {degraded:,} by their headers, {refused:,} refused; the slowest has {size:,} bytes"
    )
    return [row, taken_in(mails, range(0, number, SAMPLE), stage)]


def taken_in(mails: Sequence[bytes], numbers: Sequence[int], stage: Stage) -> Row:
    """The same through the store: each has a place there, or lies in quarantine."""
    row = Row(f"mutants taken into {stage.kind}")
    account = AccountProfile("dana", ("dana@agency.example",))
    raws = [mutant(mails, number) for number in numbers]
    with stage.fresh() as database:
        for first in range(0, len(raws), 100):
            arrivals = [
                Arrival(raw, f"mutant {n}", "INBOX", NOW, uid=n + 1, uidvalidity=1)
                for n, raw in enumerate(raws[first : first + 100], first)
            ]
            began = time.perf_counter()
            try:
                take_in(database, account, arrivals, reader=None, now=NOW)
            except Exception as error:  # noqa: BLE001  whatever it is, it is counted
                row.crashed += 1
                row.notes.append(f"mutants from {numbers[first]}: {type(error).__name__}: {error}"[:300])
            row.slowest = max(row.slowest, time.perf_counter() - began)
            row.tried += len(arrivals)
        with database.read() as session:
            places = session.scalar(select(func.count()).select_from(LocationRow)) or 0
            held = session.scalar(select(func.count()).select_from(QuarantineRow)) or 0
    refused = [raw for raw in raws if not _is_read(raw)]
    kept = len(raws) - len(refused)
    row.lost = max(kept - places, 0) + max(len(set(refused)) - held, 0)
    row.doubled = max(places - kept, 0) + max(held - len(set(refused)), 0)
    row.remark = f"{places:,} kept, {held:,} in quarantine"
    return row


def _is_read(raw: bytes) -> bool:
    try:
        read_message(raw, received_at=NOW)
    except UnreadableMessage:
        return False
    return True
