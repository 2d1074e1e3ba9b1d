"""`keepwarm report`: the weekly report, shown, written to a file, or sent."""

from __future__ import annotations

from datetime import date, datetime, time, timedelta
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from commands.app import App, global_options, json_option, pass_app
from commands.display import print_json
from commands.harmless import safe_block
from errors import UsageError

if TYPE_CHECKING:
    from domain import Contact
    from reports.model import WeeklyReport

FILE = click.Path(dir_okay=False, path_type=Path)


@click.command("report")
@click.option(
    "--week", metavar="W", help="An ISO week such as 2026-W10; the current one where it is not said."
)
@click.option("--account", metavar="ACCOUNT", help="The report of one recruiter; else of everybody's people.")
@click.option("--html", "html_file", type=FILE, help="Write a page for the browser.")
@click.option("--eml", "eml_file", type=FILE, help="Write the mail as it would be sent.")
@click.option("--text", is_flag=True, help="Plain text on stdout, as in the mail; so it is without a file.")
@click.option("--preview", is_flag=True, help="On the terminal, with its drawings.")
@click.option("--send", is_flag=True, help="Send it as the settings say, to each recruiter once a week.")
@click.option("--again", is_flag=True, help="With --send: also where that week's was sent.")
@json_option
@global_options
@pass_app
def command(
    app: App,
    *,
    week: str | None,
    account: str | None,
    html_file: Path | None,
    eml_file: Path | None,
    text: bool,
    preview: bool,
    send: bool,
    again: bool,
    as_json: bool,
) -> None:
    """The weekly report: who needs you now, who came back, what people taught you."""
    from daemon.profiles import account_of
    from reports import page
    from reports import text as plain

    if account is not None:
        account_of(app.settings, account)
    if again and not send:
        raise click.UsageError("--again goes with --send.")
    if send:
        _send(app, week, account, again=again, as_json=as_json)
        return
    report = _composed(app, week, account)
    if html_file is not None:
        _write(app, html_file, page.render(report).encode())
    if eml_file is not None:
        _write(app, eml_file, _mail(app, report, account))
    if as_json:
        print_json(_shape(report), report.zone)
    elif preview:
        from commands.preview import show

        show(app, report)
    elif text or (html_file is None and eml_file is None):
        click.echo(safe_block(plain.render(report)))


def _composed(app: App, week: str | None, account: str | None) -> WeeklyReport:
    from daemon.reporting import weekly_report

    now = app.now if account is None else app.now.astimezone(app.settings.zone_of(account))
    as_of = now if week is None else min(_end_of(week, now), now)
    with app.database() as database:
        is_past = app.is_past or week is not None
        return weekly_report(database, app.settings, as_of=as_of, is_past=is_past, account=account or "")


def _mail(app: App, report: WeeklyReport, account: str | None) -> bytes:
    from daemon.posting import envelope_of, recruiters
    from reports import letter

    name = account or recruiters(app.settings)[0]
    envelope = envelope_of(app.settings, name, letter.WEEKLY, report.week)
    return letter.weekly(report, envelope).as_bytes()


def _send(app: App, week: str | None, account: str | None, *, again: bool, as_json: bool) -> None:
    from daemon.posting import Outcome, post_weekly, recruiters
    from reports.model import iso_week

    if app.is_past:
        raise UsageError("a report is sent as things stand now.", mend="Leave --as-of out.")
    period = iso_week(app.now.date()) if week is None else iso_week(_end_of(week, app.now).date())
    if period != iso_week(app.now.date()):
        raise UsageError("only this week's report is sent.", mend=f"keepwarm report --week {week} shows it.")
    told = {
        Outcome.SENT: "sent",
        Outcome.ALREADY: "was sent already; --again sends it once more",
        Outcome.FOUND: "was found in the mailbox: an earlier attempt had brought it",
        Outcome.QUIET: "not sent: nobody is waiting, and report.send_when_quiet is false",
    }
    with app.database() as database:
        for name in (account,) if account else recruiters(app.settings):
            posted = post_weekly(database, app.settings, name, now=app.now, week=period, again=again)
            if as_json:
                print_json(
                    {
                        "week": period,
                        "account": name or None,
                        "outcome": posted.outcome,
                        "where": posted.where or None,
                        "message_id": posted.parcel.message_id,
                    }
                )
            else:
                where = f" ({posted.where})" if posted.where else ""
                whose = f" of {name}" if name else ""
                click.echo(safe_block(f"The report of {period}{whose}: {told[posted.outcome]}{where}."))


def _write(app: App, path: Path, content: bytes) -> None:
    from errors import KeepwarmError
    from reports.delivery import write_privately

    try:
        write_privately(path, content)
    except KeepwarmError as error:
        raise click.FileError(str(path), error.what) from None
    app.note(f"Written: {path}")


def _shape(report: WeeklyReport) -> dict[str, Any]:
    from commands.shapes import contact_id, flag

    def named(of: Contact) -> dict[str, Any]:
        return {"id": contact_id(of.id), "name": of.name}

    return {
        "week": report.week,
        "account": report.account or None,
        "as_of": report.as_of,
        "people": [
            {
                **named(person.contact),
                "flags": [flag(one, report.zone) for one in person.flags],
                "next_step": person.next_step,
                "they_wrote": person.they_wrote,
                "you_wrote": person.you_wrote,
                "rhythm": person.rhythm,
                "tone": person.tone,
                "contact_days": [{"on": mark.on, "direction": mark.direction} for mark in person.strip],
                "sentiment": [{"on": one.on, "score": round(one.score, 3)} for one in person.feelings],
            }
            for person in report.people
        ],
        "also": [flag(one, report.zone) for one in report.also],
        "won_back": [
            {**named(w.contact), "reasons": w.reasons, "touched": w.touched} for w in report.won_back
        ],
        "facts": [
            {**named(f.contact), "topic": f.topic, "value": f.value or None, "words": f.words, "told": f.told}
            for f in report.facts
        ],
        "newcomers": [
            {**named(n.contact), "met": n.met, "wrote_first": n.wrote_first} for n in report.newcomers
        ],
        "dormant": [{**named(d.contact), "last_touch": d.last, "touches": d.touches} for d in report.dormant],
        "weeks": report.weeks,
        "state": report.state,
    }


def _end_of(week: str, now: datetime) -> datetime:
    """The last moment of an ISO week, in the zone of `now`."""
    try:
        monday = date.fromisoformat(f"{week.upper()}-1")
    except ValueError:
        raise click.BadParameter(f"{week!r} is no ISO week such as 2026-W10.", param_hint="--week") from None
    return datetime.combine(monday + timedelta(days=6), time(23, 59, 59), tzinfo=now.tzinfo)
