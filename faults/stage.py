"""What the cases share: a mailbox on a real server, fresh databases, a sync, and how two ends differ."""

from __future__ import annotations

import os
import shutil
from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import ProcessPoolExecutor
from contextlib import contextmanager
from dataclasses import dataclass, field
from functools import partial
from itertools import count
from multiprocessing import get_context
from pathlib import Path
from typing import TypeVar

import stamina
from sqlalchemy import delete, select

from config import Settings
from daemon.sync import Synced, sync_once
from domain import Passage, Reading
from faults.table import Row
from ingest import sync as mail_sync
from ingest.imap_line import Patience
from store.database import Database
from store.models import (
    AddressRow,
    Base,
    FlagRow,
    FolderRow,
    LocationRow,
    MessageRow,
    QuarantineRow,
    ReferenceRow,
)
from tests.servers.mailbox_generator import mailbox
from tests.servers.offices import NOW, DovecotOffice, Office
from tests.servers.postgres import Postgres
from tests.servers.scripted_imap import PASSWORD
from warmth.days import BusinessCalendar
from warmth.flags import refresh
from warmth.policy import Policy

T = TypeVar("T")

WORKERS = min(os.cpu_count() or 1, 4)
BATCH_MAILS = 20
TEMPLATE = "template"
PASSWORD_IN = "DANAS_PASSWORD"

_number = count(1)


@dataclass(frozen=True)
class End:
    """What a database holds in the end, comparable between two that were filled in different ways."""

    mails: Counter[str]
    places: Counter[tuple[str, str, int | None]]
    rest: frozenset[tuple[object, ...]] = field(default_factory=frozenset)


def end_of(database: Database) -> End:
    """Mails and their places, and besides: marks, quarantine, conversations, people, references, flags.

    Flags as `keepwarm flags` shows them: judged first.
    """
    refresh(
        database, policy=Policy(), calendars=partial(BusinessCalendar.of, Settings(timezone="UTC")), now=NOW
    )
    with database.read() as session:
        keys = dict(session.execute(select(MessageRow.id, MessageRow.content_key)).all())
        places = session.execute(
            select(LocationRow.message_id, FolderRow.name, LocationRow.uid).join(
                FolderRow, FolderRow.id == LocationRow.folder_id
            )
        )
        threads: dict[int | None, set[str]] = {}
        for thread, key in session.execute(select(MessageRow.thread_id, MessageRow.content_key)):
            threads.setdefault(thread, set()).add(key)
        rest: set[tuple[object, ...]] = {("thread", *sorted(one)) for one in threads.values()}
        for row in session.scalars(select(FolderRow)):
            rest.add(("mark", row.name, row.uidvalidity, row.high_uid, row.low_uid, *row.holes))
        rest |= {("quarantine", one) for one in session.scalars(select(QuarantineRow.where))}
        rest |= {("address", one) for one in session.scalars(select(AddressRow.address))}
        rest |= {
            ("reference", keys[message], target)
            for message, target in session.execute(select(ReferenceRow.message_id, ReferenceRow.target))
        }
        flags = session.execute(
            select(FlagRow.reason, AddressRow.address).join(
                AddressRow, AddressRow.contact_id == FlagRow.contact_id
            )
        )
        rest |= {("flag", *one) for one in flags}
        return End(
            Counter(keys.values()),
            Counter((keys[message], folder, uid) for message, folder, uid in places),
            frozenset(rest),
        )


def compare(got: End, wanted: End, row: Row, what: str) -> None:
    """Count what is missing in `got` and what is too much."""
    for mine, theirs in ((got.mails, wanted.mails), (got.places, wanted.places)):
        row.lost += (theirs - mine).total()  # type: ignore[operator]
        row.doubled += (mine - theirs).total()  # type: ignore[operator]
    missing, beyond = wanted.rest - got.rest, got.rest - wanted.rest
    row.lost += len(missing)
    row.doubled += len(beyond)
    if len(row.notes) < 5 and (missing or beyond or got.mails != wanted.mails or got.places != wanted.places):
        shown = [str(one)[:120] for one in (*sorted(map(str, missing))[:2], *sorted(map(str, beyond))[:2])]
        row.notes.append(f"{what}: ends otherwise: {shown or 'mails or places differ'}")


