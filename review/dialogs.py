"""Small questions over the screen: a line of text, one of a list, a letter to look at; Escape leaves them."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from textual import events
from textual.app import ComposeResult
from textual.binding import Binding
from textual.containers import Vertical, VerticalScroll
from textual.content import Content
from textual.screen import ModalScreen
from textual.widgets import Input, OptionList, Static

LEAVE = Binding("escape", "dismiss_none", "Leave")


class Ask(ModalScreen[str | None]):
    """A line of text; `problem` says what is wrong with one, empty where it will do."""

    BINDINGS = [LEAVE]

    def __init__(
        self, title: str, hint: str = "", *, problem: Callable[[str], str] = lambda _: "", value: str = ""
    ) -> None:
        super().__init__()
        self.heading, self.hint, self.problem, self.value = title, hint, problem, value

    def compose(self) -> ComposeResult:
        """Title, field, and a line for hint or problem."""
        with Vertical(classes="dialog"):
            yield Static(Content(self.heading), classes="title")
            yield Input(self.value, id="answer")
            yield Static(Content(self.hint), id="hint")

    def on_input_submitted(self, event: Input.Submitted) -> None:
        """Leave with the answer, or say why it will not do."""
        problem = self.problem(event.value)
        if problem:
            self.query_one("#hint", Static).update(Content(problem))
        else:
            self.dismiss(event.value.strip())

    def action_dismiss_none(self) -> None:
        """Leave without an answer."""
        self.dismiss(None)


class Pick(ModalScreen[int | None]):
    """One of a list, by arrows and Enter or by its number; the place of the one chosen."""

    BINDINGS = [LEAVE]

    def __init__(self, title: str, options: Sequence[str]) -> None:
        super().__init__()
        self.heading, self.options = title, options

    def compose(self) -> ComposeResult:
        """Title and list."""
        with Vertical(classes="dialog"):
            yield Static(Content(self.heading), classes="title")
            rows = [self._row(place) for place in range(len(self.options))]
            yield OptionList(*rows, markup=False, id="options")
            yield Static(Content("Enter or a number chooses, Escape leaves."), id="hint")

    def _row(self, place: int, *, is_chosen: bool = False) -> Content:
        return Content(f"{'>' if is_chosen else ' '} {place + 1}  {self.options[place]}")

    def on_option_list_option_highlighted(self, event: OptionList.OptionHighlighted) -> None:
        """Point at it with a sign, not by colour alone."""
        for place in range(len(self.options)):
            row = self._row(place, is_chosen=place == event.option_index)
            event.option_list.replace_option_prompt_at_index(place, row)

    def on_option_list_option_selected(self, event: OptionList.OptionSelected) -> None:
        """Leave with what was chosen."""
        self.dismiss(event.option_index)

    def on_key(self, event: events.Key) -> None:
        """A number chooses at once."""
        if event.key.isascii() and event.key.isdigit() and 0 < int(event.key) <= len(self.options):
            self.dismiss(int(event.key) - 1)

    def action_dismiss_none(self) -> None:
        """Leave without a choice."""
        self.dismiss(None)


class Read(ModalScreen[str | None]):
    """Something to read, with keys that each leave with their word."""

    BINDINGS = [Binding("escape,q,question_mark", "dismiss_none", "Leave")]

    def __init__(self, title: str, body: Content, keys: Sequence[tuple[str, str, str]] = ()) -> None:
        super().__init__()
        self.heading, self.body, self.keys = title, body, keys

    def compose(self) -> ComposeResult:
        """Title, text and the keys."""
        with Vertical(classes="dialog wide"):
            yield Static(Content(self.heading), classes="title")
            with VerticalScroll(id="body"):
                yield Static(self.body)
            said = [f"{key} {what}" for key, _, what in self.keys]
            yield Static(Content("  ".join([*said, "Escape leaves"])), id="hint")

    def on_mount(self) -> None:
        """Arrows scroll at once."""
        self.query_one("#body").focus()

    def on_key(self, event: events.Key) -> None:
        """Leave with the word of a key."""
        for key, word, _ in self.keys:
            if event.key == key:
                event.prevent_default().stop()  # else the screen beneath would take it for its own
                self.dismiss(word)

    def action_dismiss_none(self) -> None:
        """Leave without a word."""
        self.dismiss(None)
