"""What is kept on one person is shown; who lapsed goes, who is held stays; copies are sound and private."""

from __future__ import annotations

import base64
import json
import stat
from contextlib import closing
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest

from commands.sample import Sample
from contacts.account import AccountProfile
from contacts.intake import Arrival, take_in
from store.database import Database
from tests.cli.conftest import AS_OF, Desk

AT = ("--as-of", AS_OF)
STAGES = (
    "lead",
    "in_process",
    "interviewing",
    "offered",
    "placed",
    "declined",
    "rejected",
    "client",
    "other",
)
NAME, ADDRESS = "Lucia Ferrante", "lucia.ferrante@postbox.example"


@pytest.fixture
def lucia(desk: Desk) -> dict[str, Any]:
    """A candidate whom a client's mail speaks of too."""
    (found,) = [c for c in desk.json("contacts", "list", *AT) if c["name"] == NAME]
    return found


def configured(desk: Desk, text: str) -> tuple[str, str]:
    path = desk.home / "config.toml"
    path.write_text(text, encoding="utf-8")
    return ("--config", str(path))


def names(desk: Desk) -> set[str]:
    return {c["name"] for c in desk.json("contacts", "list", *AT)}


def holds(path: Path, word: str) -> bool:
    return word.lower().encode() in path.read_bytes().lower()


def test_all_that_is_stored_on_one_person_has_evidence_and_versions(
    desk: Desk, lucia: dict[str, Any]
) -> None:
    desk.run("log", NAME, "--note", "prefers mornings", *AT)
    desk.json("flags", *AT)
    (told,) = desk.json("contacts", "export", NAME, *AT)
    assert told["person"]["addresses"] == lucia["addresses"]
    assert {m["from"]["address"] for m in told["messages"]} >= set(lucia["addresses"])
    assert told["stored"]["log_entries"][0]["text"] == "prefers mornings"
    assert {e["message_id"] for f in told["stored"]["flags"] for e in f["evidence"]}
    assert any(one.startswith("keepwarm_en") for one in told["made_by"])
    (named, *_) = told["named_in"]
    assert NAME.split()[0] in " ".join(named["sentences"])
    others = {m["message_id"]: m["own_words"] for m in desk.json("messages", *AT)}
    assert len(" ".join(named["sentences"])) <= len(others[named["message_id"]])
    text = desk.run("contacts", "export", NAME, "--text", *AT).stdout
    assert f"All that is stored on {NAME}" in text
    assert "prefers mornings" in text
    target = desk.home / "lucia.json"
    desk.run("contacts", "export", NAME, "--json", "--to", str(target), *AT)
    assert stat.S_IMODE(target.stat().st_mode) == 0o600
    assert json.loads(target.read_text(encoding="utf-8"))["person"]["name"] == NAME


def test_everybody_is_exported_as_before(desk: Desk) -> None:
    assert len(desk.json("contacts", "export", *AT)) == len(names(desk))
    desk.run("contacts", "export", "--text", exit_code=2)


def test_forgetting_asks_first_and_leaves_a_receipt_without_words(desk: Desk) -> None:
    asked = desk.run("contacts", "forget", NAME, *AT, typed="n\n", exit_code=1)
    assert "There is no way back" in asked.stderr
    assert NAME in names(desk)
    told = desk.run("contacts", "forget", NAME, *AT, typed="y\n").stdout
    assert "receipt e-1" in told
    assert "the mail on the mail server" in told
    assert NAME.split()[1] not in told
    assert NAME not in names(desk)
    (receipt,) = desk.json("retention", "receipts")
    assert (receipt["id"], receipt["why"]) == ("e-1", "asked")
    assert receipt["erased"]["messages"] > 0
    assert "e-1" in desk.run("retention", "receipts").stdout


