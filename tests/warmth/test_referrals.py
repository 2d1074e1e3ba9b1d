"""referral_open: people who were recommended and wait."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta

import pytest

from config import Absence
from domain import Contact, Finding, Reason, Referral, Role
from tests.warmth.desk import BERLIN, POLICY, at
from warmth.days import BusinessCalendar
from warmth.flags import Judges
from warmth.judgement import judge_referral

GERMANY = BusinessCalendar(BERLIN, "DE")
REFERRAL = Referral(
    person=Contact(None, "Ivo Lund"),
    referrer=Contact(7, "Ada Quist", role=Role.CANDIDATE),
    at=at("2026-03-04 16:00"),
    message_id="<r@desk>",
    subject="Somebody for you",
    evidence="my old colleague Ivo Lund is looking",
)


def found(now: str, referral: Referral = REFERRAL) -> Finding | None:
    return judge_referral(referral, policy=POLICY, calendar=GERMANY, now=at(now))


def test_a_referral_is_open_after_five_business_days() -> None:
    assert found("2026-03-11 15:00") is None
    finding = found("2026-03-11 16:00")
    assert finding is not None
    assert (finding.reason, finding.contact.name) == (Reason.REFERRAL_OPEN, "Ivo Lund")
    assert finding.explanation == (
        "Ada Quist recommended Ivo Lund on Wednesday 4 March, and nobody has written to them yet."
    )


def test_writing_to_the_referred_person_closes_it_but_not_before_it_happened() -> None:
    written = replace(REFERRAL, contacted_at=at("2026-03-13"))
    assert found("2026-03-12", written) is not None
    assert found("2026-03-13", written) is None


def test_a_referral_lapses_after_sixty_days() -> None:
    assert found("2026-05-08") is not None
    assert found("2026-05-11 09:00") is None


@pytest.mark.parametrize("country", ["", "CN", "DE", "IR", "JP", "LK"])
@pytest.mark.parametrize("wait", [0, 5, 40])
def test_whatever_was_told_before_the_oldest_that_counts_has_lapsed(country: str, wait: int) -> None:
    calendar = BusinessCalendar(BERLIN, country, [Absence(first=date(2025, 7, 1), last=date(2025, 9, 5))])
    policy = replace(POLICY, rules=POLICY.rules.model_copy(update={"referral_business_days": wait}))
    judges = Judges(policy, lambda _: calendar)
    for days in range(0, 760, 2):
        now = at("2024-06-03 12:00") + timedelta(days=days)
        before = replace(REFERRAL, at=judges.oldest_referral(now) - timedelta(seconds=1))
        assert judge_referral(before, policy=policy, calendar=calendar, now=now) is None


def test_a_colleague_is_nobodys_candidate() -> None:
    assert found("2026-03-16", replace(REFERRAL, person=Contact(9, "Ivo Lund", role=Role.COLLEAGUE))) is None


def test_a_referral_of_tomorrow_is_not_seen_today() -> None:
    assert found("2026-03-02") is None
