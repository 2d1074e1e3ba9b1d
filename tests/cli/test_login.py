"""`keepwarm login` from beginning to end, in a process of its own, against a mail server and a provider."""

from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Callable, Iterator
from datetime import UTC, datetime
from pathlib import Path
from typing import IO, Any

import keyring
import pytest

from store import jobs
from store.database import Database
from tests.cli.conftest import Desk
from tests.servers import browser
from tests.servers import dovecot as dovecot_server
from tests.servers.authorization import CLIENT_SECRET, AuthorizationServer
from tests.servers.drawer import Drawer
from tests.servers.scripted_imap import PASSWORD

pytestmark = pytest.mark.dovecot
ROOT = Path(__file__).parent.parent.parent
WITHOUT_OAUTH = "import sys; sys.modules['authlib'] = None; from cli import main; main()"


@pytest.fixture(scope="module")
def office() -> Iterator[tuple[AuthorizationServer, dovecot_server.Dovecot]]:
    """A provider, and a mail server that asks it about access tokens."""
    provider = AuthorizationServer()
    with dovecot_server.running(introspection=f"{provider.url}/introspect") as server:
        for user in ("dana", "boss"):
            server.add_user(user)
        yield provider, server
    provider.close()


@pytest.fixture
def provider(office: tuple[AuthorizationServer, Any]) -> AuthorizationServer:
    office[0].reset()
    return office[0]


Configure = Callable[..., Desk]


@pytest.fixture
def configure(
    empty_desk: Desk, office: tuple[Any, dovecot_server.Dovecot], provider: AuthorizationServer
) -> Configure:
    """Dana's account, signing in by what is given; the provider is registered as "agency"."""

    def write(way: str, *more: str, **registered: str) -> Desk:
        account = office[1].account("dana")
        text = [
            provider.configuration(**registered), "[accounts.dana]", way, 'username = "dana"',
            f'address = "{account.address}"', f'host = "{account.host}"', f"port = {account.port}",
            f'ca_file = "{account.ca_file}"', *more,
        ]  # fmt: skip
        path = empty_desk.home / "config" / "keepwarm" / "config.toml"
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text("\n".join(text) + "\n", encoding="utf-8")
        path.chmod(0o600)
        return empty_desk

    return write


class Terminal:
    """keepwarm in a process of its own; what it says on stderr can be read while it runs."""

    def __init__(self, desk: Desk, *arguments: str, program: str = "", **variables: str) -> None:
        start = ["-c", program] if program else ["-m", "cli"]
        kept = {name: os.environ[name] for name in ("PATH", "LANG") if name in os.environ}
        self.process = subprocess.Popen(
            [sys.executable, *start, *arguments],
            cwd=ROOT, env=kept | desk.environment | {"PYTHONPATH": str(ROOT)} | variables, text=True,
            stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.PIPE,
        )  # fmt: skip
        self.said = ""

    def line_with(self, word: str) -> str:
        """The next line on stderr that holds a word."""
        told: IO[str] | None = self.process.stderr
        assert told is not None
        for line in told:
            self.said += line
            if word in line:
                return line.strip()
        raise AssertionError(self.said)

    def ends(self, exit_code: int = 0, *, typed: str = "") -> str:
        """Everything it said; its exit code must be the expected one."""
        out, err = self.process.communicate(typed, timeout=60)
        self.said += err + out
        assert self.process.returncode == exit_code, self.said
        return self.said


def tokens_of(desk: Desk) -> list[Path]:
    return list((desk.home / "state").rglob("tokens/*.json"))


def test_by_browser_then_everything_works_without_asking(
    configure: Configure, provider: AuthorizationServer
) -> None:
    desk = configure('oauth = "agency"')
    opens = f"{sys.executable} -m tests.servers.browser %s &"
    said = Terminal(desk, "login", BROWSER=opens).ends()
    assert "dana: signed in; 3 folders." in said
    assert len(tokens_of(desk)) == 1
    assert tokens_of(desk)[0].stat().st_mode & 0o777 == 0o600
    provider.end_access_tokens()
    desk.run("login", "--paste", typed="nonsense\n", exit_code=4)  # takes nothing away
    assert "account dana: signed in by oauth (agency)" in desk.run("check").stdout


def test_by_a_pasted_address(configure: Configure) -> None:
    desk = configure('oauth = "agency"')
    terminal = Terminal(desk, "login", "dana", "--paste")
    ended_at = browser.ends_at(terminal.line_with("http://"))
    assert "signed in" in terminal.ends(typed=f"{ended_at}\n")
    assert tokens_of(desk)
    desk.run("login", "--forget")
    assert not tokens_of(desk)
    assert "keepwarm login dana" in desk.run("check", exit_code=1).stdout


def test_by_a_code_typed_in_elsewhere(configure: Configure, provider: AuthorizationServer) -> None:
    desk = configure('oauth = "agency"')
    terminal = Terminal(desk, "login", "--device")
    provider.approve(terminal.line_with("type in:").split()[-1])
    assert "signed in" in terminal.ends()
    assert tokens_of(desk)


def test_somebody_elses_sign_in_is_not_kept(configure: Configure, provider: AuthorizationServer) -> None:
    desk = configure('oauth = "agency"')
    provider.person = "boss"
    terminal = Terminal(desk, "login", "--paste")
    ended_at = browser.ends_at(terminal.line_with("http://"))
    assert "Sign in as dana" in terminal.ends(4, typed=f"{ended_at}\n")
    assert not tokens_of(desk)


