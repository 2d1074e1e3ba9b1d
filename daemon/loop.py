"""The service: mail is read every few minutes, relationships are judged every day, the report comes weekly.

`schedule` is only the tick. When a job is due stands in the database, so that a restart, a sleep over Monday
or a clock set back loses nothing and repeats nothing.
"""

from __future__ import annotations

import logging
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import UTC, datetime

import schedule

from config import Settings
from config_loading import changes
from contacts.intake import Reader
from daemon.logs import write_log
from daemon.manners import one_line
from daemon.metrics import Metrics, refuse_without_library
from daemon.notify import Systemd
from daemon.orders import Orders
from daemon.ping import Ping
from daemon.posting import post_daily, post_weekly
from daemon.pulse import Pulse
from daemon.service import Clock, Post, Service
from errors import KeepwarmError
from nlp.model import find
from store.database import Database

TICK_SECONDS = 10  # a look at the due times costs a millisecond

_log = logging.getLogger(__name__)


@dataclass
class Surroundings:
    """What the service obeys and who hears of it; by default nobody does.

    `reload` gives the settings as they stand now, and raises where they are invalid.
    """

    orders: Orders = field(default_factory=Orders)
    pulse: Pulse = field(default_factory=Pulse)
    systemd: Systemd = field(default_factory=Systemd)
    reload: Callable[[], Settings] | None = None


def run(
    database: Database,
    settings: Settings,
    *,
    read: Callable[[Settings], Reader],
    once: bool = False,
    clock: Clock = lambda: datetime.now(UTC),
    report: Post = post_weekly,
    note: Post = post_daily,
    around: Surroundings | None = None,
) -> bool:
    """Do what is due until told to stop (SIGTERM, SIGINT or orders); with `once` what is due now, then end.

    `read` gives the language reader. A job that fails is logged, tried again later and starves no other; a
    batch of mail that is being kept is finished before the end. False where threads are left behind that
    only the end of the process ends.
    """
    around = around or Surroundings()
    orders, is_first, is_clean = around.orders, True, True
    refuse_unusable(settings)

    def served(settings: Settings) -> Service:
        return Service(
            database, settings, read(settings), clock, report, note, orders.is_stop, around.pulse, once=once
        )

    with orders.by_signals():
        while True:
            with served(settings) as service, Metrics(database, settings, around.pulse) as metrics:
                service.prepare(is_fresh_start=is_first and not once)
                ping = Ping(settings.ping)
                if is_first:
                    minutes = settings.daemon.poll_minutes
                    _log.info("started accounts=%d poll_minutes=%d", len(settings.accounts), minutes)
                if is_first and not once:
                    ping.started()
                around.systemd.ready()
                is_first = False
                newer = _go_round(service, settings, around, ping, metrics, once=once)
                if newer is None:
                    around.systemd.stopping()
                    around.pulse.stop()
            is_clean = is_clean and not service.has_left_behind
            if newer is None:
                break
            settings = newer
    _log.info("stopped")
    return is_clean


def refuse_unusable(settings: Settings) -> None:
    """Raise where valid settings name what is not there: a language model, the library for metrics."""
    find(settings.language.model)
    if settings.metrics.port or settings.metrics.textfile:
        refuse_without_library()


def _go_round(
    service: Service, settings: Settings, around: Surroundings, ping: Ping, metrics: Metrics, *, once: bool
) -> Settings | None:
    """Tick until the end, None, or until there are other settings."""

    def tick() -> None:
        service.tick()
        stuck = around.pulse.stuck()
        if not stuck:
            around.systemd.alive()
            around.pulse.beat()
        ill = (*service.ailing(), *stuck)
        around.systemd.status(_sentence(service, around.pulse, settings))
        if not once:
            ping.tell(is_well=not ill)
        metrics.write()

    tick()
    scheduler = schedule.Scheduler()
    while not once and not around.orders.is_stop():
        if around.orders.take_reload() and (newer := _reloaded(settings, around)) is not None:
            return newer
        idle = scheduler.idle_seconds
        if idle is None or idle > TICK_SECONDS:
            # Nothing planned yet, or the clock went back and the plan lies hours ahead.
            scheduler.clear()
            scheduler.every(TICK_SECONDS).seconds.do(tick)
        scheduler.run_pending()
        around.orders.wait(min(max(scheduler.idle_seconds or 0.0, 0.1), TICK_SECONDS))
    return None


def _reloaded(settings: Settings, around: Surroundings) -> Settings | None:
    """Other settings than those in force; None where they are the same or invalid, which is said."""
    if around.reload is None:
        return None
    around.systemd.reloading()
    try:
        newer = around.reload()
        refuse_unusable(newer)
    except KeepwarmError as error:
        _log.error("the configuration is refused, the old one stays in force error=%s", one_line(error))
        around.systemd.ready()
        return None
    around.pulse.settings_were_read()
    changed = changes(settings, newer)
    _log.info("the configuration was read anew changed=%s", ", ".join(changed) or "nothing")
    if not changed:
        around.systemd.ready()
        return None
    if newer.database != settings.database:
        _log.warning("another database takes effect after a restart only key=%s", "database")
    if newer.log != settings.log:
        write_log(newer.log.level, newer.log.format)
    return newer


def _sentence(service: Service, pulse: Pulse, settings: Settings) -> str:
    """What it does now, or waits for, as `systemctl status` shows it."""
    doing = [
        one.job + (f" ({one.done} of {one.expected} mails)" if one.expected else "") for one in pulse.doing
    ]
    if doing:
        return "At work: " + ", ".join(doing)
    ill = service.ailing()
    told = f"Trouble with {', '.join(ill)}; keepwarm status tells. " if ill else ""
    job = service.next_job()
    if job is None:
        return told + "Waits."
    return f"{told}Waits; next: {job.name} at {job.due_at.astimezone(settings.zone):%a %H:%M}"
