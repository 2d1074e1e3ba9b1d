"""The review at a plain prompt: a flag, its proof, one key; for any terminal and for screen readers."""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from datetime import datetime, time, timedelta
from enum import StrEnum
from typing import Protocol
from zoneinfo import ZoneInfo

from domain import Flag
from reports import words
from reports.weekly import NEXT_STEPS

KEYS = "[w]ritten  [c]alled  [s]nooze  [d]ismiss  [enter] next  [q]uit"
UNITS = {"d": 1, "w": 7, "m": 30}
MORNING = time(9)


class Choice(StrEnum):
    """What a recruiter can do with a flag."""

    WRITTEN = "w"
    CALLED = "c"
    SNOOZE = "s"
    DISMISS = "d"
    SKIP = ""
    QUIT = "q"


class Actions(Protocol):
    """What becomes of a flag; the caller keeps it."""

    def done(self, flag: Flag) -> None:
        """What it asks for has happened, by mail or otherwise."""

    def called(self, flag: Flag, note: str) -> None:
        """A call took place: it is logged, and closes what a call closes."""

    def snooze(self, flag: Flag, until: datetime) -> None:
        """Show it again on that day."""

    def dismiss(self, flag: Flag) -> None:
        """It was wrong or does not matter; the same evidence never raises it again."""


@dataclass
class Tally:
    """What was decided."""

    decided: dict[Choice, int] = field(default_factory=dict)
    left: int = 0

    def count(self, choice: Choice) -> None:
        """One more of it."""
        self.decided[choice] = self.decided.get(choice, 0) + 1

    def __str__(self) -> str:
        names = {
            Choice.WRITTEN: "done",
            Choice.CALLED: "called",
            Choice.SNOOZE: "snoozed",
            Choice.DISMISS: "dismissed",
        }
        told = [f"{self.decided[c]} {name}" for c, name in names.items() if c in self.decided]
        return f"{', '.join(told) or 'nothing changed'}; {self.left} left."


def walk(
    flags: Sequence[Flag],
    *,
    actions: Actions,
    ask: Callable[[str], str],
    say: Callable[[str], None],
    now: datetime,
) -> Tally:
    """Show each flag and do what is chosen; ends at `q`, at the end of input or of the flags.

    `now` is aware, in the user's zone.
    """
    zone = now.tzinfo if isinstance(now.tzinfo, ZoneInfo) else ZoneInfo("UTC")
    tally = Tally(left=len(flags))
    for number, flag in enumerate(flags, 1):
        say(f"\n{number} of {len(flags)}")
        say(describe(flag, zone))
        choice = _choose(ask, say)
        if choice is Choice.QUIT:
            break
        if choice is Choice.SKIP:
            continue
        _act(choice, flag, actions, ask, say, now)
        tally.count(choice)
        tally.left -= 1
    return tally


def describe(flag: Flag, zone: ZoneInfo) -> str:
    """A flag with its proof, for a person."""
    finding = flag.finding
    contact = finding.contact
    lines = [
        f"{contact.name} ({words.standing_of(contact)})",
        f"{words.REASONS[finding.reason]} - {words.URGENCY[finding.urgency]}, "
        f"since {words.day(finding.since, zone)}, {words.WAITING[finding.waiting_on]} (f-{flag.id})",
        finding.explanation,
    ]
    lines += [
        f'  "{proof.quote}" ({proof.subject}, {words.day(proof.date, zone)})' for proof in finding.evidence
    ]
    first = contact.name.split()[0] if contact.name.split() else "them"
    identity = f"c-{contact.id}" if contact.id is not None else "CONTACT"
    lines.append("Next: " + NEXT_STEPS[finding.reason].format(name=first, id=identity))
    return "\n".join(lines)


def until(text: str, now: datetime) -> datetime | None:
    """'3d', '2w', '1m' or a date as the morning on which a flag returns; None where it is neither."""
    span = re.fullmatch(r"(\d{1,3})\s*([dwm])?", text.strip().lower())
    if span:
        on = now.date() + timedelta(days=int(span[1]) * UNITS[span[2] or "d"])
    else:
        try:
            on = datetime.fromisoformat(text.strip()).date()
        except ValueError:
            return None
    at = datetime.combine(on, MORNING, tzinfo=now.tzinfo)
    return at if at > now else None


def _choose(ask: Callable[[str], str], say: Callable[[str], None]) -> Choice:
    while True:
        answer = ask(KEYS).strip().lower()[:1]
        if answer in set(Choice):
            return Choice(answer)
        say("Please answer with one of the letters, or just Enter.")


def _act(
    choice: Choice,
    flag: Flag,
    actions: Actions,
    ask: Callable[[str], str],
    say: Callable[[str], None],
    now: datetime,
) -> None:
    if choice is Choice.WRITTEN:
        actions.done(flag)
    elif choice is Choice.CALLED:
        actions.called(flag, ask("What was said (may stay empty)").strip())
    elif choice is Choice.DISMISS:
        actions.dismiss(flag)
    elif choice is Choice.SNOOZE:
        while (at := until(ask("Until when (3d, 2w, 1m or a date)") or "3d", now)) is None:
            say("That is no day in the future; say 3d, 2w, 1m or a date like 2026-03-09.")
        actions.snooze(flag, at)
