"""`keepwarm contacts`: who is who; list, import an address book, set by hand."""

from __future__ import annotations

from pathlib import Path

import click

from commands.app import App, global_options, json_option, pass_app
from commands.display import day, print_json, print_table
from commands.harmless import safe
from domain import Role, Stage


@click.group("contacts")
def command() -> None:
    """Who is who: list, import an address book, set a role or stage."""


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
            standing.warmth.value,
            day(standing.last_touch, zone) if standing.last_touch else "",
            str(standing.touches),
        )
        for one, standing in shown
    ]
    print_table(app, ("id", "name", "role", "stage", "warmth", "last touch", "touches"), rows)


@command.command("import")
@click.argument("path", metavar="FILE.csv", type=click.Path(exists=True, dir_okay=False, path_type=Path))
@json_option
@global_options
@pass_app
def import_(app: App, *, path: Path, as_json: bool) -> None:
    """Read an address book: columns name, address (several separated by ;), role.

    LinkedIn's and Google's own columns are understood too.
    """
    from contacts.address_book import import_csv

    with app.database() as database:
        book, kept = import_csv(database, path, now=app.now)
    if as_json:
        bad = [{"line": row.line, "reason": row.reason} for row in book.bad_rows]
        print_json(
            {"added": kept.added, "changed": kept.changed, "unchanged": kept.unchanged, "bad_rows": bad}
        )
        return
    click.echo(f"{kept.added} people added, {kept.changed} changed, {kept.unchanged} as they were.")
    for row in book.bad_rows:
        app.note(f"{path}, line {row.line}: {safe(row.reason)}")


@command.command("set")
@click.argument("who", metavar="CONTACT")
@click.option(
    "--role", type=click.Choice([*(r.value for r in Role), "auto"]), help="auto: back to what mail tells."
)
@click.option(
    "--stage", type=click.Choice([*(s.value for s in Stage), "auto"]), help="auto: back to what mail tells."
)
@click.option("--name", help="The name to show.")
@click.option("--add-address", metavar="ADDRESS", help="Another address of the same person.")
@global_options
@pass_app
def set_(
    app: App, *, who: str, role: str | None, stage: str | None, name: str | None, add_address: str | None
) -> None:
    """Set role, stage, name or a further address by hand; it stays whatever mail says later."""
    from contacts.correct import correct
    from store.views import find_contact
    from warmth.flags import refresh

    if not any((role, stage, name, add_address)):
        raise click.UsageError("Say what to set: --role, --stage, --name or --add-address.")
    with app.database() as database:
        with database.write() as session:
            found = find_contact(session, who, as_of=app.now)
            assert found.id is not None
            correct(session, found, role=role, stage=stage, name=name, add_address=add_address, now=app.now)
        refresh(database, policy=app.policy, calendars=app.calendar, now=app.now, contact_ids=[found.id])
    app.note(f"c-{found.id} {safe(found.name)}: kept.")
