"""`keepwarm messages`: what is stored of each message, and what was read in it."""

from __future__ import annotations

import click

from commands.app import App, global_options, json_option, pass_app
from commands.display import day, print_json, print_table
from domain import Kind


@click.command("messages")
@click.option("--contact", "who", metavar="CONTACT", help="Only those of this contact.")
@click.option("--thread", metavar="ID", help="Only those of this conversation.")
@click.option("--kind", type=click.Choice([k.value for k in Kind]), help="Only this kind.")
@click.option("--limit", type=click.IntRange(min=1), help="Only the newest so many.")
@json_option
@global_options
@pass_app
def command(
    app: App, *, who: str | None, thread: str | None, kind: str | None, limit: int | None, as_json: bool
) -> None:
    """What is stored of each message, and what was read in it."""
    from commands.shapes import message
    from store.accounts import own_addresses
    from store.views import find_contact, messages

    zone = app.settings.zone
    with app.database() as database, database.read() as session:
        contact = find_contact(session, who, as_of=app.now).id if who else None
        found = messages(
            session,
            as_of=app.now,
            contact_id=contact,
            thread_id=number(thread, "t-") if thread else None,
            kind=Kind(kind) if kind else None,
            limit=limit,
        )
        if as_json:
            own = own_addresses(session)
            for one in found:
                print_json(message(one, zone, own))
            return
        rows = [
            (
                day(one.date, zone),
                "->" if one.direction.value == "outbound" else "<-",
                one.to[0].name or one.to[0].address
                if one.direction.value == "outbound" and one.to
                else one.sender.name or one.sender.address,
                one.subject,
                one.kind.value,
                ", ".join(dict.fromkeys(s.type.value for s in one.signals or ())),
            )
            for one in found
        ]
    print_table(app, ("date", "", "with", "subject", "kind", "signals"), rows)


def number(text: str, prefix: str) -> int:
    """`t-12` or `12` as a number."""
    bare = text.strip().lower().removeprefix(prefix)
    if not (bare.isascii() and bare.isdigit()):
        raise click.BadParameter(f"{text!r} is no id such as {prefix}12.")
    return int(bare)
