"""Whether two contacts are one person: shown with its reasons, decided, and taken back."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.cli.conftest import AS_OF, Desk

AT = ("--as-of", AS_OF)
HOME, OFFICE, STRANGER = "lin@quickmail.example", "l.okoro@hafenwerk.example", "lin.okoro@elsewhere.example"


@pytest.fixture
def desk(tmp_path: Path) -> Desk:
    """Lin at home and at work, tied by a signature, and somebody of the same name."""
    mail = tmp_path / "INBOX"
    mail.mkdir()
    signed = f"I write from work today.\n\n-- \nLin Okoro\nprivate: {HOME}"
    for number, (address, text) in enumerate(
        [(HOME, "Is the job in Kiel open?"), (OFFICE, signed), (STRANGER, "Hello there, Mara.")], 1
    ):
        (mail / f"{number}.eml").write_text(
            f"From: Lin Okoro <{address}>\nTo: mara@vogt-search.example\nSubject: Hello {number}\n"
            f"Message-ID: <{number}@x>\nDate: Mon, {number + 1} Feb 2026 09:00:00 +0000\n\n{text}\n"
        )
    found = Desk(tmp_path, tmp_path / "keepwarm.db")
    found.run("import", str(mail), "--own", "mara@vogt-search.example")
    return found


def people(desk: Desk) -> dict[str, list[str]]:
    return {one["id"]: one["addresses"] for one in desk.json("contacts", "list", *AT)}


def test_the_whole_way_of_a_person(desk: Desk) -> None:
    assert sorted(map(len, people(desk).values())) == [1, 2]
    shown = desk.run("show", HOME, *AT).stdout
    assert "the mail shows it" in shown
    assert f"signs with {HOME}" in " ".join(shown.split())
    (told,) = desk.json("show", HOME, *AT)
    (merged,) = told["merged"]
    assert merged["by"] == "evidence"
    assert {"name", "signature"} <= {reason["clue"] for reason in merged["reasons"]}
    (question,) = desk.json("contacts", "questions", *AT)
    assert {address for one in question["contacts"] for address in one["addresses"]} == {
        HOME,
        OFFICE,
        STRANGER,
    }
    assert told["same_person_questions"] == [{k: v for k, v in question.items() if k != "schema_version"}]
    assert question["id"] in desk.run("contacts", "questions", *AT).stdout

    desk.run("contacts", "answer", question["id"], "two", *AT)
    assert desk.json("contacts", "questions", *AT) == []
    (alone,) = desk.json("contacts", "unmerge", HOME, OFFICE, *AT)
    assert alone["addresses"] == [OFFICE]
    assert sorted(map(len, people(desk).values())) == [1, 1, 1]
    (one,) = desk.json("contacts", "merge", OFFICE, STRANGER, *AT)
    assert one["addresses"] == [OFFICE, STRANGER]
    said = desk.run("contacts", "unmerge", OFFICE, *AT)
    assert "stands alone again" in said.stderr
    assert sorted(map(len, people(desk).values())) == [1, 1, 1]


def test_what_cannot_be_done_is_said_with_what_can(desk: Desk) -> None:
    (question,) = desk.json("contacts", "questions", *AT)
    assert "no question" in desk.run("contacts", "answer", "q-99", "same", *AT, exit_code=1).output
    assert "only address" in desk.run("contacts", "unmerge", STRANGER, STRANGER, *AT, exit_code=2).output
    assert "does not have" in desk.run("contacts", "unmerge", HOME, STRANGER, *AT, exit_code=1).output
    assert "one person already" in desk.run("contacts", "merge", HOME, OFFICE, *AT, exit_code=2).output
    desk.run("contacts", "answer", question["id"], "same", *AT)
    assert len(people(desk)) == 1
