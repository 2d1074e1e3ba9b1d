"""The unit and the container: right paths, little exposure, nothing that a linter finds."""

from __future__ import annotations

import re
import subprocess
import sys
from pathlib import Path

import pytest
from click.testing import CliRunner

from cli import keepwarm
from config import Account, OAuth, Settings, Smtp
from daemon.unit import unit_of
from errors import UsageError

ROOT = Path(__file__).parents[2]
PROGRAM = Path("/usr/local/bin/keepwarm")
EXPOSED_AT_MOST = 2.0


def test_the_unit_in_deploy_is_the_one_that_is_written() -> None:
    written = (ROOT / "deploy" / "keepwarm.service").read_text(encoding="utf-8")
    assert written == unit_of(Settings(), user=False, program=PROGRAM).text


@pytest.mark.systemd
def test_the_unit_is_exposed_to_little(tmp_path: Path) -> None:
    unit = tmp_path / "keepwarm.service"
    unit.write_text(unit_of(Settings(), user=False, program=PROGRAM).text)
    told = subprocess.run(
        ["systemd-analyze", "security", "--offline=true", "--no-pager", str(unit)],
        capture_output=True, text=True, check=True,
    )  # fmt: skip
    exposure = re.search(r"Overall exposure level for keepwarm\.service: ([0-9.]+)", told.stdout)
    assert exposure, told.stdout + told.stderr
    assert float(exposure[1]) <= EXPOSED_AT_MOST
    assert not told.stderr  # a misspelt key is named there


def test_every_credential_of_the_settings_is_handed_over() -> None:
    settings = Settings(
        accounts={"dana": Account(address="dana@agency.example", password_credential="mail")},
        smtp=Smtp(host="smtp.agency.example", password_credential="smtp"),
        oauth={"agency": OAuth(client_secret_credential="client")},
    )
    text = unit_of(settings, user=False, program=PROGRAM).text
    for name in ("mail", "smtp", "client"):
        assert f"LoadCredential={name}:/etc/keepwarm/credentials/{name}\n" in text


def test_a_program_in_somebodys_home_is_no_service_of_the_system() -> None:
    with pytest.raises(UsageError, match="--user"):
        unit_of(Settings(), user=False, program=Path("/home/dana/venv/bin/keepwarm"))


def test_names_with_blanks_and_signs_reach_systemd_as_they_are() -> None:
    program = Path("/home/dana/my tools/100%/keepwarm")
    text = unit_of(Settings(), user=True, program=program, config_path=Path("/home/dana/a$b.toml")).text
    wanted = 'ExecStart="/home/dana/my tools/100%%/keepwarm" --config /home/dana/a$$b.toml run\n'
    assert wanted in text


def test_install_writes_the_unit_once_asks_before_another_and_uninstall_takes_it_away(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("XDG_CONFIG_HOME", str(tmp_path))
    monkeypatch.setenv("HOME", str(tmp_path))
    unit = tmp_path / "systemd" / "user" / "keepwarm.service"

    def run(*arguments: str, typed: str = "") -> tuple[int, str]:
        done = CliRunner().invoke(keepwarm, ["service", *arguments, "--user"], input=typed)
        return done.exit_code, done.output

    code, told = run("install", "--print")
    assert (code, unit.exists()) == (0, False)
    assert "Type=notify" in told
    code, told = run("install")
    assert code == 0
    assert "systemctl --user enable --now keepwarm" in told
    assert f"ExecStart={Path(sys.executable).with_name('keepwarm')} run" in unit.read_text()
    assert unit.stat().st_mode & 0o777 == 0o644
    assert run("install")[0] == 0  # nothing to ask: it is the same
    unit.write_text("[Service]\nExecStart=/bin/true\n")
    assert run("install", typed="n\n")[0] == 1
    assert "/bin/true" in unit.read_text()
    assert run("install", "--yes")[0] == 0
    assert "/bin/true" not in unit.read_text()
    assert run("uninstall", "--yes")[0] == 0
    assert not unit.exists()
    assert "There is no" in run("uninstall")[1]


def test_the_dockerfile_has_nothing_that_its_linter_finds() -> None:
    linter = Path(sys.executable).with_name("hadolint")
    done = subprocess.run(
        [linter, "--failure-threshold", "info", str(ROOT / "deploy" / "Dockerfile")],
        capture_output=True, text=True, check=False,
    )  # fmt: skip
    assert done.returncode == 0, done.stdout + done.stderr


def test_the_builder_of_the_container_is_given_all_that_is_shipped() -> None:
    import tomllib

    project = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))
    shipped = project["tool"]["hatch"]["build"]["targets"]["wheel"]["only-include"]
    given = (ROOT / "deploy" / "Dockerfile.dockerignore").read_text(encoding="utf-8").splitlines()
    rooms = {f"!/{name}" for name in shipped if not name.endswith(".py")}
    assert rooms | {"!/*.py", "!/pyproject.toml", "!/README.md", "!/LICENSE"} <= set(given)
