"""`init` finds the server by the address, proves it, tests the login, and only then writes."""

from __future__ import annotations

import tomllib
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from tests.cli.conftest import Desk
from tests.servers import small_internet
from tests.servers.scripted_imap import PASSWORD
from tests.servers.small_internet import SmallInternet


@pytest.fixture(scope="session")
def certificates(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("certificates")


@pytest.fixture
def internet(certificates: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[SmallInternet]:
    monkeypatch.setattr("ingest.autoconfig.CENTRAL", "https://list.provider.example/v1.1/")
    monkeypatch.setenv("MAIL_SECRET", PASSWORD)
    with small_internet.running(certificates, monkeypatch) as found:
        yield found


def init(desk: Desk, internet: SmallInternet, *more: str, **named: Any) -> Any:
    return desk.run(
        "init", "--email", "dana@acme.example", "--ca-file", str(internet.ca), "--timezone", "Europe/London",
        "--country", "GB", *more, **named,
    )  # fmt: skip


def written(desk: Desk) -> dict[str, Any]:
    path = desk.home / "config" / "keepwarm" / "config.toml"
    return tomllib.loads(path.read_text(encoding="utf-8")) if path.exists() else {}


def test_the_server_is_found_tried_and_written(empty_desk: Desk, internet: SmallInternet) -> None:
    internet.record("_imaps._tcp.acme.example", "SRV", "0 1 9993 post.acme.example.")
    server = internet.imap("post.acme.example", 9993)

    told = init(empty_desk, internet, "--password-env", "MAIL_SECRET", "--yes")

    assert "Found post.acme.example, port 9993, TLS: the domain's DNS names it" in told.stderr
    assert "INBOX, 0 messages" in told.stderr
    assert "Next: keepwarm check" in told.stderr
    account = written(empty_desk)["accounts"]["dana"]
    assert (account["host"], account["port"]) == ("post.acme.example", 9993)
    assert PASSWORD not in told.output
    assert any(line.startswith("LOGIN") for line in server.log)


def test_a_login_that_fails_writes_nothing(
    empty_desk: Desk, internet: SmallInternet, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("MAIL_SECRET", "not-the-password")
    internet.imap("imap.acme.example")

    init(empty_desk, internet, "--password-env", "MAIL_SECRET", "--yes", exit_code=4)

    assert written(empty_desk) == {}


def test_no_password_goes_to_a_server_that_cannot_prove_itself(
    empty_desk: Desk, internet: SmallInternet
) -> None:
    internet.record("_imaps._tcp.acme.example", "SRV", "0 1 993 imap.elsewhere.example.")
    server = internet.imap("imap.elsewhere.example")

    told = init(empty_desk, internet, "--password-env", "MAIL_SECRET", "--yes", exit_code=2)

    assert "imap.elsewhere.example, port 993:" in told.stderr
    assert "Name it with --host" in told.stderr
    assert server.log == []
    assert written(empty_desk) == {}


def test_a_server_elsewhere_that_only_dns_names_is_not_taken_without_asking(
    empty_desk: Desk, internet: SmallInternet
) -> None:
    internet.record("_imaps._tcp.acme.example", "SRV", "0 1 993 imap.provider.example.")
    server = internet.imap("imap.provider.example")

    told = init(empty_desk, internet, "--password-env", "MAIL_SECRET", "--yes", exit_code=2)
    assert "--host imap.provider.example --port 993 --security tls" in told.stderr
    assert not any(line.startswith("LOGIN") for line in server.log)

    init(empty_desk, internet, "--password-env", "MAIL_SECRET", "--yes", "--host", "imap.provider.example")
    assert written(empty_desk)["accounts"]["dana"]["host"] == "imap.provider.example"


def test_nothing_is_looked_for_where_the_host_is_named(empty_desk: Desk, internet: SmallInternet) -> None:
    internet.imap("imap.acme.example")

    init(empty_desk, internet, "--password-env", "MAIL_SECRET", "--yes", "--host", "imap.acme.example")

    assert internet.asked == []


def test_with_oauth_the_server_is_proven_and_login_comes_next(
    empty_desk: Desk, internet: SmallInternet
) -> None:
    server = internet.imap("imap.acme.example")

    told = init(empty_desk, internet, "--oauth", "microsoft", "--yes")

    assert written(empty_desk)["accounts"]["dana"]["oauth"] == "microsoft"
    assert "Next: keepwarm login dana, then keepwarm check" in told.stderr
    assert not any(line.startswith(("LOGIN", "AUTHENTICATE")) for line in server.log)


def test_two_ways_to_sign_in_are_one_too_many(empty_desk: Desk, internet: SmallInternet) -> None:
    internet.imap("imap.acme.example")

    told = init(empty_desk, internet, "--oauth", "google", "--keyring", "--yes", exit_code=2)

    assert "--oauth" in told.stderr
    assert "--keyring" in told.stderr


def test_saying_no_writes_nothing(empty_desk: Desk, internet: SmallInternet) -> None:
    internet.imap("imap.acme.example")

    init(empty_desk, internet, "--password-env", "MAIL_SECRET", typed="n\n", exit_code=1)

    assert written(empty_desk) == {}
