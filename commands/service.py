"""`keepwarm service`: the systemd unit, written for this installation or taken away."""

from __future__ import annotations

import click

from commands.app import App, global_options, pass_app


@click.group("service")
def command() -> None:
    """Write the systemd unit of the service, or take it away."""


@command.command("install")
@click.option("--user", is_flag=True, help="A service of your own, without root.")
@click.option("--print", "only_print", is_flag=True, help="Show the unit and write nothing.")
@click.option("--yes", is_flag=True, help="Write over another unit without asking.")
@global_options
@pass_app
def install(app: App, *, user: bool, only_print: bool, yes: bool) -> None:
    """Write the systemd unit for this installation, and say which commands come next.

    Without --user it is the system's and needs root. It runs as the user `keepwarm`, is handed the
    credentials that the configuration names, and may do little else than read mail and keep its database.
    """
    from daemon.unit import unit_of, write

    unit = unit_of(app.settings, user=user, config_path=app.config_path)
    if only_print:
        click.echo(unit.text, nl=False)
        app.note(f"Nothing was written. It belongs into {unit.path}.")
        return
    if unit.path.exists() and not unit.is_written and not yes:
        click.confirm(f"{unit.path} is there already and differs. Write over it?", abort=True, err=True)
    write(unit)
    click.echo(f"Written: {unit.path}")
    click.echo("Now run:")
    for line in unit.next_commands:
        click.echo(f"  {line}")


@command.command("uninstall")
@click.option("--user", is_flag=True, help="The service of your own.")
@click.option("--yes", is_flag=True, help="Do not ask.")
@global_options
def uninstall(*, user: bool, yes: bool) -> None:
    """Take the systemd unit away; configuration and database stay."""
    from daemon.unit import place, remove

    path = place(user=user)
    if path.exists() and not yes:
        click.confirm(f"Take {path} away?", abort=True, err=True)
    if not remove(path):
        click.echo(f"There is no {path}.")
        return
    of_user = " --user" if user else ""
    click.echo(f"Taken away: {path}. Configuration and database stay.")
    click.echo("Now run:")
    click.echo(f"  {'' if user else 'sudo '}systemctl{of_user} disable --now keepwarm")
    click.echo(f"  {'' if user else 'sudo '}systemctl{of_user} daemon-reload")
