"""`keepwarm status`: what the service is doing, and when next."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import TYPE_CHECKING

import click

from commands.app import ATTENTION, App, global_options, json_option, pass_app
from commands.display import console, moment, print_json, print_table
from commands.harmless import safe

if TYPE_CHECKING:
    from daemon.status import AccountStatus, Status
    from store.jobs import Job


@click.command("status")
@click.option("--exit-code", is_flag=True, help="End with 6 where nothing runs, hangs or is behind.")
@json_option
@global_options
@pass_app
def command(app: App, *, exit_code: bool, as_json: bool) -> None:
    """What the service is doing, since when, and when each of its jobs comes next."""
    from daemon.status import status

    found = status(app.settings, app.database_address, now=app.now)
    if as_json:
        _print_json(app, found)
    else:
        _print(app, found)
    if exit_code and not found.is_well:
        raise SystemExit(ATTENTION)


def _print(app: App, found: Status) -> None:
    out = console(app)
    out.print(_headline(app, found), soft_wrap=True)
    for doing in found.running.seen.doing if found.running and found.running.seen else ():
        mails = f", {doing.done} of {doing.expected} mails" if doing.expected else ""
        out.print(f"  at work: {doing.job} since {_clock(app, doing.since)}{mails}")
    if found.accounts:
        out.print()
        rows = [_account_row(app, one) for one in found.accounts]
        print_table(app, ("mailbox", "last read", "next", "state"), rows)
    others = [job for job in found.jobs if not job.name.startswith("sync:")]
    if others:
        print_table(app, ("job", "last done", "next", "state"), [_job_row(app, job) for job in others])
    if found.messages_waiting:
        out.print(f"{found.messages_waiting} messages wait for their words to be read.")
    if found.messages_quarantined:
        out.print(f"{found.messages_quarantined} messages could not be read: keepwarm quarantine list")


def _headline(app: App, found: Status) -> str:
    running = found.running
    if running is None:
        return "Nothing runs. Start it: keepwarm run, or as a service: keepwarm service install"
    pid = f"process {running.pid}" if running.pid else "a process that cannot be told"
    if running.seen is None:
        return f"No service runs; a command reads mail just now ({pid})."
    seen = running.seen
    told = f"keepwarm {seen.version} runs ({pid}) since {moment(seen.started_at, app.settings.zone)}."
    if seen.settings_read_at and seen.settings_read_at > seen.started_at:
        told += f" Its configuration was read {moment(seen.settings_read_at, app.settings.zone)}."
    if seen.is_stopping:
        told += " It is about to stop."
    if running.hangs:
        told += (
            f" It has not moved since {moment(seen.beat_at, app.settings.zone)}:"
            " systemctl restart keepwarm, and please report it."
        )
    return told


def _account_row(app: App, one: AccountStatus) -> tuple[str, str, str, str]:
    read = "never" if one.last_read_at is None else f"{_clock(app, one.last_read_at)}, {_span(one.lag)} ago"
    if one.reading is not None:
        mails = f", {one.reading.done} of {one.reading.expected} mails" if one.reading.expected else ""
        state = f"is read since {_clock(app, one.reading.since)}{mails}"
    elif one.needs_sign_in:
        state = f"the sign-in is refused: keepwarm login {one.name}, or mend its password"
    elif one.left_alone_until is not None:
        state = f"the server asked to be left alone until {_clock(app, one.left_alone_until)}"
    elif one.failures_in_a_row:
        state = f"failed {one.failures_in_a_row} times in a row: {one.last_error}"
    else:
        state = "behind" if one.is_behind else "fine"
    if one.missing:
        state += f"; {one.missing} mails are not handed over by the server: keepwarm audit {one.name}"
    return one.name, read, _clock(app, one.due_at), safe(state)


def _job_row(app: App, job: Job) -> tuple[str, str, str, str]:
    often = f"failed {job.failures_in_a_row} times in a row: {job.last_error}"
    state = safe(often) if job.failures_in_a_row else "fine"
    return job.name, _clock(app, job.last_succeeded_at), _clock(app, job.due_at), state


def _clock(app: App, at: datetime | None) -> str:
    """A moment, today by its hour alone."""
    if at is None:
        return "-"
    local = at.astimezone(app.settings.zone)
    return f"{local:%H:%M}" if local.date() == app.now.date() else moment(at, app.settings.zone)


def _span(lag: timedelta | None) -> str:
    minutes = int((lag or timedelta()).total_seconds() // 60)
    if minutes < 120:
        return f"{minutes} min"
    return f"{minutes // 60} h" if minutes < 48 * 60 else f"{minutes // 1440} days"


def _print_json(app: App, found: Status) -> None:
    """One object for the service, then one for each mailbox and each job; `what` tells them apart."""
    zone, running = app.settings.zone, found.running
    seen = running.seen if running else None
    print_json(
        {
            "what": "service",
            "is_running": seen is not None,
            "is_well": found.is_well,
            "pid": running.pid if running else None,
            "version": seen.version if seen else None,
            "started_at": seen.started_at if seen else None,
            "settings_read_at": seen.settings_read_at if seen else None,
            "beat_at": seen.beat_at if seen else None,
            "hangs": running.hangs if running else False,
            "is_stopping": seen.is_stopping if seen else False,
            "doing": list(seen.doing) if seen else [],
            "messages_waiting": found.messages_waiting,
            "messages_quarantined": found.messages_quarantined,
        },
        zone,
    )
    for one in found.accounts:
        print_json(
            {
                "what": "account",
                "name": one.name,
                "last_read_at": one.last_read_at,
                "lag_seconds": round(one.lag.total_seconds()) if one.lag is not None else None,
                "due_at": one.due_at,
                "failures_in_a_row": one.failures_in_a_row,
                "last_error": one.last_error,
                "needs_sign_in": one.needs_sign_in,
                "left_alone_until": one.left_alone_until,
                "missing": one.missing,
                "reading": one.reading,
                "is_behind": one.is_behind,
            },
            zone,
        )
    for job in found.jobs:
        print_json(
            {
                "what": "job",
                "name": job.name,
                "due_at": job.due_at,
                "last_started_at": job.last_started_at,
                "last_succeeded_at": job.last_succeeded_at,
                "failures_in_a_row": job.failures_in_a_row,
                "last_error": job.last_error,
            },
            zone,
        )
