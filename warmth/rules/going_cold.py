"""going_cold: the silence is longer than this relationship's own rhythm allows."""

from __future__ import annotations

import math
from dataclasses import dataclass
from datetime import timedelta

from domain import Direction, Exchange, Finding, Reason, Stage, Urgency, WaitingOn
from warmth.not_now import not_now
from warmth.placement import placement
from warmth.rhythm import Allowed, allowed_silence, in_words
from warmth.story import Story, evidence_of
from warmth.wording import day, days

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
    """How long nobody spoke, what is allowed, and whether it is no neglect for now."""

    days: int | None
    allowed: Allowed | None
    stage: Stage | None  # the candidate's stage whose cadence counts; None for a client
    is_held: bool = False

    @property
    def is_too_long(self) -> bool:
        """Whether the relationship is cold."""
        return (
            self.days is not None
            and self.allowed is not None
            and not self.is_held
            and self.days > self.allowed.days
        )


def silence_of(story: Story) -> Silence:
    """The silence as the stage sees it; of candidate and client in one person, the impatient side counts."""
    quiet = story.silence_days()
    sides: list[tuple[Allowed, Stage | None, bool]] = []
    prior = story.policy.rhythm
    asked = not_now(story)
    is_paused = asked is not None and asked.comes_at > story.now
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
        return Silence(quiet, None, None)
    allowed, stage, is_held = min(sides, key=lambda side: (side[2], side[0].days))
    return Silence(quiet, allowed, stage, is_held)


def going_cold(story: Story, silence: Silence) -> Finding | None:
    """Found for somebody who has written at least once; the caller asks only where nothing else is open."""
    if not story.written or story.last_touch is None or not silence.is_too_long:
        return None
    if silence.allowed is None or silence.days is None or silence.days > story.policy.rules.dormant_days:
        return None
    source = story.last_touch.source
    last_day = story.calendar.day_of(story.last_touch.at)
    return story.finding(
        Reason.GOING_COLD,
        since=story.calendar.start_of_day(last_day + timedelta(days=math.floor(silence.allowed.days) + 1)),
        urgency=_urgency(story, silence),
        waiting_on=_whose_turn(source),
        explanation=_explain(story, silence),
        evidence=[evidence_of(source)],
    )


def _has_just_started(story: Story) -> bool:
    """In the first months of a new job `check_in_due` speaks."""
    placed = placement(story)
    if placed is None:
        return False
    return story.calendar.day_of(story.now) <= placed.first_day + timedelta(
        days=max(story.policy.rules.check_in_days, default=0)
    )


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


def _explain(story: Story, silence: Silence) -> str:
    if silence.allowed is None or silence.days is None or story.last_touch is None:
        return ""
    last = day(story.last_touch.at, story.calendar, story.now)
    own = in_words(silence.allowed, silence.days)
    if own:
        return f"{story.name} and you have not spoken since {last}: {own}."
    usual = days(round(silence.allowed.days))
    return (
        f"{story.name} and you have not spoken since {last}, {days(silence.days)} ago; "
        f"{usual} of silence are usual {USUAL[silence.stage]}."
    )
