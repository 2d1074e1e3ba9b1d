"""`keepwarm status` where nothing runs: it says so, and makes nothing."""

from __future__ import annotations

import json
from pathlib import Path

from click.testing import CliRunner

from cli import keepwarm


def test_without_a_service_it_says_so_plainly_and_makes_no_database(tmp_path: Path) -> None:
    environment = {
        "HOME": str(tmp_path),
        "KEEPWARM_DATABASE": f"sqlite:///{tmp_path}/keepwarm.db",
        "KEEPWARM_ACCOUNTS__DANA__ADDRESS": "dana@agency.example",
    }
    told = CliRunner().invoke(keepwarm, ["status"], env=environment)
    assert told.exit_code == 0
    assert told.stdout.startswith("Nothing runs. Start it: keepwarm run")
    assert "never" in told.stdout
    assert CliRunner().invoke(keepwarm, ["status", "--exit-code"], env=environment).exit_code == 6
    lines = CliRunner().invoke(keepwarm, ["status", "--json"], env=environment).stdout.splitlines()
    service, account = (json.loads(line) for line in lines)
    assert (service["is_running"], service["pid"], service["is_well"]) == (False, None, False)
    assert (account["name"], account["last_read_at"], account["is_behind"]) == ("dana", None, False)
    assert list(tmp_path.iterdir()) == []
