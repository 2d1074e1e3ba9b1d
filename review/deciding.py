"""What the keys of the screen decide: asked where something must be asked, done beside the screen, told."""

from __future__ import annotations

import asyncio
from abc import abstractmethod
from collections.abc import Callable
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from zoneinfo import ZoneInfo

from textual import work
from textual.app import App
from textual.content import Content

import errors
from domain import Flag, FlagState, Question, Stage
from reports import words
from reports.harmless import safe, short
from review import letters, questions
from review.actions import Act, Deed, Desk
from review.days_ahead import EXAMPLES, until
from review.dialogs import Ask, Pick, Read
from review.drafts import Draft, draft
from review.keys import LETTER_KEYS
from review.prompt import Tally
from review.questions import Answer, Answered
from review.words import told


@dataclass(frozen=True, slots=True)
class Doors:
    """The ways out of the screen: a new private file, and the mail program of the desktop."""

    save: Callable[[Path, bytes], None]
    launch: Callable[[str], object]


class Deciding(App[Tally]):
    """The deeds, without the look of the screen."""

    desk: Desk
    zone: ZoneInfo
    doors: Doors
    own_address: str

    def __init__(self, *, ansi_color: bool | None) -> None:
        super().__init__(ansi_color=ansi_color)
        self.deeds: list[Deed | Answered] = []
        self.is_busy = False

    @property
    @abstractmethod
    def chosen(self) -> Flag | Question | None:
        """What is looked at."""

    @abstractmethod
    def load(self, *, at: int | None = None) -> None:
        """Show again what is open; the flag of that number stays chosen, else the place in the list."""

    @abstractmethod
    def say(self, text: str) -> None:
        """A line about what was done."""

    @property
    def flag(self) -> Flag | None:
        """The flag that is looked at; None, with a word about it, where it is a question."""
        if isinstance(self.chosen, Question):
            self.say("This is a question: y one person, n two people, l later.")
        return self.chosen if isinstance(self.chosen, Flag) else None

    # ------------------------------------------------------------------ deeds that ask nothing

    def action_do(self, name: str) -> None:
        """Do it with the flag; `n` says to a question that the two are two people."""
        if isinstance(self.chosen, Question) and name == "not_strained":
            self.action_answer(Answer.TWO.value)
        elif (flag := self.flag) is not None:
            self.run_deed(partial(getattr(self.desk, name), flag.id))

    def action_answer(self, said: str) -> None:
        """Answer the question that is looked at."""
        if isinstance(self.chosen, Question):
            self.run_deed(partial(questions.answer, self.desk, self.chosen, Answer(said)))

    def action_undo(self) -> None:
        """Take back the last deed of this sitting."""
        if not self.deeds:
            self.say("Nothing was done yet that could be taken back.")
            return
        last = self.deeds[-1]
        if isinstance(last, Deed):
            self.run_deed(partial(self.desk.undo_deed, last), is_undo=True)
        else:
            self.run_deed(partial(questions.take_back, self.desk, last), is_undo=True)

    def run_deed(self, deed: Callable[[], Deed | Answered | None], *, is_undo: bool = False) -> None:
        """Do it, unless another is still being done: the flag looked at may be gone after that one."""
        if self.is_busy:
            self.say("One moment, the last one is still being done.")
            return
        self.is_busy = True
        self.say("One moment ...")
        self._run(deed, is_undo=is_undo)

    @work
    async def _run(self, deed: Callable[[], Deed | Answered | None], *, is_undo: bool) -> None:
        """Do it beside the screen, since words may have to be read again; then say what became of it."""
        try:
            made = await asyncio.to_thread(deed)
        except errors.KeepwarmError as problem:
            self.say(str(problem))
            return
        finally:
            self.is_busy = False
        if is_undo:
            self.deeds.pop()
        elif made is not None:
            self.deeds.append(made)
        is_flag = isinstance(made, Deed) and made.flag.state is FlagState.OPEN
        self.load(at=made.flag.id if isinstance(made, Deed) and is_flag else None)
        self.say(self._told(made, is_undo=is_undo))

    def _told(self, made: Deed | Answered | None, *, is_undo: bool) -> str:
        if made is None:
            return "Taken back."
        said = told(made, self.zone) if isinstance(made, Deed) else questions.told(made)
        return said if is_undo else f"{said} u takes it back."

    # ------------------------------------------------------------------ deeds that ask

    @work
    async def action_called(self) -> None:
        """Ask what was said, then log the call."""
        if (flag := self.flag) is None:
            return
        title = f"You called {safe(flag.finding.contact.name)}. What was said?"
        said = await self.push_screen_wait(Ask(title, "May stay empty. Enter logs the call, Escape leaves."))
        if said is not None:
            self.run_deed(partial(self.desk.called, flag.id, said))

    @work
    async def action_snooze(self) -> None:
        """Ask for a day, then put it away."""
        if (flag := self.flag) is None:
            return

        def problem(text: str) -> str:
            return "" if until(text, self.desk.now) else f"That is no day in the future; say {EXAMPLES}."

        answer = await self.push_screen_wait(Ask("Snooze until when?", EXAMPLES, problem=problem))
        at = until(answer, self.desk.now) if answer else None
        if at is not None:
            self.run_deed(partial(self.desk.snooze, flag.id, at))

    @work
    async def action_wrong_person(self) -> None:
        """Ask whom it is about, then put right what names the wrong one."""
        if (flag := self.flag) is None:
            return

        def problem(text: str) -> str:
            try:
                if text.strip():
                    self.desk.contact(text)
            except errors.KeepwarmError as unknown:
                return safe(str(unknown))
            return ""

        title = f"Not about {safe(flag.finding.contact.name)}. Whom is it about?"
        hint = "An id, address or name; empty: nobody you know."
        answer = await self.push_screen_wait(Ask(title, hint, problem=problem))
        if answer is not None:
            right = self.desk.contact(answer) if answer else None
            self.run_deed(partial(self.desk.wrong_person, flag.id, right))

    @work
    async def action_misread(self) -> None:
        """Ask what was misread where there is more than one thing, then put it right."""
        if (flag := self.flag) is None:
            return
        found = self.desk.misreadings(flag)
        if len(found) > 1:
            options = [f"{one.claim}: {short(one.words, 120)}" for one in found]
            picked = await self.push_screen_wait(Pick("Which of these is wrong?", options))
            if picked is None:
                return
            found = [found[picked]]
        self.run_deed(partial(self.desk.misread, flag.id, found or None))

    @work
    async def action_stage(self) -> None:
        """Ask for the stage, then set it."""
        if (flag := self.flag) is None:
            return
        title = f"Where does {safe(flag.finding.contact.name)} stand?"
        picked = await self.push_screen_wait(Pick(title, [words.stage(one) for one in Stage]))
        if picked is not None:
            self.run_deed(partial(self.desk.set_stage, flag.id, list(Stage)[picked]))

    # ------------------------------------------------------------------ the letter

    @work
    async def action_draft(self) -> None:
        """Begin the letter; it may be copied, saved or opened."""
        if (flag := self.flag) is None:
            return
        made = draft(self.desk, flag, own_address=self.own_address)
        body = Content("\n".join(map(safe, letters.text(made).split("\n"))))
        choice = await self.push_screen_wait(Read("A letter begun; nothing is sent", body, LETTER_KEYS))
        if choice == "copy":
            self.copy_to_clipboard(made.text)
            self.say("The letter is in the clipboard, if your terminal allows it.")
        elif choice == "open":
            self.doors.launch(letters.mailto(made))
            self.say("Your mail program was asked to open it.")
        elif choice == "save":
            await self._save(made)

    async def _save(self, made: Draft) -> None:
        name = f"keepwarm-f-{made.flag.id}.eml"
        hint = "A new file that only you may read."
        path = await self.push_screen_wait(Ask("Save the letter as", hint, value=name))
        if not path:
            return
        try:
            self.doors.save(Path(path).expanduser(), letters.eml(made))
        except errors.KeepwarmError as problem:
            self.say(str(problem))
        else:
            self.say(f"Written to {path}; only you may read it.")


def tally(deeds: list[Deed | Answered], *, left: int) -> Tally:
    """What was decided in a sitting."""
    decided: dict[Act, int] = {}
    for deed in deeds:
        if isinstance(deed, Deed):
            decided[deed.what] = decided.get(deed.what, 0) + 1
    return Tally(left, decided, answered=sum(isinstance(deed, Answered) for deed in deeds))
