"""`keepwarm db`: bring the database up to date, or tell where it is."""

from __future__ import annotations

import click

from commands.app import App, global_options, pass_app


@click.group("db")
def command() -> None:
    """Upgrade the database, or tell where it is."""


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
