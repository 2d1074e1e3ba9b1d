"""`keepwarm demo`: the main job on a bundled sample mailbox, in a folder of its own."""

from __future__ import annotations

import tempfile
from datetime import date, datetime, time, timedelta
from pathlib import Path
from typing import TYPE_CHECKING

import click

from commands.app import App, global_options, json_option, pass_app
from commands.display import console, moment, print_flags, print_json
from commands.progress import progress

if TYPE_CHECKING:
    from commands.sample import Sample
    from config import Settings
    from warmth.days import BusinessCalendar

MORNING = time(9, 30)


@click.command("demo")
@click.option(
    "--write",
    "write_to",
    metavar="FOLDER",
    type=click.Path(file_okay=False, path_type=Path),
    help="Only write the sample mailbox there, to try the other commands on.",
)
@json_option
@global_options
@pass_app
def command(app: App, *, write_to: Path | None, as_json: bool) -> None:
    """See it work on a bundled sample mailbox; no mailbox, no password, nothing of yours is touched."""
    if write_to is not None:
        written = _mailbox(write_to, _settings(write_to), _now(app))
        app.note(
            f"{written.number_of_messages} messages of {written.own_name} <{written.own_address}>: {write_to}"
        )
        return
    _run(app, as_json=as_json)


def _run(app: App, *, as_json: bool) -> None:
    from contacts.account import AccountProfile
    from contacts.address_book import import_books
    from daemon.imports import import_archives
    from daemon.reporting import weekly_report
    from nlp.pipeline import load
    from reports import page
    from reports import text as plain
    from reports.flag_told import describe
    from store.database import Database

    folder = Path(tempfile.mkdtemp(prefix="keepwarm-demo-"))
    settings = _settings(folder)
    now = _now(app)
    mailbox = _mailbox(folder, settings, now)
    profile = AccountProfile("demo", (mailbox.own_address,), mailbox.own_name, settings.timezone)
    database = Database.open(settings.database)
    try:
        import_books(database, [mailbox.address_book], now=now)
        with progress(app, "bytes") as bar:
            result = import_archives(
                database,
                profile,
                mailbox.folders,
                reader=load(settings.language.model),
                now=now,
                progress=bar,
            )
        report = weekly_report(database, settings, as_of=now, is_past=False)
    finally:
        database.close()
    html = folder / "report.html"
    html.write_text(page.render(report), encoding="utf-8")
    flags = [flag for person in report.people for flag in person.flags] + list(report.also)
    if as_json:
        from commands.shapes import flag as shape

        for one in flags:
            print_json(shape(one, settings.zone))
        return
    out = console(app)
    out.print(
        f"{result.stored} messages of {mailbox.own_name}, recruiter, as of {moment(now, settings.zone)}.\n"
    )
    out.print("keepwarm flags", style="bold")
    out.print()
    print_flags(app, (describe(one, settings.zone) for one in flags))
    out.print("keepwarm report", style="bold")
    out.print()
    click.echo(plain.render(report))
    out.print(f"The same report as a page for the browser: {html}", soft_wrap=True)
    out.print(
        "Look further: " + f"keepwarm --database {settings.database} flags --as-of {now.isoformat()}",
        soft_wrap=True,
    )


def _now(app: App) -> datetime:
    """The morning of the newest business day that is followed by one, in the sample's zone."""
    from warmth.days import BusinessCalendar

    settings = _settings(Path())
    asked = app.moment(app.as_of_text, "--as-of") if app.as_of_text else datetime.now(settings.zone)
    today = _today(asked.astimezone(settings.zone).date(), BusinessCalendar.of(settings))
    return datetime.combine(today, MORNING, tzinfo=settings.zone)


def _mailbox(folder: Path, settings: Settings, now: datetime) -> Sample:
    from commands import sample
    from warmth.days import BusinessCalendar

    calendar = BusinessCalendar.of(settings)
    folder.mkdir(parents=True, exist_ok=True)
    return sample.write(folder, now.date(), lambda day, n: _step(day, n, calendar))


def _settings(folder: Path) -> Settings:
    from commands.sample import script
    from config import Settings

    told = script()
    return Settings(
        timezone=told["timezone"],
        country=told["country"],
        database=f"sqlite:///{folder / 'demo.db'}",
        own_addresses=[told["recruiter"]["address"]],
    )


def _today(day: date, calendar: BusinessCalendar) -> date:
    """The newest business day whose next day is one too: an interview tomorrow needs a tomorrow at work."""
    while not (calendar.is_business_day(day) and calendar.is_business_day(day + timedelta(days=1))):
        day -= timedelta(days=1)
    return day


def _step(day: date, number: int, calendar: BusinessCalendar) -> date:
    """So many business days later, or earlier."""
    step = timedelta(days=1 if number > 0 else -1)
    while number:
        day += step
        if calendar.is_business_day(day):
            number -= 1 if number > 0 else -1
    return day
