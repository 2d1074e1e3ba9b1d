"""going_cold: the silence is longer than this relationship's own rhythm allows."""

from __future__ import annotations

import math
from dataclasses import dataclass
from datetime import timedelta

from domain import Direction, Exchange, Finding, Reason, Stage, Urgency, WaitingOn
from warmth.case import Case, evidence_of
from warmth.not_now import not_now
from warmth.placement import placement
from warmth.rhythm import Allowed, allowed_silence, in_words
from warmth.wording import day, days

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


def silence_of(case: Case) -> Silence:
    """The silence as the stage sees it; of candidate and client in one person, the impatient side counts."""
    quiet = case.silence_days()
    sides: list[tuple[Allowed, Stage | None, bool]] = []
    prior = case.policy.rhythm
    asked = not_now(case)
    is_paused = asked is not None and asked.comes_at > case.now
    if case.reached is not None:
        allowed = allowed_silence(
            case.contact_days(case.reached.at),
            cadence_days=case.policy.cadence_of(case.reached.stage),
            prior=prior,
        )
        sides.append((allowed, case.reached.stage, is_paused or _has_just_started(case)))
    if case.is_client:
        allowed = allowed_silence(
            case.contact_days(None), cadence_days=case.policy.cadence.client, prior=prior
        )
        sides.append((allowed, None, is_paused))
    if not sides:
        return Silence(quiet, None, None)
    allowed, stage, is_held = min(sides, key=lambda side: (side[2], side[0].days))
    return Silence(quiet, allowed, stage, is_held)


def going_cold(case: Case, silence: Silence) -> Finding | None:
    """Found for somebody who has written at least once; the caller asks only where nothing else is open."""
    if not case.written or case.last_touch is None or not silence.is_too_long:
        return None
    if silence.allowed is None or silence.days is None or silence.days > case.policy.rules.dormant_days:
        return None
    source = case.last_touch.source
    last_day = case.calendar.day_of(case.last_touch.at)
    return case.finding(
        Reason.GOING_COLD,
        since=case.calendar.start_of_day(last_day + timedelta(days=math.floor(silence.allowed.days) + 1)),
        urgency=_urgency(case, silence),
        waiting_on=_whose_turn(source),
        explanation=_explain(case, silence),
        evidence=[evidence_of(source)],
    )


def _has_just_started(case: Case) -> bool:
    """In the first months of a new job `check_in_due` speaks."""
    placed = placement(case)
    if placed is None:
        return False
    return case.calendar.day_of(case.now) <= placed.first_day + timedelta(
        days=max(case.policy.rules.check_in_days)
    )


def _urgency(case: Case, silence: Silence) -> Urgency:
    if case.is_at_risk:
        return Urgency.NOW
    if silence.stage is None or silence.stage in WARM_PROCESSES:
        return Urgency.SOON
    return Urgency.NORMAL


def _whose_turn(source: object) -> WaitingOn:
    if not isinstance(source, Exchange):
        return WaitingOn.NOBODY
    return WaitingOn.CONTACT if source.direction is Direction.OUTBOUND else WaitingOn.RECRUITER


def _explain(case: Case, silence: Silence) -> str:
    if silence.allowed is None or silence.days is None or case.last_touch is None:
        return ""
    last = day(case.last_touch.at, case.calendar, case.now)
    own = in_words(silence.allowed, silence.days)
    if own:
        return f"{case.name} and you have not spoken since {last}: {own}."
    who = "a client" if silence.stage is None else f"somebody who is {STANDS[silence.stage]}"
    usual = days(round(silence.allowed.days))
    return (
        f"{case.name} and you have not spoken since {last}, {days(silence.days)} ago; "
        f"{usual} of silence are usual with {who}."
    )


STANDS = {
    Stage.LEAD: "not in a process yet",
    Stage.IN_PROCESS: "in a process",
    Stage.INTERVIEWING: "interviewing",
    Stage.OFFERED: "considering an offer",
    Stage.PLACED: "placed",
    Stage.DECLINED: "out of a process by their own choice",
    Stage.REJECTED: "not selected",
}
