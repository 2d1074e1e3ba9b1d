"""Runs keepwarm's command line over one gold scenario and hands back the answers beside the gold labels."""

from __future__ import annotations

import csv
import json
import os
import subprocess
import sys
import tempfile
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

SETS = {name: Path(__file__).parent / name / "scenarios" for name in ("gold", "second", "third", "fourth")}
RENDER = Path(__file__).parent / "gold" / "render.py"


@dataclass(frozen=True)
class Run:
    """One scenario: the labels (`gold`) and what keepwarm said, as read from `--json`."""

    name: str
    gold: dict[str, Any]
    messages: dict[str, dict[str, Any]] = field(default_factory=dict)  # by message_id
    flags: list[dict[str, Any]] = field(default_factory=list)
    contacts: list[dict[str, Any]] = field(default_factory=list)
    failures: list[str] = field(default_factory=list)


def scenarios(of: str) -> list[Path]:
    """Every scenario file of a set, in the order of its name."""
    return sorted(SETS[of].glob("*.yaml"))


def run(scenario: Path) -> Run:
    """Render the scenario, import it into an empty store and ask for flags, contacts and messages."""
    with tempfile.TemporaryDirectory() as folder:
        home = Path(folder)
        subprocess.run([sys.executable, RENDER, scenario, home / "mail"], check=True)
        gold = json.loads((home / "mail" / "answers.json").read_text(encoding="utf-8"))
        _write_address_book(gold, home / "book.csv")
        environment = {
            "PATH": os.environ["PATH"],
            "HOME": str(home),
            "KEEPWARM_DATABASE": f"sqlite:///{home}/try.db",
            "KEEPWARM_TIMEZONE": gold["timezone"],
            "KEEPWARM_COUNTRY": gold["country"],
        }
        failures: list[str] = []

        def keepwarm(*arguments: str) -> list[dict[str, Any]]:
            done = subprocess.run(
                [sys.executable, "-m", "cli", *arguments],
                env=environment, cwd=RENDER.parent.parent.parent, capture_output=True, text=True, check=False,
            )  # fmt: skip
            if done.returncode:
                failures.append(f"{arguments[0]} ended with {done.returncode}: {done.stderr[-500:]}")
                return []
            return [json.loads(line) for line in done.stdout.splitlines() if line.startswith("{")]

        keepwarm("contacts", "import", str(home / "book.csv"))
        own = gold["recruiter"]["address"]
        owns = [own] if isinstance(own, str) else own
        keepwarm(
            "import", str(home / "mail" / "INBOX"), str(home / "mail" / "Sent"),
            *[part for address in owns for part in ("--own", address)],
        )  # fmt: skip
        at = ("--as-of", gold["as_of"], "--json")
        flags, contacts, messages = (
            keepwarm(*c, *at) for c in (["flags"], ["contacts", "list"], ["messages"])
        )
        return Run(scenario.stem, gold, {m["message_id"]: m for m in messages}, flags, contacts, failures)


def _write_address_book(gold: dict[str, Any], path: Path) -> None:
    with path.open("w", newline="", encoding="utf-8") as file:
        writer = csv.writer(file)
        writer.writerow(["name", "address", "role"])
        for person in gold["people"]:
            if person.get("known"):
                address = person["address"]
                cell = address if isinstance(address, str) else ";".join(address)
                writer.writerow([person["name"], cell, person["role"]])
