"""call_owed: they asked for a call, or one was promised, and the time for it has passed."""

from __future__ import annotations

from datetime import datetime

from domain import Direction, Exchange, Finding, Kind, Reason, SignalSeen, SignalType, Urgency
from warmth.case import Case, evidence_of
from warmth.interviews import is_interview
from warmth.rules.obligations import Obligation, standing
from warmth.wording import day, time


def call_owed(case: Case) -> Finding | None:
    """Found until a call or meeting took place; one that is booked owes nothing before its time."""
    if not (case.is_candidate or case.is_client):
        return None
    talked = case.last_talk_at
    wanted = [
        (e, s)
        for e in case.exchanges
        for s in e.signals
        if (talked is None or e.at > talked) and (is_asked_for(e, s) or is_promised(e, s))
    ]
    if not wanted or _is_in_the_calendar(case):
        return None
    overdue = standing(
        (Obligation(e, _overdue_from(case, e, s), s.evidence) for e, s in wanted),
        lapse=case.policy.lapse,
        now=case.now,
    )
    if not overdue:
        return None
    counted = {o.message.message_id for o in overdue}
    return case.finding(
        Reason.CALL_OWED,
        since=min(o.since for o in overdue),
        urgency=Urgency.NOW if case.is_at_risk else Urgency.SOON,
        explanation=_explain(case, [(e, s) for e, s in wanted if e.message_id in counted]),
        evidence=[evidence_of(o.message, o.quote) for o in overdue],
    )


def is_asked_for(message: Exchange, signal: SignalSeen) -> bool:
    """The contact asks the recruiter to call."""
    return (
        signal.type is SignalType.CALL_REQUEST
        and signal.by_contact
        and message.direction is Direction.INBOUND
        and message.is_touch
    )


def is_promised(message: Exchange, signal: SignalSeen) -> bool:
    """The recruiter says that they will call, not tied to an event."""
    return (
        signal.type is SignalType.PROMISE
        and signal.is_call
        and not signal.is_conditional
        and not signal.by_contact
        and message.direction is Direction.OUTBOUND
        and (message.is_touch or message.kind is Kind.INVITATION)
    )


def _is_in_the_calendar(case: Case) -> bool:
    """Whether the two will speak at a time to come. An interview is the employer's talk, not the call."""
    return any(m.start > case.now and not is_interview(m) for m in case.meetings)


def _overdue_from(case: Case, message: Exchange, signal: SignalSeen) -> datetime:
    named = _named_time(case, message, signal)
    if named is None:
        named = case.calendar.add_business_days(message.at, case.policy.rules.call_owed_business_days)
    booked = [
        at
        for e in case.exchanges
        if e.at > message.at
        for s in e.signals
        if _is_booking(s) and (at := _named_time(case, e, s)) is not None
    ]
    return max(named, booked[-1]) if booked else named


def _is_booking(signal: SignalSeen) -> bool:
    if signal.type is SignalType.PROMISE:
        return signal.is_call
    return signal.type in (SignalType.CALL_REQUEST, SignalType.INTERVIEW_SCHEDULED)


def _named_time(case: Case, message: Exchange, signal: SignalSeen) -> datetime | None:
    if signal.due is None:
        return None
    at = case.calendar.deadline(signal.due)
    return at if at > message.at else None


def _explain(case: Case, wanted: list[tuple[Exchange, SignalSeen]]) -> str:
    message, signal = wanted[-1]
    written = day(message.at, case.calendar, case.now)
    if signal.type is SignalType.PROMISE:
        said = f"You promised {case.name} a call on {written}"
    elif len(wanted) > 1:
        said = f"{case.name} has asked for a call {len(wanted)} times, last on {written}"
    else:
        said = f"{case.name} asked for a call on {written}"
    if signal.due is not None and _named_time(case, message, signal) is not None:
        said += f" (time named: {time(signal.due, case.calendar, case.now)})"
    return f"{said}, and no call or meeting is known since."
