"""strained: their latest personal message is worried, let down or negative, and a business day has passed.

So is one that would be harmless from others, but lies below this person's own tone and hints at strain.
"""

from __future__ import annotations

from domain import Exchange, Finding, Reason, Urgency
from warmth.evidence import evidence_of, is_strained
from warmth.rules.obligations import Obligation, standing
from warmth.story import Story
from warmth.tone import is_unlike_them


def strained(story: Story) -> Finding | None:
    """Found while nobody wrote, called or met since; courtesy by a colleague is no answer to worry."""
    if not story.written or not (story.is_candidate or story.is_client):
        return None
    latest = story.written[-1]
    is_unusual = not is_strained(latest) and is_unlike_them(story.sounds, story.policy.tone)
    if not is_strained(latest) and not is_unusual:
        return None
    if any(at is not None and at > latest.at for at in (story.last_sent_at, story.last_talk_at)):
        return None
    since = story.calendar.add_business_days(latest.at, story.policy.rules.strained_business_days)
    if not standing(story, [Obligation(latest, since)]):
        return None
    written = story.day(latest.at)
    sounded = "sounded less happy than usual" if is_unusual else "did not sound happy"
    return story.finding(
        Reason.STRAINED,
        since=since,
        urgency=Urgency.NOW if story.is_at_risk else Urgency.SOON,
        explanation=f"{story.name} {sounded} on {written}, and nobody has got in touch since.",
        evidence=[evidence_of(latest, _words(latest))],
    )


def _words(message: Exchange) -> str:
    if message.strain is not None and message.strain.value and message.strain.evidence:
        return message.strain.evidence
    return message.sentiment.evidence if message.sentiment is not None else ""
