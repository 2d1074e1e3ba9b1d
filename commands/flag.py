"""`keepwarm flag`: what `review` does, one flag at a time."""

from __future__ import annotations

from collections.abc import Callable

import click

from commands.app import App, global_options, json_option, pass_app
from commands.display import moment, print_json
from domain import Flag


@click.group("flag")
def command() -> None:
    """Mark one flag done, snooze, dismiss or reopen it."""


@command.command("done")
@click.argument("flag_id", metavar="ID")
@json_option
@global_options
@pass_app
def done(app: App, *, flag_id: str, as_json: bool) -> None:
    """What it asks for has happened."""
    from store import flags

    _change(app, as_json, lambda session: flags.done(session, flag_id, now=app.now))


@command.command("dismiss")
@click.argument("flag_id", metavar="ID")
@json_option
@global_options
@pass_app
def dismiss(app: App, *, flag_id: str, as_json: bool) -> None:
    """It was wrong or does not matter; the same evidence never raises it again."""
    from store import flags

    _change(app, as_json, lambda session: flags.dismiss(session, flag_id, now=app.now))
    app.note("If a message was misread, put that right too: keepwarm messages correct --help")


@command.command("reopen")
@click.argument("flag_id", metavar="ID")
@json_option
@global_options
@pass_app
def reopen(app: App, *, flag_id: str, as_json: bool) -> None:
    """Take back what was said about it."""
    from store import flags

    _change(app, as_json, lambda session: flags.reopen(session, flag_id, now=app.now))


@command.command("snooze")
@click.argument("flag_id", metavar="ID")
@click.option(
    "--until", "text", default="3d", show_default=True, metavar="WHEN", help="3d, 2w, 1m or a date."
)
@json_option
@global_options
@pass_app
def snooze(app: App, *, flag_id: str, text: str, as_json: bool) -> None:
    """Put it away until a day; it returns that morning."""
    from review.prompt import until
    from store import flags

    at = until(text, app.now)
    if at is None:
        raise click.BadParameter(
            f"{text!r} is no day in the future; say 3d, 2w, 1m or a date.", param_hint="--until"
        )
    _change(app, as_json, lambda session: flags.snooze(session, flag_id, until=at, now=app.now))


def _change(app: App, as_json: bool, change: Callable[..., Flag]) -> None:
    with app.database() as database, database.write() as session:
        changed = change(session)
    zone = app.settings.zone
    if as_json:
        from commands.shapes import flag

        print_json(flag(changed, zone))
        return
    until_text = f" until {moment(changed.snoozed_until, zone)}" if changed.snoozed_until else ""
    app.note(f"f-{changed.id} is {changed.state.value}{until_text}.")
