"""referral_open: somebody was recommended and nobody has written to them."""

from __future__ import annotations

from datetime import UTC, datetime

from domain import Evidence, Finding, Reason, Referral, Role, Urgency, WaitingOn
from warmth.days import BusinessCalendar
from warmth.policy import Policy
from warmth.wording import day


def judge_referral(
    referral: Referral, *, policy: Policy, calendar: BusinessCalendar, now: datetime
) -> Finding | None:
    """Found five business days after the referral, until somebody writes to them or they write first."""
    now = now.astimezone(UTC)
    person = referral.person
    if referral.at > now or person.is_muted or Role.COLLEAGUE in {person.role, *person.roles}:
        return None
    if referral.contacted_at is not None and referral.contacted_at <= now:
        return None
    since = calendar.add_business_days(referral.at, policy.rules.referral_business_days)
    if now >= since + policy.lapse or calendar.first_raised(since) > now:
        return None
    written = day(referral.at, calendar, now)
    by = referral.referrer.name or "somebody"
    return Finding(
        contact=person,
        reason=Reason.REFERRAL_OPEN,
        since=calendar.local(since),
        urgency=Urgency.NORMAL,
        waiting_on=WaitingOn.RECRUITER,
        explanation=f"{by} recommended {person.name} on {written}, and nobody has written to them yet.",
        evidence=(Evidence(referral.message_id, referral.at, referral.subject, referral.evidence),),
    )
