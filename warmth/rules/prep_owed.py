"""prep_owed: a candidate's interview is near and they were told nothing about what to expect."""

from __future__ import annotations

from datetime import datetime, timedelta

from domain import Finding, Reason, SignalType, Stage, Urgency
from warmth.case import Case
from warmth.interviews import Interview, interviews
from warmth.wording import time

OVER = (Stage.DECLINED, Stage.REJECTED, Stage.OFFERED, Stage.PLACED)


def prep_owed(case: Case) -> Finding | None:
    """Found for an interview that begins within 48 hours, unless preparation went out since it was set."""
    if not case.is_candidate:
        return None
    window = timedelta(hours=case.policy.rules.prep_hours)
    near = [
        i
        for i in interviews(case)
        if i.start - window <= case.now < i.over_at
        and not case.stage_told_after(i.told_last_at, OVER)
        and not _is_prepared(case, i.set_at)
    ]
    if not near:
        return None
    following = min(near, key=lambda i: i.start)
    next_day = case.calendar.next_business_day(case.calendar.day_of(case.now))
    runs_out = following.start < case.calendar.end_of_day(next_day)
    return case.finding(
        Reason.PREP_OWED,
        since=max(following.start - window, following.set_at),
        urgency=Urgency.NOW if runs_out or case.is_at_risk else Urgency.SOON,
        explanation=_explain(case, following),
        evidence=following.evidence,
    )


def _is_prepared(case: Case, since: datetime) -> bool:
    """Whether they were prepared; what they were sent in a language no model reads may have done it."""
    told = case.told(SignalType.INTERVIEW_PREP)
    if any(t.at >= since and t.exchange.message_id in case.received_ids for t in told):
        return True
    return any(e.at >= since and not e.language_covered for e in case.sent)


def _explain(case: Case, interview: Interview) -> str:
    when = time(interview.due, case.calendar, case.now)
    return f"{case.name} has an interview on {when} and has had no preparation since it was set."