def test_who_was_forgotten_comes_back_by_no_way_until_readmitted(desk: Desk, mailbox: Sample) -> None:
    desk.run("contacts", "forget", NAME, "--yes", *AT)
    again = desk.run("import", *map(str, mailbox.folders), "--own", mailbox.own_address)
    assert "of people who were erased" in again.stdout
    book = desk.run("contacts", "import", str(mailbox.address_book))
    assert "Left out, for they were erased: 1" in book.stdout
    refused = desk.run("contacts", "set", "Aisha Bello", "--add-address", ADDRESS, exit_code=2)
    assert "was erased" in refused.stderr
    desk.run("reanalyze", "--all")
    assert NAME not in names(desk)
    assert not holds(desk.database, "ferrante")
    desk.run("contacts", "readmit", f"LUCIA.ferrante+jobs@{ADDRESS.partition('@')[2]}")
    desk.run("contacts", "readmit", ADDRESS, exit_code=1)
    back = desk.run("import", *map(str, mailbox.folders), "--own", mailbox.own_address)
    assert not back.stdout.startswith("0 messages stored")
    assert NAME in names(desk)


def test_mail_that_cannot_be_read_is_found_by_what_is_encoded_in_it(desk: Desk) -> None:
    body = base64.encodebytes(f"I have met {NAME}; she can be reached at {ADDRESS}.\n".encode() * 9)
    raw = b"no header at all\r\n\r\nContent-Transfer-Encoding: base64\r\n\r\n" + body
    profile, at = AccountProfile("import", ("ines@harbourline-talent.example",)), datetime.now(UTC)

    def comes() -> None:
        with closing(Database.open(f"sqlite:///{desk.database}")) as database:
            take_in(database, profile, [Arrival(raw, "INBOX uid 9", "INBOX", at)], reader=None, now=at)

    comes()
    (exported,) = desk.json("contacts", "export", NAME, *AT)
    assert exported["quarantine"] == ["INBOX uid 9"]
    desk.run("contacts", "forget", NAME, "--yes", *AT)
    assert desk.json("quarantine", "list") == []
    comes()
    assert desk.json("quarantine", "list") == []


def test_somebody_of_an_address_book_who_lapsed_comes_back_when_readmitted_and_stays(
    desk: Desk, mailbox: Sample
) -> None:
    months = "".join(f"{stage} = 24\n" for stage in STAGES)
    terms = configured(desk, f"[retention]\n{months}")
    later = ("--as-of", "2030-03-02T09:00:00-05:00")
    desk.run("retention", "apply", "--yes", *terms, *later)
    book = ("contacts", "import", str(mailbox.address_book), *terms, *later)
    assert "Left out, for they were erased" in desk.run(*book).stdout
    shown = ("contacts", "list", *later)
    assert NAME not in {one["name"] for one in desk.json(*shown)}
    desk.run("contacts", "readmit", ADDRESS)
    desk.run(*book)
    assert NAME in {one["name"] for one in desk.json(*shown)}
    assert NAME not in {one["name"] for one in desk.json("retention", "plan", *terms, *later)}


def test_new_mail_of_others_is_stored_without_who_was_forgotten(desk: Desk) -> None:
    desk.run("contacts", "forget", NAME, "--yes", *AT)
    folder = desk.home / "new"
    folder.mkdir()
    (folder / "one.eml").write_text(
        "From: Bianca Roth <bianca.roth@fennelfoods.example>\r\nTo: ines@harbourline-talent.example\r\n"
        f"Cc: {NAME} <{ADDRESS}>\r\nSubject: {NAME} again\r\nDate: Tue, 3 Mar 2026 10:00:00 +0000\r\n"
        "Message-ID: <again@fennelfoods.example>\r\n\r\n"
        f"Hi Ines,\r\n\r\nyou should talk to {NAME} ({ADDRESS}). The new line runs well.\r\n"
    )
    desk.run("import", str(folder), "--own", "ines@harbourline-talent.example")
    (mail,) = [m for m in desk.json("messages") if m["message_id"] == "<again@fennelfoods.example>"]
    assert (mail["subject"], mail["cc"]) == ("[erased] again", [])
    assert mail["own_words"] == "Hi Ines,\n\nyou should talk to [erased] ([erased]). The new line runs well."
    assert not holds(desk.database, "ferrante")


