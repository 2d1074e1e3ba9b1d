"""prep_owed: a candidate's interview is near and they were told nothing about what to expect."""

from __future__ import annotations

from datetime import datetime, timedelta

from domain import Finding, Reason, SignalType, Stage, Urgency
from warmth.interviews import Interview, interviews
from warmth.story import Story

OVER = (Stage.DECLINED, Stage.REJECTED, Stage.OFFERED, Stage.PLACED)


def prep_owed(story: Story) -> Finding | None:
    """Found for an interview that begins within 48 hours, unless preparation went out since it was set."""
    if not story.is_candidate:
        return None
    window = timedelta(hours=story.policy.rules.prep_hours)
    near = [
        i
        for i in interviews(story)
        if story.has_come(i.start - window)
        and not story.has_come(i.over_at)
        and not story.stage_told_after(i.told_last_at, OVER)
        and not _is_prepared(story, i.set_at)
    ]
    if not near:
        return None
    following = min(near, key=lambda i: i.start)
    start_day = story.calendar.day_of(following.start)
    runs_out = story.day_has_come(story.calendar.business_day_before(start_day))
    return story.finding(
        Reason.PREP_OWED,
        since=max(following.start - window, following.set_at),
        urgency=Urgency.NOW if runs_out or story.is_at_risk else Urgency.SOON,
        explanation=_explain(story, following),
        evidence=following.evidence,
    )


def _is_prepared(story: Story, since: datetime) -> bool:
    """Whether they were prepared; a letter in a language no model reads may have done it."""
    told = story.told(SignalType.INTERVIEW_PREP)
    if any(t.at >= since and t.exchange.message_id in story.received_ids for t in told):
        return True
    return story.was_sent_unread_words(since)


def _explain(story: Story, interview: Interview) -> str:
    when = story.time(interview.due)
    return f"{story.name} has an interview on {when} and has had no preparation since it was set."
