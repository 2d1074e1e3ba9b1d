"""going_cold: the silence is longer than this relationship's own rhythm allows."""

from __future__ import annotations

import math
from dataclasses import dataclass
from datetime import date, timedelta

from domain import Direction, Exchange, Finding, Reason, Stage, Urgency, WaitingOn, Warmth
from warmth.evidence import evidence_of
from warmth.not_now import not_now
from warmth.placement import placement
from warmth.rhythm import Allowed, allowed_silence, in_words
from warmth.story import Story
from warmth.wording import days

USUAL = {
    None: "with a client",
    Stage.LEAD: "before a process begins",
    Stage.IN_PROCESS: "while an application is in",
    Stage.INTERVIEWING: "between interviews",
    Stage.OFFERED: "while an offer is out",
    Stage.PLACED: "with somebody well settled",
    Stage.DECLINED: "after they said no",
    Stage.REJECTED: "after a rejection",
}
WARM_PROCESSES = (Stage.IN_PROCESS, Stage.INTERVIEWING)


@dataclass(frozen=True, slots=True)
class Silence:
    """What silence is allowed, and whether it is no neglect for now."""

    allowed: Allowed | None
    stage: Stage | None  # the candidate's stage whose cadence counts; None for a client
    is_held: bool = False


def silence_of(story: Story) -> Silence:
    """The silence as the stage sees it; of candidate and client in one person, the impatient side counts."""
    sides: list[tuple[Allowed, Stage | None, bool]] = []
    prior = story.policy.rhythm
    asked = not_now(story)
    is_paused = asked is not None and not story.has_come(asked.comes_at)
    if story.reached is not None:
        allowed = allowed_silence(
            story.contact_days(story.reached.at),
            cadence_days=story.policy.cadence_of(story.reached.stage),
            prior=prior,
        )
        sides.append((allowed, story.reached.stage, is_paused or _has_just_started(story)))
    if story.is_client:
        allowed = allowed_silence(
            story.contact_days(None), cadence_days=story.policy.cadence.client, prior=prior
        )
        sides.append((allowed, None, is_paused))
    if not sides:
        return Silence(None, None)
    allowed, stage, is_held = min(sides, key=lambda side: (side[2], side[0].days))
    return Silence(allowed, stage, is_held)


def warmth_of(story: Story, silence: Silence) -> Warmth:
    """The word for it: past half of what is allowed it is cooling, past all of it cold, unless it is held."""
    if not story.has_written or story.last_touch is None:
        return Warmth.NEW
    if story.is_quiet_for_more_than(story.policy.rules.dormant_days):
        return Warmth.DORMANT
    if silence.allowed is None or not story.is_quiet_for_more_than(silence.allowed.days / 2):
        return Warmth.WARM
    if silence.is_held or not story.is_quiet_for_more_than(silence.allowed.days):
        return Warmth.COOLING
    return Warmth.COLD


def going_cold(story: Story, silence: Silence) -> Finding | None:
    """Found for somebody who has written at least once; the caller asks only where nothing else is open."""
    if silence.allowed is None or story.last_touch is None or story.quiet_from is None:
        return None
    if warmth_of(story, silence) is not Warmth.COLD:
        return None
    source = story.last_touch.source
    first_day = story.quiet_from + timedelta(days=math.floor(silence.allowed.days) + 1)
    return story.finding(
        Reason.GOING_COLD,
        since=story.calendar.start_of_day(first_day),
        urgency=_urgency(story, silence),
        waiting_on=_whose_turn(source),
        explanation=_explain(story, story.quiet_from, silence.allowed, silence.stage),
        evidence=[evidence_of(source)],
    )


def _has_just_started(story: Story) -> bool:
    """In the first months of a new job `check_in_due` speaks."""
    placed = placement(story)
    if placed is None:
        return False
    settled = max(story.policy.rules.check_in_days, default=0)
    return not story.day_has_come(placed.first_day + timedelta(days=settled + 1))


def _urgency(story: Story, silence: Silence) -> Urgency:
    if story.is_at_risk:
        return Urgency.NOW
    if silence.stage is None or silence.stage in WARM_PROCESSES:
        return Urgency.SOON
    return Urgency.NORMAL


def _whose_turn(source: object) -> WaitingOn:
    if not isinstance(source, Exchange):
        return WaitingOn.NOBODY
    return WaitingOn.CONTACT if source.direction is Direction.OUTBOUND else WaitingOn.RECRUITER


def _explain(story: Story, quiet_from: date, allowed: Allowed, stage: Stage | None) -> str:
    last = story.day(quiet_from)
    own = in_words(allowed, story.number_of_days_since(quiet_from))
    if own:
        return f"{story.name} and you have not spoken since {last}: {own}."
    return (
        f"{story.name} and you have not spoken since {last}, {story.days_since(quiet_from)} ago; "
        f"{days(round(allowed.days))} of silence are usual {USUAL[stage]}."
    )
