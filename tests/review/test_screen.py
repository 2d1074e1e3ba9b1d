"""The full screen, driven by its keys over a real store: what is kept, what is shown, what is undone."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable, Sequence
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import text
from textual.pilot import Pilot
from textual.widgets import Static

from domain import Clue, Ground, Reason
from review.deciding import Doors
from review.prompt import Tally
from review.screen import ReviewScreen
from store import pairs
from tests.review.conftest import NOW, ZONE, Sitting

Look = Callable[[ReviewScreen, Pilot[Tally]], Awaitable[None]]


class Outside:
    """What left the screen."""

    def __init__(self) -> None:
        self.saved: dict[Path, bytes] = {}
        self.opened: list[str] = []

    @property
    def doors(self) -> Doors:
        return Doors(save=self.saved.__setitem__, launch=self.opened.append)


def shown(
    sitting: Sitting, look: Look, *, size: tuple[int, int] = (80, 24), doors: Doors | None = None, **more: Any
) -> Tally | None:
    """Open the screen, look at it, and leave; what it says was decided."""

    async def play() -> Tally | None:
        screen = ReviewScreen(sitting.desk, zone=ZONE, doors=doors or Outside().doors, **more)
        async with screen.run_test(size=size) as pilot:
            await pilot.pause()
            await look(screen, pilot)
            if screen.is_running:
                await type_(screen, pilot, ["q"])
        return screen.return_value

    return asyncio.run(play())


async def type_(screen: ReviewScreen, pilot: Pilot[Tally], keys: Sequence[str]) -> None:
    """Press keys one after another, each until all that it began is done."""
    for key in keys:
        await pilot.press(key)
        await pilot.pause()
        while screen.is_busy:
            await asyncio.sleep(0.01)
        await pilot.pause()


def choose(screen: ReviewScreen, reason: str) -> int:
    """Go to the flag of a reason; its number."""
    place = next(n for n, one in enumerate(screen.items) if one.finding.reason is Reason(reason))  # type: ignore[union-attr]
    screen.rows.highlighted = place
    return screen.items[place].id


def said(screen: ReviewScreen, name: str) -> str:
    """What stands in a part of the screen."""
    return str(screen.query_one(f"#{name}", Static).content)


@pytest.mark.parametrize(
    ("reason", "keys", "state", "told"),
    [
        ("reply_owed", ["w"], "done", "written to"),
        ("call_owed", ["c", *"noon", "enter"], "done", "called"),
        ("reply_owed", ["s", *"monday", "enter"], "snoozed", "snoozed until Mon 9 Mar 2026"),
        ("reply_owed", ["s", *"soon", "enter", *["backspace"] * 4, *"2w", "enter"], "snoozed", "18 Mar"),
        ("second_look", ["d"], "dismissed", "dismissed"),
        ("prep_owed", ["p", "enter"], "dismissed", "wrong person"),
        ("feedback_owed", ["p", *"Aisha", "enter"], "dismissed", "wrong person"),
        ("strained", ["n"], "dismissed", "not strained"),
        ("reply_owed", ["m", "1"], "dismissed", "misread"),
        ("call_owed", ["g", "down", "down", "enter"], "open", "stage interviewing"),
    ],
)
def test_a_key_decides_and_u_takes_it_back(
    sitting: Sitting, reason: str, keys: list[str], state: str, told: str
) -> None:
    before = sitting.everything()

    async def look(screen: ReviewScreen, pilot: Pilot[Tally]) -> None:
        number = choose(screen, reason)
        await type_(screen, pilot, keys)
        assert told in said(screen, "status")
        assert sitting.desk.flag(number).state.value == state
        assert (number in [one.id for one in screen.items]) is (state == "open")
        await type_(screen, pilot, ["u"])
        assert "taken back" in said(screen, "status")
        assert screen.chosen is not None
        assert screen.chosen.id == number

    tally = shown(sitting, look)
    assert sitting.everything() == before
    assert str(tally) == sitting.unchanged


def test_undo_goes_back_several_steps_and_then_says_so(sitting: Sitting) -> None:
    before = sitting.everything()

    async def look(screen: ReviewScreen, pilot: Pilot[Tally]) -> None:
        await type_(screen, pilot, ["d", "d", "w", "u", "u", "u"])
        assert len(screen.items) == sitting.count
        await type_(screen, pilot, ["u"])
        assert "Nothing was done yet" in said(screen, "status")

    shown(sitting, look)
    assert sitting.everything() == before


def test_escape_leaves_every_question_without_a_deed(sitting: Sitting) -> None:
    before = sitting.everything()

    async def look(screen: ReviewScreen, pilot: Pilot[Tally]) -> None:
        choose(screen, "reply_owed")
        for key in ("c", "s", "p", "m", "g", "o", "f", "question_mark"):
            await type_(screen, pilot, [key])
            assert len(screen.screen_stack) == 2, key
            await type_(screen, pilot, ["escape"])
            assert len(screen.screen_stack) == 1, key

    assert str(shown(sitting, look)) == sitting.unchanged
    assert sitting.everything() == before


def test_the_thread_stands_beside_the_flag_with_its_proof_marked(sitting: Sitting) -> None:
    async def look(screen: ReviewScreen, pilot: Pilot[Tally]) -> None:
        choose(screen, "reply_owed")
        await pilot.pause()
        assert "Tobias Renner wrote on Thursday 26 February" in said(screen, "head")
        assert "They last wrote Thu 26 Feb 2026" in said(screen, "facts")
        assert "tobias.renner@" not in said(screen, "facts")
        assert "»has Bianca said anything about my application?«" in said(screen, "thread")
        choose(screen, "prep_owed")
        await pilot.pause()
        assert "\n+ You, Fri 27 Feb 2026: Bianca, Thursday at 10am it is." in said(screen, "thread")
        await type_(screen, pilot, ["t"])
        assert "\n+ " not in said(screen, "thread")
        assert "lucia.ferrante@" in said(screen, "facts")

    shown(sitting, look)


def test_a_filter_narrows_and_escape_widens(sitting: Sitting) -> None:
    async def look(screen: ReviewScreen, pilot: Pilot[Tally]) -> None:
        await type_(screen, pilot, ["f", "2"])
        assert {one.finding.reason for one in screen.items} == {Reason.REPLY_OWED}  # type: ignore[union-attr]
        assert "only: reply owed" in said(screen, "title")
        await type_(screen, pilot, ["escape"])
        assert len(screen.items) == sitting.count

    shown(sitting, look)


def test_a_letter_is_copied_saved_and_opened_only_when_asked(sitting: Sitting) -> None:
    outside = Outside()

    async def look(screen: ReviewScreen, pilot: Pilot[Tally]) -> None:
        choose(screen, "reply_owed")
        await type_(screen, pilot, ["o", "escape"])
        assert not outside.saved
        assert not outside.opened
        await type_(screen, pilot, ["o", "c"])
        assert "has Bianca said anything" in screen.clipboard
        await type_(screen, pilot, ["o", "o"])
        await type_(screen, pilot, ["o", "e", "enter"])

    assert str(shown(sitting, look, doors=outside.doors)) == sitting.unchanged
    (link,) = outside.opened
    assert link.startswith("mailto:tobias.renner@postbox.example?subject=Re%3A%20Fennel%20Foods&body=")
    ((path, content),) = outside.saved.items()
    assert path.suffix == ".eml"
    assert b"X-Unsent: 1" in content


@pytest.mark.parametrize(("size", "is_stacked"), [((80, 24), False), ((40, 24), True), ((30, 12), True)])
def test_it_fits_into_small_windows(sitting: Sitting, size: tuple[int, int], is_stacked: bool) -> None:
    async def look(screen: ReviewScreen, pilot: Pilot[Tally]) -> None:
        beside = screen.query_one("#beside")
        assert (beside.region.y > screen.rows.region.y) is is_stacked
        assert (beside.region.x > screen.rows.region.x) is not is_stacked
        for widget in (screen.rows, beside, screen.query_one("#keys"), screen.query_one("#status")):
            assert screen.screen.region.contains_region(widget.region)
            assert widget.region.height > 0
        keys = said(screen, "keys").split("\n")
        assert len(keys) <= 2
        assert "? " in keys[-1]
        assert max(map(len, keys)) <= size[0]

    shown(sitting, look, size=size)


def test_a_window_may_change_its_size(sitting: Sitting) -> None:
    async def look(screen: ReviewScreen, pilot: Pilot[Tally]) -> None:
        for width, height in ((120, 40), (36, 16), (80, 24)):
            await pilot.resize_terminal(width, height)
            await pilot.pause()
            beside = screen.query_one("#beside")
            assert (beside.region.y > screen.rows.region.y) is (width < 72)
            assert ("postbox.example" in said(screen, "facts")) is (height >= 30)

    shown(sitting, look)


def test_light_and_dark_and_without_colour(sitting: Sitting, monkeypatch: pytest.MonkeyPatch) -> None:
    async def look(screen: ReviewScreen, pilot: Pilot[Tally]) -> None:
        assert not screen.current_theme.dark
        await type_(screen, pilot, ["l"])
        assert screen.current_theme.dark

    shown(sitting, look, is_light=True)
    monkeypatch.setenv("NO_COLOR", "1")

    async def without(screen: ReviewScreen, pilot: Pilot[Tally]) -> None:
        choose(screen, "call_owed")
        await pilot.pause()
        prompts = [str(option.prompt) for option in screen.rows.options]
        assert [p for p in prompts if p.startswith("> ")] == ["> Aisha Bello\n  soon  call owed, 2 Mar"]

    shown(sitting, without)


def test_hostile_mail_is_only_text(sitting: Sitting) -> None:
    flag = sitting.flag("reply_owed")
    (message,) = sitting.desk.proof(flag)
    evil = (
        "has Bianca said [@click=app.leave]anything[/] [red]now[/red] \x1b]52;c;ZXZpbA==\x07 \u202egnihton "
    )
    with sitting.database.write() as session:
        session.execute(
            text("UPDATE messages SET own_words = :words, subject = :evil, from_name = :evil WHERE id = :id"),
            {"words": evil + "x" * 300_000, "evil": evil, "id": message.id},
        )
        session.execute(text("UPDATE contacts SET name = :evil WHERE id = :id"),
                        {"evil": evil, "id": flag.finding.contact.id})  # fmt: skip

    async def look(screen: ReviewScreen, pilot: Pilot[Tally]) -> None:
        choose(screen, "reply_owed")
        await type_(screen, pilot, ["t", "o", "escape", "p", "escape", "m", "escape", "g", "escape"])
        told = "".join(said(screen, name) for name in ("title", "head", "facts", "thread", "status"))
        told += "".join(str(option.prompt) for option in screen.rows.options)
        assert not {"\x1b", "\x07", "\u202e"} & set(told)
        assert "[@click=app.leave]anything[/]" in told
        assert "more characters" in said(screen, "thread")

    assert shown(sitting, look) is not None


def test_who_is_one_person_is_asked_answered_and_taken_back(sitting: Sitting) -> None:
    grace, hannah = sitting.desk.contact("Grace Tan"), sitting.desk.contact("Hannah Voss")
    assert grace.id is not None
    assert hannah.id is not None
    with sitting.database.write() as session:
        grounds = [Ground(Clue.PHONE, "both sign with 020 7946 0000")]
        pairs.ask(session, grace.id, hannah.id, score=0.6, grounds=grounds, at=NOW)

    async def look(screen: ReviewScreen, pilot: Pilot[Tally]) -> None:
        await type_(screen, pilot, ["end"])
        assert "both sign with 020 7946 0000" in said(screen, "head")
        assert "one person" in said(screen, "keys")
        await type_(screen, pilot, ["w"])
        assert "This is a question" in said(screen, "status")
        await type_(screen, pilot, ["y"])
        assert sitting.desk.contact("Grace Tan").addresses == (*grace.addresses, *hannah.addresses)
        await type_(screen, pilot, ["u", "end"])
        assert sitting.desk.contact("Hannah Voss").addresses == hannah.addresses
        await type_(screen, pilot, ["n"])
        assert "two people" in said(screen, "status")
        assert len(screen.items) == sitting.count
        await type_(screen, pilot, ["u", "end", "l"])

    assert str(shown(sitting, look)) == f"1 question answered; {sitting.count} left."
    with sitting.database.read() as session:
        assert pairs.open_questions(session, now=NOW) == []
