"""strained: their latest personal message is worried, let down or negative, and a business day has passed."""

from __future__ import annotations

from domain import Exchange, Finding, Reason, Urgency
from warmth.case import Case, evidence_of, is_strained
from warmth.rules.obligations import Obligation, standing
from warmth.wording import day


def strained(case: Case) -> Finding | None:
    """Found while nobody wrote, called or met since; courtesy by a colleague is no answer to worry."""
    if not case.written or not (case.is_candidate or case.is_client):
        return None
    latest = case.written[-1]
    if not is_strained(latest):
        return None
    if any(at is not None and at > latest.at for at in (case.last_sent_at, case.last_talk_at)):
        return None
    since = case.calendar.add_business_days(latest.at, case.policy.rules.strained_business_days)
    if not standing([Obligation(latest, since)], lapse=case.policy.lapse, now=case.now):
        return None
    written = day(latest.at, case.calendar, case.now)
    return case.finding(
        Reason.STRAINED,
        since=since,
        urgency=Urgency.NOW if case.is_at_risk else Urgency.SOON,
        explanation=f"{case.name} did not sound happy on {written}, and nobody has got in touch since.",
        evidence=[evidence_of(latest, _words(latest))],
    )


def _words(message: Exchange) -> str:
    if message.strain is not None and message.strain.value and message.strain.evidence:
        return message.strain.evidence
    return message.sentiment.evidence if message.sentiment is not None else ""
