"""`keepwarm reanalyze`: stored mail read again by the present reader, and what that changes."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import click

from commands.app import App, global_options, json_option, pass_app
from commands.display import print_json
from commands.harmless import safe
from commands.progress import progress
from domain import Flag

if TYPE_CHECKING:
    from daemon.reanalysis import Reanalysed
    from store.database import Database

SHOWN = 20  # flags named on the terminal; the rest is counted


@click.command("reanalyze")
@click.option("--account", "names", multiple=True, metavar="NAME", help="Only this account. Repeat it.")
@click.option("--all", "is_all", is_flag=True, help="Also what this version has read already.")
@click.option("--since", metavar="DATE", help="Only mail from this day on.")
@json_option
@global_options
@pass_app
def command(app: App, *, names: tuple[str, ...], is_all: bool, since: str | None, as_json: bool) -> None:
    """Read stored mail again that another version of the reader has read, and say what changed.

    What people corrected stays. Stop it whenever you like: what is done is kept, and the next run, or the
    next sync, goes on with the rest.
    """
    from contacts.reducing import number_reduced
    from daemon.lock import instance_lock
    from daemon.reanalysis import Reanalysed, reanalyze
    from store import accounts, flags
    from warmth.flags import refresh

    result = Reanalysed()
    start = app.moment(since, "--since", is_start=True) if since else None
    with app.database() as database, instance_lock(database), progress(app) as bar:
        with database.read() as session:
            known = [one.name for one in accounts.accounts(session)]
            wanted = [accounts.find(session, name).name for name in names] or known
        reader = app.reader()

        def judged() -> list[int]:
            refresh(database, policy=app.policy, calendars=app.calendar, now=app.now)
            with database.read() as session:
                return [flag.id for flag in flags.listed(session, now=app.now)]

        before = judged()  # what time alone has changed is not counted
        try:
            reanalyze(
                database, app.settings, wanted, reader=reader, version=None if is_all else reader.version,
                since=start, progress=bar, result=result,
            )  # fmt: skip
        except KeyboardInterrupt:
            app.note(
                f"Stopped: {result.messages} of {result.total} messages are read again, the rest waits. "
                "Go on with: keepwarm reanalyze"
            )
            raise SystemExit(1) from None
        after = judged() if result.messages else before
        with database.read() as session:
            reduced = sum(number_reduced(session, name) for name in wanted)
        came = _flags(app, database, set(after) - set(before))
        went = _flags(app, database, set(before) - set(after))
    if as_json:
        print_json({**_as_json(result, reader.version, came, went), "only_evidence_kept": reduced})
        return
    _tell(app, result, came, went)
    if reduced:
        app.note(f"{reduced} messages cannot be read again: only their evidence is kept (docs/privacy.md)")


def _flags(app: App, database: Database, ids: set[int]) -> list[Flag]:
    from store import flags

    with database.read() as session:
        return [flags.get(session, one, now=app.now) for one in sorted(ids)]


def _as_json(result: Reanalysed, version: str, came: list[Flag], went: list[Flag]) -> dict[str, Any]:
    def named(flag: Flag) -> dict[str, Any]:
        contact = flag.finding.contact
        return {
            "id": f"f-{flag.id}",
            "reason": flag.finding.reason.value,
            "contact": {"id": None if contact.id is None else f"c-{contact.id}", "name": contact.name},
        }

    return {
        "read_by": version,
        "messages": result.messages,
        "changed": result.changed,
        "changes": dict(sorted(result.changes.items())),
        "could_not_be_read": [f"m-{one}" for one in result.unread],
        "flags_opened": [named(flag) for flag in came],
        "flags_closed": [named(flag) for flag in went],
    }


def _tell(app: App, result: Reanalysed, came: list[Flag], went: list[Flag]) -> None:
    if not result.messages:
        click.echo("Every message was read by this version already. Read it again all the same with --all.")
        return
    click.echo(f"{result.messages} messages read again, {result.changed} say something else now.")
    if result.changes:
        told = ", ".join(
            f"{what.replace('_', ' ')} in {number}" for what, number in result.changes.most_common()
        )
        click.echo(f"Changed: {told}.")
    for what, some in (("Opened", came), ("Closed", went)):
        for flag in some[:SHOWN]:
            finding = flag.finding
            click.echo(f"{what}: f-{flag.id} {finding.reason.value}, {safe(finding.contact.name)}")
        if len(some) > SHOWN:
            click.echo(f"{what}: {len(some) - SHOWN} more.")
    if not came and not went:
        click.echo("The flags are as they were.")
    if result.unread:
        app.note(
            f"{len(result.unread)} could not be read; what was read in them before stands, and the next sync "
            f"tries again: {', '.join(f'm-{one}' for one in result.unread[:SHOWN])}"
        )
