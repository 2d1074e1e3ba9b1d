"""The tests themselves: what could not be checked here is said, loudly."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from pathlib import Path

HERE = Path(__file__).parent
INI = "[pytest]\nmarkers =\n    data: needs mail\n    postgres: needs a server\n"
TESTS = """
import pytest

@pytest.mark.data
def test_of_public_mail():
    raise AssertionError

def test_of_nothing_else():
    pass
"""


def _summary(folder: Path, data: str) -> str:
    shutil.copyfile(HERE / "conftest.py", folder / "conftest.py")
    (folder / "pytest.ini").write_text(INI)
    (folder / "test_some.py").write_text(TESTS)
    environment = os.environ | {"PYTHONPATH": str(HERE.parent), "KEEPWARM_DATA": data}
    command = [sys.executable, "-m", "pytest", "-q", "-p", "no:cacheprovider", str(folder)]
    told = subprocess.run(
        command, cwd=folder, env=environment, capture_output=True, text=True, check=False, timeout=120
    )
    return told.stdout


def test_what_is_missing_is_named_with_the_promise_nobody_checked(tmp_path: Path) -> None:
    told = _summary(tmp_path, data="")
    assert (
        "NOT CHECKED: that real public mail is read as measured - 1 test left out, KEEPWARM_DATA is not set"
        in told
    )
    assert "1 passed, 1 skipped" in told


def test_what_is_there_is_checked(tmp_path: Path) -> None:
    told = _summary(tmp_path, data=str(tmp_path))
    assert "NOT CHECKED" not in told
    assert "1 failed, 1 passed" in told
