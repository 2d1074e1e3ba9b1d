"""Whatever happens in a mailbox between two syncs: each mail is kept once, and known where it lies now."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from typing import Any

import pytest
from sqlalchemy import select

from daemon.audit import FolderAudit, audit_account, shared_ids
from store.database import Database
from store.models import MessageRow
from tests.daemon.scene import DovecotScene, letter
from tests.servers import dovecot as dovecot_server
from tests.servers.offices import NOW, DovecotOffice
from tests.servers.scripted_imap import PASSWORD

pytestmark = pytest.mark.dovecot

Fill = Callable[..., DovecotScene]
Act = Callable[[DovecotScene], object]


@dataclass(frozen=True)
class Scenario:
    """What others do in a mailbox with letters 1 to 12 in INBOX, 20 to 24 in Work, 40 in what was sent."""

    name: str
    act: Act
    folders: tuple[str, ...] = ("INBOX", "Work", "Gesendet")
    brings: int = 0  # letters that are new to us


def _swap(scene: DovecotScene) -> None:
    scene.create("B")
    scene.append(60, 61, folder="B")
    scene.sync()
    scene.rename("Work", "C")
    scene.rename("B", "Work")
    scene.rename("C", "B")


def _reuse_a_name(scene: DovecotScene) -> None:
    scene.delete("Work")
    scene.create("Work")
    scene.append(50, 51, folder="Work")


def _shuffle(scene: DovecotScene) -> None:
    scene.move([1, 2], "INBOX", "Work")
    scene.move([20], "Work", "INBOX")
    scene.expunge([3, 4])
    scene.append(50)


def _numbers_used_again(scene: DovecotScene) -> None:
    scene.expunge([8, 9, 10, 11, 12])
    scene.renumber(scene.uidvalidity(), first=3)


def _forged_after_a_reset(scene: DovecotScene) -> None:
    scene.append(50, raw=letter(50, message_id="<5@outside.example>"))
    scene.renumber(4711)


ALL = ("*",)
SCENARIOS = [
    Scenario("new mail everywhere", lambda s: s.append(50).append(51, folder="Gesendet"), brings=2),
    Scenario("mail moved to another watched folder", lambda s: s.move([1, 2, 3], "INBOX", "Work")),
    Scenario("mail moved to a folder nobody watches", lambda s: s.move([1, 2], "INBOX", "Drafts")),
    Scenario("mail in two folders", lambda s: s.copy([4, 5], "INBOX", "Work")),
    Scenario("the same mail twice in one folder", lambda s: s.copy([4, 5], "INBOX", "INBOX")),
    Scenario("mail removed", lambda s: s.expunge([2, 12])),
    Scenario("removed, moved and new at once", _shuffle, brings=1),
    Scenario("higher UIDVALIDITY", lambda s: s.renumber(2_000_000_000)),
    Scenario("lower UIDVALIDITY", lambda s: s.renumber(7)),
    Scenario("another UIDVALIDITY and new mail", lambda s: s.append(50).renumber(9), brings=1),
    Scenario("numbers used again under the same UIDVALIDITY", _numbers_used_again),
    Scenario("a new mail with a known id, and a reset", _forged_after_a_reset, brings=1),
    Scenario("every folder renumbered", lambda s: s.renumber(5).renumber(6, "Work").renumber(5, "Gesendet")),
    Scenario("folder renamed", lambda s: s.rename("Work", "Work 2026"), ALL),
    Scenario("folder moved into another", lambda s: s.create("Old").rename("Work", "Old/Work"), ALL),
    Scenario(
        "folder renamed, and new mail in it",
        lambda s: s.rename("Work", "Werk").append(50, folder="Werk").expunge([21], "Werk"),
        ALL,
        brings=1,
    ),
    Scenario("folders that swap their names", _swap, ALL, brings=2),
    Scenario("folder deleted and made again", _reuse_a_name, brings=2),
    Scenario("no id", lambda s: s.append(50, 50, raw=letter(50, message_id="")), brings=1),
    Scenario(
        "known id with another text",
        lambda s: s.append(50, raw=letter(50, message_id="<5@outside.example>")),
        brings=1,
    ),
    Scenario("no date", lambda s: s.append(50, raw=letter(50, dated=False)), brings=1),
]  # fmt: skip


@pytest.fixture
def filled(dovecot: dovecot_server.Dovecot, monkeypatch: pytest.MonkeyPatch) -> Iterator[Fill]:
    monkeypatch.setenv("DANAS_PASSWORD", PASSWORD)
    made: list[DovecotScene] = []

    def fill(database: Database, folders: Sequence[str] = ("INBOX", "Work", "Gesendet")) -> DovecotScene:
        scene = DovecotScene(DovecotOffice(dovecot), database, list(folders))
        made.append(scene)
        scene.create("Work")
        scene.append(*range(1, 13))
        scene.append(*range(20, 25), folder="Work")
        scene.append(40, folder="Gesendet")
        scene.sync()
        return scene

    yield fill
    for scene in made:
        scene.client.logout()


def identities(scene: DovecotScene) -> set[tuple[int, int | None, str]]:
    """Messages with their threads."""
    with scene.database.read() as session:
        columns = (MessageRow.id, MessageRow.thread_id, MessageRow.own_words)
        return {tuple(row) for row in session.execute(select(*columns))}  # type: ignore[misc]


def goes_through(scene: DovecotScene, scenario: Scenario) -> None:
    scene.check()
    before = identities(scene)
    scenario.act(scene)
    scene.sync()
    scene.sync()
    scene.check()
    after = identities(scene)
    assert before <= after, "a message or its thread changed"
    assert len(after) == len(before) + scenario.brings


@pytest.mark.parametrize("scenario", SCENARIOS, ids=lambda one: one.name)
def test_the_store_agrees_with_the_server_afterwards(
    filled: Fill, sqlite_database: Database, scenario: Scenario
) -> None:
    goes_through(filled(sqlite_database, scenario.folders), scenario)


@pytest.mark.postgres
@pytest.mark.parametrize(
    "scenario",
    [one for one in SCENARIOS if one.name in ("every folder renumbered", "folder renamed", "no id")],
    ids=lambda one: one.name,
)
def test_it_agrees_on_postgresql_too(filled: Fill, postgres_server: Any, scenario: Scenario) -> None:
    name = "recovery_" + re.sub(r"\W", "_", scenario.name)
    database = Database.open(postgres_server.create(name, template="migrated"))
    scene = filled(database, scenario.folders)
    goes_through(scene, scenario)
    audits = list(audit_account(database, scene.settings, "dana", now=NOW))
    assert [one.missing for one in audits if isinstance(one, FolderAudit)] == [[]] * len(audits)
    assert shared_ids(database, "dana") == 0
    database.close()
    postgres_server.drop(name)


def test_a_folder_renamed_before_an_audit_is_known_again_without_a_fetch(
    filled: Fill, sqlite_database: Database
) -> None:
    scene = filled(sqlite_database, ["*"])
    scene.rename("Work", "Work 2026")
    for audit in audit_account(sqlite_database, scene.settings, "dana", now=NOW):
        assert isinstance(audit, FolderAudit)
        assert audit.missing == []
    assert scene.sync().known == scene.sync().stored == 0
    scene.check()


def test_a_deleted_folder_takes_its_places_along_at_the_next_audit(
    filled: Fill, sqlite_database: Database
) -> None:
    scene = filled(sqlite_database, ["*"])
    scene.delete("Work")
    scene.sync()
    list(audit_account(sqlite_database, scene.settings, "dana", now=NOW))
    scene.check()
