"""The service in a test's hands: settings for its accounts, what it has kept, and a run at any moment."""

from __future__ import annotations

import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import datetime

import pytest
from sqlalchemy import func, select

from config import Account, Settings
from daemon.loop import Surroundings, run
from daemon.manners import job_of
from daemon.meter import Silent
from daemon.side_by_side import sync_side_by_side
from daemon.sync import Synced
from errors import KeepwarmError
from nlp.pipeline import Reader
from store import jobs
from store.database import Database
from store.models import MessageRow
from tests.servers.offices import NOW
from tests.servers.scripted_imap import PASSWORD, Session

LIMIT_SECONDS = 30  # a test that waits in vain fails


@pytest.fixture(autouse=True)
def passwords(monkeypatch: pytest.MonkeyPatch) -> None:
    """One that is right and one that is not."""
    monkeypatch.setenv("DANAS_PASSWORD", PASSWORD)
    monkeypatch.setenv("WRONG_PASSWORD", "wrong")


def settings_for(daemon: dict[str, object] | None = None, **accounts_by_name: Account) -> Settings:
    given = {"timezone": "UTC", "accounts": accounts_by_name, "daemon": daemon or {}}
    return Settings.model_validate(given)


def stored(database: Database) -> int:
    with database.read() as session:
        return session.scalar(select(func.count()).select_from(MessageRow)) or 0


def job(database: Database, account: str) -> jobs.Job:
    with database.read() as session:
        return next(one for one in jobs.jobs(session) if one.name == job_of(account))


def until(is_so: Callable[[], bool]) -> None:
    end = time.monotonic() + LIMIT_SECONDS
    while not is_so():
        assert time.monotonic() < end, "waited in vain"
        time.sleep(0.02)


@contextmanager
def running(database: Database, settings: Settings, reader: Reader) -> Iterator[None]:
    """The service in a thread; it has ended when the block has."""
    around = Surroundings()
    thread = threading.Thread(
        target=run, args=[database, settings], kwargs={"read": lambda _: reader, "around": around}
    )
    thread.start()
    try:
        yield
    finally:
        around.orders.stop()
        thread.join(LIMIT_SECONDS)
        assert not thread.is_alive()


def tick(database: Database, settings: Settings, reader: Reader, now: datetime) -> None:
    run(database, settings, read=lambda _: reader, once=True, clock=lambda: now)


def start_afresh(database: Database, settings: Settings, reader: Reader, now: datetime) -> None:
    """The service started, and stopped before anything but the start is done."""
    around = Surroundings()
    around.orders.stop()
    run(database, settings, read=lambda _: reader, clock=lambda: now, around=around)


def by_hand(
    database: Database, settings: Settings, reader: Reader, now: datetime = NOW
) -> dict[str, Synced | KeepwarmError]:
    def ask(_: str) -> str:
        raise AssertionError("no password is asked for")

    names = list(settings.accounts)
    return dict(sync_side_by_side(database, settings, names, reader=reader, now=now, gauge=Silent, ask=ask))


def hangs(session: Session, _tag: str, _arguments: str) -> bool:
    """A server that never answers."""
    del session
    return True
