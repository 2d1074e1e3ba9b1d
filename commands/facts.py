"""`keepwarm facts`: what people taught about the market, and the pay ranges that come of it."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, Any
from zoneinfo import ZoneInfo

import click

from commands.app import App, global_options, json_option, pass_app
from commands.display import day, json_value, print_json, print_table
from commands.harmless import safe_block
from domain import Topic

if TYPE_CHECKING:
    from reports.market import Range, Told


@click.command("facts")
@click.option("--topic", type=click.Choice([t.value for t in Topic]), help="Only this topic.")
@click.option("--contact", "who", metavar="CONTACT", help="Only what this person told.")
@click.option("--since", metavar="DATE", help="Only what was told from this day on.")
@click.option("--ranges", "only_ranges", is_flag=True, help="Only what is paid, by job and place.")
@json_option
@global_options
@pass_app
def command(
    app: App, *, topic: str | None, who: str | None, since: str | None, only_ranges: bool, as_json: bool
) -> None:
    """What people told you about the market: topic, value, who, when, and the mail it stands in.

    Below it, what is paid for which job and where, as far as people said so. One person counts once, with
    what they said last; a median is shown where five told it, quartiles where eight did.
    """
    from reports.market import ranges, told
    from store import details
    from store.views import find_contact, market_facts

    start = app.moment(since, "--since", is_start=True) if since else None
    wanted = Topic.PAY if only_ranges else Topic(topic) if topic else None
    with app.database() as database, database.read() as session:
        contact_id = find_contact(session, who, as_of=app.now).id if who else None
        facts = market_facts(session, as_of=app.now, since=start, topic=wanted, contact_id=contact_id)
        ids = {fact.contact_id for fact in facts if fact.contact_id is not None}
        known = {id_: one.details for id_, one in details.of(session, ids).items()}
    found = told(facts, known)
    paid = ranges(found)
    zone = app.settings.zone
    if as_json:
        for item in map(_range_json, paid) if only_ranges else map(_fact_json, found):
            print_json(item, zone)
        return
    if not found:
        app.note("Nobody told anything of that yet.")
        return
    if not only_ranges:
        _print_facts(app, found, zone)
    if paid:
        _print_ranges(app, paid, zone)


def _print_facts(app: App, found: Sequence[Told], zone: ZoneInfo) -> None:
    rows = [
        (
            day(one.fact.at, zone),
            one.fact.topic.value,
            _what(one),
            one.fact.name,
            one.fact.subject,
        )
        for one in found
    ]
    print_table(app, ("date", "topic", "what", "who", "in the mail"), rows)


def _what(one: Told) -> str:
    """What was taught, with the pay as it was understood."""
    from reports.market import pay_in_words

    words = one.fact.value or one.fact.evidence
    paid = "; ".join(pay_in_words(pay.currency, pay.low, pay.high, pay.period) for pay in one.pay)
    return f"{words} ({paid})" if paid else words


def _print_ranges(app: App, paid: Sequence[Range], zone: ZoneInfo) -> None:
    from reports.market import bar, pay_in_words

    click.echo("What is paid")
    scales: dict[tuple[str, str], tuple[float, float]] = {}
    for one in paid:
        low, high = scales.get((one.currency, one.period), (one.low, one.high))
        scales[one.currency, one.period] = (min(low, one.low), max(high, one.high))
    alike = {key: sum((one.currency, one.period) == key for one in paid) for key in scales}
    for one in paid:
        what = ", ".join(filter(None, (one.job or "no job named", one.place)))
        people = "1 person" if one.people == 1 else f"{one.people} people"
        said = f"{what}: {pay_in_words(one.currency, one.low, one.high, one.period)}"
        if one.median is not None:
            said += f", median {pay_in_words('', one.median, one.median, '')}"
        if one.quartiles is not None:
            said += f", half of them {pay_in_words('', *one.quartiles, '')}"
        click.echo(safe_block(f"  {said} ({people}, {day(one.newest, zone)})"))
        if alike[one.currency, one.period] > 1:
            click.echo(f"    {bar(one, scales[one.currency, one.period], is_plain=app.plain)}")


def _fact_json(one: Told) -> dict[str, Any]:
    from commands.shapes import contact_id

    fact = one.fact
    return {
        "topic": fact.topic.value,
        "value": fact.value,
        "evidence": fact.evidence,
        "contact": contact_id(fact.contact_id),
        "name": fact.name,
        "at": fact.at,
        "message_id": fact.message_id,
        "subject": fact.subject,
        "pay": [json_value(pay) for pay in one.pay],
        "job": one.job or None,
        "place": one.place or None,
    }


def _range_json(one: Range) -> dict[str, Any]:
    return {
        "job": one.job or None,
        "place": one.place or None,
        "currency": one.currency or None,
        "period": one.period or None,
        "low": one.low,
        "high": one.high,
        "people": one.people,
        "median": one.median,
        "quartiles": list(one.quartiles) if one.quartiles else None,
        "newest": one.newest,
    }
