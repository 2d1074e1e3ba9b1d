"""What `check` tells of mail that cannot be given to anybody."""

from __future__ import annotations

from datetime import timedelta
from pathlib import Path

from config_loading import load
from contacts.account import AccountProfile
from contacts.intake import Arrival, take_in
from daemon.checks import Verdict, checks
from store import accounts
from store.database import Database
from tests.daemon.scene import Reads
from tests.servers.offices import NOW

RELAYED = (
    "From: {sender}\nTo: dana@agency.example\nSubject: Hello {number}\nDate: Mon, 2 Mar 2026 09:00:00 +0000\n"
    "Message-ID: <{number}@hireboard.example>\n\nI could start on May {number}.\n"
)


def test_platforms_nobody_knows_are_named_with_how_much_they_sent(
    tmp_path: Path, sqlite_database: Database
) -> None:
    senders = [
        "Ada Pine via Hireboard <no-reply@hireboard.example>",
        "Lin Okoro via Hireboard <no-reply@hireboard.example>",
        "Ede Brandt via Jobwelt <reply+8a7f@jobwelt.example>",
        "Ede Brandt via LinkedIn <hit-reply@linkedin.com>",
    ]
    arrivals = [
        Arrival(RELAYED.format(sender=sender, number=number).encode(), f"{number}", "INBOX", NOW)
        for number, sender in enumerate(senders)
    ]
    profile = AccountProfile("dana", ("dana@agency.example",))
    take_in(sqlite_database, profile, arrivals, reader=Reads(), now=NOW)
    path = tmp_path / "config.toml"
    path.write_text("")
    url = f"sqlite:///{sqlite_database.path}"

    (told,) = [check for check in checks(load(path), url, now=NOW) if check.name == "relays"]

    assert told.verdict is Verdict.NOTE
    assert told.said.startswith("3 messages")
    assert told.mend.endswith("hireboard.example (2), jobwelt.example (1)")


def test_mail_that_another_version_read_is_counted_with_the_mend(
    tmp_path: Path, sqlite_database: Database
) -> None:
    path = tmp_path / "config.toml"
    path.write_text("")
    url = f"sqlite:///{sqlite_database.path}"
    profile = AccountProfile("dana", ("dana@agency.example",))
    mail = RELAYED.format(sender="Ada Pine <ada@pine.example>", number=1).encode()
    take_in(sqlite_database, profile, [Arrival(mail, "1", "INBOX", NOW)], reader=Reads(), now=NOW)

    (told,) = [check for check in checks(load(path), url, now=NOW) if check.name == "language"]

    assert told.said.startswith("1 messages were read by another version")
    assert told.mend == "Run: keepwarm reanalyze"


def test_a_moment_that_was_asked_for_is_not_taken_for_the_machines_clock(
    tmp_path: Path, sqlite_database: Database
) -> None:
    path = tmp_path / "config.toml"
    path.write_text("")
    url = f"sqlite:///{sqlite_database.path}"
    profile = AccountProfile("dana", ("dana@agency.example",))
    mail = RELAYED.format(sender="Ada Pine <ada@pine.example>", number=1).encode()
    take_in(sqlite_database, profile, [Arrival(mail, "1", "INBOX", NOW)], reader=Reads(), now=NOW)
    with sqlite_database.write() as session:
        accounts.mark_read(session, accounts.find(session, "dana").id, at=NOW)
    a_month_before = NOW - timedelta(days=30)

    slow, asked = (
        {one.name: one.verdict for one in checks(load(path), url, now=a_month_before, is_asked=is_asked)}
        for is_asked in (False, True)
    )

    assert slow.pop("clock") is Verdict.WRONG
    assert asked == slow
