"""second_look: an old no that may be today's yes, or the time has come that they named themselves."""

from __future__ import annotations

from datetime import datetime, timedelta

from domain import Evidence, Finding, Reason, SignalType, Stage, WaitingOn
from warmth.case import Case, evidence_of, evidence_of_stage
from warmth.not_now import NotNow, not_now
from warmth.wording import day, days

NO = (Stage.DECLINED, Stage.REJECTED)
SAID_SO = {
    Stage.DECLINED: (SignalType.OFFER_DECLINED, SignalType.WITHDREW),
    Stage.REJECTED: (SignalType.NOT_SELECTED,),
}


def second_look(case: Case) -> Finding | None:
    """Found for a named time that has come, else for a no of 180 to 730 days ago that nobody followed up.

    Who named a time is left alone until then, however old their no is.
    """
    if not (case.is_candidate or case.is_client):
        return None
    asked = not_now(case)
    if asked is None:
        return _old_no(case)
    if asked.comes_at > case.now:
        return None
    return _time_has_come(case, asked) or _old_no(case)


def _time_has_come(case: Case, asked: NotNow) -> Finding | None:
    over = asked.comes_at + timedelta(days=case.policy.rules.second_look_to_days)
    if case.touched_since(asked.comes_at) or case.now >= over:
        return None
    told = asked.told
    wish = day(told.at, case.calendar, case.now)
    come = day(asked.comes_at, case.calendar, case.now)
    return case.finding(
        Reason.SECOND_LOOK,
        since=asked.comes_at,
        waiting_on=WaitingOn.NOBODY,
        explanation=f"On {wish} {case.name} asked to be left alone until {come}: that time has come.",
        evidence=[evidence_of(told.exchange, told.signal.evidence)],
    )


def _old_no(case: Case) -> Finding | None:
    reached, rules = case.reached, case.policy.rules
    if reached is None or reached.stage not in NO or reached.at is None:
        return None
    said_on, today = case.calendar.day_of(reached.at), case.calendar.day_of(case.now)
    quiet_from = case.calendar.day_of(case.last_touch.at) if case.last_touch else said_on
    first_day = max(
        said_on + timedelta(days=rules.second_look_from_days),
        quiet_from + timedelta(days=rules.second_look_quiet_days),
    )
    if not first_day <= today <= said_on + timedelta(days=rules.second_look_to_days):
        return None
    ago = (today - said_on).days
    said = "said no" if reached.stage is Stage.DECLINED else "was not selected"
    return case.finding(
        Reason.SECOND_LOOK,
        since=case.calendar.start_of_day(first_day),
        waiting_on=WaitingOn.NOBODY,
        explanation=(
            f"{case.name} {said} on {day(reached.at, case.calendar, case.now)}, {days(ago)} ago, "
            "and you have not been in touch for a long time. Much may have changed."
        ),
        evidence=_proof(case, reached.stage, reached.at),
    )


def _proof(case: Case, stage: Stage, at: datetime) -> list[Evidence]:
    told = next((t for t in case.told(*SAID_SO[stage]) if t.at >= at), None)
    if told is not None:
        return [evidence_of(told.exchange, told.signal.evidence)]
    if case.reached is not None and case.reached.told_by is not None:
        return [evidence_of_stage(case.reached.told_by)]
    return [evidence_of(case.last_touch.source)] if case.last_touch else []
