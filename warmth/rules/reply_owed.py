"""reply_owed: a candidate's or client's personal message has waited two business days for an answer."""

from __future__ import annotations

from datetime import datetime

from domain import Exchange, Finding, Reason, SignalType, Urgency
from warmth.evidence import evidence_of, is_strained
from warmth.rules.obligations import Obligation, standing
from warmth.story import Story
from warmth.wording import several

ASKS = (SignalType.QUESTION, SignalType.CALL_REQUEST)


def reply_owed(story: Story) -> Finding | None:
    """Found when nobody wrote, called or met since; a colleague's answer in copy counts as one."""
    if not story.written or not (story.is_candidate or story.is_client):
        return None
    answered = _answered_at(story)
    wait = story.policy.rules.reply_owed_business_days
    waiting = standing(
        story,
        (
            Obligation(message, story.calendar.add_business_days(message.at, wait))
            for message in story.written
            if (answered is None or message.at > answered) and wants_an_answer(message)
        ),
    )
    if not waiting:
        return None
    first = waiting[0].message
    waited = story.days_since(story.calendar.day_of(first.at))
    since_when = several(list(dict.fromkeys(story.day(o.message.at) for o in waiting)))
    return story.finding(
        Reason.REPLY_OWED,
        since=min(o.since for o in waiting),
        urgency=Urgency.NOW if story.is_at_risk else Urgency.SOON,
        explanation=f"{story.name} wrote on {since_when} and has had no answer for {waited}.",
        evidence=[evidence_of(o.message, _words(o.message)) for o in waiting],
    )


def wants_an_answer(message: Exchange) -> bool:
    """Any personal message but a mere closing; in a language no model reads, one with a question mark."""
    if not message.language_covered:
        return message.has_question_mark
    return not message.is_mere_closing


def _answered_at(story: Story) -> datetime | None:
    by_colleague = [e.at for e in story.exchanges if e.by_colleague]
    moments = [at for at in (story.last_sent_at, story.last_talk_at, *by_colleague) if at is not None]
    return max(moments, default=None)


def _words(message: Exchange) -> str:
    if is_strained(message) and message.strain is not None and message.strain.evidence:
        return message.strain.evidence
    asked = (s.evidence for s in message.signals if s.by_contact and s.type in ASKS and s.evidence)
    return next(asked, message.quote)
