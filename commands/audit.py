"""`keepwarm audit`: is everything that lies on the server in the store, and what is missing."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

import click

from commands.app import ATTENTION, App, global_options, json_option, pass_app
from commands.display import moment, print_json
from commands.harmless import safe
from commands.progress import progress
from errors import AlreadyRunning, KeepwarmError, UsageError

if TYPE_CHECKING:
    from daemon.audit import FolderAudit, Unaudited
    from store.database import Database

SHOWN = 20  # missing mails of one folder, before `-v` or `--json` are needed to see all


@click.command("audit")
@click.argument("names", nargs=-1, metavar="[ACCOUNT]...")
@click.option("--mend", is_flag=True, help="Read what is missing now, then look again.")
@json_option
@global_options
@pass_app
def command(app: App, *, names: tuple[str, ...], mend: bool, as_json: bool) -> None:
    """Hold the store against the mail server: every watched folder, and each mail that is missing.

    Message-IDs are compared; no mail is fetched, and no subject is shown. Ends with 6 where anything is
    missing.
    """
    from daemon import audit

    wanted = names or tuple(app.settings.accounts)
    if not wanted:
        raise UsageError("no account is set up.", mend="Run: keepwarm init")
    failures: list[KeepwarmError] = []
    missing = 0
    with app.database() as database:
        for name in wanted:
            try:
                found = list(_audited(app, database, name))
                audits = [one for one in found if isinstance(one, audit.FolderAudit)]
                if mend and any(one.missing for one in audits) and _read_missing(app, database, name, audits):
                    found = list(_audited(app, database, name))
            except KeepwarmError as error:
                failures.append(error)
                app.note(f"{name}: {safe(str(error))}")
                continue
            for one in found:
                if isinstance(one, audit.Unaudited):
                    failures.append(one.error)
                    app.note(f"{name}: {safe(str(one.error))}")
                else:
                    missing += len(one.missing)
                    _show(app, name, one, as_json=as_json)
            if (shared := audit.shared_ids(database, name)) and not as_json:
                app.note(f"{name}: {shared} Message-IDs stand on more than one mail; each of them is kept.")
    if missing:
        app.note(
            f"{missing} missing. `keepwarm audit --mend` reads them." if not mend else f"{missing} missing."
        )
        raise SystemExit(ATTENTION)
    if failures:
        raise SystemExit(failures[0].exit_code)


def _audited(app: App, database: Database, name: str) -> Iterator[FolderAudit | Unaudited]:
    from daemon.audit import audit_account

    with progress(app) as bar:
        yield from audit_account(database, app.settings, name, now=app.now, progress=bar, ask=_ask)


def _read_missing(app: App, database: Database, name: str, audits: list[FolderAudit]) -> bool:
    """Let a sync read what is missing; False where a running service does it at its next pass."""
    from daemon.audit import mend
    from daemon.lock import instance_lock
    from daemon.sync import sync_once

    mend(database, name, audits)
    try:
        with instance_lock(database), progress(app) as bar:
            sync_once(database, app.settings, name, reader=app.reader(), now=app.now, progress=bar, ask=_ask)
    except AlreadyRunning:
        app.note(f"{name}: the keepwarm that is running reads them at its next pass.")
        return False
    return True


def _show(app: App, name: str, of: FolderAudit, *, as_json: bool) -> None:
    if as_json:
        print_json({
            "account": name, "folder": of.folder, "on_server": of.on_server, "stored": of.stored,
            "quarantined": of.quarantined, "excluded": of.excluded, "outside_window": of.outside_window,
            "left": of.left, "missing": len(of.missing),
            "missing_messages": [
                {"uid": one.uid, "date": one.arrived_at, "message_id": one.message_id or None, "why": one.why}
                for one in of.missing
            ],
        }, app.settings.zone_of(name))  # fmt: skip
        return
    parts = [f"{of.on_server} on the server", f"{of.stored} stored"]
    parts += [f"{of.quarantined} in quarantine"] if of.quarantined else []
    parts += [f"{of.excluded} left out"] if of.excluded else []
    parts += [f"{of.outside_window} before the window"] if of.outside_window else []
    click.echo(f"{safe(name)}: {safe(of.folder)}: {', '.join(parts)}, {len(of.missing)} missing.")
    if of.left:
        click.echo(f"  {of.left} that were read here have left the folder since; they are kept.")
    shown = of.missing if app.verbose else of.missing[:SHOWN]
    for one in shown:
        at = moment(one.arrived_at, app.settings.zone_of(name)) if one.arrived_at else "no date"
        click.echo(f"  uid {one.uid}, {at}, {safe(one.message_id) or 'no Message-ID'}: {one.why}")
    if len(shown) < len(of.missing):
        click.echo(f"  and {len(of.missing) - len(shown)} more; -v names all of them.")


def _ask(question: str) -> str:
    """A password from the terminal, not shown."""
    return str(click.prompt(question, hide_input=True, err=True))
