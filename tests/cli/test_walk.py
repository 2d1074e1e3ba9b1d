"""The main job on the sample mailbox, through the command line: import, flags, decisions, report."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

from commands.sample import Sample
from tests.cli.conftest import AS_OF, Desk

EXPECTED = {
    ("second_look", "Grace Tan"),
    ("second_look", "Oliver Marsh"),
    ("check_in_due", "Petra Novakova"),
    ("strained", "Daniel Whitcombe"),
    ("feedback_owed", "Samuel Okonjo"),
    ("promise_overdue", "Hugh Castellan"),
    ("reply_owed", "Tobias Renner"),
    ("call_owed", "Aisha Bello"),
    ("prep_owed", "Lucia Ferrante"),
    ("referral_open", "Marek Dudek"),
    ("going_cold", "Hannah Voss"),
}


def test_every_reason_is_found_in_the_sample_and_nothing_else(read_once: Desk) -> None:
    flags = read_once.json("flags", "--as-of", AS_OF)
    assert {(f["reason"], f["contact"]["name"]) for f in flags} == EXPECTED


def test_flags_come_most_urgent_first_with_evidence_in_the_persons_words(read_once: Desk) -> None:
    flags = read_once.json("flags", "--as-of", AS_OF)
    ranks = [["now", "soon", "normal"].index(f["urgency"]) for f in flags]
    assert ranks == sorted(ranks)
    messages = {m["message_id"]: m for m in read_once.json("messages", "--as-of", AS_OF)}
    for flag in flags:
        assert flag["schema_version"] == 1
        assert flag["explanation"]
        for proof in flag["evidence"]:
            told = messages[proof["message_id"]]
            assert " ".join(proof["quote"].rstrip("…").split()) in " ".join(told["own_words"].split())


def test_reading_the_same_mail_again_stores_nothing(desk: Desk, mailbox: Sample) -> None:
    again = desk.run("import", *map(str, mailbox.folders), "--own", mailbox.own_address)
    assert again.stdout.startswith(f"0 messages stored, {mailbox.number_of_messages} known before")


def test_a_past_day_does_not_see_later_mail(read_once: Desk) -> None:
    before = "2026-01-15T12:00:00+00:00"
    assert all(m["date"] <= "2026-01-15T12:00" for m in read_once.json("messages", "--as-of", before))
    reasons = {f["reason"] for f in read_once.json("flags", "--as-of", before)}
    assert "reply_owed" not in reasons


def test_asking_about_the_past_changes_nothing(desk: Desk) -> None:
    first = desk.json("flags", "--as-of", AS_OF)
    desk.json("flags", "--as-of", "2025-12-01")
    assert desk.json("flags", "--as-of", AS_OF) == first


def test_what_is_done_or_dismissed_stays_away(desk: Desk, flag_of: Callable[[str], dict[str, Any]]) -> None:
    reply, call = flag_of("reply_owed")["id"], flag_of("call_owed")["id"]
    desk.run("flag", "done", reply, "--as-of", AS_OF)
    desk.run("flag", "dismiss", call, "--as-of", AS_OF)
    left = {f["id"] for f in desk.json("flags", "--as-of", AS_OF)}
    assert reply not in left
    assert call not in left
    desk.run("flag", "reopen", reply, "--as-of", AS_OF)
    assert reply in {f["id"] for f in desk.json("flags", "--as-of", AS_OF)}


def test_a_snoozed_flag_returns_on_its_day(desk: Desk, flag_of: Callable[[str], dict[str, Any]]) -> None:
    chosen = flag_of("second_look")["id"]
    desk.run("flag", "snooze", chosen, "--until", "2026-03-10", "--as-of", AS_OF)
    assert chosen not in {f["id"] for f in desk.json("flags", "--as-of", "2026-03-09T18:00+00:00")}
    assert chosen in {f["id"] for f in desk.json("flags", "--as-of", "2026-03-10T10:00+00:00")}


def test_a_logged_call_satisfies_what_a_call_can(desk: Desk) -> None:
    desk.run(
        "log",
        "Aisha Bello",
        "--call",
        "talked about the first role",
        "--at",
        "2026-03-03T17:00",
        "--as-of",
        AS_OF,
    )
    assert not desk.json("flags", "--contact", "Aisha Bello", "--as-of", AS_OF)


def test_a_note_satisfies_nothing(desk: Desk) -> None:
    desk.run("log", "Aisha Bello", "--note", "likes trains", "--at", "2026-03-03T17:00", "--as-of", AS_OF)
    assert desk.json("flags", "--contact", "Aisha Bello", "--as-of", AS_OF)


def test_a_stage_set_by_hand_wins(desk: Desk) -> None:
    desk.run("contacts", "set", "Hannah Voss", "--stage", "rejected", "--as-of", "2026-03-01")
    (hannah,) = [c for c in desk.json("contacts", "list", "--as-of", AS_OF) if c["name"] == "Hannah Voss"]
    assert hannah["stage"] == "rejected"
    assert hannah["stage_evidence"]["by_hand"] is True


def test_contacts_tell_role_stage_and_warmth(read_once: Desk) -> None:
    people = {c["name"]: c for c in read_once.json("contacts", "list", "--as-of", AS_OF)}
    assert people["Grace Tan"]["stage"] == "declined"
    assert people["Petra Novakova"]["stage"] == "placed"
    assert people["Samuel Okonjo"]["stage"] == "rejected"
    assert people["Hugh Castellan"]["role"] == "client"
    assert people["Yusuf Demir"]["warmth"] == "warm"
    assert not any("quayjobs" in a or "talent-radar" in a for c in people.values() for a in c["addresses"])


def test_threads_hold_a_conversation_together(read_once: Desk) -> None:
    threads = read_once.json("threads", "--contact", "Tobias Renner", "--as-of", AS_OF)
    assert [len(t["message_ids"]) for t in threads] == [3, 1]


def test_inspect_reads_one_message_and_stores_nothing(empty_desk: Desk, mailbox: Sample) -> None:
    file = next(p for p in (mailbox.folders[0] / "new").iterdir() if b"give me a ring" in p.read_bytes())
    (told,) = empty_desk.json("inspect", str(file), "--own", mailbox.own_address)
    assert told["direction"] == "inbound"
    assert "call_request" in {s["type"] for s in told["signals"]}
    assert told["own_words"].endswith("I am free after five.")
    assert not empty_desk.database.exists()
    piped = empty_desk.run("inspect", "-", "--json", "--own", mailbox.own_address, typed=file.read_text())
    assert json.loads(piped.stdout)["signals"] == told["signals"]


def test_show_tells_one_relationship(read_once: Desk) -> None:
    told = read_once.run("show", "Hugh Castellan", "--as-of", AS_OF).stdout
    assert "market" in told
    assert "46,000" in told
    (as_json,) = read_once.json("show", "Hugh Castellan", "--as-of", AS_OF)
    assert [f["topic"] for f in as_json["facts"]] == ["pay"]
    assert as_json["timeline"]


def test_the_review_keeps_each_decision(desk: Desk) -> None:
    told = desk.run("review", "--as-of", AS_OF, typed="w\nc\nspoke at noon\ns\n2w\nd\nx\n\nq\n")
    assert "1 written to, 1 called, 1 snoozed, 1 dismissed; 7 left." in told.stdout
    assert len(desk.json("flags", "--as-of", AS_OF)) <= len(EXPECTED) - 4


def test_the_review_ends_kindly_with_its_input(desk: Desk) -> None:
    assert "nothing changed; 11 left." in desk.run("review", "--as-of", AS_OF, typed="").stdout


def test_the_report_stands_as_text_and_as_a_page(desk: Desk, tmp_path: Path) -> None:
    page = tmp_path / "week.html"
    told = desk.run("report", "--as-of", AS_OF, "--html", str(page), "--text").stdout
    html = page.read_text(encoding="utf-8")
    for _, name in EXPECTED:
        assert name in told
        assert name in html
    assert "What people told you about the market" in told
    assert page.stat().st_mode & 0o777 == 0o600
    assert all(len(line) <= 78 for line in told.splitlines())


def test_the_report_can_be_read_by_machines(read_once: Desk) -> None:
    (told,) = read_once.json("report", "--as-of", AS_OF)
    named = {(f["reason"], f["contact"]["name"]) for p in told["people"] for f in p["flags"]}
    named |= {(f["reason"], f["contact"]["name"]) for f in told["also"]}
    assert named == EXPECTED
    assert told["week"] == "2026-W10"
    assert told["state"]["messages"] == 62


def test_the_report_of_a_past_week(desk: Desk) -> None:
    assert "week 2026-W03" in desk.run("report", "--week", "2026-W03", "--as-of", AS_OF).stdout


def test_the_demo_touches_nothing_of_the_users(empty_desk: Desk) -> None:
    told = empty_desk.run("demo", "--as-of", AS_OF).stdout
    assert "62 messages" in told
    assert "A check-in is due" in told
    assert list(empty_desk.home.iterdir()) == []
