"""How commands end: the exit codes of the reference, and sentences that say where, what and what to do."""

from __future__ import annotations

import sqlite3
from pathlib import Path

import pytest
from click.testing import CliRunner

from cli import keepwarm
from commands.sample import Sample
from daemon.lock import instance_lock
from store.database import Database
from tests.cli.conftest import AS_OF, Desk


def test_flags_end_with_6_where_somebody_waits_and_was_asked_for(read_once: Desk) -> None:
    read_once.run("flags", "--as-of", AS_OF, "--exit-code", exit_code=6)
    read_once.run("flags", "--as-of", AS_OF)


def test_nobody_waiting_is_fine(empty_desk: Desk) -> None:
    assert empty_desk.run("flags", "--exit-code").stdout == "Nobody is waiting for you.\n"


@pytest.mark.parametrize(
    "arguments",
    [
        ["nonsense"],
        ["flags", "--reason", "boredom"],
        ["flags", "--as-of", "yesterday"],
        ["log", "c-1"],
        ["contacts", "set", "c-1"],
        ["import", "nowhere"],
        ["inspect", "nowhere"],
        ["sync"],
        ["run"],
    ],
)
def test_a_wrong_call_ends_with_2(empty_desk: Desk, arguments: list[str]) -> None:
    empty_desk.run(*arguments, exit_code=2)


def test_an_import_asks_for_the_own_addresses(empty_desk: Desk, mailbox: Sample) -> None:
    told = empty_desk.run("import", str(mailbox.folders[0]), exit_code=2)
    assert "--own" in told.stderr


def test_an_invalid_configuration_ends_with_3_and_names_file_key_and_mend(empty_desk: Desk) -> None:
    path = empty_desk.home / "config" / "keepwarm" / "config.toml"
    path.parent.mkdir(parents=True)
    path.write_text("[rules]\nprep_hour = 3\n", encoding="utf-8")
    told = empty_desk.run("flags", exit_code=3)
    assert str(path) in told.stderr
    assert "rules.prep_hour" in told.stderr
    assert "prep_hours" in told.stderr


def test_an_unknown_contact_or_flag_ends_with_1_and_a_way_on(read_once: Desk) -> None:
    assert "keepwarm contacts list" in read_once.run("show", "Nobody Atall", exit_code=1).stderr
    assert "keepwarm flags" in read_once.run("flag", "done", "f-999", exit_code=1).stderr


def test_a_second_reader_ends_with_75_and_the_first_ones_process(desk: Desk, mailbox: Sample) -> None:
    import os

    database = Database.open(f"sqlite:///{desk.database}")
    with instance_lock(database):
        told = desk.run("import", str(mailbox.folders[0]), "--own", mailbox.own_address, exit_code=75)
    database.close()
    assert str(os.getpid()) in told.stderr
    desk.run("flags", "--as-of", AS_OF)


def test_a_database_that_is_none_is_named(tmp_path: Path) -> None:
    path = tmp_path / "notes.db"
    path.write_text("this is a shopping list, and a long one at that" * 40, encoding="utf-8")
    told = Desk(tmp_path, path).run("flags", exit_code=1)
    assert str(path) in told.stderr
    assert "Traceback" not in told.stderr


def test_unreadable_files_go_to_quarantine_are_named_and_the_rest_goes_on(
    empty_desk: Desk, mailbox: Sample, tmp_path: Path
) -> None:
    folder = tmp_path / "mixed"
    folder.mkdir()
    good = next((mailbox.folders[0] / "new").iterdir()).read_bytes()
    (folder / "good.eml").write_bytes(good)
    (folder / "empty.eml").write_bytes(b"")
    (folder / "noise.eml").write_bytes(bytes(range(256)) * 20)
    told = empty_desk.run("import", str(folder), "--own", mailbox.own_address)
    assert told.stdout.startswith("1 messages stored")
    assert "empty.eml" in told.stderr
    with sqlite3.connect(empty_desk.database) as connection:
        held = connection.execute("select count(*) from quarantine").fetchone()[0]
    connection.close()
    stored_or_held = 1 + held
    assert stored_or_held == 3


def test_every_command_says_what_it_does() -> None:
    listed = keepwarm.list_commands(None)  # type: ignore[arg-type]
    for name in listed:
        result = CliRunner().invoke(keepwarm, [name, "--help"])
        assert result.exit_code == 0, name
        assert "Usage: " in result.stdout
