"""`keepwarm contacts forget`, `hold`, `release`, `readmit`: erasing somebody, and what speaks against it."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING, Any

import click

from commands.app import App, global_options, json_option, pass_app
from commands.display import moment, print_json
from commands.harmless import safe

if TYPE_CHECKING:
    from contacts.erasure import Erasure
    from daemon.forgetting import Forgotten

COUNTED = {
    "messages": "mails from, to or about a meeting with them",
    "mails of others cleaned": "mails of others from which they were cut out",
    "places in headers of others": "places in the headers of others' mail",
    "mentions": "mentions",
    "signals in others' mail": "signals in others' mail",
    "flags": "flags",
    "quarantine": "mails in quarantine",
    "texts elsewhere": "other texts that named them",
}


@click.command("forget")
@click.argument("who", metavar="CONTACT")
@click.option("--yes", is_flag=True, help="Do not ask.")
@json_option
@global_options
@pass_app
def forget(app: App, *, who: str, yes: bool, as_json: bool) -> None:
    """Erase a person for good: their mail, what was read of them, and what others' mail says of them.

    There is no way back. They are not stored again, whatever is read or imported later; `keepwarm contacts
    readmit` lifts that. The mail on the server is not touched. Older copies of the database that keepwarm
    made are replaced by one of today.
    """
    from contacts.holding import refuse_held
    from daemon.forgetting import forget as erase_everywhere
    from store.views import find_contact

    with app.database() as database:
        with database.read() as session:
            found = find_contact(session, who, as_of=app.now)
            refuse_held(session, found, app.settings.retention, now=app.now)
        assert found.id is not None
        shown = f"c-{found.id} {safe(found.name)} ({safe(', '.join(found.addresses)) or 'no address'})"
        if not yes:
            click.confirm(f"Erase {shown} for good? There is no way back.", abort=True, err=True)
        done = erase_everywhere(database, app.settings, [found.id], now=app.now)
    if as_json:
        print_json(receipt_json(done.erased[0], done), app.settings.zone)
        return
    for line in receipt_lines(app, done):
        click.echo(line)


def receipt_json(receipt: Erasure, done: Forgotten) -> dict[str, Any]:
    """A receipt for machines: no words of anybody."""
    return {
        "id": f"e-{receipt.id}",
        "contact": f"c-{receipt.contact_id}",
        "at": receipt.at,
        "why": receipt.why.value,
        "erased": dict(receipt.counts),
        "report_pages": done.pages,
        "logs": done.logs,
        "backups_replaced": done.backups,
        "out_of_reach": list(done.beyond),
    }


def receipt_lines(app: App, done: Forgotten) -> Iterator[str]:
    """Receipts for people: no words of anybody either."""
    for receipt in done.erased:
        when = moment(receipt.at, app.settings.zone)
        yield f"Erased: c-{receipt.contact_id} on {when} (receipt e-{receipt.id})"
        for name, number in receipt.counts.items():
            if number:
                yield f"  {number} {COUNTED.get(name, name)}"
    for number, what in (
        (done.pages, "report pages deleted"),
        (done.logs, "logs cleaned"),
        (done.backups, "older copies of the database replaced by one of today"),
    ):
        if number:
            yield f"  {number} {what}"
    yield "Out of reach:"
    yield from (f"  {line}" for line in done.beyond)


@click.command("readmit")
@click.argument("address")
@global_options
@pass_app
def readmit(app: App, *, address: str) -> None:
    """Let somebody who was erased be stored again: from the next sync or import on."""
    from errors import NotFound
    from store import tombstones

    with app.database() as database, database.write() as session:
        is_lifted = tombstones.lift(session, address)
    if not is_lifted:
        raise NotFound("nobody with this address was erased.")
    app.note("What they write is stored from now on. Older mail: keepwarm sync --since DATE")


@click.command("hold")
@click.argument("who", metavar="CONTACT")
@click.option(
    "--until", "until_text", metavar="DATE", help="The last day; without it until you release them."
)
@click.option("--why", default="", help="For you; it stands in their export.")
@global_options
@pass_app
def hold(app: App, *, who: str, until_text: str | None, why: str) -> None:
    """Somebody must not be erased: neither `forget` nor `retention apply` does it while they are held."""
    from contacts.retention import Hold

    until = app.moment(until_text, "--until") if until_text else None
    _set(app, who, Hold.HELD, until=until, why=why)
    app.note("Held. Take it back with: keepwarm contacts release")


@click.command("release")
@click.argument("who", metavar="CONTACT")
@click.option("--to-settings", is_flag=True, help="Leave it to the settings again.")
@global_options
@pass_app
def release(app: App, *, who: str, to_settings: bool) -> None:
    """Nothing keeps somebody any more: neither your hold nor the least time of the settings."""
    from contacts.retention import Hold

    _set(app, who, Hold.NONE if to_settings else Hold.RELEASED)


def _set(app: App, who: str, value: Any, **more: Any) -> None:
    from contacts.holding import set_hold
    from store.views import find_contact

    with app.database() as database, database.write() as session:
        found = find_contact(session, who, as_of=app.now)
        set_hold(session, found, value, **more)
    click.echo(f"c-{found.id} {safe(found.name)}")
