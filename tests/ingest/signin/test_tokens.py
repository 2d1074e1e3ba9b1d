"""Tokens are kept where only their owner reads, renewed by one at a time, and never asked for in vain."""

from __future__ import annotations

import errno
import json
import multiprocessing
import os
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from pathlib import Path

import pytest

from config import Account, OAuth
from errors import KeepwarmError, ServerBusy, ServerUnreachable, SignInNeeded
from ingest.signin import authorization as protocol
from ingest.signin.credentials import SignedIn, credentials_of, kept_tokens
from ingest.signin.providers import Provider
from ingest.signin.tokens import Tokens
from tests.ingest.signin.conftest import Clock
from tests.servers.authorization import AuthorizationServer
from tests.servers.drawer import Drawer

Signed = Callable[[], SignedIn]


@pytest.fixture
def signed_in(
    authorization: AuthorizationServer,
    registered: dict[str, OAuth],
    provider: Provider,
    account: Account,
    clock: Clock,
) -> Signed:
    """Dana has signed in; each call gives credentials as another keepwarm would have them."""
    told = authorization.sign_in()
    tokens = protocol._granted(provider, told, now=clock(), signed_in_at=clock())
    kept_tokens(account, "dana", clock=clock).keep(tokens)

    def credentials() -> SignedIn:
        found = credentials_of(account, "dana", oauth=registered, clock=clock)
        assert isinstance(found, SignedIn)
        return found

    return credentials


def kept_file(home: Path) -> Path:
    (found,) = (home / "state" / "keepwarm" / "tokens").glob("*.json")
    return found


def test_an_access_token_is_used_until_shortly_before_it_ends(
    signed_in: Signed, authorization: AuthorizationServer, clock: Clock
) -> None:
    first = signed_in().secret()
    clock.pass_by(minutes=54)
    assert signed_in().secret() == first
    assert authorization.refreshes == 0
    clock.pass_by(minutes=2)
    second = signed_in().secret()
    assert second != first
    assert signed_in().secret() == second
    assert authorization.refreshes == 1


def test_a_short_lived_token_is_not_renewed_at_every_use(
    signed_in: Signed, authorization: AuthorizationServer, clock: Clock
) -> None:
    authorization.lifetime_seconds = 60
    clock.pass_by(hours=2)
    assert len({signed_in().secret() for _ in range(5)}) == 1
    assert authorization.refreshes == 1


@pytest.mark.parametrize("rotates", [True, False])
def test_a_week_of_renewals_needs_nobody(
    signed_in: Signed, authorization: AuthorizationServer, clock: Clock, rotates: bool
) -> None:
    authorization.rotates = rotates
    for _ in range(7):
        clock.pass_by(days=1)
        token = signed_in().secret()
        assert authorization.introspect({"token": token})["active"]
    assert authorization.refreshes == 7


def test_a_token_that_the_mail_server_refuses_is_renewed_before_its_time(
    signed_in: Signed, authorization: AuthorizationServer
) -> None:
    one, other = signed_in(), signed_in()
    refused = one.secret()
    renewed = one.renew(refused)
    assert renewed != refused
    assert other.renew(refused) == renewed
    assert authorization.refreshes == 1


def test_eight_threads_at_once_renew_once(
    signed_in: Signed, authorization: AuthorizationServer, clock: Clock
) -> None:
    clock.pass_by(hours=2)
    authorization.refresh_seconds = 0.1
    with ThreadPoolExecutor(8) as pool:
        told = set(pool.map(lambda one: one.secret(), [signed_in() for _ in range(8)]))
    assert len(told) == 1
    assert authorization.asked.count("/token") == 1


def _secret(account: Account, registered: dict[str, OAuth], clock: Clock) -> str:
    return credentials_of(account, "dana", oauth=registered, clock=clock).secret()


def test_eight_processes_at_once_renew_once(
    signed_in: Signed,
    authorization: AuthorizationServer,
    registered: dict[str, OAuth],
    account: Account,
    clock: Clock,
) -> None:
    clock.pass_by(hours=2)
    authorization.refresh_seconds = 0.2
    with multiprocessing.get_context("spawn").Pool(8) as pool:
        told = pool.starmap(_secret, [(account, registered, clock)] * 8, chunksize=1)
    assert len(set(told)) == 1
    assert authorization.asked.count("/token") == 1


def test_new_tokens_are_kept_before_they_are_used(
    signed_in: Signed, authorization: AuthorizationServer, clock: Clock, home: Path
) -> None:
    clock.pass_by(hours=2)
    token = signed_in().secret()
    kept = json.loads(kept_file(home).read_text())
    assert kept["access"] == token
    assert set(authorization.issued[-2:]) == {kept["access"], kept["refresh"]}


