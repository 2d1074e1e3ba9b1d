"""`keepwarm review`: one flag after another, and what is decided about each."""

from __future__ import annotations

from datetime import datetime
from typing import TYPE_CHECKING

import click

from commands.app import App, global_options, pass_app
from commands.harmless import safe_block
from domain import Flag

if TYPE_CHECKING:
    from store.database import Database


@click.command("review")
@click.option("--reason", metavar="REASON", help="Only flags of this reason.")
@click.option("--contact", "who", metavar="CONTACT", help="Only flags of this contact.")
@global_options
@pass_app
def command(app: App, *, reason: str | None, who: str | None) -> None:
    """Walk through the flags, one after another: written, called, snooze, dismiss."""
    from commands.flags import open_flags
    from review.prompt import walk

    found = open_flags(app, reason=reason, who=who)
    if not found:
        click.echo("Nobody is waiting for you.")
        return
    with app.database() as database:
        tally = walk(
            found,
            actions=Kept(database, app.now),
            ask=_ask,
            say=lambda text: click.echo(safe_block(text)),
            now=app.now,
        )
    click.echo(str(tally))


def _ask(question: str) -> str:
    """An answer from the terminal; the end of input means quit."""
    try:
        return str(click.prompt(question, default="", show_default=False, err=True))
    except (click.Abort, EOFError):
        return "q"


class Kept:
    """The decisions, kept in the store as they are made."""

    def __init__(self, database: Database, now: datetime) -> None:
        self.database, self.now = database, now

    def done(self, flag: Flag) -> None:
        """Close it."""
        from store import flags

        with self.database.write() as session:
            flags.done(session, flag.id, now=self.now)

    def called(self, flag: Flag, note: str) -> None:
        """Log the call and close the flag."""
        from store import flags
        from store.contacts_edit import log

        with self.database.write() as session:
            if flag.finding.contact.id is not None:
                log(session, flag.finding.contact.id, "call", note, at=self.now)
            flags.done(session, flag.id, now=self.now)

    def snooze(self, flag: Flag, until: datetime) -> None:
        """Put it away until a day."""
        from store import flags

        with self.database.write() as session:
            flags.snooze(session, flag.id, until=until, now=self.now)

    def dismiss(self, flag: Flag) -> None:
        """Never again on the same evidence."""
        from store import flags

        with self.database.write() as session:
            flags.dismiss(session, flag.id, now=self.now)
