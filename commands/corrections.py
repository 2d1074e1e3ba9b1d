"""`keepwarm corrections`: what people put right in messages: list, take back, export to learn from."""

from __future__ import annotations

from datetime import datetime
from pathlib import Path
from zoneinfo import ZoneInfo

import click

from commands.app import App, global_options, json_option, pass_app
from commands.display import day, json_line, moment, print_json, print_table
from commands.private_files import write_private
from domain import Correction, Corrects

FORMS = ("jsonl", "tsv")


@click.group("corrections")
def command() -> None:
    """What you put right in messages: list it, take it back, export it to learn from."""


@command.command("list")
@json_option
@global_options
@pass_app
def list_(app: App, *, as_json: bool) -> None:
    """Every correction, oldest first."""
    from contacts.lessons import said
    from store import corrections

    zone = app.settings.zone
    with app.database() as database, database.read() as session:
        found = corrections.made(session)
    if as_json:
        for one in found:
            print_json(
                {
                    "id": f"k-{one.correction.id}", "at": one.at, "account": one.account,
                    "message": f"m-{one.message}", "subject": one.subject, **said(one.correction, zone),
                },
                zone,
            )  # fmt: skip
        return
    if not found:
        app.note("Nothing was put right yet. It is done with: keepwarm messages correct")
        return
    rows = [
        (
            f"k-{one.correction.id}",
            day(one.at, zone),
            f"m-{one.message}",
            one.subject,
            _words(one.correction, zone),
        )
        for one in found
    ]
    print_table(app, ("id", "date", "message", "subject", "you said"), rows)


@command.command("undo")
@click.argument("ids", nargs=-1, required=True, metavar="ID...")
@global_options
@pass_app
def undo(app: App, *, ids: tuple[str, ...]) -> None:
    """Take corrections back: the messages say again what is read in them."""
    from contacts.correct import take_back_words
    from daemon.profiles import stored_profile
    from store import corrections
    from warmth.flags import refresh

    concerned: set[int] = set()
    with app.database() as database:
        with database.read() as session:
            found = {one.correction.id: one for one in (corrections.find(session, id_) for id_ in ids)}
        reader = app.reader()
        for account in sorted({one.account for one in found.values()}):
            profile = stored_profile(database, app.settings, account)
            some = [one for one in found.values() if one.account == account]
            concerned |= take_back_words(database, profile, some, reader=reader)
        refresh(database, policy=app.policy, calendars=app.calendar, now=app.now, contact_ids=concerned)
    for id_ in found:
        app.note(f"k-{id_}: taken back.")


@command.command("export")
@click.option("--out", type=click.Path(path_type=Path), help="A new file, which only you may read.")
@click.option(
    "--format", "form", type=click.Choice(FORMS), help="JSON lines, or the table of evaluation/invented."
)
@click.option("--since", metavar="DATE", help="Only messages corrected from this day on.")
@global_options
@pass_app
def export(app: App, *, out: Path | None, form: str | None, since: str | None) -> None:
    """Corrected messages as lines to learn from, with all that is now true of them.

    They hold what people wrote to you: keep them as you keep your mail. Without --format the end of the
    file's name tells the form; JSON lines is the usual one.
    """
    from contacts.lessons import lesson, table
    from store import corrections
    from store.messages import in_order

    chosen = form or ("tsv" if out is not None and out.suffix == ".tsv" else "jsonl")
    start = app.moment(since, "--since", is_start=True) if since else None
    zone = app.settings.zone
    with app.database() as database, database.read() as session:
        ids = list(dict.fromkeys(one.message for one in corrections.made(session, since=start)))
        messages = in_order(session, ids)
        if chosen == "tsv":
            lines = list(table(messages))
        else:
            lines = [json_line(lesson(one, zone)) for one in messages]
    app.note(
        f"{len(ids)} corrected messages. This holds words of your candidates and clients: keep it as private "
        "as your mail."
    )
    if out is None:
        for line in lines:
            click.echo(line)
        return
    write_private(out, "".join(f"{line}\n" for line in lines).encode())
    app.note(f"Written to {out}; only you may read it.")


def _words(of: Correction, zone: ZoneInfo) -> str:
    """A correction in a few words."""
    if of.what is Corrects.SENTIMENT:
        return f"the author is {of.said}"
    if of.what in (Corrects.STRAIN, Corrects.CLOSING):
        told = "strained" if of.what is Corrects.STRAIN else "a mere closing"
        return told if of.is_so else f"not {told}"
    about = "you" if of.is_own else of.contact_name
    if of.what is Corrects.PERSON:
        whose = f", {about}" if about else ""
        return f"{of.said} is a person{whose}" if of.is_so else f"{of.said} is no person"
    if not of.is_so:
        return f"no {of.said}"
    due = moment(of.due, zone) if isinstance(of.due, datetime) else day(of.due, zone) if of.due else ""
    return of.said + (f" about {about}" if about else "") + (f", due {due}" if due else "")
