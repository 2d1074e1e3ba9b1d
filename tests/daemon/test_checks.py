"""`check` tells by what an account signs in, and what will end soon."""

from __future__ import annotations

import ssl
from datetime import UTC, datetime
from pathlib import Path

import pytest

from config import Loaded, Settings
from daemon.checks import Check, Verdict, checks
from tests.servers import certificates
from tests.servers.scripted_imap import PASSWORD, ScriptedImap

TODAY = datetime.now(UTC)  # the certificates of a test run are made today


def told(server: ScriptedImap, tmp_path: Path, **account: object) -> list[Check]:
    """The checks of one account, dana's."""
    dana = server.account(**account).model_dump()
    loaded = Loaded(Settings.model_validate({"accounts": {"dana": dana}}), None, {})
    url = f"sqlite:///{tmp_path / 'keepwarm.db'}"
    return [one for one in checks(loaded, url, now=TODAY) if one.name == "account dana"]


@pytest.mark.parametrize(("days", "is_noted"), [(5, True), (60, False)])
def test_a_certificate_that_ends_soon_is_noted(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, days: int, is_noted: bool
) -> None:
    monkeypatch.setenv("MAIL_SECRET", PASSWORD)
    ca = certificates.make_ca(tmp_path)
    tls = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    tls.load_cert_chain(*certificates.make_server(tmp_path, days=days))
    server = ScriptedImap(tls=tls)
    found = told(server, tmp_path, security="tls", ca_file=str(ca), password_env="MAIL_SECRET")
    server.close()
    assert found[0].said.startswith("signed in by password_env; 2 folders; certificate for ")
    notes = [one for one in found if one.verdict is Verdict.NOTE]
    assert [("ends in" in one.said) for one in notes] == ([True] if is_noted else [])


def test_an_account_without_a_way_to_sign_in_is_wrong_with_its_mend(tmp_path: Path) -> None:
    server = ScriptedImap()
    (found,) = told(server, tmp_path)
    server.close()
    assert found.verdict is Verdict.WRONG
    assert "password_command" in found.mend