def sign_in(desk: Desk, *arguments: str, **variables: str) -> str:
    terminal = Terminal(desk, *arguments, "login", "--paste", **variables)
    return terminal.ends(typed=f"{browser.ends_at(terminal.line_with('http://127.0.0.1'))}\n")


def test_a_withdrawn_sign_in_ends_with_4_and_the_command_that_mends_it(
    configure: Configure, provider: AuthorizationServer
) -> None:
    desk = configure('oauth = "agency"')
    sign_in(desk)
    provider.revoke_all()
    assert "keepwarm login dana" in desk.run("sync", exit_code=4).stderr
    assert "keepwarm login dana" in desk.run("check", exit_code=1).stdout
    assert provider.asked.count("/token") == 2  # the sign-in, and one renewal in vain
    assert due_in_hours(desk) > 1
    sign_in(desk)
    assert due_in_hours(desk) < 0
    assert "account dana: signed in" in desk.run("check").stdout


def due_in_hours(desk: Desk) -> float:
    """When the service reads the account next."""
    database = Database.open(f"sqlite:///{desk.database}")
    with database.read() as session:
        (job,) = (one for one in jobs.jobs(session) if one.name == "sync:dana")
    database.close()
    return (job.due_at - datetime.now(UTC)).total_seconds() / 3600


def test_before_the_first_sign_in_check_names_the_command(configure: Configure) -> None:
    said = configure('oauth = "agency"').run("check", exit_code=1).stdout
    assert "keepwarm login dana" in said


def test_a_token_command_is_enough(configure: Configure, provider: AuthorizationServer) -> None:
    token = provider.sign_in()["access_token"]
    desk = configure(f'token_command = "echo {token}"')
    told = desk.run("check")
    assert "account dana: signed in by token_command" in told.stdout
    assert token not in desk.run("config", "show").stdout
    provider.end_access_tokens()
    assert token not in desk.run("check", exit_code=1).output


def test_a_keyrings_password_is_asked_tried_and_kept(
    configure: Configure, monkeypatch: pytest.MonkeyPatch
) -> None:
    drawer = Drawer()
    monkeypatch.setattr(keyring, "get_keyring", lambda: drawer)
    for name in ("get_password", "set_password", "delete_password"):
        monkeypatch.setattr(keyring, name, getattr(drawer, name))
    desk = configure("keyring = true")
    desk.run("login", typed="wrong\n", exit_code=4)
    assert drawer.kept == {}
    assert PASSWORD not in desk.run("login", typed=f"{PASSWORD}\n").output
    assert drawer.kept == {("keepwarm", "dana"): PASSWORD}
    assert "account dana: signed in" in desk.run("check").stdout
    assert "signed in" in desk.run("login", "--password-stdin", typed=f"{PASSWORD}\n").stdout
    for _ in range(2):
        desk.run("login", "--forget")
    assert drawer.kept == {}


def test_where_there_is_no_keyring_nobody_is_asked_for_a_password(configure: Configure) -> None:
    told = Terminal(
        configure("keyring = true"), "login", PYTHON_KEYRING_BACKEND="keyring.backends.fail.Keyring"
    ).ends(4)
    assert "no keyring" in told
    assert "Password of" not in told


def test_an_account_that_keeps_nothing_is_only_tried(
    configure: Configure, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("MAIL_SECRET", PASSWORD)
    desk = configure('password_env = "MAIL_SECRET"')
    told = desk.run("login")
    assert "signed in" in told.stdout
    assert "nothing to keep" in told.stderr
    desk.run("login", "--device", exit_code=2)


def test_without_the_extra_the_command_that_installs_it_is_told(configure: Configure) -> None:
    desk = configure('oauth = "agency"')
    said = Terminal(desk, "login", "--paste", program=WITHOUT_OAUTH).ends(4)
    assert "pip install 'keepwarm[oauth]'" in said


def test_no_secret_is_ever_written_but_where_it_is_kept(
    configure: Configure, provider: AuthorizationServer
) -> None:
    provider.client_secret = CLIENT_SECRET
    desk = configure('oauth = "agency"', client_secret_env="CLIENT_SECRET")
    secret = {"CLIENT_SECRET": CLIENT_SECRET}
    said = sign_in(desk, "-vv", **secret)
    provider.end_access_tokens()
    for arguments in (["check"], ["run", "--once"]):
        said += Terminal(desk, "-vv", *arguments, **secret).ends()
    said += desk.run("config", "show").output
    assert any(one in tokens_of(desk)[0].read_text() for one in provider.issued)
    provider.revoke_all()
    said += Terminal(desk, "-vv", "check", **secret).ends(1)
    written = [
        path.read_bytes().decode("utf-8", "replace")
        for path in desk.home.rglob("*")
        if path.is_file() and path not in tokens_of(desk)
    ]
    secrets = [*provider.issued, CLIENT_SECRET]
    assert len(secrets) >= 5
    # A code travels in the address that the person pastes, and is spent when it is.
    leaked = [one for one in secrets for text in [said, *written] if one in text and "code-" not in one]
    assert leaked == []