def test_on_a_full_disk_no_new_tokens_are_asked_for_that_would_be_lost(
    signed_in: Signed,
    authorization: AuthorizationServer,
    clock: Clock,
    home: Path,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    def is_full(_handle: int) -> None:
        raise OSError(errno.ENOSPC, "No space left on device")

    clock.pass_by(hours=2)
    before = kept_file(home).read_bytes()
    with monkeypatch.context() as patched:
        patched.setattr(os, "fsync", is_full)
        with pytest.raises(KeepwarmError, match="No space left"):
            signed_in().secret()
    assert authorization.asked == []
    assert kept_file(home).read_bytes() == before
    assert authorization.introspect({"token": signed_in().secret()})["active"]


def test_the_file_is_for_its_owner_alone(signed_in: Signed, home: Path, clock: Clock) -> None:
    clock.pass_by(hours=2)
    signed_in().secret()
    path = kept_file(home)
    assert path.stat().st_mode & 0o777 == 0o600
    assert path.parent.stat().st_mode & 0o777 == 0o700
    assert {one.suffix for one in path.parent.iterdir()} == {".json", ".lock"}


def test_where_there_is_a_keyring_the_tokens_are_in_it_and_in_no_file(
    drawer: Drawer, signed_in: Signed, clock: Clock, home: Path
) -> None:
    clock.pass_by(hours=2)
    token = signed_in().secret()
    (kept,) = drawer.kept.values()
    assert json.loads(kept)["access"] == token
    assert not list((home / "state").rglob("*.json"))


def test_a_sign_in_that_was_withdrawn_is_asked_for_once_and_never_again(
    signed_in: Signed, authorization: AuthorizationServer, clock: Clock
) -> None:
    authorization.revoke_all()
    clock.pass_by(hours=2)
    for _ in range(5):
        with pytest.raises(SignInNeeded, match="keepwarm login dana") as found:
            signed_in().secret()
        assert "invalid_grant" in str(found.value)
    assert authorization.asked.count("/token") == 1


def test_a_new_sign_in_makes_good_what_was_withdrawn(
    signed_in: Signed, authorization: AuthorizationServer, provider: Provider, account: Account, clock: Clock
) -> None:
    authorization.revoke_all()
    clock.pass_by(hours=2)
    with pytest.raises(SignInNeeded):
        signed_in().secret()
    told = authorization.sign_in()
    new = protocol._granted(provider, told, now=clock(), signed_in_at=clock())
    kept_tokens(account, "dana", clock=clock).keep(new)
    assert signed_in().secret() == new.access


@pytest.mark.parametrize(
    ("status", "retry_after", "kind", "seconds"),
    [
        (503, "", ServerUnreachable, None),
        (503, "120", ServerBusy, 120.0),
        (429, "", ServerBusy, None),
        (429, "Fri, 31 Dec 1999 23:59:59 GMT", ServerBusy, None),
    ],
)
def test_a_server_that_is_down_is_tried_again_later(
    signed_in: Signed,
    authorization: AuthorizationServer,
    clock: Clock,
    status: int,
    retry_after: str,
    kind: type[ServerUnreachable],
    seconds: float | None,
) -> None:
    authorization.is_down, authorization.retry_after = status, retry_after
    clock.pass_by(hours=2)
    with pytest.raises(ServerUnreachable) as found:
        signed_in().secret()
    assert (type(found.value), found.value.retry_after_seconds) == (kind, seconds)
    authorization.is_down = 0
    assert authorization.introspect({"token": signed_in().secret()})["active"]


@pytest.mark.parametrize("rotates", [True, False])
def test_how_long_a_sign_in_lasts_is_known_where_the_server_tells(
    provider: Provider, authorization: AuthorizationServer, clock: Clock, rotates: bool
) -> None:
    authorization.rotates = rotates
    told = authorization.sign_in() | {"refresh_token_expires_in": 86400}
    first = protocol._granted(provider, told, now=clock(), signed_in_at=clock())
    assert first.refresh_expires_at == clock() + timedelta(days=1)
    clock.pass_by(hours=1)
    renewed = protocol.renew(provider, first, now=clock())
    assert renewed.signed_in_at == first.signed_in_at
    assert renewed.refresh_expires_at == (None if rotates else first.refresh_expires_at)


def test_before_the_first_sign_in_the_command_is_told(
    account: Account, registered: dict[str, OAuth], authorization: AuthorizationServer
) -> None:
    with pytest.raises(SignInNeeded, match="keepwarm login dana"):
        credentials_of(account, "dana", oauth=registered).secret()
    assert authorization.asked == []


@pytest.mark.parametrize("content", [b"", b"{", b"[]", b'{"access": "x"}', b"\xff\xfe"])
def test_a_damaged_file_asks_for_a_new_sign_in(signed_in: Signed, home: Path, content: bytes) -> None:
    kept_file(home).write_bytes(content)
    with pytest.raises(SignInNeeded, match="keepwarm login dana"):
        signed_in().secret()


def test_another_mailbox_has_tokens_of_its_own(
    signed_in: Signed, account: Account, registered: dict[str, OAuth]
) -> None:
    other = account.model_copy(update={"username": "boss"})
    with pytest.raises(SignInNeeded):
        credentials_of(other, "boss", oauth=registered).secret()


def test_tokens_show_no_secret(signed_in: Signed, account: Account) -> None:
    kept = kept_tokens(account, "dana").read()
    assert isinstance(kept, Tokens)
    assert "canary" not in repr(kept)
