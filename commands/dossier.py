"""All that is stored on one person, to hand to them: as JSON, or as a text that they can read."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING, Any

from commands.app import App
from commands.display import json_value

if TYPE_CHECKING:
    from store.person import NamedIn

OTHERS = "Of mail that others wrote only the sentences that name this person are given."
HEADINGS = {
    "messages": "Mail they wrote, got or are invited by",
    "named_in": "Mail of others that names them",
    "stored": "Everything else, table by table",
    "made_by": "What the results come from: models and rules, with their versions",
    "quarantine": "Mail with their address that could not be read",
    "market_facts": "What they told about the market",
    "flags": "Open flags",
}


def dossier(app: App, who: str) -> dict[str, Any]:
    """The person as stored, with the evidence and the versions of what made each result."""
    from commands.shapes import contact, details, message
    from ingest.within import texts_within
    from store.accounts import own_addresses
    from store.details import NOTHING
    from store.details import of as details_of
    from store.person import everything_on
    from store.views import find_contact, timeline
    from warmth.flags import standings

    zone = app.settings.zone
    with app.database() as database:
        with database.read() as session:
            found = find_contact(session, who, as_of=app.now)
            assert found.id is not None
            told = everything_on(session, found.id, now=app.now, texts_within=texts_within)
            shown = timeline(session, found.id, as_of=app.now)
            known = details_of(session, [found.id]).get(found.id, NOTHING)
            own = own_addresses(session)
        (case,) = standings(
            database, policy=app.policy, calendars=app.calendar, as_of=app.now, contact_ids=[found.id]
        )
    return {
        "made_at": app.now,
        "note": OTHERS,
        "person": {
            **contact(shown.contact, case.standing, zone),
            "details": details(known.details),
        },
        "flags": [json_value(one, zone) for one in case.standing.findings],
        "market_facts": [json_value(one, zone) for one in shown.facts],
        "messages": [message(one, zone, own) for one in told.messages],
        "named_in": [_named(one) for one in told.named_in],
        "stored": {name: json_value(rows, zone) for name, rows in told.tables.items()},
        "quarantine": list(told.quarantine),
        "made_by": list(told.made_by),
    }


def _named(one: NamedIn) -> dict[str, Any]:
    from contacts.cutting import joined, sentence_around

    words = one.own_words
    spans = joined((sentence_around(words, span) for span in one.spans), within=len(words))
    return {
        "message_id": one.message_id,
        "date": one.at,
        "from": one.written_by,
        "sentences": [words[start:end] for start, end in spans],
        "made_by": list(one.made_by),
    }


def as_text(told: dict[str, Any]) -> Iterator[str]:
    """The same for people, line by line: every value with its name, what is empty left out."""
    person = told["person"]
    yield f"All that is stored on {person['name']} ({person['id']}), {told['made_at']}"
    yield told["note"]
    for name, value in told.items():
        if name in ("made_at", "note", "schema_version") or value in ([], {}, None):
            continue
        yield ""
        yield HEADINGS.get(name, name.replace("_", " ").capitalize())
        yield from _lines(value, 1)


def _lines(value: Any, depth: int) -> Iterator[str]:
    indent = "  " * depth
    if isinstance(value, dict):
        for name, one in value.items():
            if one in ("", [], {}, None):
                continue
            if isinstance(one, (dict, list)):
                yield f"{indent}{name}:"
                yield from _lines(one, depth + 1)
            else:
                first, *more = str(one).split("\n")
                yield f"{indent}{name}: {first}"
                yield from (f"{indent}  {line}" for line in more)
    elif isinstance(value, list):
        for number, one in enumerate(value, 1):
            if isinstance(one, (dict, list)):
                yield f"{indent}{number}."
                yield from _lines(one, depth + 1)
            else:
                yield f"{indent}{one}"
    else:
        yield f"{indent}{value}"
