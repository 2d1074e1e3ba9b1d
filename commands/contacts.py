"""`keepwarm contacts`: who is who; the list, and what can be done with it."""

from __future__ import annotations

import click

from commands import address_books, contacts_by_hand, privacy, same_person
from commands.app import App, global_options, json_option, pass_app
from commands.display import day, print_json, print_table
from domain import Role


@click.group("contacts")
def command() -> None:
    """Who is who: list, address books in and out, set a role or stage, mute, hold, forget."""


for part in (
    address_books.import_,
    address_books.export,
    contacts_by_hand.set_,
    contacts_by_hand.undo,
    contacts_by_hand.mute,
    contacts_by_hand.unmute,
    same_person.merge,
    same_person.unmerge,
    same_person.questions,
    same_person.answer,
    privacy.forget,
    privacy.readmit,
    privacy.hold,
    privacy.release,
):
    command.add_command(part)


@command.command("list")
@click.option("--role", type=click.Choice([r.value for r in Role]), help="Only this role.")
@json_option
@global_options
@pass_app
def list_(app: App, *, role: str | None, as_json: bool) -> None:
    """Everybody with role, stage, warmth and the last touch."""
    from warmth.flags import standings

    zone = app.settings.zone
    with app.database() as database:
        cases = standings(database, policy=app.policy, calendars=app.calendar, as_of=app.now)
    shown = [
        (case.relationship.contact, case.standing)
        for case in cases
        if role is None or case.relationship.contact.role.value == role
    ]
    if as_json:
        from commands.shapes import contact

        for one, standing in shown:
            print_json(contact(one, standing, zone))
        return
    rows = [
        (
            f"c-{one.id}",
            one.name,
            one.role.value,
            one.stage.value if one.stage else "",
            "muted" if one.is_muted else standing.warmth.value,
            day(standing.last_touch, zone) if standing.last_touch else "",
            str(standing.touches),
        )
        for one, standing in shown
    ]
    print_table(app, ("id", "name", "role", "stage", "warmth", "last touch", "touches"), rows)
