"""A real mailbox through the command line: what is stored, how well threads are joined, what it costs.

    KEEPWARM_DATA=... python -m evaluation.real_mailbox

Reads `mailboxes/peterson` of the public data: both sides of a person's list mail over years, with the
threads known. Its joins through absent messages cap the pairwise F1 near .994.
"""

from __future__ import annotations

import json
import os
import resource
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from itertools import combinations
from pathlib import Path
from typing import Any

ROOT = Path(__file__).parent.parent
ZONE = "America/Chicago"
AS_OF = "2012-06-01T09:00:00-05:00"


@dataclass(frozen=True)
class Home:
    """A command line with an empty home and a database of its own."""

    folder: Path

    def run(self, *arguments: str) -> str:
        """What the command printed; raises where it failed."""
        environment = {
            "PATH": os.environ["PATH"],
            "HOME": str(self.folder),
            "KEEPWARM_DATABASE": f"sqlite:///{self.folder}/mail.db",
            "KEEPWARM_TIMEZONE": ZONE,
            "KEEPWARM_COUNTRY": "US",
        }
        done = subprocess.run(
            [sys.executable, "-m", "cli", *arguments],
            cwd=ROOT, env=environment, capture_output=True, text=True, check=True,
        )  # fmt: skip
        return done.stdout

    def json(self, *arguments: str) -> list[dict[str, Any]]:
        """The objects of a command's `--json`."""
        return [json.loads(line) for line in self.run(*arguments, "--json").splitlines()]


def labels(data: Path) -> tuple[list[str], dict[str, str]]:
    """The owner's addresses, and the thread of each message by its Message-ID."""
    told = json.loads((data / "mailboxes" / "peterson" / "gold.json").read_text(encoding="utf-8"))
    return told["owner_addresses"], {key: value["thread"] for key, value in told["messages"].items()}


def archives(data: Path) -> list[str]:
    """The two mboxes."""
    folder = data / "mailboxes" / "peterson"
    return [str(folder / "INBOX.mbox"), str(folder / "Sent.mbox")]


def pairwise_f1(found: Mapping[str, str], expected: Mapping[str, str]) -> tuple[float, float, float]:
    """Precision, recall and F1 over pairs of messages in one thread."""
    have, want = _pairs(found), _pairs({k: v for k, v in expected.items() if k in found})
    right = len(have & want)
    precision, recall = right / len(have), right / len(want)
    return precision, recall, 2 * precision * recall / (precision + recall)


def _pairs(threads: Mapping[str, str]) -> set[tuple[str, str]]:
    groups: dict[str, list[str]] = {}
    for message, thread in threads.items():
        groups.setdefault(thread, []).append(message)
    return {pair for group in groups.values() for pair in combinations(sorted(group), 2)}


def threads_of(messages: Iterable[dict[str, Any]]) -> dict[str, str]:
    """The thread of each message by its Message-ID."""
    return {m["message_id"]: m["thread"] for m in messages}


def main() -> int:
    """Import twice, compare threads, print the figures."""
    data = Path(os.environ.get("KEEPWARM_DATA", ""))
    if not (data / "mailboxes" / "peterson").is_dir():
        print("KEEPWARM_DATA does not name the public data: nothing was measured.", file=sys.stderr)
        return 1
    own, expected = labels(data)
    with tempfile.TemporaryDirectory() as folder:
        home = Home(Path(folder))
        owns = [word for address in own for word in ("--own", address)]
        began = time.perf_counter()
        (first,) = home.json("import", *archives(data), *owns)
        seconds = time.perf_counter() - began
        peak = resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss // 1024
        (second,) = home.json("import", *archives(data), *owns)
        precision, recall, f1 = pairwise_f1(threads_of(home.json("messages")), expected)
        people = home.json("contacts", "list", "--as-of", AS_OF)
        size = (Path(folder) / "mail.db").stat().st_size // 2**20
    print(
        f"stored {first['stored']}, quarantined {first['quarantined']}; second run stored {second['stored']}"
    )
    print(f"{seconds:.0f} s, peak {peak} MB, database {size} MB, {len(people)} contacts by {AS_OF[:10]}")
    print(f"threads, pairwise: P {precision:.4f} R {recall:.4f} F1 {f1:.4f}")
    return 0


if __name__ == "__main__":
    raise SystemExit(main())
