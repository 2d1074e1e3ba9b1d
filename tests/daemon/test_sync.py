"""One pass end to end: from a server into the database, nothing twice, nothing lost, flags judged."""

from __future__ import annotations

from datetime import timedelta
from pathlib import Path

import pytest
from sqlalchemy import func, select

from config import Settings
from daemon.sync import sync_once, try_account
from errors import ServerUnreachable, SignInNeeded, UsageError
from nlp.pipeline import Reader
from store.database import Database
from store.models import ContactRow, FlagRow, LocationRow, MessageRow, QuarantineRow, StageRow
from tests.servers.mailbox_generator import mailbox
from tests.servers.offices import NOW, Office
from tests.servers.scripted_imap import PASSWORD, ScriptedImap, Session


def settings_for(office: Office, **account: object) -> Settings:
    made = office.account(address="dana@agency.example", username=office.username, **account)
    return Settings(timezone="America/New_York", accounts={"dana": made})


def counted(database: Database, table: type) -> int:
    with database.read() as session:
        return session.scalar(select(func.count()).select_from(table)) or 0


@pytest.fixture
def filled(office: Office) -> Office:
    for one in mailbox(60, seed=7, until=NOW):
        office.deliver(one.raw, folder=office.sent if one.folder == "sent" else "INBOX", at=one.at)
    return office


