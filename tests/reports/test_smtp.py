"""The report through a real SMTP server: who is trusted, what a refusal means, what nobody can know."""

from __future__ import annotations

import dataclasses
import os
import socket
import threading
import time
from collections.abc import Iterator
from contextlib import closing
from email.message import EmailMessage
from pathlib import Path

import pytest

import errors
from config import Smtp
from ingest.signin.credentials import Given
from reports import letter
from reports.letter import Envelope
from reports.smtp import Patience, send
from tests.reports.sheets import flag, report
from tests.servers import smtp as server
from tests.servers.smtp import PASSWORD, TOKEN, USER, Running, running

ENVELOPE = Envelope(USER, USER, "<keepwarm.weekly.2026-W10.0123456789abcdef@agency.example>")
HURRY = Patience(silence=20, answer=1, whole=40)
NO_PASSWORD_LEFT = "no password"


@pytest.fixture(scope="module")
def mails(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Running]:
    with running(tmp_path_factory.mktemp("smtp")) as found:
        yield found


@pytest.fixture
def relay(mails: Running) -> Running:
    mails.post.mails.clear()
    mails.post.logins.clear()
    mails.post.faults.clear()
    return mails


def mail(words: str = "Any news?") -> EmailMessage:
    return letter.weekly(report(flag(1, "Ana Petrov", words)), ENVELOPE)


def post(
    to: Smtp, given: Given | None = None, *, message: EmailMessage | None = None, patience: Patience = HURRY
) -> None:
    send(
        message or mail(), sender=USER, recipient=USER, server=to, username=USER, credentials=given,
        patience=patience,
    )  # fmt: skip


def right() -> Given:
    return Given("password", PASSWORD)


@pytest.mark.parametrize("security", ["tls", "starttls"])
@pytest.mark.parametrize("mechanism", ["PLAIN", "LOGIN"])
def test_it_arrives_as_it_was_written(tmp_path: Path, security: server.Security, mechanism: str) -> None:
    written = mail(".\n..\n.hidden\nfrom here\n.")
    with running(tmp_path, security, mechanisms=(mechanism,)) as found:
        post(found.settings, right(), message=written)
        (content,) = found.post.contents()
        assert found.post.logins == [mechanism]
    read = server.parsed(content)
    assert read["Message-ID"] == ENVELOPE.message_id
    assert content.rstrip() == written.as_bytes().rstrip()


def test_it_arrives_by_a_token(tmp_path: Path) -> None:
    with running(tmp_path, mechanisms=("XOAUTH2",)) as found:
        post(found.settings, Given("token", TOKEN))
        assert len(found.post.mails) == 1
        with pytest.raises(errors.SignInNeeded):
            post(found.settings, Given("token", "old.token"))
        assert len(found.post.mails) == 1


def test_a_refused_secret_is_asked_for_anew_once_and_never_shown(relay: Running) -> None:
    @dataclasses.dataclass
    class Renewing:
        kind = "password"
        other: str | None

        def secret(self) -> str:
            return "wrong-hunter2"

        def renew(self, refused: str) -> str | None:
            return self.other

    post(relay.settings, Renewing(PASSWORD))  # type: ignore[arg-type]
    assert len(relay.post.mails) == 1
    with pytest.raises(errors.SignInNeeded) as told:
        post(relay.settings, Renewing(None))  # type: ignore[arg-type]
    assert "hunter2" not in str(told.value)
    assert len(relay.post.mails) == 1


def test_a_relay_of_the_own_network_wants_no_login(tmp_path: Path) -> None:
    with running(tmp_path, wants_login=False) as found:
        post(found.settings)
        assert len(found.post.mails) == 1


@pytest.mark.parametrize(
    "wrong", [{"names": "DNS:other.example"}, {"days": -1}, {}], ids=["name", "expired", "authority"]
)
@pytest.mark.parametrize("security", ["tls", "starttls"])
def test_a_server_that_cannot_prove_itself_gets_no_password(
    tmp_path: Path, wrong: dict[str, object], security: server.Security
) -> None:
    with running(tmp_path, security, **wrong) as found:  # type: ignore[arg-type]
        to = found.settings if wrong else found.settings.model_copy(update={"ca_file": ""})
        with pytest.raises(errors.CertificateRefused, match=NO_PASSWORD_LEFT):
            post(to, right())
        assert found.post.logins == []
        assert found.post.mails == []


