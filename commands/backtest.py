"""`keepwarm backtest`: what the rules would have said in the past, and what then happened."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING, Any

import click

from commands.app import App, global_options, json_option, pass_app
from commands.display import day, print_json, print_table, text_width, wrapped
from commands.progress import progress

if TYPE_CHECKING:
    from warmth.backtest import Backtest, Week


@click.command("backtest")
@click.option("--from", "first", required=True, metavar="DATE", help="The first day.")
@click.option("--to", "last", required=True, metavar="DATE", help="The last day; later mail is left out.")
@click.option(
    "--every",
    type=click.Choice(["day", "week"]),
    default="day",
    show_default=True,
    help="How often the flags are looked at.",
)
@click.option(
    "--silence",
    type=click.IntRange(2, 3650),
    default=180,
    show_default=True,
    metavar="DAYS",
    help="Without contact for so long, a relationship fell silent.",
)
@json_option
@global_options
@pass_app
def command(app: App, *, first: str, last: str, every: str, silence: int, as_json: bool) -> None:
    """Replay a period: the flags each week would have had, and what then became of the relationships.

    Every day is judged by what was known then, as `flags --as-of` judges it. Of the relationships that were
    alive and then fell silent it tells whether there had been a warning, how many warnings were wrong, and
    the same for a fixed rule of 45 days. Nothing is changed. How it counts: docs/backtest.md.
    """
    from warmth.backtest import replay

    begins, ends = app.moment(first, "--from", is_start=True).date(), app.moment(last, "--to").date()
    if ends < begins:
        raise click.BadParameter("the period ends before it begins.", param_hint="--to")
    with app.database() as database, progress(app, "people") as bar:
        found = replay(
            database,
            policy=app.policy,
            calendars=app.calendar,
            first=begins,
            last=ends,
            now=app.now,
            zone=app.settings.zone,
            silence_days=silence,
            weekly=every == "week",
            on_start=lambda number: bar.start("Replaying", number),
            on_people=bar.advance,
        )
    if found is None:
        app.note("No mail is stored from that day on, or none up to the last day: nothing can be replayed.")
    elif as_json:
        for item in _json(found):
            print_json(item, app.settings.zone)
    else:
        _print(app, found)


def _print(app: App, found: Backtest) -> None:
    from reports.backtest import bar, left_out, number, rules, share, stretches, told

    zone, width = app.settings.zone, text_width()
    unit, lines = stretches(found)
    click.echo(
        wrapped(
            f"From {day(found.first, zone)} to {day(found.last, zone)}. For each {unit}: flags raised, those "
            "for going_cold, flags open at its end, and whom a rule of 45 days had named.\n",
            width,
        )
    )
    most = max((one.raised for one in lines), default=0)
    print_table(
        app,
        (unit, "raised", "going_cold", "open", "45 days", ""),
        [
            (
                one.name,
                str(one.raised),
                str(one.cold),
                str(one.open),
                str(one.fixed),
                bar(one.raised, most, is_plain=app.plain),
            )
            for one in lines
        ],
    )
    print_table(
        app,
        ("rule", "alarms", "right", "late", "precision", "recall", "warning", "after"),
        [
            (
                one.name,
                str(one.score.alarms),
                str(one.score.right),
                str(one.score.late),
                share(one.score.precision),
                share(one.score.recall),
                number(one.score.days_of_warning),
                number(one.score.days_of_silence),
            )
            for one in rules(found)
        ],
    )
    click.echo(wrapped("warning, after: median days before the silence counted, and since contact.\n", width))
    for paragraph in (*told(found), left_out(found)):
        click.echo(wrapped(paragraph, width) + "\n")


def _json(found: Backtest) -> Iterator[dict[str, Any]]:
    """A line for each week, one for each rule, and one for the period."""
    from reports.backtest import rules

    for week in found.weeks:
        yield _week_json(week)
    for one in rules(found):
        yield {
            "kind": "rule",
            "rule": one.rule,
            "fixed_days": one.fixed_days,
            "alarms": one.score.alarms,
            "right": one.score.right,
            "late": one.score.late,
            "precision": one.score.precision,
            "recall": one.score.recall,
            "days_of_warning": one.score.days_of_warning,
            "days_of_silence": one.score.days_of_silence,
            "mean_days_of_silence": one.score.mean_days_of_silence,
        }
    yield {
        "kind": "period",
        "from": found.first,
        "to": found.last,
        "silence_days": found.silence_days,
        "people": found.people,
        "silences": found.silences,
        "fell_silent": found.fell_silent,
        "named_before": found.named_before,
        "left_out": found.left_out,
    }


def _week_json(week: Week) -> dict[str, Any]:
    from reports.model import iso_week

    return {
        "kind": "week",
        "week": iso_week(week.monday),
        "raised": {reason.value: number for reason, number in sorted(week.raised.items())},
        "open": {reason.value: number for reason, number in sorted(week.open.items())},
        "fixed_45_raised": week.fixed_raised,
    }
