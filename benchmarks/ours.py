"""Our side of the comparisons over IMAP: what is fetched, what is committed, and what a process takes for it.

python -m benchmarks.ours PORT USER FOLDER     one first sync without language; prints its peaks
"""

from __future__ import annotations

import contextlib
import json
import os
import sys
import threading
import time
from contextlib import closing
from datetime import UTC, datetime
from pathlib import Path

from benchmarks.mail_tools import Box
from config import Account, Settings
from daemon.sync import sync_once
from ingest import imap
from ingest.imap_mails import read_mails
from ingest.mime import read_letter
from store.database import Database
from tests.servers.scripted_imap import PASSWORD

PASSWORD_VARIABLE = "BENCH_PASSWORD"


def account(box: Box, *, compress: str = "never") -> Account:
    """The mailbox as it is configured: everything, over the plain port of loopback."""
    os.environ[PASSWORD_VARIABLE] = PASSWORD
    given = {
        "address": "rita@talent.example", "host": "127.0.0.1", "port": box.port, "security": "none",
        "username": box.user, "password_env": PASSWORD_VARIABLE, "months": 0, "compress": compress,
    }  # fmt: skip
    return Account.model_validate(given)


def fetch(box: Box, *, compress: str = "never") -> int:
    """Fields and decoded text of every mail in memory; how many."""
    found = 0
    wanted = account(box, compress=compress)
    with imap.connect(wanted, PASSWORD) as connection:
        for folder in (r"INBOX", r"\Sent"):
            for one in imap.find(folder, connection.folders()):
                connection.open(one.name)
                for harvest in read_mails(connection, connection.uids()[::-1]):
                    found += sum(bool(read_letter(mail.raw)) for mail in harvest.mails)
    return found


def commit(box: Box, folder: Path, *, compress: str = "never") -> int:
    """A first sync into a new store, without language; how many messages it holds."""
    settings = Settings(timezone="UTC", accounts={"rita": account(box, compress=compress)})
    with closing(Database.open(f"sqlite:///{folder}/bench.db")) as database:
        return sync_once(database, settings, "rita", reader=None, now=datetime.now(UTC)).stored


def main() -> None:
    """One first sync, and the peak memory of this process and of the largest it started, in kB."""
    port, user, folder = sys.argv[1:]
    peaks: dict[int, int] = {}
    threading.Thread(target=_watch, args=[peaks], daemon=True).start()
    stored = commit(Box(None, user, int(port)), Path(folder))
    readers = max(peaks.values(), default=0)
    print(json.dumps({"stored": stored, "peak_kb": _peak_kb(os.getpid()), "readers_kb": readers}))


def _watch(peaks: dict[int, int]) -> None:
    """Keep the peak of each process that this one starts, for as long as it lives."""
    while True:
        for listed in Path("/proc/self/task").glob("*/children"):
            with contextlib.suppress(OSError):
                for child in map(int, listed.read_text(encoding="ascii").split()):
                    peaks[child] = max(_peak_kb(child), peaks.get(child, 0))
        time.sleep(0.1)


def _peak_kb(process: int) -> int:
    """What a process held at most. Its rusage would count what its parent held when it was started."""
    with contextlib.suppress(OSError):
        for line in Path(f"/proc/{process}/status").read_text(encoding="ascii").splitlines():
            if line.startswith("VmHWM:"):
                return int(line.split()[1])
    return 0


if __name__ == "__main__":
    main()
