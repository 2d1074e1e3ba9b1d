"""`keepwarm flag`: what `review` does, for one flag or several."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any, TypeVar

import click

from commands.app import App, global_options, json_option, pass_app
from commands.desk import desk, own_address
from commands.display import print_json
from commands.harmless import safe, safe_block
from domain import SignalType, Stage

if TYPE_CHECKING:
    from review.actions import Deed, Desk
    from review.drafts import Draft

WRONG = (*(kind.value for kind in SignalType), "strain", "closing")

Command = TypeVar("Command", bound=Callable[..., Any])


@click.group("flag")
def command() -> None:
    """Mark flags done, snooze, dismiss, correct or undo them; begin the letter they ask for."""


def _named(name: str) -> Callable[[Command], click.Command]:
    """A command for one flag or several."""

    def made(function: Command) -> click.Command:
        wrapped: Any = pass_app(function)
        wrapped = click.argument("flag_ids", metavar="ID...", nargs=-1, required=True)(
            json_option(global_options(wrapped))
        )
        return command.command(name)(wrapped)

    return made


@_named("done")
def done(app: App, *, flag_ids: tuple[str, ...], as_json: bool) -> None:
    """What it asks for has happened."""
    _each(app, flag_ids, as_json, lambda on, id_: on.done(id_))


@_named("written")
def written(app: App, *, flag_ids: tuple[str, ...], as_json: bool) -> None:
    """You wrote to them where keepwarm does not look; everything a message settles is done."""
    _each(app, flag_ids, as_json, lambda on, id_: on.written(id_))


@_named("called")
@click.option("--note", default="", metavar="TEXT", help="What was said.")
@click.option("--at", "at_text", metavar="DATETIME", help="When; now where it is not said.")
def called(app: App, *, flag_ids: tuple[str, ...], note: str, at_text: str | None, as_json: bool) -> None:
    """You called them: the call is logged, and settles what a call settles."""
    at = app.moment(at_text, "--at") if at_text else None
    if at is not None and at > app.now:
        raise click.BadParameter("this moment has not come yet.", param_hint="--at")
    _each(app, flag_ids, as_json, lambda on, id_: on.called(id_, note, at=at))


@_named("snooze")
@click.option(
    "--until", "text", default="3d", show_default=True, metavar="WHEN",
    help="A day: monday, 3d, 2w, 1m, 9 March or 2026-03-09.",
)  # fmt: skip
def snooze(app: App, *, flag_ids: tuple[str, ...], text: str, as_json: bool) -> None:
    """Put it away until a day; it returns that morning."""
    from review.days_ahead import EXAMPLES, until

    at = until(text, app.now)
    if at is None:
        raise click.BadParameter(f"{text!r} is no day in the future; say {EXAMPLES}.", param_hint="--until")
    _each(app, flag_ids, as_json, lambda on, id_: on.snooze(id_, at))


@_named("dismiss")
def dismiss(app: App, *, flag_ids: tuple[str, ...], as_json: bool) -> None:
    """It was wrong or does not matter; the same evidence never raises it again.

    If a message was misread, say so instead: keepwarm flag misread, not-strained or wrong-person.
    """
    _each(app, flag_ids, as_json, lambda on, id_: on.dismiss(id_))


@_named("reopen")
def reopen(app: App, *, flag_ids: tuple[str, ...], as_json: bool) -> None:
    """Open it again, whatever was said about it."""
    _each(app, flag_ids, as_json, lambda on, id_: on.reopen(id_))


@_named("wrong-person")
@click.option("--is", "who", metavar="CONTACT", help="Whom it is about; left out: nobody you know.")
def wrong_person(app: App, *, flag_ids: tuple[str, ...], who: str | None, as_json: bool) -> None:
    """It is not about them: the words that name them are put right, and the flag is dismissed.

    Where not the words but the address is another's: keepwarm contacts unmerge
    """

    def change(on: Desk, id_: str) -> Deed:
        return on.wrong_person(id_, on.contact(who) if who else None)

    _each(app, flag_ids, as_json, change)


@_named("not-strained")
def not_strained(app: App, *, flag_ids: tuple[str, ...], as_json: bool) -> None:
    """Nobody is unhappy in the mail that raised it; this wins over every later reading."""
    _each(app, flag_ids, as_json, lambda on, id_: on.not_strained(id_))


@_named("misread")
@click.option("--what", type=click.Choice(WRONG), help="What is not so; left out: all that raised the flag.")
def misread(app: App, *, flag_ids: tuple[str, ...], what: str | None, as_json: bool) -> None:
    """What raised it was misread in the mail; this wins over every later reading."""

    def change(on: Desk, id_: str) -> Deed:
        chosen = [one for one in on.misreadings(on.flag(id_)) if one.what == what]
        return on.misread(id_, chosen if what else None)

    _each(app, flag_ids, as_json, change)


@_named("stage")
@click.option("--to", "stage", type=click.Choice([s.value for s in Stage]), required=True, help="The stage.")
def stage(app: App, *, flag_ids: tuple[str, ...], stage: str, as_json: bool) -> None:
    """Say where the candidate stands; it holds whatever mail says later."""
    _each(app, flag_ids, as_json, lambda on, id_: on.set_stage(id_, Stage(stage)))


@_named("undo")
def undo(app: App, *, flag_ids: tuple[str, ...], as_json: bool) -> None:
    """Take back the last thing done with it; again, the one before."""
    _each(app, flag_ids, as_json, lambda on, id_: on.undo(id_))


@_named("draft")
@click.option(
    "--eml", type=click.Path(path_type=Path), help="Write it as an unsent mail: a new file, or a folder."
)
@click.option("--mailto", "as_link", is_flag=True, help="Only the mailto: link.")
@click.option("--open", "opened", is_flag=True, help="Open it in the mail program of this desktop.")
def draft(
    app: App, *, flag_ids: tuple[str, ...], eml: Path | None, as_link: bool, opened: bool, as_json: bool
) -> None:
    """Begin the letter it asks for, from what was last written. Nothing is sent or put into the mailbox."""
    from commands.private_files import write_private
    from review import letters
    from review.drafts import draft as begin

    if eml is not None and len(set(flag_ids)) > 1 and not eml.is_dir():
        raise click.BadParameter("for several flags name a folder that is there.", param_hint="--eml")
    with desk(app) as on:
        drafts = [begin(on, flag, own_address=own_address(app)) for flag in _flags(on, flag_ids)]
    for one in drafts:
        path = eml / f"f-{one.flag.id}.eml" if eml is not None and eml.is_dir() else eml
        if path is not None:
            write_private(path, letters.eml(one))
            app.note(f"Written to {path}; only you may read it.")
        if as_json:
            _print_draft(one)
        elif as_link:
            click.echo(letters.mailto(one))
        elif path is None and not opened:
            click.echo(safe_block(letters.text(one)))
        if opened:
            click.launch(str(path) if path is not None else letters.mailto(one))


def _print_draft(of: Draft) -> None:
    from review import letters

    print_json({
        "id": f"f-{of.flag.id}",
        "from": of.sender and {"name": of.sender.name, "address": of.sender.address},
        "to": of.to and {"name": of.to.name, "address": of.to.address},
        "subject": of.subject,
        "text": of.text,
        "in_reply_to": of.in_reply_to or None,
        "references": list(of.references),
        "mailto": letters.mailto(of),
        "note": of.note or None,
    })  # fmt: skip


def _flags(on: Desk, flag_ids: Sequence[str]) -> list[Any]:
    """These flags, each once; raises `NotFound` before anything is done."""
    return list({flag.id: flag for flag in map(on.flag, flag_ids)}.values())


def _each(app: App, flag_ids: Sequence[str], as_json: bool, change: Callable[[Desk, str], Deed]) -> None:
    from commands.shapes import flag
    from review.words import told

    zone = app.settings.zone
    with desk(app) as on:
        for one in _flags(on, flag_ids):
            deed = change(on, f"f-{one.id}")
            if as_json:
                print_json(flag(deed.flag, zone))
            else:
                app.note(safe(told(deed, zone)))
