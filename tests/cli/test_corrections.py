"""What was read wrongly is put right, stays so and can be learnt from; a newer reader reads all again."""

from __future__ import annotations

import json
import stat
from dataclasses import replace
from typing import Any

import pytest

from domain import Strain
from evaluation.invented import invented
from nlp.pipeline import Reader
from tests.cli.conftest import AS_OF, Desk

AT = ("--as-of", AS_OF)


def message(desk: Desk, subject: str, **wanted: Any) -> dict[str, Any]:
    """The newest message of that subject, and of those values."""
    found = [m for m in desk.json("messages", *AT) if m["subject"] == subject]
    return next(m for m in reversed(found) if all(m[k] == v for k, v in wanted.items()))


def reasons(desk: Desk, who: str) -> set[str]:
    return {f["reason"] for f in desk.json("flags", "--contact", who, *AT)}


def test_a_strain_denied_closes_its_flag_and_taken_back_opens_it(desk: Desk) -> None:
    strained = message(desk, "One month in")
    assert "strained" in reasons(desk, "Daniel Whitcombe")
    told = desk.run("messages", "correct", strained["id"], "--no-strain", "--sentiment", "neutral", *AT)
    assert f"{strained['id']}: kept. It says now: neutral" in told.stderr
    assert "strained" not in reasons(desk, "Daniel Whitcombe")
    (sentiment, strain) = desk.json("corrections", "list")
    assert (sentiment["said"], strain["what"], strain["is_so"]) == ("neutral", "strain", False)
    assert "not strained" in desk.run("corrections", "list").stdout
    desk.run("corrections", "undo", strain["id"], *AT)
    assert "strained" in reasons(desk, "Daniel Whitcombe")


def test_a_signal_gets_another_person_and_another_time(desk: Desk) -> None:
    set_ = message(desk, "Interview at Fennel Foods", direction="outbound")
    (changed,) = desk.json(
        "messages", "correct", set_["message_id"].strip("<>"), "--signal", "interview_scheduled",
        "--about", "Aisha Bello", "--due", "2026-03-06T11:00", "--person", "Bianca=me", *AT,
    )  # fmt: skip
    (signal,) = [s for s in changed["signals"] if s["type"] == "interview_scheduled"]
    assert (signal["about"], signal["due"]) == ("Aisha Bello", "2026-03-06T11:00:00+00:00")
    assert next(m["name"] for m in changed["mentions"] if m["text"] == "Bianca") == "Ines Calloway"
    desk.run("reanalyze", "--all", *AT)
    assert message(desk, "Interview at Fennel Foods", direction="outbound") == changed
    assert "due Fri 6 Mar 2026, 11:00" in " ".join(desk.run("corrections", "list").stdout.split())


@pytest.mark.parametrize(
    ("options", "said"),
    [
        ((), "Say what is wrong"),
        (("--about", "Aisha Bello"), "exactly one --signal"),
        (("--words", "ring", "--no-strain"), "--words go with"),
        (("--person", "=me"), "names nobody"),
        (("--person", "Zebedee"), "does not stand in"),
    ],
)
def test_what_makes_no_sense_is_refused(desk: Desk, options: tuple[str, ...], said: str) -> None:
    told = desk.run("messages", "correct", "m-1", *options, exit_code=2)
    assert said in told.stderr


def test_corrected_mail_is_exported_for_its_owner_only(desk: Desk) -> None:
    strained = message(desk, "One month in")
    assert desk.run("corrections", "export").stdout == ""
    desk.run("messages", "correct", strained["id"], "--signal", "question", "--words", "going well", *AT)
    target = desk.home / "lessons.tsv"
    told = desk.run("corrections", "export", "--out", str(target))
    assert "as private as your mail" in told.stderr
    assert stat.S_IMODE(target.stat().st_mode) == 0o600
    target.rename(desk.home / "mine.tsv")
    (learnt,) = invented(desk.home)
    assert learnt.text == strained["own_words"]
    assert learnt.signals == {"question"}
    (line,) = desk.run("corrections", "export").stdout.splitlines()
    assert json.loads(line)["corrected"][0]["words"] == "going well"
    desk.run("corrections", "export", "--out", str(desk.home / "mine.tsv"), exit_code=2)


def test_mail_is_read_again_only_where_another_version_read_it(
    desk: Desk, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert "Every message was read by this version" in desk.run("reanalyze", *AT).stdout
    read = Reader.read

    def without_strain(self: Reader, passages: Any) -> Any:
        calm = Strain(value=False, score=0.0)
        return [replace(r, strain=calm, made_by="newer") for r in read(self, passages)]

    monkeypatch.setattr(Reader, "read", without_strain)
    monkeypatch.setattr("commands.app.App.reader", _newer)
    (told,) = desk.json("reanalyze", *AT)
    assert told["read_by"] == "newer"
    assert told["changes"] == {"strain": told["changed"]}
    assert told["messages"] > told["changed"] > 0
    assert [(f["reason"], f["contact"]["name"]) for f in told["flags_closed"]] == [
        ("strained", "Daniel Whitcombe")
    ]
    assert told["could_not_be_read"] == []
    assert desk.json("reanalyze", *AT)[0]["messages"] == 0


def _newer(_: Any) -> Reader:
    from nlp.pipeline import load

    reader = load()
    reader.version = "newer"
    return reader


def test_reading_again_can_be_stopped_and_goes_on_where_it_was(
    desk: Desk, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("contacts.reanalysis.BATCH", 20)
    read = Reader.read
    batches: list[int] = []

    def stopped_in_the_second_batch(self: Reader, passages: Any) -> Any:
        if len(passages) > 1:  # loading reads one by itself
            batches.append(len(passages))
            if len(batches) == 2:
                raise KeyboardInterrupt
        return read(self, passages)

    monkeypatch.setattr(Reader, "read", stopped_in_the_second_batch)
    told = desk.run("reanalyze", "--all", *AT, exit_code=1)
    assert "Stopped: 20 of" in told.stderr
    (rest,) = desk.json("reanalyze", *AT)
    assert rest["messages"] == sum(batches[2:])
