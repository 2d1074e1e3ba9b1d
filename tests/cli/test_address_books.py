"""Address books in and out, and what is set by hand, through the command line."""

from __future__ import annotations

import json
import stat
from pathlib import Path

import pytest

from commands.address_books import ranges
from tests.cli.conftest import AS_OF, Desk

BOOK = (
    "name,address,role,title\n"
    "Lin Okoro,lin@a.example; l@b.example,candidate,Planner\n"
    "Nobody,,,\n"
    "Omar Said,omar@a.example,client,=boss\n"
)


@pytest.fixture
def book(empty_desk: Desk) -> Path:
    path = empty_desk.home / "book.csv"
    path.write_text(BOOK)
    return path


def test_a_preview_shows_what_would_change_and_keeps_nothing(empty_desk: Desk, book: Path) -> None:
    said = empty_desk.run("contacts", "import", str(book), "--preview")
    assert "New: 2" in said.stdout
    assert "line 3: no e-mail address" in said.stdout
    assert "Nothing was changed" in said.stderr
    assert empty_desk.json("contacts", "list") == []


def test_importing_twice_changes_nothing_and_machines_get_everything(empty_desk: Desk, book: Path) -> None:
    (first,) = empty_desk.json("contacts", "import", str(book))
    assert (first["added"], first["changed"], first["kept"]) == (2, 0, True)
    assert [row["line"] for row in first["bad_rows"]] == [3]
    (again,) = empty_desk.json("contacts", "import", str(book))
    assert (again["added"], again["changed"], again["unchanged"]) == (0, 0, 2)


def test_changes_are_shown_old_and_new_and_what_is_set_by_hand_is_a_question(
    empty_desk: Desk, book: Path
) -> None:
    empty_desk.run("contacts", "import", str(book))
    empty_desk.run("contacts", "set", "Omar Said", "--title", "Chief")
    book.write_text(BOOK.replace("Planner", "Welder").replace("=boss", "Buyer"))
    said = empty_desk.run("contacts", "import", str(book), "--yes").stdout
    assert "title: Planner → Welder" in said
    assert "title is Chief (set by hand); the book says Buyer" in said
    assert "keepwarm contacts set c-2 --title" in said
    assert "1 changed" in said


def test_everybody_gets_the_role_that_is_named(empty_desk: Desk) -> None:
    path = empty_desk.home / "cards.vcf"
    path.write_text("BEGIN:VCARD\nVERSION:4.0\nFN:Lin Okoro\nEMAIL:lin@a.example\nEND:VCARD\n")
    empty_desk.run("contacts", "import", str(path), "--role", "client")
    assert [one["role"] for one in empty_desk.json("contacts", "list")] == ["client"]


@pytest.mark.parametrize("name", ["people.csv", "people.vcf"])
def test_everybody_goes_out_and_comes_in_again_unchanged(read_once: Desk, tmp_path: Path, name: str) -> None:
    target = tmp_path / name
    read_once.run("contacts", "export", str(target), "--as-of", AS_OF)
    assert stat.S_IMODE(target.stat().st_mode) == 0o600
    read_once.run("contacts", "export", str(target), exit_code=2)
    (said,) = read_once.json("contacts", "import", str(target), "--preview")
    assert (said["added"], said["changed"], said["questions"]) == (0, 0, [])
    assert said["unchanged"] > 10


def test_standard_output_takes_all_three_forms(empty_desk: Desk, book: Path) -> None:
    empty_desk.run("contacts", "import", str(book))
    table = empty_desk.run("contacts", "export", "-", "--bom").stdout
    assert table.startswith("\ufeffid,name,address,role,")
    assert "'=boss" in table
    assert ",=boss" in empty_desk.run("contacts", "export", "--unguarded").stdout
    assert empty_desk.run("contacts", "export", "--format", "vcard").stdout.count("BEGIN:VCARD") == 2
    lines = empty_desk.run("contacts", "export", "--format", "json", "--role", "client").stdout.splitlines()
    (omar,) = map(json.loads, lines)
    assert empty_desk.json("contacts", "export", "--role", "client") == [omar]
    assert (omar["name"], omar["details"], omar["schema_version"]) == ("Omar Said", {"title": ["=boss"]}, 1)
    empty_desk.run("contacts", "export", "--format", "vcard", "--bom", exit_code=2)


def test_what_is_set_by_hand_is_shown_and_taken_back(desk: Desk) -> None:
    who = "Hannah Voss"
    desk.run(
        "contacts", "set", who, "--stage", "placed", "--at", "2026-02-20", "--why", "she rang me",
        "--place", "Hull", "--as-of", AS_OF,
    )  # fmt: skip
    (shown,) = desk.json("show", who, "--as-of", AS_OF)
    assert shown["stage"] == "placed"
    assert shown["details"]["place"] == ["Hull"]
    assert (shown["stages"][-1]["evidence"], shown["stages"][-1]["by_hand"]) == ("she rang me", True)
    assert "placed, she rang me (set by hand)" in desk.run("show", who, "--as-of", AS_OF).stdout
    assert "placed" in desk.run("contacts", "undo", who, "--as-of", AS_OF).stderr
    (shown,) = desk.json("show", who, "--as-of", AS_OF)
    assert (shown["stage"], shown["details"]) == ("lead", {})
    assert "Nothing was set" in desk.run("contacts", "undo", who, "--as-of", AS_OF).stderr


def test_the_history_of_stages_names_who_told_what_and_when(read_once: Desk) -> None:
    (shown,) = read_once.json("show", "Petra Novakova", "--as-of", AS_OF)
    placed = shown["stages"][-1]
    assert (placed["stage"], placed["who"]) == ("placed", "Petra Novakova")
    assert placed["evidence"]
    assert placed["message_id"]
    assert [one["stage"] for one in shown["stages"]] == ["in_process", "offered", "placed"]


def test_everybody_as_json_has_the_history_of_stages(read_once: Desk) -> None:
    people = {one["name"]: one for one in read_once.json("contacts", "export", "--as-of", AS_OF)}
    assert [one["stage"] for one in people["Petra Novakova"]["stages"]] == ["in_process", "offered", "placed"]
    assert all(one["at"] and one["evidence"] for one in people["Petra Novakova"]["stages"])


def test_somebody_muted_has_no_flags_and_is_shown_so(desk: Desk) -> None:
    assert desk.json("flags", "--contact", "Daniel Whitcombe", "--as-of", AS_OF)
    desk.run("contacts", "mute", "Daniel Whitcombe", "--as-of", AS_OF)
    assert not desk.json("flags", "--contact", "Daniel Whitcombe", "--as-of", AS_OF)
    (shown,) = desk.json("show", "Daniel Whitcombe", "--as-of", AS_OF)
    assert (shown["muted"], shown["warmth"], shown["flags"], shown["facts"]) == (True, None, [], [])
    assert shown["timeline"]
    assert "muted" in desk.run("contacts", "list", "--as-of", AS_OF).stdout
    (again,) = desk.json("contacts", "unmute", "Daniel Whitcombe", "--as-of", AS_OF)
    assert again["muted"] is False


def test_what_cannot_be_set_is_refused(desk: Desk) -> None:
    desk.run("contacts", "set", "Hannah Voss", exit_code=2)
    desk.run("contacts", "set", "Hannah Voss", "--at", "2026-02-20", exit_code=2)
    desk.run("contacts", "set", "Nobody At All", "--role", "client", exit_code=1)


def test_lines_are_named_as_people_write_them() -> None:
    assert ranges([5, 3, 4, 9, 11, 12, 9]) == ["3-5", "9", "11-12"]
