"""The report says which mailbox it knows nothing new of, and what to do about it."""

from __future__ import annotations

from datetime import datetime, timedelta

import pytest

from config import Settings
from contacts.account import AccountProfile
from daemon import manners
from daemon.reporting import weekly_report
from errors import KeepwarmError, ServerUnreachable, SignInNeeded
from reports import page, text
from store import accounts
from store.database import Database
from store.models import ContactRow
from store.views import find_contact
from tests.contacts.desk import START, Desk
from tests.servers.offices import NOW

ACCOUNTS = {name: {"address": f"{name}@agency.example"} for name in ("dana", "ines")}
SETTINGS = Settings.model_validate({"timezone": "UTC", "accounts": ACCOUNTS})


def read_last(database: Database, name: str, at: datetime) -> None:
    with database.write() as session:
        accounts.mark_read(session, accounts.ensure(session, name).id, at=at)


def shown(database: Database) -> str:
    """The text of the report; the page must say the same."""
    found = weekly_report(database, SETTINGS, as_of=NOW.astimezone(SETTINGS.zone), is_past=False)
    told = " ".join(text.render(found).split())
    for mailbox in found.state.unread:
        assert mailbox.name in page.render(found)
    return told


@pytest.mark.parametrize(
    ("error", "hours_ago", "said"),
    [
        (SignInNeeded("refused"), 1, "sign-in needed: keepwarm login dana"),
        (SignInNeeded("refused"), 50, "sign-in needed: keepwarm login dana"),
        (ServerUnreachable("away"), 50, "not been read since Sat 28 Feb 2026, 12:00"),
        (ServerUnreachable("away"), 5, ""),
        (None, 50, ""),
    ],
)
def test_a_mailbox_that_is_not_read_any_more_is_named(
    sqlite_database: Database, error: KeepwarmError | None, hours_ago: int, said: str
) -> None:
    read_last(sqlite_database, "dana", NOW - timedelta(hours=hours_ago))
    read_last(sqlite_database, "ines", NOW)
    if error is not None:
        manners.note_failure(sqlite_database, SETTINGS, "dana", error, now=NOW)
    told = shown(sqlite_database)
    assert ("The mailbox dana has not been read" in told) == bool(said)
    assert said in told
    assert "The mailbox ines" not in told


def test_a_mailbox_that_never_was_read_is_named(sqlite_database: Database) -> None:
    manners.note_failure(sqlite_database, SETTINGS, "dana", ServerUnreachable("away"), now=NOW)
    assert "The mailbox dana has not been read yet" in shown(sqlite_database)


def test_each_recruiter_is_told_of_their_own_people_and_mailbox(sqlite_database: Database) -> None:
    for name, writer in (("dana", "Lone Vester"), ("ines", "Aksel Holm")):
        desk = Desk(sqlite_database, account=AccountProfile(name, (f"{name}@agency.example",), name, "UTC"))
        address = f"{writer.split()[0].lower()}@outside.example"
        sent = (NOW - START) / timedelta(days=1) - 1
        desk.take(desk.mail(f"{writer} <{address}>", f"{name}@agency.example", "Hello!", day=sent), now=NOW)
        with sqlite_database.write() as session:
            contact = find_contact(session, address, as_of=NOW)
            session.get_one(ContactRow, contact.id).role = "candidate"
    as_of = NOW.astimezone(SETTINGS.zone)
    told = {
        name: weekly_report(sqlite_database, SETTINGS, as_of=as_of, is_past=False, account=name)
        for name in ("", "dana", "ines")
    }
    people = {name: [one.contact.name for one in found.newcomers] for name, found in told.items()}
    assert people == {"": ["Lone Vester", "Aksel Holm"], "dana": ["Lone Vester"], "ines": ["Aksel Holm"]}
    assert [found.state.messages for found in told.values()] == [2, 1, 1]
    assert "Aksel" not in text.render(told["dana"]) + page.render(told["dana"])
