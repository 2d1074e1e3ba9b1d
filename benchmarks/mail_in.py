"""Mail in, beside the tools that fetch mail today: on loopback, over a slow line, and in how much memory."""

from __future__ import annotations

import json
import shutil
import tempfile
from collections.abc import Callable
from dataclasses import replace
from functools import partial
from pathlib import Path

from benchmarks import mail_tools, mailbox, ours
from benchmarks.mail_tools import Box
from benchmarks.measure import Figure, Row, compare, process
from benchmarks.slow_line import slow_line
from tests.servers.dovecot import Dovecot

MANY, SOME, HUGE = 10_000, 1_000, 100_000
ATTACHED, ATTACHED_BYTES = 0.15, 200_000
LARGE, LARGE_BYTES = 60, 10_000_000


def comparisons(server: Dovecot, folder: Path, *, rounds: int) -> list[Row]:
    """Every comparison over IMAP; programs that are not installed are left out."""
    many = _box(server, folder, "many", MANY)
    missing = mail_tools.missing()
    rows = [
        compare(
            f"{MANY:,} mails to fields and decoded text in memory; imap-tools, 500 a command",
            lambda: ours.fetch(many), lambda: mail_tools.imap_tools_bulk(many),
            rounds=rounds, number=MANY,
        )
    ]  # fmt: skip
    if "mbsync" not in missing:
        rows.append(
            compare(
                "the same to people, threads, own words, committed without language; mbsync, its own fsync",
                _afresh(folder, lambda new: ours.commit(many, new)),
                _afresh(folder, lambda new: mail_tools.mbsync(many, new)),
                rounds=rounds, number=MANY,
            )
        )  # fmt: skip
    some = _box(server, folder, "some", SOME)
    if "getmail" not in missing:
        rows.append(
            compare(
                f"{SOME:,} mails, the same; getmail into a Maildir",
                _afresh(folder, lambda new: ours.commit(some, new)),
                _afresh(folder, lambda new: mail_tools.getmail(some, new)),
                rounds=rounds, number=SOME, warm_up=False,
            )
        )  # fmt: skip
    return rows + _over_a_slow_line(server, folder, "mbsync" not in missing, rounds)


def _over_a_slow_line(server: Dovecot, folder: Path, has_mbsync: bool, rounds: int) -> list[Row]:
    near = _box(server, folder, "slow", SOME, attached=ATTACHED, attached_bytes=ATTACHED_BYTES)
    rows = []
    with slow_line(server.imap) as line:
        far = replace(near, port=line.port)
        for compress, with_it in (("never", ""), ("always", ", compressed (RFC 4978)")):
            rows.append(
                compare(
                    f"{SOME:,} mails, 15% with 200 kB, 40 ms and 20 Mbit/s, to memory{with_it}; imap-tools",
                    partial(ours.fetch, far, compress=compress),
                    partial(mail_tools.imap_tools_bulk, far),
                    rounds=rounds, number=SOME, warm_up=False,
                )
            )  # fmt: skip
        if has_mbsync:
            rows.append(
                compare(
                    "the same mails, compressed, committed without language; mbsync",
                    _afresh(folder, lambda new: ours.commit(far, new, compress="always")),
                    _afresh(folder, lambda new: mail_tools.mbsync(far, new)),
                    rounds=rounds, number=SOME, warm_up=False,
                )
            )  # fmt: skip
    return rows


def memory(server: Dovecot, folder: Path) -> list[Figure]:
    """Peak memory of first syncs without language, each in a process of its own."""
    rows = []
    for what, box in (
        (f"first sync of {HUGE:,} mails", huge(server, folder)),
        (
            f"first sync of {LARGE} mails of {LARGE_BYTES // 1_000_000} MB",
            _box(server, folder, "large", LARGE, attached=1.0, attached_bytes=LARGE_BYTES * 3 // 4),
        ),
    ):
        with tempfile.TemporaryDirectory(dir=folder) as new:
            told = json.loads(process("-m", "benchmarks.ours", str(box.port), box.user, new))
        value = f"{told['peak_kb'] / 1000:.0f} MB, and {told['readers_kb'] / 1000:.0f} MB in the readers"
        rows.append(Figure(f"peak memory, {what}, without language ({told['stored']:,} stored)", value))
    return rows


def huge(server: Dovecot, folder: Path) -> Box:
    """A mailbox of 100,000 mails, made once a run."""
    if (server.base / "mail" / "huge").exists():
        return Box(server, "huge", server.imap)
    return _box(server, folder, "huge", HUGE)


def _box(
    server: Dovecot, folder: Path, user: str, number: int, *, attached: float = 0.0, attached_bytes: int = 0
) -> Box:
    made = folder / f"made-{user}"
    mailbox.write(made, number, attached=attached, attached_bytes=attached_bytes)
    box = mail_tools.copy_in(server, user, made)
    shutil.rmtree(made)
    return box


def _afresh(folder: Path, work: Callable[[Path], object]) -> Callable[[], None]:
    """The work done in a new folder on the disk that `folder` lies on."""

    def run() -> None:
        with tempfile.TemporaryDirectory(dir=folder) as new:
            work(Path(new))

    return run
