"""The judgement of one relationship at one moment: pure, without clock, files or database."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime

from domain import Finding, Relationship, Standing, Warmth
from warmth.days import BusinessCalendar
from warmth.policy import Policy
from warmth.rhythm import in_words
from warmth.rules.call_owed import call_owed
from warmth.rules.check_in_due import check_in_due
from warmth.rules.feedback_owed import feedback_owed
from warmth.rules.going_cold import going_cold, silence_of, warmth_of
from warmth.rules.prep_owed import prep_owed
from warmth.rules.promise_overdue import promise_overdue
from warmth.rules.referral_open import judge_referral
from warmth.rules.reply_owed import reply_owed
from warmth.rules.second_look import second_look
from warmth.rules.strained import strained
from warmth.story import Story
from warmth.tone import tone_in_words

__all__ = ["judge", "judge_referral"]

SPECIFIC: tuple[Callable[[Story], Finding | None], ...] = (
    reply_owed,
    call_owed,
    promise_overdue,
    prep_owed,
    feedback_owed,
    check_in_due,
    strained,
    second_look,
)


def judge(
    relationship: Relationship, *, policy: Policy, calendar: BusinessCalendar, now: datetime
) -> Standing:
    """How a contact stands: warmth, rhythm and every reason to act.

    `now` is aware; what lies after it is unseen. Several reasons may hold at once; only `going_cold` steps
    back where another is found. Until `look_again` the same relationship stands the same, but for the days
    that its words count.
    """
    story = Story(relationship, policy=policy, calendar=calendar, now=now)
    if story.contact.is_muted:
        return _untold(story)
    found = [finding for rule in SPECIFIC if (finding := rule(story)) is not None]
    silence = silence_of(story)
    # What waits for its first business day keeps going_cold quiet already: on that day it would step back.
    if not found and (cold := going_cold(story, silence)) is not None:
        found.append(cold)
    findings = [finding for finding in found if story.has_come(calendar.first_raised(finding.since))]
    quiet = story.number_of_days_since(story.quiet_from) if story.quiet_from else ""
    return Standing(
        contact=story.contact,
        warmth=warmth_of(story, silence),
        last_touch=calendar.local(story.last_touch.at) if story.last_touch else None,
        touches=story.number_of_touches,
        cadence_days=silence.allowed.days if silence.allowed else None,
        rhythm=in_words(silence.allowed, story.filled(quiet)),
        findings=tuple(findings),
        tone=tone_in_words(story.sounds, policy.tone),
        look_again=story.look_again,
    )


def _untold(story: Story) -> Standing:
    """The standing of somebody of whom nothing is judged: when they last met, and no more."""
    last = story.last_touch
    return Standing(
        contact=story.contact,
        warmth=Warmth.DORMANT,
        last_touch=story.calendar.local(last.at) if last else None,
        touches=story.number_of_touches,
        cadence_days=None,
        rhythm="",
    )