def test_who_has_lapsed_is_named_and_erased_and_may_write_again(desk: Desk, mailbox: Sample) -> None:
    terms = configured(desk, "[retention]\nlead = 4\ndeclined = 6\nclient = 12\n")
    planned = {one["name"]: one for one in desk.json("retention", "plan", *terms, *AT)}
    lapsed = {name for name, one in planned.items() if one["has_lapsed"]}
    assert "Grace Tan" in lapsed
    assert planned["Grace Tan"]["term"] == "declined"
    told = desk.run("retention", "plan", *terms, *AT).stdout
    assert {"Grace", "declined:", "6", "months", "lapsed"} <= set(told.split())  # a cell may wrap
    before = names(desk)
    desk.run("retention", "apply", *terms, *AT, typed="n\n", exit_code=1)
    receipts = desk.json("retention", "apply", "--yes", *terms, *AT)
    assert {one["why"] for one in receipts} == {"lapsed"}
    assert before - names(desk) == lapsed
    assert not holds(desk.database, "Grace Tan")
    old = desk.run("import", *map(str, mailbox.folders), "--own", mailbox.own_address).stdout
    assert "of people who were erased" in old
    assert "Grace Tan" not in names(desk)
    folder = desk.home / "new"
    folder.mkdir()
    (folder / "one.eml").write_text(
        f"From: Grace Tan <{_address(planned, desk, mailbox)}>\r\nTo: {mailbox.own_address}\r\n"
        "Subject: Hello again\r\nDate: Thu, 5 Mar 2026 10:00:00 +0000\r\nMessage-ID: <g@x.example>\r\n\r\n"
        "Hi Ines,\r\n\r\nI am looking again.\r\n"
    )
    desk.run("import", str(folder), "--own", mailbox.own_address)
    assert "Grace Tan" in {c["name"] for c in desk.json("contacts", "list")}


def _address(planned: dict[str, Any], desk: Desk, mailbox: Sample) -> str:
    book = mailbox.address_book.read_text(encoding="utf-8").splitlines()
    (line,) = [one for one in book if "Grace Tan" in one]
    return next(cell for cell in line.split(",") if "@" in cell)


def test_a_hold_wins_over_terms_and_over_forgetting(desk: Desk) -> None:
    terms = configured(desk, "[retention]\ndeclined = 6\nlead = 4\n")
    desk.run("contacts", "hold", "Grace Tan", "--until", "2027-01-01", "--why", "a dispute", *AT)
    (held,) = [one for one in desk.json("retention", "plan", *terms, *AT) if one["name"] == "Grace Tan"]
    assert (held["held"], held["hold_why"]) == (True, "a dispute")
    desk.run("retention", "apply", "--yes", *terms, *AT)
    assert "Grace Tan" in names(desk)
    refused = desk.run("contacts", "forget", "Grace Tan", "--yes", *AT, exit_code=2)
    assert "until 01 Jan 2027" in refused.stderr
    desk.run("contacts", "release", "Grace Tan")
    desk.run("contacts", "forget", "Grace Tan", "--yes", *AT)
    assert "Grace Tan" not in names(desk)


def test_the_least_time_of_the_settings_holds_everybody(desk: Desk) -> None:
    terms = configured(desk, "[retention]\nkeep_at_least_months = 12\ndeclined = 6\n")
    planned = desk.json("retention", "plan", *terms, *AT)
    assert "Grace Tan" not in {one["name"] for one in planned if one["has_lapsed"]}
    refused = desk.run("contacts", "forget", "Grace Tan", "--yes", *terms, *AT, exit_code=2)
    assert "keep_at_least_months" in refused.stderr
    desk.run("contacts", "release", "Grace Tan")
    desk.run("contacts", "forget", "Grace Tan", "--yes", *terms, *AT)


def test_without_terms_nobody_lapses(desk: Desk) -> None:
    assert desk.json("retention", "plan", "--within", "9999", *AT) == []
    assert "No term is set" in desk.run("retention", "apply", "--yes", *AT).stderr


