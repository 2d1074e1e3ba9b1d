"""The weekly report through a real mail server into a real mailbox, and known when it is read there."""

from __future__ import annotations

import tempfile
from collections.abc import Iterator
from email import message_from_bytes
from email.message import EmailMessage
from email.policy import default
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import func, select

from config import Settings
from daemon.posting import Outcome, post_weekly
from daemon.reporting import weekly_report
from daemon.sync import sync_once
from errors import MailRefused, SignInNeeded
from reports import letter
from reports.letter import Envelope
from store import outbox
from store.database import Database
from store.models import ContactRow, MessageRow, OutboxRow
from store.outbox import OutboxState
from tests.daemon.process import until
from tests.daemon.scene import Reads
from tests.servers import exim
from tests.servers.dovecot import Dovecot
from tests.servers.exim import Exim
from tests.servers.offices import NOW, DovecotOffice

pytestmark = [pytest.mark.exim, pytest.mark.dovecot]


@pytest.fixture(autouse=True)
def _passwords(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("RELAYS_PASSWORD", exim.PASSWORD)
    monkeypatch.setenv("WRONG_PASSWORD", "wrong")


@pytest.fixture
def office(dovecot: Dovecot) -> DovecotOffice:
    """Dana's mailbox."""
    return DovecotOffice(dovecot)


@pytest.fixture
def relay(office: DovecotOffice) -> Iterator[Exim]:
    """The mail server that delivers into it."""
    with tempfile.TemporaryDirectory(prefix="keepwarm-exim-") as folder:
        Path(folder).chmod(0o755)
        with exim.running(Path(folder), office.mailbox.path, user="nobody") as found:
            yield found


def settings_for(office: DovecotOffice, relay: Exim, route: str, **smtp: object) -> Settings:
    account = office.account(address="dana@agency.example", password_env="DANAS_PASSWORD")
    server = {
        "host": "localhost", "port": relay.tls if route == "tls" else relay.starttls,
        "ca_file": str(relay.ca), "username": exim.USER, "password_env": "RELAYS_PASSWORD",
        "security": "starttls" if route == "sendmail" else route,
    }  # fmt: skip
    delivery = "sendmail" if route == "sendmail" else "smtp"
    return Settings.model_validate(
        {
            "timezone": "UTC",
            "accounts": {"dana": account},
            "smtp": server | smtp,
            "report": {"delivery": delivery, "sendmail": str(relay.sendmail)},
        }
    )


def arrived(office: DovecotOffice) -> list[EmailMessage]:
    """What the mail server put into the mailbox, as a mail program reads it."""
    found = [*office.mailbox.path.glob("new/*"), *office.mailbox.path.glob("cur/*")]
    return [message_from_bytes(path.read_bytes(), policy=default) for path in found]


def parts(mail: EmailMessage) -> dict[str, Any]:
    return {part.get_content_type(): part.get_content() for part in mail.walk() if not part.is_multipart()}


@pytest.mark.parametrize("route", ["sendmail", "starttls", "tls"])
def test_it_arrives_under_its_own_id_and_is_known_when_it_is_read(
    sqlite_database: Database,
    office: DovecotOffice,
    relay: Exim,
    route: str,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setenv("DANAS_PASSWORD", office.password)
    settings = settings_for(office, relay, route)
    posted = post_weekly(sqlite_database, settings, "dana", now=NOW)
    assert posted.outcome is Outcome.SENT
    until(lambda: bool(arrived(office)), why=relay.log.read_text)
    (mail,) = arrived(office)
    envelope = Envelope("dana@agency.example", "dana@agency.example", posted.parcel.message_id)
    assert mail["Message-ID"] == posted.parcel.message_id
    written = letter.weekly(weekly_report(sqlite_database, settings, as_of=NOW, is_past=False), envelope)
    assert parts(mail) == parts(written)
    with sqlite_database.write() as session:
        outbox.begin(session, posted.parcel.id, now=NOW, message_id=posted.parcel.message_id)  # a crash
    assert sync_once(sqlite_database, settings, "dana", reader=Reads(), now=NOW).stored == 1
    assert post_weekly(sqlite_database, settings, "dana", now=NOW).outcome is Outcome.FOUND
    with sqlite_database.read() as session:
        assert session.scalars(select(MessageRow.kind)).all() == ["automatic"]
        assert session.scalar(select(func.count()).select_from(ContactRow)) == 0
        assert session.scalars(select(OutboxRow.state)).all() == [OutboxState.SENT.value]
    assert len(arrived(office)) == 1


def test_what_the_server_refuses_is_not_sent(
    sqlite_database: Database, office: DovecotOffice, relay: Exim
) -> None:
    wrong = settings_for(office, relay, "starttls", password_env="WRONG_PASSWORD")
    with pytest.raises(SignInNeeded):
        post_weekly(sqlite_database, wrong, "dana", now=NOW)
    settings = settings_for(office, relay, "tls")
    elsewhere = settings.accounts["dana"].model_copy(update={"report_to": "dana@elsewhere.example"})
    with pytest.raises(MailRefused, match="relaying"):
        post_weekly(
            sqlite_database, settings.model_copy(update={"accounts": {"dana": elsewhere}}), "dana", now=NOW
        )
    with sqlite_database.read() as session:
        assert session.scalars(select(OutboxRow.state)).all() == [OutboxState.WAITING.value]
    assert post_weekly(sqlite_database, settings, "dana", now=NOW).outcome is Outcome.SENT
    until(lambda: bool(arrived(office)), why=relay.log.read_text)
    assert len(arrived(office)) == 1
