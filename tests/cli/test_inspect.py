"""One message looked at: what is read in it, and why."""

from __future__ import annotations

import json
from pathlib import Path

from tests.cli.conftest import Desk

NOW = ("--as-of", "2026-04-08T10:00")
TEXT = """Hi Ines,

I am really frustrated that nobody has answered me for three weeks. Could you call me on Friday at 3pm?
Please talk to Marek Dudek too.
"""


def test_bare_text_is_read_as_a_mail_of_the_moment(empty_desk: Desk) -> None:
    told = json.loads(empty_desk.run("inspect", "-", "--json", *NOW, typed=TEXT).stdout)
    assert told["own_words"] == TEXT.strip()
    assert told["direction"] == "inbound"
    (call,) = [s for s in told["signals"] if s["type"] == "call_request"]
    assert call["due"] == "2026-04-10T15:00:00+01:00"
    assert call["due_words"] == "Friday at 3pm"
    assert call["made_by"].startswith("keepwarm.signals.")


def test_every_name_and_feeling_has_its_reason(empty_desk: Desk) -> None:
    told = json.loads(empty_desk.run("inspect", "-", "--json", *NOW, typed=TEXT).stdout)
    assert [m["text"] for m in told["mentions"]] == ["Ines", "Marek Dudek"]
    assert "it is greeted" in told["mentions"][0]["reasons"]
    assert "Marek is a given name" in told["mentions"][1]["reasons"]
    assert told["strain"]["value"] is True
    assert "frustrated" in told["strain"]["evidence"]
    assert told["strain"]["reasons"]


def test_text_of_ones_own_is_outbound_and_what_looks_like_a_header_can_be_text(empty_desk: Desk) -> None:
    told = json.loads(
        empty_desk.run(
            "inspect", "-", "--text", "--sent", "--own", "ines@a.example", "--json", *NOW,
            typed="Promise: I'll send it tomorrow.",
        ).stdout
    )  # fmt: skip
    assert told["direction"] == "outbound"
    assert told["own_words"] == "Promise: I'll send it tomorrow."


def test_a_person_reads_the_same_in_plain_words(empty_desk: Desk) -> None:
    told = empty_desk.run("inspect", "-", *NOW, typed=TEXT).stdout
    assert 'due: Fri 10 Apr 2026, 15:00, said as "Friday at 3pm"' in told
    assert "Person Marek Dudek\n  why: " in told
    assert "Strain: yes" in told
    assert '  decided by: "I am really frustrated' in told
    assert "\nRead by: " in told


def test_mail_that_is_not_read_says_so(empty_desk: Desk) -> None:
    bulk = (
        "From: News <n@a.example>\nTo: me@b.example\nDate: Wed, 8 Apr 2026 09:00:00 +0100\n"
        "List-Unsubscribe: <mailto:u@a.example>\n\nAnna is here.\n"
    )
    told = empty_desk.run("inspect", "-", *NOW, typed=bulk).stdout
    assert "Read by: nobody" in told
    assert "Person" not in told


def test_a_mail_is_heard_beside_what_its_author_wrote_before(empty_desk: Desk, tmp_path: Path) -> None:
    """Seven glad mails, then a curt one."""
    folder = tmp_path / "mail"
    for part in ("cur", "new", "tmp"):
        (folder / part).mkdir(parents=True)
    glad = [mail_of(day, "I am so happy here, thank you! The team is wonderful.") for day in range(1, 8)]
    for number, text in enumerate(glad):
        (folder / "cur" / f"{number}:2,S").write_text(text, "utf-8")
    empty_desk.run("import", str(folder), "--own", "me@b.example")
    curt = mail_of(9, "Fine. I will ask somebody else about the hours, as usual.")
    told = empty_desk.run("inspect", "-", "--own", "me@b.example", typed=curt).stdout
    assert "Beside their own mail: below their usual tone (of their last 7 messages)" in told
    usual = mail_of(9, "I am so happy here, thank you! The team is wonderful.")
    assert "Beside" not in empty_desk.run("inspect", "-", "--own", "me@b.example", typed=usual).stdout


def mail_of(day: int, text: str) -> str:
    return (
        f"From: Ada Quist <ada@quist.example>\nTo: me@b.example\n"
        f"Message-ID: <{day}{len(text)}@quist.example>\n"
        f"Date: Wed, {day:02} Apr 2026 09:00:00 +0100\nSubject: Hello\n\n{text}\n"
    )