def test_of_words_only_the_evidence_is_kept_and_everything_else_says_the_same(
    empty_desk: Desk, read_once: Desk, mailbox: Sample
) -> None:
    evidence = configured(empty_desk, 'store_text = "evidence"\n')
    empty_desk.run("contacts", "import", str(mailbox.address_book), *evidence)
    empty_desk.run("import", *map(str, mailbox.folders), "--own", mailbox.own_address, *evidence)

    def flags(desk: Desk) -> list[tuple[str, ...]]:
        return sorted(
            (f["reason"], f["contact"]["name"], f["explanation"], *(e["quote"] for e in f["evidence"]))
            for f in desk.json("flags", *AT)
        )

    assert flags(empty_desk) == flags(read_once)
    short = {m["message_id"]: m for m in empty_desk.json("messages")}
    whole = {m["message_id"]: m for m in read_once.json("messages")}
    assert sum(len(m["own_words"]) for m in short.values()) < sum(len(m["own_words"]) for m in whole.values())
    for message_id, mail in short.items():
        for told in (*mail["mentions"], *(s for s in mail["signals"] or () if s["start"] >= 0)):
            said = told.get("text") or told["evidence"]
            assert mail["own_words"][told["start"] : told["end"]] == said
        assert {s["type"] for s in mail["signals"] or ()} == {
            s["type"] for s in whole[message_id]["signals"] or ()
        }
    (again,) = empty_desk.json("reanalyze", "--all", *evidence)
    assert (again["messages"], again["only_evidence_kept"]) == (0, len(short))
    assert "reaction" not in empty_desk.run("report", *AT).stdout


def test_words_stored_before_are_cut_by_the_next_import(desk: Desk, mailbox: Sample) -> None:
    before = sum(len(m["own_words"]) for m in desk.json("messages"))
    evidence = configured(desk, 'store_text = "evidence"\n')
    desk.run("import", str(mailbox.folders[0]), "--own", mailbox.own_address, *evidence)
    assert sum(len(m["own_words"]) for m in desk.json("messages")) < before


def test_nothing_is_judged_of_somebody_muted(desk: Desk) -> None:
    flagged = desk.json("flags", *AT)[0]["contact"]["name"]
    desk.run("contacts", "mute", flagged, *AT)
    assert flagged not in {f["contact"]["name"] for f in desk.json("flags", *AT)}
    assert flagged not in desk.run("report", *AT).stdout
    (shown,) = desk.json("show", flagged, *AT)
    assert shown["sentiment_over_time"] == []
    theirs = [m for m in desk.json("messages", "--contact", flagged) if m["from"]["name"] == flagged]
    assert theirs
    assert all(not m["signals"] and m["sentiment"] is None and m["strain"] is None for m in theirs)
    desk.run("reanalyze", "--all")
    theirs = [m for m in desk.json("messages", "--contact", flagged) if m["from"]["name"] == flagged]
    assert all(not m["signals"] and m["sentiment"] is None and m["strain"] is None for m in theirs)


def test_copies_are_private_sound_and_few(desk: Desk) -> None:
    few = configured(desk, "[backups]\nkeep = 2\n")
    for _ in range(3):
        (told,) = desk.json("db", "backup", *few)
        assert told["rows"]["messages"] == len(desk.json("messages"))
    folder = desk.home / "backups"
    assert stat.S_IMODE(folder.stat().st_mode) == 0o700
    assert len(list(folder.iterdir())) == 2
    elsewhere = desk.home / "elsewhere.db"
    desk.run("db", "backup", str(elsewhere), *few)
    copies = [*folder.iterdir(), elsewhere]
    assert {stat.S_IMODE(copy.stat().st_mode) for copy in copies} == {0o600}
    assert all(holds(copy, "ferrante") for copy in copies)
    (receipt,) = desk.json("contacts", "forget", NAME, "--yes", *few, *AT)
    assert receipt["backups_replaced"] == 3
    assert not elsewhere.exists()
    (fresh,) = folder.iterdir()
    assert not holds(fresh, "ferrante")
    assert "Sound, schema" in desk.run("db", "check").stdout
    assert "Compacted" in desk.run("db", "compact").stdout


def test_a_copy_that_was_carried_away_is_named(desk: Desk) -> None:
    away = desk.home / "away.db"
    desk.run("db", "backup", str(away))
    away.rename(desk.home / "stick.db")
    (receipt,) = desk.json("contacts", "forget", NAME, "--yes", *AT)
    assert any("away.db" in line for line in receipt["out_of_reach"])


def test_a_damaged_copy_is_told(desk: Desk) -> None:
    from errors import DatabaseUnusable
    from store.backups import looked_at

    (told,) = desk.json("db", "backup")
    copy = Path(told["path"])
    with copy.open("r+b") as file:
        file.seek(4096 * 3)
        file.write(b"\xff" * 4096 * 4)
    with pytest.raises(DatabaseUnusable, match="not sound"):
        looked_at(copy)
