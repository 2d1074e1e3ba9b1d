"""check_in_due: a placed candidate passed day 30, 60 or 90 and nobody was in touch around it."""

from __future__ import annotations

from datetime import datetime, timedelta

from domain import Finding, Reason
from warmth.placement import Placement, placement
from warmth.story import Story


def check_in_due(story: Story) -> Finding | None:
    """Found once such a day is over, without a touch in the 14 days before it or since; ends on day 120."""
    rules = story.policy.rules
    placed = placement(story)
    if placed is None or story.has_come(_end_of(story, placed, rules.check_in_ends_days)):
        return None
    due = [
        number
        for number in sorted(rules.check_in_days)
        if story.has_come(_end_of(story, placed, number)) and not _was_in_touch(story, placed, number)
    ]
    if not due:
        return None
    return story.finding(
        Reason.CHECK_IN_DUE,
        since=_end_of(story, placed, due[0]),
        explanation=_explain(story, placed, due[-1]),
        evidence=placed.evidence,
        occasion=f"day {due[-1]}",
    )


def _end_of(story: Story, placed: Placement, number: int) -> datetime:
    return story.calendar.end_of_day(placed.first_day + timedelta(days=number))


def _was_in_touch(story: Story, placed: Placement, number: int) -> bool:
    around = placed.first_day + timedelta(days=number - story.policy.rules.check_in_grace_days)
    return story.touched_since(story.calendar.start_of_day(around))


def _explain(story: Story, placed: Placement, number: int) -> str:
    began = "started" if placed.is_start_known else "said yes"
    first_day = story.day(placed.first_day)
    text = f"{story.name} {began} on {first_day} and has passed day {number}"
    if story.last_touch is None:
        return f"{text} without a word."
    return f"{text}; the last contact was on {story.day(story.last_touch.at)}."
