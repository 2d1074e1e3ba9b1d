"""promise_overdue: the recruiter promised something, its time has passed and nothing was sent since."""

from __future__ import annotations

from datetime import datetime

from domain import Exchange, Finding, Reason, SignalSeen, SignalType, Urgency
from warmth.case import Case, evidence_of
from warmth.rules.obligations import Obligation, standing
from warmth.wording import business_days, day, time


def promise_overdue(case: Case) -> Finding | None:
    """Found for what the newest message to them promised: any message after a promise is taken to keep it.

    A promised call is `call_owed`; a promise tied to an event ("as soon as I hear") raises nothing.
    """
    if not case.sent or not (case.is_candidate or case.is_client):
        return None
    newest = case.sent[-1].at
    promised = [(e, s) for e in case.sent if e.at == newest for s in e.signals if is_promise(s)]
    overdue = standing(
        (Obligation(e, _overdue_from(case, e, s), s.evidence) for e, s in promised),
        lapse=case.policy.lapse,
        now=case.now,
    )
    if not overdue:
        return None
    first = min(overdue, key=lambda o: o.since)
    signal = next(s for e, s in promised if e is first.message and s.evidence == first.quote)
    return case.finding(
        Reason.PROMISE_OVERDUE,
        since=first.since,
        urgency=Urgency.NOW if case.is_at_risk else Urgency.SOON,
        explanation=_explain(case, first.message, signal),
        evidence=[evidence_of(o.message, o.quote) for o in overdue if o.since == first.since][:1],
    )


def is_promise(signal: SignalSeen) -> bool:
    """The recruiter's own word, with nothing to wait for."""
    return (
        signal.type is SignalType.PROMISE
        and not signal.by_contact
        and not signal.is_call
        and not signal.is_conditional
    )


def _overdue_from(case: Case, message: Exchange, signal: SignalSeen) -> datetime:
    if signal.due is not None:
        at = case.calendar.deadline(signal.due)
        if at > message.at:
            return at
    return case.calendar.add_business_days(message.at, case.policy.rules.promise_business_days)


def _explain(case: Case, message: Exchange, signal: SignalSeen) -> str:
    written = day(message.at, case.calendar, case.now)
    if signal.due is not None:
        until = time(signal.due, case.calendar, case.now)
        return f"On {written} you promised {case.name} something by {until}; nothing has been sent since."
    waited = business_days(case.calendar.business_days_between(message.at, case.now))
    return f"On {written} you promised {case.name} something; {waited} have passed and nothing was sent."
