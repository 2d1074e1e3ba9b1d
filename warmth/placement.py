"""When a placed candidate's new job began."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime, timedelta

from domain import Evidence, SignalType, Stage
from warmth.evidence import evidence_of, evidence_of_stage
from warmth.story import Story, Told

SAME_PLACEMENT = timedelta(days=90)  # a yes mentioned again in the first months is not a second placement


@dataclass(frozen=True, slots=True)
class Placement:
    """The first day in the new job, or the day of the yes where no start was told, and what proves it."""

    first_day: date
    is_start_known: bool
    evidence: tuple[Evidence, ...]


def placement(story: Story) -> Placement | None:
    """The placement a candidate is in now; None for anybody who is not placed."""
    if story.stage is not Stage.PLACED:
        return None
    accepted = story.told(SignalType.OFFER_ACCEPTED)
    yes = accepted[-1].at if accepted else None
    starts = [
        (told, _first_day(story, told))
        for told in story.told(SignalType.STARTED)
        if yes is None or _first_day(story, told) >= story.calendar.day_of(yes) - SAME_PLACEMENT
    ]
    if starts:
        first_day = starts[-1][1]
        teller = next(told for told, day in starts if day == first_day)
        return Placement(first_day, True, (evidence_of(teller.exchange, teller.signal.evidence),))
    if accepted:
        first = next(told for told in accepted if told.at >= accepted[-1].at - SAME_PLACEMENT)
        proof = (evidence_of(first.exchange, first.signal.evidence),)
        return Placement(story.calendar.day_of(first.at), False, proof)
    told_by = story.reached.told_by if story.reached else None
    if told_by is None:
        return None
    return Placement(story.calendar.day_of(told_by.at), False, (evidence_of_stage(told_by),))


def _first_day(story: Story, told: Told) -> date:
    due = told.signal.due
    if due is None:
        return story.calendar.day_of(told.at)
    return story.calendar.day_of(due) if isinstance(due, datetime) else due
