"""`keepwarm log`: a call or a meeting that left no mail."""

from __future__ import annotations

from typing import Literal

import click

from commands.app import App, global_options, pass_app
from commands.display import moment
from commands.harmless import safe

Kind = Literal["call", "meeting", "note"]


@click.command("log")
@click.argument("who", metavar="CONTACT")
@click.option("--call", metavar="TEXT", help="A call took place; what was said may be empty.")
@click.option("--meeting", metavar="TEXT", help="A meeting took place.")
@click.option("--note", metavar="TEXT", help="A note; it is no contact.")
@click.option("--at", "at_text", metavar="DATETIME", help="When; now where it is not said.")
@global_options
@pass_app
def command(
    app: App, *, who: str, call: str | None, meeting: str | None, note: str | None, at_text: str | None
) -> None:
    """Write down a call or a meeting that left no mail."""
    from store.contacts_edit import log
    from store.views import find_contact
    from warmth.flags import refresh

    said: tuple[tuple[Kind, str | None], ...] = (("call", call), ("meeting", meeting), ("note", note))
    given = [(kind, text) for kind, text in said if text is not None]
    if len(given) != 1:
        raise click.UsageError("Say one of --call, --meeting and --note.")
    kind, text = given[0]
    at = app.moment(at_text, "--at") if at_text else app.now
    if at > app.now:
        raise click.BadParameter(
            "what is logged has taken place; this moment has not come yet.", param_hint="--at"
        )
    with app.database() as database:
        with database.write() as session:
            contact = find_contact(session, who, as_of=app.now)
            assert contact.id is not None
            log(session, contact.id, kind, text, at=at)
        refresh(database, policy=app.policy, calendars=app.calendar, now=app.now, contact_ids=[contact.id])
    app.note(f"{kind.capitalize()} with {safe(contact.name)} on {moment(at, app.settings.zone)}: noted.")
