"""Where a secret comes from, and what is said where none comes: the source, the mend, never the secret."""

from __future__ import annotations

import builtins
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

import keyring
import pytest
from keyring.errors import KeyringLocked

from config import Account
from errors import SignInNeeded
from ingest.signin import keyrings
from ingest.signin.credentials import credentials_of
from tests.servers.drawer import Drawer

SECRET = "s3cret-canary"


def mailbox(**about: object) -> Account:
    return Account.model_validate({"address": "dana@agency.example", "host": "imap.agency.example"} | about)


def printing(text: str) -> str:
    return f"{sys.executable} -c \"print('{text}')\""


def test_a_password_comes_from_each_source(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path, drawer: Drawer
) -> None:
    monkeypatch.setenv("MAIL_SECRET", SECRET)
    monkeypatch.setenv("CREDENTIALS_DIRECTORY", str(tmp_path))
    (tmp_path / "mail").write_text(f"{SECRET}\nsecond line\n")
    drawer.set_password("keepwarm", "dana@agency.example", SECRET)
    for source in (
        {"password_command": printing(SECRET)},
        {"password_env": "MAIL_SECRET"},
        {"password_credential": "mail"},
        {"keyring": True},
    ):
        found = credentials_of(mailbox(**source), "dana")
        assert (found.kind, found.secret()) == ("password", SECRET), source


def test_where_nothing_tells_the_password_it_is_asked() -> None:
    asked: list[str] = []

    def answer(question: str) -> str:
        asked.append(question)
        return SECRET

    assert credentials_of(mailbox(username="dana"), "dana", ask=answer).secret() == SECRET
    assert asked == ["Password of dana"]
    with pytest.raises(SignInNeeded, match="password_command"):
        credentials_of(mailbox(), "dana")


def test_an_access_token_comes_from_a_program_each_time_anew(tmp_path: Path) -> None:
    counter = tmp_path / "counter"
    script = tmp_path / "token.py"
    script.write_text(
        f"p = __import__('pathlib').Path({str(counter)!r})\np.open('a').write('x')\nprint(p.read_text())"
    )
    found = credentials_of(mailbox(token_command=f"{sys.executable} {script}"), "dana")
    assert found.kind == "token"
    assert [found.secret(), found.secret(), found.renew("xx")] == ["x", "xx", "xxx"]


def test_a_refused_secret_is_asked_for_once_more_and_the_same_again_is_none(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setenv("MAIL_SECRET", "old")
    found = credentials_of(mailbox(password_env="MAIL_SECRET"), "dana")
    assert found.secret() == "old"
    assert found.renew("old") is None
    monkeypatch.setenv("MAIL_SECRET", "new")
    assert found.secret() == "old"
    assert found.renew("old") == found.secret() == "new"


@pytest.mark.parametrize(
    ("source", "where", "said"),
    [
        ({"password_command": "no-such-program-here"}, "password_command", "did not start"),
        ({"password_command": "false"}, "password_command", "exit code 1"),
        ({"password_command": "true"}, "password_command", "printed no password"),
        ({"password_command": "echo 'open"}, "password_command", "not closed"),
        ({"token_command": "true"}, "token_command", "printed no access token"),
        ({"password_env": "NO_SUCH_VARIABLE"}, "password_env", "NO_SUCH_VARIABLE is not set"),
        ({"password_credential": "mail"}, "password_credential", "LoadCredential=mail:"),
        ({"keyring": True}, "keyring", "no keyring on this machine"),
    ],
)
def test_a_source_that_gives_nothing_is_named(source: dict[str, object], where: str, said: str) -> None:
    with pytest.raises(SignInNeeded, match=said) as found:
        credentials_of(mailbox(**source), "dana").secret()
    assert found.value.where == f"accounts.dana.{where}"


def test_a_credential_that_systemd_did_not_hand_over_is_told_with_its_line(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.setenv("CREDENTIALS_DIRECTORY", str(tmp_path))
    with pytest.raises(SignInNeeded, match="LoadCredential=mail:"):
        credentials_of(mailbox(password_credential="mail"), "dana").secret()


def test_an_empty_keyring_says_what_fills_it(drawer: Drawer) -> None:
    with pytest.raises(SignInNeeded, match="keepwarm login dana"):
        credentials_of(mailbox(keyring=True), "dana").secret()


def test_a_locked_keyring_says_so() -> None:
    class Locked(Drawer):
        def get_password(self, service: str, username: str) -> str | None:
            raise KeyringLocked("collection of dana")

    keyring.set_keyring(Locked())
    with pytest.raises(SignInNeeded, match="is locked"):
        credentials_of(mailbox(keyring=True), "dana").secret()


@pytest.fixture
def without(monkeypatch: pytest.MonkeyPatch) -> Callable[[str], None]:
    """Take a library away, as where its extra is not installed."""
    real: Any = builtins.__import__

    def take_away(name: str) -> None:
        def refuse(wanted: str, *rest: Any) -> Any:
            if wanted.partition(".")[0] == name:
                raise ImportError(wanted)
            return real(wanted, *rest)

        monkeypatch.setattr(builtins, "__import__", refuse)

    return take_away


def test_without_the_keyrings_library_the_command_that_installs_it_is_told(
    without: Callable[[str], None],
) -> None:
    without("keyring")
    with pytest.raises(SignInNeeded, match=r"pip install 'keepwarm\[keyring\]'"):
        credentials_of(mailbox(keyring=True), "dana").secret()
    assert not keyrings.is_there()


@pytest.mark.parametrize(
    ("host", "given", "sent"),
    [
        ("imap.gmail.com", "abcd efgh ijkl mnop", "abcdefghijklmnop"),
        ("imap.gmail.com", " abcd\u00a0efgh\u00a0ijkl\u00a0mnop ", "abcdefghijklmnop"),
        ("imap.gmail.com", "correct horse battery staple", "correct horse battery staple"),
        ("imap.agency.example", "abcd efgh ijkl mnop", "abcd efgh ijkl mnop"),
    ],
)
def test_only_googles_app_passwords_lose_their_gaps(host: str, given: str, sent: str) -> None:
    assert credentials_of(mailbox(host=host), "dana", ask=lambda _: given).secret() == sent


def test_credentials_show_no_secret() -> None:
    found = credentials_of(mailbox(), "dana", ask=lambda _: SECRET)
    assert SECRET not in repr(found) + str(vars(found).keys())