@pytest.fixture(autouse=True)
def _password(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("DANAS_PASSWORD", PASSWORD)


def test_a_mailbox_read_twice_is_stored_once(
    sqlite_database: Database, filled: Office, reader: Reader
) -> None:
    settings = settings_for(filled, password_env="DANAS_PASSWORD")
    first = sync_once(sqlite_database, settings, "dana", reader=reader, now=NOW)
    assert (first.stored, first.quarantined, first.failures) == (60, 0, [])
    assert counted(sqlite_database, MessageRow) == counted(sqlite_database, LocationRow) == 60
    second = sync_once(sqlite_database, settings, "dana", reader=reader, now=NOW)
    assert (second.stored, second.known) == (0, 0)
    assert counted(sqlite_database, MessageRow) == 60


def test_a_mailbox_numbered_anew_keeps_every_mail_and_its_place(
    sqlite_database: Database, filled: Office, reader: Reader
) -> None:
    settings = settings_for(filled, password_env="DANAS_PASSWORD")
    sync_once(sqlite_database, settings, "dana", reader=reader, now=NOW)
    filled.renumber(777)
    again = sync_once(sqlite_database, settings, "dana", reader=reader, now=NOW)
    assert again.stored == 0
    assert counted(sqlite_database, MessageRow) == counted(sqlite_database, LocationRow) == 60


def test_a_pass_told_to_stop_ends_after_its_batch_and_the_next_goes_on(
    sqlite_database: Database, filled: Office, reader: Reader
) -> None:
    settings = settings_for(filled, password_env="DANAS_PASSWORD")
    stopped = sync_once(sqlite_database, settings, "dana", reader=reader, now=NOW, should_stop=lambda: True)
    assert not stopped.is_complete
    assert 0 < stopped.stored < 60
    rest = sync_once(sqlite_database, settings, "dana", reader=reader, now=NOW)
    assert rest.is_complete
    assert stopped.stored + rest.stored == 60


ASKED = (
    b"From: Lone Vester <lone.vester@outside.example>\r\nTo: dana@agency.example\r\n"
    b"Subject: The position in Aarhus\r\nMessage-ID: <a1@outside.example>\r\n"
    b"Date: Mon, 23 Feb 2026 10:00:00 +0000\r\n\r\n"
    b"Hi Dana,\r\n\r\nI have applied for the position in Aarhus. "
    b"Could you tell me when the interviews begin?\r\n"
    b"\r\nBest,\r\nLone\r\n"
)


def reasons(database: Database) -> list[str]:
    with database.read() as session:
        return list(session.scalars(select(FlagRow.reason)))


def test_what_a_pass_brings_is_judged_at_once(
    sqlite_database: Database, office: Office, reader: Reader
) -> None:
    office.deliver(ASKED, at=NOW - timedelta(days=7))
    settings = settings_for(office, password_env="DANAS_PASSWORD")
    sync_once(sqlite_database, settings, "dana", reader=reader, now=NOW)
    assert "reply_owed" in reasons(sqlite_database)


def test_what_a_pass_that_was_killed_left_unjudged_the_next_one_judges(
    sqlite_database: Database, office: Office, reader: Reader, monkeypatch: pytest.MonkeyPatch
) -> None:
    class Killed(BaseException):
        pass

    def is_killed(*_: object, **__: object) -> None:
        raise Killed

    office.deliver(ASKED, at=NOW - timedelta(days=7))
    settings = settings_for(office, password_env="DANAS_PASSWORD")
    with monkeypatch.context() as while_judging:
        while_judging.setattr("daemon.sync.refresh", is_killed)
        with pytest.raises(Killed):
            sync_once(sqlite_database, settings, "dana", reader=reader, now=NOW)
    assert (counted(sqlite_database, MessageRow), reasons(sqlite_database)) == (1, [])
    assert sync_once(sqlite_database, settings, "dana", reader=reader, now=NOW).stored == 0
    assert "reply_owed" in reasons(sqlite_database)


def test_the_password_comes_from_a_program_without_a_shell(
    sqlite_database: Database, office: Office, reader: Reader
) -> None:
    settings = settings_for(office, password_command=f"printf '%s\\n' '{office.password}'")
    assert sync_once(sqlite_database, settings, "dana", reader=reader, now=NOW).is_complete


@pytest.mark.parametrize("command", ["false", "no-such-program-here", "printf ''", "printf 'open"])
def test_a_program_that_gives_no_password_means_sign_in_needed(
    sqlite_database: Database, office: Office, reader: Reader, command: str
) -> None:
    settings = settings_for(office, password_command=command)
    with pytest.raises(SignInNeeded):
        sync_once(sqlite_database, settings, "dana", reader=reader, now=NOW)


def test_an_account_that_is_not_configured_is_a_mistake_in_the_call(
    sqlite_database: Database, office: Office, reader: Reader
) -> None:
    with pytest.raises(UsageError, match="dana"):
        sync_once(sqlite_database, settings_for(office), "rita", reader=reader, now=NOW)


def test_a_login_is_tried_and_the_folders_are_counted(filled: Office) -> None:
    account = filled.account(username=filled.username, password_env="DANAS_PASSWORD")
    folders = {one.name: one for one in try_account(account, name="dana", count=True)}
    assert folders[filled.sent].is_sent
    assert sum(one.messages or 0 for one in folders.values()) == 60


def test_a_mail_the_server_never_hands_over_is_listed_and_asked_for_again(
    sqlite_database: Database, server: ScriptedImap, reader: Reader
) -> None:
    server.boxes["INBOX"].add(b"From: a@x.example\r\nDate: Mon, 02 Mar 2026 09:00:00 +0000\r\n\r\nHello")

    def refuses(session: Session, tag: str, arguments: str) -> bool:
        if "BODY" not in arguments:
            return False
        session.send(f"{tag} NO cannot be converted")
        return True

    server.faults["UID FETCH"] = refuses
    account = server.account(password_env="DANAS_PASSWORD")
    settings = Settings(accounts={"dana": account})
    done = sync_once(sqlite_database, settings, "dana", reader=reader, now=NOW)
    assert (done.stored, done.quarantined) == (0, 1)
    assert counted(sqlite_database, QuarantineRow) == 1
    server.faults.clear()
    assert sync_once(sqlite_database, settings, "dana", reader=reader, now=NOW).stored == 1
    assert counted(sqlite_database, QuarantineRow) == 0


def test_a_server_that_is_not_there_says_so(
    sqlite_database: Database, server: ScriptedImap, reader: Reader
) -> None:
    settings = Settings(accounts={"dana": server.account(port=1, password_env="DANAS_PASSWORD")})
    with pytest.raises(ServerUnreachable) as found:
        sync_once(sqlite_database, settings, "dana", reader=reader, now=NOW)
    assert found.value.exit_code == 5


def test_mail_stored_without_language_is_read_by_the_next_pass_as_if_it_had_been_read_at_once(
    sqlite_database: Database, migrated_sqlite: Path, tmp_path: Path, filled: Office, reader: Reader
) -> None:
    settings = settings_for(filled, password_env="DANAS_PASSWORD")
    path = tmp_path / "at-once.db"
    path.write_bytes(migrated_sqlite.read_bytes())
    at_once = Database.open(f"sqlite:///{path}")
    sync_once(at_once, settings, "dana", reader=reader, now=NOW)

    mail_only = sync_once(sqlite_database, settings, "dana", reader=None, now=NOW)
    assert (mail_only.stored, mail_only.is_complete) == (60, True)
    assert counted(sqlite_database, FlagRow) == 0
    filled.deliver(NEW, at=NOW - timedelta(days=1))
    then = sync_once(sqlite_database, settings, "dana", reader=reader, now=NOW)
    assert then.stored == 1
    assert then.caught_up == counted_read(at_once)
    sync_once(at_once, settings, "dana", reader=reader, now=NOW)
    assert judged(sqlite_database) == judged(at_once)
    assert counted(at_once, FlagRow) > 5
    assert sync_once(sqlite_database, settings, "dana", reader=reader, now=NOW).caught_up == 0
    at_once.close()


NEW = (
    b"From: Lone Vester <lone.vester@outside.example>\r\nTo: dana@agency.example\r\n"
    b"Subject: The position in Aarhus\r\nMessage-ID: <a2@outside.example>\r\n"
    b"Date: Sun, 01 Mar 2026 10:00:00 +0000\r\n\r\nHi Dana,\r\n\r\nis it still open?\r\n"
)


def counted_read(database: Database) -> int:
    with database.read() as session:
        return session.scalar(select(func.count()).where(MessageRow.read_by != "")) or 0


def judged(database: Database) -> tuple[list[tuple[object, ...]], ...]:
    """Flags, roles and stages, comparable between two databases."""
    name = select(ContactRow.name).where(ContactRow.id == FlagRow.contact_id).scalar_subquery()
    queries = (
        select(name, FlagRow.reason, FlagRow.evidence_key, FlagRow.state, FlagRow.explanation),
        select(ContactRow.name, ContactRow.role, ContactRow.also_role, ContactRow.created_at),
        select(ContactRow.name, StageRow.stage, StageRow.at).join(
            ContactRow, ContactRow.id == StageRow.contact_id
        ),
    )
    with database.read() as session:
        return tuple(sorted((tuple(row) for row in session.execute(query)), key=repr) for query in queries)