@dataclass(frozen=True)
class Stage:
    """A mailbox and a folder for databases; with `postgres` they are made on that server."""

    office: Office
    folder: Path
    postgres: Postgres | None = None

    @property
    def kind(self) -> str:
        """Which database it is."""
        return "PostgreSQL" if self.postgres else "SQLite"

    def settings(self, *, port: int | None = None, **given: object) -> Settings:
        """The account's settings; `port` leads elsewhere, say through a proxy."""
        if port is not None:
            given |= {"host": "127.0.0.1", "port": port, "security": "none"}
        made = self.office.account(
            address="dana@agency.example",
            password_env=PASSWORD_IN,
            username=self.office.username,
            **given,
        )
        return Settings(timezone="UTC", accounts={"dana": made})

    @contextmanager
    def fresh_url(self) -> Iterator[str]:
        """The URL of an empty database with all tables."""
        name = f"fresh_{os.getpid()}_{next(_number)}"
        if self.postgres is not None:
            yield self.postgres.create(name, template=TEMPLATE)
            self.postgres.drop(name)
            return
        path = self.folder / f"{name}.db"
        shutil.copyfile(self.folder / TEMPLATE, path)
        yield f"sqlite:///{path}"
        for one in (path, Path(f"{path}-wal"), Path(f"{path}-shm")):
            one.unlink(missing_ok=True)

    @contextmanager
    def fresh(self) -> Iterator[Database]:
        """An empty database with all tables, open."""
        with self.fresh_url() as url:
            database = Database.open(url)
            try:
                yield database
            finally:
                database.close()


class Reads:
    """A language reader that finds nothing: what it finds plays no part here, when it is asked does."""

    def read(self, passages: Sequence[Passage]) -> list[Reading]:
        """An empty reading for each."""
        return [Reading("en") for _ in passages]


def sync(
    database: Database, settings: Settings, *, patience: Patience | None = None, reader: Reads | None = None
) -> Synced:
    """One pass as the daemon does it, without pauses before another try; without a `reader` words wait.

    Batches are small, so that there are many places between two of them.
    """
    os.environ[PASSWORD_IN] = PASSWORD
    mail_sync.BATCH_MAILS = mail_sync.FIRST_BATCH_MAILS = BATCH_MAILS
    with stamina.set_testing(True, attempts=100, cap=True):
        return sync_once(database, settings, "dana", reader=reader, now=NOW, patience=patience)


def in_workers(work: Callable[..., T], parts: Sequence[tuple[object, ...]]) -> list[T]:
    """What the work gives for each part, each in a process of its own; a single part in this one."""
    if len(parts) == 1:
        return [work(*parts[0])]
    with ProcessPoolExecutor(len(parts), mp_context=get_context("fork")) as pool:
        return [one.result() for one in [pool.submit(work, *part) for part in parts]]


def empty(database: Database) -> None:
    """Take every row away: quicker than another database, whose statements would be compiled anew."""
    with database.write() as session:
        for table in reversed(Base.metadata.sorted_tables):
            session.execute(delete(table))


def fill(office: Office, number: int, *, seed: int = 11) -> None:
    """Put a recruiter's mailbox of so many mails into both folders."""
    for one in mailbox(number, seed=seed, until=NOW):
        office.deliver(one.raw, folder=office.sent if one.folder == "sent" else "INBOX", at=one.at)


def set_up(office: Office, folder: Path, *, number: int, postgres: Postgres | None = None) -> Stage:
    """A stage with so many mails."""
    fill(office, number)
    url = postgres.create(TEMPLATE) if postgres else f"sqlite:///{folder / TEMPLATE}"
    Database.open(url).close()
    return Stage(office, folder, postgres)


def plain_port(stage: Stage) -> int:
    """Where the server speaks without TLS, on loopback."""
    assert isinstance(stage.office, DovecotOffice)
    return stage.office.server.imap
