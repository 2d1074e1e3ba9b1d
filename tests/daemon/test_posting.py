"""Reports on their way: each week's once, whatever breaks off; what comes back is nobody's mail."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest
from sqlalchemy import func, select

from config import Settings
from daemon import posting
from daemon.posting import Outcome, post_daily, post_weekly
from errors import ConfigurationError, DeliveryUnclear, MailRefused, ServerUnreachable
from nlp.pipeline import Reader
from reports.delivery import Posting
from store import accounts, outbox
from store.database import Database
from store.models import ContactRow, MessageRow, OutboxRow
from store.outbox import OutboxState
from tests.contacts.desk import ScriptedReader
from tests.daemon.post_office import PostOffice
from tests.imap.mailroom import letters

MONDAY = datetime(2026, 3, 2, 8, 1, tzinfo=UTC)
REPORT = {"delivery": "smtp"}
STEPS = 8  # at which the power may go while a report is sent


@pytest.fixture
def office(sqlite_database: Database, monkeypatch: pytest.MonkeyPatch) -> Callable[..., PostOffice]:
    """A post office, in a zone, from a moment on."""

    def opened(now: datetime = MONDAY, zone: str = "UTC", **report: object) -> PostOffice:
        accounts = {"dana": {"address": "dana@agency.example"}}
        settings = Settings.model_validate(
            {"timezone": zone, "accounts": accounts, "report": REPORT | report}
        )
        return PostOffice(sqlite_database, settings, ScriptedReader(), monkeypatch, now)

    return opened


def newest(database: Database) -> outbox.Parcel:
    with database.read() as session:
        found = outbox.newest(session, "dana", "weekly")
    assert found is not None
    return found


def count(database: Database, table: type) -> int:
    with database.read() as session:
        return session.scalar(select(func.count()).select_from(table)) or 0


@pytest.mark.parametrize(
    ("zone", "weekday", "hour"),
    [("Europe/Berlin", "monday", 8), ("America/New_York", "sunday", 2), ("Australia/Lord_Howe", "sunday", 1)],
)
def test_a_year_of_weeks_has_a_report_each_though_the_power_goes_at_every_step(
    office: Callable[..., PostOffice], zone: str, weekday: str, hour: int
) -> None:
    begin = datetime(2026, 1, 2, 12, tzinfo=ZoneInfo(zone))  # a Friday
    post = office(begin.astimezone(UTC), zone, weekday=weekday, hour=hour)
    post.tick()
    cuts = 0
    days = 3 if weekday == "monday" else 2
    for week in range(52):
        due = datetime.combine(
            begin.date() + timedelta(days=days + 7 * week), begin.time(), tzinfo=begin.tzinfo
        )
        due = due.replace(hour=hour)
        post.now = due.astimezone(UTC) + timedelta(minutes=1, days=2 * (week % 7 == 6))  # at times asleep
        post.tripwire.set(1 + week % STEPS if week % 11 < 9 else 0)
        post.wire = {9: post.arrives_and_breaks, 10: post.breaks}.get(week % 11)
        cuts += not post.tick()
        post.tripwire.set(0)
        post.wire = None
        for minutes in (2, 20, 40):
            post.pass_time(minutes=minutes)
    assert cuts >= 40
    ids = post.ids()
    assert len(ids) == 52
    assert set(ids.values()) == {1}
    assert count(post.database, OutboxRow) == 52
    assert newest(post.database).state == OutboxState.SENT
    assert count(post.database, ContactRow) == 0


def test_every_step_of_a_posting_is_among_those_at_which_the_power_goes(
    office: Callable[..., PostOffice],
) -> None:
    post = office(MONDAY - timedelta(days=3))
    post.tick()
    post.now = MONDAY
    post.tripwire.set(0)
    post.tick()
    assert post.tripwire.steps == STEPS


def test_a_report_that_comes_back_twenty_times_makes_nobody_and_grows_nothing(
    office: Callable[..., PostOffice], reader: Reader
) -> None:
    post = office(datetime(2026, 2, 27, 12, tzinfo=UTC))
    post.reader = reader
    post.inbox += letters(range(6))
    asked = (
        b"From: Lone Vester <lone.vester@outside.example>\r\nTo: dana@agency.example\r\n"
        b"Subject: The position in Aarhus\r\nMessage-ID: <a1@outside.example>\r\n"
        b"Date: Wed, 25 Feb 2026 09:30:00 +0000\r\n\r\nHi Dana,\r\n\r\n"
        b"I have applied for the position in Aarhus. Could you tell me when the interviews begin?\r\n\r\n"
        b"Best,\r\nLone\r\n"
    )
    post.inbox.append(asked)
    post.tick()
    people, stored = count(post.database, ContactRow), count(post.database, MessageRow)
    sizes: list[int] = []

    def comes_back(one: Posting) -> None:
        post.arrive(one)
        post.arrive(one)  # and a copy in another folder
        sizes.append(len(one.message.as_bytes()))

    post.wire = comes_back
    for _ in range(20):
        post.pass_time(days=7)
        post.pass_time(minutes=20)
    assert len(sizes) == 20
    assert max(sizes) < 1.5 * sizes[0]
    assert count(post.database, ContactRow) == people
    assert count(post.database, MessageRow) == stored + 20
    with post.database.read() as session:
        ours = session.scalars(select(MessageRow).where(MessageRow.message_id.startswith("<keepwarm."))).all()
        assert {(one.kind, one.own_words, one.signature) for one in ours} == {("automatic", "", "")}


def test_a_week_is_sent_once_and_again_only_when_asked(office: Callable[..., PostOffice]) -> None:
    post = office()
    assert post.post().outcome is Outcome.SENT
    assert post.post().outcome is Outcome.ALREADY
    assert post.post(again=True).outcome is Outcome.SENT
    assert len(post.ids()) == 2  # no mail program takes the second for the first
    post.now += timedelta(days=7)
    assert post.post().outcome is Outcome.SENT


def test_what_was_refused_is_tried_again_and_says_why(office: Callable[..., PostOffice]) -> None:
    post = office()

    def refuses(_: Posting) -> None:
        raise ServerUnreachable("the server puts the report off (451).")

    post.wire = refuses
    for _ in range(2):
        with pytest.raises(ServerUnreachable):
            post.post()
        assert (newest(post.database).state, "451" in newest(post.database).said) == ("waiting", True)
    post.wire = None
    assert post.post().outcome is Outcome.SENT
    assert newest(post.database).attempts == 3


def test_what_may_still_come_is_not_sent_again_before_a_look(office: Callable[..., PostOffice]) -> None:
    post = office()
    post.tick()
    post.wire = post.breaks
    with pytest.raises(DeliveryUnclear):
        post.post()
    post.wire = None
    post.now += timedelta(minutes=5)
    with pytest.raises(DeliveryUnclear, match="may still come"):
        post.post()
    with post.database.write() as session:
        id_ = accounts.find(session, "dana").id
        accounts.mark_read(session, id_, at=post.now + timedelta(minutes=20))
    post.now += timedelta(minutes=20)
    assert post.post().outcome is Outcome.SENT
    assert set(post.ids().values()) == {1}


def test_a_mailbox_that_nobody_can_read_keeps_no_report_back(office: Callable[..., PostOffice]) -> None:
    post = office()
    post.wire = post.breaks
    with pytest.raises(DeliveryUnclear):
        post.post()
    post.wire = None
    post.now += posting.LOOKED_FOR
    assert post.post().outcome is Outcome.SENT


def test_each_recruiter_gets_their_own_at_their_own_address(
    sqlite_database: Database, tmp_path: Path
) -> None:
    settings = Settings.model_validate(
        {
            "timezone": "UTC",
            "accounts": {
                "dana": {"address": "dana@agency.example"},
                "ines": {"address": "ines@agency.example", "report_to": "ines@home.example"},
            },
            "report": {
                "delivery": "folder",
                "folder": str(tmp_path / "pages"),
                "sender": "keepwarm@agency.example",
            },
        }
    )
    found = {name: posting.envelope_of(settings, name, "weekly", "2026-W10") for name in settings.accounts}
    assert found["dana"].recipient == "dana@agency.example"
    assert found["ines"].recipient == "ines@home.example"
    assert found["dana"].message_id != found["ines"].message_id
    for name in settings.accounts:
        post_weekly(sqlite_database, settings, name, now=MONDAY)
    pages = sorted(path.name for path in (tmp_path / "pages").iterdir())
    assert pages == ["keepwarm-dana-2026-W10.html", "keepwarm-ines-2026-W10.html"]
    assert all(path.stat().st_mode & 0o077 == 0 for path in (tmp_path / "pages").iterdir())


def test_nothing_due_may_be_left_unsent(office: Callable[..., PostOffice]) -> None:
    post = office(send_when_quiet=False)
    assert post.post().outcome is Outcome.QUIET
    assert post.ids() == {}


def test_a_day_without_a_date_has_no_note(office: Callable[..., PostOffice]) -> None:
    post = office(daily_note=True)
    assert post_daily(post.database, post.settings, "dana", now=post.now).outcome is Outcome.QUIET
    assert post_daily(post.database, post.settings, "dana", now=post.now).outcome is Outcome.ALREADY


def test_without_an_account_nobody_knows_where_to(sqlite_database: Database) -> None:
    settings = Settings.model_validate({"timezone": "UTC", "report": REPORT})
    with pytest.raises(ConfigurationError, match="to whom"):
        post_weekly(sqlite_database, settings, "", now=MONDAY)


def test_the_local_mail_server_gets_the_mail_whole_and_its_refusals_are_told(
    sqlite_database: Database, tmp_path: Path
) -> None:
    program, kept = tmp_path / "sendmail", tmp_path / "kept"
    settings = Settings.model_validate(
        {
            "timezone": "UTC",
            "accounts": {"dana": {"address": "dana@agency.example"}},
            "report": {"delivery": "sendmail", "sendmail": str(program)},
        }
    )

    def installed(end: str) -> None:
        program.write_text(f'#!/bin/sh\necho "$@" > {kept}\ncat >> {kept}\n{end}\n')
        program.chmod(0o755)

    with pytest.raises(ConfigurationError, match="did not start"):
        post_weekly(sqlite_database, settings, "dana", now=MONDAY)
    for end, error in (
        ("exit 75", ServerUnreachable),
        ("exit 67", MailRefused),
        ("kill -9 $$", DeliveryUnclear),
    ):
        installed(end)
        with pytest.raises(error):
            post_weekly(sqlite_database, settings, "dana", now=MONDAY, again=True)
    installed("exit 0")
    assert post_weekly(sqlite_database, settings, "dana", now=MONDAY, again=True).outcome is Outcome.SENT
    arguments, _, content = kept.read_bytes().partition(b"\n")
    assert arguments == b"-t -i"
    assert b"\r" not in content
    assert b"To: dana@agency.example\n" in content


def test_an_unclear_end_says_so_in_the_outbox(office: Callable[..., PostOffice]) -> None:
    post = office()
    post.wire = post.breaks
    with pytest.raises(DeliveryUnclear):
        post.post()
    found = newest(post.database)
    assert (found.state, found.said) == (OutboxState.SENDING, "the line broke")
