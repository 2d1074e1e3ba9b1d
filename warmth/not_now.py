"""Who asked to be left alone, and until when ("not before spring")."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from domain import Due, SignalType, Stage
from warmth.story import Story, Told

MOVED_ON = (Stage.IN_PROCESS, Stage.INTERVIEWING, Stage.OFFERED, Stage.PLACED)


@dataclass(frozen=True, slots=True)
class NotNow:
    """The time they named, when it comes, and where they said so."""

    due: Due
    comes_at: datetime  # UTC
    told: Told


def not_now(story: Story) -> NotNow | None:
    """The newest wish that named a time, unless a process has begun since: then they no longer wait."""
    wishes = [t for t in story.told(SignalType.NOT_NOW) if t.signal.due is not None and t.signal.by_contact]
    if not wishes:
        return None
    told = wishes[-1]
    if told.signal.due is None or story.stage_told_after(told.at, MOVED_ON):
        return None
    return NotNow(told.signal.due, story.calendar.beginning(told.signal.due), told)