def test_a_server_without_starttls_gets_no_password(tmp_path: Path) -> None:
    with running(tmp_path, "starttls", offers_starttls=False) as found:
        with pytest.raises(errors.ServerUnreachable, match=NO_PASSWORD_LEFT):
            post(found.settings, right())
        assert found.post.logins == []


def test_an_open_line_is_for_this_machine_only(tmp_path: Path) -> None:
    with pytest.raises(errors.ConfigurationError, match="this machine only"):
        post(Smtp(host="smtp.agency.example", security="none"))
    with running(tmp_path, "none", wants_login=False) as found:
        post(found.settings)
        assert len(found.post.mails) == 1


@pytest.mark.parametrize("step", ["MAIL", "RCPT", "DATA"])
@pytest.mark.parametrize(
    ("answer", "error"),
    [
        ("450 4.2.0 Greylisted, try again in 300 seconds", errors.ServerBusy),
        ("451 4.7.1 Greylisting in action", errors.ServerUnreachable),
        ("452 4.3.1 Insufficient system storage", errors.ServerUnreachable),
        ("550 5.7.1 Not allowed", errors.MailRefused),
        ("552 5.3.4 Too big", errors.MailRefused),
        ("554 5.7.1 Spam", errors.MailRefused),
        ("530 5.7.0 Authentication required", errors.SignInNeeded),
    ],
)
def test_a_refusal_is_told_and_nothing_was_sent(
    relay: Running, step: str, answer: str, error: type[errors.KeepwarmError]
) -> None:
    relay.post.faults[step] = answer
    with pytest.raises(error) as told:
        post(relay.settings, right())
    assert type(told.value) is error
    assert answer[:3] in str(told.value)
    assert "Ana" not in str(told.value)
    assert relay.post.mails == []
    if isinstance(told.value, errors.ServerBusy):
        assert told.value.retry_after_seconds == 300


@pytest.mark.parametrize("step", ["MAIL", "RCPT"])
@pytest.mark.parametrize("fault", ["die", "sleep"])
def test_a_server_that_goes_before_it_has_the_mail_has_none(relay: Running, step: str, fault: str) -> None:
    relay.post.faults[step] = fault
    with pytest.raises(errors.ServerUnreachable):
        post(relay.settings, right(), patience=Patience(silence=0.5, answer=0.5, whole=3))
    assert relay.post.mails == []


@pytest.mark.parametrize("fault", ["die", "sleep"])
@pytest.mark.parametrize(("step", "taken"), [("DATA", 0), ("TAKEN", 1)])
def test_a_server_that_goes_with_the_mail_in_its_hands_leaves_it_open(
    relay: Running, step: str, taken: int, fault: str
) -> None:
    relay.post.faults[step] = fault
    with pytest.raises(errors.DeliveryUnclear):
        post(relay.settings, right())
    if step == "TAKEN":
        assert len(relay.post.mails) == taken


def test_a_server_that_drips_is_cut_off() -> None:
    with closing(socket.create_server(("127.0.0.1", 0))) as listening:

        def drip() -> None:
            line, _ = listening.accept()
            with closing(line):
                for _ in range(200):
                    try:
                        line.sendall(b"220-hello\r\n"[:1])
                    except OSError:
                        return
                    time.sleep(0.05)

        threading.Thread(target=drip, daemon=True).start()
        to = Smtp(host="localhost", port=listening.getsockname()[1], security="none")
        with pytest.raises(errors.ServerUnreachable, match="not finish in time"):
            post(to, patience=Patience(silence=1, answer=1, whole=1))


def test_a_service_that_ends_waits_for_no_server(relay: Running) -> None:
    relay.post.faults["RCPT"] = "sleep"
    stop = threading.Event()
    threading.Timer(0.3, stop.set).start()
    with pytest.raises(errors.ServerUnreachable):
        send(
            mail(), sender=USER, recipient=USER, server=relay.settings, username=USER, credentials=right(),
            patience=Patience(), should_stop=stop.is_set,
        )  # fmt: skip


def test_nobody_listens() -> None:
    with closing(socket.create_server(("127.0.0.1", 0))) as listening:
        port = listening.getsockname()[1]
    with pytest.raises(errors.ServerUnreachable, match="no connection"):
        post(Smtp(host="localhost", port=port, security="none"))


def test_no_word_of_the_report_reaches_an_error(relay: Running) -> None:
    relay.post.faults["DATA"] = "554 5.7.1 Spam"
    with pytest.raises(errors.MailRefused) as told:
        post(relay.settings, right(), message=mail("canary-word"))
    assert "canary" not in str(told.value)
    assert os.environ.get("USER", "\0") not in str(told.value)
