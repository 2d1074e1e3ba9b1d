"""The main job on PostgreSQL says what it says on SQLite."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest

from commands.sample import Sample
from tests.cli.conftest import AS_OF, Desk

pytestmark = pytest.mark.postgres


@dataclass(frozen=True)
class ServerDesk(Desk):
    """A desk whose database is on a server."""

    url: str = ""

    @property
    def environment(self) -> dict[str, str]:
        """The same home, another database."""
        return {**super().environment, "KEEPWARM_DATABASE": self.url}


def told(desk: Desk) -> dict[str, Any]:
    return {
        "flags": sorted(
            (f["reason"], f["contact"]["name"], f["since"], f["explanation"])
            for f in desk.json("flags", "--as-of", AS_OF)
        ),
        "people": sorted(
            (c["name"], c["role"], c["stage"] or "", c["warmth"], c["touches"])
            for c in desk.json("contacts", "list", "--as-of", AS_OF)
        ),
        "messages": sorted((m["message_id"], m["kind"]) for m in desk.json("messages")),
        "threads": sorted(sorted(t["message_ids"]) for t in desk.json("threads")),
    }


def test_the_same_mail_says_the_same(
    read_once: Desk, mailbox: Sample, postgres_server: Any, tmp_path: Path
) -> None:
    url = postgres_server.create("walk", template="migrated")
    desk = ServerDesk(tmp_path, tmp_path / "unused.db", url)
    desk.run("contacts", "import", str(mailbox.address_book))
    desk.run("import", *map(str, mailbox.folders), "--own", mailbox.own_address)
    again = desk.run("import", *map(str, mailbox.folders), "--own", mailbox.own_address)
    assert again.stdout.startswith("0 messages stored")
    assert told(desk) == told(read_once)
    reply = desk.json("flags", "--as-of", AS_OF, "--reason", "reply_owed")[0]["id"]
    desk.run("flag", "dismiss", reply, "--as-of", AS_OF)
    assert reply not in {f["id"] for f in desk.json("flags", "--as-of", AS_OF)}
    assert "people need you" in desk.run("report", "--as-of", AS_OF).stdout
    postgres_server.drop("walk")
