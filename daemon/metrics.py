"""Numbers for Prometheus, on a port of this machine or in a file for the node exporter; nobody's words.

They are counted when they are asked for.
"""

from __future__ import annotations

import logging
import threading
import time
from collections.abc import Iterable
from datetime import datetime
from importlib.metadata import version
from importlib.util import find_spec
from pathlib import Path
from types import TracebackType
from typing import TYPE_CHECKING, Any, Self

from config import Settings
from daemon.manners import SYNC
from daemon.pulse import Pulse
from errors import ConfigurationError, KeepwarmError
from store import accounts, folders, jobs, quarantine
from store.database import Database
from store.statistics import number_stored, number_waiting, open_flags_by_reason

if TYPE_CHECKING:
    from prometheus_client.metrics_core import Metric
    from prometheus_client.registry import CollectorRegistry

WRITE_SECONDS = 60.0  # the node exporter is asked about as often
HERE = "127.0.0.1"

_log = logging.getLogger(__name__)


class Metrics:
    """Serves the numbers while its block lasts."""

    def __init__(self, database: Database, settings: Settings, pulse: Pulse) -> None:
        self._wanted = settings.metrics
        self._registry: CollectorRegistry | None = None
        self._server: tuple[Any, threading.Thread] | None = None
        self._written: float | None = None
        if self._wanted.port or self._wanted.textfile:
            self._registry = registry(database, pulse)

    def __enter__(self) -> Self:
        if self._registry is not None and self._wanted.port:
            from prometheus_client import start_http_server

            try:
                self._server = start_http_server(self._wanted.port, addr=HERE, registry=self._registry)
            except OSError as error:  # whoever looks on must not end what is looked at
                _log.error("no metrics are served port=%d error=%s", self._wanted.port, error.strerror)
        return self

    def __exit__(
        self, kind: type[BaseException] | None, problem: BaseException | None, trace: TracebackType | None
    ) -> None:
        if self._server is not None:
            server, thread = self._server
            server.shutdown()
            server.server_close()
            thread.join()

    def write(self) -> None:
        """Write the file, where it is time."""
        if self._registry is None or not self._wanted.textfile:
            return
        if self._written is not None and time.monotonic() - self._written < WRITE_SECONDS:
            return
        self._written = time.monotonic()
        from prometheus_client import write_to_textfile

        path = Path(self._wanted.textfile).expanduser()
        try:
            write_to_textfile(str(path), self._registry)
            path.chmod(0o644)  # the node exporter is another user; it holds numbers only
        except OSError as error:
            _log.error("the metrics cannot be written error=%s", error.strerror)


def refuse_without_library() -> None:
    """Raise `ConfigurationError` where the library is missing."""
    if find_spec("prometheus_client") is None:
        raise ConfigurationError(
            "the library for metrics is not installed.",
            where="metrics",
            mend="Install it: pip install 'keepwarm[metrics]'",
        )


def registry(database: Database, pulse: Pulse) -> CollectorRegistry:
    """A registry that counts when it is asked."""
    from prometheus_client import ProcessCollector
    from prometheus_client.registry import Collector, CollectorRegistry

    class Ours(Collector):
        def collect(self) -> Iterable[Metric]:
            try:
                return _numbers(database, pulse)
            except KeepwarmError as error:
                _log.error("metrics cannot be counted error=%s", type(error).__name__)
                return []

    found = CollectorRegistry()
    found.register(Ours())
    ProcessCollector(registry=found)
    return found


def _numbers(database: Database, pulse: Pulse) -> list[Metric]:
    from prometheus_client.core import CounterMetricFamily, GaugeMetricFamily, InfoMetricFamily

    with database.read() as session:
        known = accounts.accounts(session)
        every_job = jobs.jobs(session)
        kept = number_stored(session)
        waiting = number_waiting(session)
        held = len(quarantine.held(session))
        holes = {
            one.name: sum(len(c.holes) for c in folders.cursors(session, one.id).values()) for one in known
        }
        open_flags = open_flags_by_reason(session)
    about = InfoMetricFamily("keepwarm", "The program")
    about.add_metric([], {"version": version("keepwarm")})

    def gauge(name: str, told: str, label: str, values: Iterable[tuple[str, float]]) -> GaugeMetricFamily:
        family = GaugeMetricFamily(f"keepwarm_{name}", told, labels=[label] if label else [])
        for key, value in values:
            family.add_metric([key] if label else [], value)
        return family

    stored = CounterMetricFamily(
        "keepwarm_messages_stored", "Messages stored since the start", labels=["account"]
    )
    for account, number in sorted(pulse.stored.items()):
        stored.add_metric([account], number)
    return [
        about,
        stored,
        gauge("messages", "Messages in the store", "", [("", kept)]),
        gauge("messages_waiting", "Messages whose words wait to be read", "", [("", waiting)]),
        gauge("messages_quarantined", "Messages that could not be read", "", [("", held)]),
        gauge(
            "messages_withheld",
            "Messages that the server did not hand over",
            "account",
            sorted(holes.items()),
        ),
        gauge("flags_open", "Open flags", "reason", sorted(open_flags.items())),
        gauge(
            "last_read_timestamp_seconds",
            "When the mailbox was last read to its end",
            "account",
            [(one.name, _seconds(one.last_read_at)) for one in known],
        ),
        gauge(
            "sign_in_refused",
            "1 while the mail server refuses the sign-in",
            "account",
            [
                (one.name.removeprefix(SYNC), float(bool(one.refused_sign_in)))
                for one in every_job
                if one.name.startswith(SYNC)
            ],
        ),
        gauge(
            "job_due_timestamp_seconds",
            "When the job is due next",
            "job",
            [(j.name, _seconds(j.due_at)) for j in every_job],
        ),
        gauge(
            "job_last_success_timestamp_seconds",
            "When the job last succeeded",
            "job",
            [(j.name, _seconds(j.last_succeeded_at)) for j in every_job],
        ),
        gauge(
            "job_failures_in_a_row",
            "Failures since the last success",
            "job",
            [(j.name, j.failures_in_a_row) for j in every_job],
        ),
        gauge("jobs_at_work", "Jobs at work now", "", [("", len(pulse.doing))]),
        gauge("jobs_stuck", "Jobs at work that have not got on for long", "", [("", len(pulse.stuck()))]),
    ]


def _seconds(at: datetime | None) -> float:
    """Since 1970; 0 where it never was."""
    return at.timestamp() if at is not None else 0.0
