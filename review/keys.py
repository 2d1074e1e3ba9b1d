"""The keys of the review screen, as the footer shows and the help explains them."""

from __future__ import annotations

from collections.abc import Sequence

from textual.content import Content

# key, word in the footer, action, what the help says
KEYS = (
    ("w", "written", "do('written')", "you wrote to them; what a message settles is done"),
    ("c", "called", "called", "you called them; the call is logged"),
    ("s", "snooze", "snooze", "put it away until a day"),
    ("d", "dismiss", "do('dismiss')", "wrong or of no matter; the same proof stays quiet"),
    ("p", "wrong person", "wrong_person", "it is about somebody else"),
    ("n", "not strained", "do('not_strained')", "nobody is unhappy there"),
    ("m", "misread", "misread", "what raised it was misread"),
    ("g", "stage", "stage", "say where the candidate stands"),
    ("o", "draft", "draft", "begin the letter: copy, save, open; nothing is sent"),
    ("u", "undo", "undo", "take back the last thing you did, and the one before"),
    ("f", "filter", "filter", "only one reason, or one mailbox"),
    ("t", "unfold", "unfold", "all of the thread, or a line for each message"),
    ("l", "light", "light", "change between light and dark"),
    ("question_mark", "help", "help", "these words"),
    ("q", "quit", "leave", "end; what was decided is kept"),
)
MORE_HELP = (
    ("j k", "down, up: another flag; the arrows do it too"),
    ("space", "further in the thread; b goes back"),
    ("", ""),
    ("y", "to a question: yes, one person"),
    ("n", "to a question: no, two people"),
    ("l", "to a question: ask again in a month"),
)
IN_FOOTER = "wcsdpnmgouft"
ANSWERS = (("y", "one person"), ("n", "two people"), ("l", "later"), ("u", "undo"))
ENDING = (("?", "help"), ("q", "quit"))
MOST_LINES = 2

LETTER_KEYS = (("c", "copy", "copy"), ("e", "save", "save as .eml"), ("o", "open", "open in mail program"))


def footer(width: int, *, is_question: bool) -> Content:
    """The keys in at most two lines; in a narrow window the first of them, and where the rest is told."""
    usual = [(key, word) for key, word, _, _ in KEYS if key in IN_FOOTER]
    every = [*(ANSWERS if is_question else usual), *ENDING]
    lines, first = _lines(every, width), 4
    while len(lines) > MOST_LINES and first:
        lines = _lines([*every[:first], ("?", "all keys"), ENDING[1]], width)
        first -= 1
    return Content("\n").join(
        Content("  ").join(Content.assemble((key, "bold"), (f" {word}", "dim")) for key, word in line)
        for line in lines
    )


def explained() -> Content:
    """What each key does, a line each."""
    lines = [("?" if key == "question_mark" else key, f"{word}: {what}") for key, word, _, what in KEYS]
    return Content("\n").join(
        Content.assemble((f"{key:>5}", "bold"), f"  {what}") for key, what in [*lines, *MORE_HELP]
    )


def _lines(keys: Sequence[tuple[str, str]], width: int) -> list[list[tuple[str, str]]]:
    """Keys with their words in lines of a width, none torn apart."""
    lines: list[list[tuple[str, str]]] = [[]]
    for key, word in keys:
        used = sum(len(one) + len(said) + 3 for one, said in lines[-1])
        if lines[-1] and used + len(key) + len(word) + 1 > width:
            lines.append([])
        lines[-1].append((key, word))
    return lines
