"""`keepwarm threads`: the conversations, with their messages and people."""

from __future__ import annotations

import click

from commands.app import App, global_options, json_option, pass_app
from commands.display import day, print_json, print_table


@click.command("threads")
@click.option("--contact", "who", metavar="CONTACT", help="Only those of this contact.")
@json_option
@global_options
@pass_app
def command(app: App, *, who: str | None, as_json: bool) -> None:
    """The conversations, with their messages and people."""
    from commands.shapes import thread
    from store.views import find_contact, threads

    zone = app.settings.zone
    with app.database() as database, database.read() as session:
        contact = find_contact(session, who, as_of=app.now).id if who else None
        found = threads(session, as_of=app.now, contact_id=contact)
    if as_json:
        for one in found:
            print_json(thread(one, zone))
        return
    rows = [
        (
            f"t-{one.id}",
            day(one.last_at, zone),
            one.subject,
            str(len(one.message_ids)),
            ", ".join(c.name for c in one.contacts),
        )
        for one in found
    ]
    print_table(app, ("id", "last", "subject", "messages", "with"), rows)
