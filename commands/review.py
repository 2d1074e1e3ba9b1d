"""`keepwarm review`: flags one after another, or all on a screen, and what is decided about each."""

from __future__ import annotations

import os
import sys

import click

from commands.app import App, global_options, pass_app
from commands.desk import on, own_address
from commands.harmless import safe_block
from domain import Reason


@click.command("review")
@click.option("--reason", type=click.Choice([r.value for r in Reason]), help="Only flags of this reason.")
@click.option("--contact", "who", metavar="CONTACT", help="Only flags of this contact.")
@click.option("--account", metavar="NAME", help="Only flags of this mailbox.")
@global_options
@pass_app
def command(app: App, *, reason: str | None, who: str | None, account: str | None) -> None:
    """Walk through the flags: written, called, snooze, dismiss, correct, begin a letter, undo.

    On a terminal a full screen; with --plain, TERM=dumb or in a pipe a question for each flag, in words.
    """
    from review.questions import open_questions

    with app.database() as database:
        desk = on(app, database)
        contact_id = desk.contact(who).id if who else None
        flags = desk.open_flags(
            reason=Reason(reason) if reason else None, contact_id=contact_id, account=account
        )
        is_narrowed = bool(reason or who or account)
        asked = [] if is_narrowed else open_questions(desk)
        if not flags and not asked:
            click.echo("Nobody is waiting for you.")
        elif _is_plain(app):
            from review.prompt import Walk

            walk = Walk(
                desk,
                flags,
                ask=_ask,
                say=lambda text: click.echo(safe_block(text)),
                zone=app.settings.zone,
                asked=asked,
                own_address=own_address(app),
            )
            click.echo(str(walk.run()))
        else:
            from commands.private_files import write_private
            from review.deciding import Doors
            from review.screen import ReviewScreen

            screen = ReviewScreen(
                desk,
                zone=app.settings.zone,
                doors=Doors(save=write_private, launch=click.launch),
                own_address=own_address(app),
                reason=Reason(reason) if reason else None,
                contact_id=contact_id,
                account=account,
                is_light=_is_light(),
            )
            decided = screen.run()
            if decided is not None:
                click.echo(str(decided))


def _is_plain(app: App) -> bool:
    """Whether this is no place for a full screen."""
    return app.plain or os.environ.get("TERM") == "dumb" or not (sys.stdin.isatty() and sys.stdout.isatty())


def _is_light() -> bool:
    """Whether the terminal says that its background is light; most say nothing, and `l` changes it."""
    background = os.environ.get("COLORFGBG", "").rpartition(";")[2]
    return background in ("7", "15")


def _ask(question: str) -> str:
    """An answer from the terminal; the end of input means quit."""
    try:
        return str(click.prompt(question, default="", show_default=False, err=True))
    except (click.Abort, EOFError):
        return "q"
