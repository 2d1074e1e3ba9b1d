"""Anything in any order: mail comes, moves and goes, folders are renumbered, syncs are cut off."""

from __future__ import annotations

import os
import shutil
import tempfile
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import timedelta
from itertools import count
from pathlib import Path

import pytest
import stamina
from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import (
    RuleBasedStateMachine,
    initialize,
    precondition,
    rule,
    run_state_machine_as_test,
)

from daemon.audit import FolderAudit, audit_account
from ingest import sync
from store.database import Database
from tests.daemon.scene import Place, Scene, letter, number_of
from tests.servers.offices import NOW, ScriptedOffice
from tests.servers.scripted_imap import PASSWORD, Box, ScriptedImap

FOLDERS = st.sampled_from(["INBOX", "Sent", "Work"])
MANY = 9  # a folder of ten that is emptied at once is asked about


@dataclass
class ScriptedScene(Scene):
    """On the scripted server."""

    office: ScriptedOffice

    def there(self) -> dict[Place, int]:
        return {
            (name, uid): number_of(mail.raw.decode())
            for name, box in self.office.server.boxes.items()
            for uid, mail in box.mails.items()
        }


class Anything(RuleBasedStateMachine):
    """A mailbox of some folders, all of them watched."""

    template: Path

    @initialize()
    def begin(self) -> None:
        self.folder = tempfile.TemporaryDirectory()
        path = Path(self.folder.name) / "keepwarm.db"
        shutil.copyfile(self.template, path)
        self.server = ScriptedImap()
        self.server.boxes["Work"] = Box()
        self.scene = ScriptedScene(ScriptedOffice(self.server), Database.open(f"sqlite:///{path}"), ["*"])
        self.numbers, self.validities, self.names = count(1), count(100), count(1)
        self.unsynced_resets = 0

    def teardown(self) -> None:
        if hasattr(self, "scene"):
            self.server.close()
            self.scene.database.close()
            self.folder.cleanup()

    def box(self, name: str) -> Box:
        found = self.server.boxes.get(name)
        return found if found is not None else self.server.boxes["INBOX"]

    @rule(name=FOLDERS, kind=st.sampled_from(["plain", "plain", "no id", "no date", "forged"]))
    def arrives(self, name: str, kind: str) -> None:
        number = next(self.numbers)
        known = f"<{max(number - 3, 1)}@outside.example>" if kind == "forged" else None
        raw = letter(number, message_id="" if kind == "no id" else known, dated=kind != "no date")
        box = self.box(name)
        if len(box.mails) < MANY:
            box.add(raw, at=NOW - timedelta(minutes=number))

    @rule(source=FOLDERS, to=FOLDERS, keeps=st.booleans(), chance=st.randoms(use_true_random=False))
    def moves_or_copies(self, source: str, to: str, keeps: bool, chance: object) -> None:
        mails = self.box(source).mails
        if mails and len(self.box(to).mails) < MANY:
            uid = chance.choice(sorted(mails))  # type: ignore[attr-defined]
            mail = mails[uid] if keeps else mails.pop(uid)
            self.box(to).add(mail.raw, at=mail.at)

    @rule(name=FOLDERS, chance=st.randoms(use_true_random=False))
    def is_expunged(self, name: str, chance: object) -> None:
        mails = self.box(name).mails
        if mails:
            del mails[chance.choice(sorted(mails))]  # type: ignore[attr-defined]

    @precondition(lambda self: self.unsynced_resets < 4)
    @rule(name=FOLDERS, first=st.integers(1, 30))
    def is_numbered_anew(self, name: str, first: int) -> None:
        self.box(name).renumber(next(self.validities), first=first)
        self.unsynced_resets += 1

    @rule(name=FOLDERS)
    def is_numbered_anew_and_says_nothing(self, name: str) -> None:
        """Only what ends below our mark can be told from mail that is new."""
        self.syncs()
        box = self.box(name)
        if len(box.mails) > 1:
            del box.mails[min(box.mails)]
            box.renumber(box.uidvalidity)
            self.unsynced_resets += 1

    @precondition(lambda self: self.unsynced_resets < 4)
    @rule(name=FOLDERS)
    def an_id_is_used_again_and_all_numbers_change(self, name: str) -> None:
        self.arrives(name, "forged")
        self.is_numbered_anew(name, 1)

    @rule(name=st.sampled_from(["Sent", "Work"]))
    def is_renamed(self, name: str) -> None:
        if name in self.server.boxes:
            self.server.boxes[f"{name} {next(self.names)}"] = self.server.boxes.pop(name)
            self.server.boxes[name] = Box(uidvalidity=next(self.validities))

    @rule()
    def is_deleted_and_made_again(self) -> None:
        self.server.boxes["Work"] = Box(uidvalidity=next(self.validities))

    @rule(batches=st.integers(1, 3))
    def syncs_and_is_stopped(self, batches: int) -> None:
        left = iter(range(batches))
        self.scene.sync(should_stop=lambda: next(left, None) is None)
        self.scene.check(is_settled=False)

    @rule()
    def syncs(self) -> None:
        for _ in range(2):
            assert self.scene.sync().failures == []
        self.unsynced_resets = 0
        self.scene.check()
        audits = list(audit_account(self.scene.database, self.scene.settings, "dana", now=NOW))
        assert [one.missing for one in audits if isinstance(one, FolderAudit)] == [[]] * len(audits)


@pytest.fixture
def _at_once(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    monkeypatch.setenv("DANAS_PASSWORD", PASSWORD)
    monkeypatch.setattr(sync, "BATCH_MAILS", 3)
    monkeypatch.setattr(sync, "FIRST_BATCH_MAILS", 2)
    with stamina.set_testing(True, attempts=5, cap=True):
        yield


@pytest.mark.usefixtures("_at_once")
def test_nothing_is_lost_and_nothing_doubled_whatever_happens(migrated_sqlite: Path) -> None:
    Anything.template = migrated_sqlite
    examples = int(os.environ.get("HYPOTHESIS_EXAMPLES", "12"))
    run_state_machine_as_test(
        Anything,
        settings=settings(
            max_examples=examples,
            stateful_step_count=14,
            deadline=None,
            derandomize="HYPOTHESIS_EXAMPLES" not in os.environ,
            suppress_health_check=list(HealthCheck),
        ),
    )
