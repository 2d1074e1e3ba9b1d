"""`keepwarm contacts set`, `undo`, `mute`, `unmute`: what you know better than any mail or address book."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import TYPE_CHECKING, Any

import click

from commands.app import App, global_options, json_option, pass_app
from commands.display import print_json
from commands.harmless import safe
from domain import DetailKind, Role, Stage

if TYPE_CHECKING:
    from domain import Contact
    from store.changes import Change

AUTO = "auto"


def _detail_options(command: Callable[..., Any]) -> Callable[..., Any]:
    helps = {
        DetailKind.ORGANISATION: "Where they work.",
        DetailKind.TITLE: "What they are called at work.",
        DetailKind.PHONE: "A phone number; repeat it for several.",
        DetailKind.PLACE: "Where they live or work.",
        DetailKind.LINK: "A profile or page; repeat it for several.",
        DetailKind.NOTE: "A note on the person.",
    }
    for kind, sentence in reversed(helps.items()):
        command = click.option(f"--{kind.value}", kind.value, multiple=True, help=sentence)(command)
    return command


@click.command("set")
@click.argument("who", metavar="CONTACT")
@click.option(
    "--role", type=click.Choice([*(r.value for r in Role), AUTO]), help="auto: back to what mail tells."
)
@click.option(
    "--stage", type=click.Choice([*(s.value for s in Stage), AUTO]), help="auto: back to what mail tells."
)
@click.option("--at", "at_text", metavar="DATE", help="When the stage was reached; else now.")
@click.option("--why", default="", help="How you know of the stage; it stands in the history.")
@click.option("--name", help="The name to show. auto: back to what mail tells.")
@click.option("--add-address", metavar="ADDRESS", help="Another address of the same person.")
@_detail_options
@json_option
@global_options
@pass_app
def set_(
    app: App,
    /,
    *,
    who: str,
    role: str | None,
    stage: str | None,
    at_text: str | None,
    why: str,
    name: str | None,
    add_address: str | None,
    as_json: bool,
    **details: tuple[str, ...],
) -> None:
    """Set by hand what you know better; it stays whatever mail or an address book says later.

    --organisation, --title and so on take "auto" too: back to what the address book says; and "" for none.
    `keepwarm contacts undo` takes the last of it back.
    """
    from contacts.correct import correct

    told = {DetailKind(kind): _values(values) for kind, values in details.items() if values}
    if not any((role, stage, name, add_address, told)):
        raise click.UsageError("Say what to set: --role, --stage, --name, --add-address, --title ...")
    if (at_text or why) and stage in (None, AUTO):
        raise click.UsageError("--at and --why belong to a --stage.")
    at = app.moment(at_text, "--at") if at_text else None
    with _changing(app, who, as_json) as (session, found):
        correct(
            session,
            found,
            role=role,
            stage=stage,
            name=name.strip() if name else None,
            add_address=add_address,
            details=told,
            now=app.now,
            at=at,
            why=why,
        )
    if not as_json:
        app.note("Kept. Take it back with: keepwarm contacts undo")


def _values(given: tuple[str, ...]) -> list[str] | None:
    return None if given == (AUTO,) else [value.strip() for value in given if value.strip()]


@click.command("undo")
@click.argument("who", metavar="CONTACT")
@json_option
@global_options
@pass_app
def undo(app: App, *, who: str, as_json: bool) -> None:
    """Take back what you set last of somebody; again for what was set before it."""
    from contacts.correct import take_back

    with _changing(app, who, as_json) as (session, found):
        undone = take_back(session, found)
    if as_json:
        return
    for one in undone:
        app.note(f"Taken back: {safe(in_words(one))}")
    if not undone:
        app.note("Nothing was set by hand.")


@click.command("mute")
@click.argument("who", metavar="CONTACT")
@json_option
@global_options
@pass_app
def mute(app: App, *, who: str, as_json: bool) -> None:
    """Judge nothing of somebody: no feelings, no signals, no stage, no flags. Their mail stays, unjudged.

    What was read of them is forgotten; what you set by hand is kept.
    """
    from contacts import muting

    with _changing(app, who, as_json) as (session, found):
        is_new = muting.mute(session, found, now=app.now)
    if not as_json:
        said = "Nothing is judged of them any more." if is_new else "They are muted already."
        app.note(f"{said} Take it back with: keepwarm contacts unmute")


@click.command("unmute")
@click.argument("who", metavar="CONTACT")
@json_option
@global_options
@pass_app
def unmute(app: App, *, who: str, as_json: bool) -> None:
    """Judge somebody again; the next sync or import reads their mail again."""
    from contacts import muting

    with _changing(app, who, as_json) as (session, found):
        was_muted = muting.unmute(session, found, now=app.now)
    if not as_json:
        again = "Their mail is read again with the next sync or import."
        app.note(again if was_muted else "They are not muted.")


@contextmanager
def _changing(app: App, who: str, as_json: bool) -> Iterator[tuple[Any, Contact]]:
    """A session with a contact to change: afterwards it is judged anew, and shown as it stands."""
    from commands.shapes import contact
    from store.views import find_contact
    from warmth.flags import refresh, standings

    with app.database() as database:
        with database.write() as session:
            found = find_contact(session, who, as_of=app.now)
            yield session, found
        ids = [found.id] if found.id is not None else []
        refresh(database, policy=app.policy, calendars=app.calendar, now=app.now, contact_ids=ids)
        if as_json:
            cases = standings(
                database, policy=app.policy, calendars=app.calendar, as_of=app.now, contact_ids=ids
            )
            for case in cases:
                print_json(contact(case.relationship.contact, case.standing, app.settings.zone))
        else:
            click.echo(f"c-{found.id} {safe(found.name)}")


def in_words(change: Change) -> str:
    """A change as a few words."""
    match change.what, change.before, change.after:
        case "stage", before, after:
            now, then = (held[-1][0] if held else "as mail tells" for held in (after, before))
            return f"stage {now}; it is {then} again"
        case "name", [before, *_], [after, *_]:
            return f"name {after}; it is {before} again"
        case "role", before, after:
            return f"role {after or 'as mail tells'}; it is {before or 'as mail tells'} again"
        case "muted", before, _:
            again = "muted; their mail is read again with the next sync or import"
            return again if before is None else "not muted any more"
        case "address", _, after:
            return f"address {after}"
        case what, [before, _], [after, _]:
            return f"{what} {'; '.join(after) or 'none'}; it is {'; '.join(before) or 'none'} again"
    return str(change.what)
