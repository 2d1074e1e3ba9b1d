"""Several accounts read at once, by hand: they wait for their servers together, and fail alone."""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import closing
from datetime import datetime
from functools import partial

from config import Settings
from contacts.intake import Reader
from daemon import manners
from daemon.meter import Gauge
from daemon.profiles import account_of
from daemon.sync import Synced, line_of, sync_once
from errors import KeepwarmError, ServerUnreachable, SignInNeeded
from ingest.line import Line
from ingest.signin.credentials import Ask
from store.database import Database

MOST_AT_ONCE = 16


def sync_side_by_side(
    database: Database,
    settings: Settings,
    names: Sequence[str],
    *,
    reader: Reader | None,
    now: datetime,
    gauge: Callable[[], Gauge],
    ask: Ask,
    since: datetime | None = None,
) -> Iterator[tuple[str, Synced | KeepwarmError]]:
    """What became of each account, in the order of `names`; `gauge` gives one for each.

    Where the iteration is broken off, so is the reading, after the batch in hand.
    """
    stop, turn, one_question = threading.Event(), threading.Lock(), threading.Lock()
    lines: list[Line] = []

    def ask_in_turn(question: str) -> str:
        with one_question:
            return ask(question)

    def read(name: str) -> Synced | KeepwarmError:
        try:
            account_of(settings, name)
            manners.respect(database, name, now=now)
            with closing(line_of(settings, name, ask=ask_in_turn)) as line:
                lines.append(line)
                done = sync_once(
                    database,
                    settings,
                    name,
                    reader=reader,
                    now=now,
                    progress=gauge(),
                    since=since,
                    should_stop=stop.is_set,
                    line=line,
                    turn=turn,
                )
            manners.note_success(database, name, now=now)
        except (SignInNeeded, ServerUnreachable) as error:
            if not stop.is_set():
                manners.note_failure(database, settings, name, error, now=now)
            return error
        except KeepwarmError as error:
            return error
        return done

    with ThreadPoolExecutor(min(len(names), MOST_AT_ONCE)) as pool:
        try:
            for name, outcome in [(name, pool.submit(partial(read, name))) for name in names]:
                yield name, outcome.result()
        finally:
            stop.set()
            for line in lines:
                line.interrupt()
