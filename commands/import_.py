"""`keepwarm import`: mail from mbox files, Maildirs and `.eml`, from folders, zips, tars and Takeouts."""

from __future__ import annotations

from pathlib import Path

import click

from commands.app import App, global_options, json_option, pass_app
from commands.display import print_json
from commands.harmless import safe
from commands.progress import progress

NAMED = 20  # unreadable mails named on the terminal; the rest is counted


@click.command("import")
@click.argument(
    "paths", nargs=-1, required=True, metavar="PATH...", type=click.Path(exists=True, path_type=Path)
)
@click.option(
    "--own", multiple=True, metavar="ADDRESS", help="An address of yours; tells what you wrote. Repeat it."
)
@click.option("--account", "account_name", help="The account the mail belongs to.")
@click.option(
    "--mail-only", is_flag=True, help="Store the mail now; read what it says with the next sync or import."
)
@json_option
@global_options
@pass_app
def command(
    app: App,
    *,
    paths: tuple[Path, ...],
    own: tuple[str, ...],
    account_name: str | None,
    mail_only: bool,
    as_json: bool,
) -> None:
    """Read mail from mbox files, Maildirs, .eml files, folders, zips or tars of them, or a Google Takeout.

    Reading the same mail again stores nothing twice. Spam, trash, drafts and chats are left out and counted;
    name such a folder itself to read it. Without an account in the configuration, say with --own which
    addresses are yours.
    """
    from daemon.imports import import_archives
    from daemon.lock import instance_lock
    from daemon.profiles import profile_of
    from warmth.flags import refresh

    account = profile_of(app.settings, account_name, own)
    with app.database() as database, instance_lock(database), progress(app, "bytes") as bar:
        reader = None if mail_only else app.reader()
        result = import_archives(database, account, paths, reader=reader, now=app.now, progress=bar)
        if not mail_only:
            refresh(database, policy=app.policy, calendars=app.calendar, now=app.now)
    if as_json:
        print_json({
            "stored": result.stored, "known": result.known, "quarantined": len(result.unreadable),
            "caught_up": result.caught_up,
            "left_out": dict(sorted(result.left_out.items())),
            "unreadable": [{"where": u.where, "reason": u.reason} for u in result.unreadable],
        })  # fmt: skip
        return
    held = len(result.unreadable)
    click.echo(f"{result.stored} messages stored, {result.known} known before, {held} in quarantine.")
    if result.left_out:
        counted = ", ".join(f"{number} {reason}" for reason, number in sorted(result.left_out.items()))
        click.echo(f"Left out: {counted}.")
    if result.caught_up:
        app.note(f"{result.caught_up} messages that waited to be read were read.")
    for one in result.unreadable[:NAMED]:
        app.note(f"  {safe(one.where)}: {safe(one.reason)}")
    if len(result.unreadable) > NAMED:
        app.note(f"  and {len(result.unreadable) - NAMED} more; --json names them all.")
