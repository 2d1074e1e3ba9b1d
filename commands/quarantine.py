"""`keepwarm quarantine`: the messages that could not be read: which, why, and once more."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from commands.app import App, global_options, json_option, pass_app
from commands.display import moment, print_json, print_table
from commands.harmless import safe
from commands.private_files import write_private
from commands.progress import progress
from errors import AlreadyRunning, KeepwarmError, NotFound

if TYPE_CHECKING:
    from daemon.retrying import Retried
    from store.database import Database
    from store.quarantine import Held

HEADER_FIELDS = ("from", "to", "date", "message-id", "subject", "content-type", "x-mailer", "user-agent")
HEADER_BYTES = 64 * 1024


@click.group("quarantine")
def command() -> None:
    """Messages that could not be read: list them, look at one, try again."""


@command.command("list")
@json_option
@global_options
@pass_app
def list_(app: App, *, as_json: bool) -> None:
    """What could not be read, oldest first: where it lay, since when, and why."""
    from daemon.retrying import held

    with app.database() as database:
        found = held(database)
    if as_json:
        for one in found:
            print_json(_described(one), app.settings.zone)
        return
    if not found:
        app.note("Nothing is in quarantine: every message could be read.")
        return
    rows = [
        (f"q-{one.id}", one.account, one.where, moment(one.at, app.settings.zone), one.reason)
        for one in found
    ]
    print_table(app, ("id", "account", "where", "since", "why"), rows)
    app.note("Nothing is lost: what the server gave is kept. Try again with: keepwarm quarantine retry")


@command.command("show")
@click.argument("held_id", metavar="ID")
@click.option("--raw", "target", type=click.Path(path_type=Path), help="Write its bytes to a new file.")
@json_option
@global_options
@pass_app
def show(app: App, *, held_id: str, target: Path | None, as_json: bool) -> None:
    """What is known of one message: its header, as far as it has one; `--raw FILE` writes it whole."""
    from daemon.retrying import held
    from store import quarantine

    with app.database() as database:
        (found,) = held(database, [held_id])
        with database.read() as session:
            raw = quarantine.raw(session, held_id)
    if target is not None and not raw:
        raise NotFound("nothing of this message is kept: the server has not handed it over.")
    if target is not None:
        write_private(target, raw)
    header = _header(raw)
    if as_json:
        print_json({**_described(found), "header": header}, app.settings.zone)
        return
    click.echo(f"q-{found.id}: {safe(found.account)}: {safe(found.where)}")
    click.echo(f"  {safe(found.reason)}")
    size = f"{found.size} bytes are kept" if found.size else "the server has not handed it over"
    click.echo(f"  since {moment(found.at, app.settings.zone)}; {size}")
    for name, value in header:
        click.echo(f"  {safe(name)}: {safe(value)}")
    if target is not None:
        click.echo(f"  written to {target}")


@command.command("retry")
@click.argument("ids", nargs=-1, metavar="[ID]...")
@json_option
@global_options
@pass_app
def retry(app: App, *, ids: tuple[str, ...], as_json: bool) -> None:
    """Read them again, with today's program; all where none is named. What can be read leaves quarantine."""
    from daemon import retrying
    from warmth.flags import refresh

    with app.database() as database:
        wanted = retrying.held(database, ids)
        if not wanted:
            app.note("Nothing is in quarantine: every message could be read.")
            return
        found = retrying.retry(database, app.settings, wanted, reader=app.reader(), now=app.now)
        found = _asked(app, database, found)
        if any(one.is_read for one in found):
            refresh(database, policy=app.policy, calendars=app.calendar, now=app.now)
    for one in found:
        if as_json:
            print_json(
                {"id": f"q-{one.held.id}", "where": one.held.where, "is_read": one.is_read, "why": one.why}
            )
        elif one.is_read:
            click.echo(f"q-{one.held.id}: {safe(one.held.where)}: read and stored.")
        else:
            click.echo(f"q-{one.held.id}: {safe(one.held.where)}: still not: {safe(one.why)}")


def _asked(app: App, database: Database, found: list[Retried]) -> list[Retried]:
    """Those of which nothing was kept are asked for at the server, by a sync of their accounts."""
    from dataclasses import replace

    from daemon.lock import instance_lock
    from daemon.sync import sync_once
    from store import quarantine

    problems: dict[str, str] = {}
    for name in sorted({one.held.account for one in found if one.is_asked}):
        try:
            with instance_lock(database), progress(app) as bar:
                sync_once(
                    database, app.settings, name, reader=app.reader(), now=app.now, progress=bar, ask=_ask
                )
        except AlreadyRunning:
            problems[name] = "the keepwarm that is running asks for it at its next pass"
        except KeepwarmError as error:
            problems[name] = str(error)
    with database.read() as session:
        left = {one.id for one in quarantine.held(session)}
    return [
        replace(one, is_read=one.held.id not in left, why=problems.get(one.held.account, one.why))
        if one.is_asked
        else one
        for one in found
    ]


def _described(of: Held) -> dict[str, Any]:
    return {
        "id": f"q-{of.id}", "account": of.account, "where": of.where, "folder": of.folder, "uid": of.uid,
        "since": of.at, "why": of.reason, "size": of.size,
    }  # fmt: skip


def _header(raw: bytes) -> list[tuple[str, str]]:
    """Some header fields as they stand there, the first hundred characters of each."""
    found: list[tuple[str, str]] = []
    for line in raw[:HEADER_BYTES].decode("utf-8", "replace").splitlines():
        if not line.strip() and found:
            break
        name, colon, value = line.partition(":")
        if colon and name.strip().lower() in HEADER_FIELDS:
            found.append((name.strip(), value.strip()[:100]))
    return found


def _ask(question: str) -> str:
    """A password from the terminal, not shown."""
    return str(click.prompt(question, hide_input=True, err=True))
