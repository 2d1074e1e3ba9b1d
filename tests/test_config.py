"""Settings: the example is the truth, all problems are told at once, each value knows its origin."""

from __future__ import annotations

import re
import tomllib
from pathlib import Path

import pytest

from config import Account, OAuth, Settings
from config_loading import Loaded, load, unknown_variables
from errors import ConfigurationError

EXAMPLE = Path(__file__).parent.parent / "config.example.toml"


@pytest.fixture(autouse=True)
def _bare_environment(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    import os

    for name in [n for n in os.environ if n.startswith("KEEPWARM_")]:
        monkeypatch.delenv(name)
    monkeypatch.setenv("XDG_CONFIG_HOME", str(tmp_path))


def written(tmp_path: Path, text: str) -> Path:
    path = tmp_path / "config.toml"
    path.write_text(text, encoding="utf-8")
    return path


def test_the_example_holds_exactly_the_defaults() -> None:
    assert load(EXAMPLE).settings == Settings()


def test_the_example_names_every_key() -> None:
    def keys(model: type, prefix: str = "") -> set[str]:
        found: set[str] = set()
        for name, info in model.model_fields.items():  # type: ignore[attr-defined]
            if hasattr(info.annotation, "model_fields"):
                found |= keys(info.annotation, f"{prefix}{name}.")
            elif prefix or name not in ("accounts", "oauth"):
                found.add(f"{prefix}{name}")
        return found

    told = tomllib.loads(EXAMPLE.read_text(encoding="utf-8"))
    flat = {
        f"{k}.{j}" if isinstance(v, dict) else k
        for k, v in told.items()
        for j in (v if isinstance(v, dict) else [k])
    }
    assert flat == keys(Settings)


def example_of(table: str) -> str:
    """A table that the example shows as a comment."""
    block = []
    lines = EXAMPLE.read_text(encoding="utf-8").splitlines()
    for line in lines[lines.index(f"# [{table}]") :]:
        if not line.startswith("# "):
            break
        block.append(line[2:])
    return "\n".join(block)


def test_the_account_in_the_example_is_valid_and_names_every_key_of_an_account(tmp_path: Path) -> None:
    block = example_of("accounts.dana")
    loaded = load(written(tmp_path, block))
    assert loaded.settings.accounts["dana"].own_addresses == (
        "dana@northlight-talent.example",
        "d.whitfield@northlight-talent.example",
    )
    assert set(re.findall(r"(?m)^(\w+) =", block)) == set(Account.model_fields)


def test_the_provider_in_the_example_is_valid_and_names_every_key_of_a_provider(tmp_path: Path) -> None:
    block = example_of("oauth.microsoft")
    assert load(written(tmp_path, block)).settings.oauth["microsoft"] == OAuth()
    assert set(re.findall(r"(?m)^(\w+) =", block)) == set(OAuth.model_fields)


def test_ways_to_sign_in_that_cannot_be_are_told_at_once(tmp_path: Path) -> None:
    path = written(
        tmp_path,
        '[oauth.own]\ntoken_url = "http://login.example/token"\nredirect_uri = "http://127.0.0.1:99999"\n'
        '[accounts.a]\naddress = "a@b.example"\nkeyring = true\npassword_env = "P"\nport = "x"\n'
        '[accounts.b]\naddress = "b@b.example"\npassword_credential = "../../etc/shadow"\n',
    )
    with pytest.raises(ConfigurationError) as caught:
        load(path)
    told = str(caught.value)
    for part in (
        "oauth.own.token_url: this must be an https address",
        "oauth.own.redirect_uri",
        "accounts.a.port",
        "only one way to sign in may be named, here are password_env and keyring",
        "accounts.b.password_credential",
    ):
        assert part in told


def test_a_provider_that_nobody_describes_is_told_with_those_that_are(tmp_path: Path) -> None:
    path = written(tmp_path, '[oauth.own]\n[accounts.a]\naddress = "a@b.example"\noauth = "microsft"\n')
    with pytest.raises(ConfigurationError, match="known are microsoft, google, own"):
        load(path)


def test_every_problem_is_told_at_once_with_what_was_meant(tmp_path: Path) -> None:
    path = written(
        tmp_path,
        'timezone = "Europe/Berln"\ncontry = "US"\n[rules]\nprep_hour = 3\ndormant_days = "x"\n'
        '[accounts.a]\naddress = "a@b.example"\npasword_env = "P"\n',
    )
    with pytest.raises(ConfigurationError) as caught:
        load(path)
    told = str(caught.value)
    assert str(path) in told
    for expected in ("'Europe/Berlin'", "'country'", "'prep_hours'", "rules.dormant_days", "'password_env'"):
        assert expected in told


def test_a_secret_in_the_wrong_place_is_not_repeated_in_the_error(tmp_path: Path) -> None:
    path = written(tmp_path, '[accounts.a]\naddress = "a@b.example"\npassword = "hunter2-secret"\n')
    with pytest.raises(ConfigurationError) as caught:
        load(path)
    assert "hunter2-secret" not in str(caught.value)


def test_command_line_wins_over_environment_over_file(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = written(tmp_path, 'timezone = "Europe/Paris"\ncountry = "FR"\ndatabase = "sqlite:///file.db"\n')
    monkeypatch.setenv("KEEPWARM_COUNTRY", "DE-BE")
    monkeypatch.setenv("KEEPWARM_DATABASE", "sqlite:///environment.db")
    loaded: Loaded = load(path, given={"database": "sqlite:///line.db"})
    assert loaded.settings.timezone == "Europe/Paris"
    assert loaded.settings.country == "DE-BE"
    assert loaded.settings.database == "sqlite:///line.db"
    assert loaded.origins == {
        "timezone": str(path),
        "country": "KEEPWARM_COUNTRY",
        "database": "command line",
    }


def test_the_environment_reaches_into_sections(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("KEEPWARM_RULES__PREP_HOURS", "24")
    monkeypatch.setenv("KEEPWARM_OWN_ADDRESSES", "a@x.example, b@x.example")
    settings = load().settings
    assert settings.rules.prep_hours == 24
    assert settings.own_addresses == ["a@x.example", "b@x.example"]


def test_a_misspelt_variable_is_noticed(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("KEEPWARM_TIMZONE", "Europe/Paris")
    assert unknown_variables() == ("KEEPWARM_TIMZONE",)


@pytest.mark.parametrize("text", ["timezone = ", "\x00", "[rules\n"])
def test_a_file_that_is_no_toml_is_named(tmp_path: Path, text: str) -> None:
    path = written(tmp_path, text)
    with pytest.raises(ConfigurationError, match=re.escape(str(path))):
        load(path)


def test_a_file_that_was_named_must_exist(tmp_path: Path) -> None:
    with pytest.raises(ConfigurationError, match="keepwarm init"):
        load(tmp_path / "none.toml")
