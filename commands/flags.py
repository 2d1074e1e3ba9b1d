"""`keepwarm flags`: who needs a person now, most urgent first, each with its evidence."""

from __future__ import annotations

import click

from commands.app import ATTENTION, App, global_options, json_option, pass_app
from commands.display import print_flags, print_json
from domain import Flag, Reason


@click.command("flags")
@click.option("--reason", type=click.Choice([r.value for r in Reason]), help="Only flags of this reason.")
@click.option(
    "--contact", "who", metavar="CONTACT", help="Only flags of this contact: an id, address or name."
)
@click.option("--exit-code", is_flag=True, help="End with 6 where there is a flag.")
@json_option
@global_options
@pass_app
def command(app: App, *, reason: str | None, who: str | None, exit_code: bool, as_json: bool) -> None:
    """Who needs you now, most urgent first, each with its evidence."""
    from reports.flag_told import describe

    found = open_flags(app, reason=reason, who=who)
    zone = app.settings.zone
    if as_json:
        from commands.shapes import flag

        for one in found:
            print_json(flag(one, zone))
    elif not found:
        click.echo("Nobody is waiting for you.")
    else:
        print_flags(app, (describe(one, zone) for one in found))
        count = len(found)
        click.echo(f"{count} flag{'s' if count != 1 else ''}. Walk through them with: keepwarm review")
    if exit_code and found:
        raise SystemExit(ATTENTION)


def open_flags(app: App, *, reason: str | None = None, who: str | None = None) -> list[Flag]:
    """The flags open at the app's moment, most urgent first."""
    from warmth.flags import current

    with app.database() as database:
        wanted: int | None = None
        if who is not None:
            from store.lookup import find_contact

            with database.read() as session:
                wanted = find_contact(session, who, as_of=app.now).id
        flags = current(
            database, policy=app.policy, calendars=app.calendar, as_of=app.now, is_past=app.is_past
        )
    return [
        one
        for one in flags
        if (reason is None or one.finding.reason.value == reason)
        and (wanted is None or one.finding.contact.id == wanted)
    ]
