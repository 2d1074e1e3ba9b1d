"""`keepwarm run`: the daemon."""

from __future__ import annotations

import click

from commands.app import App, global_options, pass_app
from errors import UsageError


@click.command("run")
@click.option("--once", is_flag=True, help="Do what is due now, then end.")
@global_options
@pass_app
def command(app: App, *, once: bool) -> None:
    """The daemon: keep reading, judging and reporting until it is told to stop (SIGTERM, Ctrl-C).

    SIGHUP makes it read its configuration anew; `keepwarm status` tells what it does.
    """
    from importlib.metadata import version

    from config_loading import load
    from daemon.departure import last_resort, leave
    from daemon.lock import instance_lock, pulse_file
    from daemon.logs import hush_exceptions, write_log
    from daemon.loop import Surroundings, run
    from daemon.pulse import Pulse
    from nlp.on_call import ReaderOnCall

    settings = app.settings
    if not settings.accounts:
        raise UsageError("no account is set up, so there is nothing to read.", mend="Run: keepwarm init")
    level = "warning" if app.quiet else {0: settings.log.level, 1: "info"}.get(app.verbose, "debug")
    write_log(level, settings.log.format)
    hush_exceptions()
    with last_resort(), app.database() as database, instance_lock(database):
        pulse = Pulse(pulse_file(database), version=version("keepwarm"))
        try:
            is_clean = run(
                database,
                settings,
                read=lambda now: ReaderOnCall(
                    now.language.model, quiet_seconds=now.daemon.model_stays_seconds
                ),
                once=once,
                around=Surroundings(
                    pulse=pulse, reload=lambda: load(app.config_path, given=app.given_settings).settings
                ),
            )
        finally:
            pulse.forget()
    if not is_clean:
        leave()
