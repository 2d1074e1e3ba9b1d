"""Signing in over a verified line, and finding the folders: closed when in doubt, and told why."""

from __future__ import annotations

import contextlib
import ssl
import warnings
from collections.abc import Callable
from pathlib import Path

import pytest

from errors import (
    CertificateRefused,
    ConfigurationError,
    FolderNeedsAttention,
    KeepwarmError,
    ServerUnreachable,
    SignInNeeded,
)
from ingest import imap
from tests.imap.mailroom import PATIENCE, Clerk, letter, says
from tests.servers import certificates
from tests.servers.scripted_imap import PASSWORD, Box, ScriptedImap, Session

# --------------------------------------------------------------------------- signing in


@pytest.mark.parametrize(
    ("said", "seconds"),
    [
        ("[UNAVAILABLE] Temporary authentication failure", None),
        ("[THROTTLED] Too many requests", None),
        ("[LIMIT] Too many simultaneous connections", None),
        ("Request is throttled. Suggested Backoff Time: 290000 milliseconds", 290.0),
        ("[THROTTLED] try again in 7 minutes", 420.0),
    ],
)
def test_a_busy_server_is_not_a_wrong_password(
    server: ScriptedImap, said: str, seconds: float | None
) -> None:
    server.faults["LOGIN"] = says("{tag} NO " + said)
    with pytest.raises(ServerUnreachable) as found:
        imap.connect(server.account(), PASSWORD, patience=PATIENCE)
    assert found.value.retry_after_seconds == seconds


def test_a_named_time_that_is_long_is_left_to_the_next_sync(server: ScriptedImap, dana: Clerk) -> None:
    server.faults["UID SEARCH"] = says("{tag} NO [THROTTLED] Suggested Backoff Time: 290000 milliseconds")
    with pytest.raises(ServerUnreachable) as found:
        dana.sync()
    assert found.value.retry_after_seconds == 290.0
    assert len(server.commands("LOGIN")) == 1


def test_a_wrong_password_is_asked_once(server: ScriptedImap) -> None:
    wrong = Clerk(server.account(), "wrong")
    with pytest.raises(SignInNeeded):
        wrong.sync()
    assert len(server.commands("LOGIN")) == 1


def test_a_server_that_echoes_the_password_does_not_get_it_into_the_error(server: ScriptedImap) -> None:
    server.faults["LOGIN"] = says("{tag} NO LOGIN dana s3cr3t-word is wrong")
    with pytest.raises(SignInNeeded) as refused:
        imap.connect(server.account(), "s3cr3t-word", patience=PATIENCE)
    assert "s3cr3t-word" not in str(refused.value)


def test_a_password_beyond_ascii_goes_by_sasl(server: ScriptedImap) -> None:
    server.password = "grüß-göttin"
    imap.connect(server.account(), "grüß-göttin", patience=PATIENCE).close()
    assert server.commands("LOGIN") == []
    with pytest.raises(SignInNeeded):
        imap.connect(server.account(), "grüße", patience=PATIENCE)


def test_imap_switched_off_at_the_provider_is_told_with_its_mend(server: ScriptedImap) -> None:
    server.faults["LOGIN"] = says("{tag} NO User is authenticated but not connected.")
    with pytest.raises(SignInNeeded, match="switched off"):
        imap.connect(server.account(), PASSWORD, patience=PATIENCE)


def test_words_of_a_mail_never_reach_an_error(server: ScriptedImap, dana: Clerk) -> None:
    def garbles(session: Session, _tag: str, _arguments: str) -> bool:
        session.send("I am leaving, please try again later and tell nobody")
        return True

    server.faults["EXAMINE"] = garbles
    with pytest.raises(ServerUnreachable) as found:
        dana.sync()
    assert "leaving" not in str(found.value)


# --------------------------------------------------------------------------- the line itself


def test_an_open_line_is_refused_beyond_this_machine(server: ScriptedImap) -> None:
    account = server.account(host="mail.agency.example")
    with pytest.raises(ConfigurationError, match="unprotected"):
        imap.connect(account, PASSWORD)


