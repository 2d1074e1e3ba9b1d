"""`keepwarm contacts merge`, `unmerge`, `questions`, `answer`: whether two records are one person."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from datetime import datetime
from typing import Any
from zoneinfo import ZoneInfo

import click

from commands.app import App, global_options, json_option, pass_app
from commands.display import json_value, print_json
from commands.harmless import safe
from domain import Contact, Ground, Merged, MergedBy, Question

SAID_BY = {
    MergedBy.HAND: "you said so",
    MergedBy.BOOK: "an address book said so",
    MergedBy.EVIDENCE: "the mail shows it",
}
ANSWERS = ("same", "two", "later")


@click.command("merge")
@click.argument("who", metavar="CONTACT")
@click.argument("other", metavar="OTHER")
@json_option
@global_options
@pass_app
def merge(app: App, *, who: str, other: str, as_json: bool) -> None:
    """Two contacts are one person: CONTACT stays, and gets all of OTHER's.

    Mail, stages, flags, notes and what you set by hand go along; `unmerge` brings all of it back. No mail and
    no address book parts them again.
    """
    from contacts.deciding import join
    from store.views import find_contact

    def change(session: Any) -> tuple[Contact, set[int]]:
        kept, gone = (find_contact(session, asked, as_of=app.now) for asked in (who, other))
        concerned = join(session, kept, gone, now=app.now)
        app.note(f"c-{gone.id} {safe(gone.name)} is part of c-{kept.id} {safe(kept.name)} now.")
        app.note(f"Take it back with: keepwarm contacts unmerge c-{kept.id}")
        return kept, concerned

    _shown(app, _changed(app, change), as_json)


@click.command("unmerge")
@click.argument("who", metavar="CONTACT")
@click.argument("address", required=False)
@json_option
@global_options
@pass_app
def unmerge(app: App, *, who: str, address: str | None, as_json: bool) -> None:
    """A contact is two people: whoever was joined last, or the bearer of ADDRESS, stands alone again.

    Everything goes back to whom it belonged, and nothing but you joins them again.
    """
    from contacts.deciding import unjoin
    from store.views import contact, find_contact

    def change(session: Any) -> tuple[Contact, set[int]]:
        found = find_contact(session, who, as_of=app.now)
        number, concerned = unjoin(session, found, address, now=app.now)
        alone = contact(session, number, as_of=app.now)
        app.note(f"c-{alone.id} {safe(alone.name)} ({safe(', '.join(alone.addresses))}) stands alone again.")
        return alone, concerned

    _shown(app, _changed(app, change), as_json)


@click.command("questions")
@json_option
@global_options
@pass_app
def questions(app: App, *, as_json: bool) -> None:
    """Who may be one person, the likeliest first, with what speaks for it and against it."""
    from store.pairs import open_questions

    with app.database() as database, database.read() as session:
        found = open_questions(session, now=app.now)
    if as_json:
        for one in found:
            print_json(question_json(one, app.settings.zone))
        return
    for one in found:
        for line in question_lines(one):
            click.echo(line)
    if found:
        app.note("Answer with: keepwarm contacts answer ID same, two or later")
    else:
        app.note("Nobody is to be told apart.")


@click.command("answer")
@click.argument("question_id", metavar="ID")
@click.argument("said", type=click.Choice(ANSWERS))
@global_options
@pass_app
def answer(app: App, *, question_id: str, said: str) -> None:
    """Answer a question: the two are the same person, two people, or ask again in a month."""
    from contacts import deciding
    from store.pairs import question

    def change(session: Any) -> tuple[Contact, set[int]]:
        asked = question(session, question_id, now=app.now)
        return asked.one, deciding.answer(session, asked, deciding.Answer(said), now=app.now)

    kept = _changed(app, change)
    told = {"same": f"one person now, c-{kept.id}", "two": "two people, and stay so", "later": "asked again"}
    app.note(f"{safe(question_id)}: {told[said]}.")


def _changed(app: App, change: Callable[[Any], tuple[Contact, set[int]]]) -> Contact:
    """Do it, and judge whom it concerns."""
    from warmth.flags import refresh

    with app.database() as database:
        with database.write() as session:
            kept, concerned = change(session)
        if concerned:
            refresh(database, policy=app.policy, calendars=app.calendar, now=app.now, contact_ids=concerned)
    return kept


def _shown(app: App, kept: Contact, as_json: bool) -> None:
    if not as_json:
        return
    from commands.shapes import contact
    from warmth.flags import standings

    assert kept.id is not None
    with app.database() as database:
        (case,) = standings(
            database, policy=app.policy, calendars=app.calendar, as_of=app.now, contact_ids=[kept.id]
        )
    print_json(contact(case.relationship.contact, case.standing, app.settings.zone))


def question_lines(of: Question) -> Iterable[str]:
    """A question for people, with its reasons."""
    one, other = (
        f"c-{person.id} {safe(person.name)} <{safe(', '.join(person.addresses)) or 'no address'}>"
        for person in (of.one, of.other)
    )
    yield f"q-{of.id}  {one}"
    yield f"      {other}"
    yield f"      one person? {of.score:.0%}: {reasons(of.grounds)}"


def merged_lines(merged: Iterable[Merged], day: Callable[[datetime], str]) -> Iterable[str]:
    """What became part of a contact, for people."""
    for one in merged:
        sure = f", {one.score:.0%}" if one.score is not None else ""
        why = f": {reasons(one.grounds)}" if one.grounds else ""
        who = f"{safe(one.name)} <{safe(', '.join(one.addresses)) or 'no address'}>"
        yield f"one person with {who} since {day(one.at)} ({SAID_BY[one.by]}{sure}{why})"


def reasons(grounds: Iterable[Ground]) -> str:
    """The reasons in one line."""
    return "; ".join(safe(ground.words) for ground in grounds)


def question_json(of: Question, zone: ZoneInfo) -> dict[str, Any]:
    """A question for machines."""
    return {
        "id": f"q-{of.id}",
        "contacts": [
            {"id": f"c-{one.id}", "name": one.name, "addresses": list(one.addresses), "role": one.role.value}
            for one in (of.one, of.other)
        ],
        "score": of.score,
        "reasons": [ground_json(ground) for ground in of.grounds],
        "asked_at": json_value(of.asked_at, zone),
    }


def merged_json(of: Merged, zone: ZoneInfo) -> dict[str, Any]:
    """A record that became part of a contact, for machines."""
    return {
        "id": f"c-{of.was}",
        "name": of.name,
        "addresses": list(of.addresses),
        "at": json_value(of.at, zone),
        "by": of.by.value,
        "score": of.score,
        "reasons": [ground_json(ground) for ground in of.grounds],
    }


def ground_json(of: Ground) -> dict[str, Any]:
    """One reason for machines."""
    return {"clue": of.clue.value, "words": of.words, "message_id": of.message_id or None}
