"""The weekly report as plain text, for a terminal or a mail without HTML."""

from __future__ import annotations

import textwrap
from collections.abc import Iterator

from domain import Contact
from reports import links, words
from reports.harmless import safe_block
from reports.model import Person, WeeklyReport

WIDTH = 78
ALSO_SHOWN, NEW_SHOWN = 20, 12  # of each list; a mail has an end


def render(report: WeeklyReport) -> str:
    """The whole report; at most 78 columns, no drawing, readable aloud."""
    return safe_block("\n".join(_lines(report))) + "\n"


def _lines(report: WeeklyReport) -> Iterator[str]:
    zone = report.zone
    yield f"Your relationships, week {report.week}"
    yield f"As of {words.moment(report.as_of, zone)} ({zone.key})"
    yield ""
    yield words.headline(report)
    yield from _wrap(words.holds(report))
    for mailbox in report.state.unread:
        yield ""
        yield from _wrap(words.unread(mailbox, zone))
    for number, person in enumerate(report.people, 1):
        yield ""
        yield from _person(number, person, report)
    if report.also:
        yield from _section("Also open")
        for flag in report.also[:ALSO_SHOWN]:
            finding = flag.finding
            yield f"- {words.name(finding.contact)}: {words.REASONS[finding.reason].lower()} (f-{flag.id})"
        yield from _more(len(report.also) - ALSO_SHOWN, "keepwarm flags")
    if report.won_back:
        yield from _section("Won back since last week")
        for won in report.won_back[:NEW_SHOWN]:
            told = f"{words.reasons(won.reasons)}; in touch again {words.on(won.touched, report)}"
            yield from _item(won.contact, told)
    if report.facts:
        yield from _section("What people told you about the market")
        for fact in report.facts:
            told = f'"{words.quote(fact.words)}" - {words.name(fact.contact)}, {words.on(fact.told, report)}'
            yield from _wrap(f"{told} ({fact.topic.value})", "- ")
    if report.newcomers:
        yield from _section("New this week")
        for one in report.newcomers[:NEW_SHOWN]:
            yield from _item(one.contact, words.newcomer(one, report))
        yield from _more(len(report.newcomers) - NEW_SHOWN, "keepwarm contacts list")
    if report.dormant:
        yield from _section("Asleep for a year, worth a thought")
        for sleeper in report.dormant:
            yield from _item(sleeper.contact, words.sleeper(sleeper, report))
    if any(week.needed or week.in_touch for week in report.weeks):
        yield from _section("The weeks before")
        for week in report.weeks:
            needed, met = words.count(week.needed, "person"), words.count(week.in_touch, "person")
            yield f"- {words.on(week.monday, report)}: {needed} waiting, in touch with {met}"
    yield ""
    yield from _wrap(words.state(report.state, zone))


def _person(number: int, person: Person, report: WeeklyReport) -> Iterator[str]:
    contact = person.contact
    yield f"{number}. {words.name(contact)} ({words.standing_of(contact)})"
    for flag, proofs in zip(person.flags, words.quotes(person, 1), strict=True):
        finding = flag.finding
        since = words.on(finding.since, report)
        urgency = words.URGENCY[finding.urgency]
        yield f"   {words.REASONS[finding.reason]} - {urgency}, since {since} (f-{flag.id})"
        yield from _wrap(words.sentence(finding.explanation), "   ")
        for proof in proofs:
            yield from _wrap(f'"{words.quote(proof.quote)}" ({words.on(proof.date, report)})', "     ")
    if contact.id is not None:
        yield from _wrap(words.last_words(person, report), "   ")
    yield from _wrap(words.rhythm(person), "   ")
    yield from _wrap(f"Next: {words.sentence(person.next_step)}", "   ")
    address = links.address(contact)
    yield from _wrap(f"More: {links.command(contact)}{f' - {address}' if address else ''}", "   ")


def _item(contact: Contact, told: str) -> Iterator[str]:
    yield from _wrap(f"{words.name(contact)}: {told}", "- ")


def _more(number: int, command: str) -> Iterator[str]:
    if number > 0:
        yield f"- {number} more: {command}"


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