@pytest.fixture(scope="module")
def ca(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return certificates.make_ca(tmp_path_factory.mktemp("ca"))


def context(ca: Path, **about: object) -> ssl.SSLContext:
    """A server's side of TLS, with a certificate by `ca`."""
    made = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    made.load_cert_chain(*certificates.make_server(ca.parent, **about))  # type: ignore[arg-type]
    return made


@pytest.mark.parametrize("security", ["tls", "starttls"])
@pytest.mark.parametrize("fault", ["another CA", "another host", "expired"])
def test_a_server_that_cannot_prove_who_it_is_gets_no_password(
    ca: Path, tmp_path: Path, security: str, fault: str
) -> None:
    tls = context(
        ca,
        names="DNS:other.example" if fault == "another host" else "DNS:localhost,IP:127.0.0.1",
        days=-1 if fault == "expired" else 30,
    )
    server = ScriptedImap(tls=tls) if security == "tls" else ScriptedImap(starttls=tls)
    server.capabilities += " STARTTLS"
    trusted = certificates.make_ca(tmp_path / "other") if fault == "another CA" else ca
    account = server.account(security=security, ca_file=str(trusted))
    with pytest.raises(CertificateRefused):
        imap.connect(account, PASSWORD, patience=PATIENCE)
    assert not [line for line in server.log if line.startswith(("LOGIN", "AUTHENTICATE"))]
    server.close()


@pytest.mark.parametrize("security", ["tls", "starttls"])
def test_a_secured_line_is_signed_in_to(ca: Path, security: str) -> None:
    tls = context(ca)
    server = ScriptedImap(tls=tls) if security == "tls" else ScriptedImap(starttls=tls)
    server.capabilities += " STARTTLS"
    account = server.account(security=security, ca_file=str(ca))
    with imap.connect(account, PASSWORD, patience=PATIENCE) as connection:
        assert connection.status("INBOX").messages == 0
    server.close()


def test_a_starttls_that_is_not_offered_fails_closed(server: ScriptedImap) -> None:
    with pytest.raises(ServerUnreachable):
        imap.connect(server.account(security="starttls"), PASSWORD, patience=PATIENCE)
    assert not server.commands("LOGIN")


def test_a_starttls_that_the_server_refuses_fails_closed(ca: Path, server: ScriptedImap) -> None:
    server.capabilities += " STARTTLS"
    for said in ("{tag} NO not now", "{tag} BAD unknown"):
        server.faults["STARTTLS"] = says(said)
        with pytest.raises(CertificateRefused, match="does not change to TLS"):
            imap.connect(server.account(security="starttls", ca_file=str(ca)), PASSWORD, patience=PATIENCE)
    assert not server.commands("LOGIN")


@pytest.mark.parametrize("is_one_packet", [True, False])
def test_what_is_sent_in_the_clear_behind_starttls_ends_the_line(ca: Path, is_one_packet: bool) -> None:
    """CVE-2021-33515 and its kin: an answer put in before TLS was taken for one of the secured line."""
    tls = context(ca)
    server = ScriptedImap(starttls=tls)
    server.capabilities += " STARTTLS"
    injected = b"* CAPABILITY IMAP4rev1 AUTH=PLAIN\r\n* OK [ALERT] injected\r\n"

    def injects(session: Session, tag: str, _arguments: str) -> bool:
        begin = f"{tag} OK begin\r\n".encode()
        for packet in [begin + injected] if is_one_packet else [injected + begin, injected]:
            session.send(packet)
        with contextlib.suppress(OSError):
            session.line = tls.wrap_socket(session.line, server_side=True)
        return True

    server.faults["STARTTLS"] = injects
    account = server.account(security="starttls", ca_file=str(ca))
    with pytest.raises(ServerUnreachable, match=r"in the clear|TLS failed"):
        imap.connect(account, PASSWORD, patience=PATIENCE)
    assert not [line for line in server.log if line.startswith(("LOGIN", "AUTHENTICATE"))]
    server.close()


def test_what_a_server_offered_before_tls_does_not_count(ca: Path) -> None:
    tls = context(ca)
    server = ScriptedImap(starttls=tls)
    server.capabilities = "IMAP4rev1 STARTTLS AUTH=PLAIN"

    def secures(session: Session, tag: str, _arguments: str) -> bool:
        server.capabilities = "IMAP4rev1 LOGINDISABLED AUTH=XOAUTH2"
        del server.faults["STARTTLS"]
        server.log.append("secured")
        return False

    server.faults["STARTTLS"] = secures
    account = server.account(security="starttls", ca_file=str(ca))
    with pytest.raises(SignInNeeded, match="takes no password"):
        imap.connect(account, PASSWORD, patience=PATIENCE)
    assert server.log[-1].startswith("CAPABILITY")
    server.close()


def test_a_server_that_greets_as_if_we_were_signed_in_already_is_not_followed(
    ca: Path, server: ScriptedImap
) -> None:
    """PREAUTH in the clear would leave no place for STARTTLS."""
    server.capabilities += " STARTTLS"
    server.greet = lambda session: session.send("* PREAUTH welcome")
    with pytest.raises(ServerUnreachable):
        imap.connect(server.account(security="starttls", ca_file=str(ca)), PASSWORD, patience=PATIENCE)
    assert not server.commands("LOGIN")


@pytest.mark.parametrize("security", ["tls", "starttls"])
def test_tls_before_1_2_is_not_spoken(ca: Path, security: str) -> None:
    old = context(ca)
    old.set_ciphers("ALL:@SECLEVEL=0")
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", DeprecationWarning)  # it is old: that is the point
        old.minimum_version = ssl.TLSVersion.TLSv1
        old.maximum_version = ssl.TLSVersion.TLSv1_1
    server = ScriptedImap(tls=old) if security == "tls" else ScriptedImap(starttls=old)
    server.capabilities += " STARTTLS"
    with pytest.raises(ServerUnreachable, match="TLS failed"):
        imap.connect(server.account(security=security, ca_file=str(ca)), PASSWORD, patience=PATIENCE)
    assert not server.commands("LOGIN")
    server.close()


def test_a_ca_file_that_is_none_is_a_mistake_in_the_configuration(
    server: ScriptedImap, tmp_path: Path
) -> None:
    broken = tmp_path / "ca.pem"
    broken.write_text("no certificate")
    for file in (broken, tmp_path / "missing.pem"):
        with pytest.raises(ConfigurationError, match="ca_file"):
            imap.connect(server.account(security="tls", ca_file=str(file)), PASSWORD, patience=PATIENCE)


# --------------------------------------------------------------------------- folders


def test_sent_mail_is_found_by_special_use_in_every_folder_marked_so(
    server: ScriptedImap, dana: Clerk
) -> None:
    server.boxes["Verstuurd 2025"] = Box(flags=r"\HasNoChildren \Sent")
    server.boxes["Sent items of a project"] = Box()
    for number, name in enumerate(("Sent", "Verstuurd 2025", "Sent items of a project")):
        server.boxes[name].add(letter(20 + number))
    dana.account = server.account(folders=[r"\Sent"])
    dana.sync()
    assert {folder for folder, _ in dana.kept} == {"Sent", "Verstuurd 2025"}


def test_where_a_server_marks_nothing_a_well_known_name_is_a_guess(server: ScriptedImap) -> None:
    server.boxes = {"INBOX": Box(), "INBOX/Gesendete Elemente": Box(), "Sentinel": Box()}
    with imap.connect(server.account(), PASSWORD, patience=PATIENCE) as connection:
        found = {one.name: one for one in connection.folders()}
    assert found["INBOX/Gesendete Elemente"].special_uses == (r"\Sent",)
    assert found["INBOX/Gesendete Elemente"].is_guess
    assert not found["Sentinel"].special_uses


def test_a_folder_that_is_only_a_node_of_the_tree_is_not_opened(server: ScriptedImap, dana: Clerk) -> None:
    server.boxes["Projects"] = Box(flags=r"\Noselect")
    dana.account = server.account(folders=["Projects", "INBOX"])
    assert dana.sync() == 6
    assert [failure.folder for failure in dana.failures] == ["Projects"]


def test_a_folder_that_the_server_will_not_open_is_told_with_its_words(
    server: ScriptedImap, dana: Clerk
) -> None:
    server.faults["EXAMINE"] = says("{tag} NO [NOPERM] not yours")
    dana.sync()
    assert isinstance(dana.failures[0].error, FolderNeedsAttention)
    assert "not yours" in str(dana.failures[0].error)


def test_a_folders_name_from_the_server_cannot_become_a_command(server: ScriptedImap, dana: Clerk) -> None:
    def injects(session: Session, tag: str, _arguments: str) -> bool:
        name = b"x\r\nA1 DELETE INBOX"
        session.send(b'* LIST (\\Sent) "/" {%d}\r\n%s\r\n' % (len(name), name))
        session.send(f"{tag} OK done")
        return True

    server.faults["LIST"] = injects
    dana.account = server.account(folders=[r"\Sent"])
    dana.sync()
    assert not [line for line in server.log if "DELETE" in line]
    assert len(dana.failures) == 1


def test_every_error_tells_where(server: ScriptedImap) -> None:
    tries: list[Callable[[], object]] = [
        lambda: imap.connect(server.account(port=1), PASSWORD, patience=PATIENCE),
        lambda: imap.connect(server.account(), "wrong", patience=PATIENCE),
        lambda: imap.connect(server.account(host=""), PASSWORD, patience=PATIENCE),
    ]
    for attempt in tries:
        with pytest.raises(KeepwarmError) as found:
            attempt()
        assert found.value.where
