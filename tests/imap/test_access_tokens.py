"""Access tokens on the wire: the mechanism, its exact bytes, the server's reason answered, one renewal."""

from __future__ import annotations

import base64
from collections.abc import Iterator
from contextlib import closing

import pytest

from config import Account
from errors import ServerUnreachable, SignInNeeded
from ingest import imap, imap_errors
from ingest.imap_sign_in import Kind
from ingest.line import Line
from tests.imap.mailroom import PATIENCE, says
from tests.servers import dovecot as dovecot_server
from tests.servers.authorization import AuthorizationServer
from tests.servers.scripted_imap import Fault, ScriptedImap, Session

TOKEN = "access-canary-0123456789abcdef"
XOAUTH2 = f"user=dana@agency.example\x01auth=Bearer {TOKEN}\x01\x01"
REASON = base64.b64encode(b'{"status":"invalid_token","schemes":"bearer"}').decode()


class Tokens:
    """Credentials that know these tokens, one after another."""

    kind: Kind = "token"

    def __init__(self, *tokens: str) -> None:
        self._left = list(tokens)
        self.renewals = 0

    def secret(self) -> str:
        return self._left[0]

    def renew(self, refused: str) -> str | None:
        assert refused == self._left.pop(0)
        self.renewals += 1
        return self._left[0] if self._left else None


def bearer(port: int, name: str = "dana@agency.example") -> str:
    return f"n,a={name},\x01host=127.0.0.1\x01port={port}\x01auth=Bearer {TOKEN}\x01\x01"


def sent(server: ScriptedImap) -> list[str]:
    """What was sent in the course of AUTHENTICATE, decoded."""
    at_once = [
        line.split()[2] for line in server.log if line.startswith("AUTHENTICATE") and len(line.split()) > 2
    ]
    return [base64.b64decode(word).decode() for word in at_once + server.answers]


def takes(token: str, *, challenge: str = "+ ") -> Fault:
    """A server that takes this token, with an initial response or without; others get its reason first."""

    def fault(session: Session, tag: str, arguments: str) -> bool:
        _, _, initial = arguments.partition(" ")
        if not initial:
            session.send(challenge)
            initial = session.line.makefile("rb").readline().decode().strip()
            session.server.answers.append(initial)
        if f"Bearer {token}\x01" in base64.b64decode(initial).decode():
            session.send(f"{tag} OK welcome")
            return True
        session.send(f"+ {REASON}")
        session.signing_in = tag  # what comes next answers the reason and is refused
        return True

    return fault


@pytest.mark.parametrize("initial", ["", " SASL-IR"], ids=["by continuation", "at once"])
@pytest.mark.parametrize(
    ("offered", "mechanism"),
    [("AUTH=XOAUTH2", "XOAUTH2"), ("AUTH=XOAUTH2 AUTH=OAUTHBEARER", "OAUTHBEARER")],
)
def test_a_token_goes_by_the_better_mechanism_that_is_offered(
    server: ScriptedImap, offered: str, mechanism: str, initial: str
) -> None:
    server.capabilities = f"IMAP4rev1 AUTH=PLAIN {offered}{initial}"
    server.faults["AUTHENTICATE"] = takes(TOKEN)
    with imap.connect(server.account(), Tokens(TOKEN), patience=PATIENCE) as connection:
        assert connection.folders()
    (command,) = server.commands("AUTHENTICATE")
    assert command.split()[0] == mechanism
    assert len(command.split()) == (2 if initial else 1)
    assert sent(server) == [XOAUTH2 if mechanism == "XOAUTH2" else bearer(server.port)]


@pytest.mark.parametrize("initial", ["", " SASL-IR"], ids=["by continuation", "at once"])
@pytest.mark.parametrize(("mechanism", "answer"), [("XOAUTH2", ""), ("OAUTHBEARER", "AQ==")])
def test_the_servers_reason_is_answered_so_that_it_says_its_real_no(
    server: ScriptedImap, mechanism: str, answer: str, initial: str
) -> None:
    server.capabilities = f"IMAP4rev1 AUTH={mechanism}{initial}"
    server.faults["AUTHENTICATE"] = takes("another")
    with pytest.raises(SignInNeeded, match=r"AUTHENTICATIONFAILED\] wrong.*keepwarm login"):
        imap.connect(server.account(), Tokens(TOKEN), patience=PATIENCE)
    assert server.answers[-1] == answer


def test_a_refused_token_is_renewed_once_and_tried_once(server: ScriptedImap) -> None:
    server.capabilities = "IMAP4rev1 SASL-IR AUTH=XOAUTH2"
    server.faults["AUTHENTICATE"] = takes("the-new-one")
    found = Tokens("the-old-one", "the-new-one", "never-tried")
    imap.connect(server.account(), found, patience=PATIENCE).close()
    assert found.renewals == 1
    stubborn = Tokens("one", "two", "three")
    with pytest.raises(SignInNeeded):
        imap.connect(server.account(), stubborn, patience=PATIENCE)
    assert stubborn.renewals == 1
    assert len(server.commands("AUTHENTICATE")) == 4


def test_a_token_that_ends_in_mid_reading_is_renewed_with_the_line(server: ScriptedImap) -> None:
    server.capabilities = "IMAP4rev1 SASL-IR AUTH=XOAUTH2"
    server.faults["AUTHENTICATE"] = takes("the-old-one")

    def ends(session: Session, _tag: str, _arguments: str) -> bool:
        del server.faults["STATUS"]
        server.faults["AUTHENTICATE"] = takes("the-new-one")
        session.send("* BYE Session invalidated - AccessTokenExpired")
        session.hang_up()
        return True

    server.faults["STATUS"] = ends
    found = Tokens("the-old-one", "the-new-one", "never-tried")
    with closing(Line(server.account(), found, PATIENCE)) as line:
        assert line.folders()
        assert line.status("INBOX").messages == 0
    assert found.renewals == 1


