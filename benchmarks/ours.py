"""Our side of the comparisons over IMAP: what is fetched, what is committed, and what a process takes for it.

python -m benchmarks.ours PORT USER FOLDER     one first sync without language; prints peaks in kB
"""

from __future__ import annotations

import json
import os
import resource
import sys
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
    """One first sync, and the peak memory of this process and of those it started, in kB."""
    port, user, folder = sys.argv[1:]
    stored = commit(Box(None, user, int(port)), Path(folder))
    peaks = [resource.getrusage(who).ru_maxrss for who in (resource.RUSAGE_SELF, resource.RUSAGE_CHILDREN)]
    print(json.dumps({"stored": stored, "peak_kb": peaks[0], "peak_of_readers_kb": peaks[1]}))


if __name__ == "__main__":
    main()
