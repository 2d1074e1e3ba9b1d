"""call_owed: they asked for a call, or one was promised, and the time for it has passed."""

from __future__ import annotations

from datetime import datetime

from domain import Direction, Exchange, Finding, Kind, Reason, SignalSeen, SignalType, Urgency
from warmth.evidence import evidence_of
from warmth.interviews import is_interview
from warmth.rules.obligations import Obligation, standing
from warmth.story import Story


def call_owed(story: Story) -> Finding | None:
    """Found until a call or meeting took place; one that is booked owes nothing before its time."""
    if not (story.is_candidate or story.is_client):
        return None
    talked = story.last_talk_at
    wanted = [
        (e, s)
        for e in story.exchanges
        for s in e.signals
        if (talked is None or e.at > talked) and (is_asked_for(e, s) or is_promised(e, s))
    ]
    if not wanted or _is_in_the_calendar(story):
        return None
    overdue = standing(story, (Obligation(e, _overdue_from(story, e, s), s.evidence) for e, s in wanted))
    if not overdue:
        return None
    counted = {o.message.message_id for o in overdue}
    return story.finding(
        Reason.CALL_OWED,
        since=min(o.since for o in overdue),
        urgency=Urgency.NOW if story.is_at_risk else Urgency.SOON,
        explanation=_explain(story, [(e, s) for e, s in wanted if e.message_id in counted]),
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


def _is_in_the_calendar(story: Story) -> bool:
    """Whether the two will speak at a time to come. An interview is the employer's talk, not the call."""
    return any(not story.has_come(m.start) and not is_interview(m) for m in story.meetings)


def _overdue_from(story: Story, message: Exchange, signal: SignalSeen) -> datetime:
    named = _named_time(story, message, signal)
    if named is None:
        named = story.calendar.add_business_days(message.at, story.policy.rules.call_owed_business_days)
    booked = [
        at
        for e in story.exchanges
        if e.at > message.at
        for s in e.signals
        if _is_booking(s) and (at := _named_time(story, e, s)) is not None
    ]
    return max(named, booked[-1]) if booked else named


def _is_booking(signal: SignalSeen) -> bool:
    if signal.type is SignalType.PROMISE:
        return signal.is_call
    return signal.type in (SignalType.CALL_REQUEST, SignalType.INTERVIEW_SCHEDULED)


def _named_time(story: Story, message: Exchange, signal: SignalSeen) -> datetime | None:
    if signal.due is None:
        return None
    at = story.calendar.deadline(signal.due)
    return at if at > message.at else None


def _explain(story: Story, wanted: list[tuple[Exchange, SignalSeen]]) -> str:
    message, signal = wanted[-1]
    written = story.day(message.at)
    if signal.type is SignalType.PROMISE:
        said = f"You promised {story.name} a call on {written}"
    elif len(wanted) > 1:
        said = f"{story.name} has asked for a call {len(wanted)} times, last on {written}"
    else:
        said = f"{story.name} asked for a call on {written}"
    if signal.due is not None and _named_time(story, message, signal) is not None:
        said += f" (time named: {story.time(signal.due)})"
    return f"{said}, and no call or meeting is known since."
