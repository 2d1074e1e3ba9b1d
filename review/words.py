"""What the review says of a flag and of a deed, for screen, prompt and command line alike."""

from __future__ import annotations

from zoneinfo import ZoneInfo

from domain import Flag, FlagState
from reports import words
from review.actions import Act, Deed

SAID = {
    Act.DONE: "done",
    Act.WRITTEN: "written to",
    Act.CALLED: "called",
    Act.SNOOZE: "snoozed",
    Act.DISMISS: "dismissed",
    Act.REOPEN: "open again",
    Act.WRONG_PERSON: "wrong person",
    Act.NOT_STRAINED: "not strained",
    Act.MISREAD: "misread",
    Act.STAGE: "stage",
}
STATES = {
    FlagState.OPEN: "open",
    FlagState.SNOOZED: "snoozed",
    FlagState.DONE: "done",
    FlagState.DISMISSED: "dismissed",
    FlagState.SATISFIED: "settled",
}


def told(deed: Deed, zone: ZoneInfo) -> str:
    """A deed in a line: who, what was done, and what went with it."""
    flag = deed.flag
    name = flag.finding.contact.name
    if deed.what is Act.UNDO:
        return (
            f"{name}: taken back ({SAID[Act(deed.undone)]}); f-{flag.id} is {state(flag, zone)}.{_also(deed)}"
        )
    what = SAID[deed.what]
    if deed.what is Act.STAGE and flag.finding.contact.stage is not None:
        what = f"stage {words.stage(flag.finding.contact.stage)}"
    return f"{name}: {what}; f-{flag.id} is {state(flag, zone)}.{_also(deed)}"


def state(flag: Flag, zone: ZoneInfo) -> str:
    """'done', or 'snoozed until Mon 9 Mar 2026'."""
    until = f" until {words.day(flag.snoozed_until, zone)}" if flag.snoozed_until else ""
    return f"{STATES[flag.state]}{until}"


def _also(deed: Deed) -> str:
    if not deed.also:
        return ""
    return " Also: " + ", ".join(f"f-{one.id} {STATES[one.state]}" for one in deed.also[:5]) + "."
