"""`keepwarm db`: the database brought up to date, copied, looked at, or told where it is."""

from __future__ import annotations

from pathlib import Path

import click

from commands.app import App, global_options, json_option, pass_app
from commands.display import print_json


@click.group("db")
def command() -> None:
    """The database: upgrade, back up, check, compact, or tell where it is."""


@command.command("path")
@global_options
@pass_app
def path(app: App) -> None:
    """The database's URL, without a password."""
    from store.database import shown_url

    click.echo(shown_url(app.database_address))


@command.command("upgrade")
@global_options
@pass_app
def upgrade(app: App) -> None:
    """Create the tables or bring them up to date; a backup of an SQLite file is made before."""
    from store.database import shown_url

    with app.database():
        click.echo(f"Up to date: {shown_url(app.database_address)}")


@command.command("backup")
@click.argument("target", metavar="[FILE]", required=False, type=click.Path(dir_okay=False, path_type=Path))
@json_option
@global_options
@pass_app
def backup(app: App, *, target: Path | None, as_json: bool) -> None:
    """Copy the database while others write to it, and open the copy to see that it is sound.

    Without FILE it goes into the folder of copies, where the newest few stay (the table [backups] of the
    configuration). Only you may read it. Of PostgreSQL take a copy with pg_dump.
    """
    from daemon.forgetting import backup_folder
    from store.backups import back_up

    with app.database() as database:
        folder = backup_folder(database, app.settings)
        done = back_up(database, now=app.now, folder=folder, keep=app.settings.backups.keep, target=target)
    if as_json:
        print_json(
            {
                "path": str(done.path), "at": done.at, "schema": done.schema, "rows": done.rows,
                "removed": done.removed,
            },
            app.settings.zone,
        )  # fmt: skip
        return
    people, mails = done.rows.get("contacts", 0), done.rows.get("messages", 0)
    click.echo(f"{done.path}: {mails} messages, {people} people; opened again, and sound.")
    if done.removed:
        app.note(f"{done.removed} older removed.")


@command.command("check")
@global_options
@pass_app
def check(app: App) -> None:
    """Look for tables that lack something, and read all of an SQLite file; exit 1 where it is not sound."""
    from errors import DatabaseUnusable
    from store import upkeep

    with app.database() as database:
        with database.read() as session:
            found, advice = upkeep.problems(session), upkeep.advice(session)
        for line in found:
            click.echo(line)
        if advice:
            app.note(advice)
        if found:
            raise DatabaseUnusable("is not sound.", where=database.where, mend="Put a backup in its place.")
        click.echo(f"Sound, schema {database.revision()}: {database.where}")


@command.command("compact")
@global_options
@pass_app
def compact(app: App) -> None:
    """Write the file anew without what was erased, and empty its write-ahead log."""
    from errors import DatabaseUnusable

    with app.database() as database:
        hindered = database.compact()
        if hindered:
            raise DatabaseUnusable(f"{hindered}.", where=database.where)
        click.echo(f"Compacted: {database.where}")
