"""The weekly report as plain text, for a terminal or a mail without HTML."""

from __future__ import annotations

import textwrap
from collections.abc import Iterator

from reports import words
from reports.weekly import Person, WeeklyReport

WIDTH = 78


def render(report: WeeklyReport) -> str:
    """The whole report; at most 78 columns, no drawing, readable aloud."""
    return "\n".join(_lines(report)) + "\n"


def _lines(report: WeeklyReport) -> Iterator[str]:
    zone = report.zone
    yield f"Your relationships, week {report.week}"
    yield f"As of {words.moment(report.as_of, zone)} ({zone.key})"
    yield ""
    yield words.headline(report)
    for mailbox in report.state.unread:
        yield ""
        yield from _wrap(words.unread(mailbox, zone))
    for number, person in enumerate(report.people, 1):
        yield ""
        yield from _person(number, person, report)
    if report.also:
        yield from _section("Also open")
        for flag in report.also:
            finding = flag.finding
            yield f"- {finding.contact.name}: {words.REASONS[finding.reason].lower()} (f-{flag.id})"
    if report.won_back:
        yield from _section("Back in touch since last week")
        for won in report.won_back:
            reason = words.REASONS[won.reason].lower()
            yield f"- {won.contact.name} ({reason}): in touch again {words.day(won.touched, zone)}"
    if report.facts:
        yield from _section("What people told you about the market")
        for fact in report.facts:
            yield from _wrap(f'"{fact.words}" - {fact.contact.name}, {words.day(fact.told, zone)}', "- ")
    if report.newcomers:
        yield from _section("New this week")
        for contact in report.newcomers:
            yield f"- {contact.name} ({words.standing_of(contact)})"
    if report.dormant:
        yield from _section("Asleep for a year, worth a thought")
        for contact, last in report.dormant:
            yield f"- {contact.name}: last in touch {words.day(last, zone)}"
    yield from _section("The weeks before")
    for week in report.weeks:
        yield f"- {words.day(week.monday, zone)}: {words.count(week.open_flags, 'open flag')}"
    yield ""
    yield from _wrap(words.state(report.state, zone))


def _person(number: int, person: Person, report: WeeklyReport) -> Iterator[str]:
    contact = person.contact
    yield f"{number}. {contact.name} ({words.standing_of(contact)})"
    for flag in person.flags:
        finding = flag.finding
        since = words.day(finding.since, report.zone)
        urgency = words.URGENCY[finding.urgency]
        yield f"   {words.REASONS[finding.reason]} - {urgency}, since {since} (f-{flag.id})"
        yield from _wrap(finding.explanation, "   ")
        for proof in finding.evidence[-1:]:
            yield from _wrap(f'"{proof.quote}" ({words.day(proof.date, report.zone)})', "     ")
    if contact.id is not None:
        yield from _wrap(words.last_words(person, report.zone), "   ")
    if person.rhythm:
        yield from _wrap(person.rhythm[0].upper() + person.rhythm[1:] + ".", "   ")
    yield from _wrap(f"Next: {person.next_step}", "   ")


def _section(title: str) -> Iterator[str]:
    yield ""
    yield title
    yield "-" * len(title)


def _wrap(text: str, indent: str = "") -> list[str]:
    blank = " " * len(indent)
    return textwrap.wrap(
        text,
        WIDTH,
        initial_indent=indent,
        subsequent_indent=blank,
        break_long_words=False,
        break_on_hyphens=False,
    )
