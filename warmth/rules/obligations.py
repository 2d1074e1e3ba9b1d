"""What the recruiter owes from a moment on, and how long it is held against them."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from domain import Exchange
from warmth.story import Story


@dataclass(frozen=True, slots=True)
class Obligation:
    """A message that asks for something, the words, and the moment from which it is overdue."""

    message: Exchange
    since: datetime  # UTC
    quote: str = ""


def standing(story: Story, obligations: Iterable[Obligation]) -> list[Obligation]:
    """The obligations that are overdue and still count, oldest first; empty when the newest has lapsed.

    One that had lapsed before the next was written belongs to another time and is left out. So what proves
    a flag never shrinks while the flag stands, and a dismissed one does not come back by growing old.
    """
    run: list[Obligation] = []
    lapse = story.policy.lapse
    for overdue in sorted((o for o in obligations if story.has_come(o.since)), key=lambda o: o.message.at):
        if run and overdue.message.at >= run[-1].since + lapse:
            run = []
        run.append(overdue)
    return run if run and not story.has_come(max(o.since for o in run) + lapse) else []