def test_a_busy_server_does_not_cost_a_renewal(server: ScriptedImap) -> None:
    server.capabilities = "IMAP4rev1 SASL-IR AUTH=XOAUTH2"
    server.faults["AUTHENTICATE"] = says("{tag} NO [UNAVAILABLE] Temporary authentication failure")
    found = Tokens(TOKEN, "other")
    with pytest.raises(ServerUnreachable):
        imap.connect(server.account(), found, patience=PATIENCE)
    assert found.renewals == 0


def test_a_server_without_oauth_gets_no_token(server: ScriptedImap) -> None:
    found = Tokens(TOKEN, "another")
    with pytest.raises(SignInNeeded, match="takes no OAuth tokens"):
        imap.connect(server.account(), found, patience=PATIENCE)
    assert found.renewals == 0
    assert not server.commands("AUTHENTICATE")


def test_a_name_with_commas_is_escaped(server: ScriptedImap) -> None:
    server.capabilities = "IMAP4rev1 SASL-IR AUTH=OAUTHBEARER"
    server.faults["AUTHENTICATE"] = takes(TOKEN)
    imap.connect(server.account(username="a=b,c"), Tokens(TOKEN), patience=PATIENCE).close()
    assert sent(server) == [bearer(server.port, "a=3Db=2Cc")]


@pytest.mark.parametrize("token", ["", "a\x01b", "a\r\nA1 LOGOUT", "a\nb"])
def test_a_token_that_would_break_its_field_is_not_sent(server: ScriptedImap, token: str) -> None:
    server.capabilities = "IMAP4rev1 SASL-IR AUTH=XOAUTH2"
    with pytest.raises(SignInNeeded, match="is none"):
        imap.connect(server.account(), Tokens(token), patience=PATIENCE)
    assert not server.commands("AUTHENTICATE")


@pytest.mark.parametrize("form", [TOKEN, base64.b64encode(XOAUTH2.encode()).decode()])
def test_a_server_that_echoes_the_token_does_not_get_it_into_the_error(
    server: ScriptedImap, form: str
) -> None:
    server.capabilities = "IMAP4rev1 SASL-IR AUTH=XOAUTH2"
    for padding in ("", "x" * (imap_errors.SAID_CHARACTERS - 60)):
        server.faults["AUTHENTICATE"] = says(f"{{tag}} NO {padding} {form} is unknown")
        with pytest.raises(SignInNeeded) as refused:
            imap.connect(server.account(), Tokens(TOKEN), patience=PATIENCE)
        assert form[:8] not in str(refused.value)


def test_imap_switched_off_at_microsoft_is_told_with_its_mend(server: ScriptedImap) -> None:
    server.capabilities = "IMAP4rev1 SASL-IR AUTH=XOAUTH2"
    server.faults["AUTHENTICATE"] = says("{tag} NO User is authenticated but not connected.")
    with pytest.raises(SignInNeeded, match="switched off"):
        imap.connect(server.account(), Tokens(TOKEN), patience=PATIENCE)


@pytest.mark.parametrize(
    ("host", "mend"),
    [
        ("imap.gmail.com", "app password"),
        ("imap.mail.yahoo.com", "app password"),
        ("imap.mail.me.com", "app-specific password"),
        ("outlook.office365.com", 'oauth = "microsoft"'),
        ("mail.notgmail.com", "Check username and password"),
    ],
)
def test_where_an_own_password_no_longer_opens_the_mailbox_it_is_said_what_does(host: str, mend: str) -> None:
    refused = imap_errors.refused_sign_in(b"Invalid credentials", where=host, kind="password", secret="x")
    assert mend in str(refused)


def test_a_server_that_takes_no_password_gets_none(server: ScriptedImap) -> None:
    server.capabilities = "IMAP4rev1 LOGINDISABLED AUTH=XOAUTH2"
    with pytest.raises(SignInNeeded, match="takes no password"):
        imap.connect(server.account(), "s3cret", patience=PATIENCE)
    assert not [line for line in server.log if line.startswith(("LOGIN", "AUTHENTICATE"))]


# --------------------------------------------------------------------------- a real server


@pytest.fixture(scope="module")
def provider() -> Iterator[AuthorizationServer]:
    found = AuthorizationServer()
    yield found
    found.close()


@pytest.mark.dovecot
@pytest.mark.parametrize("mechanisms", ["xoauth2", "xoauth2 oauthbearer"])
def test_a_real_server_takes_a_token_that_its_provider_vouches_for_and_no_other(
    provider: AuthorizationServer, mechanisms: str
) -> None:
    introspection = f"{provider.url}/introspect"
    with dovecot_server.running(introspection=introspection, mechanisms=mechanisms) as server:
        for user in ("dana", "boss"):
            server.add_user(user)
        token = provider.sign_in()["access_token"]
        account = server.account("dana")
        with imap.connect(account, Tokens(token), patience=PATIENCE) as connection:
            assert connection.status("INBOX").messages == 0
        refused(account, "not-a-token")
        refused(server.account("boss"), token)
        provider.end_access_tokens()
        found = Tokens(token, provider.sign_in()["access_token"])
        imap.connect(account, found, patience=PATIENCE).close()
        assert found.renewals == 1


def refused(account: Account, token: str) -> None:
    with pytest.raises(SignInNeeded, match="refused the login"):
        imap.connect(account, Tokens(token), patience=PATIENCE)
