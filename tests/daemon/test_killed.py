"""A sync killed by SIGKILL at any moment and taken up again ends where an undisturbed one ends."""

from __future__ import annotations

import os
import random
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest
from sqlalchemy import select

from store.database import Database
from store.models import FolderRow, LocationRow, MessageRow
from tests.servers import dovecot as dovecot_server
from tests.servers.mailbox_generator import mailbox
from tests.servers.offices import NOW, DovecotOffice
from tests.servers.scripted_imap import PASSWORD

ROOT = Path(__file__).parents[2]
SYNC = """
import sys
from datetime import datetime
from config import Account, Settings
from daemon.sync import sync_once
from domain import Reading
from ingest import sync
from store.database import Database

class Reads:
    def read(self, passages):
        return [Reading("en") for _ in passages]

sync.BATCH_MAILS = sync.FIRST_BATCH_MAILS = 5
account = Account.model_validate_json(sys.argv[2])
print("started", flush=True)
sync_once(Database.open(sys.argv[1]), Settings(timezone="UTC", accounts={"dana": account}), "dana",
          reader=Reads(), now=datetime.fromisoformat(sys.argv[3]))
"""


def start(database: Database, account_json: str) -> subprocess.Popen[bytes]:
    return subprocess.Popen(
        [sys.executable, "-c", SYNC, f"sqlite:///{database.path}", account_json, NOW.isoformat()],
        cwd=ROOT, stdout=subprocess.PIPE, env={**os.environ, "DANAS_PASSWORD": PASSWORD},
    )  # fmt: skip


def contents(
    database: Database,
) -> tuple[list[str], list[tuple[str, int | None]], list[tuple[str, int, int]]]:
    """Every mail, every place and every mark, comparable between two databases."""
    with database.read() as session:
        mails = sorted(session.scalars(select(MessageRow.content_key)))
        places = sorted(
            (key, uid)
            for key, uid in session.execute(
                select(MessageRow.content_key, LocationRow.uid).join(
                    LocationRow, LocationRow.message_id == MessageRow.id
                )
            )
        )
        marks = sorted((row.name, row.high_uid, row.messages) for row in session.scalars(select(FolderRow)))
    return mails, places, marks


@pytest.mark.dovecot
def test_a_sync_killed_again_and_again_ends_like_one_that_was_not(
    dovecot: dovecot_server.Dovecot, sqlite_database: Database, tmp_path: Path, migrated_sqlite: Path
) -> None:
    office = DovecotOffice(dovecot)
    for one in mailbox(150, seed=11, until=NOW):
        office.deliver(one.raw, folder=office.sent if one.folder == "sent" else "INBOX", at=one.at)
    account = office.account(address="dana@agency.example", password_env="DANAS_PASSWORD").model_dump_json()
    chance = random.Random(5)
    kills = 0
    for _ in range(5):
        process = start(sqlite_database, account)
        assert process.stdout is not None
        process.stdout.readline()
        time.sleep(chance.uniform(0.05, 0.5))
        process.send_signal(signal.SIGKILL)
        kills += process.wait() == -signal.SIGKILL
        process.stdout.close()
    assert kills
    whole_path = tmp_path / "whole.db"
    whole_path.write_bytes(migrated_sqlite.read_bytes())
    whole = Database.open(f"sqlite:///{whole_path}")
    for database in (sqlite_database, whole):
        process = start(database, account)
        process.communicate()
        assert process.returncode == 0
    assert contents(sqlite_database) == contents(whole)
    assert len(contents(whole)[0]) == 150
    whole.close()
