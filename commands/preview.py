"""The weekly report on a terminal: names in bold, reasons in colour, each rhythm as a strip of weeks."""

from __future__ import annotations

from collections.abc import Callable

from rich.text import Text

from commands.app import App
from commands.display import console, wrapped
from domain import Urgency
from reports import links, pictures, words
from reports.model import Person, WeeklyReport
from reports.pictures import Bar

COLOURS = {Urgency.NOW: "red", Urgency.SOON: "yellow", Urgency.NORMAL: "blue"}
BLOCKS = " ▁▂▃▄▅▆▇█"
WIDEST = 88


def show(app: App, report: WeeklyReport) -> None:
    """Print it; without colour where the terminal or `--plain` wants none."""
    out = console(app)
    width = min(out.width, WIDEST)

    def say(text: str = "", style: str = "") -> None:
        out.print(Text(wrapped(text, width), style=style), soft_wrap=True)

    say(f"Week {report.week}, {words.span(report)}", "dim")
    say(words.headline(report), "bold")
    say(words.holds(report), "dim")
    for mailbox in report.state.unread:
        say(words.unread(mailbox, report.zone), "red")
    for number, person in enumerate(report.people, 1):
        say()
        out.print(
            Text.assemble(
                (f"{number}. {words.name(person.contact)}", "bold"),
                (f"  {words.standing_of(person.contact)}", "dim"),
            ),
            soft_wrap=True,
        )
        _reasons(person, report, say)
        for weeks in _strip(person):
            out.print(weeks)
        say(f"   {words.last_words(person, report)} {words.rhythm(person)}", "dim")
        say(f"   Next: {words.sentence(person.next_step)}", "bold")
        say(f"   {links.command(person.contact)}", "dim")
    lists = (
        (
            "Also open",
            [
                f"{words.name(f.finding.contact)}: {words.REASONS[f.finding.reason].lower()} (f-{f.id})"
                for f in report.also
            ],
        ),
        (
            "Won back since last week",
            [f"{words.name(w.contact)}: {words.reasons(w.reasons)}" for w in report.won_back],
        ),
        (
            "What people told you about the market",
            [f"“{words.quote(f.words)}” {words.name(f.contact)}" for f in report.facts],
        ),
        (
            "New this week",
            [f"{words.name(n.contact)}: {words.newcomer(n, report)}" for n in report.newcomers],
        ),
        (
            "Asleep for a year, worth a thought",
            [f"{words.name(d.contact)}: {words.sleeper(d, report)}" for d in report.dormant],
        ),
    )
    for title, rows in lists:
        if rows:
            say()
            say(title, "bold")
            for row in rows:
                say(f"- {row}")
    say()
    say(f"{_spark(pictures.needed(report))}  people who needed you on Monday, week by week")
    say(f"{_spark(pictures.in_touch(report))}  people you were in touch with")
    say()
    say(words.state(report.state, report.zone), "dim")


def _reasons(person: Person, report: WeeklyReport, say: Callable[..., None]) -> None:
    for flag, proofs in zip(person.flags, words.quotes(person, 1), strict=True):
        finding = flag.finding
        since = words.on(finding.since, report)
        say(f"   {words.REASONS[finding.reason]} - since {since} (f-{flag.id})", COLOURS[finding.urgency])
        say(f"   {words.sentence(finding.explanation)}")
        for proof in proofs:
            say(f"   “{words.quote(proof.quote)}”", "italic")


def _strip(person: Person) -> list[Text]:
    """Two rows of weeks: they above, you below; empty where nothing passed."""
    weeks = pictures.weeks_of(person)
    if not any(week.they or week.you for week in weeks):
        return []
    they = "".join("█" if week.they else "·" if week.is_silent else " " for week in weeks)
    you = "".join("█" if week.you else "·" if week.is_silent else " " for week in weeks)
    return [Text(f"   they {they}", style="cyan"), Text(f"   you  {you}", style="dim")]


def _spark(bars: list[Bar]) -> str:
    return "".join(BLOCKS[round(bar.share * (len(BLOCKS) - 1))] for bar in bars) + f" {bars[-1].number}"
