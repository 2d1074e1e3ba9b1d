"""The review at a plain prompt: a flag in words, one answer; for any terminal and for screen readers."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from zoneinfo import ZoneInfo

import errors
from domain import Flag, FlagState, Question, Stage
from reports import words
from reports.flag_told import describe
from reports.harmless import short
from review import letters, questions
from review.actions import Act, Deed, Desk
from review.beside import beside
from review.days_ahead import EXAMPLES, until
from review.drafts import draft
from review.questions import Answer
from review.words import SAID, told

# The letter, the word, and what it does; the word may be typed as well.
CHOICES = (
    ("w", "written", "you wrote to them; everything a message settles is done"),
    ("c", "called", "you called them; the call is logged"),
    ("s", "snooze", "put it away until a day"),
    ("d", "dismiss", "it was wrong or does not matter; never again on the same evidence"),
    ("p", "wrong person", "it is about somebody else; what names them is put right"),
    ("n", "not strained", "nobody is unhappy there; kept over every later reading"),
    ("m", "misread", "what raised it was misread; kept over every later reading"),
    ("g", "stage", "say where the candidate stands"),
    ("o", "draft", "begin the letter; nothing is sent"),
    ("t", "thread", "read the thread, and what is known of them"),
    ("u", "undo", "take back the last thing you did"),
    ("b", "back", "the flag before"),
    ("", "next", "just Enter: leave it as it is"),
    ("h", "help", "these words again"),
    ("q", "quit", "end; what was decided is kept"),
)
KEYS = "What now? Enter for the next, h for help"
QUESTION_KEYS = "One person? yes, no, later; Enter leaves it open"
DOING = "wcsdpnmg"


@dataclass
class Tally:
    """What was decided."""

    left: int
    decided: dict[Act, int] = field(default_factory=dict)
    answered: int = 0  # questions

    def __str__(self) -> str:
        said = [f"{number} {SAID[act]}" for act, number in self.decided.items()]
        said += [words.count(self.answered, "question") + " answered"] if self.answered else []
        return f"{', '.join(said) or 'nothing changed'}; {self.left} left."


class Walk:
    """One sitting: the flags in their order, and the deeds that can be taken back."""

    def __init__(
        self,
        desk: Desk,
        flags: Sequence[Flag],
        *,
        ask: Callable[[str], str],
        say: Callable[[str], None],
        zone: ZoneInfo,
        asked: Sequence[Question] = (),
        own_address: str = "",
    ) -> None:
        self.desk, self.flags, self.zone, self.own_address = desk, list(flags), zone, own_address
        self.ask, self.say, self.asked = ask, say, asked
        self.deeds: list[Deed] = []
        self.closed: set[int] = set()
        self.at = 0

    def run(self) -> Tally:
        """Walk to the end of the flags, of the input, or to `q`; what was decided."""
        self.say(_help())
        while self.at < len(self.flags):
            flag = self.flags[self.at]
            if flag.id in self.closed:
                self.at += 1
                continue
            self.say(f"\n{self.at + 1} of {len(self.flags)}\n{describe(flag, self.zone)}")
            if not self._decide(flag):
                return self._tally(0)
        return self._tally(self._answer_all())

    def _tally(self, answered: int) -> Tally:
        decided: dict[Act, int] = {}
        for deed in self.deeds:
            decided[deed.what] = decided.get(deed.what, 0) + 1
        left = len([one for one in self.flags if one.id not in self.closed])
        return Tally(left, decided, answered)

    def _answer_all(self) -> int:
        """Ask whether some are one person; how many were answered."""
        given = {"y": Answer.SAME, "n": Answer.TWO, "l": Answer.LATER}
        answered = 0
        for question in self.asked:
            self.say(f"\n{questions.describe(question)}")
            while (said := self.ask(QUESTION_KEYS).strip().lower()[:1]) not in {*given, "", "q"}:
                self.say("Please answer yes, no, later, quit, or just Enter.")
            if said == "q":
                break
            if said:
                self.say(questions.told(questions.answer(self.desk, question, given[said])))
                answered += 1
        return answered

    def _decide(self, flag: Flag) -> bool:
        """Ask until something is chosen that leads to another flag; False ends the walk."""
        while True:
            choice = _choice(self.ask(KEYS))
            if choice == "q":
                return False
            if choice == "":
                self.at += 1
            elif choice == "b":
                self._back()
            elif choice == "u":
                if not self._undo():
                    continue
            elif choice is not None and choice in DOING:
                if not self._do(choice, flag):
                    continue
            else:
                self._tell(choice, flag)
                continue
            return True

    def _tell(self, choice: str | None, flag: Flag) -> None:
        """What changes nothing."""
        if choice == "t":
            self.say(_thread(self.desk, flag, self.zone))
        elif choice == "o":
            self.say(letters.text(draft(self.desk, flag, own_address=self.own_address)))
            self.say(
                f"As a file or in your mail program: keepwarm flag draft f-{flag.id} --eml FILE, or --open"
            )
        elif choice == "h":
            self.say(_help())
        else:
            self.say("Please answer with one of the words or letters, or just Enter; h lists them.")

    def _do(self, choice: str, flag: Flag) -> bool:
        """Do it and go on; False where it was not done after all."""
        try:
            deed = self._deed(choice, flag)
        except errors.KeepwarmError as problem:
            self.say(str(problem))
            return False
        if deed is None:
            return False
        self.deeds.append(deed)
        self._mark(deed)
        self.say(told(deed, self.zone))
        if deed.flag.state is FlagState.OPEN:
            self.flags[self.at] = deed.flag
        return True

    def _deed(self, choice: str, flag: Flag) -> Deed | None:
        desk = self.desk
        if choice == "w":
            return desk.written(flag.id)
        if choice == "c":
            return desk.called(flag.id, self.ask("What was said (may stay empty)").strip())
        if choice == "s":
            return self._snooze(flag)
        if choice == "d":
            return desk.dismiss(flag.id)
        if choice == "n":
            return desk.not_strained(flag.id)
        if choice == "p":
            who = self.ask("Whom is it about (id, address or name; empty: nobody you know)").strip()
            return desk.wrong_person(flag.id, desk.contact(who) if who else None)
        return self._misread(flag) if choice == "m" else self._stage(flag)

    def _snooze(self, flag: Flag) -> Deed:
        while True:
            at = until(self.ask(f"Until when ({EXAMPLES})") or "3d", self.desk.now)
            if at is not None:
                return self.desk.snooze(flag.id, at)
            self.say(f"That is no day in the future; say {EXAMPLES}.")

    def _misread(self, flag: Flag) -> Deed | None:
        found = self.desk.misreadings(flag)
        if len(found) <= 1:
            return self.desk.misread(flag.id, found or None)
        lines = [f'{number}: {one.claim}, "{short(one.words, 160)}"' for number, one in enumerate(found, 1)]
        self.say("\n".join(lines))
        picked = _picked(self.ask("Which of these is wrong (a number)"), len(found))
        return None if picked is None else self.desk.misread(flag.id, [found[picked]])

    def _stage(self, flag: Flag) -> Deed | None:
        self.say("\n".join(f"{number}: {words.stage(one)}" for number, one in enumerate(Stage, 1)))
        picked = _picked(self.ask("Which stage (a number)"), len(Stage))
        return None if picked is None else self.desk.set_stage(flag.id, list(Stage)[picked])

    def _back(self) -> None:
        earlier = [n for n in range(self.at) if self.flags[n].id not in self.closed]
        self.at = earlier[-1] if earlier else self.at

    def _undo(self) -> bool:
        """Take back the last deed of this sitting and go to its flag."""
        if not self.deeds:
            self.say("Nothing was done yet that could be taken back.")
            return False
        last = self.deeds.pop()
        undone = self.desk.undo_deed(last)
        if undone is None:
            self.say("That was taken back already.")
            return False
        self._mark(undone)
        self.at = next(n for n, one in enumerate(self.flags) if one.id == last.flag.id)
        self.say(told(undone, self.zone))
        return True

    def _mark(self, deed: Deed) -> None:
        """Know which flags are open no more, and which are again."""
        is_reopened = deed.what is Act.UNDO
        for one in (deed.flag, *deed.also):
            if one.state is FlagState.OPEN or is_reopened:
                self.closed.discard(one.id)
            else:
                self.closed.add(one.id)


def _choice(answer: str) -> str | None:
    """The letter that an answer means, None where it means none."""
    said = " ".join(answer.replace("-", " ").lower().split())
    for letter, word, _ in CHOICES:
        if said in (letter, word) or (said == "?" and letter == "h"):
            return letter
    return None


def _picked(answer: str, count: int) -> int | None:
    bare = answer.strip()
    return int(bare) - 1 if bare.isascii() and bare.isdigit() and 0 < int(bare) <= count else None


def _help() -> str:
    return "\n".join(f"{word}{f' ({letter})' if letter else ''}: {what}" for letter, word, what in CHOICES)


def _thread(desk: Desk, flag: Flag, zone: ZoneInfo) -> str:
    """What is known of them, and the thread from old to new, with the proof named."""
    found = beside(desk, flag, zone=zone)
    lines = [*found.facts, *found.more, "", f"Thread: {found.subject}"]
    if found.left_out:
        lines.append("Older messages are left out; keepwarm messages shows them.")
    for shown in found.messages:
        lines += ["", f"{shown.author} wrote {words.moment(shown.message.date, zone)}:"]
        lines += [f"Proof: {shown.text[start:end]}" for start, end in shown.marks]
        lines += [f"Proof: {one}" for one in shown.quotes]
        lines.append(shown.text or "(no words are kept of this message)")
    return "\n".join(lines)
