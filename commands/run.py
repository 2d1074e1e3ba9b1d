"""`keepwarm run`: the daemon."""

from __future__ import annotations

import logging
import os
import sys

import click

from commands.app import App, global_options, pass_app
from errors import UsageError


@click.command("run")
@click.option("--once", is_flag=True, help="Do what is due now, then end.")
@global_options
@pass_app
def command(app: App, *, once: bool) -> None:
    """The daemon: keep reading, judging and reporting until it is told to stop (SIGTERM, Ctrl-C)."""
    from daemon.lock import instance_lock
    from daemon.loop import run

    if not app.settings.accounts:
        raise UsageError("no account is set up, so there is nothing to read.", mend="Run: keepwarm init")
    logging.basicConfig(
        level=logging.WARNING if app.quiet else logging.INFO,
        stream=sys.stderr,
        # Under systemd the journal has the time already.
        format="%(levelname)s %(name)s %(message)s"
        if "JOURNAL_STREAM" in os.environ
        else "%(asctime)s %(levelname)s %(name)s %(message)s",
    )
    with app.database() as database, instance_lock(database):
        run(database, app.settings, read=app.reader, once=once)
