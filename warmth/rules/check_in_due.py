"""check_in_due: a placed candidate passed day 30, 60 or 90 and nobody was in touch around it."""

from __future__ import annotations

from datetime import datetime, timedelta

from domain import Finding, Reason
from warmth.case import Case
from warmth.placement import Placement, placement
from warmth.wording import day


def check_in_due(case: Case) -> Finding | None:
    """Found once such a day is over, without a touch in the 14 days before it or since; ends on day 120."""
    rules = case.policy.rules
    placed = placement(case)
    if placed is None or case.now >= _end_of(case, placed, rules.check_in_ends_days):
        return None
    due = [
        number
        for number in sorted(rules.check_in_days)
        if _end_of(case, placed, number) <= case.now and not _was_in_touch(case, placed, number)
    ]
    if not due:
        return None
    return case.finding(
        Reason.CHECK_IN_DUE,
        since=_end_of(case, placed, due[0]),
        explanation=_explain(case, placed, due[-1]),
        evidence=placed.evidence,
        occasion=f"day {due[-1]}",
    )


def _end_of(case: Case, placed: Placement, number: int) -> datetime:
    return case.calendar.end_of_day(placed.first_day + timedelta(days=number))


def _was_in_touch(case: Case, placed: Placement, number: int) -> bool:
    around = placed.first_day + timedelta(days=number - case.policy.rules.check_in_grace_days)
    return case.touched_since(case.calendar.start_of_day(around))


def _explain(case: Case, placed: Placement, number: int) -> str:
    began = "started" if placed.is_start_known else "said yes"
    text = (
        f"{case.name} {began} on {day(placed.first_day, case.calendar, case.now)} and has passed day {number}"
    )
    if case.last_touch is None:
        return f"{text} without a word."
    return f"{text}; the last contact was on {day(case.last_touch.at, case.calendar, case.now)}."
