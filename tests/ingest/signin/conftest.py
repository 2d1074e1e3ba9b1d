"""What the tests of the sign-in room share: an authorization server, a clock, a home without a keyring."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path

import keyring
import pytest
from keyring.backends.fail import Keyring as NoKeyring

from config import Account, OAuth
from ingest.signin.providers import Provider, provider_of
from tests.servers.authorization import CLIENT_ID, AuthorizationServer
from tests.servers.drawer import Drawer


class Clock:
    """A clock that stands still until it is moved."""

    def __init__(self) -> None:
        self.now = datetime(2026, 3, 2, 9, 0, tzinfo=UTC)

    def __call__(self) -> datetime:
        return self.now

    def pass_by(self, **time: float) -> None:
        self.now += timedelta(**time)


@pytest.fixture(scope="session")
def _authorization() -> Iterator[AuthorizationServer]:
    server = AuthorizationServer()
    yield server
    server.close()


@pytest.fixture
def authorization(_authorization: AuthorizationServer) -> AuthorizationServer:
    """The authorization server, as at its start."""
    _authorization.reset()
    return _authorization


@pytest.fixture
def registered(authorization: AuthorizationServer) -> dict[str, OAuth]:
    """keepwarm as it is registered there, by the name of "agency"."""
    url = authorization.url
    told = OAuth(
        client_id=CLIENT_ID,
        authorize_url=f"{url}/authorize",
        token_url=f"{url}/token",
        device_url=f"{url}/device",
        scope="imap offline_access",
    )
    return {"agency": told}


@pytest.fixture
def provider(registered: dict[str, OAuth]) -> Provider:
    return provider_of("agency", registered)


@pytest.fixture
def clock() -> Clock:
    return Clock()


@pytest.fixture
def account() -> Account:
    return Account(address="dana@agency.example", username="dana", host="imap.agency.example", oauth="agency")


@pytest.fixture(autouse=True)
def home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Path]:
    """A home of its own, and no keyring unless a test has one."""
    monkeypatch.setenv("XDG_STATE_HOME", str(tmp_path / "state"))
    before = keyring.get_keyring()
    keyring.set_keyring(NoKeyring())  # type: ignore[no-untyped-call]
    yield tmp_path
    keyring.set_keyring(before)


@pytest.fixture
def drawer(home: Path) -> Drawer:
    """The keyring of a desktop."""
    found = Drawer()
    keyring.set_keyring(found)
    return found
