"""`keepwarm flag`: every deed of the review from the command line, for one flag or several."""

from __future__ import annotations

import os
import pty
import re
import select
import stat
import struct
import subprocess
import sys
import termios
import time
from collections.abc import Callable
from fcntl import ioctl
from pathlib import Path
from typing import Any

import pytest

from tests.cli.conftest import AS_OF, Desk

AT = ("--as-of", AS_OF)
FlagOf = Callable[[str], dict[str, Any]]
COLOUR = re.compile(rb"\x1b\[(?:[\d:]+;)*(?:[34]8[;:]|3[0-7]|4[0-7]|9[0-7]|10[0-7])[\d;:]*m")


def is_open(desk: Desk, flag_id: str) -> bool:
    return flag_id in [one["id"] for one in desk.json("flags", *AT)]


@pytest.mark.parametrize(
    ("reason", "deed", "state"),
    [
        ("reply_owed", ("done",), "done"),
        ("reply_owed", ("written",), "done"),
        ("call_owed", ("called", "--note", "spoke"), "done"),
        ("reply_owed", ("snooze", "--until", "monday"), "snoozed"),
        ("second_look", ("dismiss",), "dismissed"),
        ("feedback_owed", ("wrong-person", "--is", "Aisha Bello"), "dismissed"),
        ("strained", ("not-strained",), "dismissed"),
        ("promise_overdue", ("misread", "--what", "promise"), "dismissed"),
    ],
)
def test_each_deed_has_a_word_and_undo_takes_it_back(
    desk: Desk, flag_of: FlagOf, reason: str, deed: tuple[str, ...], state: str
) -> None:
    chosen = flag_of(reason)["id"]
    (told,) = desk.json("flag", deed[0], chosen, *deed[1:], *AT)
    assert (told["id"], told["state"], told["schema_version"]) == (chosen, state, 1)
    assert not is_open(desk, chosen)
    said = desk.run("flag", "undo", chosen, *AT).stderr
    assert "taken back" in said
    assert is_open(desk, chosen)
    assert "nothing was done" in desk.run("flag", "undo", chosen, *AT, exit_code=1).stderr


def test_several_flags_at_once_or_none(desk: Desk) -> None:
    ids = [one["id"] for one in desk.json("flags", *AT)][:3]
    desk.run("flag", "dismiss", *ids, "f-999", *AT, exit_code=1)
    assert all(is_open(desk, one) for one in ids)
    told = desk.json("flag", "dismiss", *ids, ids[0], *AT)
    assert [one["id"] for one in told] == ids
    assert not any(is_open(desk, one) for one in ids)


def test_a_stage_is_set_where_the_flag_is_seen(desk: Desk, flag_of: FlagOf) -> None:
    chosen = flag_of("call_owed")
    desk.run("flag", "stage", chosen["id"], "--to", "interviewing", *AT)
    (contact,) = [c for c in desk.json("contacts", "list", *AT) if c["id"] == chosen["contact"]["id"]]
    assert contact["stage"] == "interviewing"
    assert contact["stage_evidence"]["by_hand"]


def test_what_makes_no_sense_is_refused(desk: Desk, flag_of: FlagOf) -> None:
    chosen = flag_of("going_cold")["id"]
    assert "no day in the future" in desk.run(
        "flag", "snooze", chosen, "--until", "last week", *AT, exit_code=2
    ).stderr  # fmt: skip
    assert "nothing that was read" in desk.run("flag", "misread", chosen, *AT, exit_code=2).stderr
    assert "nobody was read as strained" in desk.run("flag", "not-strained", chosen, *AT, exit_code=2).stderr
    desk.run("flag", "called", chosen, "--at", "2027-01-01", *AT, exit_code=2)
    assert is_open(desk, chosen)


def test_a_letter_is_begun_as_text_link_or_private_file(desk: Desk, flag_of: FlagOf) -> None:
    chosen = flag_of("reply_owed")["id"]
    assert 'you wrote: "has Bianca said anything' in desk.run("flag", "draft", chosen, *AT).stdout
    (told,) = desk.json("flag", "draft", chosen, *AT)
    assert told["to"]["address"] == "tobias.renner@postbox.example"
    assert told["in_reply_to"] == told["references"][-1] == "<sample.tobias-4@postbox.example>"
    assert desk.run("flag", "draft", chosen, "--mailto", *AT).stdout.strip() == told["mailto"]
    target = desk.home / "letter.eml"
    desk.run("flag", "draft", chosen, "--eml", str(target), *AT)
    assert stat.S_IMODE(target.stat().st_mode) == 0o600
    assert b"X-Unsent: 1" in target.read_bytes()
    desk.run("flag", "draft", chosen, "--eml", str(target), *AT, exit_code=2)
    assert is_open(desk, chosen)


def test_letters_for_several_flags_go_into_a_folder(desk: Desk) -> None:
    ids = [one["id"] for one in desk.json("flags", *AT)]
    desk.run("flag", "draft", *ids, "--eml", str(desk.home / "missing"), *AT, exit_code=2)
    folder = desk.home / "letters"
    folder.mkdir()
    desk.run("flag", "draft", *ids, "--eml", str(folder), *AT)
    assert sorted(path.stem for path in folder.iterdir()) == sorted(ids)


@pytest.mark.parametrize("no_colour", [False, True])
def test_on_a_terminal_the_review_is_a_full_screen(desk: Desk, no_colour: bool) -> None:
    left = len(desk.json("flags", *AT)) - 1
    said = at_a_terminal(desk, no_colour=no_colour, type_=b"dq")
    assert b"Lucia Ferrante" in said
    assert f"1 dismissed; {left} left.".encode() in said
    assert bool(COLOUR.search(said)) is not no_colour
    assert len(desk.json("flags", *AT)) == left


@pytest.mark.parametrize("options", [("dumb",), ("xterm-256color", "--plain")])
def test_plain_or_on_a_dumb_terminal_the_review_is_words(desk: Desk, options: tuple[str, ...]) -> None:
    left = len(desk.json("flags", *AT)) - 1
    term, *more = options
    said = at_a_terminal(desk, *more, term=term, type_=b"d\rq\r")
    assert b"\x1b" not in said
    assert f"1 dismissed; {left} left.".encode() in said


def at_a_terminal(
    desk: Desk, *options: str, type_: bytes, term: str = "xterm-256color", no_colour: bool = False
) -> bytes:
    """All that `keepwarm review` wrote to a terminal of 80 by 24, typing once the first flag is shown."""
    ours, theirs = pty.openpty()
    ioctl(theirs, termios.TIOCSWINSZ, struct.pack("HHHH", 24, 80, 0, 0))
    environment = {**desk.environment, "TERM": term, "PATH": os.environ["PATH"], "LANG": "C.UTF-8"}
    environment |= {"NO_COLOR": "1"} if no_colour else {"COLORTERM": "truecolor"}
    line = [str(Path(sys.executable).with_name("keepwarm")), "review", *AT, *options]
    running = subprocess.Popen(line, stdin=theirs, stdout=theirs, stderr=theirs, env=environment)
    os.close(theirs)
    said, is_typed, until = b"", False, time.monotonic() + 120
    while time.monotonic() < until:
        if select.select([ours], [], [], 0.2)[0]:
            try:
                some = os.read(ours, 65_536)
            except OSError:  # Linux ends a terminal so
                some = b""
            if not some:
                break
            said += some
        elif running.poll() is not None:
            break
        if not is_typed and (b"undo" in said or b"What now" in said):
            is_typed = True
            os.write(ours, type_)
    os.close(ours)
    assert running.wait(timeout=60) == 0, said[-2000:]
    return said
