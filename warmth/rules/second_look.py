"""second_look: an old no that may be today's yes, or the time has come that they named themselves."""

from __future__ import annotations

from datetime import datetime, timedelta

from domain import Evidence, Finding, Reason, SignalType, Stage, WaitingOn
from warmth.evidence import evidence_of, evidence_of_stage
from warmth.not_now import NotNow, not_now
from warmth.story import Story

NO = (Stage.DECLINED, Stage.REJECTED)
SAID_SO = {
    Stage.DECLINED: (SignalType.OFFER_DECLINED, SignalType.WITHDREW),
    Stage.REJECTED: (SignalType.NOT_SELECTED,),
}


def second_look(story: Story) -> Finding | None:
    """Found for a named time that has come, else for a no of 180 to 730 days ago that nobody followed up.

    Who named a time is left alone until then, however old their no is.
    """
    if not (story.is_candidate or story.is_client):
        return None
    asked = not_now(story)
    if asked is None:
        return _old_no(story)
    if not story.has_come(asked.comes_at):
        return None
    return _time_has_come(story, asked) or _old_no(story)


def _time_has_come(story: Story, asked: NotNow) -> Finding | None:
    over = asked.comes_at + timedelta(days=story.policy.rules.second_look_to_days)
    if story.touched_since(asked.comes_at) or story.has_come(over):
        return None
    told = asked.told
    wish, come = story.day(told.at), story.day(asked.comes_at)
    return story.finding(
        Reason.SECOND_LOOK,
        since=asked.comes_at,
        waiting_on=WaitingOn.NOBODY,
        explanation=f"On {wish} {story.name} asked to be left alone until {come}: that time has come.",
        evidence=[evidence_of(told.exchange, told.signal.evidence)],
    )


def _old_no(story: Story) -> Finding | None:
    reached, rules = story.reached, story.policy.rules
    if reached is None or reached.stage not in NO or reached.at is None:
        return None
    said_on = story.calendar.day_of(reached.at)
    first_day = max(
        said_on + timedelta(days=rules.second_look_from_days),
        (story.quiet_from or said_on) + timedelta(days=rules.second_look_quiet_days),
    )
    day_after = said_on + timedelta(days=rules.second_look_to_days + 1)
    if not story.day_has_come(first_day) or story.day_has_come(day_after):
        return None
    said = "said no" if reached.stage is Stage.DECLINED else "was not selected"
    return story.finding(
        Reason.SECOND_LOOK,
        since=story.calendar.start_of_day(first_day),
        waiting_on=WaitingOn.NOBODY,
        explanation=(
            f"{story.name} {said} on {story.day(reached.at)}, {story.days_since(said_on)} ago, "
            "and you have not been in touch for a long time. Much may have changed."
        ),
        evidence=_proof(story, reached.stage, reached.at),
    )


def _proof(story: Story, stage: Stage, at: datetime) -> list[Evidence]:
    told = next((t for t in story.told(*SAID_SO[stage]) if t.at >= at), None)
    if told is not None:
        return [evidence_of(told.exchange, told.signal.evidence)]
    if story.reached is not None and story.reached.told_by is not None:
        return [evidence_of_stage(story.reached.told_by)]
    return [evidence_of(story.last_touch.source)] if story.last_touch else []
