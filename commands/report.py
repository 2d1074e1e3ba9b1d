"""`keepwarm report`: the weekly report, on the terminal or as a page for the browser."""

from __future__ import annotations

from datetime import date, datetime, time, timedelta
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from commands.app import App, global_options, json_option, pass_app
from commands.display import print_json
from commands.harmless import safe_block
from domain import Contact

if TYPE_CHECKING:
    from reports.weekly import WeeklyReport


@click.command("report")
@click.option(
    "--week", metavar="W", help="An ISO week such as 2026-W10; the current one where it is not said."
)
@click.option(
    "--html",
    "html_file",
    type=click.Path(dir_okay=False, path_type=Path),
    help="Write a page for the browser.",
)
@click.option("--text", is_flag=True, help="Plain text on stdout; so it is without --html.")
@json_option
@global_options
@pass_app
def command(app: App, *, week: str | None, html_file: Path | None, text: bool, as_json: bool) -> None:
    """The weekly report, as text or as a page for the browser."""
    from daemon.reporting import weekly_report
    from reports import page
    from reports import text as plain

    as_of = app.now if week is None else min(_end_of(week, app.now), app.now)
    with app.database() as database:
        is_past = app.is_past or week is not None
        report = weekly_report(database, app.settings, as_of=as_of, is_past=is_past)
    if html_file is not None:
        try:
            html_file.write_text(page.render(report), encoding="utf-8")
        except OSError as error:
            raise click.FileError(str(html_file), error.strerror) from None
        html_file.chmod(0o600)
        app.note(f"Written: {html_file}")
    if as_json:
        print_json(_shape(report), report.zone)
    elif text or html_file is None:
        click.echo(safe_block(plain.render(report)))


def _shape(report: WeeklyReport) -> dict[str, Any]:
    from commands.shapes import contact_id, flag

    def named(of: Contact) -> dict[str, Any]:
        return {"id": contact_id(of.id), "name": of.name}

    return {
        "week": report.week,
        "as_of": report.as_of,
        "people": [
            {
                **named(person.contact),
                "flags": [flag(one, report.zone) for one in person.flags],
                "next_step": person.next_step,
                "they_wrote": person.they_wrote,
                "you_wrote": person.you_wrote,
                "rhythm": person.rhythm,
            }
            for person in report.people
        ],
        "also": [flag(one, report.zone) for one in report.also],
        "won_back": [{**named(w.contact), "reason": w.reason, "touched": w.touched} for w in report.won_back],
        "facts": [
            {**named(f.contact), "topic": f.topic, "words": f.words, "told": f.told} for f in report.facts
        ],
        "newcomers": [named(one) for one in report.newcomers],
        "dormant": [{**named(one), "last_touch": last} for one, last in report.dormant],
        "weeks": [{"monday": week.monday, "open_flags": week.open_flags} for week in report.weeks],
        "state": report.state,
    }


def _end_of(week: str, now: datetime) -> datetime:
    """The last moment of an ISO week, in the zone of `now`."""
    try:
        monday = date.fromisoformat(f"{week.upper()}-1")
    except ValueError:
        raise click.BadParameter(f"{week!r} is no ISO week such as 2026-W10.", param_hint="--week") from None
    return datetime.combine(monday + timedelta(days=6), time(23, 59, 59), tzinfo=now.tzinfo)
