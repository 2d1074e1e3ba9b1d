"""`keepwarm retention`: who has lapsed by the terms in the settings, and erasing them."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING, Any

import click

from commands.app import App, global_options, json_option, pass_app
from commands.display import day, moment, print_json, print_table
from commands.privacy import receipt_json, receipt_lines
from commands.progress import progress

if TYPE_CHECKING:
    from contacts.retention import Lapse
    from store.database import Database

AHEAD_DAYS = 30
NO_TERM = "No term is set, so nobody lapses. The table [retention] of the configuration has them."


@click.group("retention")
def command() -> None:
    """How long people are kept: who has lapsed, and erasing them."""


@command.command("plan")
@click.option(
    "--within", "days", type=click.IntRange(min=0), default=AHEAD_DAYS, show_default=True, metavar="DAYS",
    help="Also those who lapse in so many days.",
)  # fmt: skip
@json_option
@global_options
@pass_app
def plan(app: App, *, days: int, as_json: bool) -> None:
    """Who has lapsed or soon will, when, and by which term; nothing is erased."""
    with app.database() as database:
        found = _lapses(app, database, within=timedelta(days=days))
    if as_json:
        for one in found:
            print_json(_described(app, one), app.settings.zone)
        return
    if not found:
        app.note("Nobody lapses." if _has_terms(app) else NO_TERM)
        return
    zone = app.settings.zone
    rows = [
        (
            f"c-{one.kept.contact.id}",
            one.kept.contact.name,
            _why(one),
            day(one.kept.last_activity, zone),
            day(one.lapses_at, zone),
            "held" if one.is_held else "lapsed" if one.lapses_at <= app.now else "",
        )
        for one in found
    ]
    print_table(app, ("id", "name", "why", "last activity", "lapses", ""), rows)
    app.note("Erase those who have lapsed with: keepwarm retention apply")


@command.command("apply")
@click.option("--yes", is_flag=True, help="Do not ask.")
@json_option
@global_options
@pass_app
def apply(app: App, *, yes: bool, as_json: bool) -> None:
    """Erase everybody who has lapsed, as `keepwarm contacts forget` does; who is held stays.

    Somebody who lapsed and writes again is stored anew, from that mail on.
    """
    from contacts.erasure import Why
    from daemon.forgetting import forget

    with app.database() as database:
        gone = [one for one in _lapses(app, database, within=timedelta()) if not one.is_held]
        ids = [one.kept.contact.id for one in gone if one.kept.contact.id is not None]
        if not ids:
            app.note("Nobody has lapsed." if _has_terms(app) else NO_TERM)
            return
        if not yes:
            number = f"{len(ids)} people" if len(ids) > 1 else "1 person"
            click.confirm(f"Erase {number} for good? `retention plan` names them.", abort=True, err=True)
        with progress(app, "people") as bar:
            bar.start("erasing", len(ids))
            done = forget(database, app.settings, ids, now=app.now, why=Why.LAPSED, advance=bar.advance)
    if as_json:
        for receipt in done.erased:
            print_json(receipt_json(receipt, done), app.settings.zone)
        return
    for line in receipt_lines(app, done):
        click.echo(line)


@command.command("receipts")
@json_option
@global_options
@pass_app
def receipts(app: App, *, as_json: bool) -> None:
    """Who was erased: when, why and how much; a receipt holds no words."""
    from contacts.erasure import receipts as kept

    with app.database() as database, database.read() as session:
        found = kept(session)
    if as_json:
        for one in found:
            print_json(
                {
                    "id": f"e-{one.id}", "contact": f"c-{one.contact_id}", "at": one.at, "why": one.why.value,
                    "erased": one.counts,
                },
                app.settings.zone,
            )  # fmt: skip
        return
    zone = app.settings.zone
    rows = [
        (f"e-{one.id}", f"c-{one.contact_id}", moment(one.at, zone), one.why.value,
         str(one.counts.get("messages", 0)))
        for one in found
    ]  # fmt: skip
    print_table(app, ("receipt", "contact", "erased", "why", "mails"), rows)


def _lapses(app: App, database: Database, *, within: timedelta) -> list[Lapse]:
    from contacts.holding import everybody
    from contacts.retention import plan

    with database.read() as session:
        people = everybody(session, now=app.now)
    return plan(people, app.settings.retention, until=app.now + within)


def _has_terms(app: App) -> bool:
    terms = app.settings.retention.model_dump()
    return any(months for term, months in terms.items() if term != "keep_at_least_months")


def _why(one: Lapse) -> str:
    return f"{one.term}: {one.months} months"


def _described(app: App, one: Lapse) -> dict[str, Any]:
    contact = one.kept.contact
    return {
        "contact": f"c-{contact.id}",
        "name": contact.name,
        "term": one.term,
        "months": one.months,
        "last_activity": one.kept.last_activity,
        "lapses_at": one.lapses_at,
        "has_lapsed": one.lapses_at <= app.now,
        "held": one.is_held,
        "held_until": one.kept.held_until,
        "hold_why": one.kept.hold_why,
    }
