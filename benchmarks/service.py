"""What the service costs while nothing happens, and how soon it has heard of new mail and judged it."""

from __future__ import annotations

import logging
import statistics
import tempfile
import threading
import time
from collections.abc import Iterator
from contextlib import closing, contextmanager
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path

from benchmarks import mail_in, ours
from benchmarks.idle import idle
from benchmarks.mail_tools import Box
from benchmarks.measure import Figure
from benchmarks.slow_line import SlowLine, slow_line
from config import Settings
from daemon.loop import Surroundings, run
from daemon.sync import line_of, sync_once
from nlp.pipeline import load
from store.database import Database
from tests.servers.dovecot import Dovecot, Mailbox

_READY_SECONDS = 120  # until the service waits for news


def poll(box: Box, folder: Path) -> list[Figure]:
    """Bytes down, commands and time of a look at a mailbox that has not changed, its line kept."""
    with slow_line(box.port, round_trip_ms=0, megabits=10_000) as meter:
        there = ours.account(replace(box, port=meter.port)).model_copy(update={"folders": ["INBOX"]})
        settings = Settings(timezone="UTC", accounts={"rita": there})
        with (
            closing(Database.open(f"sqlite:///{folder}/poll.db")) as database,
            closing(line_of(settings, "rita")) as line,
        ):

            def look() -> int:
                done = sync_once(database, settings, "rita", reader=None, now=datetime.now(UTC), line=line)
                return done.stored

            stored = look()
            look()
            line.rest()
            before, began = replace(meter), time.perf_counter()
            assert look() == 0
            took = time.perf_counter() - began
            return [_told(stored, before, meter, took)]


def _told(stored: int, before: SlowLine, after: SlowLine, took: float) -> Figure:
    down, commands = after.bytes_down - before.bytes_down, after.lines_up - before.lines_up
    what = f"a look at an unchanged folder of {stored:,} mails, line kept"
    return Figure(what, f"{down} bytes down, {commands} command{'s' * (commands != 1)}, {took * 1000:.0f} ms")


def news(server: Dovecot, folder: Path, *, rounds: int = 20) -> list[Figure]:
    """From delivery in INBOX to stored and judged, the service waiting and the model loaded."""
    mailbox = server.add_user("news")
    for number in range(50):
        mailbox.deliver(_letter(number), at=datetime.now(UTC))
    there = ours.account(Box(server, "news", server.imap))
    settings = Settings(timezone="UTC", accounts={"rita": there})
    with closing(Database.open(f"sqlite:///{folder}/news.db")) as database, _heard() as heard:
        around, reader = Surroundings(), load()
        service = threading.Thread(
            target=run, args=(database, settings), kwargs={"read": lambda _: reader, "around": around}
        )
        service.start()
        try:
            heard.wait_for(50)
            time.sleep(3)  # until it waits for the server's word
            took = [_one(mailbox, heard, 1000 + number) for number in range(rounds)]
        finally:
            began = time.perf_counter()
            around.orders.stop()
            service.join()
            stopped = time.perf_counter() - began
    value = f"median {statistics.median(took):.2f} s, slowest of {rounds} {max(took):.2f} s"
    return [
        Figure("new mail in INBOX to stored and judged, model loaded", value),
        Figure("told to stop while it waits for mail", f"stopped after {stopped:.2f} s"),
    ]


def _one(mailbox: Mailbox, heard: _Heard, number: int) -> float:
    before, began = heard.stored, time.perf_counter()
    mailbox.deliver(_letter(number), at=datetime.now(UTC))
    heard.wait_for(before + 1)
    took = heard.at - began
    time.sleep(0.7)
    return took


def _letter(number: int) -> bytes:
    at = datetime.now(UTC) - timedelta(minutes=5000 - number)
    return (
        f"From: Ines Falk <ines.falk@works.example>\r\nTo: rita@talent.example\r\n"
        f"Subject: Letter {number}\r\n"
        f"Date: {at:%a, %d %b %Y %H:%M:%S} +0000\r\nMessage-ID: <{number}@works.example>\r\n\r\n"
        f"Hello Rita, could you tell me when the talks begin? This is number {number}.\r\n"
    ).encode()


class _Heard(logging.Handler):
    """What the service logs when a pass over the mailbox is over, judging included."""

    def __init__(self) -> None:
        super().__init__()
        self.stored, self.at = 0, 0.0
        self._news = threading.Condition()

    def emit(self, record: logging.LogRecord) -> None:
        """Count what was stored."""
        if str(record.msg).startswith("sync account") and isinstance(record.args, tuple):
            with self._news:
                self.stored += int(str(record.args[1]))
                self.at = time.perf_counter()
                self._news.notify_all()

    def wait_for(self, stored: int) -> None:
        """Wait until so many are stored."""
        with self._news:
            if not self._news.wait_for(lambda: self.stored >= stored, timeout=_READY_SECONDS):
                raise RuntimeError(f"{self.stored} of {stored} messages were stored")


@contextmanager
def _heard() -> Iterator[_Heard]:
    log, handler = logging.getLogger("daemon.service"), _Heard()
    level = log.level
    log.addHandler(handler)
    log.setLevel(logging.INFO)
    try:
        yield handler
    finally:
        log.removeHandler(handler)
        log.setLevel(level)


def all_figures(server: Dovecot, folder: Path) -> list[Figure]:
    """Every figure of the service."""
    with tempfile.TemporaryDirectory(dir=folder) as new:
        figures = poll(mail_in.huge(server, folder), Path(new)) + news(server, Path(new))
    return figures + idle(server)
