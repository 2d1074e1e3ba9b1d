"""promise_overdue: the recruiter promised something, its time has passed and nothing was sent since."""

from __future__ import annotations

from datetime import datetime

from domain import Exchange, Finding, Reason, SignalSeen, SignalType, Urgency
from warmth.evidence import evidence_of
from warmth.rules.obligations import Obligation, standing
from warmth.story import Story


def promise_overdue(story: Story) -> Finding | None:
    """Found for what the newest message to them promised: any message after a promise is taken to keep it.

    A promised call is `call_owed`; a promise tied to an event ("as soon as I hear") raises nothing.
    """
    if not story.sent or not (story.is_candidate or story.is_client):
        return None
    newest = story.sent[-1].at
    promised = [(e, s) for e in story.sent if e.at == newest for s in e.signals if is_promise(s)]
    overdue = standing(story, (Obligation(e, _overdue_from(story, e, s), s.evidence) for e, s in promised))
    if not overdue:
        return None
    first = min(overdue, key=lambda o: o.since)
    signal = next(s for e, s in promised if e is first.message and s.evidence == first.quote)
    return story.finding(
        Reason.PROMISE_OVERDUE,
        since=first.since,
        urgency=Urgency.NOW if story.is_at_risk else Urgency.SOON,
        explanation=_explain(story, first.message, signal),
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


def _overdue_from(story: Story, message: Exchange, signal: SignalSeen) -> datetime:
    if signal.due is not None:
        at = story.calendar.deadline(signal.due)
        if at > message.at:
            return at
    return story.calendar.add_business_days(message.at, story.policy.rules.promise_business_days)


def _explain(story: Story, message: Exchange, signal: SignalSeen) -> str:
    written = story.day(message.at)
    if signal.due is not None:
        until = story.time(signal.due)
        return f"On {written} you promised {story.name} something by {until}; nothing has been sent since."
    ago = story.days_since(story.calendar.day_of(message.at))
    return f"On {written}, {ago} ago, you promised {story.name} something; nothing has been sent since."
