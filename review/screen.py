"""The review on the full screen: flags by urgency, the thread beside them, one key for each deed."""

from __future__ import annotations

import asyncio
import os
from zoneinfo import ZoneInfo

from textual import events, work
from textual.app import ComposeResult
from textual.binding import Binding
from textual.containers import Horizontal, VerticalScroll
from textual.content import Content
from textual.geometry import Size
from textual.widgets import OptionList, Static

from domain import Flag, Question, Reason
from reports import words
from reports.harmless import safe
from review import rendering
from review.actions import Desk
from review.beside import beside
from review.deciding import Deciding, Doors, tally
from review.dialogs import Pick, Read
from review.keys import KEYS, explained, footer
from review.questions import open_questions

ROOMY = 30  # lines of a window from which on everything known is shown


class ReviewScreen(Deciding):
    """All open flags and questions, and what is decided about them; the result tells what was.

    `desk` answers and does; `doors` lead out of the screen. `reason`, `contact_id` and `account` narrow what
    is shown, and then no questions are.
    """

    CSS_PATH = "screen.tcss"
    TITLE = "keepwarm review"
    ENABLE_COMMAND_PALETTE = False
    HORIZONTAL_BREAKPOINTS = [(0, "-narrow"), (72, "-normal")]
    VERTICAL_BREAKPOINTS = [(0, "-short"), (ROOMY, "-tall")]
    BINDINGS = [
        *(Binding(key, action, word) for key, word, action, _ in KEYS),
        Binding("y", "answer('same')", "one person"),
        Binding("j", "move(1)", "down"),
        Binding("k", "move(-1)", "up"),
        Binding("space", "scroll(1)", "further"),
        Binding("b", "scroll(-1)", "back"),
        Binding("escape", "everything", "everything"),
    ]

    def __init__(
        self,
        desk: Desk,
        *,
        zone: ZoneInfo,
        doors: Doors,
        own_address: str = "",
        reason: Reason | None = None,
        contact_id: int | None = None,
        account: str | None = None,
        is_light: bool = False,
    ) -> None:
        # Without colour the terminal's own two are left alone; greys would still be colours.
        self.is_mono = bool(os.environ.get("NO_COLOR"))
        super().__init__(ansi_color=True if self.is_mono else None)
        self.desk, self.zone, self.doors, self.own_address = desk, zone, doors, own_address
        self.reason, self.contact_id, self.account = reason, contact_id, account
        self.is_light, self.is_unfolded = is_light, False
        self.items: list[Flag | Question] = []
        self.window = Size(80, 24)
        self.pointed: int | None = None  # the row that bears the pointer

    def compose(self) -> ComposeResult:
        """Title, list, thread, what was done last, keys."""
        yield Static(id="title", markup=False)
        with Horizontal(id="desk"):
            yield OptionList(id="flags", markup=False)
            with VerticalScroll(id="beside", can_focus=True):
                yield Static(id="head", markup=False)
                yield Static(id="facts", markup=False)
                yield Static(id="thread", markup=False)
        yield Static(id="status", markup=False)
        yield Static(id="keys", markup=False)

    def on_mount(self) -> None:
        """Show what is open."""
        self.window = self.size
        self._wear()
        self.load(anew=True)
        self.rows.focus()
        self.say("Arrows choose, letters decide, ? explains.")

    # ------------------------------------------------------------------ showing

    @property
    def rows(self) -> OptionList:
        """The list."""
        return self.query_one("#flags", OptionList)

    @property
    def chosen(self) -> Flag | Question | None:
        """What is looked at."""
        at = self.rows.highlighted
        return self.items[at] if at is not None and at < len(self.items) else None

    def load(self, *, at: int | None = None, anew: bool = False) -> None:
        """Fill the list; the flag of that number stays chosen, else the place in the list."""
        place = self.rows.highlighted or 0
        found = self.desk.open_flags(
            reason=self.reason, contact_id=self.contact_id, account=self.account, anew=anew
        )
        is_narrowed = self.reason is not None or self.contact_id is not None or self.account is not None
        self.items = [*found, *([] if is_narrowed else open_questions(self.desk))]
        self.pointed = None
        self.rows.set_options(rendering.row(one, self.zone) for one in self.items)
        numbers = [one.id if isinstance(one, Flag) else None for one in self.items]
        if self.items:
            here = numbers.index(at) if at is not None and at in numbers else place
            self.rows.highlighted = min(here, len(self.items) - 1)
        self._show()

    def on_option_list_option_highlighted(self, event: OptionList.OptionHighlighted) -> None:
        """Another flag: its thread."""
        if event.option_list is self.rows:
            self._show()

    def on_resize(self, event: events.Resize) -> None:
        """More or less of it, as there is room."""
        self.window = event.size
        self._show()

    def _show(self) -> None:
        self._point()
        flags = [one for one in self.items if isinstance(one, Flag)]
        only = [rendering.SHORT_REASONS[self.reason] if self.reason else "", safe(self.account or "")]
        narrowly = f"   only: {', '.join(filter(None, only))} (Escape: all)" if any(only) else ""
        asked = len(self.items) - len(flags)
        questions = f", {words.count(asked, 'question')}" if asked else ""
        title = f"keepwarm review   {words.count(len(flags), 'flag')} open{questions}{narrowly}"
        self.query_one("#title", Static).update(Content(title))
        chosen = self.chosen
        head, facts, thread = Content("Nobody is waiting for you."), Content(""), Content("")
        if isinstance(chosen, Question):
            head = rendering.question(chosen)
        elif chosen is not None:
            found = beside(self.desk, chosen, also=flags, zone=self.zone)
            head = rendering.head(chosen, self.zone)
            facts = rendering.facts(found, brief=self.window.height < ROOMY and not self.is_unfolded)
            thread = rendering.thread(found, self.zone, unfolded=self.is_unfolded)
        for name, content in (("head", head), ("facts", facts), ("thread", thread)):
            self.query_one(f"#{name}", Static).update(content)
        keys = footer(self.window.width - 2, is_question=isinstance(chosen, Question))
        self.query_one("#keys", Static).update(keys)
        self.query_one("#beside").scroll_home(animate=False)

    def _point(self) -> None:
        """Mark the chosen row with a sign: colour alone tells nothing to some."""
        at = self.rows.highlighted
        for place, is_pointed in ((self.pointed, False), (at, True)):
            if place is not None and place < len(self.items):
                prompt = rendering.row(self.items[place], self.zone, is_chosen=is_pointed)
                self.rows.replace_option_prompt_at_index(place, prompt)
        self.pointed = at

    def say(self, text: str) -> None:
        """A line about what was done."""
        self.query_one("#status", Static).update(Content(safe(text)))

    def _wear(self) -> None:
        kind = "light" if self.is_light else "dark"
        self.theme = f"ansi-{kind}" if self.is_mono else f"textual-{kind}"

    # ------------------------------------------------------------------ looking

    @work
    async def action_filter(self) -> None:
        """Only one reason or one mailbox."""
        everything = self.desk.open_flags(contact_id=self.contact_id, anew=False)
        reasons = [one for one in Reason if any(flag.finding.reason is one for flag in everything)]
        accounts = sorted({name for names in self.desk.accounts_of(everything).values() for name in names})
        names = [words.REASONS[one] for one in reasons]
        names += [f"mailbox {safe(one)}" for one in accounts] if len(accounts) > 1 else []
        picked = await self.push_screen_wait(Pick("Show only", ["everything", *names]))
        if picked is None:
            return
        self.reason = reasons[picked - 1] if 0 < picked <= len(reasons) else None
        self.account = accounts[picked - 1 - len(reasons)] if picked > len(reasons) else None
        self.load()

    def action_everything(self) -> None:
        """Everything again."""
        if self.reason is not None or self.account is not None:
            self.reason = self.account = None
            self.load()

    def action_unfold(self) -> None:
        """The whole thread, or a line for each message."""
        self.is_unfolded = not self.is_unfolded
        self._show()

    def action_light(self) -> None:
        """Light or dark; to a question: later."""
        if isinstance(self.chosen, Question):
            self.action_answer("later")
            return
        self.is_light = not self.is_light
        self._wear()

    def action_help(self) -> None:
        """What each key does."""
        self.push_screen(Read("Keys", explained()))

    def action_move(self, step: int) -> None:
        """The next flag, or the one before."""
        if step > 0:
            self.rows.action_cursor_down()
        else:
            self.rows.action_cursor_up()

    def action_scroll(self, pages: int) -> None:
        """Further or back in the thread."""
        pane = self.query_one("#beside")
        if pages > 0:
            pane.scroll_page_down(animate=False)
        else:
            pane.scroll_page_up(animate=False)

    @work
    async def action_leave(self) -> None:
        """End with what was decided, once it is done."""
        while self.is_busy:
            await asyncio.sleep(0.02)
        left = sum(isinstance(one, Flag) for one in self.items)
        self.exit(tally(self.deeds, left=left))
