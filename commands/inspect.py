"""`keepwarm inspect`: what keepwarm reads in one message, with the words that told it; stores nothing."""

from __future__ import annotations

import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING

import click

from commands.app import App, global_options, json_option, pass_app
from commands.display import console, moment, print_json
from commands.harmless import safe, safe_block
from errors import UnreadableMessage, UsageError

if TYPE_CHECKING:
    from contacts.account import AccountProfile
    from store.database import Database
    from store.views import StoredMessage


@click.command("inspect")
@click.argument("source", metavar="FILE|-")
@click.option("--own", multiple=True, metavar="ADDRESS", help="An address of yours; tells what you wrote.")
@json_option
@global_options
@pass_app
def command(app: App, *, source: str, own: tuple[str, ...], as_json: bool) -> None:
    """What keepwarm reads in one message (a file, or - for standard input); stores nothing."""
    from contacts.intake import Arrival, take_in
    from store.scratch import scratch
    from store.views import messages

    raw = _bytes(source)
    profile = _profile(app, own)
    with _known_people(app) as known, scratch(known) as database:
        arrival = Arrival(raw, where=source)
        taken = take_in(database, profile, [arrival], reader=app.reader(), now=app.now)
        if taken.unreadable:
            raise UnreadableMessage(taken.unreadable[0].reason, where=source)
        with database.read() as session:
            (found,) = messages(session)
    if as_json:
        from commands.shapes import message

        print_json({**message(found, app.settings.zone, profile.own), "thread": None})
        return
    out = console(app)
    for line in _lines(found, app):
        out.print(line, soft_wrap=True)


def _bytes(source: str) -> bytes:
    if source == "-":
        return sys.stdin.buffer.read()
    try:
        return Path(source).read_bytes()
    except OSError as error:
        raise UsageError(f"cannot be read: {error.strerror}.", where=source) from None


def _profile(app: App, own: tuple[str, ...]) -> AccountProfile:
    """Whose mailbox it would be; without an own address everything counts as inbound."""
    from contacts.account import AccountProfile
    from daemon.profiles import profile_of

    try:
        return profile_of(app.settings, None, own)
    except UsageError:
        return AccountProfile("inspect", (), timezone=app.settings.zone.key)


@contextmanager
def _known_people(app: App) -> Iterator[Database | None]:
    """The user's database where there is one; inspecting makes none."""
    from store.database import Database, exists

    if not exists(app.database_address):
        yield None
        return
    database = Database.open(app.database_address, upgrade=False)
    try:
        yield database
    finally:
        database.close()


def _lines(found: StoredMessage, app: App) -> Iterator[str]:
    zone = app.settings.zone
    yield f"{safe(found.subject) or '(no subject)'}"
    yield f"  {found.direction.value}, {found.kind.value}: {safe(found.kind_reason)}"
    yield f"  from {safe(found.sender.name)} <{safe(found.sender.address)}>, {moment(found.date, zone)}"
    if found.suspicion:
        yield f"  unverified: {safe(found.suspicion)}"
    yield "Own words"
    for line in safe_block(found.own_words).split("\n"):
        yield f"  {line}"
    if found.signature:
        yield f"Signature: {safe(found.signature)}"
    if found.mentions:
        yield "People: " + ", ".join(
            f"{safe(m.text)}{' (you)' if m.is_own else f' = {safe(m.name)}' if m.name else ''}"
            for m in found.mentions
        )
    if found.sentiment is not None:
        label, score = found.sentiment.label.value, found.sentiment.score
        yield f'Sentiment: {label} ({score:+.2f}) "{safe(found.sentiment.evidence)}"'
    if found.strain is not None:
        told = f' "{safe(found.strain.evidence)}"' if found.strain.value else ""
        yield f"Strain: {'yes' if found.strain.value else 'no'} ({found.strain.score:.2f}){told}"
    if found.signals is None:
        yield f"Language {found.language}: no model reads it, so no sentiment, strain or signals."
    for signal in found.signals or ():
        due = f", due {signal.due}" if signal.due else ""
        yield f'Signal {signal.type.value} about {safe(signal.about or "?")}{due}: "{safe(signal.evidence)}"'
