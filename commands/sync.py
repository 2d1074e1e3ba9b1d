"""`keepwarm sync`: one pass over the mailbox now."""

from __future__ import annotations

from datetime import datetime

import click

from commands.app import App, global_options, json_option, pass_app
from commands.display import print_json
from commands.harmless import safe
from commands.progress import progress
from errors import KeepwarmError, UsageError


@click.command("sync")
@click.argument("names", nargs=-1, metavar="[ACCOUNT]...")
@click.option("--since", metavar="DATE", help="Read back to this day, instead of the account's months.")
@click.option("--mail-only", is_flag=True, help="Store the mail now; read what it says with the next sync.")
@json_option
@global_options
@pass_app
def command(app: App, *, names: tuple[str, ...], since: str | None, mail_only: bool, as_json: bool) -> None:
    """Read what is new in the mailbox, once; every account where none is named."""
    from daemon.lock import instance_lock
    from daemon.side_by_side import sync_side_by_side

    wanted = names or tuple(app.settings.accounts)
    if not wanted:
        raise UsageError("no account is set up.", mend="Run: keepwarm init")
    back_to: datetime | None = app.moment(since, "--since") if since else None
    failures: list[KeepwarmError] = []
    with app.database() as database, instance_lock(database), progress(app) as bar:
        outcomes = sync_side_by_side(
            database,
            app.settings,
            wanted,
            reader=None if mail_only else app.reader(),
            now=app.now,
            gauge=bar.beside,
            ask=_ask,
            since=back_to,
        )
        for name, result in outcomes:
            if isinstance(result, KeepwarmError):
                failures.append(result)
                app.note(f"{name}: {safe(str(result))}")
                continue
            failures += result.failures
            if as_json:
                print_json({
                    "account": name, "stored": result.stored, "known": result.known,
                    "quarantined": result.quarantined, "left_out": result.left_out,
                    "caught_up": result.caught_up,
                    "failures": [str(f) for f in result.failures],
                })  # fmt: skip
            else:
                click.echo(
                    f"{name}: {result.stored} messages stored, {result.known} known before, "
                    f"{result.quarantined} in quarantine."
                )
            if result.left_out:
                app.note(f"{name}: {result.left_out} left out by exclude_senders, or erased before.")
            if result.caught_up:
                app.note(f"{name}: {result.caught_up} messages that waited to be read were read.")
            if result.is_budget_spent:
                app.note(f"{name}: today's megabytes are spent; what is left comes tomorrow.")
            for failure in result.failures:
                app.note(f"{name}: {safe(str(failure))}")
    if failures:
        raise SystemExit(failures[0].exit_code)


def _ask(question: str) -> str:
    """A password from the terminal, not shown."""
    return str(click.prompt(question, hide_input=True, err=True))
