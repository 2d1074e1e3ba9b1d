"""The table of rulings names every reason, and only tests that there are."""

from __future__ import annotations

import re
from pathlib import Path

from domain import Reason

ROOT = Path(__file__).parents[2]
TABLE = (ROOT / "docs" / "rulings.md").read_text(encoding="utf-8")


def test_every_test_named_in_the_table_of_rulings_exists() -> None:
    tests = " ".join(path.read_text(encoding="utf-8") for path in (ROOT / "tests").rglob("test_*.py"))
    there = set(re.findall(r"^def (test_\w+)", tests, re.MULTILINE))
    named = set(re.findall(r"`(test_\w+)`", TABLE))
    assert named
    assert named <= there


def test_every_reason_stands_in_the_table_of_rulings() -> None:
    assert set(re.findall(r"^\| `(\w+)` \|", TABLE, re.MULTILINE)) == {reason.value for reason in Reason}
